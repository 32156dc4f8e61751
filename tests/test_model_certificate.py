"""The certificate refuses what a faulty kernel solves: it works every equation out again from what went in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kaskazi.errors import NoSolution
from kaskazi.model import Calibration, Wedges, certificate, solve, solver
from kaskazi.model.kernel import Kernel, prepare
from test_laws import cheaper, raised
from worlds import balanced


def case() -> tuple[Calibration, Wedges]:
    c = balanced(3, 5, 3, materials=True)
    tax = np.zeros_like(c.pi)
    tax[0, 1, 2] = 0.1
    w = replace(raised(c), iceberg=cheaper(c, 3).iceberg, labour=np.array([1.0, 1.1, 1.0, 0.9, 1.0]))
    return c, replace(w, export_tax=tax, productivity=1.0 + 0.02 * np.arange(15).reshape(5, 3))


def wedge(**change: Callable[[Any], Any]) -> Callable[[Calibration, Wedges], tuple[Calibration, Wedges]]:
    """A kernel formed from wedges that are not those asked for."""
    return lambda c, w: (c, replace(w, **{n: f(getattr(w, n)) for n, f in change.items()}))


def paid(x: np.ndarray) -> np.ndarray:
    """A transfer of a hundredth from one economy to another."""
    out = x.copy()
    out[:2] += [0.01, -0.01]
    return out


FAULTS: dict[str, Callable[[Calibration, Wedges], tuple[Calibration, Wedges]]] = {
    "duties 5 % high": wedge(tariff=lambda t: 1.05 * t),
    "productivity 1 % off": wedge(productivity=lambda z: 1.01 * z),
    "productivity of one sector 0.1 % off": wedge(productivity=lambda z: z * np.array([1, 1.001, 1])),
    "labour 1 % off": wedge(labour=lambda x: x * np.array([1.01, 1, 1, 1, 1])),
    "iceberg costs left out": wedge(iceberg=np.ones_like),
    "one iceberg cost 1 % off": wedge(iceberg=lambda d: d * np.where(np.arange(5) == 4, 1.01, 1.0)),
    "export tax left out": wedge(export_tax=np.zeros_like),
    "a transfer made up": wedge(transfer=paid),
    "theta 1 % off": lambda c, w: (replace(c, theta=1.01 * c.theta), w),
    "theta of one sector as sigma": lambda c, w: (replace(c, theta=c.theta + np.eye(3)[0]), w),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    c, w = case()
    assert solve(c, w).certificate.largest < 1e-9

    def faulty(c: Calibration, w: Wedges, *rest: Any) -> Kernel:
        k = prepare(*FAULTS[fault](c, w), *rest)
        return replace(k, c=c, w=w)

    monkeypatch.setattr(solver, "prepare", faulty)
    with pytest.raises(NoSolution, match="residual"):
        solve(c, w)


@pytest.mark.parametrize("name", ["A", "alpha", "beta", "D", "VA", "labour", "numeraire"])
def test_a_kernel_with_a_spoilt_array_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    c, w = case()

    def spoilt(*given: Any) -> Kernel:
        k = prepare(*given)
        a = np.array(getattr(k, name))
        a.flat[0] *= 1.001
        return replace(k, **{name: a})

    monkeypatch.setattr(solver, "prepare", spoilt)
    with pytest.raises(NoSolution):
        solve(c, w)


@pytest.mark.parametrize(
    "name", ["sector_wage_hat", "P_hat", "pi", "X", "Y", "flows", "revenue", "export_revenue", "income", "D"]
)
@pytest.mark.parametrize("labour", ["mobile", "fixed"])
def test_every_figure_returned_is_held(name: str, labour: str) -> None:
    """One cell of any array of a result moved by a millionth of what an economy makes shows."""
    c, w = case()
    k = prepare(c, w, "share-of-world-output", labour == "fixed")
    e = solve(c, w, labour=labour)
    found, _, _ = solver._result(k, e.state)
    good, walras = certificate.residuals(c, w, "share-of-world-output", found)
    assert max(float(a.max()) for a in good.values()) < 1e-9
    assert walras < 1e-9
    a = getattr(found, name).copy()
    at = np.unravel_index(int(np.argmax(np.abs(a))), a.shape)
    a[at] += 1e-6 * max(abs(a[at]), c.VA.mean())
    bad, _ = certificate.residuals(c, w, "share-of-world-output", replace(found, **{name: a}))
    assert max(float(x.max()) for x in bad.values()) > 1e-8


def test_what_one_deficit_rule_gives_another_does_not_certify() -> None:
    c, w = case()
    k = prepare(c, w, "own-gdp", False)
    found, _, _ = solver._result(k, solve(c, w, deficit="own-gdp").state)
    for rule in ("share-of-world-output", "zero", "additive"):
        gaps, _ = certificate.residuals(c, w, rule, found)
        assert float(gaps[certificate.BALANCE].max()) > 1e-6
