"""Where a change of real income comes from: exact, along a path, by shock, and as the paper printed it.

Caliendo and Parro (2015), eq. (16): d ln W = terms of trade + volume of trade, plus a resource term where
iceberg costs move, and one each for productivity, labour and transfers. Its weights hold at a point only, so
the terms are integrated along a path of the shock; then they add up to the exact change. `one_step` is the
formula as published: base-year weights and level changes in a single step, which is not the exact effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from kaskazi.errors import DataError, NoSolution, Problem
from kaskazi.model import caliendo_parro as cp
from kaskazi.model.arrays import Array
from kaskazi.model.base_year import base_year
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.kernel import prepare
from kaskazi.model.linear import Push, linearise, tangent
from kaskazi.model.solver import solve
from kaskazi.model.wedges import Wedges, along, export_ratio, export_tax


@dataclass(frozen=True, slots=True)
class OneStep:
    """The published formula, ratios of base income, (N,): welfare = terms_of_trade + volume_of_trade."""

    terms_of_trade: Array
    volume_of_trade: Array
    welfare: Array


@dataclass(frozen=True, slots=True)
class OneStepBy:
    """The published formula by sector and partner, ratios of n's base income, (J,N,N) [j, n, partner]."""

    terms_of_trade: Array
    volume_of_trade: Array

    def by_partner(self) -> tuple[Array, Array]:
        """Terms and volume of trade by partner, (N,N) each."""
        return self.terms_of_trade.sum(axis=0), self.volume_of_trade.sum(axis=0)

    def by_sector(self) -> tuple[Array, Array]:
        """Terms and volume of trade by sector, (N,J) each."""
        return self.terms_of_trade.sum(axis=2).T, self.volume_of_trade.sum(axis=2).T


@dataclass(frozen=True, slots=True)
class PathParts:
    """ln(1 + EV) in parts, (N,) each, summed along the path; gap = exact - total is what quadrature left.

    volume_of_trade counts quantities under import tariffs and export taxes; resource is what iceberg costs
    use up; revenue is the change of tariff and export tax revenue over base income, for reading apart (it is
    not a further part). The path moves every 1 + rate, iceberg factor and productivity in proportion.
    """

    terms_of_trade: Array
    volume_of_trade: Array
    resource: Array
    productivity: Array
    labour: Array
    transfer: Array
    total: Array
    exact: Array
    gap: Array
    revenue: Array
    steps: int


@dataclass(frozen=True, slots=True)
class Subtotals:
    """Effect of each shock of a package along their common path; rows (shocks), columns economies.

    real_income and real_wage in logs; revenue and exports in the unit of the flows. Rows sum to the effect of
    the package: gap is the largest difference.
    """

    real_income: Array
    real_wage: Array
    revenue: Array
    exports: Array
    gap: float


def equivalent_variation(e: Equilibrium) -> Array:
    """Exact equivalent variation as a share of base income, (N,)."""
    return e.real_income_hat - 1


def log_cost(c: Calibration, e: Equilibrium) -> Array:
    """ln of (10) in an equilibrium, (N, J)."""
    A = (1 - c.beta)[:, None, :] * c.gamma
    wage = np.log(e.sector_wage_hat)
    if e.rent_hat is not None and c.fixed_share is not None:
        wage = (1 - c.fixed_share) * wage + c.fixed_share * np.log(e.rent_hat)
    return cp.cost(wage, np.log(e.P_hat), A, c.beta, np.log(e.wedges.productivity))


def rents(c: Calibration, e: Equilibrium) -> Array:
    """Rents of specific factors, (N,), in the unit of the flows; 0 without."""
    if e.rent_hat is None or c.fixed_share is None:
        return np.zeros(len(c.VA))
    return np.asarray((e.rent_hat * c.fixed_share * base_year(c).bill.T).sum(axis=1))


def base_income(c: Calibration) -> Array:
    """Income of the base year, (N,): value added, revenue of tariffs and export taxes, deficit."""
    return base_year(c).income


def one_step(c: Calibration, e: Equilibrium) -> OneStep:
    """(16) as Caliendo and Parro (2015) print it: one linear step from the base year.

    Weights of the base year and hat - 1 in place of d ln, so large tariff cuts count at full base weights.
    On the NAFTA exercise it prints +1.31 % for Mexico where the exact change is +0.007 %.
    """
    by = one_step_by(c, e)
    tot, vot = by.terms_of_trade.sum(axis=(0, 2)), by.volume_of_trade.sum(axis=(0, 2))
    return OneStep(tot, vot, tot + vot)


def one_step_by(c: Calibration, e: Equilibrium) -> OneStepBy:
    """(17), (18): the published formula by sector and partner; the sum over both is `one_step`.

    Own sales have no terms of trade: what an economy sells itself it also buys. Raises DataError where there are
    export taxes or mark-ups: the formula has no place for them (`path` has).
    """
    if export_tax(c, e.wedges) is not None:
        what = "are levied, and the published formula has no place for them."
        raise DataError("one_step", [Problem("export taxes", what, "the parts along a path, `path`")])
    M = c.pi * c.X.T[:, :, None] / (1 + c.tau)
    up = (np.exp(log_cost(c, e)) - 1).T  # (J,N)
    income = base_income(c)[None, :, None]
    earned = M.transpose(0, 2, 1) * up[:, :, None]  # n's sales to i
    paid = M * up[:, None, :]
    change = np.where(M > 0, e.flows / np.where(M > 0, M, 1.0) - 1, 0.0)
    volume = c.tau * M * (change - up[:, None, :])
    return OneStepBy((earned - paid) / income, volume / income)


