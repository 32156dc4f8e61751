"""More identities: paths, subtotals, Lerner, splitting, special cases, repairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.errors import IdentityError
from kaskazi.model import Calibration, Wedges, solve
from kaskazi.model.accounts import NAMES, ElasticityWarning
from kaskazi.model.decomposition import equivalent_variation, one_step, path, subtotals
from test_laws import cheaper, raised
from worlds import balanced, worlds

FEW = settings(max_examples=12, deadline=None)


@pytest.mark.slow
@FEW
@given(st.integers(0, 5000), st.booleans())
def test_the_parts_of_a_gain_add_up_to_the_exact_effect(seed: int, materials: bool) -> None:
    c = balanced(seed, 4, 2, materials=materials)
    w = replace(raised(c), iceberg=cheaper(c, seed).iceberg)
    p = path(c, w)
    assert np.abs(p.gap).max() <= 1e-8
    assert p.total == pytest.approx(
        p.terms_of_trade + p.volume_of_trade + p.resource + p.productivity + p.labour + p.transfer
    )
    assert p.exact == pytest.approx(np.log1p(equivalent_variation(solve(c, w))), abs=1e-8)


@pytest.mark.slow
@FEW
@given(st.integers(0, 5000))
def test_a_package_is_attributed_without_residue(seed: int) -> None:
    c = balanced(seed, 4, 2, materials=True)
    productive = np.ones_like(c.beta)
    productive[1] = 1.1
    shocks = [raised(c), cheaper(c, seed), replace(Wedges.neutral(c), productivity=productive)]
    s = subtotals(c, shocks)
    together = solve(c, replace(raised(c), iceberg=shocks[1].iceberg, productivity=productive), tol=1e-12)
    assert s.gap < 1e-6
    assert s.real_income.sum(axis=0) == pytest.approx(np.log(together.real_income_hat), abs=1e-6)
    assert s.revenue.sum(axis=0) == pytest.approx(
        together.revenue - solve(c, Wedges.neutral(c)).revenue, abs=1e-5
    )


@FEW
@given(st.integers(0, 5000))
def test_a_tiny_shock_is_the_published_step(seed: int) -> None:
    c = balanced(seed, 4, 2)
    w = raised(c, points=1e-5)
    e = solve(c, w, tol=1e-12)
    assert one_step(c, e).welfare == pytest.approx(np.log(e.real_income_hat), abs=2e-8)


@FEW
@given(st.integers(0, 5000), st.floats(0.05, 0.6))
def test_lerner_a_uniform_import_tax_is_a_uniform_export_tax(seed: int, t: float) -> None:
    c = balanced(seed, 4, 2, tariffs=False, deficits=False)
    n = 1
    tax = np.zeros_like(c.pi)
    tax[:, :, n] = t
    tax[:, n, n] = 0
    by_export = solve(c, replace(Wedges.neutral(c), export_tax=tax), deficit="zero")
    by_import = solve(c, raised(c, importer=n, points=t), deficit="zero")
    assert by_export.real_income_hat == pytest.approx(by_import.real_income_hat, abs=1e-8)
    assert by_export.pi == pytest.approx(by_import.pi, abs=1e-8)


@FEW
@given(worlds, st.floats(0.01, 100))
def test_homogeneity_in_the_size_of_labour(c: Calibration, k: float) -> None:
    """All labour forces k times as large: relative wages, prices and shares as before, incomes k times."""
    w = raised(c)
    big = replace(w, labour=w.labour * k)
    if (np.abs(c.D) > 1e-12).any():
        return
    a, b = solve(c, w), solve(c, big)
    assert b.pi == pytest.approx(a.pi, abs=1e-8)
    assert b.real_wage_hat == pytest.approx(a.real_wage_hat, abs=1e-8)
    assert b.real_income_hat == pytest.approx(k * a.real_income_hat, rel=1e-8)


@FEW
@given(st.integers(0, 5000), st.integers(2, 5))
def test_a_symmetric_world_stays_symmetric(seed: int, N: int) -> None:
    rng = np.random.default_rng(seed)
    home = rng.uniform(0.4, 0.9)
    pi = np.full((1, N, N), (1 - home) / (N - 1))
    np.fill_diagonal(pi[0], home)
    c = Calibration.from_flows(100 * pi, rng.uniform(1.5, 9))
    t = np.full((1, N, N), 0.3)
    np.fill_diagonal(t[0], 0)
    e = solve(c, replace(Wedges.neutral(c), tariff=t))
    assert e.w_hat == pytest.approx(1, abs=1e-10)
    assert np.ptp(e.real_income_hat) < 1e-10
    assert e.real_income_hat[0] < 1


@FEW
@given(st.integers(0, 5000), st.floats(0.1, 0.9))
def test_a_sector_taken_apart_changes_nothing(seed: int, share: float) -> None:
    c = balanced(seed, 4, 2, materials=True)

    def twice(a: np.ndarray, axis: int, *, split: bool) -> np.ndarray:
        """The first sector twice along an axis, in shares where values add up."""
        first, rest = np.split(a, [1], axis=axis)
        parts = (share * first, (1 - share) * first) if split else (first, first)
        return np.concatenate([*parts, rest], axis=axis)

    def divided(w: Wedges) -> Wedges:
        return replace(
            w,
            tariff=twice(w.tariff, 0, split=False),
            iceberg=twice(w.iceberg, 0, split=False),
            productivity=twice(w.productivity, 1, split=False),
        )

    gamma = twice(twice(c.gamma, 2, split=False), 1, split=True)
    d = Calibration(
        twice(c.pi, 0, split=False), twice(c.tau, 0, split=False), twice(c.alpha, 1, split=True),
        twice(c.beta, 1, split=False), gamma, twice(c.theta, 0, split=False), twice(c.X, 1, split=True), c.VA, c.D,
    )  # fmt: skip
    w = replace(raised(c), iceberg=cheaper(c, seed).iceberg)
    assert solve(d, divided(w)).real_income_hat == pytest.approx(solve(c, w).real_income_hat, abs=1e-8)


@FEW
@given(st.integers(0, 5000))
def test_an_economy_taken_apart_changes_nothing(seed: int) -> None:
    c = balanced(seed, 3, 2, materials=True, deficits=False)
    flows = c.pi * c.X.T[:, :, None] / (1 + c.tau)
    at, s = np.array([0, 1, 2, 2]), np.array([1, 1, 0.3, 0.7])
    parts = flows[:, at][:, :, at] * s[None, :, None] * s[None, None, :]
    tau = c.tau[:, at][:, :, at]
    d = Calibration.from_flows(parts, c.theta, tau, c.beta[at], c.gamma[at])
    w = raised(c)
    v = replace(Wedges.neutral(d), tariff=w.tariff[:, at][:, :, at])
    whole, apart = solve(c, w).real_income_hat, solve(d, v).real_income_hat
    assert apart == pytest.approx(whole[at], abs=1e-8)


@FEW
@given(st.integers(0, 5000))
def test_with_one_sector_fixed_labour_is_mobile_labour(seed: int) -> None:
    c = balanced(seed, 4, 1, materials=True)
    w = raised(c)
    assert solve(c, w, labour="fixed").real_income_hat == pytest.approx(solve(c, w).real_income_hat, abs=1e-9)


@FEW
@given(st.integers(0, 5000))
def test_fixed_labour_leaves_output_work_in_place(seed: int) -> None:
    """Wage bills by sector move with sector wages alone; no change is no change."""
    c = balanced(seed, 4, 3, materials=True)
    none = solve(c, Wedges.neutral(c), labour="fixed")
    assert np.abs(none.real_income_hat - 1).max() < 1e-9
    e = solve(c, raised(c), labour="fixed")
    flows = c.pi * c.X.T[:, :, None] / (1 + c.tau)
    bill = c.beta * flows.sum(axis=1).T
    assert c.beta * e.Y == pytest.approx(e.sector_wage_hat * bill, rel=1e-8)
    assert e.certificate.largest < 1e-9


@FEW
@given(st.integers(0, 5000))
def test_many_sectors_alike_are_one_sector(seed: int) -> None:
    c = balanced(seed, 4, 1)
    flows = np.repeat(c.pi * c.X.T[:, :, None] / (1 + c.tau) / 3, 3, axis=0)
    d = Calibration.from_flows(flows, np.repeat(c.theta, 3), np.repeat(c.tau, 3, axis=0))
    assert solve(d, raised(d)).real_income_hat == pytest.approx(solve(c, raised(c)).real_income_hat, abs=1e-9)


def test_a_small_elasticity_is_nearly_cobb_douglas() -> None:
    """theta to 0: shares hold still, and so does spending by source."""
    c = balanced(4, 3, 1, theta=1.0)
    small = replace(c, theta=np.array([1e-4]))
    e = solve(small, raised(small))
    assert np.abs(e.pi - c.pi).max() < 1e-4


def test_rounding_is_repaired_and_listed_and_a_real_gap_is_refused() -> None:
    c = balanced(2, 4, 2, materials=True)
    arrays = {n: getattr(c, n).copy() for n in NAMES}
    arrays["gamma"] *= 1 + 1e-6
    arrays["X"] *= 1 + 3e-7
    fixed, ledger = Calibration.repair(**arrays)
    assert ledger
    assert {r.what.split()[-1] for r in ledger} >= {"gamma"}
    e = solve(fixed, Wedges.neutral(fixed))
    assert e.certificate.sweeps == 1
    assert np.abs(e.w_hat - 1).max() < 1e-12
    arrays["X"][1, 0] *= 1.05
    with pytest.raises(IdentityError, match=r"X\[1,0\]"):
        Calibration.repair(**arrays)


def test_slips_of_convention_are_named() -> None:
    """Rates in per cent are refused; elasticities that look like their inverse, or may be small, get a warning."""
    c = balanced(2, 4, 3)
    arrays = {n: getattr(c, n).copy() for n in NAMES}
    with pytest.raises(IdentityError, match="per cent"):
        Calibration(**{**arrays, "tau": arrays["tau"] * 100})
    with pytest.warns(ElasticityWarning, match="dispersion"):
        small = Calibration(**{**arrays, "theta": np.array([0.2, 0.3, 0.9])})
    assert solve(small, raised(small)).certificate.largest < 1e-9
    one = replace(c, theta=np.array([0.3, 4.0, 5.0]))  # one small elasticity is no slip
    assert solve(one, raised(one)).certificate.largest < 1e-9


@FEW
@given(worlds)
def test_export_subsidies_and_taxes_keep_the_accounts(c: Calibration) -> None:
    tax = np.full_like(c.pi, -0.1)
    d = np.arange(c.shape[1])
    tax[:, d, d] = 0
    tax[:, :, 0] *= -2
    tax[:, d, d] = 0
    e = solve(c, replace(raised(c), export_tax=tax))
    assert e.certificate.largest < 1e-9
    assert e.income.sum() == pytest.approx(
        (e.w_hat * c.VA).sum() + e.revenue.sum() + e.export_revenue.sum(), rel=1e-8
    )
