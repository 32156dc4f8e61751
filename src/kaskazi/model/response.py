"""How an economy answers within itself, the rest of the world held still: a step of a sweep that Newton's method would make.

The fixed point does not depend on it; sweeps are fewer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kaskazi.model.arrays import Array
from kaskazi.model.base_year import BaseYear
from kaskazi.model.calibration import Calibration

SMALL = 1e-6  # own shares below this are left out


@dataclass(frozen=True, slots=True)
class Response:
    """How an economy answers within itself, the rest of the world held still: the base year's inverses and, for this
    theta, what a wage one log point higher does to its prices and spending (J,N), and 1 / (1 - response of labour)."""

    prices: Array  # (N,J,J)
    spending: Array  # (N,J,J)
    per_home: Array  # (J,N) 1 / home, 0 where small
    per_sold: Array  # (J,N) X / sold, 0 where small
    sold: Array  # (J,N)
    X: Array  # (J,N)
    share: Array  # (J,N) bill over value added
    P: Array
    spent: Array
    gain: Array  # (N,)


def response(c: Calibration, b: BaseYear, theta: Array) -> Response:
    """An economy's answers at the base year for theta (J,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        per_home = np.where(b.home > SMALL, 1 / b.home, 0.0)
        bought = np.where(b.dead, 1.0, b.X)
        per_sold = np.where(b.sold > SMALL, bought / b.sold, 0.0)
    J, N = b.X.shape
    nothing = np.zeros((J, N))
    r = Response(
        prices=b.prices,
        spending=b.spending,
        per_home=per_home,
        per_sold=per_sold,
        sold=b.sold,
        X=bought,
        share=b.bill / c.VA,
        P=nothing,
        spent=nothing,
        gain=np.ones(N),
    )
    theta = theta[:, None]
    P = times(np, b.prices, b.home * b.beta) if b.materials else b.home * b.beta
    cost = P * per_home
    spent, hired = _spend(np, r, b.materials, theta, P, cost, b.alpha * c.VA)
    return replace(r, P=P, spent=spent, gain=1 / (1 - hired))


def _spend(xp: Any, r: Response, materials: bool, theta: Array, P: Array, cost: Array, more: Array) -> Any:
    """Log changes of spending (J,N) and of labour hired (N,) from those of prices and costs, and more spending."""
    push = theta * (r.sold * P - cost)
    if materials:
        extra = push * r.per_sold
        X = (times(xp, r.spending, more + extra) - extra) / r.X
    else:
        X = more / r.X
    return X, xp.sum(r.share * (push + r.sold * X), axis=0)


def respond(
    xp: Any, r: Response, materials: bool, theta: Array, gaps: tuple[Array, Array, Array], pace: float
) -> tuple[Array, Array, Array]:
    """gaps: of (14) in ln w (1,N), of prices and of spending (J,N). The move of ln w (1,N), ln P, ln X (J,N) that meets the gaps of a sweep within each economy.

    Newton's step for the diagonal blocks of (10)-(14) at the base year: dP = off_P + home dc, dc = beta dw + A' dP;
    X dX = X off_X + alpha VA dw + A Y (sold (dX + theta dP) - theta dc); dw = e + labour's response.
    """
    e, off_P, off_X = gaps
    P = times(xp, r.prices, off_P) if materials else off_P
    X, hired = _spend(xp, r, materials, theta, P, (P - off_P) * r.per_home, r.X * off_X)
    dw = pace * r.gain * (e[0, :] + hired)
    return dw[None, :], P + r.P * dw, X + r.spent * dw


def times(xp: Any, M: Array, v: Array) -> Any:
    """M (N,J,J) times v (J,N), economy by economy: (J,N)."""
    return xp.matmul(M, xp.permute_dims(v, (1, 0))[:, :, None])[:, :, 0].T


def times_left(xp: Any, v: Array, M: Array) -> Any:
    """v (J,N) times M (N,J,J), economy by economy: (J,N)."""
    return xp.matmul(xp.permute_dims(v, (1, 0))[:, None, :], M)[:, 0, :].T
