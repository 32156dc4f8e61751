"""The sea leg of one class of vessel: which routes its cargo takes round disturbed chokepoints, and what that adds to each pair
of economies in days, USD per TEU and cargo that finds no way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from kaskazi.network import parameters
from kaskazi.network.capacity import late_share, spare, taken_by_others
from kaskazi.network.disruption import Disruption
from kaskazi.network.generalised_cost import (
    CENTRAL,
    charge_nm,
    shift_days,
    surcharge,
    usd_per_nm,
    usual_penalty,
    wait_nm,
)
from kaskazi.network.land_leg import LandLegs
from kaskazi.network.network import Network
from kaskazi.network.port_choice import PortPairs, port_pairs
from kaskazi.network.relays import relayed
from kaskazi.network.route_choice import (
    RouteAlternatives,
    captive_share,
    cheapest,
    logsums,
    passing,
    premiums,
    route_alternatives,
    shares,
    usual_distances,
)
from kaskazi.network.vessels import VesselClass

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
NONE_LEFT = 1.0 - 1e-9  # so much of a pair's cargo without a way is all of it


@dataclass(frozen=True, slots=True)
class PassageCost:
    """Chokepoints open but narrow, dear or slow: what passing each costs (K,), and what that makes of a way.

    room: nautical miles at which enough ships leave a narrow chokepoint; premium: USD per TEU;
    rate: of value; delay: days (all K). days: from what passing costs a cargo (K,), in nautical miles of its own, and
    what a change of port costs it, in days, to the days that its best routes cost it more (N,N), at most those of the
    routes round or of other ports.
    """

    room: Array
    premium: Array
    rate: Array
    delay: Array
    days: Callable[[Array, float], Array]


@dataclass(frozen=True, slots=True)
class SeaLegCost:
    """Means over gateways for one vessel class and spell, (N,N), at the routes its usual cargo takes.

    sailing: days sailed more; generalised_days: the same with canal tolls as days, which is what a way costs; anchored: days at
    anchor before a chokepoint; usd: USD per TEU of surcharges, passage through narrow chokepoints and canal tolls, less those of
    the usual route; changed_port: part of the cargo that takes another port because it is cheaper; land_days, land_usd: the
    land legs, with the ports that cargo without a way takes instead; congestion_rent: USD per TEU, carriers' scarcity mark-up; lost: part of the
    sea cargo with no way; growth: of the world's container work; passage: None where every chokepoint is open or closed.
    """

    sailing: Array
    generalised_days: Array
    anchored: Array
    usd: Array
    changed_port: Array
    land_days: Array
    land_usd: Array
    congestion_rent: Array
    lost: Array
    growth: float
    passage: PassageCost | None


@lru_cache(maxsize=32)
def _known(
    network: Network,
    economies: tuple[str, ...],
    shut: tuple[Disruption, ...],
    usual: tuple[tuple[str, float], ...],
    chokepoints: tuple[str, ...],
    oil_and_gas: bool,
    containerised: bool,
    load: tuple[float, ...] | None,
) -> tuple[RouteAlternatives, _PortsToEconomies]:
    """The routes round some chokepoints and how they spread over economies: the same however wide the chokepoints are open.

    shut: ports and corridors disturbed. Kept for vessel classes with the same tolls and for the next scenario.
    """
    w = route_alternatives(network.skim, dict(usual), chokepoints)
    w = relayed(w, network.skim, dict(usual)) if containerised else w
    pairs = port_pairs(network, economies, shut, oil_and_gas, None if load is None else np.array(load))
    return w, _PortsToEconomies(pairs, w.at)


def _work(network: Network, usual: tuple[tuple[str, float], ...], traffic: Array) -> float:
    """World traffic (P,P) times nautical miles."""
    base = usual_distances(network.skim, usual)
    return float(np.einsum("ij,ij->", traffic, np.where(np.isfinite(base), base, 0.0))) / 2


def sea_leg(
    network: Network,
    economies: tuple[str, ...],
    held: Sequence[Disruption],
    land: LandLegs,
    by_sea: Flags,
    p: parameters.Parameters,
    vessel: VesselClass,
    traffic: Array,
    trade: Array | None,
) -> SeaLegCost:
    """Sea and land legs for one vessel class while the disruptions `held` last. traffic (P,P): weights of port pairs,
    both ways; trade (N,N): at sea, both ways, from which container work and the room of ports can be told (None: neither)."""
    at_chokepoints = [d for d in held if d.chokepoint]
    chokepoints = tuple(dict.fromkeys(d.chokepoint for d in at_chokepoints))
    n = len(land.by_port)
    has = np.array(land.served)
    both = has[:, None] & has[None, :] & by_sea
    np.fill_diagonal(both, False)
    zero = np.zeros((n, n))
    sailing = generalised_days = anchored = usd = congestion_rent = changed_port = zero
    passage: PassageCost | None = None
    lost, moved, growth = zero, zero, 0.0
    if chokepoints:
        usual = tuple(sorted(usual_penalty(vessel).items()))
        w, spread = _known(
            network,
            economies,
            tuple(d for d in held if not d.chokepoint),
            usual,
            chokepoints,
            vessel.oil_and_gas,
            vessel.containerised,
            None if trade is None or at_chokepoints == list(held) else tuple(trade.sum(axis=0).tolist()),
        )
        kept = np.array(
            [min(d.open_to(vessel.id) for d in at_chokepoints if d.chokepoint == g) for g in chokepoints]
        )
        charge = np.array(
            [sum(charge_nm(d, vessel) for d in at_chokepoints if d.chokepoint == g) for g in chokepoints]
        )
        waits = np.array([_waits(at_chokepoints, g, vessel.id) for g in chokepoints])
        charge = charge + np.where(waits > 0.0, waits * wait_nm(vessel), 0.0)
        total, room = premiums(w, traffic[w.at], np.where(waits > 0.0, 1.0, kept), charge)
        before, logsum0 = shares(w, np.zeros(len(chokepoints)))
        after, logsum = shares(w, total)
        gone = captive_share(w, kept)
        moves = gone < NONE_LEFT
        usually, now = passing(w, before), passing(w, after)
        sailed, toll = _means(w, before)
        miles, saved = (
            np.where(moves, x - y, 0.0) for x, y in zip(_means(w, after), (sailed, toll), strict=True)
        )
        taken = None
        if gone.any():
            taken = _taken(network, spread, gone, trade, vessel.oil_and_gas, late_share(at_chokepoints))
        stayed, lost, moved = _mean(spread, gone, taken, zero)
        mean = stayed
        best = w.nm.min(axis=0)
        fee = usd_per_nm(CENTRAL, vessel)  # in which tolls were made nautical miles
        open_ = np.isfinite(total) & (total > 0.0)
        if not open_.any():
            with np.errstate(invalid="ignore"):
                generalised_days = mean(
                    np.where(moves, cheapest(w, total) - best, 0.0) / (24 * parameters.KNOTS)
                )
        else:
            with np.errstate(invalid="ignore"):
                most = cheapest(w, np.where(open_, np.inf, total)) - best
            elsewhere, share = _elsewhere(spread, (gone == 0.0) & np.isfinite(most), moved)

            def compared(own: Array, shift: float) -> tuple[Array, Array | None]:
                """Days that all pairs' routes cost more, and those by other ports where some cargo has no way round."""
                with np.errstate(invalid="ignore"):
                    more = np.minimum(logsums(w, np.where(open_, own, total)) - logsum0, most)
                x = np.where(moves, more, 0.0) / (24 * parameters.KNOTS)
                return stayed(x), None if elsewhere is None else elsewhere(x) + shift * share

            def days(own: Array, shift: float) -> Array:
                stay, leave = compared(own, shift)
                return where(stay if leave is None else np.minimum(stay, leave))

            stay, leave = compared(total, shift_days(vessel))
            if leave is not None and elsewhere is not None:
                mean, changed_port = (
                    _either(mean, elsewhere, leave < stay - 1e-12),
                    np.where(leave < stay - 1e-12, share, 0.0),
                )
            asked = [
                _by_chokepoint(at_chokepoints, chokepoints, what)
                for what in (
                    lambda d: surcharge(d, vessel),
                    lambda d: d.premium_rate or 0.0,
                    lambda d: d.delay_days or 0.0,
                )
            ]
            asked[2] = asked[2] + waits
            with np.errstate(invalid="ignore"):
                paid = np.minimum(logsum - logsum0, most) - miles - saved
                paid -= np.einsum("k,kp->p", charge, np.where(moves, now, 0.0))
            usd = mean(np.where(moves, paid, 0.0) * usd_per_nm(p, vessel))
            usd = usd + mean(np.einsum("k,kp->p", asked[0], now))
            anchored = mean(np.einsum("k,kp->p", asked[2], now))
            passage = PassageCost(np.where(open_, room, 0.0), asked[0], asked[1], asked[2], days)
        sailing, usd = mean(miles / (24 * parameters.KNOTS)), usd + mean(saved * fee)
        if vessel.containerised:
            own = np.zeros(len(chokepoints))
            if trade is not None and any(d.teu_miles is None for d in at_chokepoints):
                longer = traffic[w.at] * np.maximum(miles, 0.0) * (1.0 - gone)
                own = np.einsum("kp,p->k", usually, longer) / max(_work(network, usual, traffic), 1e-300)
            grown = _growth(at_chokepoints, chokepoints, own)
            growth = float(grown.max())
            if growth > 0:
                multiple = np.array([freight_multiplier(x, p.freight_elasticity) for x in grown])
                mark_up = (
                    parameters.BASE_RATE * p.spot_pass_through * (multiple[:, None] * usually).max(axis=0)
                )
                congestion_rent = mean(mark_up)
    land_days = land_usd = zero
    if land.moved.any() or land.days.any() or land.usd.any() or land.gone.any():
        moved = np.clip(moved + land.moved[:, None] + land.moved[None, :], 0.0, 1.0)
        stays = (1.0 - lost) * (1.0 - land.gone[:, None]) * (1.0 - land.gone[None, :])
        land_days, land_usd = (x[:, None] + x[None, :] for x in (land.days, land.usd))
        lost = np.where(stays < 1.0, 1.0 - stays, zero)
    if moved is not zero:
        land_days, land_usd = (
            land_days + moved * parameters.PORT_CHANGE_DAYS,
            land_usd + moved * parameters.PORT_CHANGE_USD,
        )
    lost = lost if lost is zero else np.where(both, lost, 0.0)
    ok = both & (lost < NONE_LEFT)

    def where(x: Array) -> Array:
        return x if x is zero else np.where(ok, x, 0.0)

    return SeaLegCost(
        sailing=where(sailing),
        generalised_days=where(generalised_days),
        anchored=where(anchored),
        usd=where(usd),
        changed_port=where(changed_port),
        land_days=where(land_days),
        land_usd=where(land_usd),
        congestion_rent=where(congestion_rent),
        lost=lost,
        growth=growth,
        passage=passage,
    )


