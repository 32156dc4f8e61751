"""A tariff, set to a rate or changed by points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Rate, Shock, refuse
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Tariff(Shock):
    """A tariff set to a rate, or changed by points, on some importers' purchases from some exporters."""

    kind: Literal["tariff"] = "tariff"
    importers: tuple[Iso3, ...]
    exporters: tuple[Iso3, ...]
    sectors: tuple[str, ...] = ()
    rate: Rate | None = None
    change: Rate | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.rate is None) == (self.change is None):
            raise refuse("says both or neither.", expected="rate (the new level) or change (points added)")
        if self.rate is not None and self.rate < 0:
            raise refuse(f"{self.rate:g} is below 0.", "rate", "a tariff rate of 0 or more")
        return self


def check(s: Tariff, at: str, known: Known) -> Iterator[Problem]:
    """Economies and sectors are the world's."""
    yield from known.economies(f"{at}.importers", s.importers)
    yield from known.economies(f"{at}.exporters", s.exporters)
    yield from known.sectors(f"{at}.sectors", s.sectors)


def apply(arrays: Arrays, s: Tariff, ground: Ground, case: Case) -> None:
    """Sets or raises the duty of the cells named."""
    cells = ground.cells(s.sectors, s.importers, s.exporters)
    if s.rate is not None:
        arrays.tariff[cells] = s.rate
    elif s.change is not None:
        arrays.tariff[cells] += s.change
    arrays.nothing_at_home()


def sectors(s: Tariff, ground: Ground) -> set[int] | None:
    """Those named."""
    return {ground.world.sector(x) for x in s.sectors} or None


KIND = Kind("tariff", "A tariff set or changed", Tariff, False, check, apply, sectors=sectors)
