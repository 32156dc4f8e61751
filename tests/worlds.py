"""Random balanced worlds for the laws: any number of economies and sectors, some cells empty."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from kaskazi.model import Calibration

Array = NDArray[np.float64]


def balanced(
    seed: int,
    N: int = 4,
    J: int = 1,
    *,
    materials: bool = False,
    tariffs: bool = True,
    deficits: bool = True,
    theta: float | None = None,
    zeros: float = 0.0,
) -> Calibration:
    """A world whose accounts add up, from trade shares and final demand drawn at random."""
    rng = np.random.default_rng(seed)
    pi = rng.lognormal(0, 1, (J, N, N))
    kept = rng.random((J, N, N)) >= zeros
    ring = np.arange(N)
    kept[0, ring, (ring + 1) % N] = True  # nobody is cut off
    pi *= kept
    for j in range(J):
        pi[j][np.diag_indices(N)] = rng.uniform(1, 4, N) * N
    pi /= pi.sum(axis=2, keepdims=True)
    tau = rng.uniform(0, 0.4, (J, N, N)) if tariffs else np.zeros((J, N, N))
    for j in range(J):
        np.fill_diagonal(tau[j], 0.0)
    beta = rng.uniform(0.3, 0.9, (N, J)) if materials else np.ones((N, J))
    gamma = np.zeros((N, J, J))
    if materials:
        gamma = rng.uniform(0.1, 1, (N, J, J))
        gamma /= gamma.sum(axis=1, keepdims=True)
    alpha = rng.uniform(0.2, 1, (N, J))
    alpha /= alpha.sum(axis=1, keepdims=True)
    th = np.full(J, theta) if theta else rng.uniform(1.2, 9, J)
    D0 = rng.normal(0, 0.03, N) if deficits else np.zeros(N)
    VA, X, D = _accounts(pi, tau, beta, gamma, alpha, D0 - D0.mean())
    return Calibration(pi, tau, alpha, beta, gamma, th, X, VA, D)


def _accounts(
    pi: Array, tau: Array, beta: Array, gamma: Array, alpha: Array, share: Array
) -> tuple[Array, Array, Array]:
    """Value added, spending and deficits that fit the shares: a linear system, solved exactly."""
    J, N = pi.shape[:2]
    net = pi / (1 + tau)
    M = np.zeros((N * J, N * J))  # X = M X, spending in the order [n, j]
    for n in range(N):
        for j in range(J):
            for m in range(N):
                y = net[j, m, n]  # output of (n, j) per unit of X[m, j]
                for k in range(J):
                    M[n * J + k, m * J + j] += gamma[n, k, j] * (1 - beta[n, j]) * y
                    M[n * J + k, m * J + j] += alpha[n, k] * beta[n, j] * y
            R = 1 - net[j, n].sum()
            for k in range(J):
                M[n * J + k, n * J + j] += alpha[n, k] * R
    # deficits proportional to world spending, added to income
    total = np.ones(N * J) / (N * J)
    for n in range(N):
        for k in range(J):
            M[n * J + k] += alpha[n, k] * share[n] * total
    values, vectors = np.linalg.eig(M)
    x = np.real(vectors[:, np.argmin(np.abs(values - 1))])
    x = x * np.sign(x.sum())
    X = np.abs(x).reshape(N, J) / np.abs(x).sum() * 100
    D = share * X.sum() / (N * J)
    Y = np.stack([(X[:, j][:, None] * net[j]).sum(axis=0) for j in range(J)], axis=1)
    if (x < -1e-12 * np.abs(x).max()).any() or ((beta * Y).sum(axis=1) + D <= 0).any():
        return _accounts(pi, tau, beta, gamma, alpha, share / 3)  # a deficit larger than the economy
    return (beta * Y).sum(axis=1), X, D


worlds = st.builds(
    balanced,
    st.integers(0, 10_000),
    st.integers(2, 6),
    st.integers(1, 4),
    materials=st.booleans(),
    tariffs=st.booleans(),
    deficits=st.booleans(),
    zeros=st.sampled_from([0.0, 0.2]),
)
