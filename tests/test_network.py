"""Distances, closures and what they cost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.network import Disruption, Network, cost_change, packaged
from kaskazi.network.gates import GATE_IDS
from kaskazi.network.parameters import LEVELS, SOURCES, TIME_WEIGHTS
from kaskazi.network.skim import Skim, distances, load, min_plus
from kaskazi.sources import source

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
    st.sampled_from(GATE_IDS), st.one_of(st.floats(0, 9000), st.just(np.inf)), max_size=4
)


@settings(max_examples=20, deadline=None)
@given(penalties, st.sampled_from(GATE_IDS), st.floats(0, 5000))
def test_costs_never_fall_when_a_gate_gets_dearer(base: dict[str, float], gate: str, more: float) -> None:
    a = distances(NET.skim, base)
    b = distances(NET.skim, {**base, gate: base.get(gate, 0.0) + more})
    assert (b >= a - 1e-6).all()
    there, back = a[np.isfinite(a)], a.T[np.isfinite(a)]
    assert np.abs(there - back).max() < 1e-3


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), penalties)
def test_the_skim_equals_dijkstra_on_the_whole_graph(seed: int, penalty: dict[str, float]) -> None:
    """A random graph with gate edges, once through the skim and once whole."""
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
        tuple(map(str, range(ports))), GATE_IDS, D[:ports, :ports], D[:ports][:, ids], D[ids][:, ids], arcs
    )
    whole = W.copy()
    for a, b, length, g in arcs:
        d = length + penalty.get(GATE_IDS[int(g)], 0.0)
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
    total = (c.ave + c.rent)[0][:, AT["KEN"]]
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
    assert not c.rent.any()
    assert not c.unreachable.any()


def test_half_a_year_is_half_the_cost() -> None:
    full = Disruption(gate="suez", open_share=0.0, teu_miles=0.1)
    half = Disruption(
        gate="suez", open_share=0.0, teu_miles=0.1, start=date(2025, 1, 1), end=date(2025, 7, 1)
    )
    a, b = cost_change(NET, [full], ECONOMIES), cost_change(NET, [half], ECONOMIES)
    share = half.year_share
    assert 0.49 < share < 0.51
    assert b.days[AT["NLD"], AT["KEN"]] == pytest.approx(share * a.days[AT["NLD"], AT["KEN"]])
    assert b.rent[0, AT["NLD"], AT["KEN"]] == pytest.approx(share * a.rent[0, AT["NLD"], AT["KEN"]])


def test_hormuz_cuts_off_ports_inside_and_says_so() -> None:
    c = cost_change(NET, packaged()["hormuz-2026"], ("KEN", "KWT", "ARE", "CHN"))
    assert c.unreachable[0, 1]
    assert not c.unreachable[0, 2]
    assert any("KWT" in n for n in c.notes)


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
    totals = [(c.ave + c.rent)[0].sum() for c in found]
    assert totals == sorted(totals)
    assert all((c.ave[1] == 0).all() and (c.rent[1] == 0).all() for c in found)


def test_sources_and_tables() -> None:
    for s in (*SOURCES, *(x for d in packaged().values() for p in d for x in p.sources)):
        assert source(s)
    assert "goods" in TIME_WEIGHTS
    assert len(NET.economies) >= 180
    assert len(load().ports) >= 180
    for iso3 in NET.economies:
        weights = [g.weight for g in NET.gateways if g.iso3 == iso3]
        assert sum(weights) == pytest.approx(1.0, abs=0.01)


def test_a_route_before_and_after() -> None:
    from kaskazi.errors import InputError
    from kaskazi.network.route import compare, render

    c = compare(NET, "KEMBA", "NLRTM", ["bab-el-mandeb"])
    assert {"suez", "bab-el-mandeb"} <= set(c.before.gates)
    assert "cape" in c.after.gates
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


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0.02, 0.98))
def test_the_shadow_premium_keeps_the_share_asked_for(seed: int, kept: float) -> None:
    from kaskazi.network.network import shadow_premium, stay

    rng = np.random.default_rng(seed)
    detour, weight = rng.uniform(500, 9000, 50), rng.uniform(0, 1, 50)
    premium = shadow_premium(detour, weight, kept)
    share = (weight * stay(detour, premium)).sum() / weight.sum()
    assert share == pytest.approx(kept, abs=1e-6) or premium == 0.0


def test_less_room_at_a_gate_means_a_dearer_one() -> None:
    from kaskazi.network.network import shadow_premium

    detour, weight = np.linspace(1000, 9000, 40), np.ones(40)
    found = [shadow_premium(detour, weight, k) for k in (0.9, 0.6, 0.3, 0.1)]
    assert found == sorted(found)
    assert shadow_premium(detour, weight, 1.0) == 0.0
    assert shadow_premium(detour, weight, 0.0) == np.inf


def test_who_has_no_short_way_round_stays_and_pays() -> None:
    """Europe has the Cape; a port on the Red Sea has hardly another way from the south."""
    c = cost_change(NET, packaged()["red-sea-2024"], ECONOMIES)
    assert c.days[AT["NLD"], AT["KEN"]] > 5
    assert c.days[AT["SAU"], AT["KEN"]] < 3
    assert c.usd_per_teu[AT["SAU"], AT["KEN"]] > c.usd_per_teu[AT["NLD"], AT["KEN"]]
