"""One scenario worked out: its cases built, solved and labelled. Every command and every analysis asks here."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from kaskazi.model import Equilibrium, solve
from kaskazi.outcomes.assemble import label
from kaskazi.outcomes.path import stretches
from kaskazi.outcomes.preference import SETTLED
from kaskazi.outcomes.solution import Pair
from kaskazi.outcomes.types import Outcome
from kaskazi.scenario import Scenario
from kaskazi.shocks import Built, Case, build, cases, check, regimes
from kaskazi.world import World

Progress = Callable[[int, int], None]


class Solves:
    """Equilibria by the content of what was solved, so that equal cases of one or of several scenarios are solved once.

    Made for one study and thrown away with it: each equilibrium holds some 10 MB at 29 x 200.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Equilibrium] = {}

    def __len__(self) -> int:
        return len(self._known)

    def solve(self, built: Built, deficit: str) -> Equilibrium:
        """The equilibrium of one case. Raises NoSolution."""
        key = _content(built, deficit)
        if key not in self._known:
            self._known[key] = solve(built.calibration, built.wedges, deficit=deficit)
        return self._known[key]


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

    Cases are solved side by side, a thread each; their number and order change no result. progress: called with
    (cases done, cases in all). Raises ScenarioError for names nobody knows and dates that cannot be, NoSolution where
    a case is not solved in every equation.
    """
    check(scenario, world)
    keep = solves or Solves()
    main = in_force_together(scenario)
    window = stretches(scenario)
    wanted = dict.fromkeys([(main, SETTLED), *((s.active, s.year) for s in window if s.active)])
    todo = [(active, year, case) for active, year in wanted for case in cases(scenario, year)]

    def one(task: tuple[tuple[int, ...] | None, int, Case]) -> Pair:
        active, _, case = task
        built = build(scenario, world, case, active)
        return built, keep.solve(built, scenario.closure.deficit)

    found: dict[tuple[tuple[int, ...] | None, int], list[Pair]] = {k: [] for k in wanted}

    def take(task: tuple[tuple[int, ...] | None, int, Case], pair: Pair, done: int) -> None:
        found[task[0], task[1]].append(pair)
        if progress:
            progress(done, len(todo))

    take(todo[0], one(todo[0]), 1)  # the central case alone: what all share is read and kept once
    with ThreadPoolExecutor(max_workers=workers()) as pool:
        for k, (task, pair) in enumerate(zip(todo[1:], pool.map(one, todo[1:]), strict=True), start=2):
            take(task, pair, k)
    dated = [replace(s, solved=tuple(found[s.active, s.year])) if s.active else s for s in window]
    return label(scenario, world, found[main, SETTLED], dated)


def workers() -> int:
    """Threads that solve cases: as many as cores, four at most (each holds some 100 MB at 29 x 200)."""
    return max(1, min(4, os.cpu_count() or 1))
