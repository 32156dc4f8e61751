"""What it costs to send money home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Level, Range, Share, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Remittances(Shock):
    """The cost of sending money home, or a tax on it, changes. flow: USD million a year that is sent; cost, new_cost:
    of sending, ratio of what is sent; response: USD more sent for each USD of cost saved."""

    kind: Literal["remittances"] = "remittances"
    sender: Iso3
    receiver: Iso3
    flow: float = Field(gt=0, le=1e6, description="USD million a year")
    cost: Share
    new_cost: Range
    response: Range

    def saved(self, level: Level) -> float:
        """Cost saved on what is sent now, USD million a year; negative where it costs more."""
        return self.flow * (self.cost - self.cut(level))

    def cut(self, level: Level) -> float:
        """The new cost; the low level is the least change, whichever way it goes."""
        at = self.new_cost
        dearer = at.central > self.cost
        least, most = (at.low, at.high) if dearer else (at.high, at.low)
        return {"low": least, "central": at.central, "high": most}[level]

    def more(self, level: Level) -> float:
        """What is sent more, USD million a year."""
        return self.saved(level) * self.response.at(level)


def check(s: Remittances, at: str, known: Known) -> Iterator[Problem]:
    """Both are the world's and two; shares are shares."""
    yield from known.economies(f"{at}.sender", [s.sender])
    yield from known.economies(f"{at}.receiver", [s.receiver])
    if s.sender == s.receiver:
        yield Problem(f"{at}.receiver", f'"{s.receiver}" sends to itself.', "another economy")
    if not 0 <= s.new_cost.low <= s.new_cost.high <= 1:
        yield Problem(f"{at}.new_cost", "is not a share.", "between 0 and 1")
    if s.response.low < 0:
        yield Problem(f"{at}.response.low", f"{s.response.low:g}.", "0 or more")


def apply(arrays: Arrays, s: Remittances, ground: Ground, case: Case) -> None:
    """What is sent more is received there, and taken off here."""
    more = s.more(case.level)
    arrays.transfer[ground.world.index(s.receiver)] += more
    arrays.transfer[ground.world.index(s.sender)] -= more


KIND = Kind("remittances", "The cost of sending money home", Remittances, True, check, apply)
