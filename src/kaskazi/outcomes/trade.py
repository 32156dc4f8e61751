"""Trade of the home economy in the model: with the partner, in all, and how much of it is observed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure
from kaskazi.world import OBSERVED, World

Array = NDArray[np.float64]
SAME = 1e-6  # relative gap below which exports and imports change by the same amount


def trade_figures(g: Solution) -> list[Figure]:
    """Goods with the partner, then exports and imports with all; one figure where the deficit rule moves both alike."""
    flows = g.base[0]
    found: list[Figure] = []
    h = g.h
    if g.scenario.partner:
        p, goods = g.world.index(g.scenario.partner), g.world.is_goods
        found.append(
            g.modelled(
                "exports_partner",
                pair(flows[goods], p, h),
                lambda e: pair(e.flows[goods], p, h),
                cell_observed(g.world, flows, p, h),
                error=g.level_error(p, h, goods=True),
            )
        )
        found.append(
            g.modelled(
                "imports_partner",
                pair(flows[goods], h, p),
                lambda e: pair(e.flows[goods], h, p),
                cell_observed(g.world, flows, h, p),
                error=g.level_error(h, p, goods=True),
            )
        )
    sold, bought = crossing_sums(g.world, flows, h)
    others = np.arange(flows.shape[1])
    out, into = g.level_error(others, h), g.level_error(h, others)
    one = g.modelled("exports", exports(flows, h), lambda e: exports(e.flows, h), sold, error=out)
    other = g.modelled("imports", imports(flows, h), lambda e: imports(e.flows, h), bought, error=into)
    a, b = (spread(g.solved, lambda _, e, f=f: f(e.flows, h) - f(flows, h)) for f in (exports, imports))  # type: ignore[misc]
    size = max(abs(a.low), abs(a.high), 1e-12)
    if max(abs(a.low - b.low), abs(a.central - b.central), abs(a.high - b.high)) <= SAME * size:
        both = g.modelled("trade", exports(flows, h), lambda e: exports(e.flows, h), sold, error=out)
        return [*found, both]
    return [*found, one, other]


def pair(flows: Array, n: int, i: int) -> float:
    """What n buys from i, all sectors of `flows` (J, N, N)."""
    return float(flows[:, n, i].sum())


def exports(flows: Array, i: int) -> float:
    """What one economy sells to all others."""
    return float(flows[:, :, i].sum() - flows[:, i, i].sum())


def imports(flows: Array, n: int) -> float:
    """What one economy buys from all others."""
    return float(flows[:, n, :].sum() - flows[:, n, n].sum())


def cell_observed(world: World, flows: Array, n: int, i: int) -> float:
    """Part of one pair's goods trade that a publisher states, 0..1."""
    goods = world.is_goods
    weight = np.maximum(flows[goods, n, i], 1e-12)
    return float(np.average(world.grade[goods, n, i] == OBSERVED, weights=weight))


def crossing_sums(world: World, flows: Array, h: int) -> tuple[float, float]:
    """Part of one economy's exports and of its imports that a publisher states, 0..1."""
    seen = flows * (world.grade == OBSERVED)
    return (
        _ratio(exports(seen, h), exports(flows, h)),
        _ratio(imports(seen, h), imports(flows, h)),
    )


def observed_shares(world: World, before: Array, after: Array) -> Array:
    """Part of the trade that moves, of every economy, that falls on cells a publisher states, (N,); 0 where nothing
    moves."""
    moved = np.abs(after - before)
    total = _crossing(moved)
    seen = _crossing(moved * (world.grade == OBSERVED))
    return np.divide(seen, total, out=np.zeros_like(total), where=total > 0)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _crossing(x: Array) -> Array:
    """Sums (N,) of all that enters or leaves each economy, its sales to itself left out."""
    pairs = x.sum(axis=0)
    np.fill_diagonal(pairs, 0.0)
    return np.asarray(pairs.sum(axis=0) + pairs.sum(axis=1))


def totals(flows: Array) -> tuple[Array, Array]:
    """Exports and imports (N,) of every economy, its sales to itself left out."""
    pairs = flows.sum(axis=0)
    np.fill_diagonal(pairs, 0.0)
    return pairs.sum(axis=0), pairs.sum(axis=1)
