"""Lines to one rate: what each mean keeps, and in which order they stand."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kaskazi.errors import DataError
from kaskazi.law import exposure
from kaskazi.model import partial as lines_module
from kaskazi.model import tariff_aggregates as aggregate_module
from kaskazi.model.tariff_aggregates import Aggregates, aggregate, loss, volume_equivalent

RATES = (
    "simple",
    "trade_weighted",
    "trade_weighted_new",
    "expenditure",
    "revenue",
    "mercantilist",
    "restrictiveness",
)
lines = st.lists(st.tuples(st.floats(0.01, 1e3), st.floats(0, 1.5)), min_size=1, max_size=8)
elasticity = st.floats(1.001, 10)


def one(pairs: list[tuple[float, float]], s: float, eta: float | None = None) -> Aggregates:
    v, t = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    return aggregate(v, np.zeros_like(v), t, np.zeros(len(v), dtype=int), 1, s, eta)


@given(
    st.lists(st.floats(0.01, 1e3), min_size=1, max_size=8),
    st.floats(0, 2),
    st.floats(0.2, 12),
    st.floats(0.2, 12),
)
def test_uniform_rates_give_the_same_number_from_all(v: list[float], t: float, s: float, eta: float) -> None:
    a = aggregate(v, np.zeros(len(v)), np.full(len(v), t), np.zeros(len(v), dtype=int), 1, s, eta)
    for name in RATES:
        assert getattr(a, name)[0] == pytest.approx(t, rel=1e-9, abs=1e-14), name


@pytest.mark.parametrize("eta", [0.5, 1.0, 1 + 1e-8, 3.0])
@pytest.mark.parametrize("away", [0.0, 1e-12, -1e-9, 1e-7, -1e-5, 1e-3])
@pytest.mark.parametrize("t", [1e-8, 1e-5, 0.1, 1.5])
def test_nothing_cancels_near_an_elasticity_of_one(eta: float, away: float, t: float) -> None:
    """Uniform rates, where every index is the rate itself, at and about the Cobb-Douglas limit."""
    v = np.array([32.0, 151.5, 840.6])
    for s, top in ((1 + away, eta), (eta, 1 + away)):
        a = aggregate(v, np.zeros(3), np.full(3, t), np.zeros(3, dtype=int), 1, s, top)
        for name in RATES:
            assert getattr(a, name)[0] == pytest.approx(t, rel=1e-7), name


@given(lines, st.floats(0.3, 9), st.sampled_from([1e-3, 1e-5, 1e-7]))
def test_near_one_is_next_to_one(pairs: list[tuple[float, float]], other: float, away: float) -> None:
    """Every index is smooth in both elasticities: next to 1 it is what it is at 1, to the order of the distance."""
    room = 100 * away * max(p[1] for p in pairs) + 1e-14
    for s, eta, s1, eta1 in ((1 + away, other, 1.0, other), (other, 1 + away, other, 1.0)):
        a, b = one(pairs, s, eta), one(pairs, s1, eta1)
        for name in RATES:
            x, y = getattr(a, name)[0], getattr(b, name)[0]
            if y < 5:  # the index that shut lines make endless is not smooth on the way there
                assert x == pytest.approx(y, abs=room), name


@given(lines, elasticity)
def test_order_of_the_indices(pairs: list[tuple[float, float]], s: float) -> None:
    """Old weights >= MTRI >= new weights, and TRI >= MTRI, for lines that do not compete and s > 1."""
    a = one(pairs, s)
    e = 1e-6
    assert a.restrictiveness[0] >= a.mercantilist[0] - e
    assert a.restrictiveness[0] >= a.trade_weighted_new[0] - e
    assert a.mercantilist[0] >= a.trade_weighted_new[0] - e
    assert a.trade_weighted[0] >= a.mercantilist[0] - e
    assert a.trade_weighted[0] >= a.expenditure[0] - e >= a.revenue[0] - 3 * e


@given(lines, elasticity, st.floats(0.2, 10))
def test_no_index_leaves_the_range_of_the_rates(
    pairs: list[tuple[float, float]], s: float, eta: float
) -> None:
    """Means lie between the lowest and the highest rate; eta <= s, so that lines swap for each other."""
    assume(eta <= s)
    a = one(pairs, s, eta)
    t = [p[1] for p in pairs]
    for name in ("simple", "trade_weighted", "trade_weighted_new", "expenditure"):
        assert min(t) - 1e-9 <= getattr(a, name)[0] <= max(t) + 1e-9


def flows(pairs: list[tuple[float, float]], s: float, eta: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Imports of each line at world prices, worked out directly from the demand system, and the price."""
    v, x = np.array([p[0] for p in pairs]), np.array([1 + p[1] for p in pairs])
    P = ((v / v.sum()) * x ** (1 - s)).sum() ** (1 / (1 - s))
    return v * x**-s * P ** (s - eta), x - 1, float(P)


@given(lines, elasticity, st.floats(0.3, 9))
def test_the_revenue_rate_reproduces_revenue_and_the_expenditure_rate_spending(
    pairs: list[tuple[float, float]], s: float, eta: float
) -> None:
    a = one(pairs, s, eta)
    m, t, _ = flows(pairs, s, eta)
    composite = sum(p[0] for p in pairs) * (1 + a.expenditure[0]) ** -eta
    assert a.revenue[0] * composite == pytest.approx((m * t).sum(), rel=1e-9, abs=1e-12)
    assert (1 + a.expenditure[0]) * composite == pytest.approx((m * (1 + t)).sum(), rel=1e-9)


