"""The network as its tests use it: the shipped one, and the part of it that a few economies need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from kaskazi.analysis.network_measures import Trade
from kaskazi.network import Network
from kaskazi.network.compare_routes import RouteComparison, compare
from kaskazi.network.relays import relays
from kaskazi.network.skim import Skim
from kaskazi.report.shapes import economy_names
from kaskazi.world import World

NET = Network.load()
PORTS = NET.skim.ports
PORT = {p: k for k, p in enumerate(PORTS)}
CALLED = economy_names()
ECONOMIES = ("KEN", "NLD", "GBR", "DEU", "ITA", "TUR", "EGY", "SAU", "USA", "CHN", "IND", "ZAF", "UGA", "XXX")
AT = {c: k for k, c in enumerate(ECONOMIES)}
DRAWN = [
    ("KEMBA", "NLRTM", ("bab-el-mandeb",)),
    ("CNSHA", "NLRTM", ("suez",)),
    ("AEJEA", "SGSIN", ("hormuz",)),
    ("KEMBA", "USNYC", ()),
    ("CNSHA", "USNYC", ("panama",)),
    ("CNSHA", "USNYC", ("panama", "suez")),
    ("NZAKL", "GBFXT", ("panama",)),
    ("KEMBA", "TZDAR", ()),
    ("DEHAM", "RULED", ()),
]


def part_of(network: Network, economies: Sequence[str]) -> Network:
    """The same network with the gateways of some economies only: their costs are the same, found sooner."""
    mine = tuple(g for g in network.gateways if g.iso3 in economies)
    s = network.skim
    hubs = {r.hub for r in relays()}
    at = [k for k, p in enumerate(s.ports) if p in hubs or any(g.port == p for g in mine)]
    few = Skim(tuple(s.ports[k] for k in at), s.chokepoints, s.PP[np.ix_(at, at)], s.PG[at], s.GG, s.arcs)
    return Network(mine, few, network.ports)


FEW = part_of(NET, ECONOMIES)


def way(a: str, b: str, closed: tuple[str, ...] = (), **words: Any) -> RouteComparison:
    """The route of a container ship."""
    return compare(NET, a, b, closed, names=CALLED, only=True, **words)


def drawn_pairs(seed: int, n: int) -> list[tuple[str, str]]:
    """Pairs of ports at random."""
    rng = np.random.default_rng(seed)
    return [tuple(PORTS[k] for k in rng.choice(len(PORTS), 2, replace=False)) for _ in range(n)]


@cache
def weights() -> Trade:
    """The shipped world's goods trade, own sales left out."""
    world = World.load()
    flows = world.flows[world.is_goods] * ~np.eye(len(world.economies), dtype=bool)
    sectors = tuple(s for s, g in zip(world.sectors, world.is_goods, strict=True) if g)
    return Trade(world.economies, sectors, flows, world.tariff[world.is_goods])
