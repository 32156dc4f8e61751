"""Ways between two ends as a person asks for them, and the map that shows them."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from kaskazi.cli.route import route
from kaskazi.errors import InputError
from kaskazi.network import Disruption, Network, packaged
from kaskazi.network.affected_route import affected_route, merged
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.compare_routes import RouteComparison, compare, port_traffic
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.road_routes import land_route
from kaskazi.network.route_text import render
from kaskazi.network.skim import distances
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.report import routemap
from kaskazi.report.routemap import FONTS, WIDTH, Frame, clipped, frame, miller, seam, standing, strokes
from kaskazi.report.routes import plan, route_map, route_svg, told
from kaskazi.report.sea import _channels, chart, crossing, great_circle, land, on, track
from kaskazi.report.shapes import shapes
from kaskazi.scenario.file import load, names
from test_brief_browser import browser  # noqa: F401

NET = Network.load()
CALLED = shapes()["names"]
PORTS = NET.skim.ports
DRAWN = [
    ("KEMBA", "NLRTM", ("bab-el-mandeb",)),
    ("CNSHA", "NLRTM", ("suez",)),
    ("AEJEA", "SGSIN", ("hormuz",)),
    ("KEMBA", "USNYC", ()),
    ("CNSHA", "USNYC", ("panama",)),
    ("CNSHA", "USNYC", ("panama", "suez")),
    ("NZAKL", "GBFXT", ("panama",)),
    ("KEMBA", "TZDAR", ()),
    ("DEHAM", "RULED", ()),
]


def way(a: str, b: str, closed: tuple[str, ...] = (), **words: Any) -> RouteComparison:
    return compare(NET, a, b, closed, names=CALLED, only=True, **words)


def drawn_pairs(seed: int, n: int) -> list[tuple[str, str]]:
    rng = np.random.default_rng(seed)
    return [tuple(PORTS[k] for k in rng.choice(len(PORTS), 2, replace=False)) for _ in range(n)]


# --- the words ---


@pytest.mark.parametrize("word", ["KEMBA", "kemba", "Mombasa", "mombasa", "KEN", "Kenya", "kenya"])
def test_an_end_by_code_name_or_economy(word: str) -> None:
    c = way(word, "Rotterdam", ("Bab el-Mandeb",))
    assert (c.origin, c.destination) == ("KEMBA", "NLRTM")
    assert [d.chokepoint for d in c.disruptions] == ["bab-el-mandeb"]
    assert c.after.chokepoints == ("cape", "dover")


def test_every_wrong_word_is_told_at_once_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        compare(
            NET, "Mombassa", "Roterdam", ["bab-el-mandab", "sues"], open_=["hormus=0.4", "suez=1.4", "suez"],
            premium=["panama=x"], delay=["=3"], vessel="contaner", names=CALLED,
        )  # fmt: skip
    text = str(caught.value)
    for near in ("KEMBA", "NLRTM", "bab-el-mandeb", "suez", "hormuz", "container"):
        assert f'"{near}"' in text
    for wrong in ('"1.4" for suez', '"suez" has no number', '"x" for panama'):
        assert wrong in text
    assert len(caught.value.problems) >= 9


def test_a_name_of_two_ports_and_one_end_twice() -> None:
    with pytest.raises(InputError, match="KYGEC"):
        way("Georgetown", "NLRTM")
    with pytest.raises(InputError, match="where the way begins"):
        way("KEMBA", "Mombasa")
    for a, b in (("KEMBA", "Uganda"), ("UGA", "RWA")):
        with pytest.raises(InputError, match="same port"):
            way(a, b)
    with pytest.raises(InputError, match="closed too"):
        way("KEMBA", "NLRTM", ("suez",), open_=["suez=0.3"])


# --- the ways ---


@pytest.mark.parametrize(("a", "b"), drawn_pairs(3, 12))
def test_a_way_is_the_skims_shortest_and_its_gates_are_those_it_needs(a: str, b: str) -> None:
    usual = usual_penalty(VESSEL_CLASSES["container"])
    i, j = PORTS.index(a), PORTS.index(b)
    D = distances(NET.skim, usual)
    r = way(a, b).before
    assert r.nautical_miles is not None
    assert r.nautical_miles + sum(usual[g] for g in r.chokepoints) == pytest.approx(D[i, j], abs=0.1)
    for g in CHOKEPOINTS:
        longer = distances(NET.skim, {**usual, g: np.inf})[i, j] > D[i, j] + 0.5
        assert (g in r.chokepoints) == longer
    back = way(b, a).before
    assert back.chokepoints == r.chokepoints[::-1]


def test_gates_stand_in_the_order_they_are_passed() -> None:
    gates = ("taiwan", "malacca", "bab-el-mandeb", "suez", "gibraltar", "dover")
    assert way("CNSHA", "NLRTM").before.chokepoints == gates


def test_unreachable_is_said_and_an_economy_takes_its_other_port() -> None:
    c = way("AEJEA", "SGSIN", ("hormuz",))
    assert c.unreachable
    assert c.usd_per_teu is None
    assert "unreachable" in render(c, NET)
    c = way("ARE", "SGP", ("hormuz",))
    assert c.after.ports == ("AEKLF", "SGSIN")
    assert c.after.land_days >= 3
    assert way("KEMBA", "NLRTM", ("KEMBA",)).unreachable


def test_a_shut_port_and_a_shut_corridor_move_the_cargo_by_land() -> None:
    c = way("KEN", "NLD", ("KEMBA",))
    assert c.after.ports[0] == "TZDAR"
    assert c.after.land_usd > c.before.land_usd
    c = way("UGA", "CHN", ("northern",))
    assert c.before.ports[0] == "KEMBA"
    assert c.after.ports[0] == "TZDAR"
    assert c.after.land_days > c.before.land_days > 0
    assert way("UGA", "CHN", ("northern", "central")).unreachable


def test_a_premium_sends_ships_round_once_it_is_dear_enough() -> None:
    small, large = (way("KEMBA", "NLRTM", premium=[f"suez={x}"]) for x in (100, 5_000))
    assert small.after.chokepoints == small.before.chokepoints
    assert small.usd_per_teu == pytest.approx(100, abs=0.2)
    assert "cape" in large.after.chokepoints
    assert large.after.premium == 0
    slow = way("KEMBA", "NLRTM", delay=["suez=2"])
    assert slow.before.days is not None
    assert slow.after.days == pytest.approx(slow.before.days + 2, abs=0.02)
    assert "cape" in way("KEMBA", "NLRTM", delay=["suez=20"]).after.chokepoints


def test_a_narrow_gate_keeps_fewer_of_the_ships_the_narrower_it_is() -> None:
    kept = [way("CNSHA", "NLRTM", open_=[f"suez={x}"]).main.through["suez"] for x in (0.9, 0.6, 0.3)]
    assert all(0 <= b <= a <= 1 for a, b in pairwise(kept))
    assert kept[0] > kept[-1]
    assert way("CNSHA", "NLRTM", open_=["suez=0"]).after == way("CNSHA", "NLRTM", ("suez",)).after
    few = np.ones((len(PORTS),) * 2) * 1e-9
    few[PORTS.index("CNSHA"), PORTS.index("NLRTM")] = 1.0
    alone = way("CNSHA", "NLRTM", open_=["suez=0.6"], traffic=few).main.through["suez"]
    assert alone == pytest.approx(0.6, abs=0.01)


def test_closing_more_never_shortens_a_way() -> None:
    for a, b in drawn_pairs(5, 6):
        miles = [way(a, b, c).after.nautical_miles or np.inf for c in ((), ("suez",), ("suez", "panama"))]
        assert miles[0] <= miles[1] <= miles[2] + 0.1


def test_deep_ships_pass_no_shallow_canal() -> None:
    c = compare(NET, "CNSHA", "USNYC", names=CALLED)
    by = {v.id: v.before.chokepoints for v in c.vessels}
    assert "panama" in by["container"]
    assert "panama" not in by["crude"]
    assert set(by) == set(VESSEL_CLASSES)
    assert compare(NET, "CNSHA", "USNYC", vessel="crude").main.id == "crude"


def test_trade_between_ports_adds_up_to_that_between_economies() -> None:
    trade = np.array([[0.0, 3.0], [5.0, 0.0]])
    T = port_traffic(NET, ("KEN", "NLD"), trade)
    assert T.sum() == pytest.approx(8.0)
    kenya = [PORTS.index(g.port) for g in NET.gateways if g.iso3 == "KEN" and g.weight]
    assert T[kenya].sum() == pytest.approx(3.0)


def test_the_command_in_text_json_and_map(tmp_path: Path) -> None:
    run = CliRunner()
    words = ["Mombasa", "NLRTM", "--close", "bab-el-mandeb", "--close", "panama"]
    said = run.invoke(route, words)
    assert said.exit_code == 0, said.output
    assert "+6.2 days" in said.output
    assert "Crude tanker" in said.output
    data = json.loads(run.invoke(route, [*words, "--json"]).output)
    assert data["closed"] == ["bab-el-mandeb", "panama"]
    assert data["usd_per_teu_range"][0] <= data["usd_per_teu"] <= data["usd_per_teu_range"][2]
    assert len(data["by_vessel"]) == len(VESSEL_CLASSES)
    target = tmp_path / "way.svg"
    assert run.invoke(route, [*words, "--map", str(target)]).exit_code == 0
    ElementTree.fromstring(target.read_text(encoding="utf-8"))
    assert [p.name for p in tmp_path.iterdir()] == ["way.svg"]
    assert run.invoke(route, [*words, "--map", str(tmp_path / "way.png")]).exit_code == 2
    assert run.invoke(route, ["Mombassa", "NLRTM", "--map", str(tmp_path / "x.svg")]).exit_code == 1
    assert [p.name for p in tmp_path.iterdir()] == ["way.svg"]


# --- the chart of the sea ---


def ashore(line: tuple[tuple[float, float], ...], ends: float = 1.5) -> float:
    """Degrees of a line on land, but for the parts near its ends and in a channel."""
    canal = np.array(
        [p for c, _ in _channels() for p in np.concatenate([great_circle(a, b, 0.2) for a, b in pairwise(c)])]
    )
    total = 0.0
    for p, q in pairwise(line):
        for x in great_circle(p, q, 0.1):
            near = min(np.hypot(*(x - np.array(e))) for e in (line[0], line[-1]))
            if near > ends and on(land(), x) and np.hypot(*(canal - x).T).min() > 0.4:
                total += 0.1
    return total


def follows(a: str, b: str) -> tuple[float, float]:
    """The drawn line passes the way's gates; its length over the way's, and its degrees ashore."""
    r = way(a, b).before
    assert r.nautical_miles is not None
    found = track(NET.ports[a].at, NET.ports[b].at, r.chokepoints)
    assert found is not None, (a, b, r.chokepoints)
    return 60 * found.degrees / r.nautical_miles, ashore(found.line)


@pytest.mark.parametrize("hub", ["KEMBA", "NLRTM", "CNSHA", "USNYC"])
def test_lines_pass_the_gates_of_the_way_and_keep_off_the_land(hub: str) -> None:
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
    c = chart()
    assert all(c.legs)
    canal = {p for line, _ in _channels() for p in line}
    wet = np.array([p for p in c.points if tuple(p) not in canal])
    assert not on(land(), wet).any()
    assert {g for _, g in _channels() if g} | {"cape", "magellan"} == set(CHOKEPOINTS)
    for g in CHOKEPOINTS:
        assert len(crossing(g)) == 2


def test_known_places_are_on_land_or_at_sea() -> None:
    dry = [(37, 0), (100, 60), (179, 68.5), (-179.5, 67), (-60, -10), (135, -25), (31, 29)]
    wet = [(0, 0), (-30, 40), (179.9, 0), (-179.9, 10), (80, -30), (50, 13), (-80, 15), (20, 34.5)]
    assert on(land(), np.array(dry, dtype=float)).all()
    assert not on(land(), np.array(wet, dtype=float)).any()


def test_no_line_through_a_gate_that_the_way_avoids() -> None:
    mombasa, rotterdam = (NET.ports[p].at for p in ("KEMBA", "NLRTM"))
    round_ = track(mombasa, rotterdam, ("cape", "dover"))
    assert round_ is not None
    assert min(y for _, y in round_.line) < -34
    assert track(mombasa, rotterdam, ()) is None


# --- the drawing ---


def boxes(c: RouteComparison, size: str) -> list[tuple[str, tuple[float, float, float, float] | None]]:
    p = plan(c, NET)
    f = routemap._window(p)
    lines = [piece for line in p.lines for piece in strokes(f, line.points)]
    return [(m.label, box) for m, _, box in routemap._placed(f, p.marks, lines, FONTS[size])]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize(("a", "b", "closed"), DRAWN)
def test_labels_do_not_overlap_and_ports_always_have_theirs(
    a: str, b: str, closed: tuple[str, ...], size: str
) -> None:
    found = boxes(way(a, b, closed), size)
    placed = [box for _, box in found if box]
    assert not [1 for x, y in combinations(placed, 2) if routemap._meet(x, y)]
    named = {label for label, box in found if box}
    assert {NET.ports[a].name, NET.ports[b].name} <= named
    assert all(x[0] >= 0 and x[2] <= WIDTH for x in placed)


@pytest.mark.parametrize(("a", "b", "closed"), DRAWN)
def test_a_map_is_one_file_with_words_and_nothing_from_outside(
    a: str, b: str, closed: tuple[str, ...]
) -> None:
    c = way(a, b, closed)
    text = route_svg(c, NET)
    root = ElementTree.fromstring(text)
    tags = {n.tag.rpartition("}")[2] for n in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "clipPath", "g", "path", "circle", "text"}
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    ns = "{http://www.w3.org/2000/svg}"
    desc = root.find(f"{ns}desc")
    assert desc is not None
    assert desc.text
    assert "container ship" in desc.text
    assert ("no way by sea" in desc.text) == c.unreachable
    dashed = [n for n in root.iter(f"{ns}path") if "stroke-dasharray" in n.attrib]
    assert bool(dashed) == (bool(closed) and not c.unreachable and c.after != c.before)
    assert len(text) < 130_000


def test_names_in_a_map_are_escaped() -> None:
    c = way("KEMBA", "NLRTM", ("suez",))
    p = plan(c, NET)
    evil = routemap.Plan(
        p.lines, (*p.marks, routemap.Mark((0, 0), "<script>x</script>\u202e", "port")), "<b>", '"<i>"'
    )
    text = standing(evil)
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "\u202e" not in text


def test_a_way_over_the_date_line_is_drawn_without_a_stroke_across_the_map() -> None:
    p = plan(way("CNSHA", "USNYC", ("panama",)), NET)
    f = routemap._window(p)
    for line in p.lines:
        assert all(abs(a[0] - b[0]) < 90 for a, b in pairwise(line.points))
        for piece in strokes(f, line.points):
            assert all(abs(a[0] - b[0]) < WIDTH / 4 for a, b in pairwise(piece))


def test_the_window_holds_the_line_and_the_seam_lies_far_from_every_place() -> None:
    f = frame([(30.0, -40.0), (50.0, 20.0)])
    for p in ((30.0, -40.0), (50.0, 20.0)):
        x, y = f.xy(p)
        assert 0 < x < WIDTH
        assert 0 < y < f.height
    assert seam([-74.0, 121.0, 0.0, 43.0]) == pytest.approx(-156.5)
    assert miller(0.0) == pytest.approx(0.0, abs=1e-12)
    assert miller(60.0) == pytest.approx(-miller(-60.0))
    assert miller(60.0) > 60
    assert Frame(-10, 350, 0, 2, 100).into(-20) == 340


def test_a_ring_cut_to_a_box_by_hand() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    cut = clipped(square, (1.0, 1.0, 3.0, 9.0))
    assert {x for x, _ in cut} == {1.0, 3.0}
    assert {y for _, y in cut} == {1.0, 4.0}
    assert clipped(square, (5.0, 5.0, 6.0, 6.0)) == []


# --- in a brief ---


@pytest.mark.parametrize("name", names())
def test_scenarios_of_gates_and_ports_have_a_map_and_a_sentence(name: str) -> None:
    s = load(name)
    words = told(s, "KEN")
    touches = any(s.kind == "gate" for s in s.shock) and name not in (
        "gatuna-2019", "northern-corridor-2008", "northern-corridor-blocked",
    )  # fmt: skip
    assert bool(words) == touches
    if touches:
        assert ("None of the ways" in words) == (name == "panama-drought")


def test_a_brief_has_the_map_in_two_widths_and_says_it_in_words() -> None:
    found = route_map(load("bab-el-mandeb-closed"), "KEN", "k")
    assert found is not None
    assert found.wide != found.narrow
    assert "6.2\u00a0days more" in found.sentence
    assert found.sentence == told(load("bab-el-mandeb-closed"), "KEN")
    for text in (found.wide, found.narrow):
        assert ElementTree.fromstring(text).attrib["aria-label"]
        assert "<style" not in text
    assert 'id="k-wide-map"' in found.wide
    assert 'id="k-narrow-map"' in found.narrow


def test_disruptions_of_one_place_are_one_for_a_route() -> None:
    held = [
        Disruption(chokepoint="suez", open_share=0.5, premium=200.0),
        *packaged()["mombasa-stopped"],
        Disruption(corridor="northern", open_share=0.0),
        Disruption(port="TZDAR", open_share=0.5),
        Disruption(chokepoint="panama", open_share=0.0, delay_days=2.0),
        Disruption(chokepoint="panama", open_share=0.4, by_class={"container": 0.3}),
        Disruption(border=("KEN", "UGA"), open_share=0.0),
    ]
    assert merged(held, "container") == (
        Disruption(chokepoint="suez", open_share=0.5, premium=200.0),
        Disruption(port="KEMBA", open_share=0.0),
        Disruption(corridor="northern", open_share=0.0),
        Disruption(chokepoint="panama", open_share=0.0, delay_days=2.0),
    )
    assert affected_route(NET, [Disruption(border=("KEN", "UGA"), open_share=0.0)], "KEN") is None


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize(("a", "b", "closed"), DRAWN[:6])
def test_a_map_is_legible_on_a_phone_and_on_a_screen(
    browser: Any, tmp_path: Path, a: str, b: str, closed: tuple[str, ...], width: int  # noqa: F811
) -> None:  # fmt: skip
    target = tmp_path / "way.svg"
    target.write_text(route_svg(way(a, b, closed), NET), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": width})
    page.goto(target.as_uri())
    seen = page.evaluate(
        """() => [...document.querySelectorAll('text:not([aria-hidden])')].map(t => [t.textContent,
            ...['left','top','right','bottom'].map(k => t.getBoundingClientRect()[k])]).filter(t => t[3] > t[1])"""
    )
    assert seen
    for label, left, top, right, bottom in seen:
        assert bottom - top >= 11, label
        assert left >= -1, label
        assert right <= width + 1, label
    for x, y in combinations(seen, 2):
        overlap = min(x[3], y[3]) - max(x[1], y[1]) > 2 and min(x[4], y[4]) - max(x[2], y[2]) > 4
        assert not overlap, (x[0], y[0])
    page.close()


def test_an_economy_on_two_oceans_is_met_on_the_near_one() -> None:
    assert way("KEN", "USA").before.ports == ("KEMBA", "USNYC")
    assert way("CHN", "USA").before.ports[1] == "USLAX"
    assert way("USA", "KEN").before.ports == ("USNYC", "KEMBA")
    assert way("KEN", "CHN").before.ports == (
        "KEMBA",
        "CNSHA",
    )  # the busiest, though Shekou is a little nearer


def test_a_place_inland_takes_what_its_economy_keeps_for_need() -> None:
    c = way("Nairobi", "CHN", ("KEMBA",))
    assert c.after.ports[0] == "TZDAR"
    assert c.after.land_days > c.before.land_days


def test_places_that_trade_by_land_are_not_sent_to_sea() -> None:
    for a, b in (("Goma", "ZMB"), ("Lusaka", "Lubumbashi")):
        with pytest.raises(InputError, match="trade by land"):
            land_route(NET, a, b)
    for a, b, port in (("NPL", "IND", "INCCU"), ("BOL", "CHL", "CLARI")):
        found = land_route(NET, a, b)
        assert found is not None
        assert found.leg.port == port
        assert found.judged


def test_options_of_a_way_by_land_are_read_all_the_same() -> None:
    run = CliRunner().invoke(route, ["KEN", "UGA", "--open", "sues=2", "--delay", "suez=x"])
    assert run.exit_code != 0
    assert isinstance(run.exception, InputError)
    assert len(run.exception.problems) == 3
