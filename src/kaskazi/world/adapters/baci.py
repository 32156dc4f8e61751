"""CEPII BACI: `BACI_HS22_Y2023_V202501.csv` (t, i, j, k, v, q), thousand USD, UN numeric codes.

The order of columns differs between releases, so they are read by name. `country_codes_*.csv` beside the file
names the codes; without it the codes known here are used.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from kaskazi.errors import DataError, Problem
from kaskazi.world.adapters import engine
from kaskazi.world.adapters.table import Trade
from kaskazi.world.economies import by_un_code

KINDS = {"t": "INTEGER", "i": "INTEGER", "j": "INTEGER", "k": "VARCHAR", "v": "DOUBLE", "q": "VARCHAR"}


def read_baci(path: Path, year: int | None = None) -> Trade:
    """Goods trade by pair, million USD, summed over all HS6 products.

    path: the CSV, or a folder that holds one. Raises DataError for a missing or faulty file, unknown columns,
    several years without `year`.
    """
    file = _file(path, year)
    title = file.stem
    con = engine.connect()
    source = engine.scan(file, KINDS)
    engine.need(engine.columns(con, source, title), ("t", "i", "j", "k", "v"), title)
    found = engine.rows(
        con,
        f"select t, i, j, sum(v), count(*) - count(v), min(v) from {source} group by t, i, j order by t, i, j",
        title,
    )
    if not found:
        raise DataError(title, [Problem("", "has no rows.")])
    years = sorted({int(r[0]) for r in found})
    chosen = year or years[-1]
    if chosen not in years or (year is None and len(years) > 1):
        raise DataError(title, [Problem("t", f"holds the years {years}.", "one of them, with --year")])
    names = _codes(file)
    flows: dict[tuple[str, str], float] = {}
    dropped: dict[str, float] = {}
    faults: list[Problem] = []
    for t, i, j, v, empty, least in found:
        if t != chosen:
            continue
        if empty or least is None or least < 0:
            faults.append(Problem(f"i={i}, j={j}", "holds an empty or negative value v."))
            continue
        x, m = names.get(int(i)), names.get(int(j))
        if x is None or m is None:
            code = str(i if x is None else j)
            dropped[code] = dropped.get(code, 0.0) + v / 1e3
        else:
            flows[x, m] = flows.get((x, m), 0.0) + v / 1e3
    if faults:
        raise DataError(title, faults[:20])
    return Trade(title, chosen, flows, dropped)


def _file(path: Path, year: int | None) -> Path:
    if path.is_dir():
        found = sorted(p for p in path.glob("BACI_*.csv") if year is None or f"_Y{year}_" in p.name)
        if len(found) != 1:
            what = f"{len(found)} files BACI_*.csv" + (f" of {year}" if year else "") + " in the folder."
            raise DataError(str(path), [Problem("", what, "one, or --year")])
        return found[0]
    if not path.is_file():
        raise DataError(str(path), [Problem("", "cannot be read: no such file.")])
    return path


def _codes(file: Path) -> dict[int, str]:
    """UN code to ISO3: the publisher's own table where it lies beside the file."""
    release = re.search(r"V\d{6}\w?", file.name)
    beside = sorted(file.parent.glob(f"country_codes_{release[0] if release else '*'}.csv"))
    known = dict(by_un_code())
    if beside:
        with beside[0].open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            engine.need(reader.fieldnames or [], ("country_code", "country_iso3"), beside[0].name)
            for r in reader:
                code, iso3 = int(r["country_code"]), r["country_iso3"].strip()
                if len(iso3) == 3 and iso3.isalpha() and code not in known:
                    known[code] = iso3
    return known
