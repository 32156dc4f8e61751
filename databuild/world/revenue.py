"""What customs collects, and what published rates would bring: units, years that meet, utilisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import shared, tables
from kaskazi.codes.groups import members
from kaskazi.world.published import FREE_ON

Array = NDArray[np.float64]
TAXES = "macro/wdi_latest.csv"
DUTIES, TAX = "gc_tax_impt_zs", "gc_tax_totl_gd_zs"
SOURCE = "wdi-taxes-latest"
FIRST = 2018  # no older collection is used
LEAST = 0.0002  # of imports: less collected under a rate above one per cent is a gap in the source
BAND = (0.5, 1.5)  # revenue over collection within this counts as near


@dataclass(frozen=True, slots=True)
class Collection:
    """Duties collected by a unit: members (ISO3), million USD of the world's year, year of the figure, source."""

    unit: str
    members: tuple[str, ...]
    value: float
    year: int
    source: str


@cache
def taxed() -> Mapping[str, tuple[int, float]]:
    """Import duties as a share of GDP by economy, where duties and taxes are of the same year: (year, share)."""
    found: dict[str, dict[str, tuple[int, float]]] = {}
    for r in shared.rows(TAXES):
        found.setdefault(r["indicator"], {})[r["iso3"]] = (int(r["year"]), float(r["value"]))
    duties, tax = found.get(DUTIES, {}), found.get(TAX, {})
    return {
        c: (y, share / 100 * tax[c][1] / 100)
        for c, (y, share) in duties.items()
        if c in tax and tax[c][0] == y
    }


def collections(codes: Sequence[str], gdp: Array, imports: Array) -> tuple[Collection, ...]:
    """What each unit collects, from `FIRST` on: an economy, or a customs union whose duties are one fund
    (`collections.toml`). Figures that are gaps of the source are left out."""
    at = {c: k for k, c in enumerate(codes)}
    out, inside = [], set()
    for u in tables.table("collections")["unit"]:
        whole = tuple(c for c in members(u["group"], FREE_ON) if c in at)
        inside |= set(whole)
        if "value" in u:
            out.append(Collection(u["group"], whole, float(u["value"]), u["year"], u["source"]))
        elif u["collector"] in taxed():
            year, share = taxed()[u["collector"]]
            value = share * float(gdp[at[u["collector"]]])
            out.append(Collection(u["group"], whole, value, year, SOURCE))
    for c, (year, share) in sorted(taxed().items()):
        if c in at and c not in inside and year >= FIRST:
            value = share * float(gdp[at[c]])
            if value >= LEAST * imports[at[c]]:
                out.append(Collection(c, (c,), value, year, SOURCE))
    return tuple(out)


def revenue(rate: Array, trade: Array) -> Array:
    """Duties (N,) of each importer, million USD: rate and trade (J,N,N) [sector, importer, exporter]."""
    paid = (rate * trade).sum(axis=0)
    np.fill_diagonal(paid, 0.0)
    return np.asarray(paid.sum(axis=1))


def ratios(codes: Sequence[str], paid: Array, found: Sequence[Collection]) -> Mapping[str, float]:
    """Revenue over collection by unit."""
    at = {c: k for k, c in enumerate(codes)}
    return {x.unit: float(sum(paid[at[c]] for c in x.members)) / x.value for x in found}


def near(of: Mapping[str, float]) -> float:
    """The share of units whose revenue lies within half of what they collect."""
    return float(np.mean([BAND[0] <= r <= BAND[1] for r in of.values()])) if of else float("nan")


def typical(of: Mapping[str, float], without: str = "") -> float:
    """The middle share of statutory revenue that is collected, of all units but one: exemptions, rebates, evasion."""
    others = [1.0 / r for k, r in of.items() if k != without and r > 0]
    return float(np.median(others)) if others else 1.0
