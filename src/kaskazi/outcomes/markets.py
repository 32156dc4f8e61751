"""Markets: what an economy could sell where, by supply, demand and ease, and what of it it does not sell yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.outcomes.solution import Solution
from kaskazi.outcomes.types import Figure
from kaskazi.shocks.kinds.opening import Opening
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import number, rate
from kaskazi.world import World

Array = NDArray[np.float64]
METHOD = "itc-epi"
MOST = 5  # cells told


@dataclass(frozen=True, slots=True)
class Potential:
    """Export potential of one economy (J, N) [sector, market], USD million a year; sold: what it sells, same shape."""

    potential: Array
    sold: Array

    @property
    def unrealised(self) -> Array:
        """What could be sold and is not, cell by cell, (J, N)."""
        return np.maximum(self.potential - self.sold, 0.0)


def export_potential(world: World, h: int, *, ease: bool = True) -> Potential:
    """Supply x demand x ease, for goods and services; without ease, what both sides' shares would give alone.

    Supply: the economy's share of the sector's exports in the world. Demand: what the market imports of the sector, times
    how the duty it faces there stands to the market's average. Ease: all it sells to the market over what both sides'
    shares of the sectors would give. ITC's formula (Decreux and Spies 2016) on sectors and one year: growth, products,
    trade balance corrections and distance are left out. h: position of the economy.
    """
    flows = world.flows.copy()
    d = np.arange(flows.shape[1])
    flows[:, d, d] = 0.0
    by_sector = flows.sum(axis=(1, 2))  # v_k
    sold = flows[:, :, h]  # v_ijk
    out = sold.sum(axis=1)  # v_ik
    wanted = flows.sum(axis=2)  # v_jk
    share = np.divide(out, by_sector, out=np.zeros_like(out), where=by_sector > 0)
    weight = np.maximum(wanted, 1e-12)
    faced = 1.0 + world.tariff[:, :, h]
    average = 1.0 + (flows * world.tariff).sum(axis=2) / weight
    demand = wanted * average / faced
    demand[:, h] = 0.0
    expected = (share[:, None] * wanted).sum(axis=0)
    eased = np.divide(sold.sum(axis=0), expected, out=np.zeros_like(expected), where=expected > 0)
    return Potential(share[:, None] * demand * (eased if ease else np.ones_like(eased))[None, :], sold)


def _missing(g: Solution, *, ease: bool = True) -> tuple[Array, Potential]:
    """What could be sold and is not in the markets and sectors that open, and the whole potential."""
    w, p = g.world, export_potential(g.world, g.h, ease=ease)
    opens = np.zeros(p.sold.shape, dtype=bool)
    for s in g.scenario.shock:
        if isinstance(s, Opening) and s.exporter == g.scenario.home:
            js = [w.sector(x) for x in s.sectors] or list(range(len(w.sectors)))
            ns = [w.index(x) for x in s.markets] or list(range(len(w.economies)))
            opens[np.ix_(js, ns)] = True
    return np.where(opens, p.unrealised, 0.0), p


def market_figures(g: Solution) -> list[Figure]:
    """What home sells abroad of what it could, and the part it does not sell; none where no market opens."""
    if not any(isinstance(s, Opening) and s.exporter == g.scenario.home for s in g.scenario.shock):
        return []
    missing, without = (float(_missing(g, ease=x)[0].sum()) for x in (True, False))
    sources = (METHOD, *g.world.sources)
    basis = (
        "With and without how easily the two trade. Methods disagree: ITC's and a gravity frontier rank markets with a "
        "correlation of about 0.65."
    )
    return [
        g.figure(
            "potential", Interval.around(missing, [without]), basis, base_year=g.world.year, sources=sources
        ),
    ]


def market_notes(g: Solution) -> list[str]:
    """The largest cells of unrealised potential, with the duty that stands in the way."""
    if not any(isinstance(s, Opening) and s.exporter == g.scenario.home for s in g.scenario.shock):
        return []
    w = g.world
    left, p = _missing(g)
    order = np.argsort(left, axis=None)[::-1][:MOST]
    told = []
    for k in order:
        j, n = divmod(int(k), left.shape[1])
        paid = f", duty {rate(float(w.tariff[j, n, g.h]))}" if w.is_goods[j] else ""
        if left[j, n] < 0.5:
            break
        missing, whole = number(float(left[j, n]), 0), number(float(p.potential[j, n]), 0)
        told.append(f"{w.sector_names[j]} to {w.names[n]}, {missing} of {whole}{paid}")
    return (
        [f"Largest part not sold yet, USD million a year of what could be: {'; '.join(told)}."]
        if told
        else []
    )
