"""Capital from abroad that works in a sector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Level, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Investment(Shock):
    """An investment from abroad once it works. amount: USD million, once; sector: "" for all in proportion to their
    output; capital_output: capital over value added; capital_share: part of value added that capital earns;
    profit_abroad: part of the amount that goes to the investor each year; import_content: part spent abroad."""

    kind: Literal["investment"] = "investment"
    investor: Iso3
    economy: Iso3
    amount: float = Field(gt=0, le=1e7, description="USD million, once")
    sector: str = ""
    capital_output: Range
    capital_share: Range
    profit_abroad: Range
    import_content: Range

    def added(self, level: Level) -> float:
        """Value added a year that the capital earns at today's return, USD million."""
        return self.amount * self.capital_share.at(level) / self.capital_output.central

    def profit(self, level: Level) -> float:
        """Goes to the investor, USD million a year: the more, the less is left."""
        other: dict[Level, Level] = {"low": "high", "central": "central", "high": "low"}
        return self.amount * self.profit_abroad.at(other[level])


def check(s: Investment, at: str, known: Known) -> Iterator[Problem]:
    """Economies and sector are the world's; ratios are ratios."""
    yield from known.economies(f"{at}.investor", [s.investor])
    yield from known.economies(f"{at}.economy", [s.economy])
    yield from known.sectors(f"{at}.sector", [s.sector] if s.sector else [])
    w = known.world
    if s.economy in w.economies and s.sector in w.sectors:
        made = float(w.output()[w.index(s.economy), w.sector(s.sector)])
        if made <= 0:
            yield Problem(
                f"{at}.sector", f'"{s.sector}" makes nothing in {s.economy}.', "a sector that produces"
            )
    if s.investor == s.economy:
        yield Problem(f"{at}.investor", f'"{s.investor}" is at home.', "another economy")
    if s.capital_output.low <= 0:
        yield Problem(f"{at}.capital_output.low", f"{s.capital_output.low:g}.", "a ratio above 0")
    for name in ("capital_share", "import_content"):
        r = getattr(s, name)
        if not 0 <= r.low <= r.high <= 1:
            yield Problem(f"{at}.{name}", "is not a share.", "between 0 and 1")


def apply(arrays: Arrays, s: Investment, ground: Ground, case: Case) -> None:
    """The sector makes more with the same hands and inputs, by what the capital earns over its output. Profits go abroad."""
    w = ground.world
    n = w.index(s.economy)
    made = w.output()[n]
    at = [w.sector(s.sector)] if s.sector else [j for j, v in enumerate(made) if v > 0]
    arrays.productivity[n, at] *= 1.0 + s.added(case.level) / float(made[at].sum())
    profit = s.profit(case.level)
    arrays.transfer[n] -= profit
    arrays.transfer[w.index(s.investor)] += profit


KIND = Kind("investment", "Capital from abroad", Investment, True, check, apply)
