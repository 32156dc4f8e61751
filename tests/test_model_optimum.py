"""Optimal and Nash tariffs against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kaskazi.errors import DataError
from kaskazi.model import Wedges, adjoint, solve
from kaskazi.model.optimum import nash, optimal_tariff, worth
from worlds import balanced


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_countries_one_sector(seed: int) -> None:
    """t = 1 / (theta lambda_ff), lambda_ff the other's home share at the optimum."""
    c = balanced(seed, 2, 1, tariffs=False, deficits=False)
    best = optimal_tariff(c, 0)
    expected = 1 / (c.theta[0] * best.equilibrium.pi[0, 1, 1])
    assert best.tariff[0, 0, 1] == pytest.approx(expected, rel=1e-6)
    assert best.gain > 0


def test_both_sides_at_their_best() -> None:
    """The same rule for each, the other's home share taken at world prices: net of its own tariff, since the
    elasticity of its offer is theta lambda (1 + t) / (1 + t lambda)."""
    c = balanced(5, 2, 1, tariffs=False, deficits=False)
    both = nash(c, (0, 1), tol=1e-8)
    flows = both.equilibrium.flows[0]
    home = np.diag(flows) / flows.sum(axis=1)
    assert both.tariff[0, 0, 1] == pytest.approx(1 / (c.theta[0] * home[1]), rel=3e-5)
    assert both.tariff[0, 1, 0] == pytest.approx(1 / (c.theta[0] * home[0]), rel=3e-5)
    assert both.gains.min() < 0, "a tariff war costs at least one side"


def test_a_small_economy_wants_one_over_theta() -> None:
    pi = np.array([[[0.5, 0.5], [1e-7, 1 - 1e-7]]])
    X = np.array([1.0, 0.5 / 1e-7])
    from kaskazi.model import Calibration

    c = Calibration.from_flows(pi * X[None, :, None], 4.0)
    assert optimal_tariff(c, 0).tariff[0, 0, 1] == pytest.approx(0.25, rel=1e-5)


@pytest.mark.parametrize("by", ["partner", "sector", "cell"])
def test_nothing_near_the_optimum_is_better(by: str) -> None:
    c = balanced(7, 3, 2, materials=True)
    best = optimal_tariff(c, 1, by=by)
    value = best.equilibrium.real_income_hat[1]
    rng = np.random.default_rng(0)
    for _ in range(4):
        t = best.tariff.copy()
        step = rng.normal(0, 0.02, (2, 3))
        if by == "partner":
            step = np.repeat(step[:1], 2, axis=0)
        elif by == "sector":
            step = np.repeat(step[:, :1], 3, axis=1)
        t[:, 1] += step
        t[:, 1, 1] = 0
        assert solve(c, replace(Wedges.neutral(c), tariff=t)).real_income_hat[1] <= value + 1e-12


def test_asks_are_ranked_by_what_removal_brings() -> None:
    c = balanced(8, 4, 2)
    e = solve(c, Wedges.neutral(c))
    g = adjoint.gradient(c, e, adjoint.exports(c, e, 2))
    value = worth(g, c.tau)[:, 0, 2]
    exact = []
    for j in range(2):
        t = c.tau.copy()
        t[j, 0, 2] *= 0.99
        new = solve(c, replace(Wedges.neutral(c), tariff=t), tol=1e-12)
        exact.append(100 * (adjoint.exports(c, new, 2).value - adjoint.exports(c, e, 2).value))
    assert value == pytest.approx(exact, rel=0.02)


def test_wrong_words_are_refused_together() -> None:
    c = balanced(1, 2, 1)
    with pytest.raises(DataError) as caught:
        optimal_tariff(c, 9, by="mood")
    assert len(caught.value.problems) == 2
