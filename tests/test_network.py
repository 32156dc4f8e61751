"""Distances, closures and what they cost."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from databuild.network import ARCHIVE, read
from kaskazi.analysis.network_validation import Check, validate
from kaskazi.analysis.network_validation import render as render_checks
from kaskazi.cli.route import route
from kaskazi.codes.economies import economies
from kaskazi.errors import DataError, InputError
from kaskazi.network import Disruption, Network, cost_change, packaged
from kaskazi.network.cargo import goods
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.compare_routes import compare
from kaskazi.network.corridors import corridors
from kaskazi.network.disruption import reopened, spells
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.land_leg import land_legs
from kaskazi.network.overland import overland
from kaskazi.network.parameters import AT_ANCHOR, LEVELS, LOGIT_SCALE, ROAD_SLOWNESS, SOURCES
from kaskazi.network.ports import port_table
from kaskazi.network.road_routes import land_route
from kaskazi.network.road_routes import render as render_road
from kaskazi.network.route_choice import (
    RouteAlternatives,
    passing,
    route_alternatives,
    shadow_premiums,
    shares,
)
from kaskazi.network.route_text import render
from kaskazi.network.skim import Skim, distances, load, min_plus
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.sources import source
from kaskazi.world import World

NET = Network.load()
PORT = {p: k for k, p in enumerate(NET.skim.ports)}
# nautical miles, published tables as the range of sources gives them; the Cape with Suez closed
OPEN = [
    ("CNSHA", "NLRTM", 10_562), ("KEMBA", "NLRTM", 6_393), ("KEMBA", "USNYC", 8_201),
    ("SGSIN", "NLRTM", 8_288), ("INNSA", "NLRTM", 6_337), ("AEJEA", "NLRTM", 6_200),
    ("SAJED", "SGSIN", 4_389), ("DJJIB", "NLRTM", 4_669),
]  # fmt: skip
CAPE = [
    ("CNSHA", "NLRTM", 13_800), ("KEMBA", "NLRTM", 8_771), ("KEMBA", "USNYC", 9_392),
    ("SGSIN", "NLRTM", 11_755), ("INNSA", "NLRTM", 10_850), ("AEJEA", "NLRTM", 11_200),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "nm"), OPEN)
def test_distances_by_suez(a: str, b: str, nm: float) -> None:
    assert distances(NET.skim)[PORT[a], PORT[b]] == pytest.approx(nm, rel=0.03)


@pytest.mark.parametrize(("a", "b", "nm"), CAPE)
def test_distances_by_the_cape(a: str, b: str, nm: float) -> None:
    D = distances(NET.skim, {"suez": np.inf, "panama": 6000.0})
    assert D[PORT[a], PORT[b]] == pytest.approx(nm, rel=0.03)


def test_a_closed_hormuz_is_no_way_never_a_free_one() -> None:
    D = distances(NET.skim, {"hormuz": np.inf})
    assert np.isinf(D[PORT["AEJEA"], PORT["SGSIN"]])
    assert np.isfinite(D[PORT["AEKLF"], PORT["SGSIN"]])


def test_without_panamas_size_limit_ships_would_go_that_way() -> None:
    short = distances(NET.skim, {"suez": np.inf})[PORT["CNSHA"], PORT["NLRTM"]]
    real = distances(NET.skim, {"suez": np.inf, "panama": 6000.0})[PORT["CNSHA"], PORT["NLRTM"]]
    assert short < real


penalties = st.dictionaries(
    st.sampled_from(list(CHOKEPOINTS)), st.one_of(st.floats(0, 9000), st.just(np.inf)), max_size=4
)


@settings(max_examples=20, deadline=None)
@given(penalties, st.sampled_from(list(CHOKEPOINTS)), st.floats(0, 5000))
def test_costs_never_fall_when_a_gate_gets_dearer(
    base: dict[str, float], chokepoint: str, more: float
) -> None:
    a = distances(NET.skim, base)
    b = distances(NET.skim, {**base, chokepoint: base.get(chokepoint, 0.0) + more})
    assert (b >= a - 1e-6).all()
    there, back = a[np.isfinite(a)], a.T[np.isfinite(a)]
    assert np.abs(there - back).max() < 1e-3


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), penalties)
def test_the_skim_equals_dijkstra_on_the_whole_graph(seed: int, penalty: dict[str, float]) -> None:
    """A random graph with chokepoint edges, once through the skim and once whole."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    rng = np.random.default_rng(seed)
    n, ports, ends = 40, 8, 10
    W = np.where(rng.random((n, n)) < 0.12, rng.uniform(1, 50, (n, n)), 0.0)
    W = np.maximum(W, W.T)
    ids = np.arange(ports, ports + ends)
    arcs = np.array([[k, k + ends // 2, rng.uniform(1, 20), k] for k in range(ends // 2)])
    for a, b, _, _ in arcs:
        W[ids[int(a)], ids[int(b)]] = W[ids[int(b)], ids[int(a)]] = 0.0
    D = dijkstra(csr_matrix(W))
    skim = Skim(
        tuple(map(str, range(ports))),
        tuple(CHOKEPOINTS),
        D[:ports, :ports],
        D[:ports][:, ids],
        D[ids][:, ids],
        arcs,
    )
    whole = W.copy()
    for a, b, length, g in arcs:
        d = length + penalty.get(list(CHOKEPOINTS)[int(g)], 0.0)
        whole[ids[int(a)], ids[int(b)]] = whole[ids[int(b)], ids[int(a)]] = d if np.isfinite(d) else 0.0
    truth = dijkstra(csr_matrix(whole))[:ports, :ports]
    ours = distances(skim, penalty)
    assert np.array_equal(np.isfinite(ours), np.isfinite(truth))
    both = np.isfinite(truth)
    assert np.abs(ours[both] - truth[both]).max() < 1e-9


def test_min_plus_by_hand() -> None:
    A, B = np.array([[1.0, 5.0]]), np.array([[2.0, 9.0], [3.0, 1.0]])
    assert min_plus(A, B).tolist() == [[3.0, 6.0]]


ECONOMIES = ("KEN", "NLD", "GBR", "DEU", "ITA", "TUR", "EGY", "SAU", "USA", "CHN", "IND", "ZAF", "UGA", "XXX")
AT = {c: k for k, c in enumerate(ECONOMIES)}


@pytest.mark.parametrize(
    ("partner", "days"),
    [
        ("NLD", 6.2),
        ("GBR", 6.2),
        ("DEU", 6.2),
        ("ITA", 12.2),
        ("TUR", 16.2),
        ("CHN", 0),
        ("IND", 0),
        ("ZAF", 0),
    ],
)
def test_days_added_to_kenyas_voyages_if_bab_el_mandeb_closes(partner: str, days: float) -> None:
    c = cost_change(NET, packaged()["bab-el-mandeb-closed"], ECONOMIES)
    assert c.days[AT[partner], AT["KEN"]] == pytest.approx(days, abs=1.3)


def test_the_red_sea_of_2024_spares_india_and_china_and_hits_europe_and_the_red_sea() -> None:
    c = cost_change(NET, packaged()["red-sea-2024"], ECONOMIES)
    total = (c.ave + c.congestion_rent)[0][:, AT["KEN"]]
    assert total[AT["CHN"]] == total[AT["IND"]] == 0
    assert 0.005 < total[AT["NLD"]] < total[AT["SAU"]] < 0.10
    assert not c.unreachable[AT["NLD"], AT["KEN"]]


def test_an_economy_without_a_port_is_named_and_left_alone() -> None:
    c = cost_change(NET, packaged()["suez-closed"], ECONOMIES)
    assert c.missing == ("XXX",)
    assert (c.ave[0, AT["XXX"]] == 0).all()
    assert any("XXX" in n for n in c.notes)


def test_no_disruption_costs_nothing() -> None:
    c = cost_change(NET, (), ECONOMIES)
    assert not c.days.any()
    assert not c.ave.any()
    assert not c.congestion_rent.any()
    assert not c.unreachable.any()


def test_half_a_year_is_half_the_cost() -> None:
    full = Disruption(chokepoint="suez", open_share=0.0, teu_miles=0.1)
    half = Disruption(
        chokepoint="suez", open_share=0.0, teu_miles=0.1, start=date(2025, 1, 1), end=date(2025, 7, 1)
    )
    a, b = cost_change(NET, [full], ECONOMIES), cost_change(NET, [half], ECONOMIES)
    share = half.year_share
    assert 0.49 < share < 0.51
    assert b.days[AT["NLD"], AT["KEN"]] == pytest.approx(share * a.days[AT["NLD"], AT["KEN"]])
    assert b.congestion_rent[0, AT["NLD"], AT["KEN"]] == pytest.approx(
        share * a.congestion_rent[0, AT["NLD"], AT["KEN"]]
    )


def test_hormuz_cuts_off_ports_inside_and_says_so() -> None:
    few = ("KEN", "KWT", "ARE", "CHN")
    c = cost_change(NET, packaged()["hormuz-2026"], few)
    sea = LEVELS["central"].sea_share
    assert c.captive[0, 0, 1] == pytest.approx(0.97 * sea)
    assert not c.unreachable.any()  # four ships a day still pass
    assert c.captive[0, 0, 2] == 0  # Khor Fakkan lies outside
    assert c.days[0, 2] == pytest.approx(
        0.97 * 0.8 * 3.0
    )  # of the four fifths by Jebel Ali, what finds no way moves
    assert any("97 % of a year's cargo by sea finds no way for: KWT" in n for n in c.notes)
    shut = cost_change(NET, [Disruption(chokepoint="hormuz", open_share=0.0)], few)
    assert shut.unreachable[0, 1]
    assert shut.ave[0, 0, 1] == shut.days[0, 1] == 0
    assert any("No way by sea is left for: KWT" in n for n in shut.notes)


def test_mombasa_stopped_and_the_corridor_blocked() -> None:
    c = cost_change(NET, packaged()["mombasa-stopped"], ("KEN", "UGA", "CHN", "NLD"))
    assert c.days[0, 2] > 3
    assert c.days[1, 2] > 2
    assert c.days[2, 3] == 0
    blocked = cost_change(NET, packaged()["northern-corridor-blocked"], ("KEN", "UGA", "RWA", "CHN"))
    assert blocked.days[1, 3] > 2
    assert blocked.days[0, 3] == 0


@pytest.mark.parametrize("key", list(packaged()))
def test_low_central_high_in_order_and_services_untouched(key: str) -> None:
    found = [cost_change(NET, packaged()[key], ECONOMIES, ["goods", "services"], level=lv) for lv in LEVELS]
    totals = [(c.ave + c.congestion_rent)[0].sum() for c in found]
    assert totals == sorted(totals)
    assert all((c.ave[1] == 0).all() and (c.congestion_rent[1] == 0).all() for c in found)


def test_sources_and_tables() -> None:
    for s in (*SOURCES, *(x for d in packaged().values() for p in d for x in p.sources)):
        assert source(s)
    assert len(NET.economies) >= 180
    assert len(load().ports) >= 180
    for iso3 in NET.economies:
        weights = [g.weight for g in NET.gateways if g.iso3 == iso3]
        assert sum(weights) == pytest.approx(1.0, abs=0.01)


def test_a_route_before_and_after() -> None:
    c = compare(NET, "KEMBA", "NLRTM", ["bab-el-mandeb"])
    assert {"suez", "bab-el-mandeb"} <= set(c.before.chokepoints)
    assert "cape" in c.after.chokepoints
    assert c.before.days is not None
    assert c.after.days is not None
    assert c.after.days - c.before.days == pytest.approx(6.2, abs=0.3)
    assert "Mombasa" in render(c, NET)
    shut = compare(NET, "AEJEA", "SGSIN", ["hormuz"])
    assert shut.unreachable
    assert shut.after.nautical_miles is None
    with pytest.raises(InputError) as caught:
        compare(NET, "KEMBB", "NLRTM", ["suz"])
    assert [p.nearest for p in caught.value.problems] == ["KEMBA", "suez"]


def two_ways(detour: np.ndarray) -> RouteAlternatives:
    """Pairs with one chokepoint on the way, and another way `detour` nautical miles longer."""
    pairs = len(detour)
    nm = np.stack([np.full(pairs, 5_000.0), 5_000.0 + detour])
    uses = np.zeros((2, 1, pairs))
    uses[0, 0] = 1.0
    return RouteAlternatives(nm, uses, (np.zeros(pairs, int), np.arange(pairs)), np.zeros_like(nm))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0.02, 0.98))
def test_the_shadow_premium_keeps_the_share_asked_for(seed: int, kept: float) -> None:
    rng = np.random.default_rng(seed)
    w, weight = two_ways(rng.uniform(500, 9000, 50)), rng.uniform(0, 1, 50)
    premium = shadow_premiums(w, weight, np.array([kept]))
    usual = passing(w, shares(w, np.zeros(1))[0])[0] @ weight
    now = passing(w, shares(w, premium)[0])[0] @ weight
    assert now / usual == pytest.approx(kept, abs=1e-6)


def test_less_room_at_a_gate_means_a_dearer_one() -> None:
    w, weight = two_ways(np.linspace(1000, 9000, 40)), np.ones(40)
    found = [shadow_premiums(w, weight, np.array([k]))[0] for k in (0.9, 0.6, 0.3, 0.1)]
    assert found == sorted(found)
    assert shadow_premiums(w, weight, np.array([1.0]))[0] == 0.0
    assert shadow_premiums(w, weight, np.array([0.0]))[0] == np.inf


def test_shares_of_ways_by_hand() -> None:
    w = two_ways(np.array([0.0, LOGIT_SCALE, np.inf]))
    part, logsum = shares(w, np.zeros(1))
    e = np.exp(-1.0)
    assert part[0] == pytest.approx([0.5, 1 / (1 + e), 1.0])
    assert logsum[0] == pytest.approx(5_000 - LOGIT_SCALE * np.log(2))
    shut, far = shares(w, np.array([np.inf]))
    assert shut[1] == pytest.approx([1.0, 1.0, 0.0])
    assert far[2] == np.inf


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["suez", "bab-el-mandeb", "panama", "malacca", "hormuz"]),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_costs_never_fall_as_a_gate_narrows(chokepoint: str, x: float, y: float) -> None:
    narrow, wide = sorted((x, y))
    a = cost_change(NET, [Disruption(chokepoint=chokepoint, open_share=wide)], ECONOMIES)
    b = cost_change(NET, [Disruption(chokepoint=chokepoint, open_share=narrow)], ECONOMIES)
    assert (a.captive <= b.captive + 1e-12).all()
    left_a, left_b = ((1 - c.captive[0]) * (1 + c.ave[0] + c.congestion_rent[0]) ** -4.8 for c in (a, b))
    assert (left_b <= left_a + 1e-5).all()


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["hormuz", "bosporus"]), st.floats(0.0, 1.0))
def test_who_has_no_way_round_loses_what_the_gate_does_not_keep(chokepoint: str, kept: float) -> None:
    few = ("KEN", "KWT", "QAT", "GEO", "CHN")
    inside = ("KWT", "QAT") if chokepoint == "hormuz" else ("GEO",)
    c = cost_change(NET, [Disruption(chokepoint=chokepoint, open_share=kept)], few, ["fuels"])
    for iso3 in inside:
        assert c.captive[0, 0, few.index(iso3)] == pytest.approx(min(0.7 * 1.43, 1.0) * (1 - kept), abs=1e-9)
    assert c.captive[0, 0, 4] == 0


