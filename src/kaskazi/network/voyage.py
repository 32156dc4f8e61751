"""One passage by sea between two ports: the cheapest way when gates are shut, narrow, dear or slow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kaskazi.network import parameters as par
from kaskazi.network.chokepoints import GATE_IDS
from kaskazi.network.disruption import Disruption
from kaskazi.network.generalised_cost import CENTRAL, charge_nm, time_usd, usd_per_nm
from kaskazi.network.network import Gateway, Network
from kaskazi.network.place_names import End
from kaskazi.network.route_choice import passing, shadow_premiums, shares, stranded, usual_distances, ways
from kaskazi.network.skim import Skim, distances
from kaskazi.network.vessels import VesselClass

Array = NDArray[np.float64]
NEARLY = 0.5  # of the busiest port's weight
SHORTER = 0.8
SAME = 0.5  # nautical miles: a gate is passed where closing it lengthens the way by more


@dataclass(frozen=True, slots=True)
class Route:
    """One way. nautical_miles, days (sailed at 16 knots and waited at gates) and usd_per_teu (the ship's days, tolls,
    premiums) are of the sea leg, None where there is none; time_usd: what those days cost the class's usual cargo, USD per TEU;
    gates in the order passed; ports it leaves and reaches;
    land_days, land_usd: the legs by land, with what a change of port costs."""

    nautical_miles: float | None
    days: float | None
    gates: tuple[str, ...]
    usd_per_teu: float | None = None
    ports: tuple[str, ...] = ()
    land_days: float = 0.0
    land_usd: float = 0.0
    premium: float = 0.0  # USD per TEU paid at narrow or dear gates, part of usd_per_teu
    waited: float = 0.0  # days at gates, part of days
    time_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What is disturbed: gates, ports and corridors closed, shares open, USD per TEU and days at gates."""

    gates: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()
    open: Mapping[str, float] = field(default_factory=dict)
    premium: Mapping[str, float] = field(default_factory=dict)
    delay: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.closed or self.open or self.premium or self.delay)

    @property
    def closed(self) -> tuple[str, ...]:
        """Ids of all that is closed."""
        return (*self.gates, *self.ports, *self.corridors)


def best(
    network: Network,
    a: End,
    b: End,
    closing: Closing,
    usual: Mapping[str, float],
    narrow: Mapping[str, float],
    v: VesselClass,
) -> Route:
    """The way between the busiest ports that are joined, by port and corridor still open."""
    at = {c: k for k, c in enumerate(network.skim.ports)}
    first = usual_ports(network, a, b)
    pairs = [(x, y) for x in a.ways for y in b.ways if _open(x, closing) and _open(y, closing)]
    # a way kept for need (weight 0) only where no usual one is left
    pairs.sort(key=lambda q: ((*q,) != first, -(q[0].weight * q[1].weight)))
    for x, y in pairs:
        if x.port == y.port:
            continue
        moved = (x != first[0]) + (y != first[1])
        land = (
            x.days + y.days + moved * par.SHIFT_DAYS,
            x.usd + y.usd + moved * par.SHIFT_USD,
        )
        r = _route(network.skim, at[x.port], at[y.port], closing, usual, narrow, v, land)
        if r.nautical_miles is not None:
            return r
    return Route(None, None, ())


def usual_ports(network: Network, a: End, b: End) -> tuple[Gateway, Gateway]:
    """The ports that trade between two ends uses: the busiest of each, or others nearly as busy where those make the way
    by sea shorter by a fifth (an economy with coasts on two oceans)."""
    at, D = {c: k for k, c in enumerate(network.skim.ports)}, usual_distances(network.skim, ())
    busy = [[g for g in x.ways if g.weight >= NEARLY * x.ways[0].weight] for x in (a, b)]

    def nm(x: Gateway, y: Gateway) -> float:
        return float(D[at[x.port], at[y.port]])

    near = min(((x, y) for x in busy[0] for y in busy[1]), key=lambda q: nm(*q))
    first = a.ways[0], b.ways[0]
    return near if nm(*near) < SHORTER * nm(*first) else first


def _open(g: Gateway, closing: Closing) -> bool:
    return g.port not in closing.ports and g.corridor not in closing.corridors


