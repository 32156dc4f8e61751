"""What an economy's trade hangs on: the chokepoints, ports and corridors it uses, ranked by what a month's closure costs.

Each is closed alone. What still moves pays detours, time and congestion rents; what finds no way counts at the cost that
would stop it at the sector's own trade elasticity, as in the model. Prices and incomes do not answer: a first-month figure,
not an equilibrium.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.naming import names
from kaskazi.errors import InputError, Problem
from kaskazi.network import CostChange, Disruption, Network, cost_change
from kaskazi.network.canal_dues import canal_dues
from kaskazi.network.cargo import goods
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.congestion_rents import congestion_rents
from kaskazi.network.disruption import closed_place
from kaskazi.network.modes import other_modes
from kaskazi.network.overland import overland
from kaskazi.network.parameters import LEVELS
from kaskazi.network.usage import places_used, share_by_gateway, share_through
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.network.volumes import volumes
from kaskazi.text.intervals import Interval
from kaskazi.world import World

Array = NDArray[np.float64]
MONTHS = 12
DAYS = 30
PARTNERS = 4
NOTHING = 0.005  # million USD a month: less is not shown


@dataclass(frozen=True, slots=True)
class Exposed:
    """One place closed for a month. kind: chokepoint, port or corridor; cost: million USD; share: the central cost over a
    month's goods trade, ratio; at_risk: million USD of goods that usually pass it in a month; captive: million USD of goods
    that find no way; dues: million USD of canal dues that it earns and would lose, part of the cost; rents: million USD that its container lines
    would earn more, not part of the cost; days: added to what still moves, mean over the economy's goods trade; partners: ISO3 and million USD
    of the central cost, the dearest first."""

    kind: str
    id: str
    name: str
    cost: Interval
    share: float
    at_risk: float
    captive: float
    dues: float
    rents: float
    days: float
    partners: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ExposureList:
    """Places ranked by the central cost. trade: the economy's goods trade in a month, million USD; year: of the world."""

    home: str
    year: int
    trade: float
    places: tuple[Exposed, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class _Home:
    """The economy's own trade: flows (S,N,N) million USD a month, all else zero; world_flows: of all economies; theta (S,); others: what goes by other modes, by sector (N,N)."""

    world: World
    at: int
    sectors: tuple[str, ...]
    flows: Array
    world_flows: Array
    theta: Array
    others: Mapping[str, Array]

    @property
    def total(self) -> float:
        return float(self.flows.sum())


def exposure(world: World, home: str, top: int = 10, network: Network | None = None) -> ExposureList:
    """The `top` places whose closure for a month costs an economy most. Raises InputError for an economy without a
    gateway in the network."""
    net = network or Network.load()
    h = world.index(home)
    if home not in net.economies:
        raise InputError(
            "exposure", [Problem("economy", f"{world.name(home)} has no gateway in the network.")]
        )
    own = _own(world, h)
    places = [*(("chokepoint", g) for g in CHOKEPOINTS), *places_used(net, home)]
    central = {p: _closed(net, own, p, "central") for p in places}
    worth = {p: _cost(own, c) for p, c in central.items()}
    lost = _dues_lost(net, world, home, places)
    total = {p: float(worth[p].sum()) + lost[p] for p in places}
    order = sorted((p for p in places if total[p] > NOTHING), key=lambda p: -total[p])
    found = tuple(_exposed(net, own, p, central[p], worth[p], lost[p]) for p in order[:top])
    notes = (
        "Each place is closed alone for a month; prices and incomes do not answer.",
        "A port's cargo goes by others as far as they have room, and all of it is late at first; the rest is in the cost.",
        "Trade by air and, but for corridors, by land is left as it is.",
    )
    sources = dict.fromkeys([*world.sources, *(s for c in central.values() for s in c.sources)])
    return ExposureList(home, world.year, own.total, found, notes, tuple(sources))


def _own(world: World, h: int) -> _Home:
    rows = np.flatnonzero(world.is_goods)
    flows = np.zeros((len(rows), len(world.economies), len(world.economies)))
    flows[:, h, :] = world.flows[rows, h, :]
    flows[:, :, h] = world.flows[rows, :, h]
    flows[:, h, h] = 0.0
    sectors = tuple(world.sectors[j] if world.sectors[j] in goods() else "goods" for j in rows)
    others = other_modes(world.economies, sectors, world.flows[rows])
    abroad = world.flows[rows] * ~np.eye(len(world.economies), dtype=bool) / MONTHS
    return _Home(world, h, sectors, flows / MONTHS, abroad, world.theta[rows], others)


def _closed(net: Network, own: _Home, place: tuple[str, str], level: str) -> CostChange:
    held: Sequence[Disruption] = (replace(closed_place(*place), lasts=DAYS),)
    w = own.world
    return cost_change(net, held, w.economies, own.sectors, level, w.goods(), own.others)


def _cost(own: _Home, c: CostChange) -> Array:
    """Million USD (N,N) a month, by pair of the economy."""
    stop = np.array([c.prohibitive(float(t), k) for k, t in enumerate(own.theta)])
    return np.asarray((own.flows * ((1.0 + c.ave + c.congestion_rent) * stop - 1.0)).sum(axis=0))


def _dues_lost(
    net: Network, world: World, home: str, places: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """Million USD a month of canal dues that an economy loses by the closure of each place; 0 where it earns none."""
    none = dict.fromkeys(places, 0.0)
    if home not in {g.paid_to for g in CHOKEPOINTS.values()}:
        return none
    rows = np.flatnonzero(world.is_goods)
    abroad = world.flows[rows] * ~np.eye(len(world.economies), dtype=bool)
    kinds = [world.sectors[j] if world.sectors[j] in goods() else "goods" for j in rows]
    tonnes = volumes(world.economies, kinds, abroad)
    at_sea = [p for p in places if p[0] == "chokepoint"]
    found = {
        p: -sum(
            d.change
            for d in canal_dues(net, (closed_place(*p),), world.economies, tonnes)
            if d.paid_to == home
        )
        / MONTHS
        for p in at_sea
    }
    return {**none, **found}


def _exposed(
    net: Network, own: _Home, place: tuple[str, str], c: CostChange, worth: Array, dues: float
) -> Exposed:
    low, high = (dues + float(_cost(own, _closed(net, own, place, level)).sum()) for level in ("low", "high"))
    mid = dues + float(worth.sum())
    by_partner = worth[own.at, :] + worth[:, own.at]
    first = np.argsort(-by_partner)[:PARTNERS]
    moves = (own.flows * (1.0 - c.captive)).sum(axis=0)
    return Exposed(
        kind=place[0],
        id=place[1],
        name=_name(net, place),
        cost=Interval(min(low, mid), mid, max(high, mid)),
        share=mid / own.total,
        at_risk=_at_risk(net, own, place),
        captive=float((own.flows * c.captive).sum()),
        dues=dues,
        rents=congestion_rents(c, own.world_flows).by_economy.get(own.world.economies[own.at], 0.0),
        days=float((c.days * moves).sum() / max(float(moves.sum()), 1e-300)),
        partners=tuple(
            (own.world.economies[k], float(by_partner[k])) for k in first if by_partner[k] > NOTHING
        ),
    )


def _at_risk(net: Network, own: _Home, place: tuple[str, str]) -> float:
    """Million USD of the economy's goods that usually pass a place in a month."""
    kind, key = place
    by_sea = ~overland(own.world.economies)
    home, total = own.world.economies[own.at], 0.0
    shares: dict[str, Array | float] = {}
    for sector, flow in zip(own.sectors, own.flows, strict=True):
        g = goods()[sector]
        vessel = VESSEL_CLASSES[g.vessel]
        if g.vessel not in shares:
            shares[g.vessel] = (
                share_through(net, own.world.economies, key, vessel)
                if kind == "chokepoint"
                else share_by_gateway(net, home, **{kind: key}, oil_and_gas=vessel.oil_and_gas)
            )
        at_sea = min(LEVELS["central"].sea_share * g.sea, 1.0) * by_sea
        if sector in own.others:
            at_sea = at_sea * (1.0 - own.others[sector])
        total += float((shares[g.vessel] * at_sea * flow).sum())
    if kind == "corridor":  # neighbours served by it trade along it by road
        served = {g.iso3 for g in net.gateways if g.corridor == key}
        near = [k for k, c in enumerate(own.world.economies) if c in served and not by_sea[own.at, k]]
        total += float(own.flows[:, near, :].sum() + own.flows[:, :, near].sum())
    return total


def _name(net: Network, place: tuple[str, str]) -> str:
    kind, key = place
    if kind == "chokepoint":
        return CHOKEPOINTS[key].name
    if kind == "port":
        return net.ports[key].name
    known = names().corridors
    return known[key].name if key in known else key