def test_closing_suez_sends_hardly_any_ship_of_asia_to_panama() -> None:
    """By class of vessel, weighted by trade: only Japan and Korea lie so that Panama is an even choice."""
    world = World.load()
    region = np.array([economies()[c].region for c in world.economies])
    asia, europe = np.isin(region, ("East Asia", "South Asia")), region == "Europe"
    B = land_legs(NET, world.economies, ()).by_port
    T = B.T @ (world.goods() * np.outer(europe, asia)) @ B
    T = (T + T.T) / T.sum()
    for c in VESSEL_CLASSES.values():
        w = route_alternatives(NET.skim, {**usual_penalty(c), "suez": np.inf}, ["panama"])
        by_panama = float(passing(w, shares(w, np.zeros(1))[0])[0] @ T[w.at]) if len(w.at[0]) else 0.0
        assert by_panama < 0.12, c.id
        far = distances(NET.skim, {**usual_penalty(c), "suez": np.inf})
        without = distances(NET.skim, {**usual_penalty(c), "suez": np.inf, "panama": np.inf})
        for a, b in (("CNSHA", "NLRTM"), ("SGSIN", "NLRTM"), ("INNSA", "NLRTM"), ("CNSHA", "ITGOA")):
            assert far[PORT[a], PORT[b]] == without[PORT[a], PORT[b]], (c.id, a, b)


