"""Workers who go abroad under an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Level, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Workers(Shock):
    """Workers of one economy who go to work in another. number: persons; wage_home: USD a year; wage_ratio: wage abroad
    over it; share_sent: of the wage abroad that is sent home."""

    kind: Literal["workers"] = "workers"
    origin: Iso3
    destination: Iso3
    number: float = Field(gt=0, le=1e8, description="persons")
    wage_home: float = Field(gt=0, le=1e6, description="USD a year")
    wage_ratio: Range
    share_sent: Range

    def earned(self, level: Level) -> float:
        """Wages earned abroad, USD million a year."""
        return self.forgone * self.wage_ratio.at(level)

    def sent(self, level: Level) -> float:
        """Sent home, USD million a year."""
        return self.earned(level) * self.share_sent.at(level)

    @property
    def forgone(self) -> float:
        """Wages no longer earned at home, USD million a year."""
        return self.number * self.wage_home / 1e6


def check(s: Workers, at: str, known: Known) -> Iterator[Problem]:
    """Both are the world's and two; somebody is left at home."""
    yield from known.economies(f"{at}.origin", [s.origin])
    yield from known.economies(f"{at}.destination", [s.destination])
    if s.origin == s.destination:
        yield Problem(f"{at}.destination", f'"{s.destination}" is where they are.', "another economy")
    if not 0 <= s.share_sent.low <= s.share_sent.high <= 1:
        yield Problem(f"{at}.share_sent", "is not a share.", "between 0 and 1")
    if s.wage_ratio.low <= 0:
        yield Problem(f"{at}.wage_ratio.low", f"{s.wage_ratio.low:g}.", "a ratio above 0")
    if s.origin in known.world.economies:
        gdp = float(known.world.gdp[known.world.index(s.origin)])
        if s.forgone >= gdp:
            yield Problem(
                f"{at}.number", f"their wages are USD {s.forgone:,.0f} million.", f"less than GDP, {gdp:,.0f}"
            )


def apply(arrays: Arrays, s: Workers, ground: Ground, case: Case) -> None:
    """Hands, counted by their wage, leave one economy and work in the other; part of the wage comes home."""
    w = ground.world
    here, there = w.index(s.origin), w.index(s.destination)
    arrays.labour[here] *= 1.0 - s.forgone / float(ground.base.VA[here])
    arrays.labour[there] *= 1.0 + s.earned(case.level) / float(ground.base.VA[there])
    sent = s.sent(case.level)
    arrays.transfer[here] += sent
    arrays.transfer[there] -= sent


KIND = Kind("workers", "Workers who go abroad", Workers, True, check, apply)
