"""Which way traffic takes when gates are dear or shut: logit over the ways that avoid some of them."""

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
SAME = 1.0  # nautical miles: ways closer than this are one way
MOST_GATES = 6  # 64 states; more would be a different method
HIGHEST = 50_000.0  # nautical miles: no premium is looked for above it
NEAR = 1e-5  # nautical miles: a premium is found to this


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways open to P port pairs, S states of K disturbed gates (each avoided or not).

    nm (S,P): generalised nautical miles, infinite where the state is no way of its own; uses (S,K,P): 1 where
    the way passes the gate; at: row and column of each pair in the skim (upper triangle); toll (S,P): how much of nm
    stands for usual tolls and smaller ships, not for sailing.
    """

    nm: Array
    uses: Array
    at: Pairs
    toll: Array


def ways(s: Skim, usual: Mapping[str, float], gates: Sequence[str]) -> Ways:
    """The ways of every pair of ports whose usual way passes one of `gates`; usual: penalties in nautical miles.

    Raises InputError where more than six gates are disturbed at once.
    """
    if len(gates) > MOST_GATES:
        raise InputError("disruptions", [Problem("gate", f"{len(gates)} gates at once.", "at most 6")])
    states = [frozenset(c) for k in range(len(gates) + 1) for c in combinations(range(len(gates)), k)]
    place = {x: k for k, x in enumerate(states)}
    at, found = _single(s, tuple(sorted(usual.items())), tuple(gates))
    for x in states[1 + len(gates) :]:
        shut = {**usual, **{gates[g]: np.inf for g in x}}
        nm = pair_distances(s, shut, at)
        found.append((nm, penalties_on(s, shut, at, nm)))
    D = np.array([f[0] for f in found])
    uses = np.zeros((len(states), len(gates), len(at[0])))
    own = D.copy()
    for k, x in enumerate(states):
        for g in range(len(gates)):
            if g not in x:
                uses[k, g] = D[place[x | {g}]] > D[k] + SAME
                own[k, uses[k, g] == 0] = np.inf  # the same way as the state that avoids g too
    return Ways(own, uses, at, np.array([f[1] for f in found]))


Penalty = tuple[tuple[str, float], ...]


@lru_cache(maxsize=24)
def usual_distances(s: Skim, usual: Penalty) -> Array:
    """Distances (P,P) with all gates open, which no scenario changes."""
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
def _without(s: Skim, usual: Penalty, gate: str) -> tuple[Pairs, Array, Array]:
    """Pairs of ports whose usual way passes a gate, which no scenario changes; the generalised nautical miles of their
    ways without it, and the penalty in them."""
    base, shut = usual_distances(s, usual), {**dict(usual), gate: np.inf}
    D = distances(s, shut)
    rows, cols = (np.triu(np.isfinite(base), 1) & (base + SAME < D)).nonzero()
    nm = D[rows, cols]
    return (rows, cols), nm, penalties_on(s, shut, (rows, cols), nm)


def _single(s: Skim, usual: Penalty, gates: tuple[str, ...]) -> tuple[Pairs, list[tuple[Array, Array]]]:
    """Pairs that usually pass one of the gates; their generalised nautical miles and the penalty in them, with all open
    and with each gate closed alone."""
    base, toll, n = usual_distances(s, usual), _usual_toll(s, usual), len(s.ports)
    closed = [_without(s, usual, g) for g in gates]
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


def shares(w: Ways, premium: Array) -> tuple[Array, Array]:
    """Logit shares (S,P) of the ways at a premium (K,) in nautical miles, and the logsum (P,): the generalised
    distance the mean box faces. Infinite where no way is left."""
    cost = _cost(w, premium)
    best = cost.min(axis=0)
    seen = np.isfinite(best)
    part = np.exp((np.where(seen, best, 0.0) - cost) / LOGIT_SCALE)  # 0 where a way is shut
    total = np.where(seen, part.sum(axis=0), 1.0)
    logsum = np.where(seen, best - LOGIT_SCALE * np.log(total), np.inf)
    return part / total, logsum


def logsums(w: Ways, premium: Array) -> Array:
    """Generalised nautical miles (P,) that the mean box faces at a premium (K,); infinite where no way is left."""
    return _logsum(_cost(w, premium))


def cheapest(w: Ways, premium: Array) -> Array:
    """Generalised nautical miles (P,) of the best way at a premium (K,); infinite where none is left."""
    return np.asarray(_cost(w, premium).min(axis=0))


def _cost(w: Ways, premium: Array) -> Array:
    """Generalised nautical miles (S,P) of the ways at a premium (K,)."""
    cost = w.nm.copy()
    for g, p in enumerate(premium):
        if 0 < p < np.inf:
            cost += p * w.uses[:, g]
        elif p > 0:
            cost[w.uses[:, g] > 0] = np.inf
    return cost


def passing(w: Ways, part: Array) -> Array:
    """Share of each pair's traffic that passes each gate, (K,P)."""
    out: Array = np.einsum("skp,sp->kp", w.uses, part)
    return out


