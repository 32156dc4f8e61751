"""Specific factors: land, reserves and other things that stay in their sector. Jones (1971), A three-factor model in theory,
trade and history; in changes as in Galle, Rodriguez-Clare and Yi's and Caliendo et al.'s models with structures.

Value added of a sector is Cobb-Douglas in labour, which moves, and a factor of given amount that does not; its rent is
income of its economy. `Calibration.fixed_share` holds the factor's share in value added; 0 everywhere is the model
without. Supply of a sector then has the elasticity (1 - share) / share in its price over the wage, materials aside.

Arrays inside are (J,N); rows of a state's ln w: the wage, then the rent of each sector. Equations are numbered here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kaskazi.errors import Problem
from kaskazi.model.arrays import Array, dense, wrong_cells


def price(ln_w: Array, share: Array | None) -> Array:
    """(1) Log change of the price of value added: (1 - share) ln w + share ln r."""
    if share is None:
        return ln_w
    return (1 - share) * ln_w[:1, :] + share * ln_w[1:, :]


def paid(value_added: Array, share: Array, xp: Any = np) -> Any:
    """(2) What value added (J,N) pays for labour, and (3) for the factor of each sector: (1 + J, N)."""
    labour = xp.sum((1 - share) * value_added, axis=0, keepdims=True)
    return xp.concat([labour, share * value_added])


def elasticity(share: ArrayLike) -> Array:
    """(4) Of a sector's supply in its price over the wage where value added is all its cost: (1 - share) / share."""
    s = dense(share)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(s > 0, (1 - s) / np.where(s > 0, s, 1.0), np.inf))


def check(share: Array, shape: tuple[int, ...]) -> list[Problem]:
    """Shares that do not fit (N,J): below 0, or so high that nothing is left for labour."""
    if share.shape != shape:
        return [Problem("fixed_share", f"has shape {share.shape}.", str(shape))]
    problems: list[Problem] = []
    wrong_cells(problems, "fixed_share", ~((share >= 0) & (share < 1)), "is outside 0..1, or 1.")
    return problems
