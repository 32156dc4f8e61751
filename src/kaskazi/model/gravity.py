"""Structural gravity: PPML estimates, then conditional and general-equilibrium effects, with intervals.

Yotov, Piermartini, Monteiro and Larch (2016), An Advanced Guide to Trade Policy Analysis, chapter 2: trade cost
effects estimated by Poisson pseudo-maximum likelihood with exporter and importer effects; then prices and
spending adjust. A one-sector Armington world in changes is the one-sector, no-materials case of (10)-(14) with
theta = sigma - 1, so the solver here is the solver of the other pages.

Flows (N,N) are [n importer, i exporter], own sales on the diagonal. An effect (N,N) is the change of the log of
trade at given prices, d ln B: iceberg change exp(-effect / theta).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import DataError, NoSolution, Problem
from kaskazi.model import ppml
from kaskazi.model.arrays import Array, wrong_cells
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.solver import solve
from kaskazi.model.wedges import Wedges


@dataclass(frozen=True, slots=True)
class Estimate:
    """PPML estimates: coefficients (K,), their robust covariance (K,K), fitted flows (N,N), observations used; separated
    (N,N): cells left out because effects alone make their flow 0 (an exporter that sells nothing), fitted as 0."""

    coefficients: Array
    covariance: Array
    fitted: Array
    observations: int
    separated: NDArray[np.bool_]

    @property
    def errors(self) -> Array:
        """Standard errors, (K,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


@dataclass(frozen=True, slots=True)
class Interval:
    """A central value and quantiles over draws, (N,) each; failed counts draws without a solution."""

    central: Array
    low: Array
    high: Array
    draws: int
    failed: int


def estimate(flows: ArrayLike, covariates: ArrayLike) -> Estimate:
    """PPML of flows (N,N) in levels, zeros and own sales included, on covariates (K,N,N).

    Exporter and importer effects; heteroskedasticity-robust covariance times n / (n - 1). Separated observations are
    found by the iterative rectifier of Correia, Guimaraes and Zylkin (2019), as `ppmlhdfe` does, and left out. Needs
    the optional dependency `pyfixest` (the extra `gravity`). Raises DataError if it is absent, where shapes do not
    fit, a flow is negative, or a coefficient has no finite estimate (its covariate differs from the effects only
    where trade is 0).
    """
    f, x = np.asarray(flows, dtype=np.float64), np.asarray(covariates, dtype=np.float64)
    if f.ndim != 2 or f.shape[0] != f.shape[1] or x.ndim != 3 or x.shape[1:] != f.shape:
        raise DataError(
            "gravity", [Problem("covariates", f"{x.shape} with flows {f.shape}.", "(K,N,N) and (N,N)")]
        )
    problems: list[Problem] = []
    wrong_cells(problems, "flows", ~np.isfinite(f), "is not a finite number.")
    wrong_cells(problems, "flows", f < 0, "is negative: a flow is 0 or more.")
    if problems:
        raise DataError("gravity", problems)
    n, i = np.indices(f.shape)
    found = ppml.fit(f.ravel(), x.reshape(len(x), -1), (i.ravel(), n.ravel()), refused="gravity")
    return Estimate(
        found.coefficients,
        found.covariance,
        found.fitted.reshape(f.shape),
        found.observations,
        found.separated.reshape(f.shape),
    )


def conditional(fitted: ArrayLike, effect: ArrayLike, *, tol: float = 1e-12, sweeps: int = 20_000) -> Array:
    """Flows (N,N) after an effect with output and spending fixed: only multilateral resistances move.

    Scales rows and columns of fitted * exp(effect) until both margins of `fitted` are met.
    Raises NoSolution if they are not within tol after the given sweeps.
    """
    base = np.asarray(fitted, dtype=np.float64)
    flows = base * np.exp(np.asarray(effect, dtype=np.float64))
    E, Y = base.sum(axis=1), base.sum(axis=0)
    gap = np.inf
    for _ in range(sweeps):
        flows = flows * (E / flows.sum(axis=1))[:, None]
        flows = flows * (Y / flows.sum(axis=0))[None, :]
        gap = float(np.abs(flows.sum(axis=1) / E - 1).max())
        if gap <= tol:
            return np.asarray(flows)
    raise NoSolution(f"conditional gravity: margins are off by {gap:.1e}.", {"margins": gap})


def general_equilibrium(
    fitted: ArrayLike, effect: ArrayLike, sigma: float, *, deficit: str = "own-gdp", tol: float = 1e-11
) -> tuple[Calibration, Equilibrium]:
    """Full endowment equilibrium after an effect (N,N); prices p = w_hat, real GDP = real_wage_hat.

    deficit: "own-gdp" is the multiplicative rule of the literature, "additive" the additive one.
    """
    c = Calibration.from_flows(fitted, theta=sigma - 1)
    d = np.exp(-np.asarray(effect, dtype=np.float64) / (sigma - 1))
    w = replace(Wedges.neutral(c), iceberg=d[None])
    return c, solve(c, w, deficit=deficit, tol=tol)


def intervals(
    found: Estimate,
    effect: Callable[[Array], Array],
    sigma: float,
    *,
    draws: int = 200,
    seed: int = 7,
    level: float = 0.95,
    deficit: str = "own-gdp",
) -> Interval:
    """Real GDP changes (N,) with the sampling error of the estimates carried through the equilibrium.

    effect: from coefficients (K,) to the effect (N,N). Draw k depends on seed and k alone.
    Raises NoSolution where more than a tenth of the draws have none.
    """
    b, V = found.coefficients, found.covariance
    root = np.linalg.cholesky(V)
    c, central = general_equilibrium(found.fitted, effect(b), sigma, deficit=deficit)
    kept: list[Array] = []
    for k in range(draws):
        z = np.random.default_rng([seed, k]).standard_normal(len(b))
        d = np.exp(-effect(b + root @ z) / (sigma - 1))
        try:
            e = solve(c, replace(Wedges.neutral(c), iceberg=d[None]), deficit=deficit, warm=central.state)
        except NoSolution:
            continue
        kept.append(e.real_wage_hat)
    if len(kept) < 0.9 * draws:
        raise NoSolution(f"{draws - len(kept)} of {draws} draws have no solution.", {})
    tail = (1 - level) / 2
    low, high = np.quantile(np.array(kept), [tail, 1 - tail], axis=0)
    return Interval(central.real_wage_hat, low, high, draws, draws - len(kept))
