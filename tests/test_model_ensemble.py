"""Draws in batches: the same as one by one, whatever the block or the executor."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.errors import DataError
from kaskazi.model import Calibration, Wedges, solve
from kaskazi.model.ensemble import Draws, Ensemble, draw, gauss, scaled, solve_draws
from test_laws import cheaper, raised
from worlds import balanced

RESULTS = ("real_income", "real_wage", "w", "revenue", "exports")


def case(seed: int = 3) -> tuple[Calibration, Wedges]:
    c = balanced(seed, 5, 3, materials=True)
    return c, raised(c)


def same(a: Ensemble, b: Ensemble) -> bool:
    return all(np.array_equal(getattr(a, n), getattr(b, n), equal_nan=True) for n in (*RESULTS, "residual"))


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 500),
    st.booleans(),
    st.sampled_from(["share-of-world-output", "own-gdp", "own-income", "zero", "additive"]),
)
def test_batch_equals_one_by_one(seed: int, materials: bool, deficit: str) -> None:
    c = balanced(seed, 4, 2, materials=materials)
    w = replace(raised(c), iceberg=cheaper(c, seed).iceberg)
    d = draw(c.theta, 0.3 * c.theta, 5, seed=seed, shock_sd=0.2)
    found = solve_draws(c, w, d, deficit=deficit)
    assert found.failed == ()
    assert found.residual.max() < 1e-9
    for k in range(5):
        own = replace(c, theta=d.theta[k])
        e = solve(own, scaled(own, w, float(d.scale[k])), deficit=deficit, tol=1e-12)
        assert found.real_income[k] == pytest.approx(e.real_income_hat, abs=1e-8)
        assert found.w[k] == pytest.approx(e.w_hat, abs=1e-8)
        assert found.revenue[k] == pytest.approx(e.revenue, abs=1e-6)
        abroad = e.flows.sum(axis=(0, 1)) - np.einsum("jnn->n", e.flows)
        assert found.exports[k] == pytest.approx(abroad, abs=1e-6)


@pytest.mark.parametrize("by_sector", [True, False])
def test_draws_with_trade_costs_of_their_own_are_single_solves(by_sector: bool) -> None:
    c = balanced(4, 4, 2, materials=True)
    w = raised(c)
    rng = np.random.default_rng(0)
    own = rng.uniform(0.9, 1.2, (3, 2, 4, 4) if by_sector else (3, 4, 4))
    own[..., range(4), range(4)] = 1.0
    own[0, ..., 1, :] = 1.0
    d = Draws(
        np.repeat(c.theta[None], 3, axis=0) * np.array([[1.0], [1.1], [0.8]]), np.array([1.0, 1.0, 0.5]), own
    )
    found = solve_draws(c, w, d)
    for k in range(3):
        shock = scaled(c, w, float(d.scale[k]))
        e = solve(c.with_theta(d.theta[k]), replace(shock, iceberg=shock.iceberg * own[k]))
        assert found.real_income[k] == pytest.approx(e.real_income_hat, rel=1e-9)
        assert found.revenue[k] == pytest.approx(e.revenue, rel=1e-8)
    taxed = replace(w, export_tax=np.full(c.pi.shape, 0.05))  # left to single solves
    alone = solve_draws(c, taxed, d)
    e = solve(c.with_theta(d.theta[1]), replace(taxed, iceberg=taxed.iceberg * own[1]))
    assert alone.real_income[1] == pytest.approx(e.real_income_hat, rel=1e-9)
    for wrong in (own[:2], -own):
        with pytest.raises(DataError, match="iceberg"):
            solve_draws(c, w, Draws(d.theta, d.scale, wrong))


def test_the_same_bits_whatever_the_block_or_the_executor() -> None:
    c, w = case()
    d = draw(c.theta, 0.25 * c.theta, 40, seed=7)
    base = solve_draws(c, w, d)
    for block in (1, 2, 3):
        assert same(base, solve_draws(c, w, d, block=block))
    with ThreadPoolExecutor(2) as pool:
        assert same(base, solve_draws(c, w, d, block=1, executor=pool))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert same(base, solve_draws(c, w, d, block=1, executor=pool))


@pytest.mark.slow
def test_the_same_bits_on_a_dask_cluster() -> None:
    """Two worker processes on loopback."""
    distributed = pytest.importorskip("distributed")
    c, w = case()
    d = draw(c.theta, 0.25 * c.theta, 40, seed=7)
    base = solve_draws(c, w, d)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert same(base, solve_draws(c, w, d, block=1, executor=client.get_executor()))


def test_draws_have_the_mean_and_error_asked_for() -> None:
    d = draw([4.0, 8.0], [1.0, 2.0], 4000, seed=1, shock_sd=0.1)
    assert d.theta.mean(axis=0) == pytest.approx([4.0, 8.0], rel=0.01)
    assert d.theta.std(axis=0) == pytest.approx([1.0, 2.0], rel=0.03)
    assert np.corrcoef(np.log(d.theta.T))[0, 1] == pytest.approx(0, abs=0.05)
    assert d.scale.std() == pytest.approx(0.1, rel=0.03)
    assert np.array_equal(draw([4.0], [1.0], 9, seed=1).theta, draw([4.0], [1.0], 9, seed=1).theta)
    assert not np.array_equal(draw([4.0], [1.0], 9, seed=1).theta, draw([4.0], [1.0], 9, seed=2).theta)
    alike = draw([4.0, 8.0], [1.0, 2.0], 50, seed=1, common=True)
    assert np.corrcoef(np.log(alike.theta.T))[0, 1] == pytest.approx(1)


def test_quadrature_meets_a_large_sample() -> None:
    c, w = case()
    points, weight = gauss(c.theta, 0.2 * c.theta, 7)
    few = weight @ solve_draws(c, w, points).real_income
    many = solve_draws(c, w, draw(c.theta, 0.2 * c.theta, 400, seed=1, common=True)).real_income.mean(axis=0)
    assert few == pytest.approx(many, abs=2e-5)


def test_a_draw_without_error_is_the_central_case() -> None:
    c, w = case()
    found = solve_draws(c, w, Draws(np.repeat(c.theta[None], 3, axis=0), np.array([1.0, 0.0, 1.0])))
    e = solve(c, w)
    assert found.real_income[0] == pytest.approx(e.real_income_hat, abs=1e-9)
    assert found.real_income[1] == pytest.approx(1.0, abs=1e-9)
    low, middle, high = found.quantiles("real_income")
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_draws_that_do_not_fit_are_refused() -> None:
    c, w = case()
    with pytest.raises(DataError, match=r"\(B, 3\)"):
        solve_draws(c, w, Draws(np.ones((2, 2)), np.ones(2)))
    with pytest.raises(DataError) as caught:
        draw([-1.0], [-1.0], 0, seed=1)
    assert len(caught.value.problems) == 3
