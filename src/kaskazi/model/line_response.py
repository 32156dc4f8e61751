"""From tariff lines to one rate and to a change of trade: partial equilibrium, line by line.

s is the elasticity of customs values (net of duty) to 1 + duty, s = theta + 1 in an Armington model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def value_change(value: ArrayLike, rate_old: ArrayLike, rate_new: ArrayLike, s: ArrayLike) -> Array:
    """(8) Change of customs value: v ((1 + t')/(1 + t))^-s - v, full pass-through, elastic supply.

    value in any unit, rates as ratios, s > 0 (one number or one a line). Budgets and rivals' prices are held fixed.
    """
    v, old, new = (np.asarray(x, dtype=np.float64) for x in (value, rate_old, rate_new))
    out: Array = v * ((1 + new) / (1 + old)) ** -np.asarray(s, dtype=np.float64) - v
    return out


@dataclass(frozen=True, slots=True)
class Partial:
    """Partial equilibrium of lines (K,), in the unit of value; creation + diversion = change.

    change: of customs value; creation: what buyers no longer (or newly) buy from anybody; diversion: what they buy
    from others instead; price: change of the price at the border, ratio; paid: of the price with duty, ratio;
    revenue: change of the duty collected.
    """

    change: Array
    creation: Array
    diversion: Array
    price: Array
    paid: Array
    revenue: Array


def partial(
    value: ArrayLike,
    rate_old: ArrayLike,
    rate_new: ArrayLike,
    s: ArrayLike,
    demand: float = 1.0,
    supply: float = np.inf,
) -> Partial:
    """(9)-(12) Lines of one small supplier, its rivals' prices fixed.

    s: elasticity of customs values to 1 + duty; demand: of the buyer's demand for the product from all origins,
    0 <= demand <= s; supply: of the supplier's export supply (infinite: its price stands). SMART's case is s = demand
    + substitution with small changes. Raises ValueError for elasticities out of order.
    """
    v, old, new, sig = (np.asarray(x, dtype=np.float64) for x in (value, rate_old, rate_new, s))
    if not (np.all(sig >= demand) and demand >= 0 and supply > 0):
        raise ValueError("elasticities out of order: 0 <= demand <= s, supply > 0")
    x = (1 + new) / (1 + old)
    through = np.ones_like(sig) if np.isinf(supply) else supply / (sig + supply)
    paid = x**through
    price = paid / x
    after = v * price * paid**-sig
    fewer = v * price * paid**-demand
    return Partial(
        change=after - v,
        creation=np.broadcast_to(fewer - v, v.shape).copy(),
        diversion=after - fewer,
        price=price - 1,
        paid=paid - 1,
        revenue=new * after - old * v,
    )


def trade_weighted(value: ArrayLike, rate: ArrayLike) -> float:
    """Mean rate, weighted by customs value; 0 where nothing is traded."""
    v, r = np.asarray(value, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    total = float(v.sum())
    return float((v * r).sum()) / total if total > 0 else 0.0


def simple_mean(rate: ArrayLike) -> float:
    """Unweighted mean rate."""
    r = np.asarray(rate, dtype=np.float64)
    return float(r.mean()) if r.size else 0.0


def volume_equivalent(value: ArrayLike, rate: ArrayLike, s: float) -> float:
    """The uniform added rate that cuts total customs value as much as the rates given, line by line.

    The mercantilist index of Anderson and Neary (2003) for CES demand: (1 + t)^-s = sum of
    share x (1 + rate)^-s. Below the trade-weighted mean, the more so the more the rates differ.
    """
    v, r = np.asarray(value, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    total = float(v.sum())
    if total <= 0 or s <= 0:
        return 0.0
    kept = float((v * (1 + r) ** -s).sum()) / total
    return float(kept ** (-1 / s) - 1)