def _taken(
    network: Network,
    spread: _PortsToEconomies,
    gone: Array,
    trade: Array | None,
    oil_and_gas: bool,
    late: float,
) -> Array:
    """Part (N,N) of the cargo without a way that other ports of the pair take; all that is not late where trade is not
    known."""
    if trade is None:
        return np.full((spread.n, spread.n), 1.0 - late)
    room, pairs = spare(network.skim.ports, oil_and_gas), spread.pairs
    held = np.where(spread.found >= 0, gone[spread.found], 0.0)
    return taken_by_others(pairs.cell, spread.ends, pairs.weight, held, trade, room, late)


def _mean(
    spread: _PortsToEconomies, gone: Array, taken: Array | None, zero: Array
) -> tuple[Callable[[Array], Array], Array, Array]:
    """From port pairs to economy pairs where a part `gone` (P,) of a port pair's cargo has no way: the mean over the
    cargo that moves; the part of an economy pair's cargo that does not (N,N); and the part of what moves that goes by other
    ports of the same economies, which have a way (N,N). `zero` itself stands for nothing.

    Cargo with no way goes by the pair's gateways that no chokepoint holds, in their proportions, as far as they take it
    (`taken` (N,N)); the rest is lost.
    """
    if taken is None:
        return lambda x: spread.sum(x) if x.any() else zero, zero, zero
    left_out, held = spread.sum(gone), spread.sum((gone > 0).astype(np.float64))
    free = np.clip(1.0 - held, 0.0, 1.0)
    other = (free > 1e-9) & (left_out > 0)
    shifted = np.where(other, left_out * taken, 0.0)
    part = np.where(other, shifted / np.where(other, free, 1.0), 0.0)
    lost = np.clip(left_out - shifted, 0.0, 1.0)
    lost = np.where(lost > 1e-12, lost, 0.0)
    stays = np.maximum(1.0 - lost, 1e-12)

    def mean(x: Array) -> Array:
        if not x.any():
            return zero
        with np.errstate(invalid="ignore"):
            kept, by_others = np.where(gone < NONE_LEFT, (1.0 - gone) * x, 0.0), np.where(gone > 0, 0.0, x)
        return np.asarray((spread.sum(kept) + part * spread.sum(by_others)) / stays)

    return mean, lost, shifted / stays


