"""What each economy exports by sector: its products of 2016 moved to 2023.

Each product of 2016 (four digits) grows as its group does, where the composition of the economy's exports is published
(food, agricultural materials, fuels, ores and metals, manufactures), and as the economy's total where it is not. What is
observed of 2023 (crude oil, coal, ores, gold) takes the place of what was moved. All money in million USD.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import shared, tables
from databuild.world.products import normal
from kaskazi.codes.hs import sector_of_hs
from kaskazi.codes.sectors import sectors

Array = NDArray[np.float64]
PRODUCTS, COMPOSITION = "trade/exports_2016_hs92_4digit.csv.gz", "macro/wdi_latest.csv"
UNSPECIFIED = "9999"
NEWER_THAN = 2017  # a composition of that year or before says no more than the products do
GROUPS = {
    "food": "tx_val_food_zs_un",
    "materials": "tx_val_agri_zs_un",
    "fuels": "tx_val_fuel_zs_un",
    "ores": "tx_val_mmtl_zs_un",
    "manufactures": "tx_val_manf_zs_un",
}
SUM_LEAST, SUM_MOST = 0.2, 1.1  # shares that add to less or more are errors
LEAST_LEFT = 0.1  # products that are not observed keep at least this part of their group


def held() -> bool:
    """Whether the table of products is there to be used."""
    return bool(shared.rows(PRODUCTS))


@cache
def headings() -> tuple[str, ...]:
    """Every heading of the table of products, unspecified goods left out."""
    return tuple(sorted({r["hs4"] for r in shared.rows(PRODUCTS)} - {UNSPECIFIED}))


@cache
def grouping() -> Array:
    """(J, H): the sectors of each heading, columns sum to one."""
    keys, split = list(sectors()), {s["hs"]: s["sectors"] for s in tables.table("whole_headings")["split"]}
    out = np.zeros((len(keys), len(headings())))
    for h, code in enumerate(headings()):
        for sector, share in split.get(code, {sector_of_hs(code): 1.0}).items():
            out[keys.index(sector), h] = share
    return out


@cache
def groups() -> tuple[str, ...]:
    """The group of each heading; the longest prefix of the table decides."""
    table = {r["hs"]: r["group"] for r in csv.DictReader(tables.text("export_groups.csv").splitlines())}
    return tuple(table.get(h, table[h[:2]]) for h in headings())


def of_2016(codes: Sequence[str]) -> Array:
    """Exports (N,H) by heading."""
    at, place = {c: k for k, c in enumerate(codes)}, {h: k for k, h in enumerate(headings())}
    out = np.zeros((len(codes), len(place)))
    for r in shared.rows(PRODUCTS):
        if r["exporter"] in at and r["hs4"] in place:
            out[at[r["exporter"]], place[r["hs4"]]] += float(r["value_usd"]) * 1e-6
    return out


@cache
def composition() -> Mapping[str, Mapping[str, float]]:
    """Shares (ratio) of an economy's exports by group, where all five are published, are of one year after 2017 and add up.
    Gold, arms and what customs did not specify are in none of them."""
    found: dict[str, dict[str, tuple[int, float]]] = {}
    names = {v: k for k, v in GROUPS.items()}
    for r in shared.rows(COMPOSITION):
        if r["indicator"] in names and int(r["year"]) > NEWER_THAN:
            found.setdefault(r["iso3"], {})[names[r["indicator"]]] = (int(r["year"]), float(r["value"]) / 100)
    out = {}
    for c, parts in found.items():
        total = sum(v for _, v in parts.values())
        if (
            len(parts) == len(GROUPS)
            and len({y for y, _ in parts.values()}) == 1
            and SUM_LEAST <= total <= SUM_MOST
        ):
            out[c] = {g: v / max(total, 1.0) for g, (_, v) in parts.items()}
    return out


def moved(codes: Sequence[str], totals: Array, observed: Mapping[str, Array]) -> Array:
    """Exports (N,H) of 2023 by heading that sum to totals (N,). observed: exports (N,) of raw materials by heading; of the
    headings all of which is observed nothing else counts, of the others it is the least."""
    place = {h: k for k, h in enumerate(headings())}
    whole = [place[h] for h in tables.table("whole_headings")["whole"] if h in place]
    past, of_group = of_2016(codes), np.array(groups())
    out = np.zeros_like(past)
    for k, c in enumerate(codes):
        total = float(totals[k])
        fixed, least = np.zeros(past.shape[1]), np.zeros(past.shape[1])
        for h, amounts in observed.items():
            if h in place:
                (fixed if place[h] in whole else least)[place[h]] = amounts[k]
        free = past[k].copy()
        free[whole] = 0.0
        free *= total / max(float(past[k].sum()), 1e-9)
        free = np.maximum(free, least)
        said = composition().get(c)
        for g in GROUPS if said else ():
            inside = of_group == g
            left = said[g] * total - fixed[inside].sum()
            made = float(free[inside].sum())
            if made > 0:
                free[inside] *= max(left, LEAST_LEFT * made) / made
        fixed *= min(1.0, total / max(float(fixed.sum()), 1e-12))
        out[k] = fixed + max(total - fixed.sum(), 0.0) * normal(free)
    return out


def by_sector(codes: Sequence[str], totals: Array, observed: Mapping[str, Array]) -> Array:
    """Exports (N,J) of goods of 2023 that sum to totals (N,)."""
    return np.asarray(moved(codes, totals, observed) @ grouping().T)


def sent_on(codes: Sequence[str], totals: Array, sold: Array, pairs: Array) -> Array:
    """Exports (N,J) with what hubs send on: what their totals (N,) are above their products of 2016, moved as the world's
    trade moved, is composed like what they buy, by the mixes `sold` of those who sell it to them. pairs (N,N)."""
    past = of_2016(codes).sum(axis=1)
    growth = float(totals.sum() / past.sum())
    shares = np.divide(
        sold,
        sold.sum(axis=1, keepdims=True),
        out=np.zeros_like(sold),
        where=sold.sum(axis=1, keepdims=True) > 0,
    )
    out = sold.copy()
    for c in tables.table("hubs")["hubs"]:
        k = list(codes).index(c)
        beyond = max(float(totals[k] - growth * past[k]), 0.0)
        bought = normal(pairs[k] @ shares)
        out[k] = shares[k] * (totals[k] - beyond) + bought * beyond
    return out
