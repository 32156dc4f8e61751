"""Damage done by conflict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Level, Range, Shock, refuse
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known

OTHER_END: dict[Level, Level] = {"low": "high", "central": "central", "high": "low"}


class Conflict(Shock):
    """Damage done by conflict: output lost at home, and a cost on all trade with the economies at war; neighbours may bear
    a cost on all their trade too. Ranges are of the values: the low case of a scenario is the worst, with productivity
    at its low end and the costs at their high ends."""

    kind: Literal["conflict"] = "conflict"
    economies: tuple[Iso3, ...]
    productivity: Range
    trade_ave: Range
    neighbours: tuple[Iso3, ...] = ()
    neighbour_ave: Range | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if bool(self.neighbours) != (self.neighbour_ave is not None):
            raise refuse(
                "one without the other.", "neighbour_ave", "neighbours with neighbour_ave, or neither"
            )
        return self


def check(s: Conflict, at: str, known: Known) -> Iterator[Problem]:
    """Economies are the world's; something is left of their productivity."""
    yield from known.economies(f"{at}.economies", s.economies)
    if s.productivity.low <= 0:
        yield Problem(f"{at}.productivity.low", f"{s.productivity.low:g}.", "a ratio of the base above 0")
    if s.trade_ave.low <= -1:
        yield Problem(f"{at}.trade_ave.low", f"{s.trade_ave.low:g}.", "a ratio above -1")
    yield from known.economies(f"{at}.neighbours", s.neighbours)
    for code in dict.fromkeys(s.neighbours):
        if code in s.economies:
            yield Problem(f"{at}.neighbours", f'"{code}" is at war itself.', "economies next to the war")
    if s.neighbour_ave and s.neighbour_ave.low <= -1:
        yield Problem(f"{at}.neighbour_ave.low", f"{s.neighbour_ave.low:g}.", "a ratio above -1")


def apply(arrays: Arrays, s: Conflict, ground: Ground, case: Case) -> None:
    """Lowers productivity at war and raises the cost of trade with those at war, both ways; that of neighbours with all
    by its own rate, where the war's does not hold already."""
    at_war = [ground.world.index(c) for c in dict.fromkeys(s.economies)]
    arrays.productivity[at_war, :] *= s.productivity.at(case.level)
    factor = 1.0 + s.trade_ave.at(OTHER_END[case.level])
    abroad = np.ones((len(ground.world.economies),) * 2)
    if s.neighbour_ave is not None:
        near = [ground.world.index(c) for c in dict.fromkeys(s.neighbours)]
        abroad[near, :] = abroad[:, near] = 1.0 + s.neighbour_ave.at(OTHER_END[case.level])
    abroad[at_war, :] = factor
    abroad[:, at_war] = factor
    np.fill_diagonal(abroad, 1.0)
    arrays.iceberg[...] *= abroad


KIND = Kind("conflict", "Damage done by conflict", Conflict, True, check, apply)
