"""A result held against every equation of the model, in levels, from the calibration and the wedges alone.

Nothing here is shared with the solver: costs, shares, flows, accounts and closures are worked out again from what went in
and compared with what came out, so that a fault in the arrays a sweep reads is refused.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Result
from kaskazi.model.wedges import Wedges

PRICE = "(10) cost and (11) price"
SHARES = "(12) shares"
SPENDING = "(13) spending"
LABOUR = "(14) labour"
BALANCE = "(14) trade balance"
ACCOUNTS = "accounts"
RENTS = "rents of specific factors"


def residuals(c: Calibration, w: Wedges, deficit: str, r: Result) -> tuple[dict[str, Array], float]:
    """Gaps of every equation by cell, relative, and the Walras gap (of the market that the others imply).

    Keys: the equations by number, (N,J) or (N,); "accounts": flows, output, revenue and income add up, (N,);
    with specific factors their rents, (N,J).
    """
    J, N = c.shape
    wage = r.sector_wage_hat
    materials = (1 - c.beta)[:, None, :] * c.gamma
    bundle = np.einsum("nkj,nk->nj", materials, np.log(r.P_hat))
    land = c.fixed_share if r.rent_hat is not None and c.fixed_share is not None else None
    inputs = wage if land is None or r.rent_hat is None else wage ** (1 - land) * r.rent_hat**land
    cost = inputs**c.beta * np.exp(bundle) / w.productivity
    cheap, dear = (np.ascontiguousarray(a.T) for a in (cost**-c.theta, r.P_hat**c.theta))  # (J,N)
    sums, share_gap, flow_gap = np.ones((N, J)), np.zeros((N, J)), np.zeros((N, J))
    sold, customs, bought, total = (np.zeros((N, J)) for _ in range(4))
    levied = np.zeros(N)
    taxes = c.export_tax if w.export_tax is None else w.export_tax
    ones, want, other = np.ones(N), np.empty((N, N)), np.empty((N, N))
    for j in range(J):
        factor = _cost_factor(c, w, j)
        pi, flows, X = r.pi[j], r.flows[j], r.X[:, j, None]
        np.multiply(c.pi[j], cheap[j], out=want)
        want *= dear[j, :, None]
        if factor is not None:
            want[factor[0]] *= factor[1]
        sums[:, j] = want @ ones
        want -= pi
        share_gap[:, j] = _length(want)
        total[:, j] = pi @ ones
        bought[:, j] = flows @ ones
        customs[:, j] = ones @ flows
        np.multiply(pi, X, out=want)
        if w.tariff[j].any():
            np.add(w.tariff[j], 1.0, out=other)
            other *= flows
            levied += other @ ones - bought[:, j]
            want -= other
        else:
            want -= flows
        flow_gap[:, j] = _length(want)
        sold[:, j] = customs[:, j]
        if taxes is not None:
            np.divide(flows, 1 + taxes[j], out=other)
            sold[:, j] = ones @ other
    alive = c.X > 0
    supplied = np.stack([(c.pi[j] > 0).any(axis=1) for j in range(J)], axis=1)
    bill = wage * c.beta * _base_output(c) if r.labour == "fixed" else wage[:, :1] * c.VA[:, None]
    rents, rented = np.zeros((N, J)), np.zeros((N, J))
    if land is not None and r.rent_hat is not None:
        base = c.beta * _base_output(c)
        bill = wage[:, :1] * ((1 - land) * base).sum(axis=1, keepdims=True)
        rents, rented = r.rent_hat * land * base, land * c.beta * sold
    bill = bill * w.labour[:, None]
    wL = bill.sum(axis=1) + rents.sum(axis=1)
    taxes = (customs - sold).sum(axis=1)
    D = _deficit(deficit, c, wL, wL + levied + taxes, w.transfer)
    income = wL + levied + taxes + D
    spent = c.alpha * income[:, None] + np.einsum("nkj,nj->nk", materials, sold)
    paid = c.beta * sold if r.labour == "fixed" else (c.beta * sold).sum(axis=1, keepdims=True)
    if land is not None:
        paid = ((1 - land) * c.beta * sold).sum(axis=1, keepdims=True)
    some = bill > 0
    size = np.maximum(wL, bought.sum(axis=1))
    cells = {
        PRICE: np.where(supplied, np.abs(np.log(sums)) / c.theta, np.abs(np.log(r.P_hat))),
        SHARES: np.where(alive, np.maximum(share_gap, np.abs(total - 1)), share_gap),
        SPENDING: np.where(alive, np.abs(spent / np.where(alive, r.X, 1.0) - 1), np.abs(r.X)),
        LABOUR: np.where(some, np.abs(paid / np.where(some, bill, 1.0) - 1), 0.0),
        BALANCE: np.abs(bought.sum(axis=1) - customs.sum(axis=1) - D) / size,
        ACCOUNTS: np.max(
            [
                (flow_gap / np.where(alive, r.X, 1.0)).max(axis=1),
                (np.abs(sold - r.Y) / np.maximum(sold, 1e-9 * size[:, None])).max(axis=1),
                np.abs(levied - r.revenue) / size,
                np.abs(taxes - r.export_revenue) / size,
                np.abs(D - r.D) / size,
                np.abs(income - r.income) / size,
            ],
            axis=0,
        ),
    }
    if r.labour != "fixed":
        cells[LABOUR] = cells[LABOUR][:, 0]
    if land is not None:
        cells[RENTS] = np.where(rents > 0, np.abs(rented / np.where(rents > 0, rents, 1.0) - 1), 0.0)
    elif c.fixed_share is not None and r.labour != "fixed":
        cells[RENTS] = np.full((N, J), np.inf)
    world = wL.sum()
    unit = abs(((bill / w.labour[:, None]).sum() + rents.sum()) / c.VA.sum() - 1)
    walras = max(abs(float((paid.sum() + rented.sum()) / world) - 1), unit)
    return cells, float(walras)


def _cost_factor(c: Calibration, w: Wedges, j: int) -> tuple[NDArray[np.bool_], Array] | None:
    """Importers for whom a cost of a sector changes, and their kappa^-theta (rows, N); None where none does."""
    rows = np.zeros(c.pi.shape[1], dtype=bool)
    if w.tariff is not c.tau:
        rows |= (w.tariff[j] != c.tau[j]).any(axis=1)
    rows |= (w.iceberg[j] != 1).any(axis=1)
    export = None
    if w.export_tax is not None and w.export_tax is not c.export_tax:
        export = (1 + w.export_tax[j]) / (1 if c.export_tax is None else 1 + c.export_tax[j])
        rows |= _length(export - 1) > 0
    if not rows.any():
        return None
    at = slice(None) if rows.all() else rows
    ratio: Array = (1 + w.tariff[j][at]) / (1 + c.tau[j][at]) * w.iceberg[j][at]
    if export is not None:
        ratio *= export[at]
    return rows, np.power(ratio, -c.theta[j], out=ratio, where=ratio != 1)


def _length(a: Array) -> Array:
    """Root of the sum of squares by row: no gap of a row is larger."""
    return np.asarray(np.sqrt(np.einsum("ni,ni->n", a, a)))


def _base_output(c: Calibration) -> Array:
    """What producers receive in the base year, (N,J)."""
    return np.stack(
        [
            c.X[:, j] @ (c.pi[j] / (1 + c.tau[j]) / (1 if c.export_tax is None else 1 + c.export_tax[j]))
            for j in range(len(c.theta))
        ],
        axis=1,
    )


def _deficit(rule: str, c: Calibration, wL: Array, earned: Array, transfer: Array) -> Array:
    """Deficits (N,) that a closure asks for."""
    world = wL.sum()
    if rule == "share-of-world-output":
        return np.asarray(c.D / c.VA.sum() * world + transfer)
    if rule == "own-income":
        levies = np.einsum("jni,jni,nj->n", c.pi, c.tau / (1 + c.tau), c.X)
        if c.export_tax is not None:
            share = c.export_tax / (1 + c.export_tax)
            levies = levies + np.einsum("jni,jni,nj->i", c.pi / (1 + c.tau), share, c.X)
        spends = earned * (1 + c.D / (c.VA + levies))
        return np.asarray(spends / spends.sum() * earned.sum() - earned + transfer)
    if rule == "own-gdp":
        spends = wL * (c.VA + c.D) / c.VA
        return np.asarray(spends / spends.sum() * world - wL + transfer)
    return np.asarray((c.D if rule == "additive" else 0.0) + transfer)
