"""Other people's tables: closures of deficits, a base balanced first, tariffs inside an aggregate, parts of a gain."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.errors import DataError
from kaskazi.model import Calibration, Wedges, solve
from kaskazi.model.comparison import base_flows, import_growth, ratio, rebalanced
from kaskazi.model.decomposition import one_step, one_step_by, path
from kaskazi.model.wedges import along
from test_laws import cheaper, raised
from worlds import balanced

FEW = settings(max_examples=10, deadline=None)


@FEW
@given(st.integers(0, 5000), st.booleans())
def test_a_shock_from_a_base_balanced_first_is_the_ratio_of_two_runs(seed: int, materials: bool) -> None:
    c = balanced(seed, 4, 2, materials=materials)
    even = rebalanced(c)
    assert np.abs(even.D).max() < 1e-9 * c.VA.sum()
    w = raised(c)
    own = solve(even, w, deficit="zero", tol=1e-12)
    r = ratio(solve(c, w, deficit="zero", tol=1e-12), solve(c, Wedges.neutral(c), deficit="zero", tol=1e-12))
    assert own.real_income_hat == pytest.approx(r.real_income, abs=1e-8)
    assert own.real_wage_hat == pytest.approx(r.real_wage, abs=1e-8)
    assert pytest.approx(r.flows, rel=1e-7) == np.where(
        base_flows(even) > 0, own.flows / np.where(base_flows(even) > 0, base_flows(even), 1.0), 1.0
    )
    nothing = solve(even, Wedges.neutral(even), deficit="zero")
    assert nothing.real_income_hat == pytest.approx(1.0, abs=1e-9)


def test_what_cannot_be_compared_is_refused() -> None:
    a, b = balanced(1, 3, 1), balanced(1, 4, 1)
    with pytest.raises(DataError, match="one calibration"):
        ratio(solve(a, raised(a)), solve(b, raised(b)))


@FEW
@given(st.integers(0, 5000))
def test_deficits_as_a_share_of_own_income(seed: int) -> None:
    """Spending over income before the deficit keeps its ratio between economies; no change leaves the base."""
    c = balanced(seed, 4, 2, materials=True)
    assert solve(c, Wedges.neutral(c), deficit="own-income").certificate.sweeps == 1
    e = solve(c, raised(c, points=0.6), deficit="own-income", tol=1e-12)
    before = c.VA + (c.X.sum(axis=1) - base_flows(c).sum(axis=(0, 2)))
    kept = (e.income / (e.income - e.D)) / ((before + c.D) / before)
    assert np.ptp(kept) < 1e-9
    assert e.D.sum() == pytest.approx(0, abs=1e-9 * c.VA.sum())
    free = balanced(seed, 4, 2, materials=True, tariffs=False)
    w = cheaper(free, seed)  # without tariffs income before the deficit is value added
    a, b = (solve(free, w, deficit=d, tol=1e-12) for d in ("own-income", "own-gdp"))
    assert a.w_hat == pytest.approx(b.w_hat, abs=1e-9)


@FEW
@given(st.integers(0, 5000))
def test_deficits_that_are_given_are_met(seed: int) -> None:
    """As values: D' is what was given. As a transfer: it comes on top of the base year's."""
    c = balanced(seed, 4, 2)
    want = 0.02 * c.VA.min() * np.array([1.0, -2.0, 0.5, 0.5])
    w = replace(raised(c), transfer=want)
    assert pytest.approx(want, abs=1e-12) == solve(c, w, deficit="given").D
    assert pytest.approx(c.D + want, abs=1e-12) == solve(c, w, deficit="additive").D
    p = path(c, w, deficit="given")
    assert np.abs(p.gap).max() <= 1e-8


def test_one_economy_that_taxes_its_own_sales_in_closed_form() -> None:
    """Alone in the world, with revenue given back, a duty on all that is bought moves prices and nothing real."""
    c = Calibration.from_flows([[[80.0]], [[20.0]]], [4.0, 2.0], tau=[[[0.1]], [[0.1]]])
    t = 0.35
    e = solve(c, replace(Wedges.neutral(c), tariff=np.full((2, 1, 1), t)))
    assert e.P_hat == pytest.approx((1 + t) / 1.1, abs=1e-12)
    assert e.real_income_hat == pytest.approx(1.0, abs=1e-10)
    assert e.real_wage_hat == pytest.approx(1.1 / (1 + t), abs=1e-10)
    assert e.revenue == pytest.approx(100 * t, rel=1e-9)


@FEW
@given(st.integers(0, 5000), st.floats(0.0, 0.5), st.floats(0.05, 0.8))
def test_an_aggregate_whose_members_tax_each_other_is_its_members(seed: int, old: float, new: float) -> None:
    """Two halves of one economy that levy the same duty on everything either buys at home are one that does."""
    c = balanced(seed, 3, 2, materials=True, deficits=False, tariffs=False)
    d = np.arange(3)
    tau = c.tau.copy()
    tau[:, d[2], d[2]] = old
    flows = base_flows(c)
    flows[:, 2, 2] /= 1 + old  # spending as before, so that final demand stays above 0
    try:
        whole = Calibration.from_flows(flows, c.theta, tau, c.beta, c.gamma)
    except DataError:
        return
    at, s = np.array([0, 1, 2, 2]), np.array([1, 1, 0.3, 0.7])
    halves = Calibration.from_flows(
        flows[:, at][:, :, at] * s[None, :, None] * s[None, None, :],
        c.theta, tau[:, at][:, :, at], whole.beta[at], whole.gamma[at],
    )  # fmt: skip
    t = tau.copy()
    t[:, 2, 2] = new
    a = solve(whole, replace(Wedges.neutral(whole), tariff=t))
    b = solve(halves, replace(Wedges.neutral(halves), tariff=t[:, at][:, :, at]))
    assert b.real_income_hat == pytest.approx(a.real_income_hat[at], abs=1e-8)


@FEW
@given(st.integers(0, 5000))
def test_the_published_step_by_partner_and_by_sector(seed: int) -> None:
    """The parts add up to the step; terms of trade between two are one's gain and the other's loss, in money."""
    c = balanced(seed, 4, 3, materials=True)
    e = solve(c, replace(raised(c), iceberg=cheaper(c, seed).iceberg))
    by, whole = one_step_by(c, e), one_step(c, e)
    for parts in (by.by_partner(), by.by_sector()):
        assert parts[0].sum(axis=1) == pytest.approx(whole.terms_of_trade, abs=1e-12)
        assert parts[1].sum(axis=1) == pytest.approx(whole.volume_of_trade, abs=1e-12)
    income = c.VA + c.D + (c.X.sum(axis=1) - base_flows(c).sum(axis=(0, 2)))
    money = by.by_partner()[0] * income[:, None]
    assert money == pytest.approx(-money.T, abs=1e-9 * income.max())
    d = np.arange(4)
    assert by.terms_of_trade[:, d, d] == pytest.approx(0, abs=1e-12)


def test_growth_of_imports_counts_what_it_is_told() -> None:
    flows = np.array([[[50.0, 10.0, 5.0], [4.0, 60.0, 6.0], [0.0, 8.0, 70.0]]] * 2)
    c = Calibration.from_flows(flows, 4.0)
    e = solve(c, raised(c))
    all_, one = import_growth(c, e), import_growth(c, e, sectors=[0], partners=[2])
    new, old = e.flows[:, 0, 1:].sum(), flows[:, 0, 1:].sum()
    assert all_[0] == pytest.approx(new / old - 1)
    assert all_[0] < 0
    assert one[0] == pytest.approx(e.flows[0, 0, 2] / 5 - 1)
    assert one[2] == 0.0  # from itself nothing is imported
    assert import_growth(c, e, partners=[0])[2] == 0.0  # and where there was nothing


def test_a_share_of_a_shock_is_in_proportion() -> None:
    c = balanced(3, 4, 2)
    w = replace(raised(c), transfer=np.array([1.0, -1.0, 0.0, 0.0]), export_tax=np.full_like(c.pi, 0.21))
    half, rule = along(c, w, 0.5, "zero")
    assert rule == "additive"
    assert half.transfer == pytest.approx(0.5 * w.transfer - 0.5 * c.D)
    assert 1 + half.export_tax == pytest.approx(1.1)
    assert ((1 + half.tariff) / (1 + c.tau)) ** 2 == pytest.approx((1 + w.tariff) / (1 + c.tau))


def test_the_page_on_closures_of_ones_own_runs_and_shuts_its_gap() -> None:
    """The lines of the page, on a world; one sector without tariffs: real wages are (lambda)^(-1/theta) all the same."""
    page = (Path(__file__).resolve().parents[1] / "docs" / "models" / "closures.md").read_text(
        encoding="utf-8"
    )
    lines = re.findall(r"```python\n(.*?)```", page, re.S)[0]
    c = balanced(8, 4, 1, tariffs=False, deficits=False)
    names: dict[str, Any] = {"c": c, "wedges": cheaper(c, 8)}
    exec(lines, names)
    e = names["at"].equilibrium
    assert names["gap"] < 1e-9
    assert e.wedges.labour == pytest.approx(e.real_wage_hat**0.5, rel=1e-8)
    d = np.arange(4)
    assert e.real_wage_hat == pytest.approx((e.pi[0, d, d] / c.pi[0, d, d]) ** (-1 / c.theta[0]), rel=1e-8)
    assert np.ptp(e.wedges.labour) > 1e-3
