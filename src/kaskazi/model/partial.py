"""Partial equilibrium of tariff lines, of one market or of one product: line by line, SMART and GSIM.

Lines (K,): one small supplier, its rivals' prices fixed; equations (8) to (12) of docs/instruments/lines.md. s is the
elasticity of customs values (net of duty) to 1 + duty, s = theta + 1 in an Armington model.

SMART (WITS; Laird and Yeats 1986, Jammes and Olarreaga 2005): one importer, R suppliers, M (R,) imports at
world prices, t0, t1 (R,) ad valorem rates before and after. Elastic supply unless an elasticity is given.

GSIM (Francois and Hall 2003, "Global simulation analysis of industry-level trade policy"): one product, M (V,R)
imports of market v from supplier r at world prices, t0, t1 (V,R). National varieties, constant elasticities,
solved as a linear system for world prices.

Published conventions: em < 0 the elasticity of import demand, es > 0 of substitution between suppliers (WITS
default 1.5), ex > 0 of export supply (WITS default 99, here infinite unless given).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kaskazi.errors import DataError, Problem
from kaskazi.model.arrays import Array

WITS_SUBSTITUTION = 1.5


def value_change(value: ArrayLike, rate_old: ArrayLike, rate_new: ArrayLike, s: ArrayLike) -> Array:
    """(8) Change of customs value: v ((1 + t')/(1 + t))^-s - v, full pass-through, elastic supply.

    value in any unit, rates as ratios, s > 0 (one number or one a line). Budgets and rivals' prices are held fixed.
    """
    v, old, new = (np.asarray(x, dtype=np.float64) for x in (value, rate_old, rate_new))
    out: Array = v * ((1 + new) / (1 + old)) ** -np.asarray(s, dtype=np.float64) - v
    return out


@dataclass(frozen=True, slots=True)
class LineChanges:
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


def line_changes(
    value: ArrayLike,
    rate_old: ArrayLike,
    rate_new: ArrayLike,
    s: ArrayLike,
    demand: float = 1.0,
    supply: float = np.inf,
) -> LineChanges:
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
    return LineChanges(
        change=after - v,
        creation=np.broadcast_to(fewer - v, v.shape).copy(),
        diversion=after - fewer,
        price=price - 1,
        paid=paid - 1,
        revenue=new * after - old * v,
    )


@dataclass(frozen=True, slots=True)
class Smart:
    """Changes by supplier (R,), in the unit of M, and totals. creation + diversion = change of imports.

    revenue: new less old; welfare: 0.5 (t0 + t1) dM, the triangle and the rectangle of the importer; price:
    change of what the importer pays at the border, ratio (0 where supply is elastic).
    """

    creation: Array
    diversion: Array
    imports: Array
    price: Array
    revenue: float
    welfare: float


def smart(
    M: ArrayLike,
    t0: ArrayLike,
    t1: ArrayLike,
    em: float,
    es: float = WITS_SUBSTITUTION,
    ex: float = np.inf,
) -> Smart:
    """SMART's trade creation, diversion, revenue and welfare for one importer.

    creation = M em dt / ((1 + t0)(1 - em/ex)); diversion of a supplier whose price moves by r against the
    others' mean: -es r M O / (M + O - es r M), O the others' imports (Laird and Yeats), taken from or given
    to those others in proportion; it sums to 0 and never takes more than there is. Raises DataError.
    """
    m, a, b = (np.ascontiguousarray(x, dtype=np.float64) for x in (M, t0, t1))
    _check({"M": m, "t0": a, "t1": b}, m.shape, em, es, ex)
    dt = (b - a) / (1 + a)
    damp = 1.0 / (1.0 - em / ex) if np.isfinite(ex) else 1.0
    creation = m * em * dt * damp
    moved = np.zeros_like(m)
    total = float(m.sum())
    for i in np.nonzero(np.abs(dt) > 1e-15)[0]:
        others = total - m[i]
        if m[i] <= 0 or others <= 0:
            continue
        mean = float((m * dt).sum() - m[i] * dt[i]) / others
        r = (1 + dt[i]) / (1 + mean) - 1
        if abs(r) < 1e-15:
            continue
        gain = -es * r * m[i] * others / (m[i] + others - es * r * m[i])
        gain = max(gain, -m[i])
        share = m / others
        share[i] = 0.0
        moved += -gain * share
        moved[i] += gain
    diversion = np.maximum(moved, -(m + np.minimum(creation, 0.0)))
    slack = diversion.sum()
    if abs(slack) > 1e-12 * max(total, 1.0):
        up = diversion > 0
        diversion[up] *= 1 - slack / diversion[up].sum()
    after = np.maximum(m + creation + diversion, 0.0)
    price = dt * 0.0 if not np.isfinite(ex) else em * dt / (ex - em)
    return Smart(
        creation=creation,
        diversion=diversion,
        imports=after,
        price=price,
        revenue=float((b * after).sum() - (a * m).sum()),
        welfare=float((0.5 * (a + b) * (after - m)).sum()),
    )


@dataclass(frozen=True, slots=True)
class Gsim:
    """price (R,) change of world prices; imports (V,R) new flows at world prices; exports (R,) new supply value;
    producer (R,), consumer (V,), revenue (V,) changes in the unit of M; welfare (N,) their sum where markets
    and suppliers are the same list, else empty; residual: largest gap between supply and demand, ratio."""

    price: Array
    imports: Array
    exports: Array
    producer: Array
    consumer: Array
    revenue: Array
    welfare: Array
    residual: float


def gsim(
    M: ArrayLike,
    t0: ArrayLike,
    t1: ArrayLike,
    em: ArrayLike,
    es: ArrayLike,
    ex: ArrayLike,
) -> Gsim:
    """Francois and Hall's global simulation of one product.

    em, es (V,) or one number by market; ex (R,) or one number by supplier. Own elasticity
    N_rr = theta em - (1 - theta) es, cross N_rs = theta_s (em + es), theta the share of a market's spending;
    world prices p solve ex_r p_r = sum_v phi_vr sum_s N_v,rs (p_s + dT_vs), phi the share of r's exports sold
    in v, dT the log change of 1 + t. Raises DataError.
    """
    m, a, b = (np.ascontiguousarray(x, dtype=np.float64) for x in (M, t0, t1))
    if m.ndim != 2:
        raise DataError("gsim", [Problem("M", f"has shape {m.shape}.", "(V, R)")])
    V, R = m.shape
    demand, swap = (np.broadcast_to(np.asarray(x, dtype=np.float64), (V,)).copy() for x in (em, es))
    supply = np.broadcast_to(np.asarray(ex, dtype=np.float64), (R,)).copy()
    _check({"M": m, "t0": a, "t1": b}, (V, R), float(demand.max()), float(swap.min()), float(supply.min()))
    spend = m * (1 + a)
    theta = spend / spend.sum(axis=1, keepdims=True)
    phi = m / np.maximum(m.sum(axis=0, keepdims=True), 1e-300)
    dT = np.log((1 + b) / (1 + a))
    N = np.repeat((theta * (demand + swap)[:, None])[:, None, :], R, axis=1)  # (V, R, R) cross
    r = np.arange(R)
    N[:, r, r] = theta * demand[:, None] - (1 - theta) * swap[:, None]
    live = m.sum(axis=0) > 0
    A = np.diag(supply) - np.einsum("vr,vrs->rs", phi, N)
    pull = np.einsum("vr,vrs,vs->r", phi, N, dT)
    p = np.zeros(R)
    p[live] = np.linalg.solve(A[np.ix_(live, live)], pull[live])
    change = np.einsum("vrs,vs->vr", N, p[None, :] + dT)  # quantities, log
    quantity = m * np.exp(change)
    flows = quantity * np.exp(p)[None, :]
    gap = np.abs(supply * p - (phi * change).sum(axis=0))[live]
    out0 = m.sum(axis=0)
    composite = (theta * (p[None, :] + dT)).sum(axis=1)
    total = spend.sum(axis=1)
    producer = out0 * p * (1 + 0.5 * supply * p)
    consumer = -total * composite * (1 + 0.5 * demand * composite)
    revenue = (b * flows).sum(axis=1) - (a * m).sum(axis=1)
    return Gsim(
        price=np.expm1(p),
        imports=flows,
        exports=out0 * np.exp(supply * p + p),
        producer=producer,
        consumer=consumer,
        revenue=revenue,
        welfare=producer + consumer + revenue if V == R else np.zeros(0),
        residual=float(gap.max()) if gap.size else 0.0,
    )


def _check(arrays: dict[str, Array], shape: tuple[int, ...], em: float, es: float, ex: float) -> None:
    problems = []
    for name, x in arrays.items():
        if x.shape != shape:
            problems.append(Problem(name, f"has shape {x.shape}.", str(shape)))
        elif not np.isfinite(x).all():
            problems.append(Problem(name, "holds a value that is not a finite number."))
        elif name == "M" and (x < 0).any():
            problems.append(Problem(name, "holds a negative flow."))
        elif name != "M" and (x <= -1).any():
            problems.append(Problem(name, "holds a rate of -100 % or less."))
        elif name != "M" and (x > 50).any():
            problems.append(Problem(name, "holds a rate above 5000 %.", "ratios: 0.25 = 25 %"))
    if em >= 0:
        problems.append(Problem("em", f"{em:g} is not below 0.", "the elasticity of import demand, as -1.2"))
    if es < 0:
        problems.append(Problem("es", f"{es:g} is negative.", "the elasticity of substitution, above 0"))
    if ex <= 0:
        problems.append(Problem("ex", f"{ex:g} is not above 0.", "the elasticity of export supply"))
    if problems:
        raise DataError("partial equilibrium", problems)
