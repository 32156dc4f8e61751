"""Lines over the sea: past the chokepoints of their route, off the land, and the table as its builder makes it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from databuild import sea_tracks as builder
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.sea_tracks import load, sea_track
from kaskazi.network.sphere import degrees, great_circle, nautical_miles
from network_case import PORTS, way


def _apart(x: np.ndarray, end: tuple[float, float]) -> np.ndarray:
    """Degrees between points and one of the ends, the short way round the antimeridian."""
    d = x - np.array(end)
    return np.column_stack([(d[:, 0] + 180) % 360 - 180, d[:, 1]])


def ashore(line: tuple[tuple[float, float], ...], ends: float = 1.5) -> float:
    """Degrees of a line on land, but for the parts near its ends and in a channel."""
    canals = np.concatenate([great_circle(a, b, 0.2) for c, _ in builder.channels() for a, b in pairwise(c)])
    x = np.concatenate([great_circle(p, q, 0.1)[1:] for p, q in pairwise(line)])
    wide = np.column_stack([(x[:, 0] + 180) % 360 - 180, x[:, 1]])
    far = np.min([np.hypot(*_apart(x, e).T) for e in (line[0], line[-1])], axis=0) > ends
    dry = wide[far & builder.on(builder.land(), wide)]
    return 0.1 * sum(np.hypot(*(canals - p).T).min() > 0.4 for p in dry)


def follows(a: str, b: str) -> tuple[float, float]:
    """Of the line along a route: its length over the route's, and its degrees ashore."""
    r = way(a, b).before
    if r.hub:  # the line is that of a ship that calls nowhere on the way
        r = way(a, b, vessel="product").before
    assert r.nautical_miles is not None
    line = np.array(sea_track(r.ports, r.chokepoints))
    assert len(line), (a, b, r.chokepoints)
    assert set(builder.crossed(line)) <= set(r.chokepoints)
    return 60 * float(degrees(line[:-1], line[1:]).sum()) / r.nautical_miles, ashore(tuple(map(tuple, line)))


@pytest.mark.parametrize("hub", ["KEMBA", "NLRTM", "CNSHA", "USNYC"])
def test_lines_are_as_long_as_their_routes_and_keep_off_the_land(hub: str) -> None:
    rng = np.random.default_rng(11)
    ratios = []
    for b in rng.choice([p for p in PORTS if p != hub], 12, replace=False):
        ratio, over = follows(hub, str(b))
        assert over < 0.35, (hub, b, over)
        ratios.append(ratio)
    assert 0.97 < np.median(ratios) < 1.03
    assert max(ratios) < 1.55  # Greenland's west coast, where the chart has few turning points


@pytest.mark.slow
@pytest.mark.parametrize("hub", ["KEMBA", "NLRTM", "CNSHA", "USNYC", "AUSYD"])
def test_every_port_has_its_line(hub: str) -> None:
    wrong = []
    for b in PORTS:
        if b != hub:
            ratio, over = follows(hub, b)
            if over > 0.35 or ratio > 1.6:
                wrong.append((b, round(ratio, 2), round(over, 1)))
    assert not wrong


def test_turning_points_are_at_sea_and_joined() -> None:
    t = load()
    canal = {p for line, _ in builder.channels() for p in line}
    wet = np.array([p for p in t.points if tuple(p) not in canal])
    assert not builder.on(builder.land(), wet).any()
    assert {t.chokepoints[k] for k in t.passed} == set(CHOKEPOINTS)
    joined = {*t.passages.ravel().tolist(), *t.step.ravel().tolist()}
    assert joined >= set(range(len(t.points)))
    for g in CHOKEPOINTS.values():
        assert min(nautical_miles(g.mark, tuple(p)) for p in t.points) < 150, g.id


def test_known_places_are_on_land_or_at_sea() -> None:
    dry = [(37, 0), (100, 60), (179, 68.5), (-179.5, 67), (-60, -10), (135, -25), (31, 29)]
    wet = [(0, 0), (-30, 40), (179.9, 0), (-179.9, 10), (80, -30), (50, 13), (-80, 15), (20, 34.5)]
    assert builder.on(builder.land(), np.array(dry, dtype=float)).all()
    assert not builder.on(builder.land(), np.array(wet, dtype=float)).any()


def test_a_line_takes_the_chokepoints_it_is_told_and_no_other() -> None:
    ports = ("KEMBA", "NLRTM")
    usual, cape = sea_track(ports, way(*ports).before.chokepoints), sea_track(ports, ("cape", "dover"))
    assert min(y for _, y in cape) < -34
    assert min(y for _, y in usual) > -5
    assert sea_track(ports, ()) == ()
    assert builder.crossed(np.array(cape)) == ("cape", "dover")
    back = sea_track(ports[::-1], ("dover", "cape"))
    assert np.allclose(back[::-1], cape)


def test_longitudes_do_not_jump_at_the_date_line() -> None:
    for ports in (("CNSHA", "USLAX"), ("NZAKL", "USNYC"), ("AUSYD", "PFPPT")):
        if set(ports) <= set(PORTS):
            line = sea_track(ports, way(*ports).before.chokepoints)
            assert line
            assert max(abs(a[0] - b[0]) for a, b in pairwise(line)) < 90


@pytest.mark.slow
def test_the_shipped_table_is_what_its_builder_makes() -> None:
    made, shipped = builder.table(), np.load(builder.PATH)
    assert set(made) == set(shipped.files)
    for key, x in made.items():
        assert np.array_equal(x, shipped[key]), key
