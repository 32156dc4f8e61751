"""Which way traffic takes when gates are dear or shut: logit over the ways that avoid some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
TIMES = 32  # halvings: 50,000 nm to 1e-5


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
    base = distances(s, usual)
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
            total = float(weight[free] @ usual[g, free])
            if total <= 0:
                continue
            sub = Ways(w.nm[:, free], w.uses[:, :, free], w.at)
            low, high = 0.0, HIGHEST
            for _ in range(TIMES):
                premium[g] = (low + high) / 2
                now = float(weight[free] @ passing(sub, shares(sub, premium)[0])[g])
                low, high = (premium[g], high) if now > kept[g] * total else (low, premium[g])
            premium[g] = low
    return premium
