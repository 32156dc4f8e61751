"""Land legs: the published corridor table, and what a person is told of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from kaskazi.cli.route import route
from kaskazi.errors import InputError
from kaskazi.network.corridors import corridors, hours_by_road, price_by_distance, price_law, slowness
from kaskazi.network.road_routes import land_route
from kaskazi.network.road_routes import shown as road_shown
from kaskazi.sources import source
from kaskazi.text.numbers import number
from kaskazi.text.tables import render
from network_case import NET

# port, place, hours observed and dollars per 40 ft box, as published; Addis Ababa per 15 tonnes over 698 of 776 km
TABLE = [
    ("KEMBA", "Nairobi", None, 1000), ("KEMBA", "Kampala", 131, 2500), ("KEMBA", "Kigali", 187, 4800),
    ("KEMBA", "Bujumbura", None, 6500), ("KEMBA", "Goma", None, 7000), ("KEMBA", "Juba", None, 5500),
    ("KEMBA", "Mpondwe", 160, None), ("KEMBA", "Elegu", 135, None),
    ("TZDAR", "Kigali", None, 4300), ("TZDAR", "Bujumbura", None, 4500), ("TZDAR", "Kampala", None, 4500),
    ("TZDAR", "Kapiri Mposhi", 96, None), ("DJJIB", "Addis Ababa", 48, 2 * 540 * 776 / 698),
    ("TZDAR", "Lubumbashi", None, None), ("TZDAR", "Lusaka", None, None), ("SOBBO", "Addis Ababa", None, None),
    ("KELAU", "Addis Ababa", None, None), ("KEMBA", "Addis Ababa", None, None), ("TZDAR", "Lilongwe", None, None),
    ("MZBEW", "Harare", None, None), ("MZBEW", "Lilongwe", None, None), ("ZADUR", "Harare", None, None),
    ("ZADUR", "Lusaka", None, None), ("ZADUR", "Lubumbashi", None, None), ("ZADUR", "Gaborone", None, None),
    ("ZADUR", "Maseru", None, None), ("SNDKR", "Bamako", None, None), ("CIABJ", "Bamako", None, None),
    ("CIABJ", "Ouagadougou", None, None), ("GHTEM", "Ouagadougou", None, None), ("BJCOO", "Niamey", None, None),
    ("CMDLA", "Bangui", None, None),
]  # fmt: skip


SEEN_AS = {"Kampala": "UGA", "Kigali": "RWA", "Bujumbura": "BDI", "Goma": "COD", "Juba": "SSD", "Addis Ababa": "ETH",
           "Lubumbashi": "COD", "Lusaka": "ZMB", "Kapiri Mposhi": "ZMB", "Lilongwe": "MWI", "Harare": "ZWE",
           "Gaborone": "BWA", "Maseru": "LSO", "Bamako": "MLI", "Ouagadougou": "BFA", "Niamey": "NER", "Bangui": "CAF"}  # fmt: skip


@pytest.mark.parametrize(("port", "place", "hours", "usd"), TABLE)
def test_land_legs_are_the_corridor_table(
    port: str, place: str, hours: float | None, usd: float | None
) -> None:
    """As a person asks for them, and as the network's gateways hold them."""
    r = land_route(NET, port, place)
    assert r is not None
    assert not r.judged
    assert r.leg.hours is not None
    if hours is not None:
        assert r.leg.hours == hours
        assert f"{number(hours)} hours" in render(road_shown(r, NET))
    else:
        assert r.leg.estimated
    if usd is not None:
        assert r.leg.usd_per_teu == pytest.approx(usd / 2)
    if place not in SEEN_AS:
        return
    ways_in = [
        g for g in NET.gateways if (g.port, g.iso3, g.corridor) == (port, SEEN_AS[place], r.leg.corridor)
    ]
    assert ways_in
    assert 24 * ways_in[0].days == pytest.approx(r.leg.hours)
    if r.leg.usd_per_teu is not None:
        assert ways_in[0].usd == pytest.approx(r.leg.usd_per_teu)


def test_every_leg_of_the_table_is_checked() -> None:
    checked = {(port, place) for port, place, _, _ in TABLE}
    left_out = [(x.port, x.place) for x in corridors() if (x.port, x.place) not in checked]
    assert left_out == [("TZDAR", "Goma")]  # a price and nothing else


