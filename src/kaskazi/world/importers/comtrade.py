"""UN Comtrade exports of rows: reporter, flow (X exports FOB, M imports CIF), partner, commodity, USD.

Both sides of a flow may be there. The exporter's own report is taken where there is one, else the partner's
imports as they stand (CIF, so higher by freight and insurance). Pairs whose sides differ by more than a quarter,
and pairs that rest on the partner alone, are mirror flows. Rows by second partner, mode of transport or customs
procedure, rows of the world as partner, and re-exports (already in exports) are skipped. Months and services are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.harmonized import LATEST, place_codes, vintage
from kaskazi.world.importers.labels import economy
from kaskazi.world.importers.table import ALL_GOODS, Trade, gather, held_alone

# Column: what a file must hold there and nowhere something else, and in words.
ONLY = {"type": ("typeCode", "C", "C: goods"), "frequency": ("freqCode", "A", "A: whole years")}
DIFFER = 0.25  # two reports of one flow differ if the larger is more than this above the smaller
WANTED = {
    "reporter": ("reporterISO", "reporterCode"),
    "partner": ("partnerISO", "partnerCode"),
    "flow": ("flowCode",),
    "k": ("cmdCode",),
    "v": ("primaryValue",),
    "year": ("refYear", "period", "refYear?"),
    "partner2": ("partner2Code", "partner2Code?"),
    "mot": ("motCode", "motCode?"),
    "customs": ("customsCode", "customsCode?"),
    "class": ("classificationCode", "classificationCode?"),
    "type": ("typeCode", "typeCode?"),
    "frequency": ("freqCode", "freqCode?"),
}


def read_comtrade(
    path: Path,
    year: int | None = None,
    of: str | None = None,
    concordance: Mapping[str, dict[str, float]] | None = None,
) -> Trade:
    """Goods trade by pair and sector, million USD, from rows of six digits, or of TOTAL where there are none.

    Raises DataError for faulty files, rows of both or neither kind of commodity, repeated keys.
    """
    file, con = engine.present(path), engine.connect()
    title = file.stem
    source = engine.scan(file)
    c = {k: engine.name(v) for k, v in engine.pick(engine.columns(con, source, title), WANTED, title).items()}
    _only(con, c, source, title)
    value = engine.number(c["v"])
    here = f"upper({c['flow']}) in ('X', 'M')"
    for key, plain in (("partner2", "0"), ("mot", "0"), ("customs", "C00")):
        if key in c:
            here += f" and cast({c[key]} as varchar) = '{plain}'"
    here += f" and cast({c['partner']} as varchar) not in ('0', 'W00', 'WLD')"
    if "year" in c:
        years = [r[0] for r in engine.rows(con, f"select distinct left(cast({c['year']} as varchar), 4) from {source}", title)]  # fmt: skip
        if not all(y and str(y).isdigit() for y in years) or not years:
            raise DataError(title, [Problem("refYear", "holds something else than years, or nothing.")])
        if (year is None and len(years) > 1) or (year and str(year) not in years):
            raise DataError(
                title, [Problem("refYear", f"holds {sorted(years)}.", "one of them, with --year")]
            )
        year = year or int(years[0])
        here += f" and left(cast({c['year']} as varchar), 4) = '{year}'"
    hs = vintage(of or _class(con, c, f"(select * from {source} where {here})", title), title)
    order = place_codes(con, hs, title, concordance)
    cells = engine.arrays(
        con,
        f"""with b as (select cast({c["reporter"]} as varchar) r, cast({c["partner"]} as varchar) p,
              upper({c["flow"]}) f, cast({c["k"]} as varchar) k, sum({value}) v, count(*) n,
              count(*) - count(case when {value} >= 0 then 1 end) bad from {source} where {here} group by all)
            select r, p, f, case when b.k = 'TOTAL' then -2 when regexp_full_match(b.k, '[0-9]{{6}}') then coalesce(s, -1)
              when regexp_full_match(b.k, '[0-9]{{2}}|[0-9]{{4}}') then -3 else -4 end s,
              sum(v * coalesce(w, 1)) v, max(n) n, sum(bad) bad, min(b.k) kk
            from b left join hs on length(b.k) = 6 and try_cast(b.k as integer) = hs.k group by all order by all""",
        title,
    )
    if len(cells["r"]) == 0:
        raise DataError(title, [Problem("", "has no rows of exports or imports between two economies.")])
    problems = []
    for key, what in (("bad", "holds a value that is none."), ("n", "is there more than once.")):
        for n in np.flatnonzero(cells[key] > (key == "n"))[:8]:
            problems.append(
                Problem(f"{cells['r'][n]}, {cells['f'][n]}, {cells['p'][n]}, {cells['kk'][n]}", what)
            )
    if problems:
        raise DataError(title, problems)
    s = cells["s"].astype(int)
    odd = sorted({str(k) for k in cells["kk"][s == -4]})
    if odd:
        problem = Problem(
            "cmdCode", f"holds codes of no kind: {', '.join(odd[:8])}.", "TOTAL, or 2, 4 or 6 digits"
        )
        raise DataError(title, [problem])
    detailed = bool((s >= -1).any())
    if not detailed and not (s == -2).any():
        raise DataError(
            title, [Problem("cmdCode", "holds no codes of six digits and no TOTAL.", "AG6 or TOTAL")]
        )
    sectors = order if detailed else (ALL_GOODS,)
    sides: dict[str, dict[tuple[str, str, str], float]] = {"X": {}, "M": {}}
    dropped: dict[str, float] = {}
    for r0, p0, f, k, v in zip(cells["r"], cells["p"], cells["f"], s, cells["v"], strict=True):
        if k == -3 or (k == -2) == detailed:
            continue
        r, p, amount = economy(r0), economy(p0), float(v) / 1e6
        lost = str(p0) if r else str(r0)
        if not r or not p or k == -1:
            lost = lost if not (r and p) else "HS of no sector"
            dropped[lost] = dropped.get(lost, 0.0) + amount
        elif r != p:
            pair = (r, p) if f == "X" else (p, r)
            at = (*pair, order[k] if detailed else ALL_GOODS)
            sides[f][at] = sides[f].get(at, 0.0) + amount
    return _reconcile(sides, title, year or 0, sectors, dropped, hs)


def _only(con: object, c: Mapping[str, str], source: str, title: str) -> None:
    """Refuses services and months: they are no goods and no year. Raises DataError."""
    problems = []
    for key, (column, wanted, words) in ONLY.items():
        if key in c:
            query = f"select distinct upper(trim(cast({c[key]} as varchar))) from {source} order by 1"
            odd = [str(r[0] or "nothing") for r in engine.rows(con, query, title) if r[0] != wanted]
            if odd:
                problems.append(Problem(column, f"holds {', '.join(odd[:8])}.", words))
    if problems:
        raise DataError(title, problems)


def _class(con: object, c: Mapping[str, str], source: str, title: str) -> str:
    if "class" not in c:
        return LATEST
    found = {
        str(r[0]).strip() for r in engine.rows(con, f"select distinct {c['class']} from {source}", title)
    }
    if not found:
        return LATEST  # no row is read: said later
    if len(found) != 1:
        raise DataError(title, [Problem("classificationCode", f"holds {sorted(found)}.", "one HS vintage")])
    return LATEST if found == {"HS"} else found.pop()


def _reconcile(
    sides: Mapping[str, Mapping[tuple[str, str, str], float]],
    title: str,
    year: int,
    sectors: tuple[str, ...],
    dropped: dict[str, float],
    hs: str,
) -> Trade:
    """One value for each flow: the exporter's where it reports at all, else the importer's; mirror flags."""
    totals: dict[str, dict[tuple[str, str], float]] = {"X": {}, "M": {}}
    for f, cells in sides.items():
        for (x, m, _), v in cells.items():
            totals[f][x, m] = totals[f].get((x, m), 0.0) + v
    report = {x for x, _ in totals["X"]}
    rows = [(key, v) for key, v in sides["X"].items()]
    rows += [(key, v) for key, v in sides["M"].items() if key[0] not in report]
    mirror = set()
    for pair in set(totals["X"]) | set(totals["M"]):
        a, b = totals["X"].get(pair), totals["M"].get(pair)
        if a is None or (b is not None and max(a, b) > (1 + DIFFER) * min(a, b)):
            mirror.add(pair)
    xs, ms, flows = gather(
        [k[0] for k, _ in rows],
        [k[1] for k, _ in rows],
        [k[2] for k, _ in rows],
        np.array([v for _, v in rows]),
        sectors,
    )
    silent = sorted(set(xs) - report)
    notes = [f"{hs}; exports are FOB, taken as basic prices"]
    if silent:
        notes.append(f"from their partners' imports (CIF, not brought to FOB): {', '.join(silent[:30])}")
    return held_alone(
        Trade(
            title,
            year,
            xs,
            ms,
            sectors,
            flows,
            dropped,
            mirror=frozenset(mirror),
            source="comtrade",
            notes=tuple(notes),
        )
    )
