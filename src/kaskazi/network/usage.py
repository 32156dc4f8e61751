"""How much of the trade at sea usually passes a chokepoint, a port or a corridor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.network import Network
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.route_choice import SAME, usual_distances
from kaskazi.network.skim import distances
from kaskazi.network.vessels import VesselClass

Array = NDArray[np.float64]


def share_through(network: Network, economies: Sequence[str], chokepoint: str, vessel: VesselClass) -> Array:
    """Share (N,N) of each pair's trade at sea, in one class of vessel, whose usual route passes a chokepoint."""
    usual = usual_penalty(vessel)
    base = usual_distances(network.skim, tuple(sorted(usual.items())))
    far = distances(network.skim, {**usual, chokepoint: np.inf})
    pairs = port_pairs(network, economies, (), vessel.oil_and_gas)
    return pairs.mean((far > base + SAME).astype(np.float64))


def share_by_gateway(
    network: Network, iso3: str, *, port: str = "", corridor: str = "", oil_and_gas: bool = False
) -> float:
    """Share of an economy's trade at sea that uses a port, or a corridor to one."""
    mine = [g for g in network.gateways if g.iso3 == iso3]
    weight = {id(g): g.oil_and_gas if oil_and_gas else g.weight for g in mine}
    here = sum(weight[id(g)] for g in mine if (g.port == port if port else g.corridor == corridor))
    return here / max(sum(weight.values()), 1e-300)


def places_used(network: Network, iso3: str) -> tuple[tuple[str, str], ...]:
    """Ports and corridors ("port" | "corridor", id) that carry an economy's trade, and corridors that begin at a port it
    uses: its neighbours' way to the sea."""
    mine = [g for g in network.gateways if g.iso3 == iso3 and g.weight > 0]
    ports = dict.fromkeys(g.port for g in mine)
    own = {g.port for g in mine if not g.corridor}
    roads = dict.fromkeys([g.corridor for g in mine if g.corridor])
    roads |= dict.fromkeys(
        g.corridor for g in network.gateways if g.corridor and g.port in own and g.weight > 0
    )
    return (*(("port", p) for p in ports), *(("corridor", c) for c in roads))
