"""Gradients of one outcome with respect to every tariff and trade cost at once, by the adjoint.

At the fixed point z = F(z, x) of a sweep, dg/dx = g_x + lambda F_x with (1 - F_z)^T lambda = g_z: one linear
system, whatever the number of tariffs. The products with F_z^T are written by hand in `linear`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kaskazi.model.arrays import Array
from kaskazi.model.base_year import base_year
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.kernel import parts, prepare
from kaskazi.model.linear import Bars, Linear, back, close, invert, linearise


@dataclass(frozen=True, slots=True)
class Target:
    """A scalar outcome by its sensitivities; levels in the unit of the flows.

    value: the outcome. ln_wage (N,J or N), ln_price (N,J), ln_output (N,J), income (N,), revenue (N,) (tariff
    revenue), ln_flows (J,N,N): derivative to each; None where it does not enter.
    """

    value: float
    ln_wage: Array | None = None
    ln_price: Array | None = None
    ln_output: Array | None = None
    income: Array | None = None
    revenue: Array | None = None
    ln_flows: Array | None = None


@dataclass(frozen=True, slots=True)
class Gradient:
    """Derivatives of a scalar outcome at an equilibrium.

    tau (J,N,N): to the tariff rate, per unit of rate (0.01 = one point). iceberg (J,N,N): to the iceberg factor,
    ratio to the base. productivity (N,J), labour (N,), transfer (N,): to those wedges; transfers are gross:
    use differences between economies, since transfers sum to 0. On the diagonal tau is 0.
    """

    value: float
    tau: Array
    iceberg: Array
    productivity: Array
    labour: Array
    transfer: Array


def _one(n: int, size: int, value: float) -> Array:
    out = np.zeros(size)
    out[n] = value
    return out


def real_income(c: Calibration, e: Equilibrium, n: int) -> Target:
    """ln of the real income of economy n."""
    N, J = e.X.shape
    prices = np.zeros((N, J))
    prices[n] = -c.alpha[n]
    return Target(
        float(np.log(e.real_income_hat[n])), ln_price=prices, income=_one(n, N, float(1 / e.income[n]))
    )


def tariff_revenue(c: Calibration, e: Equilibrium, n: int) -> Target:
    """Tariff revenue of economy n, in the unit of the flows."""
    return Target(float(e.revenue[n]), revenue=_one(n, len(e.revenue), 1.0))


def exports(
    c: Calibration, e: Equilibrium, n: int, sector: int | None = None, to: int | None = None
) -> Target:
    """Exports of economy n, net of tariff: all, of one sector, or to one importer."""
    take = np.zeros_like(e.flows)
    take[slice(None) if sector is None else sector, slice(None) if to is None else to, n] = 1.0
    take[:, n, n] = 0.0
    chosen = e.flows * take
    return Target(float(chosen.sum()), ln_flows=chosen)


def jobs(c: Calibration, e: Equilibrium, n: int, sector: int) -> Target:
    """ln of employment in a sector of economy n: value added over the wage."""
    N, J = e.X.shape
    out, wage = np.zeros((N, J)), np.zeros((N, J))
    out[n, sector], wage[n, sector] = 1.0, -1.0
    base = base_year(c).Y[sector, n]
    level = np.log(e.Y[n, sector] / base / e.sector_wage_hat[n, sector])
    return Target(float(level), ln_wage=wage, ln_output=out)


def real_wage(c: Calibration, e: Equilibrium, n: int) -> Target:
    """ln of the real wage of economy n (labour mobile between sectors)."""
    N, J = e.X.shape
    prices, wage = np.zeros((N, J)), np.zeros((N, J))
    prices[n] = -c.alpha[n]
    wage[n] = c.beta[n] * e.Y[n] / (c.beta[n] * e.Y[n]).sum()
    return Target(float(np.log(e.real_wage_hat[n])), ln_wage=wage, ln_price=prices)


def gradient(calibration: Calibration, equilibrium: Equilibrium, outcome: Target) -> Gradient:
    """All derivatives of an outcome at an equilibrium: one adjoint system, 50-150 sweeps of work.

    outcome: from real_income, tariff_revenue, exports, jobs or real_wage here, or a Target of your own.
    Raises NoSolution where the linear system stalls.
    """
    e, c = equilibrium, calibration
    k = prepare(c, e.wedges, e.deficit, e.labour == "fixed")
    L = linearise(k, e.state)
    direct, g = _outer(L, c, e, outcome)
    lam = invert(L, g, transpose=True)
    b = back(L, lam)
    total = Bars(
        b.u + direct.u,
        b.Q + direct.Q,
        b.X + direct.X,
        b.Y + direct.Y,
        b.income + direct.income,
        b.w + direct.w,
    )
    return _spread(L, e, outcome, total, lam)


def _outer(L: Linear, c: Calibration, e: Equilibrium, t: Target) -> tuple[Bars, Array]:
    """Sensitivities of the outcome itself, and what they come to on the state, g_z."""
    k = L.k
    J, N = k.beta.shape
    u, Q, X, Y = (np.zeros((J, N)) for _ in range(4))
    w = np.zeros_like(k.labour)
    income = np.zeros(N) if t.income is None else t.income
    if t.ln_output is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            Y += np.where(L.output > 0, t.ln_output.T / L.output, 0.0)
        u += t.ln_output.T
        pull = (L.Y @ Y[:, :, None])[:, :, 0]
        X += pull
        Q -= pull
    levied = L.earned(income) + (0.0 if t.revenue is None else t.revenue)
    for at, j in enumerate(L.taxed):
        pull_j = L.G[at].sum(axis=1) * levied
        u[j] += levied @ L.G[at]
        X[j] += pull_j
        Q[j] -= pull_j
    if L.E is not None:
        u += L.E.sum(axis=1) * L.earned(income)
        pull = L.E @ L.earned(income)
        X += pull
        Q -= pull
    if t.ln_flows is not None:
        u += t.ln_flows.sum(axis=1)
        pull = t.ln_flows.sum(axis=2)
        X += pull
        Q -= pull
    w = w + L.wages * (income + L.transfer.T @ income)
    if t.ln_wage is not None:
        wage = t.ln_wage.T
        own = wage if k.fixed else wage.sum(axis=0, keepdims=True)
        w = w + (own if k.land is None else np.concatenate([own, np.zeros_like(k.land)]))
    direct = Bars(u, Q, X, Y, np.asarray(income), w)
    g = close(L, direct)
    if t.ln_price is not None:
        parts(k, g)[1][:] += t.ln_price.T
    return direct, g


def _spread(L: Linear, e: Equilibrium, t: Target, b: Bars, lam: Array) -> Gradient:
    """From the sensitivities on the way to those of every wedge."""
    k = L.k
    tau = e.wedges.tariff
    customs = L.Y if L.E is None else L.Y + L.E
    levied = L.earned(b.income) + (0.0 if t.revenue is None else t.revenue)
    flow = L.Y * b.Y[:, None, :] + tau * customs * levied[None, :, None]  # d / d ln T at given tau
    in_V = L.Y * b.Y[:, None, :]
    if L.E is not None:
        taken = L.E * L.earned(b.income)[None, None, :]
        flow, in_V = flow + taken, in_V + taken
    if t.ln_flows is not None:
        flow, in_V = flow + t.ln_flows, in_V + t.ln_flows
    ln_T = flow + b.Q[:, :, None] * L.pi
    ln_kappa = -k.theta[:, :, None] * ln_T
    ln_gross = ln_kappa - in_V + customs * levied[None, :, None]
    to_tau = ln_gross / (1 + tau)
    N = to_tau.shape[1]
    to_tau[:, range(N), range(N)] = 0.0
    bu = b.u + (b.Q[:, None, :] @ L.pi)[:, 0, :]
    bw = np.where(k.idle, 0.0, parts(k, lam)[0])
    bw = bw - L.weight * bw.sum()
    rows = slice(None) if k.land is None else slice(1)  # of labour
    hiring = np.where(k.idle, 0.0, L.pace * k.pace * bw)[rows].sum(axis=0)
    paid = (L.wages * (b.income + L.transfer.T @ b.income))[rows].sum(axis=0)
    return Gradient(
        value=t.value,
        tau=to_tau,
        iceberg=ln_kappa / e.wedges.iceberg,
        productivity=(k.theta * bu).T / e.wedges.productivity,
        labour=(paid - hiring) / e.wedges.labour,
        transfer=np.asarray(b.income),
    )
