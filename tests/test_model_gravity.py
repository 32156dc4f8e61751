"""Estimates of gravity: separation as ppmlhdfe has it, refusals in words."""

from __future__ import annotations

import numpy as np
import pytest

from kaskazi.errors import DataError
from kaskazi.model.gravity import estimate

pytest.importorskip("pyfixest")


def trade(seed: int = 1, N: int = 22) -> tuple[np.ndarray, np.ndarray]:
    """Flows (N,N) with a distance elasticity of -1.2, and ln distance."""
    rng = np.random.default_rng(seed)
    distance = rng.uniform(1, 3, (N, N))
    distance[np.diag_indices(N)] = 0.5
    sizes = rng.normal(0, 0.3, (N, 1)) + rng.normal(0, 0.3, (1, N))
    return np.exp(3 - 1.2 * np.log(distance) + sizes) * rng.gamma(2, 0.5, (N, N)), np.log(distance)


@pytest.mark.slow
def test_a_dummy_where_no_trade_is_seen_has_no_estimate_and_says_so() -> None:
    flows, distance = trade()
    embargo = np.zeros_like(flows)
    embargo[3, [5, 7, 9]] = 1.0
    flows[embargo > 0] = 0.0
    with pytest.raises(DataError, match=r"covariates\[1\].*in 3 cells only.*no finite estimate"):
        estimate(flows, np.stack([distance, embargo]))
    embargo[4, 5] = 1.0  # one flow under the embargo, and there is an estimate
    found = estimate(flows, np.stack([distance, embargo]))
    assert not found.separated.any()
    assert found.coefficients[0] == pytest.approx(-1.2, abs=0.25)
    assert -3 < found.coefficients[1] < 0


def test_an_exporter_that_sells_nothing_is_left_out_and_said() -> None:
    """The estimate is that without it; its flows are fitted as 0."""
    flows, distance = trade()
    flows[:, 4] = 0.0
    found = estimate(flows, distance[None])
    assert found.separated[:, 4].all()
    assert found.separated.sum() == 22
    assert found.observations == 22 * 21
    assert not found.fitted[:, 4].any()
    assert found.fitted.sum(axis=1) == pytest.approx(flows.sum(axis=1), rel=1e-8)
    few, _ = trade()
    few[:, 4] = 0.0
    few[3, 4] = 1e-9
    assert found.coefficients == pytest.approx(estimate(few, distance[None]).coefficients, abs=1e-4)


def test_separation_by_a_mix_of_effects_and_covariates_is_found() -> None:
    """No single dummy is 1 only at zeros, but a sum of two is."""
    flows, distance = trade()
    a, b = np.zeros_like(flows), np.zeros_like(flows)
    a[3, [5, 7]] = b[3, [5, 7]] = 1.0
    a[8, 2], b[8, 2] = 2.0, -2.0  # a + b is 1 at the two zeros alone
    flows[3, [5, 7]] = 0.0
    with pytest.raises(DataError, match="covariates"):
        estimate(flows, np.stack([distance, a, b]))
    assert not estimate(flows, np.stack([distance, a])).separated.any()  # a alone is borne by trade


@pytest.mark.parametrize(("value", "word"), [(-1.0, "is negative"), (np.nan, "is not a finite")])
def test_flows_that_cannot_be_are_refused_in_words(value: float, word: str) -> None:
    flows, distance = trade()
    flows[2, 3] = value
    with pytest.raises(DataError, match=rf"flows\[2,3\]: {word}"):
        estimate(flows, distance[None])


def test_a_covariate_that_the_effects_hold_is_refused() -> None:
    flows, distance = trade()
    member = np.zeros_like(flows)
    member[:, :5] = 1.0
    with pytest.raises(DataError, match="told apart"):
        estimate(flows, np.stack([distance, member]))
