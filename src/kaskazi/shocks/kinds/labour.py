"""More or fewer hands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Labour(Shock):
    """A change of an economy's effective labour force, as a ratio of the base."""

    kind: Literal["labour"] = "labour"
    economy: Iso3
    ratio: Range


def check(s: Labour, at: str, known: Known) -> Iterator[Problem]:
    """The economy is the world's; somebody is left to work."""
    yield from known.economies(f"{at}.economy", [s.economy])
    if s.ratio.low <= 0:
        yield Problem(f"{at}.ratio.low", f"{s.ratio.low:g}.", "a ratio of the base above 0")


def apply(arrays: Arrays, s: Labour, ground: Ground, case: Case) -> None:
    """Multiplies the labour force."""
    arrays.labour[ground.world.index(s.economy)] *= s.ratio.at(case.level)


KIND = Kind("labour", "A change of the labour force", Labour, True, check, apply)
