"""What each economy sells and buys by sector: shares of its exports and imports.

Evidence, best first: raw materials observed for every pair; the inter-country table's trade in inputs; the five
goods an economy is said to sell and buy most; economies like it. All money in million USD.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world.factbook import Entry
from databuild.world.readers import Icio
from kaskazi.codes.sectors import sectors

Array = NDArray[np.float64]

# Share of goods exports by place in the list of main goods, for an economy with a GDP of 100 billion USD, and how it
# falls with size: least squares in logs over 193 places held by raw materials whose trade is observed.
BY_PLACE = (0.338, 0.134, 0.081, 0.032, 0.030)
BY_SIZE = -0.094
LISTED = 2.0  # a good on an economy's list of main imports counts so much more
LIST_WEIGHT = 0.5  # of the list against the table, where an economy is in the table
FINAL_LEAST = 0.1  # goods for final use are at least this share of exports and imports
# Part of final sales that can cross a border (judgements: the table says it of inputs only); 0.1 where not named.
TRADED_FINAL: Mapping[str, float] = {
    "crops": 0.2,
    "horticulture": 0.25,
    "fuels": 0.6,
    "minerals": 0.5,
    "food": 0.15,
    "textiles": 0.4,
    "apparel": 0.85,
    "leather": 0.7,
    "wood-paper": 0.2,
    "petroleum": 0.3,
    "chemicals": 0.4,
    "pharma": 0.6,
    "metals": 0.5,
    "electronics": 0.8,
    "machinery": 0.6,
    "vehicles": 0.5,
    "other-manufactures": 0.5,
    "transport": 0.15,
    "tourism": 0.2,
    "communications": 0.15,
}

# How the table's agriculture and textiles divide, by use (judgements; graded imputed).
SPLITS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "A01": {"inputs": (0.60, 0.15, 0.25), "final": (0.20, 0.70, 0.10)},
    "C13T15": {"inputs": (0.80, 0.03, 0.17), "final": (0.15, 0.58, 0.27)},
}
PARTS = {"A01": ("crops", "horticulture", "livestock"), "C13T15": ("textiles", "apparel", "leather")}


@cache
def words() -> Mapping[str, str]:
    """Sector of each good the factbook names."""
    text = tables.text("factbook_goods.csv")
    return {g: r["sector"] for r in csv.DictReader(text.splitlines()) for g in r["goods"].split("|")}


def listed(goods: Sequence[str], keys: Sequence[str], gdp: float = 1e5) -> Array:
    """Shares (J,) of exports that the goods on an economy's list stand for, by their place. gdp: million USD."""
    out = np.zeros(len(keys))
    for place, good in enumerate(goods[: len(BY_PLACE)]):
        sector = words().get(good)
        if sector in keys:
            out[keys.index(sector)] += BY_PLACE[place]
    return np.asarray(out * (max(gdp, 1.0) / 1e5) ** BY_SIZE)


def grouping(table: Icio, use: str) -> Array:
    """(J, S): the table's sectors put into ours; agriculture and textiles split as this use divides them."""
    keys = tuple(sectors())
    out = np.zeros((len(keys), len(table.sectors)))
    for j, s in enumerate(sectors().values()):
        for code in s.icio:
            k = table.sectors.index(code)
            out[j, k] = SPLITS[code][use][PARTS[code].index(s.id)] if code in SPLITS else 1.0
    return out


def between(table: Icio) -> Array:
    """Trade in inputs (J,C,C) [sector, buyer, seller] among the table's economies, own use on the diagonal."""
    C, S = len(table.countries), len(table.sectors)
    spend = (table.omb * table.s).reshape(S, C)
    Z = np.zeros((S, C, C))
    A = table.A.reshape(S, C, S, C)
    for u in range(S):
        Z += A[:, :, u, :] * spend[u][None, None, :]
    grouped = np.tensordot(grouping(table, "inputs"), Z, axes=1)
    return np.ascontiguousarray(grouped.transpose(0, 2, 1))


