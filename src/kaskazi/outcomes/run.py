"""One scenario worked out: its cases built, solved and labelled. Every command and every analysis asks here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from kaskazi.model import Equilibrium, solve_cases
from kaskazi.outcomes.assemble import label
from kaskazi.outcomes.path import stretches
from kaskazi.outcomes.preference import SETTLED
from kaskazi.outcomes.solution import Pair
from kaskazi.outcomes.types import Outcome
from kaskazi.scenario import Scenario
from kaskazi.shocks import Built, build, cases, check, regimes
from kaskazi.world import World

Progress = Callable[[int, int], None]
WORKERS = 2  # threads; a number of its own, not the machine's, so that the same cases go together everywhere


class Solves:
    """Equilibria by the content of what was solved, so that equal cases of one or of several scenarios are solved once.

    Made for one study and thrown away with it: each equilibrium holds some 10 MB at 29 x 200.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Equilibrium] = {}

    def __len__(self) -> int:
        return len(self._known)

    def solve(
        self, built: Sequence[Built], deficit: str, done: Callable[[int], object] | None = None
    ) -> tuple[Equilibrium, ...]:
        """The equilibria of cases, in their order; those not yet known are solved together. Raises NoSolution."""
        keys = [_content(b, deficit) for b in built]
        new = {k: b for k, b in zip(keys, built, strict=True) if k not in self._known}
        found = solve_cases(
            [b.calibration for b in new.values()],
            [b.wedges for b in new.values()],
            deficit=deficit,
            workers=WORKERS,
            done=done,
        )
        self._known |= dict(zip(new, found, strict=True))
        return tuple(self._known[k] for k in keys)


def _content(built: Built, deficit: str) -> bytes:
    """A hash of the base year and the wedges of a case."""
    h = hashlib.blake2b(deficit.encode(), digest_size=16)
    c, w = built.calibration, built.wedges
    h.update(c.theta.tobytes())
    h.update(np.ascontiguousarray(c.VA).tobytes())
    h.update(np.ascontiguousarray(c.X).tobytes())
    for name in sorted(w.__dataclass_fields__):
        h.update(np.ascontiguousarray(getattr(w, name)).tobytes())
    return h.digest()


def in_force_together(scenario: Scenario) -> tuple[int, ...] | None:
    """The shocks whose yearly rates lead: the largest set in force at once, the first of equals; None: all of them."""
    found = [r.active for r in regimes(scenario) if r.active]
    return max(found, key=len) if found else None


def work_out(
    scenario: Scenario, world: World, *, solves: Solves | None = None, progress: Progress | None = None
) -> Outcome:
    """Solve every case of a scenario and label the result.

    The cases are built and handed to the model together. progress: called with (cases done, cases in all). Raises ScenarioError for names nobody knows and dates that cannot be, NoSolution where
    a case is not solved in every equation.
    """
    check(scenario, world)
    keep = Solves() if solves is None else solves  # an empty one is one, and is false
    main = in_force_together(scenario)
    window = stretches(scenario)
    wanted = dict.fromkeys([(main, SETTLED), *((s.active, s.year) for s in window if s.active)])
    todo = [(key, case) for key in wanted for case in cases(scenario, key[1])]
    built = [build(scenario, world, case, active) for (active, _), case in todo]
    count = (lambda done: progress(done, len(todo))) if progress else None
    solved = keep.solve(built, scenario.closure.deficit, count)
    if progress:
        progress(len(todo), len(todo))
    found: dict[tuple[tuple[int, ...] | None, int], list[Pair]] = {k: [] for k in wanted}
    for (key, _), b, e in zip(todo, built, solved, strict=True):
        found[key].append((b, e))
    dated = [replace(s, solved=tuple(found[s.active, s.year])) if s.active else s for s in window]
    return label(scenario, world, found[main, SETTLED], dated)
