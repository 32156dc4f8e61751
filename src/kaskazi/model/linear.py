"""The derivative of a sweep, written by hand: forward (jvp) and backward (vjp).

Every flow moves as d ln F = d ln T + d ln u (exporter) + d ln X - d ln Q (importer), so shares pi and flows
F at a state are all that is needed. Newton-Krylov uses the forward form, the adjoint the backward one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import NoSolution
from kaskazi.model import specific_factors
from kaskazi.model.arrays import Array
from kaskazi.model.kernel import Kernel, look, parts


@dataclass(frozen=True, slots=True)
class Linear:
    """A kernel linearised at a state. pi, F, Y, G, E are (J,N,N) [j,n,i]."""

    k: Kernel
    pace: float
    pi: Array  # T u / Q
    Y: Array  # producer receipts by cell
    taxed: NDArray[np.intp]  # sectors with any tariff
    G: Array  # import tariff revenue by cell, taxed sectors only (len(taxed),N,N)
    E: Array | None  # export tax revenue by cell
    output: Array  # (J,N)
    wages: Array  # (1 or J,N)
    weight: Array  # (1 or J,N) share of the numeraire at the new wage
    hiring: Array  # (J,N) share of each sector in the labour its wage is set by
    spent: Array  # (J,N)
    transfer: Array  # (N,N) dD / d(value added), or d(income before D)
    on_income: bool  # which of the two

    def earned(self, income: Array) -> Array:
        """Sensitivity to revenue (N,) from that to income."""
        return income + self.transfer.T @ income if self.on_income else income


def linearise(k: Kernel, z: Array, pace: float = 1.0) -> Linear:
    """Linearise a sweep at a state."""
    p = look(k, z)
    pi = np.stack(k.T) * p.u[:, None, :] / p.Q[:, :, None]
    q = p.X / p.Q
    spread = p.u[:, None, :] * q[:, :, None]
    Y = np.stack(k.V) * spread
    taxed = np.flatnonzero(np.array(k.taxed))
    customs = np.stack(k.C) * spread if any(k.export) else Y
    ln_w = parts(k, z)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        e = np.where(k.idle, 0.0, np.log(p.hired / p.wages))
        made = k.beta * p.Y if k.land is None else (1 - k.land) * k.beta * p.Y
        setters = p.hired if k.land is None else p.hired[:1]
        hiring = np.where(setters > 0, made / setters, 0.0)
    weight = np.exp(ln_w + pace * k.pace * e) * k.numeraire
    return Linear(
        k=k,
        pace=pace,
        pi=pi,
        Y=Y,
        taxed=taxed,
        G=customs[taxed] * k.w.tariff[taxed],
        E=customs - Y if any(k.export) else None,
        output=p.Y,
        wages=p.wages,
        weight=weight / weight.sum(),
        hiring=hiring,
        spent=np.where(k.dead, 1.0, p.spent),
        transfer=_transfer(k, p.wages.sum(axis=0), p.earned),
        on_income=k.deficit == "own-income",
    )


def _transfer(k: Kernel, bill: Array, earned: Array) -> Array:
    """Derivative of D' (N,) to value added (N,), or to income before D' where the rule is about that, (N, N)."""
    c, N = k.c, len(bill)
    if k.deficit == "share-of-world-output":
        return np.repeat((c.D / c.VA.sum())[:, None], N, axis=1)
    if k.deficit in ("own-gdp", "own-income"):
        on_income = k.deficit == "own-income"
        m = 1 + c.D / (k.own_income if on_income else c.VA)
        bill = earned if on_income else bill
        world, kept = bill.sum(), (m * bill).sum()
        out: Array = np.diag(m * (world / kept) - 1)
        out += np.outer(m * bill, 1 / kept - m * (world / kept**2))
        return out
    return np.zeros((N, N))


def _mv(M: Array, v: Array) -> Array:
    """(J,N,N) times (J,N), over exporters."""
    return np.asarray((M @ v[:, :, None])[:, :, 0])


def _vm(v: Array, M: Array) -> Array:
    """(J,N) times (J,N,N), over importers."""
    return np.asarray((v[:, None, :] @ M)[:, 0, :])


@dataclass(frozen=True, slots=True)
class Push:
    """A direction in which wedges move.

    tariff, iceberg, export (J,N,N): d ln(1 + tau), d ln d, d ln(1 + export tax); productivity (J,N) and
    labour (N,): d ln; transfer (N,): level.
    """

    tariff: Array
    iceberg: Array
    export: Array
    productivity: Array
    labour: Array
    transfer: Array


def _labour(k: Kernel, push: Array) -> Array:
    """A push to labour (N,) on the rows of ln w that it is paid by."""
    return push if k.land is None else np.concatenate([push[None], np.zeros_like(k.land)])


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves with a state: F (the state's own), income (N,), and by cell how flows move.

    u (J,N) d ln c^-theta; pull (J,N) d ln X - d ln Q.
    """

    state: Array
    income: Array
    u: Array
    pull: Array


