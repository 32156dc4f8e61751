"""Who may claim what: spells of eligibility, one list for every programme."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.economies import economy_code

COLUMN_2 = (
    "us-column-2"  # origins denied normal trade relations (general note 3(b)), a list of spells as well
)
LESSER = "lesser-developed"  # tiers of spells.csv
LEAST = "least-developed"


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of eligibility of an economy for a programme.

    known: the day the spell was made known, where that is later than its start. tier: "lesser-developed" or
    "least-developed" where the programme gives such economies more, else empty. apparel: from when to when an
    apparel benefit that asks for a visa counts, None without one.
    """

    programme: str
    iso3: str
    start: date
    end: date
    known: date
    tier: str
    apparel: date | None
    apparel_end: date
    source: str

    def covers(self, on: date, known: date | None = None) -> bool:
        """True where it speaks of a day, as known on a day (default: the same day)."""
        return self.start <= on <= self.end and self.known <= (known or on)


@cache
def _spells() -> Mapping[str, Mapping[str, tuple[Spell, ...]]]:
    """Spells by programme and economy."""
    found: dict[str, dict[str, list[Spell]]] = {}
    text = files("kaskazi.law").joinpath("spells.csv").read_text(encoding="utf-8")

    def day(x: str, other: date) -> date:
        return date.fromisoformat(x) if x else other

    for r in csv.DictReader(text.splitlines()):
        start = date.fromisoformat(r["from"])
        spell = Spell(
            programme=r["programme"],
            iso3=r["iso3"],
            start=start,
            end=day(r["to"], date.max),
            known=day(r["known"], start),
            tier=r["tier"],
            apparel=date.fromisoformat(r["apparel"]) if r["apparel"] else None,
            apparel_end=day(r["apparel_to"], date.max),
            source=r["source"],
        )
        found.setdefault(spell.programme, {}).setdefault(spell.iso3, []).append(spell)
    return MappingProxyType({p: {k: tuple(v) for k, v in of.items()} for p, of in found.items()})


def economy(iso3: str) -> str:
    """ISO3 of an economy given by code or name. Raises InputError with the nearest where it is none."""
    return economy_code(iso3)


def programmes() -> tuple[str, ...]:
    """Ids of the programmes whose members are held."""
    return tuple(sorted(_spells()))


def spells(programme: str, iso3: str) -> tuple[Spell, ...]:
    """Every spell of an economy under a programme, oldest first; empty where it never was eligible."""
    return _spells().get(programme, {}).get(iso3, ())


def eligible(programme: str, iso3: str, on: date, known: date | None = None) -> Spell | None:
    """The spell that holds on a day, as known on a day (default: the same day); None outside."""
    return next((s for s in spells(programme, iso3) if s.covers(on, known)), None)


def members(programme: str, on: date, known: date | None = None) -> tuple[str, ...]:
    """ISO3 of the economies eligible for a programme on a day, as known on a day, in code order.

    Whether the programme itself is in force is the registry's to say. Empty where no list is held.
    """
    return tuple(sorted(k for k in _spells().get(programme, {}) if eligible(programme, k, on, known)))


def with_apparel(programme: str, iso3: str, on: date, known: date | None = None) -> bool:
    """True where the economy may claim the apparel benefit: eligible, its visa accepted, not suspended."""
    s = eligible(programme, iso3, on, known)
    return s is not None and s.apparel is not None and s.apparel <= on <= s.apparel_end


def lesser_developed(programme: str, iso3: str, on: date | None = None) -> bool:
    """True where the programme counts an economy as lesser developed on a day (default: on any day of its spells; AGOA:
    third-country fabric, 19 U.S.C. 3721(c))."""
    return any(s.tier == LESSER and (on is None or s.start <= on <= s.end) for s in spells(programme, iso3))
