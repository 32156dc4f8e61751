"""Which way traffic takes when chokepoints are dear or closed: logit over the routes that avoid some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem
from kaskazi.network.parameters import LOGIT_SCALE
from kaskazi.network.skim import Pairs, Skim, distances, pair_distances, penalties_on

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
SAME = 1.0  # nautical miles: routes closer than this are one way
MOST_CHOKEPOINTS = 6  # 64 states; more would be a different method
HIGHEST = 50_000.0  # nautical miles: no premium is looked for above it
NEAR = 1e-5  # nautical miles: a premium is found to this


@dataclass(frozen=True, slots=True)
class RouteAlternatives:
    """The routes open to P port pairs, S states of K disturbed chokepoints (each avoided or not).

    nm (S,P): generalised nautical miles, infinite where the state is no way of its own; uses (S,K,P): 1 where
    the way passes the chokepoint; at: row and column of each pair in the skim (upper triangle); toll (S,P): how much of nm
    stands for usual tolls and smaller ships, not for sailing.
    """

    nm: Array
    uses: Array
    at: Pairs
    toll: Array


def route_alternatives(s: Skim, usual: Mapping[str, float], chokepoints: Sequence[str]) -> RouteAlternatives:
    """The routes of every pair of ports whose usual route passes one of `chokepoints`; usual: penalties in nautical miles.

    Raises InputError where more than six chokepoints are disturbed at once.
    """
    if len(chokepoints) > MOST_CHOKEPOINTS:
        raise InputError(
            "disruptions", [Problem("chokepoint", f"{len(chokepoints)} chokepoints at once.", "at most 6")]
        )
    states = [
        frozenset(c) for k in range(len(chokepoints) + 1) for c in combinations(range(len(chokepoints)), k)
    ]
    place = {x: k for k, x in enumerate(states)}
    at, found = _single(s, tuple(sorted(usual.items())), tuple(chokepoints))
    for x in states[1 + len(chokepoints) :]:
        shut = {**usual, **{chokepoints[g]: np.inf for g in x}}
        nm = pair_distances(s, shut, at)
        found.append((nm, penalties_on(s, shut, at, nm)))
    D = np.array([f[0] for f in found])
    uses = np.zeros((len(states), len(chokepoints), len(at[0])))
    own = D.copy()
    for k, x in enumerate(states):
        for g in range(len(chokepoints)):
            if g not in x:
                uses[k, g] = D[place[x | {g}]] > D[k] + SAME
                own[k, uses[k, g] == 0] = np.inf  # the same way as the state that avoids g too
    return RouteAlternatives(own, uses, at, np.array([f[1] for f in found]))


Penalty = tuple[tuple[str, float], ...]


@lru_cache(maxsize=24)
def usual_distances(s: Skim, usual: Penalty) -> Array:
    """Distances (P,P) with all chokepoints open, which no scenario changes."""
    out = distances(s, dict(usual))
    out.flags.writeable = False
    return out


@lru_cache(maxsize=24)
def _usual_toll(s: Skim, usual: Penalty) -> Array:
    """How much of the usual distances (P,P) is penalty; upper triangle."""
    at = np.triu_indices(len(s.ports), 1)
    out = np.zeros((len(s.ports),) * 2)
    out[at] = penalties_on(s, dict(usual), at, usual_distances(s, usual)[at])
    return out


@lru_cache(maxsize=128)
def _without(s: Skim, usual: Penalty, chokepoint: str) -> tuple[Pairs, Array, Array]:
    """Pairs of ports whose usual route passes a chokepoint, which no scenario changes; the generalised nautical miles of their
    routes without it, and the penalty in them."""
    base, shut = usual_distances(s, usual), {**dict(usual), chokepoint: np.inf}
    D = distances(s, shut)
    rows, cols = (np.triu(np.isfinite(base), 1) & (base + SAME < D)).nonzero()
    nm = D[rows, cols]
    return (rows, cols), nm, penalties_on(s, shut, (rows, cols), nm)


def usually_passing(s: Skim, usual: Penalty, chokepoint: str) -> Pairs:
    """Pairs of ports (upper triangle) whose usual route passes a chokepoint."""
    return _without(s, usual, chokepoint)[0]


def _single(s: Skim, usual: Penalty, chokepoints: tuple[str, ...]) -> tuple[Pairs, list[tuple[Array, Array]]]:
    """Pairs that usually pass one of the chokepoints; their generalised nautical miles and the penalty in them, with all open
    and with each chokepoint closed alone."""
    base, toll, n = usual_distances(s, usual), _usual_toll(s, usual), len(s.ports)
    closed = [_without(s, usual, g) for g in chokepoints]
    each = [rows * n + cols for (rows, cols), _, _ in closed]
    flat = each[0] if len(each) == 1 else np.unique(np.concatenate(each))
    at = flat // n, flat % n
    found = [(base[at], toll[at])]
    for one, (_, nm, part) in zip(each, closed, strict=True):
        mine = np.searchsorted(flat, one)
        way, on = base[at], toll[at]
        way[mine], on[mine] = nm, part
        found.append((way, on))
    return at, found


def shares(w: RouteAlternatives, premium: Array) -> tuple[Array, Array]:
    """Logit shares (S,P) of the routes at a premium (K,) in nautical miles, and the logsum (P,): the generalised
    distance the mean box faces. Infinite where no way is left."""
    cost = _cost(w, premium)
    best = cost.min(axis=0)
    seen = np.isfinite(best)
    part = np.exp((np.where(seen, best, 0.0) - cost) / LOGIT_SCALE)  # 0 where a way is shut
    total = np.where(seen, part.sum(axis=0), 1.0)
    logsum = np.where(seen, best - LOGIT_SCALE * np.log(total), np.inf)
    return part / total, logsum


def logsums(w: RouteAlternatives, premium: Array) -> Array:
    """Generalised nautical miles (P,) that the mean box faces at a premium (K,); infinite where no way is left."""
    return _logsum(_cost(w, premium))


def cheapest(w: RouteAlternatives, premium: Array) -> Array:
    """Generalised nautical miles (P,) of the best way at a premium (K,); infinite where none is left."""
    return np.asarray(_cost(w, premium).min(axis=0))


def _cost(w: RouteAlternatives, premium: Array) -> Array:
    """Generalised nautical miles (S,P) of the routes at a premium (K,)."""
    cost = w.nm.copy()
    for g, p in enumerate(premium):
        if 0 < p < np.inf:
            cost += p * w.uses[:, g]
        elif p > 0:
            cost[w.uses[:, g] > 0] = np.inf
    return cost


def passing(w: RouteAlternatives, part: Array) -> Array:
    """Share of each pair's traffic that passes each chokepoint, (K,P)."""
    out: Array = np.einsum("skp,sp->kp", w.uses, part)
    return out


