"""Goods trade of every pair, all sectors together: totals, stated shares, raw materials, figures by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaskazi.world.build import margins, readers
from kaskazi.world.build.factbook import Entry
from kaskazi.world.build.hand import overrides, usd, used_flows
from kaskazi.world.build.trade import Evidence, reconstruct, stated_shares
from kaskazi.world.economies import economies
from kaskazi.world.sectors import sector_of_hs, sectors

Array = NDArray[np.float64]
APART = np.log(1.5)  # two sides that differ by more than half are flagged


@dataclass(frozen=True, slots=True)
class Pairs:
    """trade (N,N) [buyer, seller] million USD and what it rests on; raw (J,N,N) observed raw materials;
    exports, imports (N,) goods totals; gdp (N,); ledger lines."""

    trade: Array
    evidence: Evidence
    raw: Array
    exports: Array
    imports: Array
    gdp: Array
    mirror: NDArray[np.bool_]  # pairs whose two sides state it differently
    ledger: tuple[str, ...]


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
) -> Pairs:
    """Goods trade between all pairs of economies."""
    at = {c: k for k, c in enumerate(codes)}
    weo = readers.weo_gdp(folder)
    by_hand = overrides()
    gdp, how_gdp = margins.gdp_level(codes, wdi["gdp"], weo, book, year)
    ledger = [f"GDP of {c}: {h}" for c, h in zip(codes, how_gdp, strict=True) if h != "wdi"]
    by_sector, dropped = raw_by_sector(folder, codes, year)
    raw = by_sector.sum(axis=0)
    ledger.append(f"raw materials: {len(dropped)} UN codes without an economy here left out")
    gdps = {(c, y): v for (c, y), v in {**weo, **wdi["gdp"]}.items()}
    regions = [economies()[c].region for c in codes]
    totals = {}
    for what, series, axis in (("exports", "exports_goods_bop", 0), ("imports", "imports_goods_bop", 1)):
        stated = {c: getattr(book[c], what) for c in codes}
        totals[what], how = margins.published(
            codes, regions, wdi[series], gdps, stated, raw.sum(axis=axis), year
        )
        ledger += [f"goods {what} of {c}: {h}" for c, h in zip(codes, how, strict=True) if h != f"wdi {year}"]
    fixed = {
        kind: {at[t["economy"]]: usd(t) for t in by_hand["total"] if t["kind"] == kind}
        for kind in ("exports", "imports")
    }
    share_x, share_m = stated_shares(codes, book)
    x, m = margins.agree(
        totals["exports"], totals["imports"], share_x, share_m, raw, fixed["exports"], fixed["imports"]
    )
    kept = [k for k, c in enumerate(table.countries) if c in at]
    members = [at[table.countries[k]] for k in kept]
    goods = [k for k, s in enumerate(table.sectors) if s[0] in "ABC" and not s.startswith("B")]
    between = table.intermediate(goods)[np.ix_(kept, kept)].T
    hand = {(at[f["importer"]], at[f["exporter"]]): usd(f) for f in used_flows()}
    trade, evidence = reconstruct(x, m, geo, between, members, share_x, share_m, raw, hand)
    np.fill_diagonal(trade, 0.0)
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.log((share_x * x[None, :]) / (share_m * m[:, None])))
    return Pairs(trade, evidence, by_sector, x, m, gdp, apart > APART, tuple(ledger))
