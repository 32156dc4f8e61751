"""Goods trade of every pair, all sectors together: totals, stated shares, raw materials, figures by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databuild.world import margins, readers
from databuild.world.factbook import Entry
from databuild.world.stated import stated_parts
from databuild.world.trade import Evidence, GroupTotal, reconstruct, stated_shares
from kaskazi.codes.economies import of_the_world
from kaskazi.codes.hs import sector_of_hs
from kaskazi.codes.sectors import sectors
from kaskazi.world.published import group_members, overrides, usd, used_flows

Array = NDArray[np.float64]
GROUP_OFF = 0.01  # a stated total missed by more is said in the ledger
TOTAL_OFF, SMALL = 0.1, 100.0  # other totals: missed by more, above so many million USD
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
    hand: dict[tuple[int, int], float] = {}
    for f in used_flows(year):
        growth, said = _since(f, wdi, year)
        hand[at[f["importer"]], at[f["exporter"]]] = usd(f) * growth
        ledger += [said] if said else []
    groups = _group_totals(at, year)
    seen = raw.copy()  # raw materials, and products that publishers state: parts of a pair that stay
    for cell, value in stated_parts(at).items():
        seen[cell] = max(seen[cell], value)
    trade, evidence = reconstruct(x, m, geo, between, members, share_x, share_m, seen, hand, groups, affinity)
    np.fill_diagonal(trade, 0.0)
    for group in groups:
        ours = float(trade[group.cells].sum())
        if abs(ours / group.value - 1) > GROUP_OFF:
            ledger.append(
                f"{group.name}: {group.value:,.0f} is stated, partners' figures make it {ours:,.0f}"
            )
    for kind, axis, wanted in (("exports", 0, x), ("imports", 1, m)):
        made = trade.sum(axis=axis)
        for k, c in enumerate(codes):
            entered = k in fixed[kind]
            total = fixed[kind][k] if entered else float(wanted[k])
            if abs(made[k] / total - 1) > (GROUP_OFF if entered else TOTAL_OFF) and made[k] > SMALL:
                what = "are stated" if entered else "were taken"
                ledger.append(f"{c}: goods {kind} of {total:,.0f} {what}, the pairs make {made[k]:,.0f}")
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.log((share_x * x[None, :]) / (share_m * m[:, None])))
    return Pairs(trade, evidence, by_sector, x, m, gdp, apart > APART, tuple(ledger))


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
