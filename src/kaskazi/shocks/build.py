"""The seam: a scenario's words in, the model's arrays out.

One call of `build` makes one case: one value of the elasticity and one level (low, central, high) of every input that
has a range. Names and dates are checked first, all at once, by `check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from kaskazi.errors import Problem, ScenarioError
from kaskazi.evidence.estimates import settled
from kaskazi.model import Calibration, Wedges
from kaskazi.network import Disruption
from kaskazi.scenario import LEVELS, Elasticity, Level, Scenario
from kaskazi.shocks.dates import date_problems, in_force
from kaskazi.shocks.disturbed import Logistics, apply_costs, apply_dues, costs, dues
from kaskazi.shocks.kind import Arrays, Case, Ground, Kinds, Known
from kaskazi.shocks.registry import KINDS
from kaskazi.world import World

SPREAD = 1.2816  # standard errors that hold 80 % of a normal variable
THETA_LEAST = 0.5  # trade elasticity below which the model is not run
LONG_RUN = 3  # full years after a change


@dataclass(frozen=True, slots=True)
class Built:
    """One case, ready to solve, with what the labels need afterwards."""

    case: Case
    calibration: Calibration
    wedges: Wedges
    logistics: Logistics | None
    notes: tuple[str, ...]
    network_sources: tuple[str, ...] = ()


def check(scenario: Scenario, world: World, kinds: Kinds = KINDS) -> None:
    """Every name in the scenario is one the world, the law and the network know, and every date counts.

    Raises ScenarioError with all that are not.
    """
    known = Known(world, scenario)
    problems: list[Problem] = []
    if scenario.world and scenario.world != world.version:
        problems.append(Problem("world", f'"{scenario.world}" was asked for, "{world.version}" is loaded.'))
    problems += known.economies("home", [scenario.home])
    problems += known.economies("partner", [scenario.partner] if scenario.partner else [])
    for k, s in enumerate(scenario.shock):
        problems += kinds[s.kind].check(s, f"shock[{k}]", known)
    problems += date_problems(scenario, kinds)
    if problems:
        raise ScenarioError(scenario.name, problems)


def cases(scenario: Scenario, year: int = LONG_RUN, kinds: Kinds = KINDS) -> tuple[Case, ...]:
    """The cases to solve, central first: every elasticity with every level that makes a difference.

    year: full year after the change, 1, 2 or 3 (the third and all that follow). An elasticity that differs in the
    first year is midway in the second. Where the scenario names no elasticity the world's own are run, with 80 % of
    their error either way.
    """
    ranged = any(kinds[s.kind].ranged for s in scenario.shock)
    levels = dict.fromkeys(scenario.uncertainty.levels if ranged else LEVELS[1:2])
    found = [Case(k, lv, *_elasticity(scenario, k, year)) for k, lv in product(LEVELS, levels)]
    return tuple(sorted(found, key=lambda c: not c.central))


def response(e: Elasticity, year: int) -> tuple[float, float, float]:
    """Low, central and high elasticity in a full year after the change, 1, 2 or 3 (the third and all that follow)."""
    low, central, high = (_in_year(e, level, year) for level in LEVELS)
    return low, central, high


def _in_year(e: Elasticity, level: Level, year: int) -> float:
    if e.first_year is None:
        return e.at(level)
    w = settled(year)
    return (1 - w) * e.first_year.at(level) + w * e.at(level)


def _elasticity(scenario: Scenario, level: Level, year: int) -> tuple[float | None, float]:
    """Sigma of a level in a year, or None and how many standard errors the world's own are off."""
    e = scenario.uncertainty.elasticity
    if e is None:
        return None, dict(zip(LEVELS, (-SPREAD, 0.0, SPREAD), strict=True))[level]
    return _in_year(e, level, year), 0.0


def build(
    scenario: Scenario,
    world: World,
    case: Case,
    active: Sequence[int] | None = None,
    kinds: Kinds = KINDS,
) -> Built:
    """Arrays for one case. The scenario must have passed `check`.

    active: positions of the shocks in force; default: all that hold on some day of the window, each at its full
    annual level.
    """
    base = with_elasticity(world, scenario, case, kinds)
    ground = Ground(world, base)
    neutral = Wedges.neutral(base)
    arrays = Arrays.of(neutral)
    held: list[Disruption] = []
    for k in in_force(scenario, kinds) if active is None else active:
        s = scenario.shock[k]
        kind = kinds[s.kind]
        if kind.disrupts:
            held.extend(kind.disrupts(s))
        elif kind.apply:
            kind.apply(arrays, s, ground, case)
    logistics = None
    notes: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    if held:
        cost = costs(held, world, case.level)
        logistics = apply_costs(arrays, cost, ground, scenario.home)
        apply_dues(arrays, dues(tuple(held), world), ground)
        notes, used = tuple(dict.fromkeys(cost.notes)), cost.sources
    wedges = replace(
        neutral,
        tariff=arrays.tariff,
        iceberg=arrays.iceberg,
        productivity=arrays.productivity,
        labour=arrays.labour,
        transfer=arrays.transfer,
    )
    return Built(case, base, wedges, logistics, notes, used)


def with_elasticity(world: World, scenario: Scenario, case: Case, kinds: Kinds = KINDS) -> Calibration:
    """The base year with the trade elasticities of a case; none below `THETA_LEAST`."""
    base = world.calibration()
    if case.sigma is None:
        theta = np.maximum(world.theta + case.off * world.theta_se, THETA_LEAST)
        return base if case.off == 0 else replace(base, theta=theta)
    theta = base.theta.copy()
    theta[about(world, scenario, kinds)] = max(case.sigma - 1.0, THETA_LEAST)
    return replace(base, theta=theta)


def about(world: World, scenario: Scenario, kinds: Kinds = KINDS) -> list[int]:
    """Positions of the sectors a scenario's elasticity is about: those its shocks name, else all goods. They follow
    from the shocks alone, so that every home economy gets the same answer."""
    ground = Ground(world, world.calibration())
    named: set[int] = set()
    for s in scenario.shock:
        named |= kinds[s.kind].sectors(s, ground) or set()
    return sorted(named) or [int(j) for j in np.flatnonzero(world.is_goods)]


def disruptions(scenario: Scenario, kinds: Kinds = KINDS) -> tuple[Disruption, ...]:
    """Everything a scenario disturbs in the network, as it is while it lasts."""
    return tuple(d for s in scenario.shock if (disrupts := kinds[s.kind].disrupts) for d in disrupts(s))
