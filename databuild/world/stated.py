"""What publishers state of sectors: cells and totals by product entered by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from kaskazi.codes.sectors import sectors
from kaskazi.world.published import overrides, usd

Array = NDArray[np.float64]
US_AFRICA = "us_imports_africa.csv"
YEAR = 2023


@cache
def us_imports() -> tuple[tuple[str, str, float], ...]:
    """(exporter, sector, million USD): US imports for consumption from African economies in 2023."""
    text = tables.text(US_AFRICA)
    return tuple((r["exporter"], r["sector"], float(r["musd"])) for r in csv.DictReader(text.splitlines()))


def held_cells(codes: Sequence[str], pairs: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Cells (J,N,N) a publisher states, million USD, and where they are. A pair stated in every product has all
    its cells held, zeros too."""
    at = {c: k for k, c in enumerate(codes)}
    keys = list(sectors())
    held = np.zeros((len(keys), len(codes), len(codes)))
    where = np.zeros(held.shape, dtype=bool)
    goods = np.array([s.goods for s in sectors().values()])
    n = at["USA"]
    added: set[tuple[int, int, int]] = set()
    for exporter, sector, value in us_imports():
        held[keys.index(sector), n, at[exporter]] += value
        where[goods, n, at[exporter]] = True
    for row in _products():
        if "partner" in row and row["flow"] in ("exports", "imports"):
            economy, partner = at[row["economy"]], at[row["partner"]]
            buyer, seller = (partner, economy) if row["flow"] == "exports" else (economy, partner)
            j = keys.index(row["sector"])
            if not where[j, buyer, seller] or (j, buyer, seller) in added:
                added.add((j, buyer, seller))
                held[j, buyer, seller] += usd(row)
                where[j, buyer, seller] = True
    over = held.sum(axis=0) / np.maximum(pairs, 1e-9)  # no more than the pair's total
    return held / np.maximum(over, 1.0)[None], where


def stated_parts(at: Mapping[str, int]) -> dict[tuple[int, int], float]:
    """What is stated by product of each pair [buyer, seller] from Kenya's side and others', million USD: the least that
    the pair trades. US imports stand apart: they are totals of pairs."""
    out: dict[tuple[int, int], float] = {}
    for row in _products():
        if "partner" in row and row["flow"] in ("exports", "imports"):
            economy, partner = at[row["economy"]], at[row["partner"]]
            cell = (partner, economy) if row["flow"] == "exports" else (economy, partner)
            out[cell] = out.get(cell, 0.0) + usd(row)
    return out


def _products() -> list[Mapping[str, Any]]:
    """Rows by product of the world's year, one publisher each: the first entered."""
    out: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for row in overrides().get("product", []):
        if row["year"] == YEAR and row["sector"] in sectors():
            key = (row["economy"], row["flow"], row.get("partner", ""), row["name"])
            out.setdefault(key, row)
    return list(out.values())


# Products that are nearly all of their sector in the economy's trade; other rows are a part, and a least.
WHOLE = ("tea", "coffee, not roasted", "horticulture", "petroleum products", "gold", "traditional crops")


def stated_products(codes: Sequence[str], flow: str) -> dict[tuple[int, int], tuple[float, bool]]:
    """Totals by product over all partners: {(economy, sector): (million USD, whether that is the whole sector)}."""
    at = {c: k for k, c in enumerate(codes)}
    keys = list(sectors())
    out: dict[tuple[int, int], tuple[float, bool]] = {}
    for row in _products():
        if row["flow"] == flow and "partner" not in row:
            cell = (at[row["economy"]], keys.index(row["sector"]))
            value, whole = out.get(cell, (0.0, True))
            out[cell] = (value + usd(row), whole and row["name"] in WHOLE)
    return out