def export_shares(
    table: Icio,
    inputs: Array,
    book: Mapping[str, Entry],
    totals: Mapping[str, float],
    gdp: Mapping[str, float],
    raw: Mapping[str, Array],
    kind: str,
) -> dict[str, Array]:
    """Shares (J,) of each table economy's exports of goods or services. totals: million USD by ISO3.

    Inputs sold abroad are in the table; what is left of the total is final use, spread over final sales by how
    much each sector is traded; what then is left is goods sold on, as the world trades them. Half of it is what
    the economy's list of main goods says. raw: observed raw materials (J,) by ISO3.
    """
    keys = tuple(sectors())
    mask = np.array([s.kind == kind for s in sectors().values()])
    final = np.maximum(grouping(table, "final") @ table.z.reshape(len(table.sectors), -1), 0.0)
    traded = np.array([TRADED_FINAL.get(k, 0.1 if mask[j] else 0.02) for j, k in enumerate(keys)])
    world = inputs.sum(axis=(1, 2)) - np.einsum("jnn->j", inputs)
    out: dict[str, Array] = {}
    for c, iso3 in enumerate(table.countries):
        if iso3 not in totals:
            continue
        abroad = (inputs[:, :, c].sum(axis=1) - inputs[:, c, c]) * mask
        left = max(totals[iso3] - abroad.sum(), FINAL_LEAST * totals[iso3])
        most = traded * final[:, c] * mask
        own = fill(most, most, left)
        share = normal(abroad + own + (left - own.sum()) * normal(world * mask))
        if kind == "goods":
            said = mixed(
                {iso3: 1.0}, {iso3: share}, book[iso3].commodities, raw[iso3], totals[iso3], gdp[iso3]
            )
            share = LIST_WEIGHT * said + (1 - LIST_WEIGHT) * share
        out[iso3] = share
    return out


def import_shares(
    table: Icio,
    inputs: Array,
    book: Mapping[str, Entry],
    totals: Mapping[str, float],
    final: Array,
    kind: str,
) -> dict[str, Array]:
    """Shares (J,) of each table economy's imports. final (J,): what the world sells abroad for final use."""
    keys = tuple(sectors())
    mask = np.array([s.kind == kind for s in sectors().values()])
    out: dict[str, Array] = {}
    for c, iso3 in enumerate(table.countries):
        if iso3 not in totals:
            continue
        bought = (inputs[:, c, :].sum(axis=1) - inputs[:, c, c]) * mask
        left = max(totals[iso3] - bought.sum(), FINAL_LEAST * totals[iso3])
        weight = final * mask * np.where(listed(book[iso3].imported, keys) > 0, LISTED, 1.0)
        out[iso3] = normal(bought + left * normal(weight))
    return out


def fill(weight: Array, most: Array, total: float, rounds: int = 20) -> Array:
    """`total` spread by weight with no more than `most` in each part (all of it where that is not enough)."""
    out = np.zeros_like(weight)
    for _ in range(rounds):
        room = np.maximum(most - out, 0.0)
        open_ = (room > 1e-12 * max(total, 1.0)) & (weight > 0)
        left = total - out.sum()
        if left <= 1e-12 * total or not open_.any():
            break
        out += np.minimum(left * normal(np.where(open_, weight, 0.0)), room)
    return out


def normal(x: Array) -> Array:
    """x made to sum to one; zeros where it sums to nothing."""
    total = float(x.sum())
    return x / total if total > 0 else np.zeros_like(x)


def like(features: Mapping[str, Array], known: Sequence[str], iso3: str, most: int = 5) -> dict[str, float]:
    """The known economies nearest to one, with weights that sum to 1: inverse squared distance of features."""
    at = features[iso3]
    far = sorted((float(((features[k] - at) ** 2).sum()), k) for k in known if k != iso3)[:most]
    weights = {k: 1.0 / (0.05 + d) for d, k in far}
    total = sum(weights.values())
    return {k: v / total for k, v in weights.items()}


def mixed(
    weights: Mapping[str, float],
    shares: Mapping[str, Array],
    goods: Sequence[str],
    raw: Array,
    total: float,
    gdp: float,
) -> Array:
    """Shares (J,) of an economy outside the table: raw materials as observed, listed goods by their place, the
    rest as economies like it. raw (J,): observed million USD of `total`."""
    keys = tuple(sectors())
    peers = sum((w * shares[k] for k, w in weights.items()), np.zeros(len(keys)))
    place = listed(goods, keys, gdp)
    observed = raw / max(total, raw.sum(), 1e-9)
    extra = np.maximum(place - observed, 0.0)  # what a list says beyond what is observed
    rest = max(1.0 - float(observed.sum()), 0.0)
    if extra.sum() > 0:
        extra *= min(1.0, 0.9 * rest / extra.sum())
    others = np.where(observed > 0, 0.0, peers) * np.where(np.isin(keys, ("fuels",)), 0.0, 1.0)
    return normal(observed + extra + max(rest - float(extra.sum()), 0.02) * normal(others))
