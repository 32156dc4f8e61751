"""The gate skim: distances between all gateways when some gates are open, dear or closed.

With every gate edge removed at build time, a scenario is: gate arcs at their length plus a penalty (infinite
where closed), Floyd-Warshall on the gate ends, two min-plus products. Equal to Dijkstra on the full graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Skim:
    """PP (P,P), PG (P,G), GG (G,G) nautical miles without gate edges; arcs (A,4): end, end, length, gate."""

    ports: tuple[str, ...]
    gates: tuple[str, ...]
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
            gates=tuple(str(x) for x in z["gates"]),
            PP=np.minimum(z["PP"], z["PP"].T).astype(np.float64),
            PG=z["PG"].astype(np.float64),
            GG=np.minimum(z["GG"], z["GG"].T).astype(np.float64),
            arcs=z["arcs"].astype(np.float64),
        )


def distances(s: Skim, penalty: Mapping[str, float] | None = None) -> Array:
    """Shortest generalised distances (P,P) with `penalty` nautical miles added at a gate (inf = closed).

    Infinite where no way is left; never zero between different ports that are not joined.
    """
    extra = np.array([(penalty or {}).get(g, 0.0) for g in s.gates])
    W = s.GG.copy()
    for a, b, length, g in s.arcs:
        i, j, d = int(a), int(b), length + extra[int(g)]
        W[i, j] = min(W[i, j], d)
        W[j, i] = min(W[j, i], d)
    for k in range(len(W)):
        np.minimum(W, W[:, k, None] + W[None, k, :], out=W)
    return _symmetric(min_plus(s.PG, W), s.PG, s.PP)


def min_plus(A: Array, B: Array) -> Array:
    """The min-plus product, out[i, j] = min over k of A[i, k] + B[k, j]; rows in blocks that stay in cache."""
    out = np.full((A.shape[0], B.shape[1]), np.inf)
    buffer = np.empty((BLOCK, B.shape[1]))
    for r in range(0, len(A), BLOCK):
        rows, a = out[r : r + BLOCK], A[r : r + BLOCK]
        b = buffer[: len(a)]
        for k in range(A.shape[1]):
            np.add(a[:, k, None], B[k], out=b)
            np.minimum(rows, b, out=rows)
    return out


def _symmetric(T: Array, PG: Array, PP: Array) -> Array:
    """min(PP, T (min-plus) PG transposed), known to be symmetric: one triangle of blocks, then its mirror."""
    n = len(PP)
    out = np.empty_like(PP)
    B = np.ascontiguousarray(PG.T)
    for r in range(0, n, BLOCK):
        rows = PP[r : r + BLOCK, r:].copy()
        right, a = np.ascontiguousarray(B[:, r:]), T[r : r + BLOCK]
        b = np.empty_like(rows)
        for k in range(T.shape[1]):
            np.add(a[:, k, None], right[k], out=b)
            np.minimum(rows, b, out=rows)
        out[r : r + BLOCK, r:] = rows
        out[r:, r : r + BLOCK] = rows.T
    return out
