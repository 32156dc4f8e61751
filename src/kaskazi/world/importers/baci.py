"""CEPII BACI: `BACI_HS22_Y2023_V202501.csv` (t, i, j, k, v, q), thousand USD FOB, UN numeric codes.

The order of columns differs between releases, so they are read by name. `country_codes_*.csv` beside the file
names the codes; without it the codes known here are used. `product_codes_*.csv` beside it, where it is there,
must hold every code of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kaskazi.codes.economies import by_un_code
from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.harmonized import LATEST, place_codes, vintage
from kaskazi.world.importers.labels import economy
from kaskazi.world.importers.table import Trade, gather, held_alone

KINDS = dict.fromkeys("tijkvq", "VARCHAR")  # numbers are cast here: the reader's own cast skips blanks


def read_baci(
    path: Path,
    year: int | None = None,
    of: str | None = None,
    concordance: Mapping[str, dict[str, float]] | None = None,
) -> Trade:
    """Goods trade by pair and sector, million USD, from HS6 products.

    path: the CSV, or a folder that holds one; of: the HS vintage (default: what the file's name says);
    concordance: HS prefix to sectors with shares, before the built-in rules. Raises DataError for a missing or
    faulty file, unknown columns, several years without `year`, rows without value or with codes of no kind.
    """
    file = engine.present(_file(path, year))
    title = file.stem
    named = re.search(r"HS\d\d", file.name)
    hs = vintage(of or (named[0] if named else LATEST), title)
    con = engine.connect()
    source = engine.scan(file, KINDS)
    engine.need(engine.columns(con, source, title), ("t", "i", "j", "k", "v"), title)
    order = place_codes(con, hs, title, concordance)
    found = engine.arrays(
        con,
        f"""select t, i, j, coalesce(s, -1) s, sum(x * coalesce(w, 1)) v, sum(case when unsure then x * w else 0 end) u,
            count(*) - count(case when x >= 0 and isfinite(x) and {_edges("v", ".-")} then 1 end) bad,
            count(*) - count(case when length(b.k) = 6 and {_edges("b.k")} then 1 end) torn
        from (select t, i, j, k, v, try_cast(v as double) x from {source}) b
        left join hs on try_cast(b.k as integer) = hs.k group by all order by t, i, j, s""",
        title,
    )
    if len(found["t"]) == 0:
        raise DataError(title, [Problem("", "has no rows.")])
    problems = [
        Problem(f"i={i}, j={j}", f"holds {n} {what}.")
        for key, what in (
            ("bad", "rows whose v is empty, negative or no number"),
            ("torn", "rows whose k is no HS6"),
        )
        for i, j, n in _first(found, key)
    ]
    for key in "tij":
        odd = [c for c in {str(c) for c in found[key]} if not (c.isascii() and c.isdigit() and len(c) < 5)]
        problems += [Problem(key, f'"{c}" is not a whole number.') for c in sorted(odd)[:8]]
    if problems:
        raise DataError(title, problems[:20])
    t, found["i"], found["j"] = (found[key].astype(np.int64) for key in "tij")
    years = sorted({int(y) for y in t})
    chosen = year or years[-1]
    if chosen not in years or (year is None and len(years) > 1):
        raise DataError(title, [Problem("t", f"holds the years {years}.", "one of them, with --year")])
    stated = re.search(r"_Y(\d{4})_", file.name)
    if stated and int(stated[1]) != chosen:
        what = f"holds the year {chosen} while the file's name says {stated[1]}."
        raise DataError(title, [Problem("t", what, "a file that is what its name says")])
    _twice(con, source, title)
    names = _codes(file)
    _products(con, file, source, title)
    keep = t == chosen
    codes = {int(c): economy(int(c), names) for c in np.unique(np.concatenate([found["i"], found["j"]]))}
    x = np.array([codes[int(c)] for c in found["i"]], dtype=object)
    m = np.array([codes[int(c)] for c in found["j"]], dtype=object)
    v, u, s = found["v"] / 1e3, found["u"] / 1e3, found["s"].astype(int)
    placed = keep & (x != "") & (m != "") & (s >= 0) & (x != m)
    dropped: dict[str, float] = {}
    for raw, bad in (("i", x == ""), ("j", (x != "") & (m == ""))):
        for c in np.unique(found[raw][keep & bad]):
            here = keep & bad & (found[raw] == c)
            dropped[str(c)] = dropped.get(str(c), 0.0) + float(v[here].sum())
    if (nowhere := keep & (x != "") & (m != "") & (s < 0)).any():
        dropped["HS of no sector"] = float(v[nowhere].sum())
    labels = [order[k] for k in s[placed]]
    xs, ms, flows = gather(list(x[placed]), list(m[placed]), labels, v[placed], order)
    totals = {name: float(v[placed & (s == k)].sum()) for k, name in enumerate(order)}
    unsure = {n: float(u[placed & (s == k)].sum()) / totals[n] for k, n in enumerate(order) if totals[n] > 0}
    notes = [
        f"{hs}: sectors by prefix rules, {'your concordance before them' if concordance else 'no concordance of yours'}",
        "values are FOB and taken as basic prices",
    ]
    if any(unsure.values()):
        notes += _split(con, source, order, title)
    trade = Trade(
        title,
        chosen,
        xs,
        ms,
        order,
        flows,
        dropped,
        False,
        unsure,
        frozenset(),
        True,
        True,
        "baci",
        tuple(notes),
    )
    return held_alone(trade)


def _edges(column: str, more: str = "") -> str:
    """SQL: the text begins and ends as a number does. A cast would skip blanks, where a digit may have stood."""
    first, last = f"left({column}, 1)", f"right({column}, 1)"
    return f"contains('0123456789{more}', {first}) and contains('0123456789.', {last})"


def _twice(con: Any, source: str, title: str) -> None:
    """No flow stands there twice. Raises DataError."""
    parts = (("t", 10**12), ("i", 10**9), ("j", 10**6), ("k", 1))
    key = " + ".join(f"try_cast({c} as bigint) * {size}" for c, size in parts)
    query = f"select z, n from (select {key} z, count(*) n from {source} group by z) where n > 1 order by z limit 10"
    problems = []
    for z, n in engine.rows(con, query, title):
        i, j, k = z // 10**9 % 1000, z // 10**6 % 1000, z % 10**6
        problems.append(Problem(f"i={i}, j={j}, k={k:06d}", f"is there {n} times."))
    if problems:
        raise DataError(title, problems)


def _split(con: Any, source: str, order: tuple[str, ...], title: str, most: int = 5) -> list[str]:
    """The largest codes that belong to several sectors, with their weights, in words."""
    found = engine.rows(
        con,
        f"""with b as (select try_cast(k as integer) k, sum(try_cast(v as double)) / 1e3 v from {source} group by 1)
            select k, v, s, w from hs join b using (k) where unsure order by v desc, k, w desc""",
        title,
    )
    codes: dict[tuple[int, float], list[str]] = {}
    for k, v, s, w in found:
        codes.setdefault((k, v), []).append(f"{order[s]} {w:.0%}")
    out = [
        f"{k:06d} goes to {', '.join(p)} ({v:,.0f} million USD)" for (k, v), p in list(codes.items())[:most]
    ]
    return out + ([f"and {len(codes) - most} more codes that are split"] if len(codes) > most else [])


def _first(found: Mapping[str, Any], key: str) -> list[tuple[int, int, int]]:
    here = np.flatnonzero(found[key] > 0)[:10]
    return [(found["i"][n], found["j"][n], int(found[key][n])) for n in here]


def _file(path: Path, year: int | None) -> Path:
    if path.is_dir():
        found = sorted(p for p in path.glob("BACI_*.csv") if year is None or f"_Y{year}_" in p.name)
        if len(found) != 1:
            what = f"{len(found)} files BACI_*.csv" + (f" of {year}" if year else "") + " in the folder."
            raise DataError(str(path), [Problem("", what, "one, or --year")])
        return found[0]
    return path


def _beside(file: Path, kind: str) -> Path | None:
    """The publisher's table of codes of the same release, where it lies beside the file."""
    release = re.search(r"V\d{6}\w?", file.name)
    found = sorted(file.parent.glob(f"{kind}_codes_*{release[0] if release else ''}.csv"))
    return found[0] if found else None


def _codes(file: Path) -> Mapping[int, str]:
    """UN code to ISO3: the publisher's own table where it lies beside the file."""
    known = dict(by_un_code())
    beside = _beside(file, "country")
    if beside is None:
        return known
    engine.present(beside)
    problems: list[Problem] = []
    try:
        with beside.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            engine.need(reader.fieldnames or [], ("country_code", "country_iso3"), beside.name)
            for n, r in enumerate(reader, 2):
                code, iso3 = (r["country_code"] or "").strip(), (r["country_iso3"] or "").strip()
                if not code.isdigit():
                    problems.append(Problem(f"line {n}", f'"{code}" is not a UN code.'))
                elif len(iso3) == 3 and iso3.isalpha():
                    mine = known.setdefault(int(code), iso3)
                    if mine != iso3 and economy(iso3) != mine:
                        problems.append(Problem(f"line {n}", f"{code} is {iso3} here.", mine))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(beside.name, [Problem("", f"cannot be read: {error}.")]) from error
    if problems:
        raise DataError(beside.name, problems[:20])
    return known


def _products(con: Any, file: Path, source: str, title: str) -> None:
    """Every product code is in the publisher's table, where that lies beside the file. Raises DataError."""
    beside = _beside(file, "product")
    if beside is None:
        return
    table = engine.scan(engine.present(beside))
    engine.need(engine.columns(con, table, beside.name), ("code",), beside.name)
    query = f"select k, sum(try_cast(v as double)) from {source} where k not in (select code from {table}) group by k order by 2 desc limit 9"
    unknown = engine.rows(con, query, title)
    if unknown:
        codes = ", ".join(str(k) for k, _ in unknown)
        raise DataError(
            title, [Problem("k", f"codes that {beside.name} does not have: {codes}.", "one HS vintage")]
        )
