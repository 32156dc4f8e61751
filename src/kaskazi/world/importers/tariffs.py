"""Applied tariffs by HS6 from their publishers, brought to sectors: trade-weighted, the simple mean beside.

trains: WITS bulk AVEMFN / AVEPref files (NomenCode, Reporter_ISO_N, Year, ProductCode, Partner, SimpleAverage;
the WTO tariff download facility has the same columns) and WITS query results (DutyType); per cent.
wto: files of the WTO statistics portal (Indicator Code, Reporting Economy Code, Product/Sector Code, Value); per cent.
macmap: importer, exporter, HS6, ..., rate, with names or by place (the rate fifth); you say percent or ratio.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.economies import by_un_code
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.harmonized import LATEST, place_codes, vintage
from kaskazi.world.importers.labels import economy, reporters

Array = NDArray[np.float64]
RATE_MOST = 40.0  # 4000 %: no applied duty on an HS6 code is above it
PERCENT_LEAST = 1.0  # the median of rates above zero: below it, "percent" is a ratio
ALL = ("0", "000", "WLD", "W00", "999", "")  # partner codes that mean every partner


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Rates as ratios, [sector, importer, exporter] (T,M,X); exporter "" stands for all that are not named.

    weighted: by trade, NaN without; simple: mean over HS6 lines, NaN without; lines: how many there are; trade: the weights;
    silent: lines without a rate, by importer; covered: share of the weights' value that found a rate.
    """

    title: str
    year: int
    importers: tuple[str, ...]
    exporters: tuple[str, ...]
    sectors: tuple[str, ...]
    weighted: Array
    simple: Array
    lines: Array
    trade: Array
    silent: Mapping[str, float]
    covered: float
    dropped: tuple[str, ...]
    source: str
    notes: tuple[str, ...] = ()

    def rate(self, importer: str, exporter: str, sector: str) -> float:
        """The rate of one cell: trade-weighted, else the simple mean; NaN without."""
        m, s = self.importers.index(importer), self.sectors.index(sector)
        x = self.exporters.index(exporter if exporter in self.exporters else "")
        value = self.weighted[s, m, x]
        return float(value if np.isfinite(value) else self.simple[s, m, x])


def read_tariffs(
    path: Path,
    layout: str,
    year: int | None = None,
    unit: str | None = None,
    weights: Path | None = None,
    beneficiaries: Path | None = None,
    of: str | None = None,
    concordance: Mapping[str, dict[str, float]] | None = None,
) -> Tariffs:
    """Rates of one year by sector and pair. layout: trains, wto or macmap; path: a file or a folder of them.

    weights: a BACI file of HS6 trade; beneficiaries: CSV (group, economy) for partner codes that are groups of
    preference receivers. Raises DataError with every fault.
    """
    con, title = engine.connect(), path.stem
    source = _scan(path)
    names = engine.columns(con, source, title)
    select, scale, hs = _layout(con, layout, source, names, title, year, unit)
    engine.run(con, f"create table raw as {select}", title)
    chosen, odd = _check(con, title, year)
    rate = engine.rows(con, "select median(r) from raw where r > 0", title)[0][0]
    if unit != "ratio" and rate is not None and rate < PERCENT_LEAST:
        what = f"the median rate above zero is {rate:g}: ratios, not per cent?"
        raise DataError(title, [Problem("unit", what, "--unit ratio" if layout == "macmap" else "per cent")])
    worst = engine.rows(
        con,
        f"select m, x, k, r from raw where r < 0 or r * {scale} > {RATE_MOST} order by m, x, k limit 10",
        title,
    )
    if worst:
        raise DataError(
            title, [Problem(f"{m} on {x or 'all'}, {k}", f"{r:g} is not a rate.") for m, x, k, r in worst]
        )
    first, *others = [vintage(x, title) for x in (of or hs).split(", ")]
    order = place_codes(con, first, title, concordance)
    dropped = (*odd, *_unread(con, layout, source, names, title), *_economies(con, title, beneficiaries))
    found = _aggregate(con, title, order, scale, weights)
    if others:
        found["notes"] += (
            f"lines of {', '.join(sorted({first, *others}))}; sectors by the rules of {first}",
        )
    return Tariffs(title=title, year=chosen, sectors=order, dropped=dropped, source=_source(layout), **found)


