"""How fresh the registry is: what was not checked for long, what is about to end, and countdowns that may be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from kaskazi.law.registry import Instrument, instruments

STALE_AFTER = timedelta(days=120)  # an entry not checked for longer may have been overtaken
ENDS_WITHIN = timedelta(days=120)
Finding = Literal["ended since checked", "ends soon", "stale", "not verified"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """One finding on an instrument: checked, the day it was last gone through; end, its last day as known."""

    id: str
    title: str
    finding: Finding
    checked: date
    end: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Countdown:
    """Days from a day to the last day of an instrument, 0 on that day; None where it is refused or there is no end. text
    says which, in words."""

    days: int | None
    end: date | None
    text: str


def stale(i: Instrument, on: date) -> bool:
    """True where the entry was not checked for long on a day, or not since the day it last changed state."""
    if on - i.checked > STALE_AFTER:
        return True
    end = i.expiry(i.checked)
    return end is not None and end < on


def countdown(i: Instrument, on: date) -> Countdown:
    """Days left on a day, as known then; refused in words where the entry is stale."""
    end = i.expiry(on)
    if end is None:
        return Countdown(None, None, "no end on record" if i.in_force(on) else "not in force")
    if stale(i, on):
        text = f"no countdown: last checked on {i.checked.isoformat()}, which is too long ago to count days to {end.isoformat()}"
        return Countdown(None, end, text)
    days = (end - on).days
    left = (
        f"{days} day{'s' if days != 1 else ''} left, to {end.isoformat()}"
        if days
        else f"ends today, {end.isoformat()}"
    )
    return Countdown(days, end, left)


def check(on: date, table: Iterable[Instrument] | None = None) -> tuple[Freshness, ...]:
    """What is stale or about to end on a day: ended first, then what ends soonest, then the longest
    unchecked, then what was never seen at the publisher."""
    found: list[Freshness] = []
    for i in instruments().values() if table is None else table:
        end, was = i.expiry(on), i.expiry(i.checked)
        if was is not None and was < on and i.in_force(i.checked):
            text = f"it ran to {was.isoformat()} when it was last checked"
            found.append(Freshness(i.id, i.title, "ended since checked", i.checked, was, text))
        elif end is not None and end - on <= ENDS_WITHIN:
            text = countdown(i, on).text
            found.append(Freshness(i.id, i.title, "ends soon", i.checked, end, text))
        state = i.state(on)
        if state is not None and state.in_force and state.unverified:
            text = "what is in force was not seen at the publisher"
            found.append(Freshness(i.id, i.title, "not verified", i.checked, end, text))
        if on - i.checked > STALE_AFTER:
            text = f"not checked for {(on - i.checked).days} days"
            found.append(Freshness(i.id, i.title, "stale", i.checked, end, text))
    order = get_args(Finding)
    return tuple(sorted(found, key=lambda f: (order.index(f.finding), f.end or date.max, f.checked, f.id)))
