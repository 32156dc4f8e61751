"""Trade by air: what flies of each sector, and what a dear, slow or closed sky does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.cargo import Goods
from kaskazi.network.disruption import Disruption
from kaskazi.network.modes import flown
from kaskazi.network.parameters import Parameters

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AirLeg:
    """Of one sector, (N,N) [importer, exporter]: cost, ratio of value, of what flies and moves, times its share; stopped:
    part of the sector's trade that flies and cannot."""

    cost: Array
    stopped: Array


def air_leg(
    economies: Sequence[str], held: Sequence[Disruption], load: Goods, p: Parameters, level: str
) -> AirLeg | None:
    """What disruptions of an economy's air freight, both ways, do to one sector; None where there are none.

    A surcharge is USD a kilogram over the worth of a kilogram; a day costs what a day in transit does; of what flies no
    more than the share that is open can. That what cannot fly might sail is left aside: most of it would spoil or be late.
    """
    here = [d for d in held if d.air in economies]
    if not here:
        return None
    n = len(economies)
    cost, moves = np.zeros((n, n)), np.ones((n, n))
    for d in here:
        k = economies.index(d.air)
        mine = np.zeros((n, n), dtype=bool)
        mine[k, :] = mine[:, k] = True
        mine[k, k] = False
        own = 1e3 * load.tonnes * (d.premium_kg or 0.0) / load.teu_value(level)
        cost[mine] += own + p.value_of_time * load.time_sensitivity * (d.delay_days or 0.0)
        moves[mine] *= 1.0 - d.closed_share
    share = flown(economies, load.id)
    return AirLeg(share * moves * cost, share * (1.0 - moves))
