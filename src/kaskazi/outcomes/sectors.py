"""What a scenario does inside one economy: output, trade and jobs by sector, and how many jobs must move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kaskazi.model import Equilibrium
from kaskazi.outcomes.types import Figure, SectorEffect
from kaskazi.shocks import Built
from kaskazi.text.intervals import Interval
from kaskazi.world import GRADE_NAMES, World

Array = NDArray[np.float64]
NOISE = 1e-6
MOST_SECTORS = 6


def spread(
    solved: Sequence[tuple[Built, Equilibrium]],
    f: Callable[[Built, Equilibrium], float],
    noise: float = NOISE,
) -> Interval:
    """A figure over all solved cases: the central one, the smallest and the largest; rounding prints as 0."""
    values = [f(b, e) for b, e in solved]
    values = [0.0 if abs(v) < noise else v for v in values]
    return Interval.around(values[0], values[1:])


def jobs_hat(built: Built, e: Equilibrium, n: int) -> Array:
    """Change (J,) of workers by sector of one economy, ratio: its wage bill over the wage. Sectors that make
    nothing stay at 1."""
    c = built.calibration
    before = c.beta[n] * _output(c.pi, c.X, c.tau, n)
    after = c.beta[n] * e.Y[n]
    ratio = np.divide(after, before, out=np.ones_like(before), where=before > 0)
    return np.asarray(ratio / e.w_hat[n])


def _output(pi: Array, X: Array, tau: Array, n: int) -> Array:
    sold = pi[:, :, n] * X.T / (1 + tau[:, :, n])
    return np.asarray(sold.sum(axis=1))


def sector_effects(
    world: World, solved: Sequence[tuple[Built, Equilibrium]], h: int
) -> tuple[SectorEffect, ...]:
    """Every sector of one economy, those whose output moves most first; none in a world of one sector."""
    if len(world.sectors) < 2:
        return ()
    output, flows = world.output()[h], world.flows
    found = []
    for j, key in enumerate(world.sectors):
        base = float(output[j])
        sold = float(flows[j, :, h].sum() - flows[j, h, h])
        people = float(world.jobs[h, j])
        exports = spread(solved, partial(_more_sold, j=j, h=h, sold=sold))
        change = spread(solved, partial(_more_made, j=j, h=h, base=base))
        jobs = spread(solved, partial(_more_jobs, j=j, h=h, people=people), 0.5)
        grade = GRADE_NAMES[int(world.technology_grade[h, j])]
        found.append(
            SectorEffect(key, world.sector_names[j], base, change, sold, exports, people, jobs, grade)
        )
    return tuple(sorted(found, key=lambda x: -abs(x.output.central) * x.base_output))


def _more_sold(b: Built, e: Equilibrium, j: int, h: int, sold: float) -> float:
    return float(e.flows[j, :, h].sum() - e.flows[j, h, h]) - sold


def _more_made(b: Built, e: Equilibrium, j: int, h: int, base: float) -> float:
    return 100 * (float(e.Y[h, j]) / base - 1) if base > 0 else 0.0


def _more_jobs(b: Built, e: Equilibrium, j: int, h: int, people: float) -> float:
    return people * (float(jobs_hat(b, e, h)[j]) - 1)


def jobs_moved(world: World, solved: Sequence[tuple[Built, Equilibrium]], h: int) -> list[Figure]:
    """Jobs that go from shrinking to growing sectors, a full year after, employment as a whole unchanged."""
    if len(world.sectors) < 2 or world.jobs[h].sum() <= 0:
        return []

    def moved(b: Built, e: Equilibrium) -> float:
        change = world.jobs[h] * (jobs_hat(b, e, h) - 1)
        return float(np.abs(change).sum() / 2)

    value = spread(solved, moved, 0.5)
    total = float(world.jobs[h].sum())
    text = f"Jobs in {world.names[h]} that move to another sector"
    basis = "Workers follow the wage bill of each sector; nobody is left without work. Jobs by sector are imputed."
    percent = value.times(100 / total)
    return [Figure("jobs_moved", text, "jobs", value, "model", basis, total, percent, 0.0, world.sources)]


def most_moved(sectors: Sequence[SectorEffect], most: int = MOST_SECTORS) -> list[SectorEffect]:
    """The sectors that gain or lose most jobs (exports, where the world holds no jobs); those that stay are left out.

    The value of output does not rank them: it falls with wages and prices even where more is made.
    """
    held = any(s.base_jobs > 0 for s in sectors)
    size = {s.id: abs(s.jobs.central if held else s.exports.central) for s in sectors}
    return sorted((s for s in sectors if size[s.id] > 0), key=lambda s: -size[s.id])[:most]
