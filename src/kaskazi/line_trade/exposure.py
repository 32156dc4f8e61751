"""What each beneficiary sells under a preference, and the duty it would face without it."""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.errors import InputError, Problem, nearest

SOURCES = ("census-hts10-2022-2024", "hts-2025-hs8")
LATEST = 2024

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


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One line and route. hs: digits, eight for Kenya and six for the others; value, duty, specific: USD m a year;
    rates: ratios, weighted by trade where a six-digit row holds several lines.

    rate_with is what is paid while the preference holds, rate_without the general (MFN) rate, its ad
    valorem part only; specific is the value that bears a specific duty on top, not turned into a rate.
    """

    hs: str
    group: str
    route: str
    value: float
    rate_with: float
    rate_without: float
    specific: float

    @property
    def duty(self) -> float:
        """Duty at stake, USD m: what unchanged trade would pay more without the preference."""
        return self.value * (self.rate_without - self.rate_with)


@dataclass(frozen=True, slots=True)
class Exposure:
    """All rows of one exporter in one market and year."""

    programme: str
    exporter: str
    importer: str
    year: int
    rows: tuple[ExposureRow, ...]
    sources: tuple[str, ...] = SOURCES

    @property
    def value(self) -> float:
        """Imports for consumption, customs value, USD m."""
        return sum(r.value for r in self.rows)

    @property
    def duty(self) -> float:
        """Duty at stake, USD m."""
        return sum(r.duty for r in self.rows)

    def of_route(self, route: str) -> float:
        """Value that enters by one route, USD m."""
        return sum(r.value for r in self.rows if r.route == route)


def group_of(hs: str) -> tuple[str, str]:
    """Id and label of the product group of an HS code: a chapter, a heading or a line, dots allowed."""
    return _GROUP_OF.get(hs.strip()[:2], GROUPS[-1][:2])


_GROUP_OF = {c: (key, label) for key, label, chapters in reversed(GROUPS) for c in chapters}


@cache
def _members() -> dict[str, Any]:
    text = files("kaskazi.law").joinpath("beneficiaries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def census_names() -> dict[str, str]:
    """ISO3 of every beneficiary by the name the US Census gives it."""
    return {name: iso3 for iso3, name in _members()["agoa"]["members"].items()}


def beneficiaries(programme: str, on: date | None = None) -> tuple[str, ...]:
    """ISO3 of the economies that may claim a programme (on a day); empty where no list is held."""
    entry = _members().get(programme)
    if entry is None:
        return ()
    out = {
        o["iso3"]
        for o in entry.get("out", [])
        if on is not None and not o.get("apparel") and o["from"] <= on <= o.get("to", date.max)
    }
    return tuple(sorted(set(entry["members"]) - out))


def without_apparel(on: date) -> frozenset[str]:
    """ISO3 of beneficiaries whose apparel benefit is suspended on a day."""
    return frozenset(
        o["iso3"]
        for o in _members()["agoa"].get("out", [])
        if o.get("apparel") and o["from"] <= on <= o.get("to", date.max)
    )


@cache
def _table() -> Mapping[tuple[str, int], tuple[ExposureRow, ...]]:
    rows: dict[tuple[str, int], list[ExposureRow]] = {}
    raw = files("kaskazi.line_trade").joinpath("exposure.csv.gz").read_bytes()
    no_apparel = {o["iso3"] for o in _members()["agoa"].get("out", []) if o.get("apparel")}
    table = csv.reader(gzip.decompress(raw).decode().splitlines())
    next(table)
    for iso3, year, hs, route, usd, rate, specific in table:
        mfn = float(rate)
        free = route == "D" or (route == "9819" and iso3 not in no_apparel)
        rows.setdefault((iso3, int(year)), []).append(
            ExposureRow(
                hs=hs,
                group=group_of(hs)[0],
                route=route,
                value=float(usd) / 1e6,
                rate_with=0.0 if free else mfn,
                rate_without=mfn,
                specific=float(specific) / 1e6,
            )
        )
    return {key: tuple(v) for key, v in rows.items()}


def exposure(programme: str, exporter: str, importer: str = "USA", year: int = LATEST) -> Exposure:
    """What `exporter` sells in `importer` under `programme`, by HS line and route.

    Computed from US imports for consumption and the 2025 schedule (see `build_exposure`). Raises InputError
    where no table is held.
    """
    if programme != "agoa" or importer != "USA":
        raise InputError(
            "exposure", [Problem("", f'no table for "{programme}" in {importer}.', "agoa in USA")]
        )
    key = (exporter, year)
    table = _table()
    if key not in table:
        names = sorted({e for e, _ in table})
        years = sorted({y for _, y in table})
        raise InputError(
            "exposure",
            [
                Problem(
                    "",
                    f"no table for {exporter} in {year}.",
                    f"a beneficiary of {programme}, years {years[0]}-{years[-1]}",
                    nearest(exporter, names),
                )
            ],
        )
    return Exposure(programme, exporter, importer, year, table[key])


def has_exposure(programme: str, exporter: str, year: int = LATEST) -> bool:
    """True where `exposure` has a table."""
    return programme == "agoa" and (exporter, year) in _table()
