"""What the schedule of the economy whose lines are held charges each origin, by sector: general rates, preferences,
additional duties of the day.

Lines within a heading count alike; headings count as much as the origin exports of them (`HEADINGS`), or as the origin's
trade by line says where that is held. Specific and compound duties count through unit values (`unit_values.toml`); what has
none counts by its ad valorem part and is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import shared, tables
from kaskazi.codes.hs import hs_table, sector_of_hs
from kaskazi.law.duty import DutyQuery, duty
from kaskazi.law.eligibility import COLUMN_2, eligible, with_apparel
from kaskazi.law.preferences import claims, provision_of
from kaskazi.law.rates import Rate, parse_rate
from kaskazi.law.schedules import Line, shipped
from kaskazi.law.territories import HELD
from kaskazi.line_trade import has_line_trade, line_trade

Array = NDArray[np.float64]
HEADINGS = "trade/exports_2016_hs92_4digit.csv.gz"
TABLE = "us-imports"
FREE_FOR_ALL = "MFN-free"  # the route of a line that is free for all
FREE = Rate(0.0, ())
METALS = ("72", "73", "76")  # chapters on which duties fall for all origins
SAMPLED = 40  # every so many lines of them are asked for each origin


@dataclass(frozen=True, slots=True)
class Charged:
    """Duty into one market: rate (J,N) [sector, exporter], ratio; own (J,N): cells weighted by the trade of the lines
    themselves; unread: million USD of such trade under a specific duty without unit value, by exporter."""

    rate: Array
    own: NDArray[np.bool_]
    unread: Mapping[str, float]


@cache
def unit_values() -> Mapping[str, Mapping[str, float]]:
    """USD a unit by HS prefix and unit."""
    rows = tables.table("unit_values")["value"]
    out: dict[str, dict[str, float]] = {}
    for r in rows:
        for hs in r["hs"]:
            out.setdefault(hs, {})[r["unit"]] = float(r["usd"])
    return out


def equivalent(rate: Rate | None, hs: str) -> tuple[float, bool]:
    """A duty as an ad valorem equivalent (ratio), and whether all of it is in that: by the longest prefix that has a
    unit value; without one its ad valorem part."""
    if rate is None:
        return 0.0, False
    if not rate.specific:
        return rate.ad_valorem, True
    for length in (8, 6, 4, 2):
        found = unit_values().get(hs[:length])
        if found and (whole := rate.equivalent(found)) is not None:
            return whole, True
    return rate.ad_valorem, False


@cache
def _finer() -> Mapping[str, tuple[str, ...]]:
    """Lines of ten digits by their first eight."""
    out: dict[str, tuple[str, ...]] = {}
    for code in sorted(c for c in shipped() if len(c) > 8):
        out[code[:8]] = (*out.get(code[:8], ()), code)
    return out


@cache
def _lines() -> tuple[Line, ...]:
    return tuple(x for c, x in sorted(shipped().items()) if c < "98")


def charged(codes: Sequence[str], keys: Sequence[str], on: date) -> Charged:
    """Duties of a day by sector and exporter. Lines without a sector are left out."""
    lines = [x for x in _lines() if _sector(x.code) in keys]
    sector = np.array([keys.index(_sector(x.code)) for x in lines])
    general = np.array([equivalent(x.rate, x.code)[0] for x in lines])
    column2 = np.array([equivalent(parse_rate(x.column2), x.code)[0] for x in lines])
    heads = {h: k for k, h in enumerate(sorted({x.code[:4] for x in lines}))}
    head = np.array([heads[x.code[:4]] for x in lines])
    per_head = np.bincount(head, minlength=len(heads)).astype(float)
    exports = _exports(heads)
    rate, own = np.zeros((len(keys), len(codes))), np.zeros((len(keys), len(codes)), dtype=bool)
    opened = {c: _opened(lines, c, on) for c in codes}
    unread: dict[str, float] = {}
    for i, c in enumerate(codes):
        base = (
            column2
            if eligible(COLUMN_2, c, on)
            else np.where([bool(opened[c] & set(x.free_for)) for x in lines], 0.0, general)
        )
        paid = base + _additional(lines, c, on)
        weight = (exports.get(c, np.zeros(len(heads))) + 1e-6)[head] / per_head[head]
        total = np.bincount(sector, weight, len(keys))
        rate[:, i] = np.bincount(sector, weight * paid, len(keys)) / np.maximum(total, 1e-30)
        if has_line_trade(TABLE, c, on.year):
            unread[c] = _by_line(rate[:, i], own[:, i], c, keys, on, opened[c])
    return Charged(rate, own, unread)


def _sector(hs: str) -> str:
    return sector_of_hs(hs) if any(hs[:n] in hs_table() for n in (2, 4, 6)) else ""


@cache
def _exports_all() -> Mapping[str, Mapping[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for r in shared.rows(HEADINGS):
        out.setdefault(r["exporter"], {})[r["hs4"]] = float(r["value_usd"])
    return out


def _exports(heads: Mapping[str, int]) -> Mapping[str, Array]:
    """Exports to all by heading (H,), of every exporter; headings of another edition are left out."""
    out = {}
    for c, sold in _exports_all().items():
        row = np.zeros(len(heads))
        for h, v in sold.items():
            if h in heads:
                row[heads[h]] = v
        out[c] = row
    return out


def _opened(lines: Sequence[Line], origin: str, on: date) -> frozenset[str]:
    """Symbols of the special column under which an origin's goods enter free on a day."""
    if origin == HELD:
        return frozenset()
    one = {symbol: x for x in reversed(lines) if x.rate != FREE for symbol in x.free_for}
    found = {
        k.symbol for x in {x.code: x for x in one.values()}.values() for k in claims(x, origin, on, on)[0]
    }
    return frozenset(found & set(one))