@given(lines, elasticity, st.floats(0.3, 9))
def test_the_mercantilist_rate_reproduces_imports(
    pairs: list[tuple[float, float]], s: float, eta: float
) -> None:
    a = one(pairs, s, eta)
    m, _, _ = flows(pairs, s, eta)
    total = sum(p[0] for p in pairs)
    assert total * (1 + a.mercantilist[0]) ** -eta == pytest.approx(m.sum(), rel=1e-9)


@given(lines, elasticity, st.floats(0.3, 9))
def test_the_restrictiveness_rate_reproduces_the_loss(
    pairs: list[tuple[float, float]], s: float, eta: float
) -> None:
    a = one(pairs, s, eta)
    m, t, P = flows(pairs, s, eta)
    total = sum(p[0] for p in pairs)
    spent = np.log(P) if eta == 1 else (P ** (1 - eta) - 1) / (1 - eta)
    lost = spent - (m * t).sum() / total
    r = a.restrictiveness[0]
    if np.isfinite(r):
        assert loss(np.log1p(r), r, eta) == pytest.approx(max(lost, 0.0), abs=1e-9)
    else:
        assert lost > loss(np.log(1e9), 1e9 - 1, eta)


@given(lines, elasticity)
def test_lines_that_do_not_compete_give_the_rate_the_model_uses(
    pairs: list[tuple[float, float]], s: float
) -> None:
    v, t = [p[0] for p in pairs], [p[1] for p in pairs]
    assert one(pairs, s).mercantilist[0] == pytest.approx(volume_equivalent(v, t, s), abs=1e-9)


@given(st.lists(st.tuples(st.floats(0.1, 10), st.floats(0, 0.9)), min_size=2, max_size=6), elasticity)
def test_small_rates_restrict_as_their_mean_square(pairs: list[tuple[float, float]], s: float) -> None:
    """Limit: TRI^2 = mean^2 + variance at free-trade weights, for eta = s."""
    small = [(v, 1e-3 * t) for v, t in pairs]
    v, t = np.array([p[0] for p in small]), np.array([p[1] for p in small])
    square = np.sqrt((v * t**2).sum() / v.sum())
    assert one(small, s).restrictiveness[0] == pytest.approx(square, rel=2e-2, abs=1e-6)


def test_a_shut_line_falls_out_of_the_new_weights_but_not_out_of_the_indices() -> None:
    """The failing of trade weights: a prohibitive rate weighs nothing."""
    a = aggregate([1.0, 1.0], [0.0, 0.0], [0.0, 1e6], [0, 0], 1, 4.0)
    assert a.trade_weighted_new[0] < 1e-9
    assert a.mercantilist[0] == pytest.approx(2 ** (1 / 4) - 1)
    assert a.restrictiveness[0] > a.mercantilist[0] > 0.15


def test_sectors_are_kept_apart_and_empty_ones_are_zero() -> None:
    a = aggregate(
        [1.0, 3.0, 2.0, 0.0], [0.0] * 4, [0.1, 0.2, 0.5, 0.3], [2, 2, 0, 3], 4, [3.0, 4.0, 5.0, 6.0]
    )
    assert a.lines.tolist() == [1, 0, 2, 1]
    assert a.trade_weighted.tolist() == pytest.approx([0.5, 0.0, 0.175, 0.0])
    assert a.simple.tolist() == pytest.approx([0.5, 0.0, 0.15, 0.3])
    assert a.restrictiveness[0] == pytest.approx(0.5, abs=1e-9)
    assert a.expenditure[1] == a.mercantilist[3] == 0.0
    assert a.differences()["simple"][2] == pytest.approx(-0.025)


def test_bad_lines_are_told_all_at_once() -> None:
    with pytest.raises(DataError) as e:
        aggregate([1.0, -1.0], [0.0, 0.0], [0.1, -2.0], [0, 5], 2, 0.0)
    assert [p.where for p in e.value.problems] == ["value", "rate", "sector", "s", "eta"]
    with pytest.raises(DataError, match="one a value"):
        aggregate([1.0, 2.0], [0.0], [0.1, 0.2], [0, 0], 1, 2.0)


def test_kenyas_apparel_by_every_mean() -> None:
    rows = [r for r in exposure("agoa", "KEN").rows if r.route == "9819"]
    a = aggregate(
        [r.value for r in rows], [r.rate_with for r in rows], [r.rate_without for r in rows],
        np.zeros(len(rows), dtype=int), 1, 4.8,
    )  # fmt: skip
    assert round(100 * a.trade_weighted[0], 1) == 24.2
    assert a.restrictiveness[0] > a.mercantilist[0] > a.trade_weighted_new[0]


def test_the_page_has_every_equation_and_kenyas_row() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "instruments" / "lines.md").read_text(
        encoding="utf-8"
    )
    for k in range(1, 13):
        assert f"({k})" in page, k
    text = "".join(inspect.getsource(m) for m in (aggregate_module, lines_module))
    named = {int(n) for n in re.findall(r'"""\((\d+)\)', text)}
    assert {2, 5, 6, 7, 8, 9} <= named
    rows = exposure("agoa", "KEN").rows
    a = aggregate([r.value for r in rows], [r.rate_with for r in rows], [r.rate_without for r in rows],
                  np.zeros(len(rows), dtype=int), 1, 5.0)  # fmt: skip
    assert "| " + " | ".join(f"{100 * getattr(a, k)[0]:.1f} %" for k in RATES) + " |" in page


def test_a_line_shut_a_thousand_times_over_does_not_overflow() -> None:
    a = aggregate([1.0, 1.0], [0.0, 0.0], [0.0, 1e12], [0, 0], 1, 80.0)
    assert a.mercantilist[0] == pytest.approx(2 ** (1 / 80) - 1, rel=1e-9)
    assert np.isfinite(a.expenditure[0])
