"""Real income: of the home economy, and of every economy."""

from __future__ import annotations

import numpy as np

from kaskazi.outcomes.solution import CELLS, Solution, spread
from kaskazi.outcomes.trade import observed_shares, totals
from kaskazi.outcomes.types import EconomyEffect, Figure
from kaskazi.text.intervals import Interval


def income_figure(g: Solution) -> Figure:
    """Equivalent variation of the home economy, USD m and per cent of its income."""
    income, h = g.base[1], g.h
    real = spread(g.solved, lambda _, e: (float(e.real_income_hat[h]) - 1.0) * 100.0)
    others = np.arange(len(income))
    error = float(np.hypot(g.level_error(others, h), g.level_error(h, others)) / np.sqrt(2.0))
    return g.figure(
        "income",
        real.times(float(income[h]) / 100.0).widened(error),
        f"{g.basis} {CELLS}",
        base=float(income[h]),
        base_year=g.world.year,
        sources=g.world.sources,
        percent=real,
    )


def economies(g: Solution) -> tuple[EconomyEffect, ...]:
    """Every economy of the world, the largest loss of real income first."""
    flows, income, revenue = g.base
    base = totals(flows)
    trade = {id(e): totals(e.flows) for _, e in g.solved}
    shares = observed_shares(g.world, flows, g.solved[0][1].flows)

    def percent(k: int, side: int) -> Interval:
        level = float(base[side][k])
        return spread(
            g.solved, lambda _, e: 100.0 * (float(trade[id(e)][side][k]) / level - 1) if level else 0.0
        )

    rows = []
    for k, iso3 in enumerate(g.world.economies):
        real = spread(g.solved, lambda _, e, k=k: (float(e.real_income_hat[k]) - 1.0) * 100.0)  # type: ignore[misc]
        rows.append(
            EconomyEffect(
                iso3=iso3,
                name=g.world.names[k],
                real_income=real,
                income=real.times(float(income[k]) / 100.0),
                exports=percent(k, 0),
                imports=percent(k, 1),
                revenue=spread(g.solved, lambda _, e, k=k: float(e.revenue[k] - revenue[k])),  # type: ignore[misc]
                base_observed=float(shares[k]),
            )
        )
    return tuple(sorted(rows, key=lambda r: r.real_income.central))
