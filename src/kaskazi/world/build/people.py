"""Jobs by sector: employment spread by value added and how much of it a worker makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kaskazi.world.build.factbook import Entry
from kaskazi.world.build.technology import broad_of
from kaskazi.world.sectors import sectors
from kaskazi.world.types import IMPUTED

Array = NDArray[np.float64]

# Value added a worker against the economy's mean. Agriculture: the gap between a worker outside and inside it falls
# with income: 5.6 times in the poorest quarter of economies, 2.0 in the richest (source gollin-lagakos-waugh-2014, from memory).
GAP_POOR, GAP_RICH = 5.6, 2.0
INCOME_POOR, INCOME_RICH = 1_200.0, 40_000.0  # GDP a head of the two ends, PPP dollars: a judgement
# Within goods and services: relative value added a worker (judgements, orders of magnitude).
RELATIVE: Mapping[str, float] = {
    "fuels": 8.0,
    "minerals": 3.0,
    "petroleum": 6.0,
    "apparel": 0.5,
    "textiles": 0.6,
    "leather": 0.6,
    "construction": 0.7,
    "trade": 0.7,
    "tourism": 0.6,
    "utilities": 3.0,
    "finance": 2.5,
    "business": 2.5,
    "communications": 1.8,
    "pharma": 2.0,
    "chemicals": 1.5,
}


def gap(income: float) -> float:
    """How many times more a worker outside agriculture makes than one inside, by GDP a head (PPP dollars)."""
    at = np.log(max(income, 1.0) / INCOME_POOR) / np.log(INCOME_RICH / INCOME_POOR)
    return float(np.exp(np.log(GAP_POOR) + np.clip(at, 0, 1) * np.log(GAP_RICH / GAP_POOR)))


def jobs(value_added: Array, employed: float, income: float) -> Array:
    """Persons employed by sector (J,) that sum to `employed`."""
    keys = list(sectors())
    farm = np.array([b == "agriculture" for b in broad_of()])
    relative = np.array([RELATIVE.get(k, 1.0) for k in keys])
    weight = np.maximum(value_added, 0.0) / relative
    inside, outside = value_added[farm].sum(), value_added[~farm].sum()
    share = inside * gap(income) / (inside * gap(income) + outside) if inside + outside > 0 else 0.0
    out = np.zeros(len(keys))
    for mask, part in ((farm, share), (~farm, 1 - share)):
        if weight[mask].sum() > 0:
            out[mask] = employed * part * weight[mask] / weight[mask].sum()
    return out


def employment(
    codes: Sequence[str],
    value_added: Array,
    book: Mapping[str, Entry],
    population: Array,
    income: Callable[[str], float],
) -> tuple[Array, NDArray[np.uint8], Array]:
    """Jobs (N,J) in persons, their grades, and the labour force (N,) where stated (NaN elsewhere).

    Employed are the labour force less the unemployed; where no labour force is stated, two fifths of the people.
    """
    out = np.zeros(value_added.shape)
    force = np.array([book[c].labour_force or np.nan for c in codes])
    for k, c in enumerate(codes):
        people = force[k] if np.isfinite(force[k]) else 0.4 * np.nan_to_num(population[k])
        employed = people * (1 - (book[c].unemployment or 0.05))
        out[k] = jobs(value_added[k], float(employed), income(c))
    return out, np.where(out > 0, IMPUTED, 0).astype(np.uint8), force
