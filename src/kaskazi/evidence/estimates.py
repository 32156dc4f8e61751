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
    of: str = ""  # ISO3 of the economy it was made for; "": of any
    added: float = 0.0  # points of duty on top that the study counts, where unit is "duty %"


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs said to hang on a product group; `used` marks the count we compute with.

    chapters: HS chapters the jobs make; sector: the world's sector they belong to.
    """

    iso3: str
    group: str
    what: str
    value: int
    year: int
    source: str
    used: bool
    chapters: tuple[str, ...]
    sector: str


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.evidence").joinpath("evidence.toml").read_text(encoding="utf-8"))


def _range(r: dict[str, Any]) -> Range:
    return Range(r["low"], r["central"], r["high"], tuple(r["sources"]), r["note"])


def elasticities(group: str = "apparel") -> Range:
    """Elasticity of customs values to 1 + duty for a product group, third full year on. Raises KeyError."""
    return _range(_raw()["elasticities"][group])


def first_year(group: str = "apparel") -> Range:
    """The same elasticity in the first full year after the change. Raises KeyError."""
    return _range(_raw()["elasticities"][group]["first_year"])


def settled(years: float) -> float:
    """How much of the way to the long run is gone in the given full year: 0 in the first, 1 from the third on."""
    return min(max((years - 1) / 2, 0.0), 1.0)


def after(years: float) -> Range:
    """Elasticity in the given full year after a change: short in the first, long from the third, a line between."""
    short, long = first_year(), elasticities()
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


def jobs(iso3: str) -> tuple[Jobs, ...]:
    """Every count held of jobs of an economy that hang on a preference, those used first, the latest first."""
    found = [Jobs(**{**j, "chapters": tuple(j["chapters"])}) for j in _raw()["jobs"] if j["iso3"] == iso3]
    return tuple(sorted(found, key=lambda j: (not j.used, -j.year)))