@pytest.mark.parametrize(
    ("a", "b", "leg", "days"),
    [
        ("KEMBA", "UGA", "Mombasa to Kampala", 131 / 24),
        ("UGA", "KEMBA", "Mombasa to Kampala", 131 / 24),
        ("KEN", "UGA", "Nairobi to Kampala", hours_by_road(16.3 - 6.9, 61.6) / 24),
        ("UGA", "RWA", "Kampala to Kigali", (187 - 131) / 24),
        ("DJI", "Ethiopia", "Djibouti to Addis Ababa", 2.0),
        ("NLD", "CHE", "Rotterdam to Switzerland", 2.0),
    ],
)
def test_neighbours_are_answered_with_the_way_by_land(a: str, b: str, leg: str, days: float) -> None:
    run = CliRunner().invoke(route, [a, b])
    assert run.exit_code == 0, run.output
    assert leg in run.output
    assert "by land" in run.output
    data = json.loads(CliRunner().invoke(route, [a, b, "--json"]).output)
    assert data["by"] == "land"
    assert data["days"] == pytest.approx(days)


def test_a_closed_corridor_and_neighbours_without_a_leg() -> None:
    shut = land_route(NET, "KEMBA", "UGA", ["northern"])
    assert shut is not None
    assert shut.closed
    assert shut.after is not None
    assert shut.after.ports == ("KEMBA", "TZDAR")
    assert "With that closed" in render(road_shown(shut, NET))
    alone = land_route(NET, "UGA", "RWA", ["northern"])
    assert alone is not None
    assert alone.after is None
    assert "no other way is in the table" in render(road_shown(alone, NET))
    for a, b in (("CHE", "AUT"), ("UGA", "SSD")):
        with pytest.raises(InputError, match="trade by land, and no leg"):
            land_route(NET, a, b)
    assert land_route(NET, "KEMBA", "NLRTM") is None
    assert land_route(NET, "UGA", "NLD") is None
    assert land_route(NET, "Kampla", "NLRTM") is None  # `compare` names it
    run = CliRunner().invoke(route, ["KEMBA", "UGA", "--map", "x.svg"])
    assert run.exit_code == 2
    assert "by land" in run.output


def test_dr_congo_has_its_ways_to_the_east() -> None:
    ways_in = {(g.port, g.corridor): g.weight for g in NET.gateways if g.iso3 == "COD"}
    assert {
        ("TZDAR", "dar-es-salaam"),
        ("KEMBA", "northern"),
        ("ZADUR", "north-south"),
        ("CDMAT", ""),
    } <= set(ways_in)
    assert sum(ways_in.values()) == pytest.approx(1.0)


def test_hours_are_driving_and_borders_and_held_out_by_corridor() -> None:
    """The observatory's times end at Elegu and Mpondwe, on the way to Juba and Goma."""
    both = [x for x in corridors() if x.observed_hours and x.road_hours]
    assert len(both) == 5
    assert 3.5 < slowness() < 4.5
    assert hours_by_road(10.0, 60.0) == pytest.approx(10 * slowness() + 60)
    assert slowness("northern") == pytest.approx(48 / 11.7)
    off = [
        hours_by_road(x.road_hours or 0, x.border_hours or 0, x.corridor) / (x.observed_hours or 1) - 1
        for x in both
    ]
    assert max(abs(x) for x in off) < 0.15
    assert all(x.border_hours is not None for x in corridors() if x.road_hours is not None)
    for x in corridors():
        for s in (x.hours_source, x.usd_source):
            assert not s or source(s)


def test_the_price_by_distance_is_fitted_on_published_prices_and_held_out_by_corridor() -> None:
    scale, power, shortest = price_law()
    assert 1.4 < power < 1.8
    km = np.array([x.seen[0] for x in corridors() if x.seen])
    assert shortest == pytest.approx(km.min())
    assert price_by_distance(1000.0) == pytest.approx(scale * 1000**power)
    assert price_by_distance(shortest / 2) == pytest.approx(price_by_distance(shortest) / 2)
    off = [price_by_distance(x.seen[0], without=x.corridor) / x.seen[1] - 1 for x in corridors() if x.seen]
    assert len(off) == 10
    assert sum(abs(x) <= 0.2 for x in off) == 10
    assert price_law("northern") != price_law("central") != price_law()
