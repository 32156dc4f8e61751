"""The chokepoint skim: distances between all gateways when some chokepoints are open, dear or closed.

With every chokepoint edge removed at build time, a scenario is: chokepoint arcs at their length plus a penalty (infinite
where closed), Floyd-Warshall on the chokepoint ends, two min-plus products (over the ends that cover all arcs). Equal to Dijkstra on the full graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]
BLOCK = 48
GROWN = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Skim:
    """PP (P,P), PG (P,G), GG (G,G) nautical miles without chokepoint edges; arcs (A,4): end, end, length, chokepoint.

    Compared by identity, so that what does not depend on a scenario can be kept for it.
    """

    ports: tuple[str, ...]
    chokepoints: tuple[str, ...]
    PP: Array
    PG: Array
    GG: Array
    arcs: Array


@cache
def load() -> Skim:
    """The shipped skim."""
    with files("kaskazi.network").joinpath("skim.npz").open("rb") as f, np.load(f, allow_pickle=False) as z:
        return Skim(
            ports=tuple(str(x) for x in z["ports"]),
            chokepoints=tuple(str(x) for x in z["chokepoints"]),
            PP=np.minimum(z["PP"], z["PP"].T).astype(np.float64),
            PG=z["PG"].astype(np.float64),
            GG=np.minimum(z["GG"], z["GG"].T).astype(np.float64),
            arcs=z["arcs"].astype(np.float64),
        )


def distances(s: Skim, penalty: Mapping[str, float] | None = None) -> Array:
    """Shortest generalised distances (P,P) with `penalty` nautical miles added at a chokepoint (inf = closed).

    Infinite where no way is left; never zero between different ports that are not joined.
    """
    return _symmetric(min_plus(s.PG, _ends(s, penalty or {})[:, _cover(s)]), s.PP)


def pair_distances(s: Skim, penalty: Mapping[str, float], at: Pairs) -> Array:
    """Generalised distances (M,) of some pairs of ports only, equal to `distances` there."""
    T = np.ascontiguousarray(min_plus(s.PG, _ends(s, penalty)[:, _cover(s)]).T)
    rows, cols = at
    best, cost = s.PP[at], np.empty(len(rows))
    for t in T:
        np.add(t.take(rows), t.take(cols), out=cost)
        np.minimum(best, cost, out=best)
    return best


def penalties_on(s: Skim, penalty: Mapping[str, float], at: Pairs, nm: Array) -> Array:
    """How much (M,) of the generalised distances nm (M,) of some pairs is penalty, not sailing; 0 where there is no way.

    It is their derivative: all finite penalties grow by a ten-thousandth, and the way stays.
    """
    grown = {g: (1.0 + GROWN) * x if 0.0 < x < np.inf else x for g, x in penalty.items()}
    if grown == penalty:
        return np.zeros(len(nm))
    with np.errstate(invalid="ignore"):
        more = (pair_distances(s, grown, at) - nm) / GROWN
    return np.where(np.isfinite(nm), more, 0.0)


def _ends(s: Skim, penalty: Mapping[str, float]) -> Array:
    """Shortest distances between chokepoint ends (G,G), by Floyd-Warshall."""
    W = s.GG.copy()
    for a, b, length, g in s.arcs:
        i, j, d = int(a), int(b), length + penalty.get(s.chokepoints[int(g)], 0.0)
        W[i, j] = W[j, i] = min(W[i, j], d)
    for k in range(len(W)):
        np.minimum(W, W[:, k, None] + W[None, k, :], out=W)
    return W


@lru_cache(maxsize=8)
def _cover(s: Skim) -> list[int]:
    return cover(s.arcs)


def cover(arcs: Array) -> list[int]:
    """Chokepoint ends so that every arc has one of them: a way through any chokepoint passes one, so they are enough."""
    left = [(int(a), int(b)) for a, b in arcs[:, :2]]
    found: list[int] = []
    while left:
        ends = [e for arc in left for e in arc]
        most = max(sorted(set(ends)), key=ends.count)
        found.append(most)
        left = [arc for arc in left if most not in arc]
    return found


def min_plus(A: Array, B: Array) -> Array:
    """The min-plus product, out[i, j] = min over k of A[i, k] + B[k, j]."""
    columns = np.ascontiguousarray(A.T)
    out = np.full((B.shape[1], A.shape[0]), np.inf)
    buffer = np.empty_like(out)
    for k in range(len(columns)):
        np.add(B[k][:, None], columns[k], out=buffer)
        np.minimum(out, buffer, out=out)
    return np.ascontiguousarray(out.T)


def _symmetric(T: Array, PP: Array) -> Array:
    """min(PP, T (min-plus) its own transpose): one triangle of blocks that stay in cache, then its mirror."""
    n = len(PP)
    out = np.empty_like(PP)
    B = np.ascontiguousarray(T.T)
    for r in range(0, n, BLOCK):
        rows = PP[r : r + BLOCK, r:].copy()
        right, left = np.ascontiguousarray(B[:, r:]), B[:, r : r + BLOCK]
        b = np.empty_like(rows)
        for k in range(len(B)):
            np.add(left[k][:, None], right[k], out=b)
            np.minimum(rows, b, out=rows)
        out[r : r + BLOCK, r:] = rows
        out[r:, r : r + BLOCK] = rows.T
    return out
