"""SMART and GSIM: published conventions, accounts that add up, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.errors import DataError
from kaskazi.model.partial import gsim, smart


def test_creation_by_the_published_formula() -> None:
    s = smart([100.0], [0.25], [0.0], em=-1.2)
    assert s.creation[0] == pytest.approx(100 * -1.2 * (0 - 0.25) / 1.25)
    assert s.diversion.tolist() == [0.0]
    assert s.revenue == pytest.approx(-25.0)
    assert s.welfare == pytest.approx(0.5 * 0.25 * s.creation[0])
    half = smart([100.0], [0.25], [0.0], em=-1.2, ex=1.2)
    assert half.creation[0] == pytest.approx(s.creation[0] / 2)


def test_diversion_by_laird_and_yeats() -> None:
    s = smart([100.0, 300.0], [0.10, 0.10], [0.0, 0.10], em=-1.0, es=1.5)
    r = 1.0 / 1.1 - 1
    want = -1.5 * r * 100 * 300 / (100 + 300 - 1.5 * r * 100)
    assert s.diversion[0] == pytest.approx(want)
    assert s.diversion[1] == pytest.approx(-want)
    assert s.imports.sum() == pytest.approx(400 + s.creation.sum())


def test_a_preference_taken_away_diverts_the_other_way() -> None:
    given_ = smart([100.0, 300.0], [0.10, 0.10], [0.0, 0.10], em=-1.0)
    taken = smart([100.0, 300.0], [0.0, 0.10], [0.10, 0.10], em=-1.0)
    assert given_.diversion[0] > 0 > taken.diversion[0]
    assert given_.creation[0] > 0 > taken.creation[0]


many = st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=6)


@settings(deadline=None)
@given(many, st.floats(-4, -0.1), st.floats(0.1, 8))
def test_smart_never_takes_more_than_there_is_and_diverts_in_balance(
    rows: list[tuple[float, float, float]], em: float, es: float
) -> None:
    M, t0, t1 = (np.array(x) for x in zip(*rows, strict=True))
    s = smart(M, t0, t1, em, es)
    assert (s.imports >= 0).all()
    assert s.diversion.sum() == pytest.approx(0, abs=1e-6 * max(M.sum(), 1))
    assert np.isfinite(s.revenue)
    same = smart(M, t0, t0, em, es)
    assert not same.creation.any()
    assert not same.diversion.any()
    assert same.revenue == 0


def market(seed: int, V: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    M = rng.lognormal(3, 1, (V, V))
    t = rng.uniform(0, 0.4, (V, V))
    np.fill_diagonal(t, 0.0)
    return M, t


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 1000), st.floats(-3, -0.3), st.floats(1, 8), st.floats(0.5, 20))
def test_gsim_clears_every_market(seed: int, em: float, es: float, ex: float) -> None:
    M, t = market(seed)
    t1 = t.copy()
    t1[0, 1:] += 0.2
    g = gsim(M, t, t1, em, es, ex)
    assert g.residual < 1e-10
    assert (g.imports >= 0).all()
    none = gsim(M, t, t, em, es, ex)
    assert np.abs(none.price).max() < 1e-12
    assert np.abs(none.welfare).max() < 1e-9 * M.sum()


def test_gsim_with_elastic_supply_leaves_world_prices() -> None:
    M, t = market(3)
    t1 = t.copy()
    t1[0, 1] += 0.3
    assert np.abs(gsim(M, t, t1, -1.5, 4.0, 1e9).price).max() < 1e-8
    low = gsim(M, t, t1, -1.5, 4.0, 1.5)
    assert low.price[1] < 0
    assert low.imports[0, 1] < M[0, 1]
    assert low.producer[1] < 0


def test_gsim_does_not_care_for_names_or_units() -> None:
    M, t = market(5)
    t1 = t.copy()
    t1[2, 0] = 0.0
    p = np.array([2, 0, 3, 1])
    a = gsim(M, t, t1, -1.2, 5.0, 2.0)
    b = gsim(7 * M[p][:, p], t[p][:, p], t1[p][:, p], -1.2, 5.0, 2.0)
    assert b.price == pytest.approx(a.price[p])
    assert b.welfare == pytest.approx(7 * a.welfare[p])


def test_what_cannot_be_meant_is_refused_all_at_once() -> None:
    with pytest.raises(DataError) as caught:
        smart([100.0, -1.0], [0.1, 0.1], [25.0, 99.0], em=1.2, es=-1)
    assert len(caught.value.problems) == 4
    with pytest.raises(DataError, match=r"\(V, R\)"):
        gsim([1.0], [0.0], [0.1], -1, 2, 2)


def test_what_is_created_comes_up_the_suppliers_curve() -> None:
    """With a finite supply elasticity the quantity that a product gains is ex times the rise of its price."""
    s = smart([100.0, 50.0], [0.25, 0.1], [0.0, 0.1], em=-1.2, es=0.0, ex=3.0)
    assert s.creation == pytest.approx(3.0 * s.price * np.array([100.0, 50.0]))
    assert s.price[0] > 0 == s.price[1]
    assert not smart([100.0], [0.25], [0.0], em=-1.2).price.any()