def test_neighbours_and_europe_trade_over_land() -> None:
    pairs = overland(("KEN", "UGA", "RWA", "NLD", "DEU", "IRQ", "TUR", "CHN", "IND"))
    assert pairs[0, 1]
    assert pairs[0, 2]
    assert pairs[3, 4]
    assert pairs[5, 6]
    assert not pairs[7, 8]  # a border without a road to speak of
    assert not pairs[0, 3]
    assert (pairs == pairs.T).all()
    assert not pairs.diagonal().any()
    few = ("KEN", "UGA", "IRQ", "TUR", "ISR", "JOR", "QAT", "CHE")
    for key in ("mombasa-stopped", "hormuz-2026", "suez-closed"):
        c = cost_change(NET, packaged()[key], few)
        for a, b in ((0, 1), (2, 3), (4, 5)):
            assert sum((c.ave[0, a, b], c.captive[0, a, b], c.days[a, b], c.congestion_rent[0, a, b])) == 0, (
                key
            )
    # a corridor between two neighbours is theirs all the same, both ways
    c = cost_change(NET, packaged()["northern-corridor-blocked"], (*few, "RWA"))
    assert c.days[0, 1] == c.days[1, 0] == 4.0
    assert c.days[0, 8] == 4.0  # Kenya and Rwanda
    assert c.days[1, 8] == 0  # Uganda and Rwanda: not on the way to a port


