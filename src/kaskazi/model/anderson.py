"""Fixed points of a sweep: Anderson acceleration, and Newton's method by GMRES behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kaskazi.model.arrays import Array
from kaskazi.model.kernel import Kernel, sweep

MEMORY = 20  # of plain sweeps; the step within each economy needs less
SHORT = 8
SWEEPS = 1500
PATIENCE = 40  # sweeps without a new lowest residual
PACE = 0.01  # the least wage step, of its start


@dataclass(frozen=True, slots=True)
class Memory:
    """Past moves of a search: dF, dG (memory, size), how many were made."""

    dF: Array
    dG: Array
    used: int


@dataclass(frozen=True, slots=True)
class Search:
    """Where a search ended: state, largest residual, sweeps made, wage steps tried; memory: its moves, for a search nearby."""

    state: Array
    residual: float
    sweeps: int
    paces: tuple[float, ...] = ()
    memory: Memory | None = None


def anderson(k: Kernel, z: Array, tol: float, memory: Memory | None = None) -> Search:
    """Anderson acceleration, first of the step that answers within each economy, then of plain sweeps.

    memory: moves of a search of nearby wedges, which know the slopes already.
    Where the residual grows: plain sweeps from the start; then, again and again, back to the
    best state with half the wage step.
    """
    xp = k.xp
    own = k.own is not None
    pace, paces = 1.0, [1.0]
    first = best = z
    lowest, since = np.inf, 0
    dF, dG = xp.zeros((MEMORY, k.size)), xp.zeros((MEMORY, k.size))
    gram = xp.zeros((MEMORY, MEMORY))
    used, count = 0, 0
    if memory is not None and own and memory.dF.shape == dF.shape:
        used = memory.used
        dF, dG, gram = _of_length_one(xp, memory)
    f_old: Any = None
    g_old: Any = None
    with np.errstate(all="ignore"):
        while count < SWEEPS and pace >= PACE:
            g, res = sweep(k, z, pace, own)
            count += 1
            if res <= tol:
                return Search(z, res, count, tuple(paces), Memory(dF, dG, used) if own else None)
            since = 0 if res < lowest else since + 1
            if res < lowest:
                best, lowest = z, res
            if not np.isfinite(res) or since > PATIENCE or res > 1e4 * max(lowest, 1e-4):
                if own:
                    own, best, lowest = False, first, np.inf
                else:
                    pace /= 2
                    paces.append(pace)
                z, used, since, f_old = best, 0, 0, None
                continue
            f = g - z
            most = SHORT if own else MEMORY
            if f_old is not None:
                row, used = used % most, used + 1
                scale = 1.0 if memory is None else _per_length(xp, f - f_old)
                dF[row, :] = (f - f_old) * scale
                dG[row, :] = (g - g_old) * scale
                live = min(used, most)
                gram[row, :live] = gram[:live, row] = xp.matmul(dF[:live, :], dF[row, :])
            live = min(used, most)
            z = _mix(xp, g, f, dF[:live, :], dG[:live, :], gram[:live, :live]) if used else g
            f_old, g_old = f, g
            if not float(xp.max(xp.abs(z - g))) < 3:
                z, used, f_old = g, 0, None
    return Search(best, float(lowest), count, tuple(paces))


def _per_length(xp: Any, move: Array) -> float:
    return 1 / max(float(xp.linalg.vector_norm(move)), 1e-300)


def _of_length_one(xp: Any, m: Memory) -> tuple[Array, Array, Array]:
    """Moves of length 1 each, and their products: the last of a search are minute beside the first of the next."""
    long = xp.ones((m.dF.shape[0], 1))
    for row in range(min(m.used, SHORT)):
        long[row, 0] = _per_length(xp, m.dF[row, :])
    dF, dG = m.dF * long, m.dG * long
    return dF, dG, xp.matmul(dF, dF.T)


def _mix(xp: Any, g: Array, f: Array, dF: Array, dG: Array, gram: Array) -> Array:
    """The Anderson iterate: g less the mix of past moves that best explains f."""
    n = gram.shape[0]
    ridge = xp.eye(n) * (1e-13 * float(xp.linalg.trace(gram)))
    try:
        a = xp.linalg.solve(gram + ridge, xp.matmul(dF, f)[:, None])[:, 0]
    except np.linalg.LinAlgError:
        return g
    out: Array = g - xp.matmul(a, dG)
    return out


def newton(k: Kernel, z: Array, tol: float) -> Search:
    """Newton on F(z) - z, each step by GMRES on the hand-written derivative, with a line search."""
    from scipy.sparse.linalg import LinearOperator, gmres

    from kaskazi.model.linear import Linear, jvp, linearise

    count = 0
    with np.errstate(all="ignore"):
        g, res = sweep(k, z)
        count += 1
        for _ in range(60):
            if res <= tol or not np.isfinite(res):
                break
            L = linearise(k, z)
            products = 0

            def apply(v: Array, L: Linear = L) -> Array:
                nonlocal products
                products += 1
                out: Array = v - jvp(L, v)
                return out

            size = z.size
            op = LinearOperator((size, size), matvec=apply, dtype=np.float64)
            accuracy = max(1e-10, min(1e-3, res))
            step, _ = gmres(op, g - z, rtol=accuracy, restart=min(size, 60), maxiter=4)
            count += products
            length = min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
            for _ in range(12):
                trial = z + length * step
                new, found = sweep(k, trial)
                count += 1
                if np.isfinite(found) and found < res * (1 - 1e-4 * length):
                    break
                length /= 2
            else:
                break
            z, g, res = trial, new, found
    return Search(z, res, count)
