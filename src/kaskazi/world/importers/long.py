"""A long table of anyone's: exporter, importer, value (and year, sector or hs), CSV or Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.harmonized import LATEST, place_codes, vintage
from kaskazi.world.importers.place_flows import faults, placed
from kaskazi.world.importers.table import ALL_GOODS, Trade, gather

UNITS = {"usd": 1e-6, "kusd": 1e-3, "musd": 1.0}


def read_long(
    path: Path,
    unit: str,
    year: int | None = None,
    of: str | None = None,
    concordance: Mapping[str, dict[str, float]] | None = None,
) -> Trade:
    """Trade by pair (and sector), million USD. unit: usd, kusd or musd, as the file's maker states it.

    exporter and importer are ISO3 or UN codes. A column `sector` holds ids of the default world, or labels of
    `concordance`; a column `hs` codes of 6 digits, of the vintage `of`. Without either the file is all goods.
    Own sales (exporter = importer) are left out. Raises DataError for a faulty file, an unknown unit, repeated
    keys, values that are not numbers.
    """
    if unit not in UNITS:
        problem = Problem("unit", f'"{unit}" is not one.', ", ".join(UNITS), nearest(unit, UNITS))
        raise DataError(path.name, [problem])
    engine.present(path)
    con, title = engine.connect(), path.stem
    source = engine.scan(path)
    names = engine.columns(con, source, title)
    engine.need(names, ("exporter", "importer", "value"), title)
    kind = "sector" if "sector" in names else "hs" if "hs" in names else ""
    where = ""
    if "year" in names:
        listed = engine.rows(con, f"select distinct try_cast(year as integer) from {source}", title)
        years = [r[0] for r in listed]
        if None in years:
            raise DataError(title, [Problem("year", "holds something else than years.")])
        if (year is None and len(years) > 1) or (year and year not in years):
            raise DataError(title, [Problem("year", f"holds {sorted(years)}.", "one of them, with --year")])
        year = year or (years[0] if years else None)
        where = f"where try_cast(year as integer) = {year}"
    value = engine.number("value")
    keys = "cast(exporter as varchar) x, cast(importer as varchar) m" + (
        f", cast({kind} as varchar) k" if kind else ", '' k"
    )
    engine.run(
        con,
        f"""create table cell as select {keys}, sum({value}) v, count(*) n, count(*) - count({value}) bad,
            min({value}) least from {source} {where} group by all""",
        title,
    )
    faults(con, title)
    labels = [
        str(r[0]) for r in engine.rows(con, "select distinct coalesce(k, '') from cell order by 1", title)
    ]
    place = _places(con, labels, kind, of, title, concordance)
    order = tuple(s for s in (*sectors(), ALL_GOODS) if any(s in p for p in place.values())) or (ALL_GOODS,)
    found, dropped = placed(con, place, order, UNITS[unit], title, kind)
    abroad = found["x"] != found["m"]
    at = [order[int(k)] for k in found["s"][abroad]]
    exporters, importers, flows = gather(
        found["x"][abroad], found["m"][abroad], at, found["v"][abroad], order
    )
    notes = (f"unit {unit}, as you say; a flow between economies it names is zero if not stated",)
    return Trade(
        title,
        year or 0,
        exporters,
        importers,
        order,
        flows,
        dropped,
        goods_only=kind != "sector",
        notes=notes,
    )


def _places(
    con: Any,
    labels: list[str],
    kind: str,
    of: str | None,
    title: str,
    own: Mapping[str, dict[str, float]] | None,
) -> dict[str, dict[str, float]]:
    """Sectors, with shares, of every label of the file; empty for one that belongs nowhere."""
    if not kind:
        return {"": {ALL_GOODS: 1.0}}
    if kind == "hs":
        order = place_codes(con, vintage(of or LATEST, title), title, own)
        torn = [k for k in labels if not (k.isdigit() and len(k) == 6)]
        if torn:
            what = f"is not a code of six digits: {', '.join(torn[:8])}."
            raise DataError(title, [Problem("hs", what, "text with leading zeros")])
        found: dict[str, dict[str, float]] = {k: {} for k in labels}
        wanted = [int(k) for k in labels]
        for k, s, w in engine.rows(
            con, "select k, s, w from hs where k in (select unnest(?))", title, [wanted]
        ):
            found[f"{k:06d}"][order[s]] = w
        return found
    known = own or {**{s: {s: 1.0} for s in sectors()}, ALL_GOODS: {ALL_GOODS: 1.0}}
    unknown = [
        Problem("sector", f'"{k}" is not one.', nearest=nearest(k, known)) for k in labels if k not in known
    ]
    if unknown:
        raise DataError(title, unknown[:20])
    return {k: dict(known[k]) for k in labels}