def _elsewhere(
    spread: _PortsToEconomies, free: Flags, moved: Array
) -> tuple[Callable[[Array], Array] | None, Array]:
    """For cargo that has no way round a dear chokepoint but other ports of its economies: the mean (N,N) if all of it went by
    those, infinite where there are none; and the part of the cargo that this would move, beside what must (N,N)."""
    if free.all():
        return None, moved
    part = np.clip(1.0 - spread.sum((~free).astype(np.float64)), 0.0, 1.0)
    some = part > 1e-9

    def mean(x: Array) -> Array:
        return np.where(some, spread.sum(np.where(free, x, 0.0)) / np.where(some, part, 1.0), np.inf)

    return mean, np.where(some, np.clip(1.0 - part - moved, 0.0, 1.0), 0.0)


def _either(
    mean: Callable[[Array], Array], other: Callable[[Array], Array], which: Flags
) -> Callable[[Array], Array]:
    """One mean or the other by pair."""
    return lambda x: np.where(which, other(x), mean(x))


def _growth(at_chokepoints: Sequence[Disruption], chokepoints: Sequence[str], own: Array) -> Array:
    """Growth (K,) of the world's container work by chokepoint, ratio: as stated, else the model's own (K,), which is the
    detours of those who usually pass it."""
    found = np.zeros(len(chokepoints))
    for k, g in enumerate(chokepoints):
        here = [d.teu_miles for d in at_chokepoints if d.chokepoint == g]
        found[k] = max(own[k] if x is None else x for x in here)
    return found


