"""What hangs on a programme: beneficiaries' trade by line, what it pays under the programme and without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from kaskazi.errors import InputError, Problem
from kaskazi.law.eligibility import eligible
from kaskazi.law.registry import Instrument, instruments
from kaskazi.line_trade import LineRow, has_line_trade, line_trade


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One line and route. value, duty, specific: USD m a year; rates: ratios.

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
    """All rows of one exporter in the market of a programme and year."""

    programme: str
    exporter: str
    importer: str
    year: int
    rows: tuple[ExposureRow, ...]
    sources: tuple[str, ...]

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


def exposure(programme: str, exporter: str, year: int | None = None, on: date | None = None) -> Exposure:
    """What `exporter` sells in the market of `programme`, by HS line, and what it would pay without it.

    year: of the trade (default: the last held). on: the day whose eligibility decides what is freed (default: the
    last day of the programme that is on record). Raises InputError where the programme has no table of trade by line or the exporter is not in it.
    """
    if not _table(programme):
        held = [i.id for i in instruments().values() if i.line_table]
        what = f'no trade by line is held for "{programme}".'
        raise InputError("exposure", [Problem("", what, " or ".join(held))])
    return _exposure(programme, exporter, year, on or instruments()[programme].last_day() or date.max)


def has_exposure(programme: str, exporter: str, year: int | None = None) -> bool:
    """True where `exposure` has rows."""
    table = _table(programme)
    return bool(table) and has_line_trade(table, exporter, year)


def _table(programme: str) -> str:
    i = instruments().get(programme)
    return i.line_table if i else ""


@cache
def _exposure(programme: str, exporter: str, year: int | None, on: date) -> Exposure:
    i = instruments()[programme]
    trade = line_trade(i.line_table, exporter, year)
    open_to = _open_routes(i, exporter, on)
    rows = tuple(_row(r, open_to) for r in trade.rows)
    return Exposure(programme, exporter, trade.market, trade.year, rows, trade.sources)


def _row(r: LineRow, free: frozenset[str]) -> ExposureRow:
    paid = 0.0 if r.route in free else r.general
    return ExposureRow(r.hs, r.group, r.route, r.value, paid, r.general, r.specific)


def _open_routes(i: Instrument, exporter: str, on: date) -> frozenset[str]:
    """Columns by which the programme frees an exporter's goods: apparel only where it is not suspended."""
    spell = eligible(i.id, exporter, on)
    if spell is None:
        return frozenset()
    shut = i.apparel_routes if spell.apparel is None or not spell.apparel <= on <= spell.apparel_end else ()
    return frozenset(i.routes) - frozenset(shut)