def test_saudi_oil_loads_in_the_gulf_and_boxes_on_the_red_sea() -> None:
    for iso3, ports in port_table().oil_and_gas.items():
        assert sum(ports.values()) == pytest.approx(1.0)
        assert set(ports) <= {g.port for g in NET.gateways if g.iso3 == iso3}
    few = ("SAU", "CHN", "NLD")
    oil, boxes = (land_legs(NET, few, (), oil_and_gas=x).by_port[0] for x in (True, False))
    assert oil[PORT["SAJUB"]] == pytest.approx(0.85)
    assert boxes[PORT["SAJED"]] == pytest.approx(0.6)
    c = cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], few, ["machinery", "fuels"]
    )
    assert c.ave[1, 2, 0] > 0.01  # Gulf oil to Europe goes round Africa
    fuels_days, box_days = (
        cost_change(NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], few, [s]).days[1, 0]
        for s in ("fuels", "machinery")
    )
    assert fuels_days < box_days / 2  # to China hardly any oil passes it, and most boxes do


def test_rates_rise_on_the_lanes_of_the_gate_that_is_short() -> None:
    """Two chokepoints at once: each one's mark-up stays on the lanes that pass it."""
    short = Disruption(chokepoint="suez", open_share=0.0, teu_miles=0.15)
    other = Disruption(chokepoint="panama", open_share=0.5, teu_miles=0.0)
    alone, both = cost_change(NET, [short], ECONOMIES), cost_change(NET, [short, other], ECONOMIES)
    europe = np.ix_(
        [0], [AT[c] for c in ("NLD", "GBR", "DEU", "ITA")], [AT[c] for c in ("KEN", "CHN", "IND")]
    )
    assert np.allclose(both.congestion_rent[europe], alone.congestion_rent[europe], rtol=1e-3)
    assert (
        both.congestion_rent[0, AT["USA"], AT["CHN"]] < 0.15 * both.congestion_rent.max()
    )  # its lane is Panama's