def _unread(con: Any, layout: str, source: str, names: list[str], title: str) -> tuple[str, ...]:
    """Kinds of rows of a file that are no rates to this reader: indicators of the WTO, duty types of TRAINS."""
    kinds = {
        "wto": ("Indicator", r"^(hs mfn - simple average|hs pref)"),
        "trains": ("DutyType", "^(mfn|ahs|prf)$"),
    }
    column, read = kinds.get(layout, ("", ""))
    if column not in names:
        return ()
    text = f"lower(cast({engine.name(column)} as varchar))"
    query = f"select any_value({engine.name(column)}) v from {source} where not regexp_matches(coalesce({text}, ''), '{read}') group by {text} order by 1 limit 10"
    return tuple(f"{column.lower()} {r[0]}" for r in engine.rows(con, query, title))


def _source(layout: str) -> str:
    return {"trains": "trains", "wto": "wto-tariffs", "macmap": "macmap-hs6"}[layout]


def _scan(path: Path) -> str:
    if not path.is_dir():
        return engine.scan(engine.present(path))
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() == ".csv")
    if not files:
        raise DataError(str(path), [Problem("", "holds no CSV files.", "unpacked files")])
    listed_files = ", ".join("'" + str(engine.present(p)).replace("'", "''") + "'" for p in files)
    return f"read_csv([{listed_files}], header=true, delim=',', quote='\"', escape='\"', all_varchar=true, union_by_name=true)"


def _layout(
    con: Any, layout: str, source: str, names: list[str], title: str, year: int | None, unit: str | None
) -> tuple[str, float, str]:
    """The query that gives year, m, x, k, r, kind; the scale to ratios; the HS vintage."""

    def text(column: str) -> str:
        return f"cast({engine.name(column)} as varchar)"

    if layout == "trains":
        c = engine.pick(names, {
            "m": ("Reporter_ISO_N", "Reporter"), "k": ("ProductCode", "Product"), "r": ("SimpleAverage", "Simple Average"),
            "year": ("Year", "TariffYear", "Tariff Year"), "x": ("Partner", "Partner?"), "duty": ("DutyType", "DutyType?"),
            "nomen": ("NomenCode", "SelectedNomen", "NativeNomen", "NomenCode?"),
        }, title)  # fmt: skip
        duty = f"upper({text(c['duty'])})" if "duty" in c else "'MFN'"
        partner = text(c["x"]) if "x" in c else "''"
        where = f"where {duty} in ('MFN', 'AHS', 'PRF')" if "duty" in c else ""
        hs = LATEST
        if "nomen" in c:
            query = f"select {text(c['nomen'])} n from {source} where n is not null group by n order by count(*) desc, n"
            found = engine.rows(con, query, title)
            hs = ", ".join(str(r[0]) for r in found) or LATEST
        query = f"select {text(c['year'])} y, {text(c['m'])} m, {partner} x, {text(c['k'])} k, {engine.number(engine.name(c['r']))} r, 0 rank"
        if "duty" not in c:
            return f"{query} from {source}", 0.01, hs
        return _mfn_once(f"{query}, {duty} = 'MFN' mfn from {source} {where}"), 0.01, hs
    if layout == "wto":
        c = engine.pick(names, {
            "what": ("Indicator Code",), "text": ("Indicator",), "m": ("Reporting Economy Code",), "k": ("Product/Sector Code",),
            "x": ("Partner Economy Code", "Partner Economy Code?"), "year": ("Year",), "r": ("Value",),
        }, title)  # fmt: skip
        mfn, best = (
            f"{text(c['text'])} ilike 'HS MFN - Simple average%'",
            f"{text(c['text'])} ilike 'HS Pref%'",
        )
        partner = text(c["x"]) if "x" in c else "''"
        query = f"""select {text(c["year"])} y, {text(c["m"])} m, case when {mfn} then '' else coalesce({partner}, '') end x,
            {text(c["k"])} k, {engine.number(engine.name(c["r"]))} r,
            case when {text(c["text"])} ilike '%AVE%' then 0 else 1 end rank from {source} where {mfn} or {best}"""
        return query, 0.01, LATEST
    if unit not in ("percent", "ratio"):
        raise DataError(
            title,
            [Problem("unit", f'"{unit or ""}" is not one.', "percent or ratio, as the publisher states")],
        )
    try:
        c = engine.pick(names, {
            "m": ("importer", "reporter", "iso_importer", "importer_iso3"), "x": ("exporter", "partner", "iso_exporter", "exporter?"),
            "k": ("hs6", "product", "hs"), "r": ("rate", "adv", "ave", "tariff", "adval"), "year": ("year", "year?"),
        }, title)  # fmt: skip
    except DataError:
        if len(names) < 5:
            raise
        c = dict(zip(("m", "x", "k", "", "r"), names, strict=False))
    named = re.search(r"(?:19|20)\d\d", title)
    y = text(c["year"]) if "year" in c else f"'{year or (named[0] if named else 0)}'"
    x = text(c["x"]) if "x" in c else "''"
    query = f"select {y} y, {text(c['m'])} m, {x} x, {text(c['k'])} k, {engine.number(engine.name(c['r']))} r, 0 rank from {source}"
    return query, 0.01 if unit == "percent" else 1.0, "HS17"


