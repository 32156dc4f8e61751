"""Sixteen draws at a time: the sweep of `kernel` with a lane axis, one Anderson memory a lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.wedges import Wedges

LANES = 16
MEMORY = 5
SWEEPS = 400
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
class _Lanes:
    """What a batched sweep reads. rows (K,2): sector and importer whose trade costs change; G, H (B,K,N): their
    rows of T and of T/(1 + tau') lane by lane; tau1 (B,K,N) their new tariffs."""

    c: Calibration
    theta: Array  # (J,B,1)
    pi: Array  # (J,N,N) rows that change set to 0
    net: Array  # (J,N,N) the same over 1 + tau
    rows: NDArray[np.intp]
    G: Array
    H: Array
    A: Array
    materials: bool
    alpha: Array
    beta: Array
    ln_tfp: Array  # (J,B,N)
    VA: Array  # (B,N)
    transfer: Array  # (B,N)
    deficit: str
    dead: NDArray[np.bool_]
    bare: NDArray[np.bool_]
    pace: Array


def run(
    c: Calibration, w: Wedges, theta: Array, scale: Array, deficit: str, tol: float, state: Array
) -> Batch:
    """Solve up to 16 draws from the central state. w without export taxes; deficit as in `solve`."""
    n = len(theta)
    fill = np.concatenate([theta, np.repeat(c.theta[None], LANES - n, axis=0)])
    how = np.concatenate([scale, np.ones(LANES - n)])
    d = np.arange(c.shape[1])
    if w.export_tax is not None or (w.iceberg[:, d, d] != 1).any() or w.tariff[:, d, d].any():
        return _none(n, c.shape[1])
    k = _lanes(c, w, fill, how, deficit)
    z = np.repeat(state[None], LANES, axis=0)
    with np.errstate(all="ignore"):
        z, lowest = _anderson(k, z, tol)
        return _results(k, z, lowest, n)


def _none(n: int, N: int) -> Batch:
    empty = np.full((n, N), np.nan)
    return Batch(empty, empty, empty, empty, empty, np.full(n, np.nan))


def _lanes(c: Calibration, w: Wedges, theta: Array, scale: Array, deficit: str) -> _Lanes:
    kappa = (1 + w.tariff) / (1 + c.tau) * w.iceberg
    moved = (kappa != 1.0) & (c.pi > 0)
    rows = np.argwhere(moved.any(axis=2))
    j, m = rows[:, 0], rows[:, 1]
    power = kappa[j, m][None] ** scale[:, None, None]
    G = c.pi[j, m][None] * power ** -theta[:, j][:, :, None]
    gross = (1 + c.tau[j, m])[None] * ((1 + w.tariff[j, m]) / (1 + c.tau[j, m]))[None] ** scale[:, None, None]
    pi = c.pi.copy()
    pi[j, m] = 0.0
    A = np.ascontiguousarray((1 - c.beta)[:, None, :] * c.gamma)
    flows = c.pi * c.X.T[:, :, None] / (1 + c.tau)
    Y = flows.sum(axis=1)
    own = (flows * c.pi).sum(axis=1) / np.where(Y > 0, Y, 1.0)
    bill = c.beta.T * Y
    pull = np.stack([(bill * t[:, None] * (1 - own)).sum(axis=0) / c.VA for t in theta])
    return _Lanes(
        c=c,
        theta=np.ascontiguousarray(theta.T)[:, :, None],
        pi=pi,
        net=pi / (1 + c.tau),
        rows=rows,
        G=G,
        H=G / gross,
        A=A,
        materials=bool(A.any()),
        alpha=np.ascontiguousarray(c.alpha.T),
        beta=np.ascontiguousarray(c.beta.T),
        ln_tfp=np.log(w.productivity.T)[:, None, :] * scale[None, :, None],
        VA=c.VA[None] * w.labour[None] ** scale[:, None],
        transfer=w.transfer[None] * scale[:, None],
        deficit=deficit,
        dead=c.X.T <= 0,
        bare=np.logical_not((c.pi > 0).any(axis=2)),
        pace=1 / (1 + pull),
    )


def _split(k: _Lanes, z: Array) -> tuple[Array, Array, Array]:
    """ln w (B,N), ln P and ln X (J,B,N)."""
    J, N = k.beta.shape
    B = len(z)
    ln_P = z[:, N : N + J * N].reshape(B, J, N).transpose(1, 0, 2)
    ln_X = z[:, N + J * N :].reshape(B, J, N).transpose(1, 0, 2)
    return z[:, :N], ln_P, ln_X


def _deficit(k: _Lanes, wL: Array) -> Array:
    c = k.c
    if k.deficit == "share-of-world-output":
        D = c.D[None] * (wL.sum(axis=1, keepdims=True) / c.VA.sum())
    elif k.deficit == "own-gdp":
        kept = (1 + c.D / c.VA) * wL
        D = kept * (wL.sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)) - wL
    elif k.deficit == "zero":
        D = np.zeros_like(wL)
    else:
        D = np.repeat(c.D[None], len(wL), axis=0)
    out: Array = D + k.transfer
    return out


