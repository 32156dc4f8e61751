"""A disruption of a chokepoint, a port, a land corridor, a border or air freight, and the packaged ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

from kaskazi.errors import Problem

YEAR = 365


@dataclass(frozen=True, slots=True)
class Disruption:
    """One of chokepoint, port, corridor, border or air; what still passes and what it costs.

    border: exporter and importer, ISO3, of trade by road between neighbours; air: an economy, ISO3, whose air freight it
    is, both ways. open_share 0..1 (None: all);
    by_class: the same for vessel classes that differ; premium USD per TEU (surcharge or insurance);
    premium_kg: USD per kilogram by air; premium_rate: insurance as a share of the cargo's value; delay_days; teu_miles: growth of world container
    work the detours cause, ratio (None: as the model's own detours make it); start, end: the part of a year it lasts
    (both None: the whole of it; no end: to the end of the year that begins with the first start); lasts: days it lasts,
    where its dates are left to others (None, and no dates: for good).
    """

    chokepoint: str = ""
    port: str = ""
    corridor: str = ""
    border: tuple[str, ...] = ()
    air: str = ""
    open_share: float | None = None
    by_class: Mapping[str, float] = field(default_factory=dict, hash=False)
    premium: float | None = None
    premium_kg: float | None = None
    premium_rate: float | None = None
    hull_rate: float | None = None
    delay_days: float | None = None
    teu_miles: float | None = None
    start: date | None = None
    end: date | None = None
    lasts: int | None = None
    sources: tuple[str, ...] = ()

    @property
    def closed_share(self) -> float:
        """What can no longer pass, 0..1."""
        return 0.0 if self.open_share is None else 1.0 - self.open_share

    def open_to(self, vessel: str) -> float:
        """What still passes of a vessel class, 0..1."""
        return self.by_class.get(vessel, 1.0 if self.open_share is None else self.open_share)

    @property
    def year_share(self) -> float:
        """Part of one year it lasts: 1 unless both start and end are given."""
        if self.start is None or self.end is None:
            return 1.0
        return min(1.0, ((self.end - self.start).days + 1) / YEAR)

    @property
    def days_held(self) -> int | None:
        """Days it lasts, by its dates where it has both, at most a year; None: for good, or to an end that is not known."""
        held = days_between(self.start, self.end)
        return self.lasts if held is None else min(held, YEAR)

    def said_of_dates(self) -> str:
        """What is done about dates that leave a question open, in words; "" where none does."""
        if self.start is not None and self.end is None:
            return (
                f"No end is given: what begins on {self.start} lasts to the end of the year that is costed."
            )
        if self.start is not None and self.end is not None and (self.end - self.start).days >= YEAR:
            return f"From {self.start} to {self.end} is more than a year: one year of it is costed."
        return ""


def days_between(start: date | None, end: date | None) -> int | None:
    """Days from a start to an end, both counted; None where either is open."""
    return None if start is None or end is None else (end - start).days + 1


def closed_place(kind: str, key: str) -> Disruption:
    """A place closed to all. kind: chokepoint, port or corridor."""
    if kind == "port":
        return Disruption(port=key, open_share=0.0)
    if kind == "corridor":
        return Disruption(corridor=key, open_share=0.0)
    return Disruption(chokepoint=key, open_share=0.0)


def open_shares(disruptions: Sequence[Disruption], vessel: str) -> dict[str, float]:
    """What each disturbed chokepoint still takes of a vessel class, 0..1: the least that any disruption leaves."""
    found: dict[str, float] = {}
    for d in disruptions:
        if d.chokepoint:
            found[d.chokepoint] = min(found.get(d.chokepoint, 1.0), d.open_to(vessel))
    return found


def closed_places(disruptions: Sequence[Disruption]) -> tuple[str, ...]:
    """Ids of the chokepoints, ports and corridors that are closed to all, in that order."""
    shut = [d for d in disruptions if d.open_share == 0.0 and not d.by_class]
    found = [getattr(d, kind) for kind in ("chokepoint", "port", "corridor") for d in shut]
    return tuple(dict.fromkeys(x for x in found if x))


def date_problems(disruptions: Sequence[Disruption], places: Sequence[str]) -> list[Problem]:
    """Dates that one year cannot hold: an end before or without its start, a start a year or more after the first."""
    starts = [d.start for d in disruptions if d.start is not None]
    first = min(starts, default=None)
    problems = []
    for d, at in zip(disruptions, places, strict=True):
        if d.end is not None and d.start is None:
            problems.append(
                Problem(f"{at}.end", f"{d.end} has no start.", "start and end, start alone, or neither")
            )
        elif d.end is not None and d.start is not None and d.end < d.start:
            problems.append(Problem(f"{at}.end", f"{d.end} is before {d.start}."))
        if d.start is not None and first is not None and (d.start - first).days >= YEAR:
            said = f"{d.start} is a year or more after the first start, {first}."
            problems.append(
                Problem(f"{at}.start", said, "dates within one year, or a scenario for each year")
            )
    return problems


def spells(disruptions: Sequence[Disruption]) -> list[tuple[float, tuple[Disruption, ...]]]:
    """The year that begins with the first start, cut where a disruption starts or ends: the share of the year and what
    holds in it. Without a start a disruption holds all year, without an end to the end of the year."""
    starts = [d.start for d in disruptions if d.start is not None]
    if not starts:
        return [(1.0, tuple(disruptions))]
    first = min(starts)

    def day(x: date) -> int:
        return min(max((x - first).days, 0), YEAR)

    def span(d: Disruption) -> tuple[int, int]:
        if d.start is None:
            return 0, YEAR
        return day(d.start), YEAR if d.end is None else day(d.end + timedelta(days=1))

    cuts = sorted({0, YEAR} | {x for d in disruptions for x in span(d)})
    out = []
    for a, b in pairwise(cuts):
        held = tuple(d for d in disruptions if span(d)[0] <= a and b <= span(d)[1])
        out.append(((b - a) / YEAR, held))
    return [x for x in out if x[1]]


def reopened(disruptions: Sequence[Disruption], months: float, start: date) -> tuple[Disruption, ...]:
    """The same disruptions, ended after so many months (mediation succeeds, the way opens again)."""
    end = start + timedelta(days=round(months * YEAR / 12) - 1)
    return tuple(replace(d, start=start, end=end) for d in disruptions)


@cache
def _raw() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("kaskazi.network").joinpath("disruptions.toml").read_text(encoding="utf-8"))


@cache
def packaged() -> Mapping[str, tuple[Disruption, ...]]:
    """Packaged disruptions by id."""
    found: dict[str, tuple[Disruption, ...]] = {}
    for key, e in _raw().items():
        sources = e["sources"]
        assert isinstance(sources, list)
        if "as" in e:  # another one, reopened after so many months
            months, start = e["months"], e["start"]
            assert isinstance(months, int | float)
            assert isinstance(start, date)
            found[key] = reopened(found[str(e["as"])], months, start)
            continue
        rows = e["disruption"]
        assert isinstance(rows, list)
        found[key] = tuple(
            Disruption(**{**g, "border": tuple(g.get("border", ()))}, sources=tuple(sources)) for g in rows
        )
    return MappingProxyType(found)


def title(key: str) -> str:
    """The title of a packaged disruption."""
    return str(_raw()[key]["title"])


def note(key: str) -> str:
    """What a packaged disruption is calibrated to."""
    return str(_raw()[key]["note"])
