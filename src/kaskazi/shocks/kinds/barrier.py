"""The cost of regulation and border procedures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Barrier(Shock):
    """The cost of regulation and border procedures between economies, as an ad valorem equivalent."""

    kind: Literal["barrier"] = "barrier"
    importers: tuple[Iso3, ...]
    exporters: tuple[Iso3, ...]
    sectors: tuple[str, ...] = ()
    ave_change: Range


def check(s: Barrier, at: str, known: Known) -> Iterator[Problem]:
    """Economies and sectors are the world's."""
    yield from known.economies(f"{at}.importers", s.importers)
    yield from known.economies(f"{at}.exporters", s.exporters)
    yield from known.sectors(f"{at}.sectors", s.sectors)
    if s.ave_change.low <= -1:
        yield Problem(f"{at}.ave_change.low", f"{s.ave_change.low:g}.", "a ratio above -1")


def apply(arrays: Arrays, s: Barrier, ground: Ground, case: Case) -> None:
    """Multiplies the trade cost of the cells named."""
    arrays.iceberg[ground.cells(s.sectors, s.importers, s.exporters)] *= 1.0 + s.ave_change.at(case.level)
    arrays.nothing_at_home()


def sectors(s: Barrier, ground: Ground) -> set[int] | None:
    """Those named."""
    return {ground.world.sector(x) for x in s.sectors} or None


KIND = Kind("barrier", "A cost of trading between economies", Barrier, True, check, apply, sectors=sectors)
