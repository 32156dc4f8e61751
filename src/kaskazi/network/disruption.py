"""A disruption of a gate, a port, a land corridor or a border, and the packaged ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

YEAR = 365


@dataclass(frozen=True, slots=True)
class Disruption:
    """One of gate, port, corridor or border; what still passes and what it costs.

    border: exporter and importer, ISO3, of trade by road between neighbours. open_share 0..1 (None: all);
    by_class: the same for vessel classes that differ; premium USD per TEU (surcharge or insurance);
    premium_rate: insurance as a share of the cargo's value; delay_days; teu_miles: growth of world container
    work the detours cause, ratio; start, end: the part of a year it lasts (both None: a full year).
    """

    gate: str = ""
    port: str = ""
    corridor: str = ""
    border: tuple[str, ...] = ()
    open_share: float | None = None
    by_class: Mapping[str, float] = field(default_factory=dict, hash=False)
    premium: float | None = None
    premium_rate: float | None = None
    delay_days: float | None = None
    teu_miles: float = 0.0
    start: date | None = None
    end: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def closed_share(self) -> float:
        """What can no longer pass, 0..1."""
        return 0.0 if self.open_share is None else 1.0 - self.open_share

    def open_to(self, vessel: str) -> float:
        """What still passes of a vessel class, 0..1."""
        return self.by_class.get(vessel, 1.0 - self.closed_share)

    @property
    def year_share(self) -> float:
        """Part of one year it lasts: 1 unless both start and end are given."""
        if self.start is None or self.end is None:
            return 1.0
        return min(1.0, ((self.end - self.start).days + 1) / YEAR)


def spells(disruptions: Sequence[Disruption]) -> list[tuple[float, tuple[Disruption, ...]]]:
    """The year that begins with the first dated disruption, cut where one starts or ends: the share of the year
    and what holds in it. Disruptions without both dates hold all year."""
    dated = [(d.start, d.end) for d in disruptions if d.start is not None and d.end is not None]
    if not dated:
        return [(1.0, tuple(disruptions))]
    first = min(a for a, _ in dated)

    def day(x: date) -> int:
        return min(max((x - first).days, 0), YEAR)

    def span(d: Disruption) -> tuple[int, int]:
        if d.start is None or d.end is None:
            return 0, YEAR
        return day(d.start), day(d.end + timedelta(days=1))

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
        gates = e["gate"]
        assert isinstance(gates, list)
        found[key] = tuple(
            Disruption(**{**g, "border": tuple(g.get("border", ()))}, sources=tuple(sources)) for g in gates
        )
    return MappingProxyType(found)


def title(key: str) -> str:
    """The title of a packaged disruption."""
    return str(_raw()[key]["title"])


def note(key: str) -> str:
    """What a packaged disruption is calibrated to."""
    return str(_raw()[key]["note"])
