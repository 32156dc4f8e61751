"""Poisson pseudo-maximum likelihood with any number of fixed effects, through the optional library `pyfixest`.

Santos Silva and Tenreyro (2006), Review of Economics and Statistics 88(4): trade in levels, zeros included. Separated
observations (a flow of 0 that effects and covariates can fit at minus infinity) are found by the iterative rectifier
of Correia, Guimaraes and Zylkin (2019), as `ppmlhdfe` does, and left out; a coefficient that has no finite estimate is
refused in words.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.model.arrays import Array, wrong_cells

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Fit:
    """coefficients (K,), covariance (K,K), fitted (M,), observations used, separated (M,): left out, fitted as 0; clusters:
    how many the covariance counts, 0 where it is by observation."""

    coefficients: Array
    covariance: Array
    fitted: Array
    observations: int
    separated: NDArray[np.bool_]
    clusters: int

    @property
    def errors(self) -> Array:
        """Standard errors, (K,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def fit(
    trade: ArrayLike,
    covariates: ArrayLike,
    effects: Sequence[ArrayLike],
    *,
    offset: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    refused: str = "ppml",
) -> Fit:
    """PPML of trade (M,) on covariates (K,M) with fixed effects, each an array (M,) of codes.

    offset (M,): enters with coefficient 1. cluster (M,): codes; the covariance is then by cluster, times G / (G - 1),
    else by observation, times n / (n - 1). `refused` names the caller in errors. Raises DataError where the library is
    absent, shapes do not fit, a flow is negative or a coefficient cannot be told.
    """
    y, x = np.asarray(trade, dtype=np.float64), np.asarray(covariates, dtype=np.float64)
    M = y.size
    problems: list[Problem] = []
    if y.ndim != 1 or x.ndim != 2 or x.shape[1] != M or not len(x):
        problems.append(Problem("covariates", f"{x.shape} with trade {y.shape}.", "(K,M) and (M,)"))
    columns = {f"f{k}": np.asarray(e) for k, e in enumerate(effects)}
    if cluster is not None:
        columns["cluster"] = np.asarray(cluster)
    for name, e in columns.items():
        if e.shape != y.shape:
            problems.append(Problem(f"effect {name}", f"has shape {e.shape}.", f"({M},)"))
    shift = np.zeros(M) if offset is None else np.asarray(offset, dtype=np.float64)
    if shift.shape != y.shape:
        problems.append(Problem("offset", f"has shape {shift.shape}.", f"({M},)"))
    if problems:
        raise DataError(refused, problems)
    for name, a in (("flows", y), ("covariates", x), ("offset", shift)):
        wrong_cells(problems, name, ~np.isfinite(a), "is not a finite number.")
    wrong_cells(problems, "flows", y < 0, "is negative: a flow is 0 or more.")
    if problems:
        raise DataError(refused, problems)
    return _run(y, x, columns, shift if offset is not None else None, refused)


def _run(
    y: Array, x: Array, columns: dict[str, NDArray[np.generic]], offset: Array | None, refused: str
) -> Fit:
    try:
        import pandas as pd  # type: ignore[import-untyped, unused-ignore]
        import pyfixest as pf
    except ImportError as error:
        raise DataError(
            refused, [Problem("pyfixest", "is not installed.", 'pip install "kaskazi[gravity]"')]
        ) from error
    names = [f"x{k}" for k in range(len(x))]
    table = pd.DataFrame(
        {"trade": y} | {n: np.unique(e, return_inverse=True)[1].ravel() for n, e in columns.items()}
    )
    for name, values in zip(names, x, strict=True):
        table[name] = values
    if offset is not None:
        table["offset"] = offset
    fixed = [n for n in columns if n != "cluster"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside the library
        try:
            found = pf.fepois(
                f"trade ~ {' + '.join(names)} | {' + '.join(fixed)}",
                data=table,
                vcov={"CRV1": "cluster"} if "cluster" in columns else "hetero",
                ssc=pf.ssc(k_adj=False, G_adj=False),
                offset=None if offset is None else "offset",
                iwls_tol=1e-12,
                iwls_maxiter=100,
                fixef_tol=1e-12,
                fixef_rm="none",
                separation_check=["fe", "ir"],
            )
        except ValueError as error:
            if "collinear" not in str(error).lower() and "Separation" not in str(error):
                raise
            raise DataError(refused, [_lost(k, x[k], y == 0) for k in range(len(x))]) from error
        kept = np.asarray(found._data.index, dtype=np.intp)
        fitted = np.zeros(y.size)
        fitted[kept] = np.asarray(found.predict(type="response"), dtype=np.float64)
        coefficients = found.coef()
    separated = np.ones(y.size, dtype=bool)
    separated[kept] = False
    missing = [k for k, name in enumerate(names) if name not in coefficients.index]
    if missing:
        raise DataError(refused, [_lost(k, x[k], separated) for k in missing])
    groups = len(np.unique(columns["cluster"][kept])) if "cluster" in columns else 0
    n = groups or len(kept)
    return Fit(
        coefficients.to_numpy(dtype=np.float64),
        np.asarray(found._vcov, dtype=np.float64) * (n / (n - 1)),
        fitted,
        len(kept),
        separated,
        groups,
    )


def _lost(k: int, x: Array, separated: NDArray[np.bool_]) -> Problem:
    """Why a covariate has no coefficient."""
    if separated.any() and np.ptp(x[~separated]) == 0 < np.ptp(x):
        n = int(separated.sum())
        what = f"differs from a constant in {n} cells only, and no trade is seen there: no finite estimate."
        return Problem(f"covariates[{k}]", what, "a covariate that some trade bears, or the model without it")
    return Problem(f"covariates[{k}]", "cannot be told apart from the fixed effects and other covariates.")
