"""Many cases at once, an equilibrium that follows, and arrays of another library: all as single solves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.errors import DataError, IdentityError, NoSolution
from kaskazi.model import Calibration, Equilibrium, Wedges, anderson, solve, solve_cases
from kaskazi.model import cases as cases_module
from kaskazi.model.base_year import base_year
from kaskazi.model.caliendo_parro import DEFICITS
from kaskazi.model.follow import follow
from kaskazi.model.kernel import prepare
from test_laws import cheaper, raised
from worlds import balanced

FIELDS = (
    "w_hat",
    "P_hat",
    "pi",
    "X",
    "Y",
    "flows",
    "revenue",
    "income",
    "D",
    "real_wage_hat",
    "real_income_hat",
)


def alike(a: Equilibrium, b: Equilibrium) -> None:
    for name in FIELDS:
        x, y = getattr(a, name), getattr(b, name)
        assert x == pytest.approx(y, rel=1e-9, abs=1e-9 * max(1.0, np.abs(y).max())), name


def duty(c: Calibration, rate: float) -> Wedges:
    t = c.tau.copy()
    t[1, 2, 0] = rate
    return replace(Wedges.neutral(c), tariff=t)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 500),
    st.booleans(),
    st.sampled_from(["share-of-world-output", "own-gdp", "own-income", "zero", "additive"]),
    st.sampled_from(["mobile", "fixed"]),
    st.sampled_from([1, 2]),
)
def test_cases_are_single_solves(seed: int, materials: bool, deficit: str, labour: str, workers: int) -> None:
    """Shocks of one row and of all, with an export tax, with theta of each case's own, in two base years."""
    c = balanced(seed, 6, 3, materials=materials, zeros=0.1)
    other = balanced(seed + 1, 6, 3, materials=materials)
    tax = np.zeros_like(c.pi)
    tax[0, 1, 2] = 0.2
    shocks = [
        duty(c, 0.3), duty(c, 0.3), replace(duty(c, 0.5), labour=np.array([1.2, 1, 1, 1, 1, 1])),
        replace(duty(c, 0.1), productivity=np.full((6, 3), 1.1)), raised(c), cheaper(c, seed),
        replace(duty(c, 0.3), export_tax=tax),
    ]  # fmt: skip
    calibrations = [c.with_theta(c.theta * s) for s in (1, 1, 0.8, 1.3, 1.1, 1, 0.9)] + [other, other]
    shocks += [duty(other, 0.2), duty(other, 0.4)]
    told: list[int] = []
    found = solve_cases(
        calibrations, shocks, deficit=deficit, labour=labour, tol=1e-12, workers=workers, done=told.append
    )
    assert found[0] is found[1]
    assert told[-1] == len(shocks)
    assert told == sorted(told)
    for e, one, w in zip(found, calibrations, shocks, strict=True):
        assert e.certificate.largest < 1e-9
        alike(e, solve(one, w, deficit=deficit, labour=labour, tol=1e-12))


def test_lanes_are_used_and_a_lane_that_fails_is_solved_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    c = balanced(4, 20, 3, materials=True)
    rates = [0.1, 0.2, 0.3, 0.4]
    shocks = [duty(c, r) for r in rates]
    found = solve_cases([c] * 4, shocks)
    assert [e.certificate.method for e in found[1:]] == ["anderson, in a batch"] * 3
    whole = cases_module.lanes_anderson

    def broken(*given: object) -> tuple[np.ndarray, np.ndarray]:
        z, left = whole(*given)  # type: ignore[arg-type]
        z[0, ::2] += 1e-3  # says that it has converged, and has not
        left[1] = np.nan
        return z, left

    monkeypatch.setattr(cases_module, "lanes_anderson", broken)
    again = solve_cases([c] * 4, shocks)
    assert [e.certificate.method for e in again[1:]] == ["anderson", "anderson", "anderson, in a batch"]
    for a, b in zip(found, again, strict=True):
        alike(a, b)


def test_cases_that_do_not_fit_or_have_no_solution_are_refused() -> None:
    c = balanced(1, 3, 2)
    assert solve_cases([], []) == ()
    with pytest.raises(DataError, match="one for each calibration"):
        solve_cases([c], [])
    with pytest.raises(DataError, match="tariff"):
        solve_cases([c, c], [Wedges.neutral(c), replace(Wedges.neutral(c), tariff=c.tau - 2)])
    huge = replace(Wedges.neutral(c), transfer=np.array([-0.9999, 0.5, 0.4999]) * 3 * c.VA.sum())
    with pytest.raises(NoSolution):
        solve_cases([c, c], [Wedges.neutral(c), huge])


def test_an_equilibrium_that_follows_its_duties() -> None:
    c = balanced(5, 6, 3, materials=True)
    at = follow(c, raised(c), tol=1e-12)
    first = at
    for rate in (0.05, 0.2, 0.21, 0.0):
        at = at.duty(1, 2, 0, rate)
        assert at.kernel.T[0] is first.kernel.T[0]  # sectors that do not change are kept
        assert at.kernel.T[1] is not first.kernel.T[1]
        alike(at.equilibrium, solve(c, at.equilibrium.wedges, tol=1e-12))
    war = replace(raised(c), productivity=np.full((6, 3), 0.9), export_tax=np.full_like(c.pi, 0.01))
    alike(at.to(war).equilibrium, solve(c, war, tol=1e-12))
    with pytest.raises(DataError, match="rate"):
        at.duty(1, 2, 0, -1.5)
    with pytest.raises(DataError, match="exporter"):
        at.duty(1, 2, 9, 0.1)


def test_what_theta_does_not_touch_is_formed_once() -> None:
    c = balanced(6, 5, 2, materials=True)
    other = c.with_theta(c.theta * 1.1)
    assert base_year(other) is base_year(c) is base_year(replace(c, theta=c.theta / 2))
    assert base_year(replace(c, X=c.X * 2, VA=c.VA * 2, D=c.D * 2)) is not base_year(c)
    k = prepare(other, duty(other, 0.3), "zero", False)
    assert np.shares_memory(k.T[0], c.pi)  # T is pi where no cost changes, whatever theta is
    with pytest.raises(IdentityError, match="theta"):
        c.with_theta([1.0])
    with pytest.raises(IdentityError, match="not above 0"):
        c.with_theta(-c.theta)
    with pytest.raises(ValueError, match="read-only"):
        c.pi[0, 0, 0] = 1.0


@pytest.mark.parametrize("labour", ["mobile", "fixed"])
def test_the_kernel_keeps_to_the_array_standard(labour: str) -> None:
    """On the strict arrays of the standard's own test library, as on a device's."""
    strict = pytest.importorskip("array_api_strict")
    c = balanced(7, 5, 3, materials=True, zeros=0.2)
    tax = np.zeros_like(c.pi)
    tax[0, 1, 2] = 0.2
    w = replace(raised(c), export_tax=tax, labour=np.linspace(0.9, 1.1, 5))
    for rule in DEFICITS:
        e = solve(c, w, labour=labour, deficit=rule, arrays=strict, method="anderson", tol=1e-12)
        alike(e, solve(c, w, labour=labour, deficit=rule, tol=1e-12))


def test_plain_sweeps_keep_to_the_array_standard_too(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = pytest.importorskip("array_api_strict")
    c = balanced(5, 5, 1, theta=40.0)  # needs the wage step halved
    e = solve(c, raised(c, points=3.0), arrays=strict, method="anderson")
    assert e.certificate.largest < 1e-9
    assert anderson.MEMORY >= anderson.SHORT
