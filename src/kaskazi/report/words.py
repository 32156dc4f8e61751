"""Words for the fixed terms of a dossier, for its times, and for its rates and amounts as the document states them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, get_type_hints

from kaskazi.dossier import (
    Answer,
    Commitment,
    Deadline,
    Denial,
    Disruption,
    Engagement,
    Found,
    Measure,
    When,
)
from kaskazi.text.catalogue import catalogue, say
from kaskazi.text.numbers import MONTHS, day, number, per_cent

MOST_DECIMALS = 6  # of a rate or an amount as stated

# the fields with fixed terms that a brief prints: each term has its words in the catalogue, as "<name>.<term>"
FIXED: Mapping[str, tuple[type[Any], str]] = MappingProxyType(
    {
        "status": (Found, "status"),
        "engine": (Found, "engine"),
        "mode": (Engagement, "mode"),
        "tense": (Engagement, "tense"),
        "stance": (Answer, "stance"),
        "strength": (Commitment, "strength"),
        "deadline": (Deadline, "kind"),
        "measure": (Measure, "kind"),
        "measure_status": (Measure, "status"),
        "disruption_status": (Disruption, "status"),
        "denied_item": (Denial, "of"),
        "polarity": (Denial, "polarity"),
    }
)


def terms(name: str) -> Any:
    """The Literal of a name of `FIXED`."""
    owner, field = FIXED[name]
    return get_type_hints(owner)[field]


def word(name: str, term: str) -> str:
    """A fixed term in words; what is no such term (a dossier made by hand may hold any text) stays as it is."""
    key = f"{name}.{term}"
    return say(key) if name in FIXED and key in catalogue() else term


def when(w: When) -> str:
    """A time as a reader wants it: what the text says and the calendar date, or that it stays open."""
    if w.start is None:
        if not w.why:
            return say("time.open", words=w.text)
        return say("time.open_because", words=w.text, why=w.why.rstrip("."))
    known = calendar(w)
    return known if known == w.text else say("time.resolved", day=known, words=w.text)


def calendar(w: When) -> str:
    """The calendar date of a resolved time at its own granularity."""
    a, b = w.start, w.end or w.start
    if a is None or b is None:
        return ""
    if w.granularity == "year":
        return str(a.year) if a.year == b.year else f"{a.year}–{b.year}"
    if w.granularity == "month" and (a.year, a.month) == (b.year, b.month):
        return f"{MONTHS[a.month - 1]} {a.year}"
    if a == b:
        return day(a)
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day}–{day(b)}"
    return f"{day(a)} – {day(b)}"


def stated_rate(x: float) -> str:
    """A ratio in per cent with the decimals it has: 0.25 is "25 %", 0.125 "12.5 %"."""
    return per_cent(_as_stated(x * 100))


def stated_amount(x: float, unit: str) -> str:
    """An amount in full with its unit: "USD 30 000 000 000", "5 000 tonnes"."""
    if unit == "%":
        return stated_rate(x)
    n = _as_stated(x)
    return f"{unit} {n}" if re.fullmatch(r"[A-Z]{3}", unit) else f"{n} {unit}".rstrip()


def _as_stated(x: float) -> str:
    need = (d for d in range(MOST_DECIMALS) if abs(round(x, d) - x) < 1e-9 * max(1.0, abs(x)))
    return number(x, next(need, MOST_DECIMALS))
