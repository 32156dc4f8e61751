"""Estimates of gravity: separation as ppmlhdfe has it, panels, their bias, staggered starts, refusals in words."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from kaskazi.errors import DataError
from kaskazi.model import ppml, staggered, three_way
from kaskazi.model.gravity import estimate

pytest.importorskip("pyfixest")

Array = NDArray[np.float64]
Ids = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


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


@pytest.mark.slow
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


def panel(N: int, T: int, seed: int = 1) -> tuple[Ids, Array, Array]:
    """Codes of exporter, importer and year, a covariate of 0 and 1, and the flows' mean without it."""
    rng = np.random.default_rng(seed)
    i, j, t = (a.ravel() for a in np.indices((N, N, T)))
    kept = i != j
    i, j, t = i[kept], j[kept], t[kept]
    x = (rng.random((N, N, T)) < 0.4)[i, j, t] * 1.0
    a, b, p = rng.normal(0, 0.7, (N, T)), rng.normal(0, 0.7, (N, T)), rng.normal(0, 0.7, (N, N))
    return (i, j, t), x, np.exp(a[i, t] + b[j, t] + p[i, j] + 2)


def test_without_noise_the_coefficients_are_those_put_in_and_an_offset_is_one_of_them() -> None:
    (i, j, t), x, lam = panel(8, 3)
    other = np.random.default_rng(4).normal(0, 1, x.size)
    y = lam * np.exp(0.5 * x - 0.3 * other)
    both = three_way.estimate(y, np.stack([x, other]), i, j, t)
    assert both.coefficients == pytest.approx([0.5, -0.3], abs=1e-9)
    assert both.clusters == 56
    one = three_way.estimate(y, x[None], i, j, t, offset=-0.3 * other)
    assert one.coefficients == pytest.approx([0.5], abs=1e-9)
    assert one.fitted == pytest.approx(y, rel=1e-8)
    found = three_way.corrected(y, x[None], i, j, t, offset=-0.3 * other)
    assert found.bias == pytest.approx([0.0], abs=1e-12)


def test_the_covariance_is_the_sandwich_by_pair() -> None:
    (i, j, t), x, lam = panel(7, 3)
    y = lam * np.exp(0.5 * x) * np.random.default_rng(2).lognormal(0, 0.3, x.size)
    found = three_way.estimate(y, x[None], i, j, t)
    pair = i * 7 + j
    D = np.stack([code == c for code in three_way.effects(i, j, t) for c in np.unique(code)]).T * 1.0
    root = np.sqrt(found.fitted)[:, None]
    within = x - D @ np.linalg.lstsq(D * root, x * root[:, 0], rcond=None)[0]
    scores = np.bincount(pair, within * (y - found.fitted))
    bread = (within**2 * found.fitted).sum()
    want = np.sqrt((scores**2).sum() * 42 / 41) / bread
    assert found.errors == pytest.approx([want], rel=1e-6)


def means(y: Array, X: Array, start: Array) -> tuple[Array, Array]:
    """Coefficients and means of PPML on dense columns, by Newton's method from the means given, an offset."""
    eta = np.log(start)
    for _ in range(4):
        mu = np.exp(eta)
        b = np.linalg.solve((X.T * mu) @ X, X.T @ (mu * (eta - np.log(start)) + y - mu))
        eta = np.log(start) + X @ b
    return b, np.exp(eta)


def test_one_exporter_s_bias_is_that_of_small_noise() -> None:
    """The score of a covariate at estimated effects, on average: half its second derivative in each flow, summed."""
    P, T, e = 24, 3, 1e-3
    rng = np.random.default_rng(4)
    lam, x = np.exp(rng.normal(0, 0.8, (P, T)) + np.array([1.5, 0.0, 0.0])), rng.normal(0, 1, (P, T))
    sd = np.where(np.arange(T) == 0, 2.0, 0.2) * np.ones(
        (P, 1)
    )  # both terms of the bias count, with opposite signs
    p, t = (a.ravel() for a in np.indices((P, T)))
    D = np.concatenate([np.eye(T)[t][:, 1:], np.eye(P)[p]], axis=1)
    flat, root = lam.ravel(), np.sqrt(lam.ravel())
    within = x.ravel() - D @ np.linalg.lstsq(D * root[:, None], x.ravel() * root, rcond=None)[0]
    score = 0.0
    for m in range(P * T):
        for s in (e, -e):
            y = flat.copy()
            y[m] *= 1 + s * sd.ravel()[m]
            score += (within * (y - means(y, D, flat)[1])).sum() / 2
    told = []
    for _ in range(150):
        noise = e * rng.choice([-1.0, 1.0], (P, T)) * sd
        for y in (lam * (1 + noise), lam * (1 - noise)):
            fitted = lam * (y.sum(axis=1) / lam.sum(axis=1))[:, None]
            H = three_way.information(fitted)
            own = np.linalg.pinv(H.sum(axis=0), hermitian=True)[None]
            at = np.zeros(P, dtype=np.intp)
            told.append(three_way._bias(within.reshape(P, T), H, y - fitted, fitted, own, at, 1))
    assert np.mean(told) == pytest.approx(score, rel=0.2)
    assert abs(score) > 0.1 * e**2


