"""Many tariff lines as one rate of a model sector: which mean, and what each one keeps.

Notation, lines k of one sector: v_k customs value at the rates t0_k, t_k the rates asked about; demand of a line
(at world prices) m_k = a_k (1 + t_k)^-s P^(s - eta), P = (sum_k b_k (1 + t_k)^(1 - s))^(1/(1 - s)) the price of the
sector, b_k = a_k / sum a its free-trade shares. s: elasticity of customs values to 1 + duty between lines (sigma;
theta + 1 in the model); eta: the same for the sector as a whole. eta = s: lines that do not compete with each
other, as one small supplier's do, which is how the model's sectors take them.

Labels stay outside: arrays of lines and an integer sector for each. The page docs/instruments/lines.md has the
papers and which of these formulas is whose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Aggregates:
    """One rate a sector, (n,) each, ratios; 0 where a sector has no line or no trade.

    lines: how many; value: customs value at the old rates. simple, trade_weighted (weights at the old rates),
    trade_weighted_new (weights at the rates asked about); expenditure, revenue (Bach and Martin); mercantilist
    (Anderson and Neary's MTRI); restrictiveness (their TRI).
    """

    lines: NDArray[np.intp]
    value: Array
    simple: Array
    trade_weighted: Array
    trade_weighted_new: Array
    expenditure: Array
    revenue: Array
    mercantilist: Array
    restrictiveness: Array

    def differences(self) -> dict[str, Array]:
        """Every rate less the trade-weighted mean at the old rates, in points as ratios, (n,) each."""
        names = ("simple", "trade_weighted_new", "expenditure", "revenue", "mercantilist", "restrictiveness")
        return {n: getattr(self, n) - self.trade_weighted for n in names}


def aggregate(
    value: ArrayLike,
    rate_old: ArrayLike,
    rate: ArrayLike,
    sector: ArrayLike,
    n: int,
    s: ArrayLike,
    eta: ArrayLike | None = None,
) -> Aggregates:
    """Rates of lines (K,) to rates of n sectors: value in any unit, rates as ratios, sector (K,) in 0..n-1.

    s, eta: a number or (n,), s > 0, eta > 0 (default: s). Lines are weighed by customs value at `rate_old`; a line
    without trade counts in the simple mean only. Raises DataError with every problem.
    """
    v, old, new = (np.ascontiguousarray(x, dtype=np.float64).ravel() for x in (value, rate_old, rate))
    at = np.ascontiguousarray(sector).ravel()
    sig = np.broadcast_to(np.asarray(s, dtype=np.float64), (n,))
    top = sig if eta is None else np.broadcast_to(np.asarray(eta, dtype=np.float64), (n,))
    _check(v, old, new, at, n, sig, top)
    at = at.astype(np.intp)
    lines = np.bincount(at, minlength=n)
    total = np.bincount(at, v, n)
    out = {k: np.zeros(n) for k in ("simple", "tw", "twn", "e", "r", "m", "w")}
    some = lines > 0
    out["simple"][some] = np.bincount(at, new, n)[some] / lines[some]
    traded = total > 0
    out["tw"][traded] = np.bincount(at, v * new, n)[traded] / total[traded]
    for j in np.nonzero(traded)[0]:
        k = (at == j) & (v > 0)
        a, x = v[k] * (1 + old[k]) ** sig[j], 1 + new[k]
        b = a / a.sum()
        P = price(b, x, sig[j])
        m = b * (x / P) ** -sig[j]  # quantities for one unit of the sector's composite
        out["twn"][j] = (m * new[k]).sum() / m.sum()
        out["e"][j] = P - 1
        out["r"][j] = (m * new[k]).sum()
        out["m"][j] = uniform_volume(float(m.sum()), P, top[j])
        out["w"][j] = uniform_loss(P, out["r"][j], top[j])
    return Aggregates(
        lines.astype(np.intp),
        np.asarray(total, dtype=np.float64),
        out["simple"],
        out["tw"],
        out["twn"],
        out["e"],
        out["r"],
        out["m"],
        out["w"],
    )


def price(b: Array, x: Array, s: float) -> float:
    """(2) Price of the sector over its free-trade price: CES over x = 1 + t (K,) with shares b (K,)."""
    if abs(s - 1) < 1e-9:
        return float(np.exp((b * np.log(x)).sum()))
    return float((b * x ** (1 - s)).sum() ** (1 / (1 - s)))


def uniform_volume(volume: float, P: float, eta: float) -> float:
    """(5) MTRI: the uniform rate with the imports at world prices that the lines give.

    volume: imports at world prices for one unit of the composite, P: its price; both 1 under free trade.
    """
    return float((volume * P**-eta) ** (-1 / eta) - 1)


def loss(P: float, revenue: float, eta: float) -> float:
    """(6) Loss of buyers less revenue, over free-trade imports; revenue: for one unit of the composite."""
    spent = np.log(P) if abs(eta - 1) < 1e-9 else (P ** (1 - eta) - 1) / (1 - eta)
    return float(spent - revenue * P**-eta)


def uniform_loss(P: float, revenue: float, eta: float) -> float:
    """(7) TRI: the uniform rate, 0 or more, that loses as much as the lines do. Bisection on a rising function.

    Infinite where the lines lose more than any uniform rate can (they shut trade, and eta > 1 bounds the loss).
    """
    target = loss(P, revenue, eta)
    if target <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while loss(1 + high, high, eta) < target:
        low, high = high, 2 * high
        if high > 1e12:
            return float("inf")
    for _ in range(200):
        middle = 0.5 * (low + high)
        if loss(1 + middle, middle, eta) < target:
            low = middle
        else:
            high = middle
        if high - low <= 1e-15 * (1 + high):
            break
    return 0.5 * (low + high)


def _check(v: Array, old: Array, new: Array, at: NDArray[np.generic], n: int, s: Array, eta: Array) -> None:
    problems = []
    for name, x in (("value", v), ("rate_old", old), ("rate", new), ("sector", at)):
        if x.shape != v.shape:
            problems.append(Problem(name, f"has {x.size} lines.", f"{v.size}, one a value"))
    for name, x in (("value", v), ("rate_old", old), ("rate", new)):
        if not np.isfinite(x).all():
            problems.append(Problem(name, "holds a value that is not a finite number."))
        elif name == "value" and (x < 0).any():
            problems.append(Problem(name, "holds a negative value."))
        elif name != "value" and (x <= -1).any():
            problems.append(Problem(name, "holds a rate of -100 % or less."))
    if at.size and (not np.issubdtype(at.dtype, np.integer) or at.min() < 0 or at.max() >= n):
        problems.append(Problem("sector", "holds something else than a sector.", f"integers 0 to {n - 1}"))
    for name, x in (("s", s), ("eta", eta)):
        if not (x > 0).all():
            problems.append(Problem(name, "holds an elasticity that is not above 0."))
    if problems:
        raise DataError("aggregate", problems)
