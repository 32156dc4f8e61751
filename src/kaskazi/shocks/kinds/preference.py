"""A trade preference that lapses, is extended or is granted. Market and members are the law's, lines the trade's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from kaskazi.errors import Problem
from kaskazi.law import Exposure, exposure, has_exposure, instrument, instruments, members
from kaskazi.model.tariff_aggregates import volume_equivalent
from kaskazi.scenario import Iso3, Rate, Shock, refuse
from kaskazi.shocks.kind import Array, Arrays, Case, Ground, Kind, Known, Span
from kaskazi.world import World


class Preference(Shock):
    """A preference that lapses, that is extended until a day (and lapses from the day after), or that is granted to
    economies without it. A lapse hits who is a member on its eve; with exporters named, those of them."""

    kind: Literal["preference"] = "preference"
    programme: str
    change: Literal["lapse", "extend", "grant"]
    until: date | None = Field(default=None, description="last day of an extension; none: for good")
    exporters: tuple[Iso3, ...] = ()
    surcharge: Rate = Field(default=0.0, description="duty on top of the general one once it is gone")
    chapters: tuple[str, ...] = Field(default=(), description="HS chapters it is about; none: all")

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
            return self.until + timedelta(days=1) if self.until else None
        return self.start if self.change == "lapse" else None


def market(programme: str) -> str:
    """ISO3 of the economy that gives a preference."""
    return instrument(programme).giver


def eve(s: Preference) -> date:
    """The last day with the preference: the day before it is gone, or the last on record."""
    if s.gone:
        return s.gone - timedelta(days=1)
    return instrument(s.programme).last_day() or date.max


def hit(s: Preference, world: World) -> tuple[str, ...]:
    """ISO3 of those whose goods a lapse or an extension's end makes dearer, or a grant cheaper, sorted.

    A lapse without a day hits those who are members on the last day on record.
    """
    if s.change == "grant":
        had = members(s.programme, date(world.year, 12, 31))
        return tuple(sorted((set(s.exporters) - set(had)) & set(world.economies)))
    found = set(members(s.programme, eve(s))) & set(s.exporters or world.economies) & set(world.economies)
    return tuple(sorted(e for e in found if has_exposure(s.programme, e, world.year)))


@dataclass(frozen=True, slots=True)
class LineDuties:
    """One exporter's lines in the market of a programme, of the world's year.

    before, after (K,): the duty each line pays without and with the shock, ratios.
    """

    table: Exposure
    before: Array
    after: Array


def line_duties(s: Preference, exporter: str, world: World) -> LineDuties:
    """What a shock changes for the lines of one exporter that it hits. Raises InputError where no lines are held."""
    table = exposure(s.programme, exporter, world.year, None if s.change == "grant" else eve(s))
    held = np.array([not s.chapters or r.hs[:2] in s.chapters for r in table.rows])
    general = np.array([r.rate_without for r in table.rows])
    if s.change == "grant":
        free = set(instrument(s.programme).routes)
        after = np.array([0.0 if r.route in free else r.rate_without for r in table.rows])
        return LineDuties(table, general, np.where(held, after, general))
    before = np.array([r.rate_with for r in table.rows])
    return LineDuties(table, before, np.where(held, general + s.surcharge, before))


def check(s: Preference, at: str, known: Known) -> Iterator[Problem]:
    """The programme has members whose trade by line is held, and nobody loses it twice."""
    programmes = [i.id for i in instruments().values() if i.line_table]
    wrong = list(
        known.one_of(f"{at}.programme", "a programme with an exposure table", s.programme, programmes)
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
    """Adds to each exporter's duty, in each sector, the uniform duty that cuts (a grant: raises) its trade as much as
    the duties of its lines do. Whose lines are not held is granted, in each sector, the part of the duty that members
    are spared on their own goods."""
    world, n = ground.world, ground.world.index(market(s.programme))
    for e in hit(s, world):
        i = world.index(e)
        if not has_exposure(s.programme, e, world.year):
            for j, left in _still_paid(s, world).items():
                arrays.tariff[j, n, i] *= left
            continue
        for j, (values, added) in _by_sector(line_duties(s, e, world), world).items():
            more = volume_equivalent(values, added, float(ground.base.theta[j]) + 1.0)
            arrays.tariff[j, n, i] = max(arrays.tariff[j, n, i] + more, 0.0)


def sectors(s: Preference, ground: Ground) -> set[int] | None:
    """Those of the lines, of all exporters hit, whose duty changes."""
    held = [e for e in hit(s, ground.world) if has_exposure(s.programme, e, ground.world.year)]
    found = {
        j
        for e in held
        for j, (_, added) in _by_sector(line_duties(s, e, ground.world), ground.world).items()
        if added.any()
    }
    if len(held) < len(hit(s, ground.world)):
        found |= set(_still_paid(s, ground.world))
    return found or None


def span(s: Preference) -> Span | None:
    """When duties differ: of an extension, from the day after it; never where it has no last day."""
    if s.change == "extend":
        return (s.gone, s.end) if s.gone else None
    return s.start, s.end


def _by_sector(d: LineDuties, world: World) -> Mapping[int, tuple[Array, Array]]:
    """Customs values and added duties of the lines by position of their sector."""
    at = _positions(d.table, world)
    values = np.array([r.value for r in d.table.rows])
    added = d.after - d.before
    return {int(j): (values[at == j], added[at == j]) for j in np.unique(at)}


_AT: dict[
    tuple[str, str, str, int], NDArray[np.intp]
] = {}  # kept for the life of the process: looked up at every case


def _positions(table: Exposure, world: World) -> NDArray[np.intp]:
    """Position (K,) of the sector of each line of a table in a world."""
    key = (world.sha256, table.programme, table.exporter, table.year)
    if key not in _AT:
        _AT[key] = np.array([world.sector(world.sector_of_line(r.hs)) for r in table.rows], dtype=np.intp)
    return _AT[key]


def _still_paid(s: Preference, world: World) -> Mapping[int, float]:
    """By sector the part, below 1, that members of a programme pay of the general duty on their own goods."""
    due: dict[int, list[float]] = {}
    on = instrument(s.programme).last_day() or date.max
    for e in sorted(set(members(s.programme, on)) & set(world.economies)):
        if has_exposure(s.programme, e, world.year):
            for r in exposure(s.programme, e, world.year, on).rows:
                paid = due.setdefault(world.sector(world.sector_of_line(r.hs)), [0.0, 0.0])
                paid[0] += r.value * r.rate_with
                paid[1] += r.value * r.rate_without
    return {j: paid / full for j, (paid, full) in due.items() if paid < full}


KIND = Kind(
    "preference", "A preference that lapses, is extended or granted", Preference, False,
    check, apply, sectors=sectors, span=span,
)  # fmt: skip
