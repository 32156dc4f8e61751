"""One sweep through (10)-(14) with every power taken on J x N only.

Inside, arrays are sector-major (J, N). The state is one vector z = (ln w, ln P, ln X); ln w has one row
where labour moves between sectors and J rows where it does not. A sweep z -> F(z) has the equilibrium
as its fixed point, and F(z) - z holds the log residual of every equation at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.model import caliendo_parro as cp
from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.wedges import Wedges


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a sweep reads, formed once a solve."""

    c: Calibration
    w: Wedges
    deficit: str
    fixed: bool  # labour fixed by sector
    T: Array  # (J,N,N) pi kappa^-theta
    V: Array  # (J,N,N) T / (1 + tau') / (1 + export tax')
    taxed: NDArray[np.intp]  # sectors with any tariff
    Z: Array  # (len(taxed),N,N) T tau' / (1 + tau')
    export: Array | None  # (J,N,N) V times the export tax rate
    A: Array  # (N,J,J) (1 - beta) gamma, inputs by user
    materials: bool
    theta: Array  # (J,1)
    alpha: Array  # (J,N)
    beta: Array  # (J,N)
    ln_tfp: Array  # (J,N)
    labour: Array  # (1,N) or (J,N) wage bill at base wages
    numeraire: Array  # the same without the change in labour
    idle: NDArray[np.bool_]  # labour == 0
    dead: NDArray[np.bool_]  # (J,N) markets that buy nothing
    bare: NDArray[np.bool_]  # (J,N) markets with no supplier
    pace: Array  # (1,N) or (J,N) wage step: 1 / (1 - own elasticity of labour demand)

    @property
    def size(self) -> int:
        """Length of the state."""
        return self.labour.size + 2 * self.beta.size


def prepare(c: Calibration, w: Wedges, deficit: str, fixed: bool) -> Kernel:
    """Form the arrays a sweep reads from a calibration and its wedges."""
    T = cp.trade_costs(c, w)
    gross = 1 + w.tariff
    x = w.export_tax
    V = T / gross if x is None else T / gross / (1 + x)
    taxed = np.nonzero(w.tariff.any(axis=(1, 2)))[0]
    base = c.pi * c.X.T[:, :, None] / (1 + c.tau)
    Y = base.sum(axis=1)
    beta = np.ascontiguousarray(c.beta.T)
    bill = beta * Y
    scale = w.labour if fixed else w.labour[None]
    numeraire = bill if fixed else c.VA[None].copy()
    A = np.ascontiguousarray((1 - c.beta)[:, None, :] * c.gamma)
    own = (base * c.pi).sum(axis=1) / np.where(Y > 0, Y, 1.0)
    pull = c.theta[:, None] * (1 - own)
    if not fixed:
        pull = (bill * pull).sum(axis=0, keepdims=True) / c.VA
    return Kernel(
        c=c,
        w=w,
        deficit=deficit,
        fixed=fixed,
        T=T,
        V=V,
        taxed=taxed,
        Z=T[taxed] * (w.tariff[taxed] / gross[taxed]),
        export=None if x is None else V * x,
        A=A,
        materials=bool(A.any()),
        theta=c.theta[:, None],
        alpha=np.ascontiguousarray(c.alpha.T),
        beta=beta,
        ln_tfp=np.log(np.ascontiguousarray(w.productivity.T)),
        labour=numeraire * scale,
        numeraire=numeraire,
        idle=numeraire <= 0,
        dead=c.X.T <= 0,
        bare=np.logical_not((c.pi > 0).any(axis=2)),
        pace=1 / (1 + pull),
    )


def start(k: Kernel) -> Array:
    """The base year as a state: no change, base spending."""
    X = np.where(k.dead, 1.0, k.c.X.T)
    return np.concatenate([np.zeros(k.labour.size + k.beta.size), np.log(X).ravel()])


def parts(k: Kernel, z: Array) -> tuple[Array, Array, Array]:
    """Views of ln w (1 or J, N), ln P (J, N) and ln X (J, N)."""
    a, b = k.labour.size, k.beta.size
    N = k.beta.shape[1]
    return z[:a].reshape(-1, N), z[a : a + b].reshape(-1, N), z[a + b :].reshape(-1, N)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one sweep computed on the way: logs, and (J, N) levels."""

    u: Array  # (J,N) c^-theta
    Q: Array  # (J,N) P^-theta
    X: Array  # (J,N) spending the sweep started from
    Y: Array  # (J,N)
    income: Array  # (N,)
    wages: Array  # (1 or J,N)
    hired: Array  # (1 or J,N) wage bill that output pays for
    spent: Array  # (J,N) new spending


def look(k: Kernel, z: Array) -> Pass:
    """Costs, prices, output, income and spending that follow from a state."""
    ln_w, ln_P, ln_X = parts(k, z)
    ln_c = k.beta * ln_w - k.ln_tfp
    if k.materials:
        ln_c += (ln_P.T[:, None, :] @ k.A)[:, 0, :].T
    u = np.exp(-k.theta * ln_c)
    Q = (k.T @ u[:, :, None])[:, :, 0]
    Q[k.bare] = 1.0
    X = np.exp(ln_X)
    X[k.dead] = 0.0
    q = X / Q
    Y = u * (q[:, None, :] @ k.V)[:, 0, :]
    wages = np.exp(ln_w) * k.labour
    income = wages.sum(axis=0)
    income = income + cp.deficit(k.deficit, k.c, income, k.w.transfer)
    if len(k.taxed):
        income += (q[k.taxed] * (k.Z @ u[k.taxed][:, :, None])[:, :, 0]).sum(axis=0)
    if k.export is not None:
        income += (u * (q[:, None, :] @ k.export)[:, 0, :]).sum(axis=0)
    spent = k.alpha * income
    if k.materials:
        spent += (k.A @ Y.T[:, :, None])[:, :, 0].T
    hired = k.beta * Y
    if not k.fixed:
        hired = hired.sum(axis=0, keepdims=True)
    return Pass(u, Q, X, Y, income, wages, hired, spent)


def sweep(k: Kernel, z: Array, pace: float = 1.0) -> tuple[Array, float]:
    """F(z) and the largest log residual over all equations; NaN or inf where the state left the domain."""
    p = look(k, z)
    ln_w, ln_P, ln_X = parts(k, z)
    e = np.log(p.hired / p.wages)
    e[k.idle] = 0.0
    new_w = ln_w + pace * k.pace * e
    new_w -= np.log((np.exp(new_w) * k.numeraire).sum() / k.numeraire.sum())
    ln_Q = np.log(p.Q)
    off = ln_Q + k.theta * ln_P  # what the shares miss of 1
    off[k.bare] = 0.0
    new_X = np.log(p.spent)
    new_X[k.dead] = 0.0
    worst = max(float(np.abs(e).max()), float(np.abs(off).max()), float(np.abs(new_X - ln_X).max()))
    return np.concatenate([new_w.ravel(), (ln_Q / -k.theta).ravel(), new_X.ravel()]), worst