def test_a_closure_of_ones_own_moves_freight_rates_too() -> None:
    world = World.load()
    own = cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.24)], world.economies, trade=world.goods()
    )
    assert 0.08 < own.growth < 0.16  # published for early 2024: 12 %
    assert any("container work grows by" in n for n in own.notes)
    i, j = world.index("NLD"), world.index("KEN")
    assert own.congestion_rent[0, i, j] > 0.001
    assert not cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.24)], ECONOMIES
    ).congestion_rent.any()


def test_one_journey_is_costed_at_every_level() -> None:
    """Ways do not depend on the level, so that low never exceeds high in any cell."""
    kinds = [k for k in goods() if k != "services"]
    for key in packaged():
        low, mid, high = (cost_change(NET, packaged()[key], ECONOMIES, kinds, level=lv) for lv in LEVELS)
        assert (low.ave <= mid.ave + 1e-9).all(), key
        assert (mid.ave <= high.ave + 1e-9).all(), key
        assert (low.congestion_rent <= mid.congestion_rent + 1e-9).all(), key
        assert (low.captive <= mid.captive + 1e-9).all(), key


def test_dates_that_one_year_cannot_hold_are_refused() -> None:
    far = [
        Disruption(chokepoint="suez", open_share=0.0, start=date(2025, 1, 1), end=date(2025, 3, 1)),
        Disruption(chokepoint="hormuz", open_share=0.0, start=date(2026, 6, 1), end=date(2026, 8, 1)),
        Disruption(chokepoint="panama", open_share=0.0, end=date(2025, 2, 1)),
    ]
    with pytest.raises(InputError) as caught:
        cost_change(NET, far, ECONOMIES)
    text = str(caught.value)
    assert "a year or more after the first start" in text
    assert "has no start" in text
    lone = [far[0], Disruption(chokepoint="hormuz", open_share=0.0, start=date(2025, 7, 2))]
    assert sum(share for share, held in spells(lone) if lone[1] in held) == pytest.approx(183 / 365)
    assert any("No end is given" in n for n in cost_change(NET, lone, ECONOMIES).notes)
    long = Disruption(chokepoint="suez", open_share=0.0, start=date(2025, 1, 1), end=date(2027, 1, 1))
    assert any("one year of it" in n for n in cost_change(NET, [long], ECONOMIES).notes)


def test_a_second_closure_never_helps() -> None:
    one = cost_change(NET, [Disruption(chokepoint="suez", open_share=0.0)], ECONOMIES)
    both = [Disruption(chokepoint="suez", open_share=0.0), Disruption(chokepoint="panama", open_share=0.0)]
    two = cost_change(NET, both, ECONOMIES)
    assert (two.ave >= one.ave - 1e-9).all()
    with pytest.raises(InputError, match="at most 6"):
        cost_change(NET, [Disruption(chokepoint=g, open_share=0.5) for g in list(CHOKEPOINTS)[:7]], ECONOMIES)


def test_every_wrong_name_is_named_at_once() -> None:
    wrong = [
        Disruption(chokepoint="sues", open_share=1.4),
        Disruption(),
        Disruption(corridor="norther", open_share=0.0),
    ]
    with pytest.raises(InputError) as caught:
        cost_change(NET, wrong, ECONOMIES, ["good"], level="middle")
    text = str(caught.value)
    for word in ('"suez"', "1.4", "several", '"northern"', '"goods"', "level"):
        assert word in text


def test_vessels_of_a_class_and_the_depth_of_a_gate() -> None:
    assert np.isinf(usual_penalty(VESSEL_CLASSES["crude"])["panama"])
    assert np.isfinite(usual_penalty(VESSEL_CLASSES["crude"])["suez"])
    d = packaged()["red-sea-2024"][0]
    assert d.open_to("container") == 0.24
    assert d.open_to("bulk") == 0.59
    assert d.open_to("reefer") == 0.24
    c = cost_change(NET, [d], ECONOMIES, ["machinery", "minerals"])
    assert c.congestion_rent[0, AT["NLD"], AT["KEN"]] > 0
    assert c.congestion_rent[1].max() == 0  # no container rates for ore