@dataclass(frozen=True, slots=True)
class _Pass:
    Q: Array
    X: Array
    Y: Array
    u: Array
    s: Array
    wL: Array
    income: Array
    spent: Array


def _look(k: _Lanes, z: Array) -> _Pass:
    """(10) to (13) for every lane: two matrix products a sector, and the changed rows by lane."""
    ln_w, ln_P, ln_X = _split(k, z)
    ln_c = k.beta[:, None, :] * ln_w[None] - k.ln_tfp
    if k.materials:
        ln_c = ln_c + np.matmul(ln_P.transpose(2, 1, 0), k.A).transpose(2, 1, 0)
    u = np.exp(-k.theta * ln_c)  # (J,B,N)
    Q = np.matmul(u, k.pi.transpose(0, 2, 1))
    S = np.matmul(u, k.net.transpose(0, 2, 1))
    j, m = k.rows[:, 0], k.rows[:, 1]
    if len(j):
        at = u[j].transpose(1, 0, 2)  # (B,K,N)
        Q[j, :, m] = np.einsum("bkn,bkn->kb", k.G, at)
        S[j, :, m] = np.einsum("bkn,bkn->kb", k.H, at)
    Q[np.broadcast_to(k.bare[:, None, :], Q.shape)] = 1.0
    X = np.exp(ln_X)
    X[np.broadcast_to(k.dead[:, None, :], X.shape)] = 0.0
    q = X / Q
    Y = np.matmul(q, k.net)
    if len(j):
        more = (k.H * q[j, :, m].T[:, :, None]).transpose(1, 0, 2)
        if len(np.unique(j)) == len(j):
            Y[j] += more
        else:
            np.add.at(Y, j, more)
    Y = u * Y
    wL = np.exp(ln_w) * k.VA
    income = wL + (X * (1 - S / Q) * ~k.bare[:, None, :]).sum(axis=0) + _deficit(k, wL)
    spent = k.alpha[:, None, :] * income[None]
    if k.materials:
        spent = spent + np.matmul(Y.transpose(2, 1, 0), k.A.transpose(0, 2, 1)).transpose(2, 1, 0)
    return _Pass(Q, X, Y, u, S, wL, income, spent)


def _sweep(k: _Lanes, z: Array, pace: Array) -> tuple[Array, Array]:
    """F(z) (B,size) and the largest log residual of each lane (B,)."""
    p = _look(k, z)
    ln_w, ln_P, ln_X = _split(k, z)
    e = np.log((k.beta[:, None, :] * p.Y).sum(axis=0) / p.wL)
    new_w = ln_w + pace[:, None] * k.pace * e
    new_w = new_w - np.log((np.exp(new_w) * k.c.VA).sum(axis=1, keepdims=True) / k.c.VA.sum())
    ln_Q = np.log(p.Q)
    off = ln_Q + k.theta * ln_P
    off[np.broadcast_to(k.bare[:, None, :], off.shape)] = 0.0
    new_X = np.log(p.spent)
    new_X[np.broadcast_to(k.dead[:, None, :], new_X.shape)] = 0.0
    worst = np.maximum(np.abs(e).max(axis=1), np.abs(off).max(axis=(0, 2)))
    worst = np.maximum(worst, np.abs(new_X - ln_X).max(axis=(0, 2)))
    B = len(z)
    flat = [
        new_w,
        (ln_Q / -k.theta).transpose(1, 0, 2).reshape(B, -1),
        new_X.transpose(1, 0, 2).reshape(B, -1),
    ]
    return np.concatenate(flat, axis=1), np.where(np.isfinite(worst), worst, np.inf)


