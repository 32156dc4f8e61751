"""Many cases of one base year at a time: the sweep of `kernel` with a lane axis, one Anderson memory a lane.

Importers whose trade costs no case changes read the calibration's own rows, whatever theta is: one matrix product a
sector for all lanes. The rows that a case changes are formed lane by lane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kaskazi.model import caliendo_parro as cp
from kaskazi.model.arrays import Array
from kaskazi.model.base_year import BaseYear, base_year
from kaskazi.model.calibration import Calibration
from kaskazi.model.kernel import Kernel
from kaskazi.model.response import Response, response
from kaskazi.model.wedges import Wedges, export_tax

LANES = 16
MEMORY = 6
SWEEPS = 400
PATIENCE = 40
LIMIT = 1e-9


@dataclass(frozen=True, slots=True)
class Batch:
    """Results of some draws, (B,N) each, residual (B,); rows of draws not solved are NaN."""

    real_income: Array
    real_wage: Array
    w: Array
    revenue: Array
    exports: Array
    residual: Array

    RESULTS: ClassVar[tuple[str, ...]] = ("real_income", "real_wage", "w", "revenue", "exports", "residual")


@dataclass(frozen=True, slots=True)
class Lanes:
    """What a batched sweep reads. rows: by sector the importers whose trade costs change in some lane; T, C: their
    rows of T and of T / (1 + tau') lane by lane, (B,K,N) a sector."""

    c: Calibration
    base: BaseYear
    theta: Array  # (J,B,1)
    rows: tuple[NDArray[np.intp], ...]
    T: tuple[Array, ...]
    C: tuple[Array, ...]
    ln_tfp: Array  # (J,B,N)
    labour: Array  # (B,N)
    transfer: Array  # (B,N)
    deficit: str
    own: tuple[Response, ...]  # (B)
    P: Array  # (J,B,N) of the responses
    spent: Array
    gain: Array  # (B,N)


def of_draws(
    c: Calibration, w: Wedges, theta: Array, scale: Array, deficit: str, iceberg: Array | None = None
) -> Lanes:
    """Lanes of one shock under theta (B,J), each taking a share `scale` (B,) of it and trade costs of its own, iceberg
    (B,J or 1,N,N); no export taxes."""
    b = base_year(c)
    kappa = (1 + w.tariff) / (1 + c.tau) * w.iceberg
    moved = (kappa != 1.0).any(axis=2)
    if iceberg is not None:
        moved = moved | (iceberg != 1.0).any(axis=(0, 3))
    rows, T, C = [], [], []
    for j in range(len(c.theta)):
        m = np.flatnonzero(moved[j])
        power = scale[:, None, None]
        gross = (1 + c.tau[j, m]) * ((1 + w.tariff[j, m]) / (1 + c.tau[j, m])) ** power
        cost = kappa[j, m] ** power
        if iceberg is not None:
            cost *= iceberg[:, j if iceberg.shape[1] > 1 else 0, m]
        T.append(c.pi[j, m] * cost ** -theta[:, j][:, None, None])
        C.append(T[j] / gross)
        rows.append(m)
    tfp = np.log(w.productivity.T)[:, None, :] * scale[None, :, None]
    labour = c.VA * w.labour ** scale[:, None]
    own = tuple(response(c, b, t) for t in theta)
    return _lanes(
        c, theta, (tuple(rows), tuple(T), tuple(C)), tfp, labour, w.transfer * scale[:, None], deficit, own
    )


def of_kernels(kernels: list[Kernel]) -> Lanes:
    """Lanes of kernels of one base year; labour mobile, no export taxes."""
    c = kernels[0].c
    rows, T, C = [], [], []
    for j in range(len(c.theta)):
        changed = [k.rows[j] for k in kernels]
        m = np.unique(np.concatenate(changed))
        rows.append(m)
        T.append(np.stack([k.T[j][m] for k in kernels]))
        C.append(np.stack([k.C[j][m] for k in kernels]))
    return _lanes(
        c,
        np.stack([k.theta[:, 0] for k in kernels]),
        (tuple(rows), tuple(T), tuple(C)),
        np.stack([k.ln_tfp for k in kernels], axis=1),
        np.stack([k.labour[0] for k in kernels]),
        np.stack([k.transfer for k in kernels]),
        kernels[0].deficit,
        tuple(k.own for k in kernels if k.own is not None),
    )


Rows = tuple[tuple[NDArray[np.intp], ...], tuple[Array, ...], tuple[Array, ...]]


def _lanes(
    c: Calibration,
    theta: Array,
    rows: Rows,
    ln_tfp: Array,
    labour: Array,
    transfer: Array,
    deficit: str,
    own: tuple[Response, ...],
) -> Lanes:
    return Lanes(
        c=c,
        base=base_year(c),
        theta=np.ascontiguousarray(theta.T)[:, :, None],
        rows=rows[0],
        T=rows[1],
        C=rows[2],
        ln_tfp=ln_tfp,
        labour=labour,
        transfer=transfer,
        deficit=deficit,
        own=own,
        P=np.stack([r.P for r in own], axis=1),
        spent=np.stack([r.spent for r in own], axis=1),
        gain=np.stack([r.gain for r in own]),
    )


def run(
    c: Calibration,
    w: Wedges,
    theta: Array,
    scale: Array,
    deficit: str,
    tol: float,
    state: Array,
    iceberg: Array | None = None,
) -> Batch:
    """Solve up to 16 draws from the central state; deficit as in `solve`. Export taxes and specific factors are left
    to single solves (NaN)."""
    n = len(theta)
    fill = np.concatenate([theta, np.repeat(c.theta[None], LANES - n, axis=0)])
    how = np.concatenate([scale, np.ones(LANES - n)])
    if iceberg is not None:
        own = iceberg if iceberg.ndim == 4 else iceberg[:, None]
        iceberg = np.concatenate([own, np.ones((LANES - n, *own.shape[1:]))])
    if export_tax(c, w) is not None or c.fixed_share is not None:
        empty = np.full((n, c.shape[1]), np.nan)
        return Batch(empty, empty, empty, empty, empty, np.full(n, np.nan))
    with np.errstate(all="ignore"):
        k = of_draws(c, w, fill, how, deficit, iceberg)
        z, lowest = lanes_anderson(k, np.repeat(state[None], LANES, axis=0), tol)
        return _results(k, z, lowest, n)


def _split(k: Lanes, z: Array) -> tuple[Array, Array, Array]:
    """ln w (B,N), ln P and ln X (J,B,N)."""
    J, N = k.c.shape
    B = len(z)
    ln_P = z[:, N : N + J * N].reshape(B, J, N).transpose(1, 0, 2)
    ln_X = z[:, N + J * N :].reshape(B, J, N).transpose(1, 0, 2)
    return z[:, :N], ln_P, ln_X


def _deficit(k: Lanes, wL: Array, revenue: Array) -> Array:
    c = k.c
    return cp.deficit(k.deficit, c.D, c.VA, k.base.income - c.D, wL, wL + revenue, k.transfer)


@dataclass(frozen=True, slots=True)
class _Pass:
    Q: Array
    X: Array
    Y: Array
    u: Array
    revenue: Array
    wL: Array
    income: Array
    spent: Array


def _times(M: Array, v: Array) -> Array:
    """M (N,J,J) times v (J,B,N), economy by economy."""
    out: Array = np.matmul(M, v.transpose(2, 0, 1)).transpose(1, 2, 0)
    return out


def _look(k: Lanes, z: Array) -> _Pass:
    """(10) to (13) for every lane: matrix products by sector, and the changed rows by lane."""
    b = k.base
    ln_w, ln_P, ln_X = _split(k, z)
    ln_c = b.beta[:, None, :] * ln_w[None] - k.ln_tfp
    if b.materials:
        ln_c = ln_c + np.matmul(ln_P.transpose(2, 1, 0), b.A).transpose(2, 1, 0)
    u = np.exp(-k.theta * ln_c)  # (J,B,N)
    X = np.exp(ln_X)
    X[np.broadcast_to(b.dead[:, None, :], X.shape)] = 0.0
    Q, Y, R = np.empty_like(u), np.empty_like(u), np.zeros_like(ln_w)
    for j, m in enumerate(k.rows):
        np.matmul(u[j], k.c.pi[j].T, out=Q[j])
        S = u[j] @ b.net[j].T if b.levied[j] else None
        if len(m):
            S = Q[j].copy() if S is None else S
            Q[j][:, m] = np.matmul(k.T[j], u[j][:, :, None])[:, :, 0]
            S[:, m] = np.matmul(k.C[j], u[j][:, :, None])[:, :, 0]
        Q[j][:, b.bare[j]] = 1.0
        q = X[j] / Q[j]
        if S is not None:
            R += X[j] - q * S
        if len(m):
            changed = q[:, None, m]
            q[:, m] = 0.0
            np.matmul(q, b.net[j], out=Y[j])
            Y[j] += np.matmul(changed, k.C[j])[:, 0, :]
        else:
            np.matmul(q, b.net[j], out=Y[j])
    Y *= u
    wL = np.exp(ln_w) * k.labour
    income = wL + R + _deficit(k, wL, R)
    spent = b.alpha[:, None, :] * income[None]
    if b.materials:
        spent = spent + _times(b.A, Y)
    return _Pass(Q, X, Y, u, R, wL, income, spent)


def _sweep(k: Lanes, z: Array) -> tuple[Array, Array]:
    """The next state (B,size) and the largest log residual of each lane (B,)."""
    b = k.base
    p = _look(k, z)
    ln_w, ln_P, ln_X = _split(k, z)
    bare, dead = b.bare[:, None, :], b.dead[:, None, :]
    e = np.log((b.beta[:, None, :] * p.Y).sum(axis=0) / p.wL)
    off = np.where(bare, 0.0, np.log(p.Q) + k.theta * ln_P)
    off_X = np.where(dead, 0.0, np.log(p.spent) - ln_X)
    worst = np.maximum(np.abs(e).max(axis=1), np.abs(off).max(axis=(0, 2)))
    worst = np.maximum(worst, np.abs(off_X).max(axis=(0, 2)))
    dw, dP, dX = _respond(k, e, -off / k.theta, off_X)
    new_w = ln_w + dw
    new_w = new_w - np.log((np.exp(new_w) * k.c.VA).sum(axis=1, keepdims=True) / k.c.VA.sum())
    B = len(z)
    rest = [(old + move).transpose(1, 0, 2).reshape(B, -1) for old, move in ((ln_P, dP), (ln_X, dX))]
    return np.concatenate([new_w, *rest], axis=1), np.where(np.isfinite(worst), worst, np.inf)


def _respond(k: Lanes, e: Array, off_P: Array, off_X: Array) -> tuple[Array, Array, Array]:
    """`response.respond` by lane."""
    r, materials = k.own[0], k.base.materials
    P = _times(r.prices, off_P) if materials else off_P
    push = k.theta * (r.sold[:, None] * P - (P - off_P) * r.per_home[:, None])
    X = off_X
    if materials:
        extra = push * r.per_sold[:, None]
        X = (_times(r.spending, r.X[:, None] * off_X + extra) - extra) / r.X[:, None]
    hired = (r.share[:, None] * (push + r.sold[:, None] * X)).sum(axis=0)
    dw = k.gain * (e + hired)
    dX = np.where(k.base.dead[:, None], 0.0, X + k.spent * dw)
    return dw, P + k.P * dw, dX


def lanes_anderson(k: Lanes, z: Array, tol: float) -> tuple[Array, Array]:
    """Anderson by lane: states (B,size) and residuals (B,). A lane that has met the tolerance stays where it is; one that
    stalls is left at its best."""
    B, size = z.shape
    z, best, lowest, since = z.copy(), z.copy(), np.full(B, np.inf), np.zeros(B, dtype=int)
    dF, dG = np.zeros((B, MEMORY, size)), np.zeros((B, MEMORY, size))
    used = np.zeros(B, dtype=int)
    f_old, g_old = np.zeros_like(z), np.zeros_like(z)
    done = np.zeros(B, dtype=bool)
    with np.errstate(all="ignore"):
        for _ in range(SWEEPS):
            g, res = _sweep(k, z)
            better = (res < lowest) & ~done
            best[better], lowest[better] = z[better], res[better]
            since = np.where(better, 0, since + 1)
            done |= (lowest <= tol) | (since > PATIENCE) | ~np.isfinite(res)
            if done.all():
                break
            f = g - z
            for b in np.nonzero(~done)[0]:
                if used[b]:
                    row = (used[b] - 1) % MEMORY
                    dF[b, row], dG[b, row] = f[b] - f_old[b], g[b] - g_old[b]
                z[b] = _mix(g[b], f[b], dF[b], dG[b], min(used[b], MEMORY))
                if not np.abs(z[b] - g[b]).max() < 3:
                    z[b], used[b] = g[b], 0
                else:
                    used[b] += 1
                f_old[b], g_old[b] = f[b], g[b]
    return best, lowest


def _mix(g: Array, f: Array, dF: Array, dG: Array, live: int) -> Array:
    if not live:
        return g
    F = dF[:live]
    gram = F @ F.T
    gram[np.diag_indices(live)] += 1e-13 * np.trace(gram)
    try:
        a = np.linalg.solve(gram, F @ f)
    except np.linalg.LinAlgError:
        return g
    out: Array = g - a @ dG[:live]
    return out


def _results(k: Lanes, z: Array, lowest: Array, n: int) -> Batch:
    """Labels-free results of the first n lanes; a lane above the limit in any equation is NaN."""
    p = _look(k, z)
    _, ln_P, _ = _split(k, z)
    c, b = k.c, k.base
    ln_cpi = (b.alpha[:, None, :] * ln_P).sum(axis=0)
    d = np.arange(c.shape[1])
    home = np.repeat(np.stack([a[d, d] for a in b.net])[:, None, :], len(z), axis=1)
    for j, m in enumerate(k.rows):
        home[j][:, m] = k.C[j][:, np.arange(len(m)), m]
    kept = (p.u * home * p.X / p.Q).sum(axis=0)
    bought = p.X.sum(axis=0) - p.revenue
    sold = p.Y.sum(axis=0)
    balance = np.abs(bought - sold - _deficit(k, p.wL, p.revenue)).max(axis=1) / p.wL.sum(axis=1)
    walras = np.abs((b.beta[:, None, :] * p.Y).sum(axis=(0, 2)) / p.wL.sum(axis=1) - 1)
    residual = np.maximum(np.maximum(lowest, balance), walras)
    bad = ~(residual <= LIMIT)
    hats = p.wL / k.labour
    found = [p.income / b.income / np.exp(ln_cpi), hats / np.exp(ln_cpi), hats, p.revenue, sold - kept]
    for a in found:
        a[bad] = np.nan
    first = [a[:n] for a in found]
    return Batch(first[0], first[1], first[2], first[3], first[4], np.where(bad, np.nan, residual)[:n])
