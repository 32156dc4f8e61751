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
from kaskazi.model.arrays import Array


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
        a, ln_x = v[k] * (1 + old[k]) ** sig[j], np.log1p(new[k])
        b = a / a.sum()
        ln_P = log_price(b, ln_x, sig[j])
        less = -sig[j] * (ln_x - ln_P)
        m = b * np.exp(less)  # quantities for one unit of the sector's composite
        out["twn"][j] = (m * new[k]).sum() / m.sum()
        out["e"][j] = np.expm1(ln_P)
        out["r"][j] = (m * new[k]).sum()
        out["m"][j] = uniform_volume(log_mean(b, less), ln_P, top[j])
        out["w"][j] = uniform_loss(ln_P, out["r"][j], top[j])
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


def log_mean(b: Array, z: Array) -> float:
    """ln of sum b exp(z), shares b (K,) summing to 1: exact to rounding however small z is.

    Centred on the mean of z, above which the result never falls, so that nothing cancels.
    """
    middle = float((b * z).sum())
    away = z - middle
    top = float(away.max())
    if top > 600:  # exp would overflow
        return middle + top + float(np.log((b * np.exp(away - top)).sum()))
    return middle + float(np.log1p((b * np.expm1(away)).sum()))


def log_price(b: Array, ln_x: Array, s: float) -> float:
    """(2) ln of the sector's price over its free-trade price: CES over ln(1 + t) (K,) with shares b (K,)."""
    mean = float((b * ln_x).sum())
    return mean if s == 1 else mean + log_mean(b, (1 - s) * (ln_x - mean)) / (1 - s)


def uniform_volume(ln_volume: float, ln_P: float, eta: float) -> float:
    """(5) MTRI: the uniform rate with the imports at world prices that the lines give.

    ln_volume: ln of imports at world prices for one unit of the composite, ln_P: of its price; both 0 under free trade.
    """
    return float(np.expm1(ln_P - ln_volume / eta))


def loss(ln_P: float, revenue: float, eta: float) -> float:
    """(6) Loss of buyers less revenue, over free-trade imports; revenue: for one unit of the composite."""
    spent = ln_P if eta == 1 else np.expm1((1 - eta) * ln_P) / (1 - eta)
    return float(spent - revenue * np.exp(-eta * ln_P))


def uniform_loss(ln_P: float, revenue: float, eta: float) -> float:
    """(7) TRI: the uniform rate, 0 or more, that loses as much as the lines do. Bisection on a rising function.

    Infinite where the lines lose more than any uniform rate can (they shut trade, and eta > 1 bounds the loss).
    """
    target = loss(ln_P, revenue, eta)
    if target <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while loss(np.log1p(high), high, eta) < target:
        low, high = high, 2 * high
        if high > 1e12:
            return float("inf")
    for _ in range(200):
        middle = 0.5 * (low + high)
        if loss(np.log1p(middle), middle, eta) < target:
            low = middle
        else:
            high = middle
        if high - low <= 1e-15 * high:
            break
    return 0.5 * (low + high)


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

    The mercantilist index of Anderson and Neary (2003) for CES demand, (5) with eta = s: (1 + t)^-s = sum of
    share x (1 + rate)^-s. Below the trade-weighted mean, the more so the more the rates differ. s > 0 (else 0).
    """
    v, r = np.asarray(value, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    total = float(v.sum())
    if total <= 0 or s <= 0:
        return 0.0
    return float(np.expm1(-log_mean(v / total, -s * np.log1p(r)) / s))


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
