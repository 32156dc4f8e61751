"""Mark-ups and profits: Ossa (2014), American Economic Review 104(12), 4104-4146, on this model's arrays.

Love of variety with a given number of firms: each sells at sigma / (sigma - 1) times its cost, at home and abroad, and
the profits are its economy's income. That is a tax of 1 / (sigma - 1) on what the producer asks, own sales included,
with its revenue in income: a base year with `export_tax`, in which a shock that moves labour to sectors of high
mark-ups gains by it. Mark-ups that are alike in all sectors change no real income without materials.

Equations are numbered here, in the order of the page. theta = sigma - 1 of demand among varieties.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kaskazi.errors import DataError, Problem
from kaskazi.model.arrays import Array, dense
from kaskazi.model.base_year import base_year
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.wedges import export_tax


def of_theta(theta: ArrayLike) -> Array:
    """(1) Mark-up over cost, ratio, of firms that face sigma = theta + 1: 1 / theta; profits are 1 / sigma of sales."""
    t = dense(theta)
    if not (t > 0).all():
        raise DataError("markups", [Problem("theta", "holds an elasticity that is not above 0.")])
    return np.asarray(1 / t)


def on_all_sales(markup: ArrayLike, N: int, levied: ArrayLike = 0.0) -> Array:
    """(2) Mark-ups (J,) or (N,J), ratios over cost, as rates (J,N,N) on all sales of a producer, on top of them export taxes.

    levied: export taxes (J,N,N) on the marked-up price, or 0. Raises DataError for shapes that do not fit.
    """
    m = dense(markup)
    if m.ndim not in (1, 2) or (m.ndim == 2 and m.shape[0] != N) or not (m > -1).all():
        said = f"of shape {m.shape}, least {m.min() if m.size else 0:.3g}."
        raise DataError("markups", [Problem("markup", said, f"(J,) or ({N}, J), ratios above -1")])
    rows = np.broadcast_to(m, (N, m.shape[-1])).T[:, None, :]  # (J,1,N) by seller
    return np.ascontiguousarray(np.broadcast_to((1 + rows) * (1 + dense(levied)) - 1, (m.shape[-1], N, N)))


def calibration(
    flows: ArrayLike,
    theta: ArrayLike,
    tau: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    gamma: ArrayLike | None = None,
    *,
    markup: ArrayLike | None = None,
) -> Calibration:
    """A base year with profits, from flows (J,N,N) at market prices net of tariff; as `Calibration.from_flows`.

    markup: (J,) or (N,J) over cost; (1) where none is given. beta and gamma are shares of cost.
    """
    f = dense(flows)
    f = f[None] if f.ndim == 2 else f
    own = of_theta(np.broadcast_to(dense(theta), (len(f),))) if markup is None else markup
    return Calibration.from_flows(f, theta, tau, beta, gamma, on_all_sales(own, f.shape[1]))


def profits(c: Calibration, e: Equilibrium | None = None) -> Array:
    """(3) Sales less what producers receive for cost, by seller (N,J), in the unit of the flows; of the base year without e.

    Export taxes are counted with mark-ups where both are levied. The sum over sectors is `export_revenue`.
    """
    if e is None:
        b = base_year(c)
        sold = np.stack([b.X[j] @ b.net[j] for j in range(len(b.X))])
        return np.asarray((sold - b.Y).T)
    taxes = export_tax(c, e.wedges)
    if taxes is None:
        return np.zeros_like(e.Y)
    return np.asarray((e.flows * taxes / (1 + taxes)).sum(axis=1).T)
