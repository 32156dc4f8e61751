"""Markets that become easier to sell in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Opening(Shock):
    """The cost of selling one economy's goods and services abroad changes. markets: none named, all; sectors: none
    named, all, services too; cost_change: of the landed price, ratio, below 0 for a cut."""

    kind: Literal["opening"] = "opening"
    exporter: Iso3
    markets: tuple[Iso3, ...] = ()
    sectors: tuple[str, ...] = ()
    cost_change: Range


def check(s: Opening, at: str, known: Known) -> Iterator[Problem]:
    """Economies and sectors are the world's."""
    yield from known.economies(f"{at}.exporter", [s.exporter])
    yield from known.economies(f"{at}.markets", s.markets)
    yield from known.sectors(f"{at}.sectors", s.sectors)
    if s.cost_change.low <= -1:
        yield Problem(f"{at}.cost_change.low", f"{s.cost_change.low:g}.", "a ratio above -1")


def apply(arrays: Arrays, s: Opening, ground: Ground, case: Case) -> None:
    """Multiplies the trade cost of what the exporter sells."""
    w = ground.world
    markets = s.markets or w.economies
    cells = ground.cells(s.sectors or w.sectors, markets, (s.exporter,))
    arrays.iceberg[cells] *= 1.0 + s.cost_change.at(case.level)
    arrays.nothing_at_home()


def sectors(s: Opening, ground: Ground) -> set[int] | None:
    """Those named."""
    return {ground.world.sector(x) for x in s.sectors} or None


KIND = Kind("opening", "Markets easier to sell in", Opening, True, check, apply, sectors=sectors)