def _mfn_once(rates: str) -> str:
    """Rates of a query of WITS, which gives the rate for all (MFN) once a partner asked for: each rate of a line once,
    for every partner. Two that differ stay two, and so do two of one partner: `_check` refuses them."""
    return f"""with given as ({rates}),
        counted as (select *, row_number() over (partition by y, m, x, k, r, mfn) nth from given)
        select y, m, x, k, r, rank from counted where not mfn
        union all select y, m, '' x, k, r, 0 rank from counted where mfn group by y, m, k, r, nth"""


def _check(con: Any, title: str, year: int | None) -> tuple[int, tuple[str, ...]]:
    """The year, and codes that are no HS: six digits are kept, one rate for each key. Raises DataError."""
    engine.run(con, f"update raw set x = '' where x in {ALL} or x is null", title)
    total, whole = engine.rows(con, "select count(*), count(case when regexp_full_match(k, '[0-9]{6}') then 1 end) from raw", title)[0]  # fmt: skip
    if not total:
        raise DataError(title, [Problem("", "has no rows of applied rates.")])
    if whole < 0.5 * total:
        raise DataError(
            title,
            [
                Problem(
                    "product",
                    f"{total - whole:,} of {total:,} codes are not HS6.",
                    "six digits, leading zeros kept",
                )
            ],
        )
    shapes = "[0-9]{2}|[0-9]{4}|[0-9]{6}"
    query = f"select distinct coalesce(k, '') from raw where k is null or not regexp_full_match(k, '{shapes}') order by 1"
    odd = tuple(f"product {r[0]}" for r in engine.rows(con, query, title))
    engine.run(con, "delete from raw where k is null or not regexp_full_match(k, '[0-9]{6}')", title)
    years = sorted(r[0] for r in engine.rows(con, "select distinct y from raw", title) if r[0] is not None)
    if not all(str(y).isdigit() for y in years) or not years:
        raise DataError(title, [Problem("year", "holds something else than years.")])
    if (year is None and len(years) > 1) or (year and str(year) not in years and years != ["0"]):
        raise DataError(title, [Problem("year", f"holds {', '.join(years)}.", "one of them, with --year")])
    chosen = year or int(years[0])
    engine.run(con, f"delete from raw where y <> '{chosen}' and y <> '0'", title)
    twice = engine.rows(
        con,
        "select m, x, k, count(*) from raw group by m, x, k, rank having count(*) > 1 order by m, x, k limit 10",
        title,
    )
    if twice:
        raise DataError(
            title, [Problem(f"{m} on {x or 'all'}, {k}", f"is there {n} times.") for m, x, k, n in twice]
        )
    if not engine.rows(con, "select count(r) from raw", title)[0][0]:
        raise DataError(title, [Problem("rates", "no line has one.", "numbers")])
    return chosen, odd