def _additional(lines: Sequence[Line], origin: str, on: date) -> Array:
    """Additional duties (L,) on an origin's goods: on every line where it is singled out on any of some, else on metals
    alone. Origins that bear the same on some of the metals' lines share the answer for all of them."""
    out = np.zeros(len(lines))
    if origin == HELD:
        return out
    first: dict[str, int] = {}
    for k, x in enumerate(lines):
        first.setdefault(x.code[:2], k)
    if any(_extra(lines[k].code, origin, on) for ch, k in first.items() if ch not in METALS):
        return np.array([_extra(x.code, origin, on) for x in lines])
    metals = [k for k, x in enumerate(lines) if x.code[:2] in METALS]
    seen = tuple(_extra(lines[k].code, origin, on) for k in metals[::SAMPLED])
    if any(seen):
        out[metals] = _on_metals(seen, origin, on)
    return out


_SHARED: dict[tuple[tuple[float, ...], date], Array] = {}


def _on_metals(seen: tuple[float, ...], origin: str, on: date) -> Array:
    if (seen, on) not in _SHARED:
        _SHARED[seen, on] = np.array([_extra(x.code, origin, on) for x in _lines() if x.code[:2] in METALS])
    return _SHARED[seen, on]


@cache
def _extra(code: str, origin: str, on: date) -> float:
    found = duty(DutyQuery(code, origin, on, claimed=False))
    return sum(x.rate or 0.0 for x in found.layers if x.kind == "additional")


def _by_line(
    rate: Array,
    own: NDArray[np.bool_],
    exporter: str,
    keys: Sequence[str],
    on: date,
    opened: frozenset[str],
) -> float:
    """Sets the sectors of which the exporter's trade by line is held; returns million USD without a unit value."""
    paid, value, unread = np.zeros(len(keys)), np.zeros(len(keys)), 0.0
    table = shipped()
    for r in line_trade(TABLE, exporter, on.year).rows:
        if r.hs[:2] in ("98", "99") or _sector(r.hs) not in keys:
            continue
        j = keys.index(_sector(r.hs))
        value[j] += r.value
        of = provision_of(f"{r.route}0000") if r.route.isdigit() else ""
        if r.route in (FREE_FOR_ALL, *opened) or (of and with_apparel(of, exporter, on)):
            continue
        line = table.get(r.hs) or next((x for x in map(table.get, _finer().get(r.hs, ())) if x), None)
        ave, whole = equivalent(line.rate, r.hs) if line else (r.general, not r.specific)
        paid[j] += r.value * ave
        unread += 0.0 if whole else r.specific
    held = value > 0
    rate[held] = paid[held] / value[held]
    own[held] = True
    return unread