@pytest.mark.slow
def test_the_bias_taken_off_is_that_of_small_noise() -> None:
    """As above with all effects and the coefficient itself, which leaves terms of 1/N^2 to the difference."""
    N, T, e = 14, 2, 1e-3
    (i, j, t), _, _ = panel(N, T)
    rng = np.random.default_rng(1)
    lam, x = np.ones(len(t)), rng.uniform(-1, 1, len(t))
    sd = np.exp(0.7 * x)
    D = np.stack([code == c for code in three_way.effects(i, j, t) for c in np.unique(code)]).T * 1.0
    X = np.concatenate([x[:, None], D], axis=1)
    X = X[:, np.abs(np.linalg.qr(X, mode="r").diagonal()) > 1e-8]
    bend = 0.0
    for m in range(len(lam)):
        for s in (e, -e):
            y = lam.copy()
            y[m] *= 1 + s * sd[m]
            bend += means(y, X, lam)[0][0] / 2
    told = []
    for _ in range(60):
        noise = e * rng.choice([-1.0, 1.0], len(lam)) * sd
        for y in (lam * (1 + noise), lam * (1 - noise)):
            fitted = lam * (np.bincount(i * N + j, y) / T)[i * N + j]
            fit = ppml.Fit(
                np.zeros(1), np.eye(1), fitted, len(lam), np.zeros(len(lam), dtype=bool), N * (N - 1)
            )
            told.append(three_way.correct(fit, y, x[None], i, j, t).bias[0])
    assert np.mean(told) == pytest.approx(bend, rel=0.45)
    assert abs(bend) > 0.1 * e**2


@pytest.mark.slow
def test_the_corrected_covariance_has_no_bias_where_noise_is_poisson_s() -> None:
    N, T = 8, 3
    (i, j, t), x, lam = panel(N, T, 5)
    D = np.stack([code == c for code in three_way.effects(i, j, t) for c in np.unique(code)]).T * 1.0
    root = np.sqrt(lam)
    Q = np.linalg.svd(np.concatenate([x[:, None], D], axis=1) * root[:, None], full_matrices=False)
    U = Q[0][:, Q[1] > 1e-8]
    fit = ppml.Fit(np.zeros(1), np.eye(1), lam, len(lam), np.zeros(len(lam), dtype=bool), 56)
    rng = np.random.default_rng(1)
    within = x - D @ np.linalg.lstsq(D * root[:, None], x * root, rcond=None)[0]
    bread = (within**2 * lam).sum()
    new, old = [], []
    for _ in range(40):
        noise = rng.choice([-1.0, 1.0], len(lam))
        left = root * (noise - U @ (U.T @ noise))
        found = three_way.correct(fit, lam + 1e-4 * left, x[None], i, j, t)
        new.append(found.covariance[0, 0] * 1e8 * 55 / 56)
        old.append((np.bincount(i * N + j, within * left) ** 2).sum() / bread**2)
    assert np.mean(old) * bread < 0.8
    assert np.mean(new) * bread == pytest.approx(1.0, abs=0.08)


def begun(N: int, T: int) -> tuple[Ids, Array, Array, Array]:
    """Pairs that begin in year 2, in year 3 or never; effects that grow with age and differ by cohort; no noise."""
    (i, j, t), _, lam = panel(N, T, 3)
    first = np.random.default_rng(8).choice([2.0, 3.0, np.nan], (N, N))[i, j]
    effect = np.where(t >= first, np.where(first == 2, 0.5, 0.1) + 0.2 * (t - first), 0.0)
    return (i, j, t), first, effect, lam * np.exp(effect)


def test_staggered_agreements_have_an_effect_for_each_cohort_and_year() -> None:
    (i, j, t), first, effect, y = begun(8, 5)
    found = staggered.estimate(y, i, j, t, first)
    assert list(zip(found.cohort, found.year, strict=True)) == [(2, 2), (2, 3), (2, 4), (3, 3), (3, 4)]
    assert found.coefficients == pytest.approx([0.5, 0.7, 0.9, 0.1, 0.3], abs=1e-8)
    assert found.mean().value == pytest.approx(effect[t >= first].mean(), abs=1e-8)
    assert found.by_cohort()[3].value == pytest.approx(0.2, abs=1e-8)
    ages = {a: m.value for a, m in found.by_age().items()}
    assert ages[0] == pytest.approx(effect[t == first].mean(), abs=1e-8)
    one = three_way.estimate(y, (t >= first)[None] * 1.0, i, j, t).coefficients[0]
    assert abs(one - found.mean().value) > 0.01  # one coefficient for all is another number


def test_panels_that_cannot_be_are_refused_in_words() -> None:
    (i, j, t), first, _, y = begun(6, 4)
    with pytest.raises(DataError, match="not after the first year"):
        staggered.estimate(y, i, j, t, np.where(first == 2, 0.0, first))
    with pytest.raises(DataError, match="differs between the years"):
        staggered.estimate(y, i, j, t, np.where(t == 1, 3.0, first))
    with pytest.raises(DataError, match="no flow is under"):
        staggered.estimate(y, i, j, t, np.full(len(t), np.nan))
    x = (t >= first) * 1.0
    with pytest.raises(DataError, match="meet more than once"):
        three_way.correct(three_way.estimate(np.tile(y, 2), np.tile(x, 2)[None], *(np.tile(a, 2) for a in (i, j, t))), np.tile(y, 2), np.tile(x, 2)[None], *(np.tile(a, 2) for a in (i, j, t)))  # fmt: skip
    with pytest.raises(DataError, match="shapes"):
        three_way.effects(i, j[:3], t)
    with pytest.raises(DataError, match="is negative"):
        three_way.estimate(np.where(t == 0, -1.0, y), x[None], i, j, t)
    with pytest.raises(DataError, match="offset"):
        three_way.estimate(y, x[None], i, j, t, offset=y[:3])
    shut = ((i == 1) & (j == 2)) * 1.0 * (t == 1)
    with pytest.raises(DataError, match="no finite estimate"):
        three_way.estimate(np.where(shut == 1, 0.0, y), np.stack([x, shut]), i, j, t)