def test_a_year_with_mediation_is_cut_where_the_way_reopens() -> None:
    shut = Disruption(chokepoint="suez", open_share=0.0, start=date(2026, 1, 1), end=date(2026, 12, 31))
    narrow = Disruption(chokepoint="hormuz", open_share=0.5, start=date(2026, 7, 2), end=date(2027, 6, 30))
    cut = spells([shut, narrow])
    assert [len(held) for _, held in cut] == [1, 2]
    assert sum(share for share, _ in cut) == pytest.approx(1.0)
    full = cost_change(NET, packaged()["bab-el-mandeb-closed"], ECONOMIES)
    half = cost_change(NET, packaged()["bab-el-mandeb-mediated"], ECONOMIES)
    assert np.allclose(half.ave, full.ave * 182 / 365)
    assert reopened(packaged()["suez-closed"], 12, date(2026, 1, 1))[0].year_share == 1.0


def test_a_way_cut_for_a_quarter_is_said_with_its_share() -> None:
    c = cost_change(NET, packaged()["hormuz-mediated"], ("KEN", "KWT"))
    part = 91 / 365 * LEVELS["central"].sea_share
    assert c.captive[0, 0, 1] == pytest.approx(0.97 * part)
    assert any("24 % of a year's cargo" in n and "KWT" in n for n in c.notes)
    assert c.prohibitive(4.0)[0, 1] ** -4.0 == pytest.approx(1 - 0.97 * part)
    assert c.prohibitive(4.0)[0, 0] == 1.0
    closed = [Disruption(chokepoint="hormuz", open_share=0.0, start=date(2026, 3, 1), end=date(2026, 5, 30))]
    shut = cost_change(NET, closed, ("KEN", "KWT"), ["fuels", "pharma"])
    assert shut.unreachable[0, 1]
    assert shut.captive[:, 0, 1] == pytest.approx(
        [91 / 365, 91 / 365 * 0.35], rel=2e-3
    )  # half of pharma flies
    assert any("25 % of the year" in n and "KWT" in n for n in shut.notes)


def test_a_border_touches_one_pair_in_one_direction() -> None:
    c = cost_change(NET, packaged()["gatuna-2019"], ("KEN", "UGA", "RWA"))
    assert c.days[2, 1] == 4.0
    assert np.count_nonzero(c.ave) == 1


def test_surcharge_insurance_and_delay() -> None:
    """Where there is no other way all of it is paid: Kuwait's at Hormuz."""
    d = [Disruption(chokepoint="hormuz", premium=2000.0, premium_rate=0.01, delay_days=2.0)]
    c = cost_change(NET, d, ("KEN", "KWT"))
    p = LEVELS["central"]
    anchored = 2 * AT_ANCHOR * p.vessel_day
    assert c.usd_per_teu[0, 1] == pytest.approx(2000 + anchored, rel=1e-6)
    assert c.days[0, 1] == pytest.approx(2.0)
    assert c.ave[0, 0, 1] == pytest.approx(p.sea_share * ((2000 + anchored) / 54_500 + 0.01 + 0.003 * 2))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["suez", "bab-el-mandeb", "panama", "malacca"]),
    st.fixed_dictionaries({
        "premium": st.floats(0, 20_000), "delay_days": st.floats(0, 60), "premium_rate": st.floats(0, 0.3),
    }),
    st.floats(1.0, 3.0),
)  # fmt: skip
def test_no_charge_and_no_wait_costs_more_than_a_closure(
    chokepoint: str, charge: dict[str, float], more: float
) -> None:
    kinds = ["goods", "fuels", "minerals", "petroleum", "vehicles"]
    shut = cost_change(
        NET, [Disruption(chokepoint=chokepoint, open_share=0.0, teu_miles=0.0)], ECONOMIES, kinds
    )
    dear = cost_change(NET, [Disruption(chokepoint=chokepoint, teu_miles=0.0, **charge)], ECONOMIES, kinds)
    again = {k: more * x for k, x in charge.items()}
    dearer = cost_change(NET, [Disruption(chokepoint=chokepoint, teu_miles=0.0, **again)], ECONOMIES, kinds)
    free = ~shut.unreachable
    assert (dear.ave[:, free] <= shut.ave[:, free] + 2e-4).all()
    assert (dearer.ave[:, free] >= dear.ave[:, free] - 2e-4).all()


