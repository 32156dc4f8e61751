"""Trade elasticities by sector from published sets, as a function of a table of sectors.

A sector is a list of codes of the inter-country table; its theta is the mean of its codes' values weighted by their trade.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem, nearest

Array = NDArray[np.float64]
PARAMETERS = ("sigma", "theta")
LEAST_ERROR = 0.15  # standard errors are at least this share
MOST_ERROR = 0.5


@dataclass(frozen=True, slots=True)
class ElasticitySet:
    """A set to choose: theta by code of the inter-country table, and the source of each."""

    id: str
    title: str
    note: str
    theta: Mapping[str, float]
    source: Mapping[str, str]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(
        files("kaskazi.evidence").joinpath("elasticity_sets.toml").read_text(encoding="utf-8")
    )


@cache
def printed() -> tuple[Mapping[str, str], ...]:
    """Rows of sector_elasticities.csv: estimate, code, value as printed, source, note."""
    text = files("kaskazi.evidence").joinpath("sector_elasticities.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def elasticity_sets() -> Mapping[str, ElasticitySet]:
    """Every set by id, in the order of the table."""
    return MappingProxyType({key: _made(key, row) for key, row in _table()["sets"].items()})


def default_set() -> str:
    """Id of the set the shipped world is built with."""
    return str(_table()["default"])


def elasticity_set(key: str = "") -> ElasticitySet:
    """A set by id (default: the shipped world's). Raises DataError with the nearest id."""
    key = key or default_set()
    if key not in elasticity_sets():
        near = nearest(key, elasticity_sets())
        what = f'"{key}" is not a set of elasticities.'
        raise DataError("elasticities", [Problem("", what, ", ".join(elasticity_sets()), near)])
    return elasticity_sets()[key]


def _made(key: str, row: Mapping[str, Any]) -> ElasticitySet:
    theta: dict[str, float] = {}
    cited: dict[str, str] = {}
    for estimate in row["estimates"]:
        less = 1.0 if row["parameter"][estimate] == "sigma" else 0.0
        for r in printed():
            if r["estimate"] == estimate and r["code"] not in theta:
                theta[r["code"]], cited[r["code"]] = float(r["value"]) - less, r["source"]
    for code, other in _table()["near"].items():
        if code not in theta and other in theta:
            theta[code], cited[code] = theta[other], cited[other]
    return ElasticitySet(key, row["title"], row["note"], MappingProxyType(theta), MappingProxyType(cited))


def thetas(sectors: Sequence[Sequence[str]], key: str = "") -> Array:
    """theta (J,) of sectors given by their codes in the inter-country table. Raises DataError for a code without one."""
    found = elasticity_set(key)
    weights: Mapping[str, float] = _table()["weights"]
    lacking = sorted(
        {c for codes in sectors for c in codes or ("a sector without codes",)} - set(found.theta)
    )
    if lacking:
        what = f"no elasticity for {', '.join(lacking)}."
        raise DataError(found.id, [Problem("", what, "codes of the inter-country table")])
    means = [
        np.average([found.theta[c] for c in codes], weights=[weights[c] for c in codes]) for codes in sectors
    ]
    return np.array(means, dtype=np.float64)


def with_error(sectors: Sequence[Sequence[str]], key: str = "") -> tuple[Array, Array]:
    """theta (J,) and its standard error: half of how far the sets lie apart, from 15 to 50 % of theta. None of the sets
    prints an error by sector."""
    used = thetas(sectors, key)
    apart = np.max([np.abs(thetas(sectors, k) - used) for k in elasticity_sets()], axis=0) / 2
    return used, np.clip(apart, LEAST_ERROR * used, MOST_ERROR * used)
