"""Agreements that begin in different years: extended two-way effects in gravity.

Nagengast and Yotov (2025), Staggered difference-in-differences in gravity settings: Revisiting the effects of trade
agreements, American Economic Journal: Applied Economics; after Wooldridge (2023), Econometrics Journal 26(3). One
coefficient for all agreements and years mixes effects with weights that may be negative, for pairs that have begun serve
as controls for pairs that begin. Here every cohort (first year) has its own effect in every year, by PPML with the three
effects of `three_way`, and means are taken of those (equations numbered here).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.model import ppml
from kaskazi.model.arrays import Array
from kaskazi.model.three_way import effects


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of effects: value and standard error of the log change of trade; count: observations it weighs."""

    value: float
    error: float
    count: int


@dataclass(frozen=True, slots=True)
class Staggered:
    """cohort, year (C,): which effect; coefficients (C,), covariance (C,C) clustered by pair; count (C,): flows each rests
    on; others (K,): coefficients of the covariates; fit: all of it, effects first."""

    cohort: Array
    year: Array
    coefficients: Array
    covariance: Array
    count: Array
    others: Array
    fit: ppml.Fit

    def mean(self, chosen: NDArray[np.bool_] | None = None) -> Mean:
        """(2) The mean effect over flows under an agreement: all, or the chosen (C,) of the effects."""
        take = np.ones(len(self.count), dtype=bool) if chosen is None else np.asarray(chosen, dtype=bool)
        if take.shape != self.count.shape or not self.count[take].sum() > 0:
            raise DataError(
                "staggered", [Problem("chosen", "holds no effect.", f"one True or more of ({len(take)},)")]
            )
        weight = np.where(take, self.count, 0.0) / self.count[take].sum()
        error = float(np.sqrt(weight @ self.covariance @ weight))
        return Mean(float(weight @ self.coefficients), error, int(self.count[take].sum()))

    def by_age(self) -> dict[int, Mean]:
        """(3) The mean effect by years since the start, 0 in the first."""
        age = self.year - self.cohort
        return {int(a): self.mean(age == a) for a in np.unique(age)}

    def by_cohort(self) -> dict[int, Mean]:
        """(4) The mean effect of the agreements of each first year."""
        return {int(g): self.mean(self.cohort == g) for g in np.unique(self.cohort)}


def estimate(
    trade: ArrayLike,
    exporter: ArrayLike,
    importer: ArrayLike,
    time: ArrayLike,
    start: ArrayLike,
    covariates: ArrayLike | None = None,
    *,
    offset: ArrayLike | None = None,
) -> Staggered:
    """(1) An effect for each cohort in each of its years. trade, codes and time (M,); start (M,): first year of the pair's
    agreement, NaN for never; covariates (K,M) besides.

    Years before a start are the comparison, so a pair under an agreement in its first year seen says nothing of its
    effect, and is refused. Raises DataError, also where a cohort's effect cannot be told (no pair is left to compare with).
    """
    y, t, g = (np.asarray(a, dtype=np.float64) for a in (trade, time, start))
    problems: list[Problem] = []
    for name, a in (("time", t), ("start", g)):
        if a.shape != y.shape:
            problems.append(Problem(name, f"has shape {a.shape}.", str(y.shape)))
    more = np.zeros((0, y.size)) if covariates is None else np.asarray(covariates, dtype=np.float64)
    if more.ndim != 2 or more.shape[1] != y.size:
        problems.append(Problem("covariates", f"have shape {more.shape}.", f"(K, {y.size})"))
    if problems:
        raise DataError("staggered", problems)
    it, jt, ij = effects(exporter, importer, time)
    problems += _starts(t, g, ij)
    if problems:
        raise DataError("staggered", problems)
    on = np.isfinite(g) & (t >= g)
    cells, at = np.unique(np.stack([g[on], t[on]]), axis=1, return_inverse=True)
    at = np.asarray(at).ravel()
    rows = np.zeros((cells.shape[1], y.size))
    rows[at, np.flatnonzero(on)] = 1.0
    found = ppml.fit(
        y, np.concatenate([rows, more]), (it, jt, ij), offset=offset, cluster=ij, refused="staggered"
    )
    C = len(rows)
    used = ~found.separated
    return Staggered(
        cells[0],
        cells[1],
        found.coefficients[:C],
        found.covariance[:C, :C],
        (rows * used).sum(axis=1),
        found.coefficients[C:],
        found,
    )


def _starts(t: Array, g: Array, ij: NDArray[np.intp]) -> list[Problem]:
    """Starts that differ within a pair, lie before its first year, or are none at all."""
    problems = []
    pairs, first = np.unique(ij, return_index=True)
    own = g[first][np.searchsorted(pairs, ij)]
    if not np.array_equal(own, g, equal_nan=True):
        problems.append(
            Problem("start", "differs between the years of a pair.", "one first year a pair, NaN for never")
        )
        return problems
    begun = np.full(len(pairs), np.inf)
    np.minimum.at(begun, np.searchsorted(pairs, ij), t)
    late = begun >= g[first]
    if late.any():
        n = int(late.sum())
        what = (
            f"is not after the first year seen for {n} pair{'s' * (n > 1)}: nothing is there to compare with."
        )
        problems.append(Problem("start", what, "NaN, or the pairs left out"))
    if not (np.isfinite(g) & (t >= g)).any():
        problems.append(
            Problem("start", "no flow is under an agreement.", "first years within the years seen")
        )
    return problems
