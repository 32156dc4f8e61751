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

from kaskazi.errors import DataError, Problem
from kaskazi.world.adapters import engine
from kaskazi.world.adapters.labels import economy
from kaskazi.world.adapters.table import Trade
from kaskazi.world.sectors import sectors

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
            "mirror": ("flag_mirror", "flag_mirror?"),
            "zero": ("flag_zero", "flag_zero?"),
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
        pairs = engine.rows(con, f"select distinct trim({c['industry']}), {c['descr']} {of_year}", title)
        table, guesses = _described(pairs, title)
    value, mirror = engine.number(c["trade"]), f"{c['mirror']} = '1'" if "mirror" in c else "false"
    unknown = f"lower({c['zero']}) = 'u'" if "zero" in c else "false"
    cells = engine.arrays(
        con,
        f"""select {c["x"]} x, {c["m"]} m, {c["industry"]} k, sum({value}) v, count(*) n, count(*) - count({value}) bad,
            min({value}) least, bool_or({mirror}) mirror, bool_or({unknown}) unknown {of_year} group by all order by all""",
        title,
    )
    return _trade(cells, title, chosen, table, guesses)


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
    cells: Mapping[str, Any],
    title: str,
    year: int,
    table: Mapping[str, dict[str, float]],
    guesses: frozenset[str],
) -> Trade:
    problems: list[Problem] = []
    for key, what in (("bad", "holds a value that is not a number."), ("least", "holds a negative value."), ("n", "is there more than once.")):  # fmt: skip
        column = np.ma.filled(np.ma.asarray(cells[key]).astype(float), 0.0)
        at = np.flatnonzero(column < 0 if key == "least" else column > (1 if key == "n" else 0))[:8]
        problems += [
            Problem(f"{cells['x'][r]} to {cells['m'][r]}, industry {cells['k'][r]}", what) for r in at
        ]
    kinds = sorted({str(k).strip() for k in cells["k"]})
    problems += [Problem("industry_id", f'"{k}" is in no concordance.') for k in kinds if k not in table]
    if problems:
        raise DataError(title, problems[:20])
    order = tuple(s for s in sectors() if any(s in table[k] for k in kinds))
    code = {c: economy(c) for c in {str(c) for c in np.concatenate([cells["x"], cells["m"]])}}
    xs = tuple(sorted({code[str(c)] for c in cells["x"]} - {""}))
    ms = tuple(sorted({code[str(c)] for c in cells["m"]} - {""}))
    ix, im, at_s = ({c: k for k, c in enumerate(names)} for names in (xs, ms, order))
    flows = np.zeros((len(order), len(ms), len(xs)))
    hidden, mirrored = np.zeros_like(flows, dtype=bool), np.zeros((len(ms), len(xs)))
    dropped: dict[str, float] = {}
    guess = dict.fromkeys(order, 0.0)
    values = np.ma.filled(np.ma.asarray(cells["v"]).astype(float), 0.0)
    for x0, m0, k, v, mirror, unknown in zip(
        cells["x"], cells["m"], cells["k"], values, cells["mirror"], cells["unknown"], strict=True
    ):
        x, m = code[str(x0)], code[str(m0)]
        if not x or not m:
            lost = str(m0 if x else x0)
            dropped[lost] = dropped.get(lost, 0.0) + float(v)
            continue
        for sector, share in table[str(k).strip()].items():
            cell = (at_s[sector], im[m], ix[x])
            flows[cell] += v * share
            hidden[cell] |= bool(unknown)
            if str(k).strip() in guesses:
                guess[sector] += v
        if mirror is not np.ma.masked and bool(mirror):
            mirrored[im[m], ix[x]] += v
    total = flows.sum(axis=(1, 2))
    both = flows.sum(axis=0)
    pairs = frozenset((xs[x], ms[m]) for m, x in np.argwhere(mirrored > MOSTLY * np.maximum(both, 1e-12)) if xs[x] != ms[m])  # fmt: skip
    unsure = {s: guess[s] / total[at_s[s]] for s in order if total[at_s[s]] > 0}
    flows[hidden & (flows == 0)] = np.nan
    notes = ("domestic trade is the exporter's own sales", "flag_zero u: not known, left as the world has it")
    return Trade(title, year, xs, ms, order, flows, dropped, True, unsure, pairs, True, "itpd-e", notes)