def path(
    c: Calibration,
    w: Wedges,
    *,
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    steps: int = 16,
    accuracy: float = 1e-8,
    most: int = 128,
) -> PathParts:
    """Integrate (16) from the base year to the wedges; the parts add up to ln(1 + EV) within `accuracy`.

    Each step takes the mean of the weights at its two ends times the log change; the sums on 1, 2, 4, ...,
    `steps` intervals are extrapolated (Romberg). Steps double up to `most` while the gap is larger than
    `accuracy`. Raises NoSolution where a point of the path has none, or the gap stays.
    """
    points: dict[float, _Point] = {}
    warm: Array | None = None
    while True:
        for s in np.linspace(0, 1, steps + 1):
            if s not in points:
                at, rule = along(c, w, float(s), deficit)
                e = solve(c, at, deficit=rule, labour=labour, tol=1e-11, warm=warm)
                points[s] = _point(c, e)
                warm = e.state
        line = [points[s] for s in sorted(points)]
        parts = _romberg(line)
        exact = line[-1].ln_real - line[0].ln_real
        total = parts.sum(axis=0)
        gap = exact - total
        if np.abs(gap).max() <= accuracy:
            break
        if steps >= most:
            raise NoSolution(
                f"the parts of the path miss the exact effect by {np.abs(gap).max():.1e} after {steps} steps.",
                {"path": float(np.abs(gap).max())},
            )
        steps *= 2
    revenue = (line[-1].revenue - line[0].revenue) / base_income(c)
    tot, vot, resource, productivity, endowment, transfer = parts
    return PathParts(tot, vot, resource, productivity, endowment, transfer, total, exact, gap, revenue, steps)


@dataclass(frozen=True, slots=True)
class _Point:
    """Weights (shares of income) and logs at one point of a path; arrays (J,N,N) unless said."""

    E: Array  # exports and imports, net of tariff, with export tax
    tau: Array
    x: Array  # export tax revenue by cell
    gross: Array
    ln_p: Array  # cost with export tax
    ln_c: Array  # (J,1,N)
    ln_M: Array
    ln_q: Array  # receipts of producers
    ln_d: Array
    Y: Array  # (J,N)
    ln_z: Array  # (J,N)
    wL: Array  # (N,)
    ln_L: Array
    D: Array
    income: Array
    ln_real: Array
    revenue: Array


def _point(c: Calibration, e: Equilibrium) -> _Point:
    w = e.wedges
    M = e.flows
    taxes = export_tax(c, w)
    tax = np.zeros_like(M) if taxes is None else taxes
    ln_c = log_cost(c, e).T[:, None, :]
    with np.errstate(divide="ignore"):
        ln_M = np.where(M > 0, np.log(np.where(M > 0, M, 1.0)), 0.0)
    return _Point(
        E=M,
        tau=w.tariff * M,
        x=M * tax / (1 + tax),
        gross=(1 + w.tariff) * M,
        ln_p=ln_c + np.log(1 + tax),
        ln_c=ln_c,
        ln_M=ln_M,
        ln_q=ln_M - np.log(1 + tax),
        ln_d=np.log(w.iceberg),
        Y=e.Y.T,
        ln_z=np.log(w.productivity).T,
        wL=e.income - e.revenue - e.export_revenue - e.D - rents(c, e),
        ln_L=np.log(w.labour),
        D=e.D,
        income=e.income,
        ln_real=np.log(e.real_income_hat),
        revenue=e.revenue + e.export_revenue,
    )


def _between(a: _Point, b: _Point) -> Array:
    """The six parts of one step, (6, N): mean weights times log changes."""

    def mean(x: str) -> Array:
        u, v = getattr(a, x), getattr(b, x)
        return np.asarray((u / _by(a.income, x) + v / _by(b.income, x)) / 2)

    def earner(x: str) -> Array:  # weights over the exporter's income
        u, v = getattr(a, x), getattr(b, x)
        return np.asarray((u / a.income + v / b.income) / 2)

    dp, dc = b.ln_p - a.ln_p, b.ln_c - a.ln_c
    dM, dq = b.ln_M - a.ln_M, b.ln_q - a.ln_q
    tot = (earner("E") * dp).sum(axis=(0, 1)) - (mean("E") * dp).sum(axis=(0, 2))
    vot = (mean("tau") * (dM - dp)).sum(axis=(0, 2)) + (earner("x") * (dq - dc)).sum(axis=(0, 1))
    resource = -(mean("gross") * (b.ln_d - a.ln_d)).sum(axis=(0, 2))
    productivity = (earner("Y") * (b.ln_z - a.ln_z)).sum(axis=0)
    labour = earner("wL") * (b.ln_L - a.ln_L)
    transfer = (1 / a.income + 1 / b.income) / 2 * (b.D - a.D)
    return np.stack([tot, vot, resource, productivity, labour, transfer])


