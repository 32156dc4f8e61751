"""Figures of economies: one row of `indicators.toml` and one CSV each.

Of an economy's rows the one nearest to the world's year is taken, at most `within` years from it (the earlier of two as
near; the first entered of one year). A row without a year is taken where no other is; one from memory never.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.economies import economies as known_economies
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.sources import sources

Array = NDArray[np.float64]
COLUMNS = ("iso3", "year", "value", "source", "note")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of every economy of a world.

    unit: of the values; sums: a group has the sum of what its members have; values (N,), NaN where there is none, never
    zero for it; years (N,): of each value, 0 where not said; sources (N,): ids, empty where not said.
    """

    id: str
    title: str
    unit: str
    sums: bool
    values: Array
    years: NDArray[np.int64]
    sources: tuple[str, ...]

    @property
    def year(self) -> int:
        """The commonest year of its values; 0 where none is said."""
        return int(_commonest([int(y) for y in self.years if y]) or 0)

    @property
    def source(self) -> str:
        """The commonest source of its values; empty where none is said."""
        return str(_commonest([s for s in self.sources if s]) or "")

    def grouped(self, M: Array) -> Indicator:
        """For groups of economies, M (G,N) of zeros and ones: sums of what is known of the members, NaN where nothing is.
        A group of one keeps its figure; one of several has none of an indicator that does not sum. Year and source
        stay where all known members share them."""
        member = M > 0
        known = np.isfinite(self.values)
        values, years, cited = np.full(len(M), np.nan), np.zeros(len(M), dtype=np.int64), [""] * len(M)
        for g, row in enumerate(member):
            inside = np.flatnonzero(row & known)
            if len(inside) and (self.sums or row.sum() == 1):
                values[g] = self.values[inside].sum()
                years[g] = _shared([int(self.years[n]) for n in inside]) or 0
                cited[g] = str(_shared([self.sources[n] for n in inside]) or "")
        return Indicator(self.id, self.title, self.unit, self.sums, values, years, tuple(cited))

    def picked(self, old: Sequence[int], share: Array) -> Indicator:
        """For new economies, each the part `share` (G,) of the old one at `old` (G,); one at -1 is not known.
        An indicator that does not sum is alike in every part."""
        at = np.asarray(old)
        there = at >= 0
        values = np.where(there, self.values[at] * (share if self.sums else 1.0), np.nan)
        years = np.where(there & np.isfinite(values), self.years[at], 0)
        cited = tuple(self.sources[k] if np.isfinite(v) else "" for k, v in zip(at, values, strict=True))
        return Indicator(self.id, self.title, self.unit, self.sums, values, years, cited)


def _commonest(found: Sequence[Any]) -> Any:
    return max(dict.fromkeys(found), key=found.count, default=None)


def _shared(found: Sequence[Any]) -> Any:
    return found[0] if len(set(found)) == 1 else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `indicators.toml`; see there."""

    id: str
    title: str
    unit: str
    source: str
    sums: bool
    within: int
    was: str = ""
    note: str = ""


@cache
def registry() -> Mapping[str, Entry]:
    """Every indicator by id, in the order of the table. Raises DataError for a row that is not whole."""
    raw = tomllib.loads(files("kaskazi.world").joinpath("indicators.toml").read_text(encoding="utf-8"))
    out: dict[str, Entry] = {}
    problems: list[Problem] = []
    for key, row in raw.items():
        try:
            out[key] = Entry(key, **row)
        except TypeError as error:
            problems.append(Problem(key, f"is not whole: {error}."))
            continue
        if row["source"] not in sources():
            near = nearest(row["source"], sources())
            problems.append(Problem(f"{key}.source", f'"{row["source"]}" is not a source.', nearest=near))
    if problems:
        raise DataError("indicators.toml", problems)
    return MappingProxyType(out)


@cache
def text(key: str) -> str:
    """The CSV of an indicator. Raises DataError where there is none."""
    name = f"{key}.csv"
    place = files("kaskazi.world").joinpath("data", "indicators", name)
    if not place.is_file():
        raise DataError(name, [Problem("", "is not there.", "a CSV for every row of indicators.toml")])
    return place.read_text(encoding="utf-8")


Row = tuple[str, int, float, str]  # ISO3, year (0: not said), value, source


def rows(key: str, content: str) -> tuple[Row, ...]:
    """The rows of an indicator's CSV, checked. Raises DataError with every faulty one."""
    reader = csv.reader(content.splitlines())
    if tuple(next(reader, ())) != COLUMNS:
        raise DataError(f"{key}.csv", [Problem("header", "is not right.", ",".join(COLUMNS))])
    out: list[Row] = []
    problems: list[Problem] = []
    seen: set[tuple[str, int, str]] = set()
    known, held, own = known_economies(), sources(), registry()[key].source
    for n, r in enumerate(reader, start=2):
        iso3, when, figure, cited = (*r, "", "", "", "")[:4]
        cited = cited or own
        try:
            year, value = int(when or 0), float(figure)
        except (TypeError, ValueError):
            problems.append(Problem(f"line {n}", "holds a year or a value that is no number."))
            continue
        if iso3 not in known:
            problems.append(Problem(f"line {n}", f'"{iso3}" is not an economy.', "ISO3"))
        if not math.isfinite(value) or value < 0:
            problems.append(Problem(f"line {n}", f"{value} is not a value.", "no row where there is none"))
        if cited not in held:
            near = nearest(cited, held)
            problems.append(Problem(f"line {n}", f'"{cited}" is not a source.', nearest=near))
        if (iso3, year, cited) in seen:
            problems.append(Problem(f"line {n}", f"{iso3}, {year or 'no year'}, {cited} is there twice."))
        seen.add((iso3, year, cited))
        out.append((iso3, year, value, cited))
    if problems:
        raise DataError(f"{key}.csv", problems)
    return tuple(out)


def chosen(entry: Entry, found: Sequence[Row], economies: Sequence[str], year: int) -> Indicator:
    """The indicator of a world's economies in a year, from the rows of its table; the rule is the module's."""
    held = sources()
    seen = [r for r in found if held[r[3]].status != "memory"]
    near = [r for r in seen if not r[1] or abs(r[1] - year) <= entry.within]
    best: dict[str, Row] = {}
    for r in sorted(near, key=lambda r: (not r[1], abs(r[1] - year), r[1])):
        best.setdefault(r[0], r)
    none: Row = ("", 0, math.nan, "")
    picked = [best.get(c, none) for c in economies]
    return Indicator(
        entry.id,
        entry.title,
        entry.unit,
        entry.sums,
        np.array([r[2] for r in picked]),
        np.array([r[1] for r in picked], dtype=np.int64),
        tuple(r[3] for r in picked),
    )


def table(economies: Sequence[str], year: int) -> Mapping[str, Indicator]:
    """Every registered indicator for these economies in a year, by id."""
    return {key: chosen(e, rows(key, text(key)), economies, year) for key, e in registry().items()}


def of_arrays(parts: Mapping[str, Any]) -> Mapping[str, Indicator]:
    """The indicators that a world file of form 1 or 2 holds as arrays (N,); it does not say their years and sources."""
    return {
        key: Indicator(key, e.title, e.unit, e.sums, v, np.zeros(len(v), dtype=np.int64), ("",) * len(v))
        for key, e in registry().items()
        if e.was and (v := parts.get(e.was)) is not None
    }
