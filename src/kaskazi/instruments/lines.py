"""From tariff lines to one rate and to a change of trade: partial equilibrium, line by line.

s is the elasticity of customs values (net of duty) to 1 + duty, s = theta + 1 in an Armington model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def value_change(value: ArrayLike, rate_old: ArrayLike, rate_new: ArrayLike, s: float) -> NDArray[np.float64]:
    """Change of customs value: v ((1 + t')/(1 + t))^-s - v, full pass-through, elastic supply.

    value in any unit, rates as ratios, s > 0. Budgets and rivals' prices are held fixed.
    """
    v, old, new = (np.asarray(x, dtype=np.float64) for x in (value, rate_old, rate_new))
    out: NDArray[np.float64] = v * ((1 + new) / (1 + old)) ** -s - v
    return out


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
