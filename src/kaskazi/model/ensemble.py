"""Many solves of one economy under uncertain elasticities and shocks, batched.

Draws go in lanes of 16. In a lane batch pi is shared: rows of T = pi kappa^-theta of importers that no shock
touches are the same for all lanes and cost one matrix product; rows that a shock touches are formed lane by
lane. Every lane has its own Anderson memory and stops on its own residual, and draws keep their lane whatever
the size of a block or the executor, so results are the same to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from kaskazi.errors import DataError, NoSolution, Problem
from kaskazi.model import caliendo_parro as cp
from kaskazi.model.arrays import Array
from kaskazi.model.batch import LANES, Batch, run
from kaskazi.model.calibration import Calibration
from kaskazi.model.solver import solve
from kaskazi.model.wedges import Wedges, along


@dataclass(frozen=True, slots=True)
class Draws:
    """theta (B,J) and scale (B,): the elasticities of each draw and how much of the shock it takes (1 = all).

    iceberg: trade costs of each draw's own, changes of the iceberg factor on top of the shock's, (B,J,N,N), or (B,N,N)
    for all sectors alike; they are not scaled. None: there are none.
    """

    theta: Array
    scale: Array
    iceberg: Array | None = None

    def __len__(self) -> int:
        return len(self.theta)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Results by draw. real_income, real_wage, w (B,N) hats; revenue (B,N); exports (B,N) new level net of tariff;
    residual (B,) largest over all equations; failed: draws not solved (their rows are NaN, never used)."""

    real_income: Array
    real_wage: Array
    w: Array
    revenue: Array
    exports: Array
    residual: Array
    failed: tuple[int, ...]

    def quantiles(self, name: str, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Array:
        """Quantiles (len(q),N) of one result over the draws that were solved."""
        kept = np.delete(getattr(self, name), list(self.failed), axis=0)
        out: Array = np.quantile(kept, q, axis=0)
        return out


def draw(
    theta: ArrayLike,
    se: ArrayLike,
    draws: int,
    *,
    seed: int,
    shock_sd: float = 0.0,
    common: bool = False,
) -> Draws:
    """Latin hypercube draws of lognormal elasticities with mean `theta` and standard error `se` (J,).

    shock_sd: standard deviation of a normal factor of mean 1 on the whole shock. common: one draw moves all
    sectors alike. Raises DataError.
    """
    from scipy.stats import norm, qmc

    mean = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    sd = np.broadcast_to(np.asarray(se, dtype=np.float64), mean.shape)
    problems = []
    if (mean <= 0).any():
        problems.append(Problem("theta", "holds a value that is not above 0."))
    if (sd < 0).any() or shock_sd < 0:
        problems.append(Problem("se", "holds a negative value."))
    if draws < 1:
        problems.append(Problem("draws", f"{draws} is less than 1."))
    if problems:
        raise DataError("draws", problems)
    J = len(mean)
    width = (1 if common else J) + 1
    u = qmc.LatinHypercube(width, rng=np.random.default_rng(seed)).random(draws)
    z = norm.ppf(u)
    spread = np.sqrt(np.log1p((sd / mean) ** 2))
    own = np.repeat(z[:, :1], J, axis=1) if common else z[:, :J]
    drawn = np.exp(np.log(mean) - spread**2 / 2 + spread * own)
    return Draws(drawn, 1.0 + shock_sd * z[:, -1])


def gauss(theta: ArrayLike, se: ArrayLike, points: int = 5) -> tuple[Draws, Array]:
    """Gauss-Hermite points for one common lognormal factor on all elasticities, with their weights (B,)."""
    mean = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    sd = np.broadcast_to(np.asarray(se, dtype=np.float64), mean.shape)
    x, weight = np.polynomial.hermite_e.hermegauss(points)
    spread = np.sqrt(np.log1p((sd / mean) ** 2))
    drawn = np.exp(np.log(mean) - spread**2 / 2 + spread * x[:, None])
    return Draws(drawn, np.ones(points)), weight / weight.sum()


def solve_draws(
    calibration: Calibration,
    wedges: Wedges,
    draws: Draws,
    *,
    deficit: str = "share-of-world-output",
    tol: float = 1e-10,
    block: int = 4,
    executor: Executor | None = None,
) -> Ensemble:
    """Solve every draw. block: lane batches a task takes (its size does not change any result).

    executor: any concurrent.futures.Executor (threads, processes, Dask's); None solves here. A draw that
    the batch does not solve is tried alone; one that has no solution is listed in `failed`, never used.
    Raises DataError where the draws do not fit.
    """
    J, N = calibration.shape
    if draws.theta.ndim != 2 or draws.theta.shape[1] != J:
        raise DataError("draws", [Problem("theta", f"has shape {draws.theta.shape}.", f"(B, {J})")])
    own, B = draws.iceberg, len(draws)
    if own is not None:
        if own.shape not in ((B, N, N), (B, J, N, N)):
            said = f"has shape {own.shape}."
            raise DataError("draws", [Problem("iceberg", said, f"({B}, {J}, {N}, {N}) or ({B}, {N}, {N})")])
        if not (own.min() > 0 and own.max() < np.inf):
            raise DataError("draws", [Problem("iceberg", "holds a value that is not above 0 and finite.")])
    if deficit not in cp.DEFICITS:
        raise DataError("draws", [Problem("deficit", f'"{deficit}" is not known.', ", ".join(cp.DEFICITS))])
    central = solve(calibration, wedges, deficit=deficit)
    starts = range(0, len(draws), LANES * block)
    tasks = [
        (calibration, wedges, _part(draws, a, a + LANES * block), deficit, tol, central.state) for a in starts
    ]
    mapped = map(_task, tasks) if executor is None else executor.map(_task, tasks)
    found = list(mapped)
    parts = {n: np.concatenate([getattr(b, n) for b in found]) for n in Batch.RESULTS}
    failed = tuple(int(k) for k in np.nonzero(~np.isfinite(parts["residual"]))[0])
    return Ensemble(**parts, failed=failed)


Task = tuple[Calibration, Wedges, Draws, str, float, Array]


def _part(d: Draws, a: int, b: int) -> Draws:
    return Draws(d.theta[a:b], d.scale[a:b], None if d.iceberg is None else d.iceberg[a:b])


def _task(task: Task) -> Batch:
    """One block of draws; top level and plain, so that any executor can take it elsewhere."""
    calibration, wedges, draws, deficit, tol, state = task
    done = []
    for a in range(0, len(draws), LANES):
        d = _part(draws, a, a + LANES)
        lane = run(calibration, wedges, d.theta, d.scale, deficit, tol, state, d.iceberg)
        done.append(_alone(calibration, wedges, d, deficit, lane))
    return Batch(*(np.concatenate([getattr(b, n) for b in done]) for n in Batch.RESULTS))


def _alone(c: Calibration, w: Wedges, draws: Draws, deficit: str, lane: Batch) -> Batch:
    """Draws that the batch left unsolved, one by one with the full solver."""
    arrays = {n: getattr(lane, n).copy() for n in Batch.RESULTS}
    for k in np.nonzero(~np.isfinite(lane.residual))[0]:
        own = c.with_theta(draws.theta[k])
        shock = scaled(own, w, float(draws.scale[k]))
        if draws.iceberg is not None:
            shock = replace(shock, iceberg=shock.iceberg * draws.iceberg[k])
        try:
            e = solve(own, shock, deficit=deficit)
        except (NoSolution, DataError):
            continue
        home = np.einsum("jnn->n", e.flows)
        row = (
            e.real_income_hat, e.real_wage_hat, e.w_hat, e.revenue,
            e.flows.sum(axis=(0, 1)) - home, e.certificate.largest,
        )  # fmt: skip
        for n, value in zip(Batch.RESULTS, row, strict=True):
            arrays[n][k] = value
    return Batch(**arrays)


def scaled(c: Calibration, w: Wedges, scale: float) -> Wedges:
    """The wedges with a share of their shock: factors 1 + t, iceberg and the rest to the power, transfers times."""
    return w if scale == 1.0 else along(c, w, scale, "additive")[0]