def test_a_dear_gate_is_left_in_a_scenario_as_on_a_route() -> None:
    """5,000 USD a box at Bab el-Mandeb: the box goes by the Cape and pays the detour, not the charge."""
    dear = cost_change(NET, [Disruption(chokepoint="bab-el-mandeb", premium=5000.0)], ECONOMIES)
    shut = cost_change(NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], ECONOMIES)
    i, j = AT["NLD"], AT["KEN"]
    assert dear.days[i, j] == pytest.approx(shut.days[i, j], rel=0.02)
    assert dear.ave[0, i, j] == pytest.approx(shut.ave[0, i, j], rel=0.02)
    c = compare(NET, "KEMBA", "NLRTM", premium=["bab-el-mandeb=5000"])
    assert c.before.days is not None
    assert c.after.days is not None
    assert c.after.days - c.before.days == pytest.approx(dear.days[i, j], abs=0.3)


# port, place, hours observed and dollars per 40 ft box, as published; Addis Ababa per 15 tonnes over 698 of 776 km
TABLE = [
    ("KEMBA", "Nairobi", None, 1000), ("KEMBA", "Kampala", 131, 2500), ("KEMBA", "Kigali", 187, 4800),
    ("KEMBA", "Bujumbura", None, 6500), ("KEMBA", "Goma", 160, 7000), ("KEMBA", "Juba", 135, 5500),
    ("TZDAR", "Kigali", None, 4300), ("TZDAR", "Bujumbura", None, 4500), ("TZDAR", "Kampala", None, 4500),
    ("TZDAR", "Kapiri Mposhi", 96, None), ("DJJIB", "Addis Ababa", 48, 2 * 540 * 776 / 698),
    ("TZDAR", "Lubumbashi", None, None), ("TZDAR", "Lusaka", None, None), ("SOBBO", "Addis Ababa", None, None),
    ("KELAU", "Addis Ababa", None, None),
]  # fmt: skip
SEEN_AS = {"Kampala": "UGA", "Kigali": "RWA", "Bujumbura": "BDI", "Goma": "COD", "Juba": "SSD", "Addis Ababa": "ETH",
           "Lubumbashi": "COD", "Lusaka": "ZMB", "Kapiri Mposhi": "ZMB"}  # fmt: skip


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
        assert f"{hours:,} hours" in render_road(r, NET)
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
        ("KEN", "UGA", "Nairobi to Kampala", 8 * (16.3 - 6.9) / 24),
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
    assert "With that closed" in render_road(shut, NET)
    alone = land_route(NET, "UGA", "RWA", ["northern"])
    assert alone is not None
    assert alone.after is None
    assert "no other way is in the table" in render_road(alone, NET)
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


def test_driving_hours_are_an_eighth_of_those_observed() -> None:
    both = [x for x in corridors() if x.observed_hours and x.road_hours and x.corridor == "northern"]
    ratios = [x.observed_hours / x.road_hours for x in both if x.observed_hours and x.road_hours]
    assert min(ratios) > 5
    assert np.median(ratios) == pytest.approx(ROAD_SLOWNESS, rel=0.15)
    for x in corridors():
        for s in (x.hours_source, x.usd_source):
            assert not s or source(s)


def test_who_has_no_short_way_round_stays_and_pays() -> None:
    """Europe has the Cape; a port on the Red Sea has hardly another way from the south."""
    c = cost_change(NET, packaged()["red-sea-2024"], ECONOMIES)
    assert c.days[AT["NLD"], AT["KEN"]] > 5
    assert c.days[AT["SAU"], AT["KEN"]] < 3
    assert c.usd_per_teu[AT["SAU"], AT["KEN"]] > c.usd_per_teu[AT["NLD"], AT["KEN"]]


# the older Oak Ridge network alone, measured apart from ours: with all chokepoints open, and by the Cape
OTHER_NETWORK = [
    ("CNSHA", "NLRTM", 10_497, 13_913), ("KEMBA", "NLRTM", 6_365, 8_883), ("KEMBA", "USNYC", 8_179, 9_496),
    ("SGSIN", "NLRTM", 8_379, 11_910), ("INNSA", "NLRTM", None, 10_938), ("SAJED", "SGSIN", None, 13_419),
    ("KEMBA", "TRIST", 3_865, 9_547),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "usual", "round_africa"), OTHER_NETWORK)
def test_another_sea_network_gives_the_same_distances(
    a: str, b: str, usual: float | None, round_africa: float
) -> None:
    shut = distances(NET.skim, {"bab-el-mandeb": np.inf, "panama": 6000.0})
    assert shut[PORT[a], PORT[b]] == pytest.approx(round_africa, rel=0.03)
    if usual is not None:
        assert distances(NET.skim)[PORT[a], PORT[b]] == pytest.approx(usual, rel=0.03)


