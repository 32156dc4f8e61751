"""Tariffs paid, by importer, exporter and sector: collected in Kenya, published averages elsewhere, free inside
unions and agreements."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world import readers
from kaskazi.codes.groups import members
from kaskazi.codes.sectors import sectors
from kaskazi.world.published import FREE_ON, area_members, table
from kaskazi.world.types import ABSENT, ESTIMATED, IMPUTED

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]
TOP_BAND = 0.35  # the highest band of the East African common tariff; a few sensitive goods pay more
FARM = ("crops", "horticulture", "livestock", "food")


@cache
def averages() -> Mapping[str, tuple[float, float, bool]]:
    """Published average duties by importer: (farm goods, other goods, seen), ratios; the union's for its members.

    The general (MFN) average by kind of goods where one is held, else the average applied to all goods alike. seen:
    the source was seen, not remembered.
    """
    text = tables.text("tariffs.csv")
    rows = list(csv.DictReader(text.splitlines()))
    out: dict[str, tuple[float, float, bool]] = {}
    for r in rows:
        if r["basis"] == "applied" and (mean := r["all_weighted"] or r["all_simple"]):
            out[r["iso3"]] = (float(mean) / 100.0, float(mean) / 100.0, r["status"] != "memory")
    for r in rows:
        if r["agri"] and r["nonagri"]:
            out[r["iso3"]] = (float(r["agri"]) / 100.0, float(r["nonagri"]) / 100.0, r["status"] != "memory")
    if "EU27" in out:
        out |= dict.fromkeys(members("EU", FREE_ON), out.pop("EU27"))
    return out


def tariff_sources() -> list[str]:
    """Sources of the published averages."""
    text = tables.text("tariffs.csv")
    return [r["source"] for r in csv.DictReader(text.splitlines())]


def applied(folder: Path, codes: Sequence[str], trade: Array) -> tuple[Array, Grades]:
    """Ad valorem rates (J,N,N) and their grades; services are free."""
    at = {c: k for k, c in enumerate(codes)}
    keys = tuple(sectors())
    J, N = len(keys), len(codes)
    rate, grade = np.zeros((J, N, N)), np.full((J, N, N), IMPUTED, dtype=np.uint8)
    farm = np.array([k in FARM for k in keys])
    goods = np.array([s.goods for s in sectors().values()])
    stated = averages()
    for c, k in at.items():
        if c in stated:
            on_farm, on_other, seen = stated[c]
            rate[:, k, :] = (np.where(farm, on_farm, on_other) * goods)[:, None]
            if seen:
                grade[goods, k, :] = ESTIMATED
    kenya = collected(folder, trade[:, at["KEN"], :], np.array([c not in members("EAC") for c in codes]))
    rate[:, at["KEN"], :] = kenya[:, None]
    grade[goods, at["KEN"], :] = ESTIMATED
    for area in table("free_trade")["area"]:
        inside = [at[c] for c in area_members(area) if c in at]
        for n in inside:
            rate[:, n, inside] = 0.0
    for gift in table("free_trade")["preference"]:
        unions = [m for g in gift.get("giver_groups", ()) for m in members(g, FREE_ON)]
        givers = [at[c] for c in (*unions, *gift["givers"])]
        receivers = [at[c] for c in gift["receivers"] if c in at]
        cells = np.ix_(range(J), givers, receivers)
        rate[cells] = 0.0
    rate[:, np.arange(N), np.arange(N)] = 0.0
    grade[~goods] = ESTIMATED
    grade[(trade <= 0) & (rate == 0)] = ABSENT
    return np.round(rate, 4), grade


def collected(folder: Path, imports: Array, outside: NDArray[np.bool_]) -> Array:
    """Kenya's duty by sector (J,): import tax over imports of each commodity in the accounts of 2019, charged on what
    comes from outside the East African Community."""
    accounts, cells = readers.sam(folder)
    at = {a: k for k, a in enumerate(accounts)}
    out = np.zeros(len(sectors()))
    for j, s in enumerate(sectors().values()):
        if not s.goods:
            continue
        duty = sum(float(cells[at["mtax"], at["c" + c]]) for c in s.sam)
        bought = sum(float(cells[at["row"], at["c" + c]]) for c in s.sam)
        share = imports[j, outside].sum() / max(float(imports[j].sum()), 1e-9)
        if bought > 0 and share > 0:
            out[j] = min(duty / (bought * share), TOP_BAND)
    return out
