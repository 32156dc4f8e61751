"""Carbon: what a charge at a border costs, and what the same price at home would raise."""

from __future__ import annotations

import numpy as np

from kaskazi.evidence.derived import (
    CARBON_GOODS,
    EMISSIONS,
    EMISSIONS_YEAR,
    carbon_sectors,
    carbon_share,
    emissions,
)
from kaskazi.evidence.parameters import parameter
from kaskazi.outcomes.solution import Solution, over_levels, point
from kaskazi.outcomes.types import Figure
from kaskazi.shocks.kinds.carbon import Carbon, charge


def climate_figures(g: Solution) -> list[Figure]:
    """Home's sales of named goods, the charge on them, and what the price would raise at home; none without a charge."""
    found = [s for s in g.scenario.shock if isinstance(s, Carbon)]
    if not found:
        return []
    w, h, flows = g.world, g.h, g.base[0]
    buyers = {w.index(x) for s in found for x in s.importers}
    bought = flows[:, sorted(buyers), h].sum(axis=1)
    held = [k for k in carbon_sectors() if k in w.sectors]
    named = sum(float(bought[w.sector(k)]) * carbon_share(g.scenario.home, k) for k in held)
    goods = (*CARBON_GOODS, *(x for k in held for x in parameter(f"carbon-{k}").sources))
    basis = "Tonnes of CO2 in USD 1,000 of the goods at their low, central and high values."

    def paid(s: Carbon, level: str) -> float:
        at = sorted({w.index(x) for x in s.importers})
        rates = charge(s, w, level)[:, h]  # type: ignore[arg-type]
        return float((np.asarray(flows[:, at, h].sum(axis=1)) * rates).sum())

    out = [
        g.figure("carbon_named", point(named), basis, base_year=w.year, sources=goods),
        g.figure(
            "carbon_charge",
            over_levels(lambda level: sum(paid(s, level) for s in found)),
            basis,
            base_year=w.year,
            sources=goods,
        ),
    ]
    tonnes = emissions(g.scenario.home)
    if tonnes:
        raised = sum(tonnes.values()) * found[0].price
        text = "Carbon dioxide of energy and industry times the price, nobody emitting less."
        out.append(
            g.figure("carbon_price_home", point(raised), text, base_year=EMISSIONS_YEAR, sources=(EMISSIONS,))
        )
    return out
