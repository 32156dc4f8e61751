"""Trade by road between neighbours: what a closed border stops, and what the way round a blocked corridor costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.network import parameters
from kaskazi.network.capacity import late_share
from kaskazi.network.disruption import Disruption
from kaskazi.network.network import Network
from kaskazi.network.overland import overland
from kaskazi.network.ports import economy_of

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RoadLeg:
    """days, usd (N,N) [importer, exporter]: added to trade by road that moves, per TEU; stopped (N,N): part of it that
    does not move."""

    days: Array
    usd: Array
    stopped: Array


def road_leg(network: Network, economies: Sequence[str], held: Sequence[Disruption]) -> RoadLeg:
    """Trade by road while the disruptions `held` last.

    A border that closes is a ban on what one economy sends another: no way round is open to it. A corridor that is
    blocked is a way: both ways between the economy of its port and those it serves another is taken, late at first.
    """
    n = len(economies)
    days, usd, moves = np.zeros((n, n)), np.zeros((n, n)), np.ones((n, n))
    at = {c: k for k, c in enumerate(economies)}
    land = overland(economies)
    for d in held:
        for exporter, importer in _touched(network, d):
            if exporter not in at or importer not in at:
                continue
            k = at[importer], at[exporter]
            if d.corridor and not land[k]:
                continue
            round_ = d.closed_share if d.corridor else 0.0
            days[k] += round_ * parameters.BORDER_DAYS + (d.delay_days or 0.0)
            usd[k] += round_ * parameters.BORDER_USD + (d.premium or 0.0)
            moves[k] *= 1.0 - d.closed_share * (late_share((d,)) if d.corridor else 1.0)
    return RoadLeg(days, usd, 1.0 - moves)


def _touched(network: Network, d: Disruption) -> set[tuple[str, str]]:
    """Exporters and importers whose trade by road a disruption touches."""
    if len(d.border) == 2:
        return {(d.border[0], d.border[1])}
    if not d.corridor:
        return set()
    ends = {(economy_of(g.port), g.iso3) for g in network.gateways if g.corridor == d.corridor}
    return ends | {(b, a) for a, b in ends}
