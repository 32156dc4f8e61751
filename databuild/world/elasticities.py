"""Trade elasticities by sector: two published sets side by side, and what the world uses."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from kaskazi.codes.sectors import sectors

Array = NDArray[np.float64]
LEAST_ERROR = 0.15  # standard errors are at least this share


@cache
def published() -> tuple[dict[str, str], ...]:
    """Rows of elasticities.csv: sector, set, theta, standard error, source, note."""
    text = tables.text("elasticities.csv")
    return tuple(csv.DictReader(text.splitlines()))


def elasticities() -> tuple[Array, Array]:
    """theta (J,) and its standard error: the set marked as used; the error is half the distance between published
    values where that is more than the printed error."""
    theta, error = [], []
    for s in sectors():
        rows = [r for r in published() if r["sector"] == s]
        used = next(float(r["theta"]) for r in rows if r["used"] == "yes")
        printed = max((float(r["se"]) for r in rows if r["used"] == "yes" and r["se"]), default=0.0)
        apart = max((abs(float(r["theta"]) - used) for r in rows), default=0.0) / 2
        theta.append(used)
        error.append(max(printed, min(apart, 0.5 * used), LEAST_ERROR * used))
    return np.array(theta), np.array(error)
