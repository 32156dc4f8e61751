"""One voyage by sea between two ports: the cheapest route when chokepoints are closed, narrow, dear or slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.network import parameters
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.disruption import Disruption, closed_places, open_shares
from kaskazi.network.generalised_cost import CENTRAL, charge_nm, time_usd, usd_per_nm
from kaskazi.network.network import Gateway, Network
from kaskazi.network.place_names import Endpoint
from kaskazi.network.relays import alternatives, hub_between
from kaskazi.network.route_choice import (
    MOST_CHOKEPOINTS,
    captive_share,
    passing,
    shadow_premiums,
    shares,
    usual_distances,
)
from kaskazi.network.skim import Skim, distances
from kaskazi.network.vessels import VesselClass

Array = NDArray[np.float64]
NEARLY_AS_BUSY = 0.5  # of the busiest port's weight
SHORTER = 0.8  # of the way between the busiest ports
SAME_NM = 0.5  # nautical miles: a chokepoint is passed where closing it lengthens the route by more


@dataclass(frozen=True, slots=True)
class Route:
    """One route. nautical_miles, days (sailed at 16 knots and waited at chokepoints) and usd_per_teu (the ship's days,
    tolls, premiums) are of the sea leg, None where there is none; time_usd: what those days cost the class's usual
    cargo, USD per TEU; chokepoints in the order passed; ports it leaves and reaches; land_days, land_usd: the legs by
    land, with what a change of port costs; premium: USD per TEU paid at narrow or dear chokepoints, part of usd_per_teu;
    waited: days at chokepoints, part of days; hub: port where boxes change ships on the way, "" for none."""

    nautical_miles: float | None
    days: float | None
    chokepoints: tuple[str, ...]
    usd_per_teu: float | None = None
    ports: tuple[str, ...] = ()
    land_days: float = 0.0
    land_usd: float = 0.0
    premium: float = 0.0
    waited: float = 0.0
    time_usd: float | None = None
    hub: str = ""


def cheapest_route(
    network: Network,
    a: Endpoint,
    b: Endpoint,
    disruptions: Sequence[Disruption],
    usual: Mapping[str, float],
    premiums: Mapping[str, float],
    vessel: VesselClass,
) -> Route:
    """The route between the busiest ports that are joined, by ports and corridors still open.

    usual, premiums: nautical miles that passing a chokepoint is worth, always and while it is disturbed.
    """
    at = {c: k for k, c in enumerate(network.skim.ports)}
    closed = closed_places(disruptions)
    first = usual_ports(network, a, b)
    pairs = [(x, y) for x in a.gateways for y in b.gateways if _open(x, closed) and _open(y, closed)]
    # a gateway kept for need (weight 0) only where no usual one is left
    pairs.sort(key=lambda q: ((*q,) != first, -(q[0].weight * q[1].weight)))
    for x, y in pairs:
        if x.port == y.port:
            continue
        moved = (x != first[0]) + (y != first[1])
        land = (
            x.days + y.days + moved * parameters.PORT_CHANGE_DAYS,
            x.usd + y.usd + moved * parameters.PORT_CHANGE_USD,
        )
        r = _route(network.skim, at[x.port], at[y.port], disruptions, usual, premiums, vessel, land)
        if r.nautical_miles is not None:
            return r
    return Route(None, None, ())


def usual_ports(network: Network, a: Endpoint, b: Endpoint) -> tuple[Gateway, Gateway]:
    """The ports that trade between two endpoints uses: the busiest of each, or others nearly as busy where those make the
    route a fifth shorter (an economy with coasts on two oceans)."""
    at, D = {c: k for k, c in enumerate(network.skim.ports)}, usual_distances(network.skim, ())
    busy = [[g for g in x.gateways if g.weight >= NEARLY_AS_BUSY * x.gateways[0].weight] for x in (a, b)]

    def nm(x: Gateway, y: Gateway) -> float:
        return float(D[at[x.port], at[y.port]])

    near = min(((x, y) for x in busy[0] for y in busy[1]), key=lambda q: nm(*q))
    first = a.gateways[0], b.gateways[0]
    return near if nm(*near) < SHORTER * nm(*first) else first


def _open(g: Gateway, closed: Sequence[str]) -> bool:
    return g.port not in closed and g.corridor not in closed


def _route(
    s: Skim,
    i: int,
    j: int,
    disruptions: Sequence[Disruption],
    usual: Mapping[str, float],
    premiums: Mapping[str, float],
    vessel: VesselClass,
    land: tuple[float, float],
) -> Route:
    p, mile = CENTRAL, usd_per_nm(CENTRAL, vessel)
    closed = {g: np.inf for g, x in open_shares(disruptions, vessel.id).items() if x == 0.0}
    extra = {g: usual[g] + premiums.get(g, 0.0) for g in CHOKEPOINTS} | closed
    relay = hub_between(s, i, j, usual) if vessel.containerised else None
    to_hub = 0.0 if relay is None else float(usual_distances(s, tuple(sorted(usual.items())))[relay])
    here = {i: i, j: j} if relay is None else {i: i, j: j, relay[0]: relay[1]}
    small = _between(s, here[i], here[j])
    D = distances(small, extra)
    cost = D[0, 1]
    if not np.isfinite(cost):
        return Route(None, None, ())
    passed = [g for g in CHOKEPOINTS if distances(small, {**extra, g: np.inf})[0, 1] > cost + SAME_NM]
    near = {
        g: min(D[0, 2 + int(e)] for arc in s.arcs if s.chokepoints[int(arc[3])] == g for e in arc[:2])
        for g in passed
    }
    passed.sort(key=lambda g: near[g])
    delay = {g: sum(d.delay_days or 0.0 for d in disruptions if d.chokepoint == g) for g in passed}
    nm = float(cost) + to_hub - sum(extra[g] for g in passed)
    waited = sum(delay.values())
    sailed = nm / (24 * parameters.KNOTS)
    premium = sum(premiums.get(g, 0.0) - _waiting_nm(delay[g], vessel) for g in passed) * mile
    usd = (sailed + parameters.AT_ANCHOR * waited) * p.vessel_day * vessel.daily_cost + premium
    usd += sum(usual[g] for g in passed) * mile
    return Route(
        nautical_miles=round(nm, 1),
        days=round(sailed + waited, 2),
        chokepoints=tuple(passed),
        usd_per_teu=round(usd, 1),
        ports=(s.ports[i], s.ports[j]),
        land_days=round(land[0], 2),
        land_usd=round(land[1], 1),
        premium=round(premium, 1),
        waited=waited,
        time_usd=round((sailed + waited) * time_usd(p, vessel), 1),
        hub="" if relay is None else s.ports[relay[1]],
    )


def _waiting_nm(days: float, vessel: VesselClass) -> float:
    """Nautical miles that a delay is worth."""
    return charge_nm(Disruption(delay_days=days), vessel)


def _between(s: Skim, i: int, j: int) -> Skim:
    """The skim of two ports, with every chokepoint end as a port of its own after them."""
    two = [i, j]
    PP = np.block([[s.PP[np.ix_(two, two)], s.PG[two]], [s.PG[two].T, s.GG]])
    ends = tuple(f"end-{k}" for k in range(len(s.GG)))
    return Skim(
        (s.ports[i], s.ports[j], *ends), s.chokepoints, PP, np.vstack([s.PG[two], s.GG]), s.GG, s.arcs
    )


def passage_premiums(
    network: Network,
    usual: Mapping[str, float],
    disruptions: Sequence[Disruption],
    vessel: VesselClass,
    traffic: Array | None,
) -> dict[str, float]:
    """Nautical miles that each narrow, dear or slow chokepoint is worth: what it charges, and what it takes for enough
    ships to leave one that is partly open. Closed ones are left out."""
    kept = {g: x for g, x in open_shares(disruptions, vessel.id).items() if x > 0.0 and np.isfinite(usual[g])}
    if not kept:
        return {}
    charge = np.array([sum(charge_nm(d, vessel) for d in disruptions if d.chokepoint == g) for g in kept])
    closed = {g: np.inf for g, x in open_shares(disruptions, vessel.id).items() if x == 0.0}
    w = alternatives(network.skim, {**usual, **closed}, list(kept), vessel)
    T = np.ones((len(network.skim.ports),) * 2) if traffic is None else traffic
    found = shadow_premiums(w, (T + T.T)[w.at], np.array(list(kept.values())), charge)
    return {g: float(x) for g, x in zip(kept, found, strict=True)}


def share_passing(
    network: Network,
    usual: Mapping[str, float],
    premiums: Mapping[str, float],
    before: Route,
    disruptions: Sequence[Disruption],
    vessel: VesselClass,
) -> tuple[dict[str, float], float]:
    """Share of the pair's ships that still pass each narrow or dear chokepoint on their usual route, and the part of their
    cargo that is captive: it finds no way at all."""
    kept = open_shares(disruptions, vessel.id)
    here_ = [g for g in before.chokepoints if g in kept]
    if not here_ or not before.ports:
        return {}, 0.0
    at = {c: k for k, c in enumerate(network.skim.ports)}
    i, j = sorted(at[c] for c in before.ports)
    others = (*(g for g in kept if kept[g] == 0.0), *premiums)
    named = tuple(dict.fromkeys([*here_, *(g for g in others if np.isfinite(usual[g]))]))[:MOST_CHOKEPOINTS]
    w = alternatives(network.skim, usual, named, vessel)
    pair = (w.at[0] == i) & (w.at[1] == j)
    if not pair.any():
        return {}, 0.0
    captive = float(captive_share(w, np.array([kept[g] for g in named]))[pair][0])
    part, _ = shares(w, np.array([np.inf if kept[g] == 0.0 else premiums[g] for g in named]))
    share = {g: (1.0 - captive) * float(passing(w, part)[k, pair][0]) for k, g in enumerate(named)}
    return {g: round(share[g], 3) for g in here_ if g in premiums}, round(captive, 3)
