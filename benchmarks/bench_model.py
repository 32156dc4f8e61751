"""The model's speed and accuracy, side by side in one run on the same data.

    python benchmarks/bench_model.py [quick]

Seconds of processor time (one thread) a solve to a residual of 1e-10 at several sizes beside the bandwidth floor measured in this run;
milliseconds a draw of an ensemble; the cost of a gradient in solves; and, where the gegravity package is
installed, the same one-sector world solved by both, with the accuracy of each: its market-clearing residual at
its own prices, and ours.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from kaskazi.model import Calibration, Wedges, solve
from kaskazi.model import adjoint as ad
from kaskazi.model.ensemble import draw, solve_draws

FLOOR = {(196, 133): 2.5}  # aims: times the floor
SIZES = ((31, 40), (77, 45), (100, 40), (141, 65), (196, 133))


def world(N: int, J: int, seed: int = 1) -> Calibration:
    """A random balanced world with materials and tariffs."""
    rng = np.random.default_rng(seed)
    pi = rng.lognormal(0, 1.5, (J, N, N))
    for j in range(J):
        pi[j][np.diag_indices(N)] = rng.uniform(1, 4, N) * N
    pi /= pi.sum(axis=2, keepdims=True)
    tau = rng.uniform(0, 0.2, (J, N, N)) * (rng.random((J, 1, 1)) < 0.6)
    for j in range(J):
        np.fill_diagonal(tau[j], 0)
    beta = rng.uniform(0.3, 0.8, (N, J))
    gamma = rng.uniform(0, 1, (N, J, J)) ** 4
    gamma /= gamma.sum(axis=1, keepdims=True)
    alpha = rng.uniform(0.1, 1, (N, J))
    alpha /= alpha.sum(axis=1, keepdims=True)
    net, A = pi / (1 + tau), (1 - beta)[:, None, :] * gamma
    kept = net.sum(axis=2).T
    X = np.ones((N, J))
    for _ in range(20_000):
        Y = (X.T[:, None, :] @ net)[:, 0, :].T
        income = (beta * Y).sum(axis=1) + (X * (1 - kept)).sum(axis=1)
        new = alpha * income[:, None] + (A @ Y[:, :, None])[:, :, 0]
        new *= 100 / new.sum()
        far = np.abs(new / X - 1).max()
        X = new
        if far < 1e-14:
            break
    Y = (X.T[:, None, :] @ net)[:, 0, :].T
    theta = rng.uniform(1.5, 12, J)
    return Calibration.repair(
        pi=pi,
        tau=tau,
        alpha=alpha,
        beta=beta,
        gamma=gamma,
        theta=theta,
        X=X,
        VA=(beta * Y).sum(axis=1),
        D=np.zeros(N),
    )[0]


def shocked(c: Calibration) -> Wedges:
    """Every tariff of the largest importer up by 25 points."""
    n = int(np.argmax(c.X.sum(axis=1)))
    w = Wedges.neutral(c)
    t = w.tariff.copy()
    t[:, n, :] += 0.25
    t[:, n, n] = 0
    return replace(w, tariff=t)


def median(f: Callable[[], object], runs: int) -> float:
    f()
    seen = []
    for _ in range(runs):
        start = time.process_time()
        f()
        seen.append(time.process_time() - start)
    return statistics.median(seen)


def floor(N: int, J: int, sweeps: int) -> float:
    """Seconds that reading the arrays of a sweep takes: two passes over J N^2 and one over N J^2 doubles."""
    a, b = np.ones((J, N, N)), np.ones((N, J, J))
    x, y = np.ones((J, N, 1)), np.ones((N, J, 1))
    return sweeps * median(lambda: (a @ x, a @ x, b @ y), 5)


def main() -> None:
    quick = "quick" in sys.argv[1:]
    print(f"{'N x J':>10}{'solve s':>10}{'sweeps':>8}{'residual':>10}{'floor s':>10}{'x floor':>9}")
    for N, J in SIZES[:3] if quick else SIZES:
        c = world(N, J)
        w = shocked(c)
        e = solve(c, w)
        s = median(lambda c=c, w=w: solve(c, w), 3)
        f = floor(N, J, e.certificate.sweeps)
        aim = FLOOR.get((N, J))
        end = "" if aim is None else f"   aim {aim}, {'met' if s / f <= aim else 'missed'}"
        print(
            f"{f'{N} x {J}':>10}{s:10.3f}{e.certificate.sweeps:8d}{e.certificate.largest:10.0e}{f:10.3f}{s / f:9.1f}{end}",
            flush=True,
        )
        if (N, J) == (100, 40):
            hundred = (c, w, s)
    c, w, one = hundred
    e = solve(c, w, tol=1e-12)
    g = median(lambda: ad.gradient(c, e, ad.real_income(c, e, 3)), 3)
    print(f"gradient to all {c.tau.size:,} tariffs at 100 x 40: {1e3 * g:.0f} ms, {g / one:.1f} solves")
    B = 128 if quick else 1000
    d = draw(c.theta, 0.2 * c.theta, B, seed=1)
    start = time.perf_counter()
    found = solve_draws(c, w, d)
    alone = (time.perf_counter() - start) / B
    with ThreadPoolExecutor(2) as pool:
        start = time.perf_counter()
        again = solve_draws(c, w, d, executor=pool)
        two = (time.perf_counter() - start) / B
    assert np.array_equal(found.real_income, again.real_income)
    print(
        f"ensemble of {B} at 100 x 40: {1e3 * alone:.1f} ms a draw, {1e3 * two:.1f} on two threads (the same bits); "
        f"one by one {1e3 * one:.0f}; failed {len(found.failed)}; largest residual {found.residual.max():.0e}"
    )
    gravity = {}
    for N in (30, 100):
        rng = np.random.default_rng(N)
        flows = rng.lognormal(2, 1, (N, N))
        flows[np.diag_indices(N)] *= 5 * N
        small = Calibration.from_flows(flows, 4.0)
        wedge = shocked(small)
        gravity[N] = median(lambda small=small, wedge=wedge: solve(small, wedge), 9)
        print(
            f"one sector, N = {N}: {1e3 * gravity[N]:.2f} ms, residual {solve(small, wedge).certificate.largest:.0e}"
        )
    from bench_gegravity import run

    run(gravity)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