def forward(L: Linear, d: Array, push: Push | None = None) -> Moves:
    """dF = F_z d, plus F_push where wedges move as well."""
    k = L.k
    dw, dP, dX = parts(k, d)
    dX = np.where(k.dead, 0.0, dX)
    dc = k.beta * specific_factors.price(dw, k.land)
    if k.materials:
        dc = dc + (dP.T[:, None, :] @ k.A)[:, 0, :].T
    if push is not None:
        dc = dc - push.productivity
    du = -k.theta * dc
    dQ = _mv(L.pi, du)
    if push is not None:
        dT = -k.theta[:, :, None] * (push.tariff + push.iceberg + push.export)
        dV = dT - push.tariff - push.export
        dQ += (L.pi * dT).sum(axis=2)
    pull = dX - dQ
    dY = L.output * du + _vm(pull, L.Y)
    paid = dw if push is None else dw + _labour(k, push.labour)
    bill = L.wages * paid
    dI = bill.sum(axis=0)
    if not L.on_income:
        dI = dI + L.transfer @ dI
    if len(L.taxed):
        dI += (L.G.sum(axis=2) * pull[L.taxed] + _mv(L.G, du[L.taxed])).sum(axis=0)
    if L.E is not None:
        dI += (L.E.sum(axis=1) * du + _vm(pull, L.E)).sum(axis=0)
    if push is not None:
        dY += (L.Y * dV).sum(axis=1)
        customs = L.Y if L.E is None else L.Y + L.E
        dI += (customs * push.tariff).sum(axis=(0, 2)) + (L.G * dT[L.taxed]).sum(axis=(0, 2))
        if L.E is not None:
            dI += (L.E * dV + customs * push.export).sum(axis=(0, 1))
    if L.on_income:
        dI = dI + L.transfer @ dI
    if push is not None:
        dI = dI + push.transfer
    spent = k.alpha * dI
    if k.materials:
        spent += (k.A @ dY.T[:, :, None])[:, :, 0].T
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = np.where(L.output > 0, dY / L.output, 0.0)
    rel = L.hiring * grown
    hired = rel if k.fixed else rel.sum(axis=0, keepdims=True)
    if k.land is not None:
        hired = np.concatenate([hired, grown])
    move = dw + L.pace * k.pace * np.where(k.idle, 0.0, hired - paid)
    move = np.where(k.idle, 0.0, move - (L.weight * move).sum())
    state = np.concatenate(
        [move.ravel(), (-dQ / k.theta).ravel(), np.where(k.dead, 0.0, spent / L.spent).ravel()]
    )
    return Moves(state, dI, du, pull)


def jvp(L: Linear, d: Array) -> Array:
    """F_z d."""
    return forward(L, d).state


