"""The lines that tie the rooms: a scenario and a world in, an outcome out.

`kaskazi.run` is this module and, called, the function of the same name: `kaskazi.run(scenario)`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

from kaskazi.model import solve
from kaskazi.outcomes import Outcome, label
from kaskazi.scenario import Scenario
from kaskazi.wedges import build, cases, check
from kaskazi.world import World


def run(
    scenario: Scenario, world: World | None = None, *, progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """Solve every case of a scenario and label the result.

    progress: called with (cases done, cases in all). Raises ScenarioError for names nobody knows,
    NoSolution where a case is not solved in every equation.
    """
    the_world = World.load() if world is None else world
    check(scenario, the_world)
    todo = cases(scenario)
    solved = []
    for k, case in enumerate(todo):
        built = build(scenario, the_world, case)
        solved.append((built, solve(built.calibration, built.wedges, deficit=scenario.closure.deficit)))
        if progress:
            progress(k + 1, len(todo))
    return label(scenario, the_world, solved)


class _Module(ModuleType):
    __call__ = staticmethod(run)


sys.modules[__name__].__class__ = _Module
