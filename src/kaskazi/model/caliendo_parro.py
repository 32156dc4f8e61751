"""Caliendo and Parro (2015), Review of Economic Studies 82(1), 1-44, eqs. (10)-(14), in changes.

Arrays as in `calibration`: [j, n, i] sector, importer, exporter; two-index arrays (N, J). Logs where named ln.
One sector, no materials (beta = 1) and no tariffs are special cases of the same lines.

T (J,N,N)  pi * (kappa_hat)^-theta, formed once: kappa_hat = (1 + tau')/(1 + tau) * iceberg change
           (times that of 1 + export tax); pi itself where no cost changes, whatever theta is
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.model.arrays import Array

DEFICITS = ("share-of-world-output", "own-gdp", "own-income", "additive", "zero", "given")


def trade_costs(
    pi: Array,
    tau: Array,
    tariff: Array,
    iceberg: Array,
    export: Array | None,
    theta: float,
    rows: NDArray[np.intp],
) -> Array:
    """T = pi kappa_hat^-theta of one sector, (N, N); the power is taken for the importers whose costs change, `rows`.

    export: change of 1 + export tax, None where it does not change.
    """
    at: Any = slice(None) if len(rows) == len(pi) else rows
    kappa = (1 + tariff[at]) / (1 + tau[at])
    kappa *= iceberg[at]
    if export is not None:
        kappa *= export[at]
    T, moved = pi.copy(), kappa != 1.0
    T[at] *= np.power(kappa, -theta, out=kappa, where=moved)
    return T


def cost(ln_w: Array, ln_P: Array, A: Array, beta: Array, ln_tfp: Array) -> Array:
    """(10) Log change in the cost of the input bundle, (N, J). A (N,J,J) = (1 - beta) gamma.

    ln_w is (N,), or (N, J) where labour is fixed by sector.
    """
    wage = ln_w if ln_w.ndim == 2 else ln_w[:, None]
    out: Array = beta * wage + np.einsum("nkj,nk->nj", A, ln_P) - ln_tfp
    return out


def price(ln_c: Array, T: Array, theta: Array) -> Array:
    """(11) Log change in the price index, (N, J); 0 in a market with no supplier."""
    Q = (T @ np.exp(-theta * ln_c).T[:, :, None])[:, :, 0].T
    with np.errstate(divide="ignore"):
        return np.where(Q > 0, -np.log(np.where(Q > 0, Q, 1.0)) / theta, 0.0)


def share(ln_c: Array, ln_P: Array, T: Array, theta: Array) -> Array:
    """(12) New trade shares, (J, N, N)."""
    out: Array = T * np.exp(-theta * ln_c).T[:, None, :] * np.exp(theta * ln_P).T[:, :, None]
    return out


def output(X: Array, net: Array) -> Array:
    """Gross output (N, J) from spending and net = pi' / (1 + tau')."""
    out: Array = (X.T[:, None, :] @ net)[:, 0, :].T
    return out


def revenue(X: Array, pi: Array, tau: Array) -> Array:
    """Tariff revenue, (N,)."""
    out: Array = (X * (tau * pi / (1 + tau)).sum(axis=2).T).sum(axis=1)
    return out


def spending(alpha: Array, income: Array, A: Array, Y: Array) -> Array:
    """(13) Spending, (N, J): final demand and materials."""
    out: Array = alpha * income[:, None] + np.einsum("nkj,nj->nk", A, Y)
    return out


def excess_labour(Y: Array, beta: Array, wL: Array) -> Array:
    """(14) as labour clearing: log excess demand for labour, (N,)."""
    out: Array = np.log((beta * Y).sum(axis=1) / wL)
    return out


def trade_balance(flows: Array, D: Array) -> Array:
    """(14) Imports less exports less the deficit, (N,)."""
    out: Array = flows.sum(axis=(0, 2)) - flows.sum(axis=(0, 1)) - D
    return out


def deficit(
    rule: str, D: Array, VA: Array, own: Array, wL: Array, earned: Array, transfer: Array, xp: Any = np
) -> Array:
    """D' (N,) under a closure, from the base year's D, VA and own = income less D; the result sums to 0.

    wL: value added now; earned: with tariff and export tax revenue, which is income before D'. All may have a lane axis
    in front. A transfer comes on top of every rule.

    share-of-world-output: a fixed share of world value added. own-gdp: spending in proportion to own value
    added, k (1 + D/VA) w L, one k for all that keeps the world balanced (the "multiplicative" rule of
    structural gravity). own-income: the same of income, so that revenue counts. additive: fixed in the unit of
    account, so that a transfer is what is given besides. zero: none. given: the transfer is the whole of it.
    """
    if rule == "share-of-world-output":
        D = D * (xp.sum(wL, axis=-1, keepdims=True) / xp.sum(VA))
    elif rule in ("own-gdp", "own-income"):
        now, then = (wL, VA) if rule == "own-gdp" else (earned, own)
        kept = (1 + D / then) * now
        D = kept * (xp.sum(now, axis=-1, keepdims=True) / xp.sum(kept, axis=-1, keepdims=True)) - now
    elif rule in ("zero", "given"):
        D = xp.zeros_like(wL)
    out: Array = D + transfer
    return out
