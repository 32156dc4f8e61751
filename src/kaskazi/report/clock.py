"""The life of the law that an item is about: what was in force when, as it was known then, and the days that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kaskazi.agenda.types import AgendaItem
from kaskazi.law import instruments
from kaskazi.law.freshness import countdown
from kaskazi.law.registry import Instrument
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import day

MOST_PAST = 3  # years before the brief's day that are shown, where the document is not older
AFTER = 90  # days shown after the last day that counts
MOST_AHEAD = 3  # years ahead that are shown where the law has no end


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that counts. kind: "law" (a turn of the law), "document", "today"."""

    on: date
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Clock:
    """start, end: the window. held: spans in which the law was in force as it was known then, days included."""

    start: date
    end: date
    held: tuple[tuple[date, date], ...]
    moments: tuple[Moment, ...]
    sources: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The picture in words."""
        return "; ".join(say("clock.moment", day=day(m.on), what=m.label) for m in self.moments) + "."


def days_left(instrument: str, today: date) -> int | None:
    """Days to the end of an instrument's law; None where there is none or the count is refused."""
    found = instruments().get(instrument)
    return countdown(found, today).days if found else None


def clock(item: AgendaItem, dated: date | None) -> Clock | None:
    """The clock of an item whose law the registry knows and whose end is in sight; None for others."""
    found, now = instruments().get(item.id), item.as_of
    if found is None or found.expiry(now) is None:
        return None
    end = min(found.expiry(now) or now, date(now.year + MOST_AHEAD, 12, 31))
    start = min(x for x in (dated, _years_before(now)) if x is not None)
    turns = _turns(found, start, end, now)
    moments = [Moment(on, _turned(found, on, now), "law") for on, _ in turns[1:]]
    moments.append(Moment(end, say("clock.ends"), "law"))
    moments.append(Moment(now, say("clock.today"), "today"))
    if dated is not None and dated != now:
        moments.append(Moment(dated, say("clock.document"), "document"))
    stops = [on - timedelta(days=1) for on, _ in turns[1:]] + [end]
    held = tuple((on, stop) for (on, holds), stop in zip(turns, stops, strict=True) if holds)
    days = (*(on for on, _ in turns), end)
    used = dict.fromkeys(s.source for on in days if (s := found.state(on, min(on, now))) is not None)
    moments.sort(key=lambda m: (m.on, m.kind))
    return Clock(start, end + timedelta(days=AFTER), held, tuple(moments), tuple(used))


def _years_before(now: date) -> date:
    return date(now.year - MOST_PAST + 1, 1, 1)


def _holds(found: Instrument, on: date, now: date) -> bool:
    """In force on a day as known that day; of days to come as known today."""
    return found.in_force(on, min(on, now))


def _turns(found: Instrument, start: date, end: date, now: date) -> list[tuple[date, bool]]:
    """The first day of the window and every day on which the law turned, each with what holds from it on."""
    days = {start}
    for s in found.life:
        for on in (s.start, s.known, s.end + timedelta(days=1) if s.end else None):
            if on is not None and start < on <= end:
                days.add(on)
    out: list[tuple[date, bool]] = []
    for on in sorted(days):
        holds = _holds(found, on, now)
        if not out or out[-1][1] != holds:
            out.append((on, holds))
    return out


def _turned(found: Instrument, on: date, now: date) -> str:
    """What became of the law on a day."""
    if not _holds(found, on, now):
        return say("clock.lapsed")
    state = found.state(on, min(on, now))
    if state is not None and state.retroactive:
        return say("clock.back_dated", start=day(state.start))
    return say("clock.in_force")