def shadow_premiums(w: Ways, weight: Array, kept: Array, charge: Array | None = None) -> Array:
    """Premiums (K,) in nautical miles at which each gate keeps the share `kept` of its usual traffic, or what it charges
    anyway (`charge`, default none) where that is more: see `premiums`."""
    return premiums(w, weight, kept, np.zeros(len(kept)) if charge is None else charge)[0]


def premiums(w: Ways, weight: Array, kept: Array, charge: Array) -> tuple[Array, Array]:
    """What passing each gate costs and what its want of room alone would make it cost, (K,) in nautical miles each.

    By bisection, gate by gate in turn, for the share falls with the premium: infinite for a closed gate, the charge
    for one with room enough. Pairs with no way round a gate cannot leave it and do not count (see `stranded`).
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


def _open(w: Ways, kept: Array) -> Flags:
    """Ways (S,P) that pass no closed gate."""
    out = np.isfinite(w.nm)
    for g in np.flatnonzero(kept <= 0.0):
        out &= w.uses[:, g] == 0
    return out


def stranded(w: Ways, kept: Array) -> Array:
    """Part (P,) of a pair's cargo that finds no way: all of it where every way is shut; where every way left passes a
    gate that keeps the share k of its traffic, 1 - k."""
    open_ = _open(w, kept)
    some = open_.any(axis=0)
    lost = np.where(some, 0.0, 1.0)
    for g in np.flatnonzero((kept > 0.0) & (kept < 1.0)):
        captive = some & ~(open_ & (w.uses[:, g] == 0)).any(axis=0)
        lost[captive] = np.maximum(lost[captive], 1.0 - kept[g])
    return lost


def _gap(w: Ways, premium: Array, g: int, free: Flags) -> Array:
    """Generalised nautical miles by which the ways round gate g are longer than those through it, as the logit weighs
    them, at the premiums of the other gates."""
    cost = w.nm[:, free]
    for h, p in enumerate(premium):
        if h != g and p > 0:
            cost = cost + np.where(w.uses[:, h][:, free] > 0, p, 0.0)
    through = w.uses[:, g][:, free] > 0
    return _logsum(np.where(through, np.inf, cost)) - _logsum(np.where(through, cost, np.inf))


def _logsum(cost: Array) -> Array:
    """Generalised nautical miles (P,) of ways (S,P) together; infinite where there is none."""
    best = cost.min(axis=0)
    seen = np.isfinite(best)
    if (np.isfinite(cost).sum(axis=0) < 2).all():  # one way each: nothing to weigh
        return np.asarray(best)
    total = np.exp((np.where(seen, best, 0.0) - cost) / LOGIT_SCALE).sum(axis=0)
    return np.where(seen, best - LOGIT_SCALE * np.log(np.maximum(total, 1e-300)), np.inf)


def _premium(gap: Array, traffic: Array, target: float) -> float:
    """The premium at which traffic through a gate falls to target: bisection, quickened by Newton's step where that
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
