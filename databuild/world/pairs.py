"""Goods trade of every pair, all sectors together: as published, and for the economies the published table lacks from
totals, stated shares, raw materials and figures by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world import margins, readers, totals
from databuild.world.factbook import Entry
from databuild.world.stated import stated_parts
from databuild.world.trade import GroupTotal, reconstruct, stated_shares
from kaskazi.codes.economies import of_the_world
from kaskazi.codes.hs import sector_of_hs
from kaskazi.codes.sectors import sectors
from kaskazi.world.published import FREE_ON, group_members, overrides, usd, used_flows

Array = NDArray[np.float64]
SMALL = 100.0  # million USD that a ledger passes over
APART = np.log(1.5)  # two sides that differ by more than half are flagged


@dataclass(frozen=True, slots=True)
class Pairs:
    """trade (N,N) [buyer, seller] million USD and what it rests on; raw (J,N,N) observed raw materials;
    basis (N,N): see `totals`; exports, imports (N,) goods totals; gdp (N,); ledger lines."""

    trade: Array
    basis: NDArray[np.uint8]
    hand: NDArray[np.bool_]
    raw: Array
    raw_headings: Mapping[str, Array]  # exports (N,) of raw materials by HS heading
    exports: Array
    imports: Array
    gdp: Array
    mirror: NDArray[np.bool_]  # pairs whose two sides state it differently
    ledger: tuple[str, ...]


def raw_exports(folder: Path, codes: tuple[str, ...], year: int, part: Array) -> dict[str, Array]:
    """Exports (N,) of raw materials by HS heading; part (N,N): how much of each pair's raw materials counts."""
    at = {c: k for k, c in enumerate(codes)}
    out: dict[str, Array] = {}
    for (hs, exporter, importer), v in readers.raw_materials(folder, year)[0].items():
        if exporter != importer:
            amounts = out.setdefault(hs[:4], np.zeros(len(codes)))
            amounts[at[exporter]] += v * part[at[importer], at[exporter]]
    return out


def raw_by_sector(folder: Path, codes: tuple[str, ...], year: int) -> tuple[Array, list[str]]:
    """Observed trade in raw materials (J,N,N) [sector, buyer, seller], and the UN codes left out."""
    at = {c: k for k, c in enumerate(codes)}
    keys = list(sectors())
    flows, dropped = readers.raw_materials(folder, year)
    raw = np.zeros((len(keys), len(codes), len(codes)))
    for (hs, exporter, importer), v in flows.items():
        if exporter != importer:
            raw[keys.index(sector_of_hs(hs)), at[importer], at[exporter]] += v
    return raw, dropped