def shadow_premiums(w: RouteAlternatives, weight: Array, kept: Array, charge: Array | None = None) -> Array:
    """Premiums (K,) in nautical miles at which each chokepoint keeps the share `kept` of its usual traffic, or what it charges
    anyway (`charge`, default none) where that is more: see `premiums`."""
    return premiums(w, weight, kept, np.zeros(len(kept)) if charge is None else charge)[0]


def premiums(w: RouteAlternatives, weight: Array, kept: Array, charge: Array) -> tuple[Array, Array]:
    """What passing each chokepoint costs and what its want of room alone would make it cost, (K,) in nautical miles each.

    By bisection, chokepoint by chokepoint in turn, for the share falls with the premium: infinite for a closed chokepoint, the charge
    for one with room enough. Pairs with no way round a chokepoint cannot leave it and do not count (see `captive_share`).
    weight: traffic (P,).
    """
    room = np.where(kept <= 0.0, np.inf, 0.0)
    partly = [g for g in range(len(kept)) if 0.0 < kept[g] < 1.0]
    if partly:
        usual = passing(w, shares(w, np.zeros(len(kept)))[0])
        open_ = _open(w, kept)
    for _ in range(1 if len(partly) == 1 else 4):
        for g in partly:
            free = (weight > 0) & (usual[g] > 1e-9) & (open_ & (w.uses[:, g] == 0)).any(axis=0)
            traffic = weight[free]
            total = float((traffic * usual[g, free]).sum())
            if total > 0:
                gap = _gap(w, np.maximum(room, charge), g, free)
                room[g] = _premium(gap, traffic, kept[g] * total)
    return np.maximum(room, charge), room


def _open(w: RouteAlternatives, kept: Array) -> Flags:
    """Ways (S,P) that pass no closed chokepoint."""
    out = np.isfinite(w.nm)
    for g in np.flatnonzero(kept <= 0.0):
        out &= w.uses[:, g] == 0
    return out


def captive_share(w: RouteAlternatives, kept: Array) -> Array:
    """Part (P,) of a pair's cargo that finds no way: all of it where every way is shut; where every way left passes a
    chokepoint that keeps the share k of its traffic, 1 - k."""
    open_ = _open(w, kept)
    some = open_.any(axis=0)
    lost = np.where(some, 0.0, 1.0)
    for g in np.flatnonzero((kept > 0.0) & (kept < 1.0)):
        captive = some & ~(open_ & (w.uses[:, g] == 0)).any(axis=0)
        lost[captive] = np.maximum(lost[captive], 1.0 - kept[g])
    return lost


def _gap(w: RouteAlternatives, premium: Array, g: int, free: Flags) -> Array:
    """Generalised nautical miles by which the routes round chokepoint g are longer than those through it, as the logit weighs
    them, at the premiums of the other chokepoints."""
    cost = w.nm[:, free]
    for h, p in enumerate(premium):
        if h != g and p > 0:
            cost = cost + np.where(w.uses[:, h][:, free] > 0, p, 0.0)
    through = w.uses[:, g][:, free] > 0
    return _logsum(np.where(through, np.inf, cost)) - _logsum(np.where(through, cost, np.inf))


def _logsum(cost: Array) -> Array:
    """Generalised nautical miles (P,) of routes (S,P) together; infinite where there is none."""
    best = cost.min(axis=0)
    seen = np.isfinite(best)
    if (np.isfinite(cost).sum(axis=0) < 2).all():  # one way each: nothing to weigh
        return np.asarray(best)
    total = np.exp((np.where(seen, best, 0.0) - cost) / LOGIT_SCALE).sum(axis=0)
    return np.where(seen, best - LOGIT_SCALE * np.log(np.maximum(total, 1e-300)), np.inf)


def _premium(gap: Array, traffic: Array, target: float) -> float:
    """The premium at which traffic through a chokepoint falls to target: bisection, quickened by Newton's step where that
    stays between the ends."""
    gap = np.where(np.isnan(gap), np.inf, gap)
    low, high, p = 0.0, HIGHEST, 0.0
    for _ in range(80):
        part = 1.0 / (1.0 + np.exp(np.clip((p - gap) / LOGIT_SCALE, -700.0, 700.0)))
        moving = traffic * part
        over = float(moving.sum()) - target
        low, high = (p, high) if over > 0 else (low, p)
        slope = float((moving * (1.0 - part)).sum()) / LOGIT_SCALE
        step = p + over / slope if slope > 0 else np.inf
        new = step if low < step < high else (low + high) / 2
        if abs(new - p) < NEAR or high - low < NEAR:
            return new
        p = new
    return p
