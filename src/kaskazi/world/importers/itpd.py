"""USITC International Trade and Production Database, for estimation (E) and simulation (S): million USD.

Columns by name; releases 1 and 2 say exporter_iso3, release 3 exporter_iso3_dynamic. Exporter = importer is
domestic trade. flag_zero "u": unknown, filled with zero by the publisher, so not known here. flag_mirror: the
flow is the partner's report. Industries go to sectors by their descriptions (`data/itpd_sectors.csv`), since ids
differ between releases, or by the user's own table of ids.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.place_flows import faults, placed
from kaskazi.world.importers.table import Trade, gather

ALIKE = 0.8  # how alike two descriptions of an industry must be
MOSTLY = 0.5  # a pair is a mirror flow if more of its value is


@cache
def industries() -> Mapping[str, tuple[str, bool]]:
    """Description of an industry to its sector and whether that is a judgement."""
    text = files("kaskazi.world").joinpath("data", "itpd_sectors.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({r["description"]: (r["sector"], r["judgement"] == "yes") for r in rows})


def read_itpd(
    path: Path, year: int | None = None, concordance: Mapping[str, dict[str, float]] | None = None
) -> Trade:
    """Trade and domestic sales by pair and sector, million USD, of one year.

    concordance: industry_id to sectors with shares instead of the built-in table. Raises DataError for faulty
    files, industries the table describes otherwise, repeated keys, values that are none.
    """
    file, con = engine.present(path), engine.connect()
    title = file.stem
    source = engine.scan(file)
    c = engine.pick(
        engine.columns(con, source, title),
        {
            "x": ("exporter_iso3", "exporter_iso3_dynamic", "exporter_dynamic_code"),
            "m": ("importer_iso3", "importer_iso3_dynamic", "importer_dynamic_code"),
            "year": ("year",),
            "industry": ("industry_id",),
            "descr": ("industry_descr", "industry_descr?"),
            "trade": ("trade",),
            "mirror": ("flag_mirror",),
            "zero": ("flag_zero",),
        },
        title,
    )
    years = [
        r[0]
        for r in engine.rows(con, f"select distinct try_cast({c['year']} as integer) from {source}", title)
    ]
    if None in years or not years:
        raise DataError(title, [Problem("year", "holds no year or something else than years.")])
    chosen = year or max(years)
    if chosen not in years or (year is None and len(years) > 1):
        raise DataError(
            title, [Problem("year", f"holds the years {sorted(years)}.", "one of them, with --year")]
        )
    of_year = f"from {source} where try_cast({c['year']} as integer) = {chosen}"
    table, guesses = concordance, frozenset[str]()
    if table is None:
        if "descr" not in c:
            need = "a concordance of industry_id: --concordance"
            raise DataError(
                title, [Problem("header", "no column of descriptions to place industries by.", need)]
            )
        pairs = engine.rows(con, f"select distinct {c['industry']}, {c['descr']} {of_year}", title)
        table, guesses = _described(pairs, title)
    value, mirror = engine.number(c["trade"]), f"{c['mirror']} = '1'"
    unknown = f"lower({c['zero']}) = 'u'"
    engine.run(
        con,
        f"""create table cell as select {c["x"]} x, {c["m"]} m, {c["industry"]} k, sum({value}) v,
            count(*) n, count(*) - count({value}) bad, min({value}) least, bool_or({mirror}) mirror,
            bool_or({unknown}) unknown {of_year} group by all""",
        title,
    )
    faults(con, title, "industry")
    kinds = [str(r[0]) for r in engine.rows(con, "select distinct k from cell order by 1", title)]
    unplaced = [Problem("industry_id", f'"{k}" is in no concordance.') for k in kinds if k not in table]
    if unplaced:
        raise DataError(title, unplaced[:20])
    return _trade(con, title, chosen, {k: table[k] for k in kinds}, guesses)


def _described(
    found: list[tuple[Any, ...]], title: str
) -> tuple[dict[str, dict[str, float]], frozenset[str]]:
    """Sectors of the file's industries by their descriptions, and the ids whose place is a judgement.

    Ids differ between releases, descriptions do not. Raises DataError for one the table does not know, or an
    id with two of them.
    """
    known = {_plain(text): text for text in industries()}
    problems: list[Problem] = []
    table: dict[str, dict[str, float]] = {}
    guesses = set()
    for k, text in sorted(found, key=str):
        plain = _plain(str(text))
        best = plain if plain in known else max(known, key=lambda t: SequenceMatcher(None, t, plain).ratio())
        if SequenceMatcher(None, best, plain).ratio() < ALIKE:
            what = f'is "{text}", which the built-in concordance does not know.'
            problems.append(Problem(f"industry {k}", what, "--concordance of your own", known[best]))
        elif str(k) in table:
            problems.append(Problem(f"industry {k}", "has two descriptions."))
        sector, guess = industries()[known[best]]
        table[str(k)] = {sector: 1.0}
        if guess:
            guesses.add(str(k))
    if problems:
        raise DataError(title, problems[:20])
    return table, frozenset(guesses)


def _plain(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def _trade(
    con: Any, title: str, year: int, table: Mapping[str, dict[str, float]], guesses: frozenset[str]
) -> Trade:
    """Flows by pair and sector; NaN where all that is stated is "unknown"."""
    order = tuple(s for s in sectors() if any(s in parts for parts in table.values()))
    listed = ", ".join(f"'{k}'" for k in guesses) or "''"
    extra = f""", sum(case when mirror then v * p.w else 0 end) told, bool_or(unknown) hidden,
        sum(case when cell.k in ({listed}) then v * p.w else 0 end) guess"""
    cells, dropped = placed(con, table, order, 1.0, title, "industry", extra)
    at = [order[int(k)] for k in cells["s"]]
    xs, ms, flows = gather(cells["x"], cells["m"], at, cells["v"], order)
    _, _, told = gather(cells["x"], cells["m"], at, _plain_numbers(cells["told"]), order)
    _, _, guess = gather(cells["x"], cells["m"], at, _plain_numbers(cells["guess"]), order)
    _, _, hidden = gather(cells["x"], cells["m"], at, cells["hidden"].astype(float), order)
    total = flows.sum(axis=(1, 2))
    unsure = {s: float(guess[k].sum() / total[k]) for k, s in enumerate(order) if total[k] > 0}
    mostly = told.sum(axis=0) > MOSTLY * np.maximum(flows.sum(axis=0), 1e-12)
    pairs = frozenset((xs[x], ms[m]) for m, x in np.argwhere(mostly) if xs[x] != ms[m])
    flows[(hidden > 0) & (flows == 0)] = np.nan
    notes = ("domestic trade is the exporter's own sales", "flag_zero u: not known, left as the world has it")
    return Trade(
        title, year, xs, ms, order, flows, dropped, True, unsure, pairs, True, False, "itpd-e", notes
    )


def _plain_numbers(column: Any) -> Any:
    return np.ma.filled(np.ma.asarray(column).astype(float), 0.0)
