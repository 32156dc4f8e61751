"""Which ports a pair of economies trades by: their usual weights, and the nearer coast the more.

An economy with coasts on two seas sends to Europe from one and to Asia from the other. The share of two ports in a pair's
trade falls with the distance between them, with all chokepoints open, by a factor e every `coast_choice` nautical miles.
No disruption changes it but one that shuts a port or a corridor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.disruption import Disruption
from kaskazi.network.land_leg import land_legs
from kaskazi.network.network import Network
from kaskazi.network.parameters import COAST_CHOICE
from kaskazi.network.route_choice import usual_distances

Array = NDArray[np.float64]
Ids = NDArray[np.intp]
FAR = 20 * COAST_CHOICE  # nautical miles: ports that no way joins count as so far


@dataclass(frozen=True, slots=True, eq=False)
class PortPairs:
    """How the trade of N economies spreads over pairs of P ports: M combinations of a port of one and a port of another.

    cell (M,): importer * N + exporter; port_pair (M,): port * P + port; weight (M,): share of the pair's trade.
    """

    economies: int
    ports: int
    cell: Ids
    port_pair: Ids
    weight: Array

    def mean(self, x: Array) -> Array:
        """From port pairs (P,P) to means over economy pairs (N,N)."""
        flat = np.bincount(self.cell, self.weight * x.ravel()[self.port_pair], self.economies**2)
        return np.asarray(flat.reshape(self.economies, self.economies))

    def traffic(self, trade: Array) -> Array:
        """From trade between economies (N,N) to trade between ports (P,P)."""
        flat = np.bincount(self.port_pair, self.weight * trade.ravel()[self.cell], self.ports**2)
        return np.asarray(flat.reshape(self.ports, self.ports))


def port_pairs(
    network: Network,
    economies: Sequence[str],
    disruptions: Sequence[Disruption] = (),
    oil_and_gas: bool = False,
    load: Array | None = None,
) -> PortPairs:
    """The port pairs of all trade, or of oil and gas, with the ports and corridors that disruptions leave and that have
    room (load: see `land_legs`)."""
    here = tuple(d for d in disruptions if d.port or d.corridor)
    weights = tuple(load.tolist()) if load is not None and here else None
    return _pairs(network, tuple(economies), here, oil_and_gas, weights)


@lru_cache(maxsize=16)
def _pairs(
    network: Network,
    economies: tuple[str, ...],
    here: tuple[Disruption, ...],
    oil_and_gas: bool,
    load: tuple[float, ...] | None,
) -> PortPairs:
    room = None if load is None else np.array(load)
    B = land_legs(network, economies, here, oil_and_gas, room).by_port
    rows, cols = np.nonzero(B)
    near = np.exp(-np.minimum(usual_distances(network.skim, ()), FAR) / COAST_CHOICE)
    weight = B[rows, cols]
    both = weight[:, None] * weight[None, :] * near[np.ix_(cols, cols)]
    n, p = B.shape
    cell = (rows[:, None] * n + rows[None, :]).ravel()
    total = np.bincount(cell, both.ravel(), n * n)
    return PortPairs(n, p, cell, (cols[:, None] * p + cols[None, :]).ravel(), both.ravel() / total[cell])
