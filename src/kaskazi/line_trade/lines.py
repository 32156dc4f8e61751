"""Imports by tariff line and origin: value, the column the line enters by, its general rate. Facts only."""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.errors import InputError, Problem, nearest

# Product groups of a brief, by HS chapter; the first that holds a chapter takes it.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("apparel-knit", "Apparel, knitted (ch. 61)", ("61",)),
    ("apparel-woven", "Apparel, not knitted (ch. 62)", ("62",)),
    ("coffee-tea", "Coffee, tea, spices (ch. 09)", ("09",)),
    ("nuts-fruit", "Nuts and fruit (ch. 08)", ("08",)),
    ("plants", "Cut flowers and live plants (ch. 06)", ("06",)),
    ("food", "Other food and farm goods (ch. 01-24)", tuple(f"{c:02d}" for c in range(1, 25))),
    ("minerals", "Ores and fuels (ch. 25-27)", ("25", "26", "27")),
    ("textiles", "Textiles other than apparel (ch. 50-60, 63)", tuple(str(c) for c in (*range(50, 61), 63))),
    ("leather", "Leather and footwear (ch. 41-43, 64)", ("41", "42", "43", "64")),
    ("vehicles", "Vehicles (ch. 86-89)", ("86", "87", "88", "89")),
    ("metals", "Metals and precious stones (ch. 71-83)", tuple(str(c) for c in range(71, 84))),
    ("special", "US goods returned, low value (ch. 98-99)", ("98", "99")),
    ("other", "Other manufactures", ()),
)
_GROUP_OF = {c: (key, label) for key, label, chapters in reversed(GROUPS) for c in chapters}


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line and route.

    hs: eight digits. route: the column of the schedule by which such goods may enter ("9819", "D", "MFN-free", "none",
    "98-99", "unmatched"). value: customs value, USD m a year. general: the general (MFN) rate, ad valorem part only,
    ratio. specific: the value that bears a specific duty on top, USD m.
    """

    hs: str
    group: str
    route: str
    value: float
    general: float
    specific: float


@dataclass(frozen=True, slots=True)
class LineTrade:
    """All rows of one exporter in one market and year."""

    exporter: str
    market: str
    year: int
    rows: tuple[LineRow, ...]
    sources: tuple[str, ...]


def group_of(hs: str) -> tuple[str, str]:
    """Id and label of the product group of an HS code: a chapter, a heading or a line, dots allowed."""
    return _GROUP_OF.get(hs.strip()[:2], GROUPS[-1][:2])


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.line_trade").joinpath("tables.toml").read_text(encoding="utf-8"))


def _entry(table: str) -> Mapping[str, Any]:
    held = {k: v for k, v in _tables().items() if k not in ("utilisation", "routes")}
    if table not in held:
        raise InputError(
            "trade by line", [Problem("", f'"{table}" is not a table.', nearest=nearest(table, held))]
        )
    entry: Mapping[str, Any] = held[table]
    return entry


def route_labels() -> Mapping[str, str]:
    """What each route into a market is called, by its id."""
    labels: Mapping[str, str] = _tables()["routes"]
    return labels


def exporters(table: str) -> Mapping[str, str]:
    """ISO3 of every exporter of a table by the name its publisher gives it. Raises InputError."""
    return {name: iso3 for iso3, name in _entry(table)["exporters"].items()}


def years(table: str) -> tuple[int, ...]:
    """The years of a table, oldest first. Raises InputError."""
    return tuple(_entry(table)["years"])


@cache
def _rows(table: str) -> Mapping[tuple[str, int], tuple[LineRow, ...]]:
    found: dict[tuple[str, int], list[LineRow]] = {}
    raw = files("kaskazi.line_trade").joinpath(_entry(table)["file"]).read_bytes()
    lines = csv.reader(gzip.decompress(raw).decode().splitlines())
    next(lines)
    for iso3, year, hs, route, usd, rate, specific in lines:
        row = LineRow(hs, group_of(hs)[0], route, float(usd) / 1e6, float(rate), float(specific) / 1e6)
        found.setdefault((iso3, int(year)), []).append(row)
    return {key: tuple(v) for key, v in found.items()}


def line_trade(table: str, exporter: str, year: int | None = None) -> LineTrade:
    """What an exporter sells in the market of a table in a year (default: its last), by HS line and route.

    Imports for consumption and the 2025 schedule (`databuild/us_imports.py`). Raises InputError where it is not
    held.
    """
    entry = _entry(table)
    when = entry["years"][-1] if year is None else year
    rows = _rows(table).get((exporter, when))
    if rows is None:
        what = f"no trade by line for {exporter} in {when}."
        held = f"an exporter of the table, years {entry['years'][0]}-{entry['years'][-1]}"
        near = nearest(exporter, sorted({e for e, _ in _rows(table)}))
        raise InputError("trade by line", [Problem("", what, held, near)])
    return LineTrade(exporter, entry["market"], when, rows, tuple(entry["sources"]))


def has_line_trade(table: str, exporter: str, year: int | None = None) -> bool:
    """True where `line_trade` has rows."""
    when = _entry(table)["years"][-1] if year is None else year
    return (exporter, when) in _rows(table)


@dataclass(frozen=True, slots=True)
class Utilisation:
    """Share of the trade that may claim a preference and does, ratio, in a year."""

    share: float
    year: int
    source: str


def utilisation(market: str, exporter: str, chapter: str) -> Utilisation | None:
    """How much of an exporter's eligible trade of an HS chapter claims its preference; None where not held."""
    for u in _tables()["utilisation"]:
        if (u["market"], u["exporter"]) == (market, exporter) and chapter in u["chapters"]:
            return Utilisation(float(u["chapters"][chapter]), int(u["year"]), str(u["source"]))
    return None
