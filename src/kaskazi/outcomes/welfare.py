"""Wealth by head and by group of households."""

from __future__ import annotations

import math

import numpy as np

from kaskazi.evidence.derived import HOUSEHOLDS, HouseholdGroup, household_groups
from kaskazi.model import Equilibrium
from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure, HouseholdEffect
from kaskazi.text.intervals import Interval

GROUPS = {"r": "rural", "u": "urban"}
FIFTHS = ("poorest", "second", "third", "fourth", "richest")


def head_figure(g: Solution) -> list[Figure]:
    """Equivalent variation by head of home, USD; none where the population is not known."""
    if "population" not in g.world.indicators:
        return []
    people = g.world.indicator("population")
    n = float(people.values[g.h])
    if not math.isfinite(n) or n <= 0:
        return []
    income = float(g.base[1][g.h])
    real = spread(g.solved, lambda _, e: (float(e.real_income_hat[g.h]) - 1.0) * income)
    sources = [*g.world.sources, *([people.sources[g.h]] if people.sources[g.h] else [])]
    return [
        g.figure(
            "income_head",
            real.times(1e6 / n),
            g.basis,
            base=1e6 * income / n,
            base_year=g.world.year,
            sources=sources,
        )
    ]


def households(g: Solution) -> tuple[HouseholdEffect, ...]:
    """Real income of each household group of home, per cent; none where its accounts have no groups.

    What is earned follows the wage, what government pays follows income, what comes from abroad keeps its dollars save for
    the transfers of the scenario, which reach the groups as what they have from abroad does. Prices are those of the
    goods each group buys.
    """
    groups = household_groups(g.scenario.home)
    if not groups or len(g.world.sectors) < 2:
        return ()
    return tuple(HouseholdEffect(x.id, name_of(x.id), x.size, _effect(g, x, groups)) for x in groups)


def name_of(group: str) -> str:
    """A group in words: "rural, poorest fifth"."""
    place, fifth = group[-2], int(group[-1]) - 1
    return f"{GROUPS[place]}, {FIFTHS[fifth]} fifth"


def _effect(g: Solution, x: HouseholdGroup, groups: tuple[HouseholdGroup, ...]) -> Interval:
    spent = np.array([x.spending.get(s, 0.0) for s in g.world.sectors])
    abroad = sum(y.size * y.abroad for y in groups)
    reach = x.abroad / abroad if abroad > 0 else 0.0
    earned = 1.0 - x.abroad - x.public

    def real(e: Equilibrium) -> float:
        h = g.h
        income = float(g.base[1][h])
        sent = float(e.wedges.transfer[h]) / income * reach
        own = float(e.income[h] - e.wedges.transfer[h]) / income
        after = earned * float(e.w_hat[h]) + x.public * own + x.abroad + sent
        price = float(np.exp(spent @ np.log(e.P_hat[h])))
        return 100.0 * (after / price - 1.0)

    return spread(g.solved, lambda _, e: real(e))


__all__ = ["HOUSEHOLDS", "head_figure", "households", "name_of"]
