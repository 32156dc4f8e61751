"""How much each economy exports and imports in goods: published totals, made consistent with partner shares.

Balance-of-payments totals differ from customs trade, most for trading hubs. Two economies that both state
their share of one flow say what their totals are relative to each other: share_i X_i = share_n M_n. `agree`
moves all totals as little as it can to meet these statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databuild.world.factbook import Entry

Array = NDArray[np.float64]
FLOOR = 1.02  # a total is at least this multiple of the raw-material trade observed within it
PRIOR_SD = 0.15  # how far published totals are trusted, log points
SHARE_SD = 0.05  # error of a stated share beyond its rounding, log points
ROUNDING = 0.01 / np.sqrt(12.0)  # standard deviation of a share rounded to a whole per cent
REGION_DEFAULT = 0.8


@dataclass(frozen=True, slots=True)
class Margins:
    """Goods exports and imports (N,), million USD of `year`; how each was found, for the ledger."""

    exports: Array
    imports: Array
    how: tuple[str, ...]
    published_exports: Array
    published_imports: Array


def gdp_level(
    codes: Sequence[str],
    wdi: Mapping[tuple[str, int], float],
    weo: Mapping[tuple[str, int], float],
    book: Mapping[str, Entry],
    year: int,
) -> tuple[Array, tuple[str, ...]]:
    """GDP (N,), million USD: WDI of the year, else WEO, else the newest WDI since 2015, else factbook."""
    values, how = [], []
    for c in codes:
        newest = next((y for y in range(year, 2009, -1) if (c, y) in wdi), None)
        if newest == year:
            values.append(wdi[c, year])
            how.append("wdi")
        elif (c, year) in weo:
            values.append(weo[c, year])
            how.append("weo")
        elif newest is not None and newest >= 2015:
            values.append(wdi[c, newest])
            how.append(f"wdi {newest}")
        elif (gdp := book[c].gdp) is not None:
            values.append(gdp)
            how.append("factbook")
        else:
            values.append(wdi[c, newest] if newest else 1.0)
            how.append(f"wdi {newest}")
    return np.array(values), tuple(how)


def published(
    codes: Sequence[str],
    regions: Sequence[str],
    series: Mapping[tuple[str, int], float],
    gdps: Mapping[tuple[str, int], float],
    totals: Mapping[str, Mapping[int, float]],
    raw: Array,
    year: int,
) -> tuple[Array, tuple[str, ...]]:
    """Goods total (N,): WDI of the newest year since 2015 moved by nominal GDP; else the factbook's total of
    goods and services times the goods share of the region; never less than the raw materials observed."""
    n = len(codes)
    found, how = np.full(n, np.nan), [""] * n
    for k, c in enumerate(codes):
        newest = next((y for y in range(year, 2014, -1) if (c, y) in series), None)
        if newest is not None:
            growth = gdps.get((c, year), 0.0) / gdps[c, newest] if (c, newest) in gdps else 0.0
            found[k] = series[c, newest] * (growth if newest < year and growth > 0 else 1.0)
            how[k] = f"wdi {newest}"
    ratio: dict[str, list[float]] = {}
    for k, c in enumerate(codes):
        if np.isfinite(found[k]) and totals[c].get(year, 0.0) > 0:
            ratio.setdefault(regions[k], []).append(min(found[k] / totals[c][year], 1.0))
    for k, c in enumerate(codes):
        if not np.isfinite(found[k]):
            share = float(np.median(ratio.get(regions[k], [REGION_DEFAULT])))
            stated = totals[c][max(totals[c])] if totals[c] else 0.0
            found[k] = share * stated
            how[k] = "factbook goods and services" if stated else "raw materials only"
        if found[k] < FLOOR * raw[k]:
            found[k] = max(FLOOR * raw[k], 1.0)
            how[k] += ", raised to raw materials"
    return np.maximum(found, 1.0), tuple(how)


def agree(
    exports: Array,
    imports: Array,
    share_x: Array,
    share_m: Array,
    raw: Array,
    fixed_exports: Mapping[int, float],
    fixed_imports: Mapping[int, float],
) -> tuple[Array, Array]:
    """Totals (N,), (N,) with equal sums that agree with doubly stated shares, by least squares in logs.

    share_x, share_m (N,N) [n importer, i exporter] stated by the exporter and the importer, NaN where silent.
    Totals entered by hand are kept.
    """
    n = len(exports)
    x, m = exports.copy(), imports.copy()
    for k, v in fixed_exports.items():
        x[k] = v
    for k, v in fixed_imports.items():
        m[k] = v
    both = np.isfinite(share_x) & np.isfinite(share_m)
    rows, cols = np.nonzero(both)
    sx, sm = share_x[both], share_m[both]
    weight = 1.0 / np.sqrt((ROUNDING / sx) ** 2 + (ROUNDING / sm) ** 2 + SHARE_SD**2)
    gap = np.log(sm / sx) - np.log(x[cols]) + np.log(m[rows])
    k = len(rows)
    A = np.zeros((k + 2 * n, 2 * n))
    b = np.zeros(k + 2 * n)
    A[np.arange(k), cols] = weight
    A[np.arange(k), n + rows] = -weight
    b[:k] = weight * gap
    trust = np.full(2 * n, 1.0 / PRIOR_SD)
    trust[list(fixed_exports)] = 1e3
    trust[[n + v for v in fixed_imports]] = 1e3
    A[k:] = np.diag(trust)
    step = np.linalg.solve(A.T @ A, A.T @ b)
    x = np.maximum(x * np.exp(step[:n]), FLOOR * raw.sum(axis=0))
    m = np.maximum(m * np.exp(step[n:]), FLOOR * raw.sum(axis=1))
    return equal_sums(x, m, set(fixed_exports), set(fixed_imports))


def equal_sums(x: Array, m: Array, keep_x: set[int], keep_m: set[int]) -> tuple[Array, Array]:
    """Both vectors moved to the mean of their sums; entries kept stay, the rest share the difference."""
    total = (x.sum() + m.sum()) / 2
    out = []
    for v, keep in ((x, keep_x), (m, keep_m)):
        free = np.ones(len(v), dtype=bool)
        free[list(keep)] = False
        w = v.copy()
        w[free] *= (total - v[~free].sum()) / v[free].sum()
        out.append(w)
    return out[0], out[1]
