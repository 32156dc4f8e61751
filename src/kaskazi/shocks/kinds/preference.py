"""A trade preference that lapses, is extended or is granted. Market and members are the law's, lines the trade's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from kaskazi.errors import Problem
from kaskazi.law import ExposureRow, exposure, has_exposure, instrument, instruments, members
from kaskazi.model.tariff_aggregates import volume_equivalent
from kaskazi.scenario import Iso3, Rate, Shock, refuse
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known, Span
from kaskazi.world import World

DAY = timedelta(days=1)


class Preference(Shock):
    """A preference that lapses, that is extended until a day (and lapses from the day after), or that is granted to
    economies without it. A lapse hits who is a member on its eve; with exporters named, those of them."""

    kind: Literal["preference"] = "preference"
    programme: str
    change: Literal["lapse", "extend", "grant"]
    until: date | None = Field(default=None, description="last day of an extension; none: for good")
    exporters: tuple[Iso3, ...] = ()
    surcharge: Rate = Field(default=0.0, description="duty on top of the general one once it is gone")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.until and self.change != "extend":
            raise refuse(f"a {self.change} has no until.", "until", "start and end")
        if self.change == "extend" and self.start:
            raise refuse("an extension has no start: it holds until a day.", "start", "until")
        if self.change == "extend" and self.end and (self.until is None or self.end <= self.until):
            raise refuse("the lapse after the extension ends before it begins.", "end", "a day after until")
        if self.change == "grant" and not self.exporters:
            raise refuse("a grant names nobody.", "exporters", "the economies that gain the preference")
        if self.change == "grant" and self.surcharge:
            raise refuse("a grant has no surcharge.", "surcharge", "none")
        return self

    @property
    def takes(self) -> bool:
        """True where the preference goes, at once or after an extension."""
        return self.change != "grant"

    @property
    def gone(self) -> date | None:
        """The first day without the preference; None where it is not dated or never goes."""
        if self.change == "extend":
            return self.until + DAY if self.until else None
        return self.start if self.change == "lapse" else None


def market(programme: str) -> str:
    """ISO3 of the economy that gives a preference."""
    return instrument(programme).giver


def eve(s: Preference) -> date:
    """The day whose members a lapse hits: the one before; without a day, the programme's last on record."""
    return s.gone - DAY if s.gone else instrument(s.programme).last_day() or date.max


def hit(s: Preference, world: World) -> tuple[str, ...]:
    """ISO3 of those whose goods a lapse or an extension's end makes dearer, or a grant cheaper, sorted."""
    if s.change == "grant":
        had = set(members(s.programme, date(world.year, 12, 31)))
        return tuple(sorted((set(s.exporters) - had) & set(world.economies)))
    found = set(members(s.programme, eve(s))) & set(s.exporters or world.economies) & set(world.economies)
    return tuple(sorted(e for e in found if has_exposure(s.programme, e)))


def check(s: Preference, at: str, known: Known) -> Iterator[Problem]:
    """The programme has members whose trade by line is held, and nobody loses it twice."""
    programmes = [i.id for i in instruments().values() if i.line_table]
    wrong = list(
        known.one_of(f"{at}.programme", "a programme whose trade by line is held", s.programme, programmes)
    )
    wrong += known.economies(f"{at}.exporters", s.exporters)
    yield from wrong
    if wrong:
        return
    yield from known.economies(f"{at}.programme", [market(s.programme)])
    who = hit(s, known.world)
    for e in s.exporters:
        if e not in who and s.change == "grant":
            yield Problem(
                f"{at}.exporters",
                f"{e} had {s.programme} in {known.world.year}, the world's year: nothing to grant.",
                "economies without it",
            )
        elif e not in who:
            yield Problem(
                f"{at}.exporters",
                f"{e} has nothing to lose: no member of {s.programme} on the eve.",
                "members whose trade is held",
            )
    if s.change == "extend" and s.until and known.scenario.horizon is None:
        said = "no horizon says which years are compared."
        yield Problem(f"{at}.until", said, "a horizon with start and end beside it")
    yield from _twice(s, at, known, set(who))


def _twice(s: Preference, at: str, known: Known, who: set[str]) -> Iterator[Problem]:
    """An earlier shock that takes the same preference from the same economy on the same days."""
    for k, other in enumerate(known.scenario.shock):
        if other is s:
            return
        if not (isinstance(other, Preference) and other.programme == s.programme):
            continue
        a, b = span(s), span(other)
        if a and b and _meet(a, b) and other.takes == s.takes and who & set(hit(other, known.world)):
            yield Problem(at, f"says of {s.programme} what shock[{k}] says of the same days.", "one of them")


def _meet(a: Span, b: Span) -> bool:
    return (a[0] or date.min) <= (b[1] or date.max) and (b[0] or date.min) <= (a[1] or date.max)


def apply(arrays: Arrays, s: Preference, ground: Ground, case: Case) -> None:
    """A lapse adds to each member's duty, in each sector, the uniform duty that cuts its trade as much as the duties
    of its lines do. A grant leaves of the duty, in each sector, the part that members still pay of the general one."""
    world, n = ground.world, ground.world.index(market(s.programme))
    if s.change == "grant":
        for j, left in _still_paid(s, ground).items():
            for e in hit(s, world):
                arrays.tariff[j, n, world.index(e)] *= left
        return
    for e in hit(s, world):
        for j, rows in _by_sector(s, e, world).items():
            values = np.array([r.value for r in rows])
            rates = np.array([r.rate_without + s.surcharge - r.rate_with for r in rows])
            sigma = float(ground.base.theta[j]) + 1.0
            arrays.tariff[j, n, world.index(e)] += volume_equivalent(values, rates, sigma)


def sectors(s: Preference, ground: Ground) -> set[int] | None:
    """Those of the lines, of all members hit, that would pay more (of a grant: less)."""
    if s.change == "grant":
        return set(_still_paid(s, ground)) or None
    found = set()
    for e in hit(s, ground.world):
        for j, rows in _by_sector(s, e, ground.world).items():
            if any(r.rate_without + s.surcharge > r.rate_with for r in rows):
                found.add(j)
    return found or None


def span(s: Preference) -> Span | None:
    """When duties differ: of an extension, from the day after it; never where it has no last day."""
    if s.change == "extend":
        return (s.gone, s.end) if s.gone else None
    return s.start, s.end


def _still_paid(s: Preference, ground: Ground) -> Mapping[int, float]:
    """By sector the part, below 1, that members of a programme pay of the general duty on their own goods."""
    due: dict[int, list[float]] = {}
    for e in sorted(set(members(s.programme, eve(s))) & set(ground.world.economies)):
        if has_exposure(s.programme, e):
            for j, rows in _by_sector(s, e, ground.world).items():
                paid = due.setdefault(j, [0.0, 0.0])
                paid[0] += sum(r.value * r.rate_with for r in rows)
                paid[1] += sum(r.value * r.rate_without for r in rows)
    return {j: paid / full for j, (paid, full) in due.items() if paid < full}


def _by_sector(s: Preference, exporter: str, world: World) -> Mapping[int, list[ExposureRow]]:
    """Rows of one member's trade by position of their sector."""
    found: dict[int, list[ExposureRow]] = {}
    for r in exposure(s.programme, exporter, on=eve(s)).rows:
        found.setdefault(world.sector(world.sector_of_line(r.hs)), []).append(r)
    return found


KIND = Kind(
    "preference", "A preference that lapses, is extended or granted", Preference, False,
    check, apply, sectors=sectors, span=span,
)  # fmt: skip