def _means(w: RouteAlternatives, part: Array) -> tuple[Array, Array]:
    """Mean nautical miles sailed and those that stand for tolls, (P,) each, on routes taken in parts (S,P)."""
    seen = np.isfinite(w.nm)
    toll = np.where(seen, w.toll, 0.0)
    return ((np.where(seen, w.nm, 0.0) - toll) * part).sum(axis=0), (toll * part).sum(axis=0)


def freight_multiplier(growth: float, kappa: float) -> float:
    """How much container rates rise, ratio less one, when container work grows over a fixed fleet."""
    return float((1.0 + growth) ** kappa - 1.0)


class _PortsToEconomies:
    """From P port pairs (upper triangle) to sums over the port pairs of economy pairs."""

    def __init__(self, pairs: PortPairs, at: tuple[NDArray[np.intp], NDArray[np.intp]]):
        place = np.full(pairs.ports**2, -1)
        place[at[0] * pairs.ports + at[1]] = np.arange(len(at[0]))
        found = place[pairs.port_pair]
        mine = np.flatnonzero(found >= 0)
        self.pairs, self.at = pairs, at
        self.n, self.pair, self.weight = pairs.economies, found[mine], pairs.weight[mine]
        self.cell = pairs.cell[mine]

    @cached_property
    def found(self) -> NDArray[np.intp]:
        """Place of every port pair, either way round, among the P; -1 for those that are not."""
        place, k = np.full((self.pairs.ports,) * 2, -1), np.arange(len(self.at[0]))
        place[self.at], place[self.at[::-1]] = k, k
        return np.asarray(place.ravel()[self.pairs.port_pair])

    @cached_property
    def ends(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The two ports of every port pair."""
        return divmod(self.pairs.port_pair, self.pairs.ports)

    def sum(self, x: Array) -> Array:
        half = np.bincount(self.cell, self.weight * x[self.pair], self.n**2).reshape(self.n, self.n)
        return np.asarray(half + half.T)


def _waits(held: Sequence[Disruption], chokepoint: str, vessel: str) -> float:
    """Days that a ship waits in the mean before a chokepoint that is shut to its class for so long: half of them. It does
    where the way round is longer. 0 where it is open, or shut for good."""
    shut = [d.days_held for d in held if d.chokepoint == chokepoint and d.open_to(vessel) == 0.0]
    return max((x or 0) for x in shut) / 2 if shut and None not in shut else 0.0


def _by_chokepoint(
    held: Sequence[Disruption], chokepoints: Sequence[str], what: Callable[[Disruption], float]
) -> Array:
    """What the disruptions of each chokepoint ask for (K,)."""
    return np.array([sum(what(d) for d in held if d.chokepoint == g) for g in chokepoints])
