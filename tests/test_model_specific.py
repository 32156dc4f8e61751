"""Specific factors: laws and limits, the derivative by hand, parts of a gain, every way to solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kaskazi.errors import DataError, IdentityError, NoSolution
from kaskazi.model import Calibration, Wedges, certificate, solve, solve_cases, solver, specific_factors
from kaskazi.model.adjoint import Target, exports, gradient, jobs, real_income, real_wage
from kaskazi.model.base_year import base_year
from kaskazi.model.comparison import rebalanced
from kaskazi.model.decomposition import path, rents, subtotals
from kaskazi.model.ensemble import Draws, solve_draws
from kaskazi.model.equilibrium import Equilibrium, Result
from kaskazi.model.follow import follow
from kaskazi.model.kernel import prepare
from test_laws import cheaper, raised
from worlds import balanced


def landed(seed: int = 3, J: int = 3) -> Calibration:
    """Four economies with materials; a factor in the first sector everywhere, in the second in some."""
    c = balanced(seed, 4, J, materials=True)
    share = np.zeros((4, J))
    share[:, 0], share[1:3, 1] = 0.35, 0.2
    return replace(c, fixed_share=share)


def shock(c: Calibration) -> Wedges:
    w = replace(raised(c), iceberg=cheaper(c, 3).iceberg, labour=np.array([1.0, 1.1, 1.0, 0.9]))
    return replace(w, productivity=1.0 + 0.02 * np.arange(c.beta.size).reshape(c.beta.shape))


def test_none_is_the_model_without_to_the_bit() -> None:
    c = balanced(3, 4, 3, materials=True)
    none = replace(c, fixed_share=np.zeros((4, 3)))
    assert none.fixed_share is None
    assert np.array_equal(solve(none, shock(c)).real_income_hat, solve(c, shock(c)).real_income_hat)


@pytest.mark.parametrize("deficit", ["share-of-world-output", "own-gdp", "own-income"])
def test_with_one_sector_the_factor_is_labour_by_another_name(deficit: str) -> None:
    c = balanced(4, 4, 1, materials=True)
    w = raised(c)
    land = replace(c, fixed_share=np.full((4, 1), 0.4))
    e, plain = solve(land, w, deficit=deficit), solve(c, w, deficit=deficit)
    assert e.real_income_hat == pytest.approx(plain.real_income_hat, rel=1e-9)
    assert e.rent_hat is not None
    assert e.rent_hat[:, 0] == pytest.approx(plain.w_hat, rel=1e-9)


def test_a_factor_that_is_nearly_all_leaves_labour_where_it_was() -> None:
    c = balanced(5, 4, 3, materials=True)
    w = raised(c)
    stuck = solve(replace(c, fixed_share=np.full((4, 3), 1 - 1e-6)), w)
    assert stuck.real_income_hat == pytest.approx(solve(c, w, labour="fixed").real_income_hat, rel=1e-5)
    assert pytest.approx(solve(c, w, labour="fixed").Y, rel=1e-5) == stuck.Y


def test_supply_follows_price_over_the_wage_by_its_elasticity() -> None:
    """A sector without materials: output in its own units has the elasticity (1 - share) / share."""
    c = replace(balanced(6, 3, 2, deficits=False), fixed_share=np.array([[0.4, 0.0]] * 3))
    e = solve(c, raised(c))
    base = solve(c, Wedges.neutral(c))
    assert e.rent_hat is not None
    cost = 0.6 * np.log(e.w_hat) + 0.4 * np.log(e.rent_hat[:, 0])
    made = np.log(e.Y[:, 0] / base.Y[:, 0]) - cost
    assert made == pytest.approx(specific_factors.elasticity(0.4) * (cost - np.log(e.w_hat)), rel=1e-8)
    assert np.abs(made).max() > 1e-3


def test_every_way_to_solve_meets_the_same() -> None:
    c = landed()
    w = shock(c)
    e = solve(c, w, tol=1e-12)
    assert solve(c, Wedges.neutral(c)).real_income_hat == pytest.approx(np.ones(4), abs=1e-12)
    for method in ("newton-krylov", "continuation"):
        assert solve(c, w, method=method).real_income_hat == pytest.approx(e.real_income_hat, rel=1e-9)
    assert pytest.approx(e.Y, rel=1e-8) == solve_cases([c, c.with_theta(1.1 * c.theta)], [w, w])[0].Y
    assert pytest.approx(e.Y, rel=1e-8) == follow(c, Wedges.neutral(c)).to(w).equilibrium.Y
    many = solve_draws(c, w, Draws(np.stack([c.theta, 1.2 * c.theta]), np.ones(2)))
    assert many.real_income[0] == pytest.approx(e.real_income_hat, rel=1e-9)
    again = rebalanced(c)
    assert again.fixed_share is not None
    assert (e.income - e.revenue - e.D).sum() == pytest.approx(
        (e.w_hat * w.labour * (c.VA - rents(c, solve(c, Wedges.neutral(c))))).sum() + rents(c, e).sum(),
        rel=1e-9,
    )
    strict = pytest.importorskip("array_api_strict")
    assert solve(c, w, arrays=strict).real_income_hat == pytest.approx(e.real_income_hat, rel=1e-9)


TARGETS: dict[str, Callable[[Calibration, Equilibrium], Target]] = {
    "income": lambda c, e: real_income(c, e, 0),
    "wage": lambda c, e: real_wage(c, e, 1),
    "jobs": lambda c, e: jobs(c, e, 2, 0),
    "exports": lambda c, e: exports(c, e, 1),
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_gradient_is_that_of_differences(name: str) -> None:
    c = landed()
    w = shock(c)
    e = solve(c, w, tol=1e-13)
    g = gradient(c, e, TARGETS[name](c, e))
    h = 1e-5

    def at(**change: Any) -> float:
        moved = solve(c, replace(w, **change), tol=1e-13, warm=e.state)
        return TARGETS[name](c, moved).value

    for field, cell in (
        ("tariff", (1, 0, 2)),
        ("productivity", (1, 0)),
        ("labour", (1,)),
        ("iceberg", (0, 2, 1)),
    ):
        up, down = getattr(w, field).copy(), getattr(w, field).copy()
        up[cell] += h
        down[cell] -= h
        told = getattr(g, "tau" if field == "tariff" else field)[cell]
        assert told == pytest.approx(
            (at(**{field: up}) - at(**{field: down})) / (2 * h), rel=2e-5, abs=1e-8
        ), field


def test_parts_of_a_gain_count_rents() -> None:
    c = landed()
    w = shock(c)
    e = solve(c, w)
    parts = path(c, w, steps=8)
    assert parts.exact == pytest.approx(np.log(e.real_income_hat), abs=1e-9)
    neutral = Wedges.neutral(c)
    found = subtotals(
        c,
        [replace(neutral, tariff=w.tariff, labour=w.labour), replace(w, tariff=c.tau, labour=neutral.labour)],
    )
    assert found.gap < 1e-6
    assert found.real_wage.sum(axis=0) == pytest.approx(np.log(e.real_wage_hat), abs=1e-6)


def test_wrong_shares_are_refused() -> None:
    c = landed()
    with pytest.raises(IdentityError, match="fixed_share"):
        replace(c, fixed_share=np.ones((4, 3)))
    with pytest.raises(IdentityError, match="fixed_share"):
        replace(c, fixed_share=np.zeros((3, 4)) + 0.1)
    with pytest.raises(DataError, match="labour"):
        solve(c, shock(c), labour="fixed")
    assert solve(c, raised(c), labour="fixed").certificate.largest < 1e-9


def test_a_rent_that_does_not_pay_its_factor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rents 1 % off in one sector and as much the other way in another: no sum of accounts would tell."""
    c = replace(balanced(3, 4, 3, materials=True), fixed_share=np.full((4, 3), 0.3))
    good = solve(c, raised(c))
    r = Result(
        *(getattr(good, n) for n in ("sector_wage_hat", "P_hat", "pi", "X", "Y", "flows", "revenue", "export_revenue", "income", "D", "labour")),
        good.rent_hat,
    )  # fmt: skip
    assert certificate.residuals(c, good.wedges, good.deficit, r)[0][certificate.RENTS].max() < 1e-9
    assert good.rent_hat is not None
    off = good.rent_hat.copy()
    bill = base_year(c).bill.T
    off[:, 0] *= 1.01
    off[:, 1] -= 0.01 * good.rent_hat[:, 0] * bill[:, 0] / bill[:, 1]
    assert (
        certificate.residuals(c, good.wedges, good.deficit, replace(r, rent_hat=off))[0][
            certificate.RENTS
        ].max()
        > 5e-3
    )
    c = landed()
    for fault in (0.36, 0.0):

        def faulty(real: Calibration, w: Wedges, *rest: Any, fault: float = fault) -> Any:
            share = None if not fault else np.where(real.fixed_share > 0, fault, 0.0)  # type: ignore[operator]
            k = prepare(replace(real, fixed_share=share), w, *rest)
            return replace(k, c=real, w=w)

        monkeypatch.setattr(solver, "prepare", faulty)
        with pytest.raises(NoSolution, match="residual"):
            solve(c, shock(c))
