"""Carbon dioxide: who emits it by sector, what a scenario changes at home, and what is in what an economy consumes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaskazi.evidence.derived import EMISSIONS, EMISSIONS_YEAR, emission_groups, emissions
from kaskazi.model import Equilibrium
from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure
from kaskazi.shocks import Built
from kaskazi.world import World

Array = NDArray[np.float64]
CLOSE = 1e-12  # relative, where the rounds of inputs stop


def by_sector(world: World) -> Array:
    """Million tonnes of CO2 (N, J): each group of an economy's emissions over its sectors by output and weight. 0 where
    an economy's emissions are not held. Rows add up to what is held."""
    made = world.output()
    out = np.zeros_like(made)
    for n, iso3 in enumerate(world.economies):
        for group, tonnes in (emissions(iso3) or {}).items():
            rule = emission_groups()[group]
            weight = np.zeros(made.shape[1])
            for s in rule.sectors:
                if s in world.sectors:
                    j = world.sector(s)
                    weight[j] = made[n, j] * rule.weights.get(s, 1.0)
            if weight.sum() <= 0:
                weight = made[n]
            if weight.sum() > 0:
                out[n] += tonnes * weight / weight.sum()
    return out


def embodied(world: World) -> Array:
    """Million tonnes of CO2 in a million USD of each sector's output (N, J), its inputs' and their inputs' included, from
    wherever they come."""
    c = world.calibration()
    made = world.output()
    own = np.divide(by_sector(world), made, out=np.zeros_like(made), where=made > 0)
    share = c.pi / (1.0 + c.tau)  # (J, N, N): of each dollar spent on k by n, dollars to s
    total = own.copy()
    while True:
        bought = np.einsum("kns,sk->nk", share, total)  # in a dollar of k bought by n
        new = own + (1.0 - world.beta) * np.einsum("nkj,nk->nj", world.gamma, bought)
        if np.abs(new - total).max() <= CLOSE * np.abs(new).max():
            return np.asarray(new)
        total = new


def consumed(world: World) -> Array:
    """Million tonnes of CO2 (N,) in what each economy consumes and invests, wherever it was emitted. Adds up to what is
    emitted."""
    c = world.calibration()
    bought = np.einsum("kns,sk->nk", c.pi / (1.0 + c.tau), embodied(world))
    return np.asarray((bought * world.final()).sum(axis=1))


def volumes(b: Built, e: Equilibrium, n: int) -> Array:
    """Change (J,) of what each sector of one economy makes, ratio: value over unit cost."""
    c = b.calibration
    before = (c.pi[:, :, n] * c.X.T / (1 + c.tau[:, :, n])).sum(axis=1)
    value = np.divide(e.Y[n], before, out=np.ones_like(before), where=before > 0)
    inputs = np.log(e.P_hat[n]) @ c.gamma[n]
    cost = np.exp(c.beta[n] * np.log(e.sector_wage_hat[n]) + (1.0 - c.beta[n]) * inputs)
    return np.asarray(value / cost * b.wedges.productivity[n])


def co2_figures(g: Solution) -> list[Figure]:
    """Carbon dioxide emitted at home, by what its sectors make; none where home's emissions are not held."""
    if emissions(g.scenario.home) is None or len(g.world.sectors) < 2:
        return []
    kilotonnes = 1000.0 * by_sector(g.world)[g.h]

    def change(b: Built, e: Equilibrium) -> float:
        return float((kilotonnes * (volumes(b, e, g.h) - 1.0)).sum())

    basis = f"{g.basis} Emissions by sector are imputed from those of groups of sectors in {EMISSIONS_YEAR}."
    sources = (EMISSIONS, *g.world.sources)
    value = spread(g.solved, change)
    share = value.times(100.0 / float(kilotonnes.sum()))
    return [
        g.figure("co2", value, basis, base_year=EMISSIONS_YEAR, sources=sources, percent=share),
    ]
