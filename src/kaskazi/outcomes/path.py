"""Dated paths: what a scenario changes in each calendar year of its window, and the sum.

A year's change is the sum over the stretches of it in which the same shocks are in force: their yearly rate times the
part of the year. Where the scenario's elasticity has a first year, the first, second and third full year after the
change have the responses of the back-tests; the third year's stays. No discounting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kaskazi.outcomes.indicators import FigureHorizon
from kaskazi.outcomes.preference import SETTLED, Stake, change
from kaskazi.outcomes.solution import Pair, Solution
from kaskazi.outcomes.trade import exports, pair
from kaskazi.outcomes.types import Figure, Path, PathYear
from kaskazi.scenario import Scenario
from kaskazi.shocks import Regime, regimes
from kaskazi.text.intervals import Interval


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days with the same shocks in force and the same full year after the change (1, 2, 3 = settled).

    active: positions of the shocks; solved: the cases at that response, none where nothing is in force.
    """

    start: date
    end: date
    active: tuple[int, ...]
    year: int
    solved: tuple[Pair, ...] = ()


def stretches(scenario: Scenario) -> tuple[Stretch, ...]:
    """The window of a scenario cut where shocks begin or end, and, where the elasticity has a first year, at the
    first two anniversaries of the change; in order, without gaps. Empty where nothing is dated."""
    e = scenario.uncertainty.elasticity
    grows = e is not None and e.first_year is not None
    found: list[Stretch] = []
    since: date | None = None
    for r in regimes(scenario):
        since = None if not r.active else since or r.start
        found += _cut(r, since) if since and grows else [Stretch(r.start, r.end, r.active, SETTLED)]
    return tuple(found)


def _cut(r: Regime, since: date) -> list[Stretch]:
    marks = [_anniversary(since, k) for k in range(1, SETTLED)]
    edges = [r.start, *(m for m in marks if r.start < m <= r.end), r.end + timedelta(1)]
    return [
        Stretch(a, b - timedelta(1), r.active, min(1 + sum(m <= a for m in marks), SETTLED))
        for a, b in pairwise(edges)
    ]


def _anniversary(day: date, years: int) -> date:
    last = 28 if day.month == 2 else day.day
    return day.replace(year=day.year + years, day=min(day.day, last))


def paths(g: Solution, s: Stake | None, found: Sequence[Stretch]) -> tuple[Path, ...]:
    """The paths of exports, real income and tariff revenue over the window; none where nothing is dated."""
    if not found:
        return ()
    flows, income, revenue = g.base
    h, world = g.h, g.world
    rates: dict[str, Callable[[Pair], float]] = {
        "income": lambda x: (float(x[1].real_income_hat[h]) - 1.0) * float(income[h]),
        "revenue": lambda x: float(x[1].revenue[h] - revenue[h]),
        "exports": lambda x: exports(x[1].flows, h) - exports(flows, h),
        "income_world": lambda x: float(((x[1].real_income_hat - 1.0) * income).sum()),
    }
    if g.scenario.partner:
        p, goods = world.index(g.scenario.partner), world.is_goods
        rates["exports_partner"] = lambda x: pair(x[1].flows[goods], p, h) - pair(flows[goods], p, h)
    out = [_path(g, key, found, rate) for key, rate in rates.items()]
    if s is not None and g.scenario.uncertainty.elasticity is not None:
        at = {id(x): k for k, x in enumerate(g.scenario.shock)}.get(id(s.shock), 0)
        out.insert(0, _line_path(g, s, at, found))
    return tuple(out)


def _years(found: Sequence[Stretch]) -> range:
    return range(found[0].start.year, found[-1].end.year + 1)


def part_of(year: int, start: date, end: date) -> float:
    """The part of a calendar year that lies between two days, both counted."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (min(end, last) - max(start, first)).days + 1
    return max(days, 0) / ((last - first).days + 1)


def _path(g: Solution, key: str, found: Sequence[Stretch], rate: Callable[[Pair], float]) -> Path:
    cases = len(next((s.solved for s in found if s.solved), ()))
    by_stretch = [[rate(x) for x in s.solved] or [0.0] * max(cases, 1) for s in found]
    years, sums = [], [0.0] * max(cases, 1)
    for y in _years(found):
        parts = [part_of(y, s.start, s.end) for s in found]
        values = [sum(p * r[k] for p, r in zip(parts, by_stretch, strict=True)) for k in range(max(cases, 1))]
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        active = sum(p for p, s in zip(parts, found, strict=True) if s.active)
        years.append(PathYear(y, Interval.around(values[0], values[1:]), active))
    return _named(g, key, years, Interval.around(sums[0], sums[1:]))


def _line_path(g: Solution, s: Stake, at: int, found: Sequence[Stretch]) -> Path:
    years, total = [], Interval(0.0, 0.0, 0.0)
    nothing = Interval(0.0, 0.0, 0.0)
    for y in _years(found):
        value, active = nothing, 0.0
        for x in found:
            part = part_of(y, x.start, x.end)
            if part and at in x.active:
                moved = change(s, g.scenario, x.year) or nothing
                value, active = _plus(value, moved.times(part)), active + part
        years.append(PathYear(y, value, active))
        total = _plus(total, value)
    return _named(g, "exports_lines", years, total)


def _plus(a: Interval, b: Interval) -> Interval:
    return Interval(a.low + b.low, a.central + b.central, a.high + b.high)


def _named(g: Solution, key: str, years: list[PathYear], total: Interval) -> Path:
    probe = g.figure(key, total)
    return Path(key, probe.label, probe.unit, tuple(years), total)


SUMS = {"exports_lines": "exports_horizon", "income": "income_horizon", "revenue": "revenue_horizon"}


def sums(g: Solution, s: Stake | None, found: Sequence[Path]) -> list[Figure]:
    """The sums of the paths as figures."""
    out = []
    for p in found:
        if p.id in SUMS:
            first, last = p.years[0].year, p.years[-1].year
            at = FigureHorizon("sum", first, last)
            text = "The sum of the years of the dated path, not discounted."
            lines = s.table.sources if s and p.id == "exports_lines" else g.world.sources
            out.append(g.figure(SUMS[p.id], p.total, text, sources=lines, horizon=at, years=at.years))
    return out
