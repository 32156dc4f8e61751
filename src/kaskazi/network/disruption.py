"""A disruption of a gate, a port or a land corridor, and the packaged ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Disruption:
    """One of gate, port or corridor; what still passes and what it costs.

    open_share 0..1 (None: all); premium USD per TEU; delay_days; teu_miles: growth of world container work
    the detours cause, ratio; start, end: the part of a year it lasts (both None: a full year).
    """

    gate: str = ""
    port: str = ""
    corridor: str = ""
    open_share: float | None = None
    premium: float | None = None
    delay_days: float | None = None
    teu_miles: float = 0.0
    start: date | None = None
    end: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def closed_share(self) -> float:
        """What can no longer pass, 0..1."""
        return 0.0 if self.open_share is None else 1.0 - self.open_share

    @property
    def year_share(self) -> float:
        """Part of one year it lasts: 1 unless both start and end are given."""
        if self.start is None or self.end is None:
            return 1.0
        return min(1.0, ((self.end - self.start).days + 1) / 365.0)


@cache
def _raw() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("kaskazi.network").joinpath("disruptions.toml").read_text(encoding="utf-8"))


@cache
def packaged() -> Mapping[str, tuple[Disruption, ...]]:
    """Packaged disruptions by id."""
    found = {}
    for key, e in _raw().items():
        gates = e["gate"]
        sources = e["sources"]
        assert isinstance(gates, list)
        assert isinstance(sources, list)
        found[key] = tuple(Disruption(**g, sources=tuple(sources)) for g in gates)
    return MappingProxyType(found)


def title(key: str) -> str:
    """The title of a packaged disruption."""
    return str(_raw()[key]["title"])


def note(key: str) -> str:
    """What a packaged disruption is calibrated to."""
    return str(_raw()[key]["note"])
