"""Where an economy stands towards a preference on a day: whether it gives it, has it, had it, or never did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kaskazi.law import Instrument
from kaskazi.law.eligibility import members, spells

Kind = Literal["giver", "beneficiary", "former beneficiary", "not a beneficiary"]


@dataclass(frozen=True, slots=True)
class Standing:
    """kind: as of the day; until: the last day on which a former beneficiary had it."""

    kind: Kind
    until: date | None = None


def standing(i: Instrument, home: str, as_of: date) -> Standing:
    """The standing of `home` towards a preference on the as-of date, as known then."""
    if home == i.giver:
        return Standing("giver")
    if home in members(i.id, as_of, as_of):
        return Standing("beneficiary")
    past = [s.end for s in spells(i.id, home) if s.end < as_of]
    return Standing("former beneficiary", max(past)) if past else Standing("not a beneficiary")


def standing_fact(s: Standing, name: str, programme: str, as_of: date) -> str:
    """Where an economy without the preference stands, in a sentence; empty for a beneficiary and for the giver."""
    day = f"{as_of.day} {as_of:%B %Y}"
    if s.kind == "former beneficiary" and s.until:
        return f"{name} is not a beneficiary of {programme} on {day}; it was until {s.until.day} {s.until:%B %Y}."
    if s.kind == "not a beneficiary":
        return f"{name} is not a beneficiary of {programme} on {day} and has not been one."
    return ""


def standing_text(s: Standing, name: str, programme: str, as_of: date) -> str:
    """The standing and what the figures then mean, which come first; empty for a beneficiary."""
    if s.kind == "giver":
        return (
            f"{name} grants {programme}: the figures are what its end would mean for the one who grants it."
        )
    means = {
        "former beneficiary": "The figures are what regaining it would mean, and what it means that others have it.",
        "not a beneficiary": f"The figures are what it means for {name} that others have it: the rivals' preference.",
    }
    fact = standing_fact(s, name, programme, as_of)
    return f"{fact} {means[s.kind]}" if fact else ""
