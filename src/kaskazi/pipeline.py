"""The lines that tie the rooms: a scenario and a world in, an outcome out."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kaskazi.model import Equilibrium, solve
from kaskazi.outcomes import Outcome, label
from kaskazi.scenario import Scenario
from kaskazi.shocks import Built, Case, build, cases, check
from kaskazi.world import World


def run(
    scenario: Scenario, world: World | None = None, *, progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """Solve every case of a scenario and label the result.

    Cases are solved side by side, a thread each; their number and order change no result. progress: called with
    (cases done, cases in all). Raises ScenarioError for names nobody knows,
    NoSolution where a case is not solved in every equation.
    """
    the_world = World.load() if world is None else world
    check(scenario, the_world)
    todo = cases(scenario)

    def one(case: Case) -> tuple[Built, Equilibrium]:
        built = build(scenario, the_world, case)
        return built, solve(built.calibration, built.wedges, deficit=scenario.closure.deficit)

    solved = [one(todo[0])]  # the central case alone: what all share is read and kept once
    if progress:
        progress(1, len(todo))
    with ThreadPoolExecutor(max_workers=workers()) as pool:
        for k, pair in enumerate(pool.map(one, todo[1:]), start=2):
            solved.append(pair)
            if progress:
                progress(k, len(todo))
    return label(scenario, the_world, solved)


def workers() -> int:
    """Threads that solve cases: as many as cores, four at most (each holds some 100 MB at 29 x 200)."""
    return max(1, min(4, os.cpu_count() or 1))
