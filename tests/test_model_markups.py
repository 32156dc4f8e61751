"""Base years with export taxes and mark-ups: accounts, every method, closed forms; inventories folded by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kaskazi.errors import DataError, IdentityError
from kaskazi.model import Calibration, Wedges, markups, solve, solve_cases
from kaskazi.model.adjoint import exports, gradient, real_income
from kaskazi.model.arrays import Array
from kaskazi.model.comparison import base_flows, ratio, rebalanced
from kaskazi.model.decomposition import base_income, one_step, path, subtotals
from kaskazi.model.ensemble import Draws, solve_draws
from kaskazi.model.inventories import fold
from worlds import balanced


def taxed(seed: int = 3, J: int = 2) -> Calibration:
    """A base year of four economies with materials, duties, export taxes and mark-ups."""
    c = balanced(seed, 4, J, materials=True)
    rng = np.random.default_rng(seed)
    rate = rng.uniform(-0.1, 0.3, c.pi.shape)
    rate[0] += 0.25
    return Calibration.from_flows(base_flows(c) * (1 + rate), c.theta, c.tau, c.beta, c.gamma, rate)


def shocks(c: Calibration) -> Wedges:
    """Duties, costs and export taxes that move."""
    J, N = c.shape
    assert c.export_tax is not None
    tax = c.export_tax.copy()
    tax[:, 1, 0] += 0.2
    ice = np.ones(c.pi.shape)
    ice[:, 2, 3] = 1.1
    z = np.ones((N, J))
    z[1] = 0.95
    return replace(
        Wedges.neutral(c),
        tariff=np.where(c.tau > 0, c.tau + 0.1, 0.0),
        export_tax=tax,
        iceberg=ice,
        productivity=z,
    )


@pytest.mark.parametrize("rule", ["share-of-world-output", "own-income", "own-gdp", "zero"])
def test_every_method_meets_the_same_equilibrium(rule: str) -> None:
    c = taxed()
    w = shocks(c)
    e = solve(c, w, deficit=rule)
    for method in ("newton-krylov", "continuation"):
        assert solve(c, w, deficit=rule, method=method).real_income_hat == pytest.approx(
            e.real_income_hat, rel=1e-9
        )
    [case] = solve_cases([c], [w], deficit=rule)
    assert case.flows == pytest.approx(e.flows, rel=1e-8, abs=1e-9)
    same = solve(c, Wedges.neutral(c), deficit="share-of-world-output")
    assert same.real_income_hat == pytest.approx(np.ones(4), abs=1e-12)
    assert same.export_revenue == pytest.approx(markups.profits(c).sum(axis=1), rel=1e-9)
    assert markups.profits(c, e).sum(axis=1) == pytest.approx(e.export_revenue, rel=1e-9)


def test_a_tax_taken_away_is_undone_from_the_base_without_it() -> None:
    c = taxed()
    none = solve(c, replace(Wedges.neutral(c), export_tax=np.zeros(c.pi.shape)), deficit="given", tol=1e-12)
    other = Calibration.from_flows(none.flows, c.theta, c.tau, c.beta, c.gamma)
    back = solve(other, replace(Wedges.neutral(other), export_tax=c.export_tax), deficit="given")
    there = solve(rebalanced(c, deficit="given"), Wedges.neutral(c), deficit="given")
    assert back.real_income_hat * none.real_income_hat == pytest.approx(
        solve(c, Wedges.neutral(c), deficit="given").real_income_hat, rel=1e-8
    )
    assert there.real_income_hat == pytest.approx(np.ones(4), abs=1e-9)


@pytest.mark.parametrize("labour", ["mobile", "fixed"])
def test_the_gradient_is_that_of_differences(labour: str) -> None:
    c = taxed()
    w = shocks(c)
    for target in (lambda e: real_income(c, e, 0), lambda e: exports(c, e, 1)):
        g = gradient(c, solve(c, w, labour=labour, tol=1e-12), target(solve(c, w, labour=labour, tol=1e-12)))
        h, ends = 1e-5, []
        for sign in (1, -1):
            t = w.tariff.copy()
            t[1, 0, 2] += sign * h
            ends.append(target(solve(c, replace(w, tariff=t), labour=labour, tol=1e-13)).value)
        assert g.tau[1, 0, 2] == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-5, abs=1e-9)


def test_parts_of_a_gain_and_ensembles_count_the_base_year_s_taxes() -> None:
    c = taxed()
    w = shocks(c)
    e = solve(c, w)
    assert base_income(c) == pytest.approx(solve(c, Wedges.neutral(c)).income, rel=1e-10)
    parts = path(c, w, steps=8)
    assert parts.exact == pytest.approx(np.log(e.real_income_hat), abs=1e-9)
    neutral = Wedges.neutral(c)
    apart = [
        replace(neutral, tariff=w.tariff),
        replace(neutral, export_tax=w.export_tax, iceberg=w.iceberg, productivity=w.productivity),
    ]
    found = subtotals(c, apart)
    assert found.gap < 1e-6
    assert found.revenue.sum(axis=0) == pytest.approx(
        e.revenue + e.export_revenue - (base_income(c) - c.VA - c.D), abs=1e-5
    )
    draws = Draws(np.stack([c.theta, 1.1 * c.theta]), np.array([1.0, 0.5]))
    half = solve(c.with_theta(draws.theta[1]), Wedges.neutral(c))
    assert half.real_income_hat == pytest.approx(np.ones(4), abs=1e-12)
    many = solve_draws(c, w, draws)
    assert many.real_income[0] == pytest.approx(e.real_income_hat, rel=1e-9)
    with pytest.raises(DataError, match="no place for them"):
        one_step(c, e)


def alike(N: int, flows: Array, theta: Array, markup: Array) -> Calibration:
    return markups.calibration(flows, theta, markup=markup)


def test_mark_ups_that_are_taken_away_in_closed_form() -> None:
    """Economies alike in all: home shares stay, so real income moves by prices and the mix of labour alone."""
    N, theta, m = 3, np.array([4.0, 7.0]), np.array([0.4, 0.05])
    pi = np.full((2, N, N), 0.1) + 0.7 * np.eye(N)
    alpha = np.array([0.3, 0.7])
    c = alike(N, pi * alpha[:, None, None] * 100, theta, m)
    e = solve(c, replace(Wedges.neutral(c), export_tax=np.zeros(c.pi.shape)))
    want = (alpha / (1 + m)).sum() * np.prod((1 + m) ** alpha)
    assert e.real_income_hat == pytest.approx(np.full(N, want), rel=1e-9)
    assert want > 1.005
    shares = markups.profits(c) / base_flows(c).sum(axis=1).T
    assert shares == pytest.approx(np.broadcast_to(m / (1 + m), (N, 2)))


def test_mark_ups_alike_in_all_sectors_change_nothing_real() -> None:
    c = balanced(5, 4, 3)
    m = Calibration.from_flows(
        base_flows(c), c.theta, c.tau, None, None, markups.on_all_sales(np.full(3, 0.3), 4)
    )
    w = replace(Wedges.neutral(c), tariff=c.tau + 0.2 * ~np.eye(4, dtype=bool))
    plain, marked = solve(c, w), solve(m, replace(w, export_tax=None))
    assert marked.real_income_hat == pytest.approx(plain.real_income_hat, rel=1e-9)
    assert ratio(marked, plain).real_income == pytest.approx(np.ones(4), rel=1e-9)
    assert markups.of_theta(4.0) == pytest.approx(0.25)
    assert markups.calibration(base_flows(c), c.theta).export_tax is not None


def test_mark_ups_and_taxes_that_cannot_be_are_refused() -> None:
    with pytest.raises(DataError, match="theta"):
        markups.of_theta([4.0, 0.0])
    with pytest.raises(DataError, match="markup"):
        markups.on_all_sales(np.ones((3, 2)), 4)
    flows = np.full((1, 2, 2), 10.0)
    with pytest.raises(IdentityError, match="-100"):
        Calibration.from_flows(flows, 4.0, export_tax=np.full((1, 2, 2), -1.0))
    c = taxed()
    assert c.export_tax is not None
    wrong = c.export_tax.copy()
    wrong[0, 1, 1] += 0.2
    with pytest.raises(IdentityError):
        replace(c, export_tax=wrong)
    given = {
        n: getattr(c, n)
        for n in ("pi", "tau", "alpha", "beta", "gamma", "theta", "X", "VA", "D", "export_tax")
    }
    again, _ = Calibration.repair(**given | {"X": c.X * (1 + 1e-6)})
    assert solve(again, Wedges.neutral(again)).real_income_hat == pytest.approx(np.ones(4), abs=1e-10)


def test_inventories_are_folded_as_said() -> None:
    Z, F, V = [[50.0]], [[60.0]], [[-10.0]]
    made, net = fold(Z, F, V, "made-this-year"), fold(Z, F, V, "net")
    assert made.output == pytest.approx([120.0])  # 60 / (1 - .5)
    assert pytest.approx(np.array([[60.0]])) == made.Z
    assert made.moved == pytest.approx([0.2])
    assert net.output == pytest.approx([100.0])
    assert pytest.approx(np.array([[100.0]])) == (net.Z + net.F)
    assert pytest.approx(np.array([[50 / 1.1]])) == net.Z
    assert fold(Z, F, [[10.0]], "made-this-year").output == pytest.approx([120.0])
    rng = np.random.default_rng(2)
    z, f = rng.uniform(1, 5, (6, 6)), rng.uniform(20, 40, (6, 2))
    for rule in ("made-this-year", "net"):
        none = fold(z, f, np.zeros((6, 2)), rule)
        assert pytest.approx(z) == none.Z
        one = fold(z, f, rng.uniform(-4, 4, (6, 2)), rule)
        assert one.Z.sum(axis=1) + one.F.sum(axis=1) == pytest.approx(one.output)
        assert one.value_added.sum() == pytest.approx(one.F.sum())
        assert one.calibration(4.0).VA.sum() == pytest.approx(one.value_added.sum())
    with pytest.raises(DataError, match="net"):
        fold(Z, F, V, "nett")
    with pytest.raises(DataError, match="negative"):
        fold(Z, [[-1.0]], V, "net")