def _economies(con: Any, title: str, beneficiaries: Path | None) -> tuple[str, ...]:
    """Tables rep and par: code to ISO3. Returns partner codes nobody knows; unknown reporters are an error."""
    rep = [
        (c, m)
        for (c,) in engine.rows(con, "select distinct m from raw", title)
        for m in reporters(c) or ("",)
    ]
    unknown = [str(c) for c, m in rep if not m]
    if len(unknown) == len(rep):
        near = [Problem("reporters", f"none is known: {', '.join(unknown[:8])}.", "ISO3 or UN codes")]
        raise DataError(title, near)
    groups: dict[str, list[str]] = {}
    if beneficiaries is not None:
        table = engine.scan(engine.present(beneficiaries))
        engine.need(engine.columns(con, table, beneficiaries.name), ("group", "economy"), beneficiaries.name)
        bad = []
        for g, e in engine.rows(
            con, f'select trim("group"), trim("economy") from {table}', beneficiaries.name
        ):
            iso3 = economy(e)
            if not iso3:
                bad.append(
                    Problem(
                        str(g), f'"{e}" is not an economy.', nearest=nearest(str(e), by_un_code().values())
                    )
                )
            groups.setdefault(str(g), []).append(iso3)
        if bad:
            raise DataError(beneficiaries.name, bad[:20])
    par: list[tuple[str, str]] = []
    lost = []
    for (c,) in engine.rows(con, "select distinct x from raw where x <> ''", title):
        found = groups.get(str(c)) or list(reporters(c))
        par += [(str(c), x) for x in found]
        if not found:
            lost.append(str(c))
    for name, pairs in (("rep", [(c, m) for c, m in rep if m]), ("par", [*par, ("", "")])):
        engine.run(con, f"create table {name} (c varchar, e varchar)", title)
        con.executemany(f"insert into {name} values (?, ?)", pairs)
    return (*sorted(lost), *sorted(f"reporter {c}" for c in unknown))


