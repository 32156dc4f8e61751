"""Jobs and output by sector of the home economy, and how many jobs must move between sectors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kaskazi.model import Equilibrium
from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure, SectorEffect
from kaskazi.shocks import Built
from kaskazi.world import GRADE_NAMES

Array = NDArray[np.float64]
MOST_SECTORS = 6
HALF_A_JOB = 0.5  # changes smaller than this print as none


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


def sector_effects(g: Solution) -> tuple[SectorEffect, ...]:
    """Every sector of the home economy, those whose output moves most first; none in a world of one sector."""
    world, h = g.world, g.h
    if len(world.sectors) < 2:
        return ()
    output, flows = world.output()[h], world.flows
    found = []
    for j, key in enumerate(world.sectors):
        base = float(output[j])
        sold = float(flows[j, :, h].sum() - flows[j, h, h])
        people = float(world.jobs[h, j])
        exports = spread(g.solved, partial(_more_sold, j=j, h=h, sold=sold))
        change = spread(g.solved, partial(_more_made, j=j, h=h, base=base))
        jobs = spread(g.solved, partial(_more_jobs, j=j, h=h, people=people), HALF_A_JOB)
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


def jobs_moved(g: Solution) -> list[Figure]:
    """Jobs that go from shrinking to growing sectors, once adjusted, employment as a whole unchanged."""
    world, h = g.world, g.h
    if len(world.sectors) < 2 or world.jobs[h].sum() <= 0:
        return []

    def moved(b: Built, e: Equilibrium) -> float:
        change = world.jobs[h] * (jobs_hat(b, e, h) - 1)
        return float(np.abs(change).sum() / 2)

    value = spread(g.solved, moved, HALF_A_JOB)
    total = float(world.jobs[h].sum())
    basis = "Workers follow the wage bill of each sector; nobody is left without work. Jobs by sector are imputed."
    return [
        g.figure(
            "jobs_moved", value, basis, base=total, base_year=world.year, observed=0.0, sources=world.sources
        )
    ]


def most_moved(sectors: Sequence[SectorEffect], most: int = MOST_SECTORS) -> list[SectorEffect]:
    """The sectors that gain or lose most jobs (exports, where the world holds no jobs); those that stay are left out.

    The value of output does not rank them: it falls with wages and prices even where more is made.
    """
    held = any(s.base_jobs > 0 for s in sectors)
    size = {s.id: abs(s.jobs.central if held else s.exports.central) for s in sectors}
    return sorted((s for s in sectors if size[s.id] > 0), key=lambda s: -size[s.id])[:most]
