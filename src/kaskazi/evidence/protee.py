"""Elasticity of customs values to 1 + duty by heading, from CEPII's ProTEE 0.1 (see `build_protee`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

SOURCE = "protee-hs4"


@dataclass(frozen=True, slots=True)
class Heading:
    """One HS 2007 heading. mean, low, high: mean and quartiles over its own estimates, positive; own of all
    products have one; beneficiaries: mean weighted by what the beneficiaries of AGOA sold to the US in 2024; baskets: by
    what one exporter sold, by ISO3. Absent where nothing was sold."""

    hs4: str
    mean: float
    low: float
    high: float
    own: int
    all: int
    beneficiaries: float | None
    baskets: Mapping[str, float]


@cache
def headings() -> Mapping[str, Heading]:
    """Every heading with an estimate, by its four digits."""
    text = files("kaskazi.evidence").joinpath("protee_hs4.csv").read_text(encoding="utf-8")
    found = {}
    for r in csv.DictReader(text.splitlines()):
        baskets = {c: float(x) for c, x in r.items() if x and c.isupper()}  # a column a code of an economy
        found[r["hs4"]] = Heading(
            r["hs4"],
            float(r["mean"]),
            float(r["low"]),
            float(r["high"]),
            int(r["own"]),
            int(r["all"]),
            float(r["beneficiaries"]) if r["beneficiaries"] else None,
            baskets,
        )
    return MappingProxyType(found)


@cache
def _chapters() -> Mapping[str, float]:
    sums: dict[str, list[float]] = {}
    for h in headings().values():
        cell = sums.setdefault(h.hs4[:2], [0.0, 0.0])
        cell[0] += h.own
        cell[1] += h.own * h.mean
    return {c: total / n for c, (n, total) in sums.items()}


def by_line(hs: str, exporter: str = "") -> float | None:
    """Elasticity for an HS code (four digits or more): the exporter's basket of the heading, else the basket of the
    beneficiaries, else the mean of the heading, else of the chapter; None where the chapter has no estimate."""
    h = headings().get(hs[:4])
    if h is None:
        return _chapters().get(hs[:2])
    wide = h.mean if h.beneficiaries is None else h.beneficiaries
    return h.baskets.get(exporter, wide)
