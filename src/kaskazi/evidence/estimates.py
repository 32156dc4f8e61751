"""Published figures and ranges, read from `evidence.toml`: what others found, and what we run."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """Low, central and high of one input, with its sources and the reason in words."""

    low: float
    central: float
    high: float
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Published:
    """One published estimate: low..high in `unit` ("%" change, or "duty %")."""

    topic: str
    study: str
    method: str
    what: str
    low: float
    high: float
    unit: str
    source: str
    group: str = ""
    scope: str = ""  # "beneficiaries": of all of them together; "": of one economy


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs said to hang on a product group; `used` marks the figure we compute with."""

    iso3: str
    group: str
    what: str
    value: int
    year: int
    source: str
    used: bool


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.evidence").joinpath("evidence.toml").read_text(encoding="utf-8"))


def _range(r: dict[str, Any]) -> Range:
    return Range(r["low"], r["central"], r["high"], tuple(r["sources"]), r["note"])


def elasticities(group: str = "apparel") -> Range:
    """Elasticity of customs values to 1 + duty for a product group. Raises KeyError."""
    return _range(_raw()["elasticities"][group])


def horizon(name: str) -> Range:
    """Elasticity of customs values to 1 + duty in the "short" run (first full year) or the "long" (three years on)."""
    return _range(_raw()["horizons"][name])


def settled(years: float) -> float:
    """How much of the way to the long run is gone in the given full year: 0 in the first, 1 from the third on."""
    return min(max((years - 1) / 2, 0.0), 1.0)


def after(years: float) -> Range:
    """Elasticity in the given full year after a change: short in the first, long from the third, a line between."""
    short, long = horizon("short"), horizon("long")
    w = settled(years)
    low, central, high = (
        (1 - w) * getattr(short, k) + w * getattr(long, k) for k in ("low", "central", "high")
    )
    return Range(low, central, high, tuple(dict.fromkeys((*short.sources, *long.sources))), "")


def demand() -> Range:
    """Elasticity of the buyer's demand for a product from all origins, positive."""
    return _range(_raw()["demand"])


def ave_range(instrument: str) -> Range | None:
    """Change of landed trade costs that an agreement is taken to bring, ratio; None where none is held."""
    r = _raw()["ranges"].get(instrument)
    return _range(r) if r else None


def published(topic: str) -> tuple[Published, ...]:
    """Published estimates of one question."""
    return tuple(Published(**p) for p in _raw()["published"] if p["topic"] == topic)


def jobs(iso3: str, group: str) -> tuple[Jobs, ...]:
    """Every figure held for jobs of a group in an economy, the one used first."""
    found = [Jobs(**j) for j in _raw()["jobs"] if j["iso3"] == iso3 and j["group"] == group]
    return tuple(sorted(found, key=lambda j: not j.used))
