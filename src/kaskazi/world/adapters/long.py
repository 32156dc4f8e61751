"""A long table of anyone's: exporter, importer, value (and year), CSV or Parquet, ISO3 codes."""

from __future__ import annotations

from pathlib import Path

from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.adapters import engine
from kaskazi.world.adapters.table import Trade

UNITS = {"usd": 1e-6, "kusd": 1e-3, "musd": 1.0}


def read_long(path: Path, unit: str, year: int | None = None) -> Trade:
    """Goods trade by pair, million USD. unit: usd, kusd or musd, as the file's maker states it.

    Own sales (exporter = importer) are left out. Raises DataError for a faulty file, an unknown unit,
    repeated pairs, values that are not numbers.
    """
    if unit not in UNITS:
        problem = Problem("unit", f'"{unit}" is not one.', ", ".join(UNITS), nearest(unit, UNITS))
        raise DataError(path.name, [problem])
    if not path.is_file():
        raise DataError(str(path), [Problem("", "cannot be read: no such file.")])
    con, title = engine.connect(), path.stem
    source = engine.scan(path)
    names = engine.columns(con, source, title)
    engine.need(names, ("exporter", "importer", "value"), title)
    where = ""
    if "year" in names:
        years = [
            int(r[0]) for r in engine.rows(con, f"select distinct cast(year as integer) from {source}", title)
        ]
        if year is None and len(years) > 1:
            raise DataError(title, [Problem("year", f"holds {sorted(years)}.", "one of them, with --year")])
        year = year or years[0]
        where = f"where cast(year as integer) = {year}"
    number = "try_cast(trim(cast(value as varchar)) as double)"
    query = f"""select exporter, importer, sum({number}), count(*), count(*) - count({number}), min({number})
        from {source} {where} group by exporter, importer order by exporter, importer"""
    flows: dict[tuple[str, str], float] = {}
    dropped: dict[str, float] = {}
    problems: list[Problem] = []
    for x, m, total, n, bad, least in engine.rows(con, query, title):
        at = f"{x} to {m}"
        if bad or total is None:
            problems.append(Problem(at, "holds a value that is not a number."))
        elif least < 0:
            problems.append(Problem(at, f"{least} is negative."))
        elif n > 1:
            problems.append(Problem(at, f"is there {n} times."))
        elif not _iso3(x) or not _iso3(m):
            code = str(m if _iso3(x) else x)
            dropped[code] = dropped.get(code, 0.0) + total * UNITS[unit]
        elif x != m:
            flows[x, m] = total * UNITS[unit]
        if len(problems) >= 20:
            break
    if problems:
        raise DataError(title, problems)
    return Trade(title, year or 0, flows, dropped)


def _iso3(code: object) -> bool:
    return isinstance(code, str) and len(code) == 3 and code.isalpha() and code.isupper()
