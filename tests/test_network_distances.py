"""Distances at sea: published tables, another network, closed chokepoints, and the skim beside Dijkstra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databuild.network import ARCHIVE, read
from kaskazi.errors import DataError
from kaskazi.network import packaged
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.parameters import SOURCES
from kaskazi.network.skim import Skim, distances, load, min_plus
from kaskazi.sources import source
from network_case import NET, PORT

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
def test_costs_never_fall_when_a_chokepoint_gets_dearer(
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


def test_sources_and_tables() -> None:
    for s in (*SOURCES, *(x for d in packaged().values() for p in d for x in p.sources)):
        assert source(s)
    assert len(NET.economies) >= 180
    assert len(load().ports) >= 180
    for iso3 in NET.economies:
        weights = [g.weight for g in NET.gateways if g.iso3 == iso3]
        assert sum(weights) == pytest.approx(1.0, abs=0.01)


def test_the_builder_refuses_another_archive(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not there"):
        read(tmp_path)
    (tmp_path / ARCHIVE).write_bytes(b"something else")
    with pytest.raises(DataError, match="sha256"):
        read(tmp_path)
