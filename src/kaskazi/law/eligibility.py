"""Who may claim what: spells of eligibility, one list for every programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.economies import economy_code
from kaskazi.errors import DataError, Problem

COLUMN_2 = (
    "us-column-2"  # origins denied normal trade relations (general note 3(b)), a list of spells as well
)
COLUMNS = ["programme", "iso3", "from", "to", "known", "tier", "apparel", "apparel_to", "source"]
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
def _rows() -> Mapping[str, list[list[str]]]:
    """Rows of spells.csv by programme, as they stand: a duty asks about few programmes."""
    found: dict[str, list[list[str]]] = {}
    head, *lines = files("kaskazi.law").joinpath("spells.csv").read_text(encoding="utf-8").splitlines()
    if head.split(",") != COLUMNS:
        raise DataError("spells.csv", [Problem("header", "is another.", ",".join(COLUMNS))])
    for line in lines:
        row = line.split(",")
        found.setdefault(row[0], []).append(row)
    return MappingProxyType(found)


@cache
def _spells(programme: str) -> Mapping[str, tuple[Spell, ...]]:
    """Spells of a programme by economy."""
    found: dict[str, list[Spell]] = {}

    def day(x: str, other: date) -> date:
        return date.fromisoformat(x) if x else other

    for _, iso3, start, end, known, tier, apparel, apparel_end, source in _rows().get(programme, []):
        begins = date.fromisoformat(start)
        spell = Spell(
            programme=programme,
            iso3=iso3,
            start=begins,
            end=day(end, date.max),
            known=day(known, begins),
            tier=tier,
            apparel=date.fromisoformat(apparel) if apparel else None,
            apparel_end=day(apparel_end, date.max),
            source=source,
        )
        found.setdefault(iso3, []).append(spell)
    return MappingProxyType({k: tuple(v) for k, v in found.items()})


def economy(iso3: str) -> str:
    """ISO3 of an economy given by code or name. Raises InputError with the nearest where it is none."""
    return economy_code(iso3)


def programmes() -> tuple[str, ...]:
    """Ids of the programmes whose members are held."""
    return tuple(sorted(_rows()))


def spells(programme: str, iso3: str) -> tuple[Spell, ...]:
    """Every spell of an economy under a programme, oldest first; empty where it never was eligible."""
    return _spells(programme).get(iso3, ())


def eligible(programme: str, iso3: str, on: date, known: date | None = None) -> Spell | None:
    """The spell that holds on a day, as known on a day (default: the same day); None outside."""
    return next((s for s in spells(programme, iso3) if s.covers(on, known)), None)


def members(programme: str, on: date, known: date | None = None) -> tuple[str, ...]:
    """ISO3 of the economies eligible for a programme on a day, as known on a day, in code order.

    Whether the programme itself is in force is the registry's to say. Empty where no list is held.
    """
    return tuple(sorted(k for k in _spells(programme) if eligible(programme, k, on, known)))


def with_apparel(programme: str, iso3: str, on: date, known: date | None = None) -> bool:
    """True where the economy may claim the apparel benefit: eligible, its visa accepted, not suspended."""
    s = eligible(programme, iso3, on, known)
    return s is not None and s.apparel is not None and s.apparel <= on <= s.apparel_end


def lesser_developed(programme: str, iso3: str, on: date | None = None) -> bool:
    """True where the programme counts an economy as lesser developed on a day (default: on any day of its spells; AGOA:
    third-country fabric, 19 U.S.C. 3721(c))."""
    return any(s.tier == LESSER and (on is None or s.start <= on <= s.end) for s in spells(programme, iso3))