def _aggregate(
    con: Any, title: str, order: tuple[str, ...], scale: float, weights: Path | None
) -> dict[str, Any]:
    """Simple and weighted means by (sector, importer, exporter)."""
    engine.run(
        con,
        f"""create table best as select rep.e m, par.e x, cast(k as integer) k, min(r * {scale}) r, min(nr) nr from
            (select m, x, k, arg_min(r, rank) r, count(*) - count(r) nr from raw group by all) q
            join rep on rep.c = q.m join par on par.c = q.x where rep.e <> par.e group by all""",
        title,
    )
    # a pair with preferences pays the lower of the two on every line of its importer
    engine.run(
        con,
        """create table line as select m, x, k, r from best where x = '' union all
            select p.m, p.x, f.k, coalesce(least(b.r, f.r), b.r, f.r) from (select distinct m, x from best where x <> '') p
            join best f on f.m = p.m and f.x = '' left join best b on b.m = p.m and b.x = p.x and b.k = f.k union all
            select m, x, k, r from best b where x <> '' and not exists (select 1 from best f where f.m = b.m and f.x = '' and f.k = b.k)""",
        title,
    )
    cells = engine.arrays(con, "select m, x, s, sum(r * w) / sum(case when r is not null then w end) r, count(*) n from line join hs using (k) group by all order by all", title)  # fmt: skip
    if len(cells["m"]) == 0:
        raise DataError(
            title, [Problem("product", "no code belongs to a sector.", "HS codes of chapters 01 to 97")]
        )
    silent = {m: float(n) for m, n in engine.rows(con, "select m, count(*) from best where r is null group by m order by m", title)}  # fmt: skip
    heavy, covered = None, 0.0
    if weights is not None:
        _trade(con, weights)
        heavy = engine.arrays(
            con,
            """select t.m, t.x, s, sum(case when coalesce(p.r, f.r) is not null then v * w * coalesce(p.r, f.r) end)
                 / nullif(sum(case when coalesce(p.r, f.r) is not null then v * w end), 0) r, sum(v * w) v,
                 sum(case when coalesce(p.r, f.r) is not null then v * w else 0 end) u
               from trade t join hs using (k) left join line p on p.m = t.m and p.x = t.x and p.k = t.k
               left join line f on f.m = t.m and f.x = '' and f.k = t.k
               where t.m in (select m from best) group by all order by all""",
            title,
        )
        total = float(np.ma.filled(np.ma.asarray(heavy["v"]), 0.0).sum())
        covered = float(np.ma.filled(np.ma.asarray(heavy["u"]), 0.0).sum()) / total if total else 0.0
        if covered < 0.5:
            what = f"only {covered:.1%} of the weights' trade finds a rate."
            raise DataError(title, [Problem("weights", what, "trade of the same economies and HS vintage")])
    ms = tuple(sorted({str(m) for m in cells["m"]}))
    xs = tuple(sorted({str(x) for x in cells["x"]} | {str(x) for x in (heavy["x"] if heavy else ())}))
    im, ix = ({c: k for k, c in enumerate(names)} for names in (ms, xs))
    shape = (len(order), len(ms), len(xs))
    simple, weighted = np.full(shape, np.nan), np.full(shape, np.nan)
    lines, trade = np.zeros(shape), np.zeros(shape)
    _fill(simple, cells, im, ix, cells["r"])
    _fill(lines, cells, im, ix, cells["n"])
    if heavy:
        _fill(weighted, heavy, im, ix, heavy["r"])
        _fill(trade, heavy, im, ix, heavy["u"])
    notes = [] if weights else ["no weights: simple means over HS6 lines"]
    return {"importers": ms, "exporters": xs, "weighted": weighted, "simple": simple, "lines": lines, "trade": trade,
            "silent": silent, "covered": covered, "notes": tuple(notes)}  # fmt: skip


def _fill(
    out: Array, cells: Mapping[str, Any], im: Mapping[str, int], ix: Mapping[str, int], values: Any
) -> None:
    m = np.array([im[str(c)] for c in cells["m"]])
    x = np.array([ix[str(c)] for c in cells["x"]])
    out[cells["s"].astype(int), m, x] = np.ma.filled(np.ma.asarray(values).astype(float), np.nan)


def _trade(con: Any, path: Path) -> None:
    """Table trade (x, m, k, v) from a BACI file. Raises DataError."""
    from kaskazi.world.importers.baci import KINDS

    source, title = engine.scan(engine.present(path), KINDS), path.stem
    engine.need(engine.columns(con, source, title), ("i", "j", "k", "v"), title)
    engine.run(con, "create table un (c integer, e varchar)", title)
    con.executemany("insert into un values (?, ?)", list(by_un_code().items()))
    engine.run(
        con,
        f"""create table trade as select a.e x, b.e m, try_cast(k as integer) k, sum(try_cast(v as double)) v
            from {source} join un a on a.c = try_cast(i as integer) join un b on b.c = try_cast(j as integer)
            where a.e <> b.e and try_cast(v as double) > 0 group by all""",
        title,
    )
