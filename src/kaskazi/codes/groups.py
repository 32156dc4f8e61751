"""Groups of economies with dated membership: unions, communities, free trade areas."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.naming import closest, folded, spoken
from kaskazi.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Membership:
    """One spell of membership, both days included; source: id of the sources table.

    start: `date.min` where the row leaves it open (a member before anything that is asked here).
    """

    group: str
    iso3: str
    start: date
    end: date
    source: str

    def covers(self, on: date) -> bool:
        """True where the spell holds on a day."""
        return self.start <= on <= self.end


@cache
def groups() -> Mapping[str, tuple[Membership, ...]]:
    """Every spell by group, in the order of the table."""
    text = files("kaskazi.codes").joinpath("groups.csv").read_text(encoding="utf-8")
    found: dict[str, list[Membership]] = {}
    for r in csv.DictReader(text.splitlines()):
        start = date.fromisoformat(r["from"]) if r["from"] else date.min
        end = date.fromisoformat(r["to"]) if r["to"] else date.max
        spell = Membership(r["group"], r["iso3"], start, end, r["source"])
        found.setdefault(spell.group, []).append(spell)
    return MappingProxyType({k: tuple(v) for k, v in found.items()})


@cache
def reported() -> Mapping[str, str]:
    """Group by the codes under which publishers report it as one: letters, and UN numbers without leading zeros."""
    text = files("kaskazi.codes").joinpath("group_codes.csv").read_text(encoding="utf-8")
    return MappingProxyType({r["code"]: r["group"] for r in csv.DictReader(text.splitlines())})


def group_code(word: str, where: str = "") -> str:
    """Id of a group by id, name or a code under which it is reported. Raises InputError with the nearest."""
    text = word.strip()
    plain = {k.casefold(): k for k in groups()}
    found = (
        plain.get(text.casefold())
        or reported().get(text.upper().lstrip("0"))
        or spoken("groups").get(folded(text), "")
    )
    if not found:
        what = f'"{word}" is not a group.'
        raise InputError("group", [Problem(where, what, "the id or name of one", closest("groups", text))])
    return found


@cache
def members(group: str, on: date | None = None) -> tuple[str, ...]:
    """ISO3 of the members of a group on a day, in code order; without a day, those whose membership has no end on record.

    Raises InputError with the nearest group.
    """
    day = date.max if on is None else on
    return tuple(sorted({m.iso3 for m in groups()[group_code(group)] if m.covers(day)}))


def member(group: str, iso3: str, on: date | None = None) -> bool:
    """True where an economy belongs to a group on a day (`members`)."""
    return iso3 in members(group, on)
