"""Gradients against differences of solved equilibria."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.model import Calibration, Equilibrium, Wedges, solve
from kaskazi.model import adjoint as ad
from test_laws import raised
from worlds import balanced

H = 1e-4


def shock(c: Calibration, seed: int, taxed: bool) -> Wedges:
    rng = np.random.default_rng(seed)
    J, N = c.shape
    w = replace(
        raised(c),
        iceberg=rng.uniform(0.9, 1.1, (J, N, N)),
        productivity=rng.uniform(0.9, 1.1, (N, J)),
        labour=rng.uniform(0.9, 1.1, N),
    )
    return replace(w, export_tax=rng.uniform(-0.1, 0.2, (J, N, N))) if taxed else w


TARGETS = {
    "real income": lambda c, e: ad.real_income(c, e, 1),
    "revenue": lambda c, e: ad.tariff_revenue(c, e, 0),
    "exports": lambda c, e: ad.exports(c, e, 1, sector=0),
    "jobs": lambda c, e: ad.jobs(c, e, 1, 0),
    "real wage": lambda c, e: ad.real_wage(c, e, 0),
}


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("deficit", ["share-of-world-output", "own-gdp", "own-income", "additive", "zero"])
@pytest.mark.parametrize(("taxed", "labour"), [(False, "mobile"), (True, "mobile"), (False, "fixed")])
def test_gradient_equals_differences(name: str, deficit: str, taxed: bool, labour: str) -> None:
    if name == "real wage" and labour == "fixed":
        labour = "mobile"
    c = balanced(4, 3, 2, materials=True)
    w = shock(c, 2, taxed)

    def at(wedges: Wedges) -> Equilibrium:
        return solve(c, wedges, deficit=deficit, labour=labour, tol=1e-12)

    e = at(w)
    g = ad.gradient(c, e, TARGETS[name](c, e))
    cells = [("tariff", (0, 0, 1)), ("tariff", (1, 1, 0)), ("tariff", (0, 2, 1)), ("iceberg", (0, 1, 2))]
    cells += [("productivity", (1, 0)), ("labour", (0,)), ("labour", (2,))]
    slopes = {"tariff": g.tau, "iceberg": g.iceberg, "productivity": g.productivity, "labour": g.labour}
    for field, cell in cells:
        values = []
        for sign in (1, -1):
            a = getattr(w, field).copy()
            a[cell] += sign * H
            values.append(TARGETS[name](c, at(replace(w, **{field: a}))).value)
        slope = (values[0] - values[1]) / (2 * H)
        scale = max(abs(slope), 1e-3 * float(np.abs(slopes[field]).max()), 1e-6)
        assert abs(slope - slopes[field][cell]) < 1e-4 * scale, (field, cell)
    move = np.array([1.0, 0.0, -1.0]) * 1e-3
    values = [TARGETS[name](c, at(replace(w, transfer=w.transfer + s * move))).value for s in (1, -1)]
    assert (values[0] - values[1]) / 2 == pytest.approx(float(g.transfer @ move), rel=1e-3, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 3), st.booleans())
def test_the_gradient_integrates_to_the_exact_change(seed: int, J: int, materials: bool) -> None:
    """Gauss-Legendre along the tariff change: a different road to the same number."""
    c = balanced(seed, 3, J, materials=materials)
    to = raised(c).tariff
    total = 0.0
    nodes, weights = np.polynomial.legendre.leggauss(10)
    for s, h in zip((nodes + 1) / 2, weights / 2, strict=True):
        w = replace(Wedges.neutral(c), tariff=c.tau + s * (to - c.tau))
        e = solve(c, w, tol=1e-12)
        total += h * float((ad.gradient(c, e, ad.real_income(c, e, 0)).tau * (to - c.tau)).sum())
    exact = float(np.log(solve(c, raised(c), tol=1e-12).real_income_hat[0]))
    assert total == pytest.approx(exact, abs=1e-8)