def tangent(L: Linear, push: Push) -> tuple[Array, Moves]:
    """How the equilibrium moves when wedges move: dz = (1 - F_z)^-1 F_push, and what moves with it."""
    k = L.k
    right = forward(L, np.zeros(k.size), push).state
    dz = invert(L, right, transpose=False)
    return dz, forward(L, dz, push)


def invert(L: Linear, right: Array, *, transpose: bool, rtol: float = 1e-11) -> Array:
    """Solve (1 - F_z) x = right, or its transpose, by GMRES. Raises NoSolution if it stalls."""
    from scipy.sparse.linalg import LinearOperator, gmres

    product = vjp if transpose else jvp

    def apply(v: Array) -> Array:
        out: Array = v - product(L, v)
        return out

    op = LinearOperator((right.size, right.size), matvec=apply, dtype=np.float64)
    size = float(np.abs(right).max())
    if size == 0:
        return np.zeros_like(right)
    x, failed = gmres(op, right, rtol=rtol, restart=min(right.size, 80), maxiter=6)
    left = float(np.linalg.norm(apply(x) - right) / np.linalg.norm(right))
    if failed and left > 1e-8:
        raise NoSolution(f"the linear system of the derivative stalled at {left:.1e}.", {"linear": left})
    out: Array = x
    return out


@dataclass(frozen=True, slots=True)
class Bars:
    """Sensitivities carried backward: to ln u, ln Q, ln X, Y (J,N); income (N,); ln w (1 or J,N)."""

    u: Array
    Q: Array
    X: Array
    Y: Array
    income: Array
    w: Array


def back(L: Linear, bar: Array) -> Bars:
    """From sensitivities of F(z) to those of the quantities on the way."""
    k = L.k
    bw, bP, bX = parts(k, bar)
    bw = np.where(k.idle, 0.0, bw)
    bw = bw - L.weight * bw.sum()
    step = np.where(k.idle, 0.0, L.pace * k.pace * bw)
    bspent = np.where(k.dead, 0.0, bX / L.spent)
    with np.errstate(divide="ignore", invalid="ignore"):
        asked = L.hiring * step if k.land is None else L.hiring * step[:1] + step[1:]
        bY = np.where(L.output > 0, asked / L.output, 0.0)
    if k.materials:
        bY = bY + (bspent.T[:, None, :] @ k.A)[:, 0, :].T
    bI = (k.alpha * bspent).sum(axis=0)
    bR = L.earned(bI)
    bu = L.output * bY
    pull = _mv(L.Y, bY)
    if len(L.taxed):
        scaled = np.broadcast_to(bR, (len(L.taxed), len(bR)))
        pull[L.taxed] += L.G.sum(axis=2) * scaled
        bu[L.taxed] += _vm(scaled, L.G)
    if L.E is not None:
        bu += L.E.sum(axis=1) * bR
        pull += _mv(L.E, np.broadcast_to(bR, bu.shape))
    bQ = -bP / k.theta - pull
    return Bars(bu, bQ, pull, bY, bI, bw - step + L.wages * (bI + L.transfer.T @ bI))


def close(L: Linear, b: Bars) -> Array:
    """From those sensitivities to the state: completes bar F_z."""
    k = L.k
    bu = b.u + _vm(b.Q, L.pi)
    bc = -k.theta * bu
    if k.land is None:
        bw = b.w + (k.beta * bc if k.fixed else (k.beta * bc).sum(axis=0, keepdims=True))
    else:
        bw = b.w + specific_factors.paid(k.beta * bc, k.land)
    bP = np.zeros_like(bc)
    if k.materials:
        bP = (k.A @ bc.T[:, :, None])[:, :, 0].T
    return np.concatenate([bw.ravel(), bP.ravel(), np.where(k.dead, 0.0, b.X).ravel()])


def vjp(L: Linear, bar: Array) -> Array:
    """F_z^T bar."""
    return close(L, back(L, bar))