def _route(
    s: Skim,
    i: int,
    j: int,
    closing: Closing,
    usual: Mapping[str, float],
    narrow: Mapping[str, float],
    v: VesselClass,
    land: tuple[float, float],
) -> Route:
    p, mile = CENTRAL, usd_per_nm(CENTRAL, v)
    shut = dict.fromkeys(closing.gates, np.inf)
    extra = {g: usual[g] + narrow.get(g, 0.0) for g in GATE_IDS} | shut
    small = _between(s, i, j)
    D = distances(small, extra)
    cost = D[0, 1]
    if not np.isfinite(cost):
        return Route(None, None, ())
    passed = [g for g in GATE_IDS if distances(small, {**extra, g: np.inf})[0, 1] > cost + SAME]
    near = {
        g: min(D[0, 2 + int(e)] for arc in s.arcs if s.gates[int(arc[3])] == g for e in arc[:2])
        for g in passed
    }
    passed.sort(key=lambda g: near[g])
    nm = float(cost) - sum(extra[g] for g in passed)
    waited = sum(closing.delay.get(g, 0.0) for g in passed)
    sailed = nm / (24 * par.KNOTS)
    premium = sum(narrow.get(g, 0.0) - _waiting(closing, g, v) for g in passed) * mile
    usd = (sailed + par.AT_ANCHOR * waited) * p.daily * v.daily + premium
    usd += sum(usual[g] for g in passed) * mile
    return Route(
        round(nm, 1),
        round(sailed + waited, 2),
        tuple(passed),
        round(usd, 1),
        (s.ports[i], s.ports[j]),
        round(land[0], 2),
        round(land[1], 1),
        round(premium, 1),
        waited,
        round((sailed + waited) * time_usd(p, v), 1),
    )


def _waiting(closing: Closing, g: str, v: VesselClass) -> float:
    """Nautical miles the delay at a gate is worth."""
    return charge_nm(Disruption(gate=g, delay_days=closing.delay.get(g, 0.0)), v)


def _between(s: Skim, i: int, j: int) -> Skim:
    """The skim of two ports, with every gate end as a port of its own after them."""
    two = [i, j]
    PP = np.block([[s.PP[np.ix_(two, two)], s.PG[two]], [s.PG[two].T, s.GG]])
    ends = tuple(f"end-{k}" for k in range(len(s.GG)))
    return Skim((s.ports[i], s.ports[j], *ends), s.gates, PP, np.vstack([s.PG[two], s.GG]), s.GG, s.arcs)


def premiums(
    network: Network, usual: Mapping[str, float], closing: Closing, v: VesselClass, traffic: Array | None
) -> dict[str, float]:
    """Nautical miles each narrow, dear or slow gate is worth: what it charges, and what it takes for enough ships to
    leave one that is partly open; infinite for one with no room at all."""
    named = dict.fromkeys([*closing.open, *closing.premium, *closing.delay])
    gates = [g for g in named if np.isfinite(usual[g]) and g not in closing.gates]
    if not gates:
        return {}
    charge = np.array([
        charge_nm(Disruption(gate=g, premium=closing.premium.get(g), delay_days=closing.delay.get(g)), v)
        for g in gates
    ])  # fmt: skip
    shut = {**usual, **dict.fromkeys(closing.gates, np.inf)}
    w = ways(network.skim, shut, gates)
    T = np.ones((len(network.skim.ports),) * 2) if traffic is None else traffic
    kept = np.array([closing.open.get(g, 1.0) for g in gates])
    found = shadow_premiums(w, (T + T.T)[w.at], kept, charge)
    return {g: float(x) for g, x in zip(gates, found, strict=True)}


def through(
    network: Network, usual: Mapping[str, float], narrow: Mapping[str, float], before: Route, closing: Closing
) -> tuple[dict[str, float], float]:
    """Share of the pair's ships that still pass each narrow or dear gate on their usual way, and the part of their
    cargo that finds no way at all."""
    gates = [g for g in before.gates if g in narrow or g in closing.gates]
    if not gates or not before.ports:
        return {}, 0.0
    at = {c: k for k, c in enumerate(network.skim.ports)}
    i, j = sorted(at[c] for c in before.ports)
    named = tuple(dict.fromkeys([*gates, *(g for g in (*closing.gates, *narrow) if np.isfinite(usual[g]))]))[
        :6
    ]
    w = ways(network.skim, usual, named)
    here = (w.at[0] == i) & (w.at[1] == j)
    if not here.any():
        return {}, 0.0
    kept = np.array([0.0 if g in closing.gates else closing.open.get(g, 1.0) for g in named])
    lost = float(stranded(w, kept)[here][0])
    part, _ = shares(w, np.array([np.inf if g in closing.gates else narrow[g] for g in named]))
    share = {g: (1.0 - lost) * float(passing(w, part)[k, here][0]) for k, g in enumerate(named)}
    return {g: round(share[g], 3) for g in gates if g in narrow}, round(lost, 3)