def pairs(
    folder: Path,
    codes: tuple[str, ...],
    year: int,
    wdi: Mapping[str, Mapping[tuple[str, int], float]],
    book: Mapping[str, Entry],
    geo: readers.Geography,
    table: readers.Icio,
    affinity: Array | None = None,
) -> Pairs:
    """Goods trade between all pairs of economies. affinity (N,N): the prior, gravity of all goods alike if None."""
    at = {c: k for k, c in enumerate(codes)}
    weo = readers.weo_gdp(folder)
    by_hand = overrides()
    gdp, how_gdp = margins.gdp_level(codes, wdi["gdp"], weo, book, year)
    ledger = [f"GDP of {c}: {h}" for c, h in zip(codes, how_gdp, strict=True) if h != "wdi"]
    by_sector, dropped = raw_by_sector(folder, codes, year)
    raw = by_sector.sum(axis=0)
    ledger.append(f"raw materials: {len(dropped)} UN codes without an economy here left out")
    gdps = {(c, y): v for (c, y), v in {**weo, **wdi["gdp"]}.items()}
    regions = [of_the_world()[c].region for c in codes]
    published = {}
    for what, series, axis in (("exports", "exports_goods_bop", 0), ("imports", "imports_goods_bop", 1)):
        stated = {c: getattr(book[c], what) for c in codes}
        published[what], how = margins.published(
            codes, regions, wdi[series], gdps, stated, raw.sum(axis=axis), year
        )
        ledger += [
            f"goods {what} of {c}: {h}"
            for c, h in zip(codes, how, strict=True)
            if c in tables.table("goods_totals")["not_in"]
        ]
    fixed = {
        kind: {at[t["economy"]]: usd(t) for t in by_hand["total"] if t["kind"] == kind}
        for kind in ("exports", "imports")
    }
    share_x, share_m = stated_shares(codes, book)
    x, m = margins.agree(
        published["exports"], published["imports"], share_x, share_m, raw, fixed["exports"], fixed["imports"]
    )
    kept = [k for k, c in enumerate(table.countries) if c in at]
    members = [at[table.countries[k]] for k in kept]
    goods = [k for k, s in enumerate(table.sectors) if s[0] in "ABC" and not s.startswith("B")]
    between = table.intermediate(goods)[np.ix_(kept, kept)].T
    hand: dict[tuple[int, int], float] = {}
    said_of: dict[tuple[int, int], str] = {}
    for f in used_flows(year):
        growth, said = _since(f, wdi, year)
        cell = at[f["importer"]], at[f["exporter"]]
        hand[cell], said_of[cell] = usd(f) * growth, said
    groups = _group_totals(at, year)
    seen = raw.copy()  # raw materials, and products that publishers state: parts of a pair that stay
    for cell, value in stated_parts(at).items():
        seen[cell] = max(seen[cell], value)
    trade, _ = reconstruct(x, m, geo, between, members, share_x, share_m, seen, hand, groups, affinity)
    np.fill_diagonal(trade, 0.0)
    found, told = _as_published(folder, codes, geo, raw, share_x, share_m, hand, trade)
    ledger += [*told, *(said for cell, said in said_of.items() if said and found.basis[cell] == totals.HAND)]
    over = raw.sum() - np.minimum(raw, found.trade).sum()
    if over > SMALL:
        ledger.append(f"raw materials: {over:,.0f} million USD above the totals of their pairs left out")
    part = np.where(raw > 0, np.minimum(found.trade / np.maximum(raw, 1e-12), 1.0), 1.0)
    by_sector *= part[None]
    headings = raw_exports(folder, codes, year, part)
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.log((share_x * x[None, :]) / (share_m * m[:, None])))
    sold, bought = found.trade.sum(axis=0), found.trade.sum(axis=1)
    by_hand = found.basis == totals.HAND
    return Pairs(
        found.trade,
        found.basis,
        by_hand,
        by_sector,
        headings,
        sold,
        bought,
        gdp,
        apart > APART,
        tuple(ledger),
    )


def _as_published(
    folder: Path,
    codes: tuple[str, ...],
    geo: readers.Geography,
    raw: Array,
    share_x: Array,
    share_m: Array,
    hand: Mapping[tuple[int, int], float],
    rebuilt: Array,
) -> tuple[totals.Totals, list[str]]:
    """Every pair as published or filled, and the ledger's lines on what was filled with what."""
    seen, known = totals.published(codes)
    seen, told = totals.raised(seen, raw, codes)
    then = {
        y: (past, raw_by_sector(folder, codes, y)[0].sum(axis=0)) for y, past in totals.earlier(codes).items()
    }
    absent = np.isin(codes, tables.table("goods_totals")["not_in"])
    near = totals.neighbours(codes, FREE_ON)
    found = totals.filled(seen, known, geo, then, raw, near, share_x, share_m, hand, rebuilt, absent)
    for what, words in totals.WORDS.items():
        where = found.basis == what
        told.append(f"goods of {where.sum():,} pairs {words}: {found.trade[where].sum():,.0f} million USD")
    return found, told


def _group_totals(at: Mapping[str, int], year: int) -> list[GroupTotal]:
    """The totals by group entered for the year whose members are known."""
    out = []
    for f in overrides().get("group_flow", []):
        members = tuple(at[c] for c in group_members(f["group"]) if c in at)
        if f["year"] == year and members:
            name = f"{f['economy']}: {f['flow']} with {f['group']}"
            out.append(GroupTotal(name, f["flow"] == "exports", at[f["economy"]], members, usd(f)))
    return out


def _since(
    f: Mapping[str, Any], wdi: Mapping[str, Mapping[tuple[str, int], float]], year: int
) -> tuple[float, str]:
    """How a figure of another year is moved: by the total of the side that reports it; and the ledger's line."""
    if f["year"] == year:
        return 1.0, ""
    side = f["side"]
    series = wdi["exports_goods_bop" if side == "exporter" else "imports_goods_bop"]
    then, now = series.get((f[side], f["year"])), series.get((f[side], year))
    growth = now / then if now and then else 1.0
    how = f"times {growth:.3f}, as {f[side]}'s total moved" if now and then else "as it is"
    return growth, f"{f['exporter']} to {f['importer']}: figure of {f['year']} {how}"
