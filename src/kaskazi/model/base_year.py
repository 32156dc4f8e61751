"""What the solver needs of a calibration alone: formed once, kept for every theta and every shock.

Besides transposed arrays it holds two inverses by economy, with which a step answers within each economy as Newton's
method would, the rest of the world held still (equations of `response.respond`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kaskazi.model.arrays import Array, dense
from kaskazi.model.calibration import Calibration

KEPT = 3  # base years kept at once
_kept: OrderedDict[tuple[int, ...], tuple[tuple[Array, ...], BaseYear]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class BaseYear:
    """Arrays (J,N) unless said; net: pi / (1 + tau) by sector (J of (N,N)), pi's own rows where no tariff is levied;
    Y: what producers receive."""

    net: tuple[Array, ...]
    made: tuple[Array, ...]  # net / (1 + export tax), net's own rows where none is levied
    levied: NDArray[np.bool_]  # (J,) any tariff
    X: Array
    Y: Array
    alpha: Array
    beta: Array
    A: Array  # (N,J,J) (1 - beta) gamma, inputs by user
    materials: bool
    bill: Array  # labour income by sector
    income: Array  # (N,)
    dead: NDArray[np.bool_]  # markets that buy nothing
    bare: NDArray[np.bool_]  # markets with no supplier
    own: Array  # mean over sales of the exporter's share in the market
    home: Array  # share of home goods in spending
    sold: Array  # share of home sales in output
    prices: Array  # (N,J,J) (1 - home A')^-1
    spending: Array  # (N,J,J) (1 - A Y sold / X)^-1


def base_year(c: Calibration) -> BaseYear:
    """The parts of a calibration that theta does not touch; the last few are kept, found by their arrays."""
    arrays: tuple[Array, ...] = (c.pi, c.tau, c.alpha, c.beta, c.gamma, c.X, c.VA, c.D)
    arrays += tuple(a for a in (c.export_tax, c.fixed_share) if a is not None)
    key = tuple(id(a) for a in arrays)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key][1]
    made = _form(c)
    with _lock:
        _kept[key] = (arrays, made)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _form(c: Calibration) -> BaseYear:
    J, N = c.shape
    d = np.arange(N)
    levied = np.array([t.any() for t in c.tau])
    net = tuple(c.pi[j] / (1 + c.tau[j]) if levied[j] else c.pi[j] for j in range(J))
    x = c.export_tax
    made = net if x is None else tuple(net[j] / (1 + x[j]) if x[j].any() else net[j] for j in range(J))
    X, alpha, beta = (np.ascontiguousarray(a.T) for a in (c.X, c.alpha, c.beta))
    A = np.ascontiguousarray((1 - c.beta)[:, None, :] * c.gamma)
    materials = bool(A.any())
    Y = np.stack([X[j] @ made[j] for j in range(J)])
    some = np.where(Y > 0, Y, 1.0)
    own = np.stack([X[j] @ (made[j] * c.pi[j]) for j in range(J)]) / some
    home = np.ascontiguousarray(c.pi[:, d, d])
    sold = np.stack([made[j][d, d] for j in range(J)]) * X / some
    dead = X <= 0
    eye = np.eye(J)
    prices: Array = np.zeros((0, J, J))
    spending = prices
    if materials:
        prices = dense(np.linalg.inv(eye - home.T[:, :, None] * A.transpose(0, 2, 1)))
        bought = np.where(dead, 1.0, X)
        spending = dense(np.linalg.inv(eye - A * (Y * sold / bought).T[:, None, :]))
    income = c.VA + (X - np.stack([X[j] * net[j].sum(axis=1) for j in range(J)])).sum(axis=0) + c.D
    if x is not None:
        income = income + np.stack([X[j] @ net[j] for j in range(J)]).sum(axis=0) - Y.sum(axis=0)
    return BaseYear(
        net=net,
        made=made,
        levied=levied,
        X=X,
        Y=Y,
        alpha=alpha,
        beta=beta,
        A=A,
        materials=materials,
        bill=beta * Y,
        income=income,
        dead=dead,
        bare=np.logical_not((c.pi > 0).any(axis=2)),
        own=own,
        home=home,
        sold=sold,
        prices=prices,
        spending=spending,
    )