def _anderson(k: _Lanes, z: Array, tol: float) -> tuple[Array, Array]:
    """Anderson by lane; a lane that has met the tolerance stays where it is."""
    B, size = z.shape
    pace = np.ones(B)
    best, lowest, since = z.copy(), np.full(B, np.inf), np.zeros(B, dtype=int)
    dF, dG = np.zeros((B, MEMORY, size)), np.zeros((B, MEMORY, size))
    used = np.zeros(B, dtype=int)
    f_old, g_old = np.zeros_like(z), np.zeros_like(z)
    done = np.zeros(B, dtype=bool)
    for _ in range(SWEEPS):
        g, res = _sweep(k, z, pace)
        better = (res < lowest) & ~done
        best[better], lowest[better] = z[better], res[better]
        since = np.where(better, 0, since + 1)
        done |= lowest <= tol
        if done.all():
            break
        lost = ~done & ((res > 1e4 * np.maximum(lowest, 1e-4)) | (since > 30) | ~np.isfinite(res))
        f = g - z
        for b in np.nonzero(~done & ~lost)[0]:
            if used[b]:
                row = (used[b] - 1) % MEMORY
                dF[b, row], dG[b, row] = f[b] - f_old[b], g[b] - g_old[b]
            z[b] = _mix(g[b], f[b], dF[b], dG[b], min(used[b], MEMORY))
            if not np.abs(z[b] - g[b]).max() < 3:
                z[b], used[b] = g[b], 0
            else:
                used[b] += 1
            f_old[b], g_old[b] = f[b], g[b]
        for b in np.nonzero(lost)[0]:
            pace[b] /= 2
            z[b], used[b], since[b] = best[b], 0, 0
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


def _results(k: _Lanes, z: Array, lowest: Array, n: int) -> Batch:
    """Labels-free results of the first n lanes; a lane above the limit in any equation is NaN."""
    p = _look(k, z)
    ln_w, ln_P, _ = _split(k, z)
    c = k.c
    base = c.VA + (c.X.T * (1 - (c.pi / (1 + c.tau)).sum(axis=2))).sum(axis=0) + c.D
    ln_cpi = (k.alpha[:, None, :] * ln_P).sum(axis=0)
    d = np.arange(c.shape[1])
    home = c.pi[:, d, d]  # costs at home never change
    own = (p.u * home[:, None, :] * p.X / p.Q).sum(axis=0)
    revenue = (p.X * (1 - p.s / p.Q) * ~k.bare[:, None, :]).sum(axis=0)
    D = _deficit(k, p.wL)
    bought = (p.X * p.s / p.Q).sum(axis=0)
    sold = p.Y.sum(axis=0)
    balance = np.abs(bought - sold - D).max(axis=1) / p.wL.sum(axis=1)
    walras = np.abs((k.beta[:, None, :] * p.Y).sum(axis=(0, 2)) / p.wL.sum(axis=1) - 1)
    residual = np.maximum(np.maximum(lowest, balance), walras)
    bad = ~(residual <= LIMIT)
    found = [p.income / base / np.exp(ln_cpi), np.exp(ln_w - ln_cpi), np.exp(ln_w), revenue, sold - own]
    for a in found:
        a[bad] = np.nan
    first = [a[:n] for a in found]
    return Batch(first[0], first[1], first[2], first[3], first[4], np.where(bad, np.nan, residual)[:n])