def writer() -> ModuleType:
    """docs/network/write_validation.py."""
    path = Path(__file__).resolve().parents[1] / "docs" / "network" / "write_validation.py"
    spec = importlib.util.spec_from_file_location("write_validation", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_published_figures_beside_ours_hits_and_misses_alike() -> None:
    found = validate(NET, writer().weights(World.load()))
    checks = {c.name: c for c in found}
    assert all(source(c.source) for c in found)
    assert all(c.hit for n, c in checks.items() if "within 3 %" in n)
    assert all(c.hit for n, c in checks.items() if n.endswith("still passing"))
    by_rule = [c for n, c in checks.items() if n.endswith(("driving hours", "by the kilometre"))]
    assert len(by_rule) == 15
    assert any(c.hit and not c.calibrated for c in by_rule)
    for name in (
        "Red Sea 2024: distance of diverted cargo",
        "Red Sea 2024: container work (TEU-miles)",
        "World trade when suez closes for good",
        "Elasticity of trade to distance, Suez closed",
    ):
        assert checks[name].hit or checks[name].near, name
    assert any(not c.hit and not c.near for c in found)  # a table without a miss would be a lie
    page = Path(__file__).resolve().parents[1].joinpath("docs", "network", "validation.md").read_text("utf-8")
    assert render_checks(found) in page, "run docs/network/write_validation.py"


def test_trade_over_land_is_no_trade_at_sea() -> None:
    trade = writer().weights(World.load())
    k = [trade.economies.index(c) for c in ("DEU", "FRA", "CHN")]
    assert not trade.by_sea[k[0], k[1]]
    assert trade.by_sea[k[0], k[2]]
    assert all(t[k[0], k[1]] == 0 and (t >= 0).all() for t in trade.tonnes().values())
    assert 8_000 < sum(float(t.sum()) for t in trade.tonnes().values()) < 14_000  # million tonnes


def test_verdicts_by_hand() -> None:
    def of(low: float, mid: float, high: float) -> Check:
        return Check("x", "%", (10, 20), (low, mid, high), False, "oxmartrans", "why")

    assert of(5, 15, 30).hit
    assert of(5, 9, 12).near
    assert not of(5, 9, 9.5).near
    assert not of(5, 9, 9.5).hit
    text = render_checks([of(5, 15, 30), of(5, 9, 12), of(5, 9, 9.5)])
    assert "1 hit, 1 lie within our low to high, 1 miss." in text
    assert of(5, 15, 30).to_dict()["hit"] is True


def test_the_route_command_prints_text_and_json() -> None:
    run = CliRunner()
    text = run.invoke(route, ["kemba", "NLRTM", "--close", "bab-el-mandeb"])
    assert text.exit_code == 0
    assert "+6.2 days" in text.output
    data = json.loads(run.invoke(route, ["KEMBA", "NLRTM", "--close", "suez", "--json"]).output)
    assert data["after"]["nautical_miles"] > data["before"]["nautical_miles"]


def test_the_builder_refuses_another_archive(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not there"):
        read(tmp_path)
    (tmp_path / ARCHIVE).write_bytes(b"something else")
    with pytest.raises(DataError, match="sha256"):
        read(tmp_path)


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 30_000), st.floats(1, 3))
def test_cargo_takes_another_port_of_its_economy_before_it_pays_more(premium: float, more: float) -> None:
    """The Emirates have Khor Fakkan outside Hormuz; Kuwait has no port but those within."""
    few, kinds = ("KEN", "ARE", "KWT", "CHN"), ["goods", "fuels", "minerals", "pharma"]
    shut = cost_change(NET, [Disruption(chokepoint="hormuz", open_share=0.0)], few, kinds)
    dear, dearer = (
        cost_change(NET, [Disruption(chokepoint="hormuz", premium=x)], few, kinds)
        for x in (premium, more * premium)
    )
    assert (dear.ave[:, 0, 1] <= shut.ave[:, 0, 1] + 1e-9).all()
    assert (dearer.ave >= dear.ave - 1e-9).all()
    assert (
        dear.usd_per_teu[0, 1] <= 0.8 * 500 + 0.8 * 3 * 164 + 1e-6
    )  # the way by the other port, its days in money
    assert dear.usd_per_teu[0, 2] == pytest.approx(premium)


@pytest.mark.parametrize("chokepoint", ["suez", "hormuz", "oresund", "gibraltar", "cape"])
def test_the_last_ship_makes_no_leap(chokepoint: str) -> None:
    """A chokepoint that is as good as shut costs the world what a shut one does: the last ships are those with the longest
    way round, and few."""
    world = World.load()
    kinds = [k for k in goods() if k != "services"]
    nearly, shut = (
        cost_change(
            NET,
            [Disruption(chokepoint=chokepoint, open_share=x)],
            world.economies,
            kinds,
            trade=world.goods(),
        )
        for x in (1e-6, 0.0)
    )
    flows = np.stack(
        [world.flows[world.sector(k)] if k in world.sectors else 0 * world.goods() for k in kinds]
    )
    left = [(1 - c.captive) * (1 + c.ave + c.congestion_rent) ** -4.8 for c in (nearly, shut)]
    assert (flows * np.abs(left[0] - left[1])).sum() < 2e-5 * flows.sum()
    assert (left[0] >= left[1] - 1e-6).all()
