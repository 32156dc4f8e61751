"""Damage done by conflict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Conflict(Shock):
    """Damage done by conflict: output lost at home, and a cost on all trade with the economies at war."""

    kind: Literal["conflict"] = "conflict"
    economies: tuple[Iso3, ...]
    productivity: Range
    trade_ave: Range


def check(s: Conflict, at: str, known: Known) -> Iterator[Problem]:
    """Economies are the world's; something is left of their productivity."""
    yield from known.economies(f"{at}.economies", s.economies)
    if s.productivity.low <= 0:
        yield Problem(f"{at}.productivity.low", f"{s.productivity.low:g}.", "a ratio of the base above 0")
    if s.trade_ave.low <= -1:
        yield Problem(f"{at}.trade_ave.low", f"{s.trade_ave.low:g}.", "a ratio above -1")


def apply(arrays: Arrays, s: Conflict, ground: Ground, case: Case) -> None:
    """Lowers productivity at war and raises the cost of trade with those at war, both ways."""
    at_war = [ground.world.index(c) for c in dict.fromkeys(s.economies)]
    arrays.productivity[at_war, :] *= s.productivity.at(case.level)
    factor = 1.0 + s.trade_ave.at(case.level)
    abroad = np.ones((len(ground.world.economies),) * 2)
    abroad[at_war, :] = factor
    abroad[:, at_war] = factor
    np.fill_diagonal(abroad, 1.0)
    arrays.iceberg[...] *= abroad


KIND = Kind("conflict", "Damage done by conflict", Conflict, True, check, apply)
