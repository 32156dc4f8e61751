"""The table of indicators: what each figure is called, in which unit, by which method, over which horizon."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kaskazi.errors import DataError, Problem, nearest


@dataclass(frozen=True, slots=True)
class FigureHorizon:
    """What a figure is the figure of. kind: a row of `[horizon]`; first, last: calendar years of a sum."""

    kind: str
    first: int | None = None
    last: int | None = None

    @property
    def years(self) -> str:
        """The calendar years of a sum: "2026", "2027-2031"."""
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def text(self) -> str:
        """In words: "a year, once wages and prices have adjusted"."""
        return str(_raw()["horizon"][self.kind]["text"]).format(years=self.years)


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure is made. amount: it is a level, not a change; modelled: a model made it."""

    id: str
    amount: bool
    modelled: bool
    text: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the table. title: with {home}, {homes}, {Homes}, {partner} and a figure's own words; lead: place
    among the figures that lead, by kind of thing on the table."""

    id: str
    title: str
    unit: str
    method: str
    horizon: str
    lead: Mapping[str, int]


@cache
def _raw() -> dict[str, Any]:
    text = files("kaskazi.outcomes").joinpath("indicators.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by id, in the order of the table. Raises DataError with every faulty row."""
    raw, problems, found = _raw(), [], {}
    for key, row in raw["indicator"].items():
        for field, table in (("method", "method"), ("horizon", "horizon")):
            if row[field] not in raw[table]:
                what = f'"{row[field]}" is not a {field}.'
                problems.append(
                    Problem(f"indicator.{key}.{field}", what, nearest=nearest(row[field], raw[table]))
                )
        found[key] = Indicator(
            key, row["title"], row["unit"], row["method"], row["horizon"], row.get("lead", {})
        )
    if problems:
        raise DataError("indicators.toml", problems)
    return MappingProxyType(found)


@cache
def methods() -> Mapping[str, Method]:
    """All methods by id."""
    return MappingProxyType({k: Method(k, **row) for k, row in _raw()["method"].items()})


def leading(kind: str) -> tuple[str, ...]:
    """Ids of the figures that lead for a kind of thing on the table, the first first."""
    rows = [(i.lead[kind], i.id) for i in indicators().values() if kind in i.lead]
    return tuple(key for _, key in sorted(rows))