def _by(income: Array, name: str) -> Array:
    """Income of the importer, shaped for a three-index array."""
    return income[None, :, None] if name in ("E", "tau", "gross") else income


def _romberg(line: list[_Point]) -> Array:
    """Parts (6, N) extrapolated over the dyadic grids inside a line of 2^k + 1 points (or the finest)."""
    n = len(line) - 1
    rows: list[Array] = []
    stride = n
    while True:
        marks = line[::stride]
        rows.append(np.sum([_between(a, b) for a, b in pairwise(marks)], axis=0))
        if stride == 1:
            break
        if stride % 2:
            rows, stride = [], 1
            continue
        stride //= 2
    power = 4.0
    while len(rows) > 1:
        rows = [b + (b - a) / (power - 1) for a, b in pairwise(rows)]
        power *= 4
    return rows[0]


def subtotals(
    c: Calibration,
    shocks: Sequence[Wedges],
    *,
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    nodes: int = 10,
) -> Subtotals:
    """Attribute a package to its shocks without residue, as GEMPACK's subtotals do.

    Every shock is a set of wedges against the same calibration; the package holds all of them (factors
    multiply, transfers add). All move together from 0 to 1; at Gauss-Legendre nodes the hand-written
    tangent says how much of the movement each shock causes, and the integral of that is its subtotal.
    """
    total = combine(c, shocks)
    at, weight = np.polynomial.legendre.leggauss(nodes)
    J, N = c.shape
    real, wage, revenue, exports = (np.zeros((len(shocks), N)) for _ in range(4))
    pushes = [_push(c, w) for w in shocks]
    if deficit in ("zero", "given") and c.D.any():
        pushes = [replace(p, transfer=p.transfer - c.D / len(pushes)) for p in pushes]
    warm: Array | None = None
    abroad = ~np.eye(N, dtype=bool)
    for s, h in zip((at + 1) / 2, weight / 2, strict=True):
        w, rule = along(c, total, float(s), deficit)
        e = solve(c, w, deficit=rule, labour=labour, tol=1e-12, warm=warm)
        warm = e.state
        L = linearise(prepare(c, w, rule, labour == "fixed"), e.state)
        wages, own = e.income - e.revenue - e.export_revenue - e.D, L.wages
        for g, push in enumerate(pushes):
            dz, m = tangent(L, push)
            a = own.size
            dw = dz[:a].reshape(own.shape)
            dP = dz[a : a + J * N].reshape(J, N)
            cpi = (c.alpha.T * dP).sum(axis=0)
            real[g] += h * (m.income / e.income - cpi)
            wage[g] += h * (((own * dw).sum(axis=0) / wages if e.rent_hat is None else dw[0]) - cpi)
            grow = m.u[:, None, :] + m.pull[:, :, None] - push.tariff
            grow = grow - c.theta[:, None, None] * (push.tariff + push.iceberg + push.export)
            dM = e.flows * grow
            exports[g] += h * (dM * abroad).sum(axis=(0, 1))
            revenue[g] += h * (w.tariff * dM + (1 + w.tariff) * e.flows * push.tariff).sum(axis=(0, 2))
            tax = export_tax(c, w)
            if tax is not None:
                revenue[g] += h * (dM * tax / (1 + tax) + e.flows / (1 + tax) * push.export).sum(axis=(0, 1))
    end = solve(c, total, deficit=deficit, labour=labour, warm=warm)
    gap = float(np.abs(real.sum(axis=0) - np.log(end.real_income_hat)).max())
    if gap > 1e-6 and nodes < 80:
        return subtotals(c, shocks, deficit=deficit, labour=labour, nodes=2 * nodes)
    return Subtotals(real, wage, revenue, exports, gap)


def combine(c: Calibration, shocks: Sequence[Wedges]) -> Wedges:
    """All shocks at once: factors multiply, transfers add."""
    out = Wedges.neutral(c)
    for w in shocks:
        tax, ratio = out.export_tax, export_ratio(c, w)
        if ratio is not None:
            tax = ratio - 1 if tax is None else (1 + tax) * ratio - 1
        out = Wedges(
            (1 + out.tariff) * (1 + w.tariff) / (1 + c.tau) - 1,
            out.iceberg * w.iceberg,
            out.productivity * w.productivity,
            out.labour * w.labour,
            out.transfer + w.transfer,
            tax,
        )
    return out


def _push(c: Calibration, w: Wedges) -> Push:
    """The direction of a shock in logs per unit of path."""
    ratio = export_ratio(c, w)
    return Push(
        tariff=np.log((1 + w.tariff) / (1 + c.tau)),
        iceberg=np.log(w.iceberg),
        export=np.zeros_like(c.pi) if ratio is None else np.log(ratio),
        productivity=np.log(w.productivity).T,
        labour=np.log(w.labour),
        transfer=w.transfer,
    )
