"""Agreements and programmes with a dated legal life, read from `registry.toml`.

Two dates are never mixed: `on`, the day asked about, and `known`, the day on which one asks. A law made
later can reach back (AGOA was restored on 3 February 2026 from 1 October 2025 on), so the answer about the
same day changes with the day it is asked on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from kaskazi.codes.groups import members
from kaskazi.codes.naming import rows
from kaskazi.errors import DataError, InputError, Problem, nearest

Kind = Literal["preference", "agreement", "negotiation", "surcharge"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class State:
    """What the law says about the days from `start` to `end` (None: without end), made on `known`.

    unverified: not seen at the publisher, or a point in it is open.
    """

    start: date
    end: date | None
    known: date
    in_force: bool
    law: str
    source: str
    unverified: bool = False

    @property
    def retroactive(self) -> bool:
        """True where the law was made after days it speaks of."""
        return self.known > self.start

    def covers(self, on: date) -> bool:
        """True where the state speaks of this day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated event that is not law: a round of talks, a bill not enacted, a step in carrying a law out."""

    on: date
    until: date | None
    text: str
    source: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A group of goods whose duty is cut from one day and gone on another; None where it is excluded."""

    group: str
    goods: str
    cut_from: date | None
    free_from: date | None
    source: str

    def says(self, on: date) -> str:
        """How far the cut is on a day."""
        if self.cut_from is None or self.free_from is None:
            return "excluded: the full duty"
        if on < self.cut_from:
            return f"no cut before {self.cut_from.isoformat()}"
        if on < self.free_from:
            return f"being cut; free from {self.free_from.isoformat()}"
        return "free"


@dataclass(frozen=True, slots=True)
class Band:
    """A rate of a common tariff, ratio; None for goods above the bands."""

    rate: float | None
    goods: str
    source: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """An agreement, programme or surcharge, with every state of its legal life.

    parties: named in the entry, or the members of the `group` it names (codes/groups.csv). part_of: the instrument this
    is a provision of, or empty. line_table: the table of trade by line that holds what the beneficiaries sell, or empty; routes: the columns by which the instrument frees goods of that table;
    apparel_routes: those that ask for its apparel benefit. tier: the tier of members that a part is for, or empty. checked: the day the entry was last gone through.
    """

    id: str
    title: str
    names: tuple[str, ...]
    kind: Kind
    giver: str
    parties: tuple[str, ...]
    gives: str
    origin: str
    areas: tuple[str, ...]
    life: tuple[State, ...]
    rounds: tuple[Dated, ...]
    proposals: tuple[Dated, ...]
    steps: tuple[Dated, ...] = ()
    phases: tuple[Phase, ...] = ()
    bands: tuple[Band, ...] = ()
    part_of: str = ""
    line_table: str = ""
    routes: tuple[str, ...] = ()
    apparel_routes: tuple[str, ...] = ()
    tier: str = ""
    checked: date = date.min

    def state(self, on: date, known: date | None = None) -> State | None:
        """The law about day `on` as it stood on day `known` (default: the same day).

        None where no state speaks of that day. A later law overrides an earlier one.
        """
        asked = on if known is None else known
        held = [s for s in self.life if s.known <= asked and s.covers(on)]
        return max(held, key=lambda s: (s.known, s.start)) if held else None

    def in_force(self, on: date, known: date | None = None) -> bool:
        """True where the instrument is in force on day `on`, as known on day `known`."""
        state = self.state(on, known)
        return state is not None and state.in_force

    def expiry(self, on: date, known: date | None = None) -> date | None:
        """The last day of the spell in force on `on`, as known on `known` (default: the same day); None without end or
        not in force."""
        asked = on if known is None else known
        state = self.state(on, asked)
        while state is not None and state.in_force and state.end is not None:
            after = self.state(state.end + timedelta(days=1), asked)
            if after is None or not after.in_force:
                return state.end
            state = after
        return None

    def last_day(self) -> date | None:
        """The last day on which any law on record says it is in force; None without end."""
        last = max((s for s in self.life if s.in_force), key=lambda s: s.end or date.max, default=None)
        return last.end if last else None

    def events(self, until: date) -> tuple[State, ...]:
        """Every state made known up to a day, oldest first."""
        return tuple(sorted((s for s in self.life if s.known <= until), key=lambda s: (s.known, s.start)))


def _instrument(key: str, r: Mapping[str, Any]) -> Instrument:
    """One entry of the file."""

    def dated(part: str) -> tuple[Dated, ...]:
        return tuple(
            Dated(s["on"], s.get("to", s.get("until")), s["text"], s["source"], s.get("place", ""))
            for s in r.get(part, [])
        )

    called = rows("instruments")[key]
    return Instrument(
        id=key,
        title=called.name,
        names=(*called.accepted, called.brief),
        kind=r["kind"],
        giver=r.get("giver", ""),
        parties=tuple(r["parties"]) if "parties" in r else members(r["group"]),
        gives=r["gives"],
        origin=r["origin"],
        areas=tuple(r["areas"]),
        life=tuple(
            State(
                s["from"],
                s.get("to"),
                s["known"],
                s["in_force"],
                s["law"],
                s["source"],
                s.get("unverified", False),
            )
            for s in r["life"]
        ),
        rounds=dated("round"),
        proposals=dated("proposal"),
        steps=dated("event"),
        phases=tuple(
            Phase(p["group"], p["goods"], p.get("cut_from"), p.get("free_from"), p["source"])
            for p in r.get("phase", [])
        ),
        bands=tuple(Band(b.get("rate"), b["goods"], b["source"]) for b in r.get("band", [])),
        part_of=r.get("part_of", ""),
        line_table=r.get("line_table", ""),
        routes=tuple(r.get("routes", ())),
        apparel_routes=tuple(r.get("apparel_routes", ())),
        tier=r.get("tier", ""),
        checked=r["checked"],
    )


class _Lazy(Mapping[str, Instrument]):
    """The instruments by id, each read from its part of the file when it is first asked for."""

    def __init__(self, text: str) -> None:
        marks = [(m[1], m.start()) for m in re.finditer(r"(?m)^\[([\w-]+)\]$", text)]
        ends = [start for _, start in marks[1:]] + [len(text)]
        self._parts = {key: text[start:end] for (key, start), end in zip(marks, ends, strict=True)}
        self._read: dict[str, Instrument] = {}

    def __getitem__(self, key: str) -> Instrument:
        if key not in self._read:
            self._read[key] = self._checked(key, tomllib.loads(self._parts[key])[key])
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def _checked(self, key: str, r: Mapping[str, Any]) -> Instrument:
        problems = []
        if r["kind"] not in KINDS:
            problems.append(Problem(f"[{key}].kind", f'"{r["kind"]}".', " or ".join(KINDS)))
        if r.get("part_of", key) not in self._parts:
            near = nearest(r["part_of"], self._parts)
            problems.append(Problem(f"[{key}].part_of", f'"{r["part_of"]}".', nearest=near))
        if key not in rows("instruments"):
            problems.append(Problem(f"[{key}]", "has no name.", "a row of codes/names/en/instruments.toml"))
        if problems:
            raise DataError("registry.toml", problems)
        return _instrument(key, r)


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by id, in the order of the file. Raises DataError where a faulty entry is read."""
    return _Lazy(files("kaskazi.law").joinpath("registry.toml").read_text(encoding="utf-8"))


def instrument(key: str) -> Instrument:
    """One instrument by id. Raises InputError with the nearest id."""
    table = instruments()
    if key not in table:
        raise InputError("instruments", [Problem("", f'"{key}" is not known.', nearest=nearest(key, table))])
    return table[key]
