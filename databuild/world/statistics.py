"""National statistics of every economy near the year: value added by broad sector, openness, employment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import shared
from databuild.world.factbook import Entry
from databuild.world.technology import BROAD

Array = NDArray[np.float64]
VALUE_ADDED, OPENNESS = "macro/wdi_value_added_shares.csv.gz", "macro/wdi_openness.csv.gz"
YEARS = (2018, 2024)  # figures of other years are not of the same economy
OLD_SINCE = 2010  # what is older than YEARS counts for little, and older than this for nothing
# Standard error of value added by broad sector, as a share of GDP: published near the year; older or from the Factbook.
NEAR_ERROR, OLD_ERROR = 0.01, 0.03


@cache
def newest(
    name: str, key: str, value: str, year: int, since: int = YEARS[0]
) -> Mapping[tuple[str, str], tuple[int, float]]:
    """{(ISO3, series): (year, value)} of the year nearest to `year` from `since` on; of two equally near the later."""
    out: dict[tuple[str, str], tuple[int, float]] = {}
    for r in shared.rows(name):
        y, at = int(r["year"]), (r["iso3"], r[key])
        if since <= y <= YEARS[1]:
            old = out.get(at)
            if old is None or (abs(y - year), -y) < (abs(old[0] - year), -old[0]):
                out[at] = (y, float(r[value]))
    return out


def value_shares(codes: Sequence[str], book: Mapping[str, Entry], year: int) -> tuple[Array, Array]:
    """Shares (N,3) of agriculture, industry and services in value added, NaN where nothing is known, and the error (N,) of
    each as a share of GDP."""
    out, error = np.full((len(codes), len(BROAD)), np.nan), np.full(len(codes), OLD_ERROR)
    for k, c in enumerate(codes):
        for since, sd in ((YEARS[0], NEAR_ERROR), (OLD_SINCE, OLD_ERROR)):
            found = newest(VALUE_ADDED, "sector", "pct_of_gdp", year, since)
            parts = [found.get((c, b), (0, np.nan))[1] for b in BROAD]
            if np.isfinite(parts).all() and sum(parts) > 0:
                out[k], error[k] = np.array(parts) / sum(parts), sd
                break
        else:
            stated = [book[c].sector_shares.get(b, np.nan) for b in BROAD]
            if np.isfinite(stated).all() and sum(stated) > 0:
                out[k] = np.array(stated) / sum(stated)
    return out, error


def openness(codes: Sequence[str], year: int) -> tuple[Array, Array]:
    """Exports and imports (N,) of goods and services as shares of GDP (balance of payments); NaN where not published."""
    found = newest(OPENNESS, "series", "value", year)
    sides = ("exports_percent_of_gdp", "imports_percent_of_gdp")
    x, m = (np.array([found.get((c, s), (0, np.nan))[1] / 100 for c in codes]) for s in sides)
    return x, m
