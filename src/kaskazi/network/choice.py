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
from kaskazi.network.skim import Skim, distances

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
    the way passes the gate; at: row and column of each pair in the skim (upper triangle).
    """

    nm: Array
    uses: Array
    at: tuple[NDArray[np.intp], NDArray[np.intp]]


def ways(s: Skim, usual: Mapping[str, float], gates: Sequence[str]) -> tuple[Array, Ways]:
    """Distances with all gates open (P,P), and the ways of every pair whose way passes one of `gates`.

    Raises InputError where more than six gates are disturbed at once.
    """
    if len(gates) > MOST_GATES:
        raise InputError("disruptions", [Problem("gate", f"{len(gates)} gates at once.", "at most 6")])
    states = [frozenset(c) for k in range(len(gates) + 1) for c in combinations(range(len(gates)), k)]
    place = {x: k for k, x in enumerate(states)}
    base = _usual(s, tuple(sorted(usual.items())))
    first = {g: distances(s, {**usual, gates[g]: np.inf}) for g in range(len(gates))}
    touched = np.triu(np.isfinite(base), 1) & np.any([d > base + SAME for d in first.values()], axis=0)
    at = (touched.nonzero()[0], touched.nonzero()[1])
    D = np.empty((len(states), len(at[0])))
    for k, x in enumerate(states):
        if not x:
            D[k] = base[at]
        elif len(x) == 1:
            D[k] = first[min(x)][at]
        else:
            D[k] = distances(s, {**usual, **{gates[g]: np.inf for g in x}})[at]
    uses = np.zeros((len(states), len(gates), len(at[0])))
    own = D.copy()
    for k, x in enumerate(states):
        for g in range(len(gates)):
            if g not in x:
                uses[k, g] = D[place[x | {g}]] > D[k] + SAME
                own[k, uses[k, g] == 0] = np.inf  # the same way as the state that avoids g too
    return base, Ways(own, uses, at)


@lru_cache(maxsize=24)
def _usual(s: Skim, penalty: tuple[tuple[str, float], ...]) -> Array:
    """Distances with all gates open, which no scenario changes."""
    out = distances(s, dict(penalty))
    out.flags.writeable = False
    return out


def shares(w: Ways, premium: Array) -> tuple[Array, Array]:
    """Logit shares (S,P) of the ways at a premium (K,) in nautical miles, and the logsum (P,): the generalised
    distance the mean box faces. Infinite where no way is left."""
    cost = w.nm.copy()
    for g, p in enumerate(premium):
        if p > 0:
            cost += np.where(w.uses[:, g] > 0, p, 0.0)
    best = cost.min(axis=0)
    seen = np.isfinite(best)
    part = np.exp((np.where(seen, best, 0.0) - cost) / LOGIT_SCALE)  # 0 where a way is shut
    total = np.where(seen, part.sum(axis=0), 1.0)
    logsum = np.where(seen, best - LOGIT_SCALE * np.log(total), np.inf)
    return part / total, logsum


def passing(w: Ways, part: Array) -> Array:
    """Share of each pair's traffic that passes each gate, (K,P)."""
    out: Array = np.einsum("skp,sp->kp", w.uses, part)
    return out


def shadow_premiums(w: Ways, weight: Array, kept: Array) -> Array:
    """Premiums (K,) in nautical miles at which each gate keeps the share `kept` of its usual traffic.

    By bisection, gate by gate in turn, for the share falls with the premium: infinite for a closed gate, 0 for
    an open one. Pairs with no way round a gate cannot leave it and do not count. weight: traffic (P,).
    """
    premium = np.where(kept <= 0.0, np.inf, 0.0)
    partly = [g for g in range(len(kept)) if 0.0 < kept[g] < 1.0]
    if not partly:
        return premium
    usual = passing(w, shares(w, np.zeros(len(kept)))[0])
    for _ in range(1 if len(partly) == 1 else 4):
        for g in partly:
            free = (weight > 0) & (usual[g] > 1e-9) & (np.isfinite(w.nm) & (w.uses[:, g] == 0)).any(axis=0)
            traffic = weight[free]
            total = float((traffic * usual[g, free]).sum())
            if total > 0:
                premium[g] = _premium(_gap(w, premium, g, free), traffic, kept[g] * total)
    return premium


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
