"""When each shock holds: the window of comparison, and the spans in it with the same shocks in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kaskazi.errors import Problem
from kaskazi.scenario import Scenario
from kaskazi.shocks.kind import Kinds, Span
from kaskazi.shocks.registry import KINDS

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of the comparison, both counted."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Regime:
    """A span of days, both ends counted, with the same shocks in force: their positions in the scenario."""

    start: date
    end: date
    active: tuple[int, ...]

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def window(scenario: Scenario, kinds: Kinds = KINDS) -> Window | None:
    """The dated comparison: the horizon; without one, whole years from the first start until the last end is in, one
    at least. None where nothing is dated."""
    if scenario.horizon:
        return Window(scenario.horizon.start, scenario.horizon.end)
    spans = [s for s in _spans(scenario, kinds) if s]
    starts = [a for a, _ in spans if a]
    if not starts:
        return None
    first = min(starts)
    last = max([*starts, *(b for _, b in spans if b)])
    years = 1
    while _years_after(first, years) <= last:
        years += 1
    return Window(first, _years_after(first, years) - DAY)


def regimes(scenario: Scenario, kinds: Kinds = KINDS) -> tuple[Regime, ...]:
    """The window cut where a shock starts or ends, in order of time and without gaps; empty where nothing is dated."""
    whole = window(scenario, kinds)
    if whole is None:
        return ()
    held = [_within(s, whole) for s in _spans(scenario, kinds)]
    cuts = {whole.start, whole.end + DAY}
    for h in held:
        if h:
            cuts |= {h[0], h[1] + DAY}
    found = []
    for a, b in pairwise(sorted(cuts)):
        active = tuple(k for k, h in enumerate(held) if h and h[0] <= a and b - DAY <= h[1])
        found.append(Regime(a, b - DAY, active))
    return tuple(found)


def in_force(scenario: Scenario, kinds: Kinds = KINDS) -> tuple[int, ...]:
    """Positions of the shocks in force on some day of the window; where nothing is dated, of all that ever are."""
    whole = window(scenario, kinds)
    spans = enumerate(_spans(scenario, kinds))
    return tuple(k for k, s in spans if s and (whole is None or _within(s, whole)))


def date_problems(scenario: Scenario, kinds: Kinds = KINDS) -> Iterator[Problem]:
    """Dates that say nothing: a shock wholly outside the window, an end without a start where no horizon gives one."""
    whole = window(scenario, kinds)
    for k, s in enumerate(scenario.shock):
        kind = kinds[s.kind]
        span = kind.span(s)
        if scenario.horizon is None and s.end and not s.start and span == (s.start, s.end):
            yield Problem(f"shock[{k}].end", f"{s.end} has no start.", "start and end, or a horizon")
        # what disturbs the network may have dates of its episode; a preference may be gone after the last day
        start, end = (span if kind.disrupts else None) or (s.start, s.end)
        if whole and (start or end) and not _within((start, end), whole):
            said = (
                f"{start or 'the beginning'} to {end or 'no end'} lies outside {whole.start} to {whole.end}."
            )
            yield Problem(f"shock[{k}].{'start' if start else 'end'}", said, "dates within the horizon")


def _spans(scenario: Scenario, kinds: Kinds) -> list[Span | None]:
    return [kinds[s.kind].span(s) for s in scenario.shock]


def _within(span: Span | None, whole: Window) -> tuple[date, date] | None:
    """The part of a span in the window; None where there is none."""
    if span is None:
        return None
    a, b = max(span[0] or whole.start, whole.start), min(span[1] or whole.end, whole.end)
    return (a, b) if a <= b else None


def _years_after(day: date, years: int) -> date:
    """The same day so many years on; 1 March for 29 February of a year without one."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
