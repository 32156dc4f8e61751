"""One sweep through (10)-(14) with every power taken on J x N only.

Inside, arrays are sector-major (J, N). The state is one vector z = (ln w, ln P, ln X); ln w has one row
where labour moves between sectors and J rows where it does not. A sweep z -> F(z) has the equilibrium
as its fixed point, and F(z) - z holds the log residual of every equation at once.

Importers' rows are kept by sector: T, what of them reaches customs, C = T / (1 + tau'), and what reaches producers,
V = C / (1 + export tax'). Where a sector bears no tariff, C is T itself, and V is C where nothing taxes exports, so
that most sectors read one array. Sectors that a shock leaves alone read the calibration's own rows: nothing is
formed for them. Revenue is X - q (C u), q = X / Q: no array of revenue is needed.

The sweep keeps to the array API standard, so that the arrays may be NumPy's or a device's (`on`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.model import caliendo_parro as cp
from kaskazi.model import specific_factors
from kaskazi.model.arrays import Array
from kaskazi.model.base_year import BaseYear, base_year
from kaskazi.model.calibration import Calibration
from kaskazi.model.response import Response, respond, response, times, times_left
from kaskazi.model.wedges import Wedges, export_ratio, export_tax


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a sweep reads, formed once a solve. T, C, V: J arrays (N,N); taxed: (J,) whether C is not T;
    export: (J,) whether V is not C. Other arrays as named, with one row (1,N) where labour is mobile."""

    c: Calibration
    w: Wedges
    base: BaseYear
    deficit: str
    fixed: bool  # labour fixed by sector
    xp: Any  # namespace of the arrays
    T: tuple[Array, ...]
    C: tuple[Array, ...]
    V: tuple[Array, ...]
    taxed: tuple[bool, ...]
    levied: Any  # the sectors that are
    export: tuple[bool, ...]
    rows: tuple[NDArray[np.intp], ...]  # importers for whom a trade cost of a sector changes
    A: Array  # (N,J,J) (1 - beta) gamma, inputs by user
    materials: bool
    theta: Array  # (J,1)
    alpha: Array  # (J,N)
    beta: Array  # (J,N)
    ln_tfp: Array  # (J,N)
    D: Array  # (N,) of the base year
    VA: Array  # (N,) of the base year
    own_income: Array  # (N,) of the base year, less D
    transfer: Array  # (N,)
    labour: Array  # (1,N) or (J,N) wage bill at base wages
    numeraire: Array  # the same without the change in labour
    idle: Any  # labour == 0
    dead: Any  # (J,N) markets that buy nothing
    bare: Any  # (J,N) markets with no supplier
    land: Any  # (J,N) share of a specific factor in value added; None: there is none, or labour is fixed
    gaps: bool  # any of the last three
    unit: float  # sum of the numeraire
    pace: Array  # (1,N) or (J,N) wage step: 1 / (1 - own elasticity of labour demand)
    own: Response | None  # None: labour fixed, or beside specific factors

    @property
    def size(self) -> int:
        """Length of the state."""
        J, N = self.c.shape
        return int(self.numeraire.shape[0] * N + 2 * J * N)


def prepare(
    c: Calibration,
    w: Wedges,
    deficit: str,
    fixed: bool,
    was: Kernel | None = None,
    only: int | None = None,
) -> Kernel:
    """Form the arrays a sweep reads from a calibration and its wedges.

    was: the kernel of the same calibration with other wedges; sectors in which they agree are taken from it.
    only: the one sector in which they may differ, where it is known.
    """
    b = base_year(c)
    T, C, V, taxed, export, changed = _rows(c, w, b, was, only)
    land = None if fixed or c.fixed_share is None else np.ascontiguousarray(c.fixed_share.T)
    scale = w.labour if fixed else w.labour[None]
    numeraire = b.bill if fixed else c.VA[None].copy()
    pull = c.theta[:, None] * (1 - b.own)
    if not fixed:
        by_sector, pull = pull, (b.bill * pull).sum(axis=0, keepdims=True) / c.VA
    if land is not None:
        numeraire = specific_factors.paid(b.bill, land)
        scale = np.concatenate([scale, np.ones_like(land)])
        pull = np.concatenate([pull, by_sector * b.beta * land])
    alone = fixed or land is not None
    own = None if alone else was.own if was is not None else response(c, b, c.theta)
    return Kernel(
        c=c,
        w=w,
        base=b,
        deficit=deficit,
        fixed=fixed,
        xp=np,
        T=T,
        C=C,
        V=V,
        taxed=taxed,
        levied=np.flatnonzero(taxed),
        export=export,
        rows=changed,
        A=b.A,
        materials=b.materials,
        theta=c.theta[:, None],
        alpha=b.alpha,
        beta=b.beta,
        ln_tfp=np.log(np.ascontiguousarray(w.productivity.T)),
        D=c.D,
        VA=c.VA,
        own_income=b.income - c.D,
        transfer=w.transfer,
        labour=numeraire * scale,
        numeraire=numeraire,
        idle=numeraire <= 0,
        dead=b.dead,
        bare=b.bare,
        land=land,
        gaps=bool((numeraire <= 0).any() or b.dead.any() or b.bare.any()),
        unit=float(numeraire.sum()),
        pace=1 / (1 + pull),
        own=own,
    )


Many = tuple[Array, ...]
Rows = tuple[Many, Many, Many, tuple[bool, ...], tuple[bool, ...], tuple[NDArray[np.intp], ...]]


def _rows(c: Calibration, w: Wedges, b: BaseYear, was: Kernel | None, only: int | None) -> Rows:
    """T, C and V by sector, and whether C and V are arrays of their own."""
    T, C, V, taxed, export, changed = [], [], [], [], [], []
    taxes, ratios = export_tax(c, w), export_ratio(c, w)
    for j in range(len(c.theta)):
        tax = None if taxes is None or not taxes[j].any() else taxes[j]
        ratio = None if ratios is None else ratios[j]
        if was is not None and (_same(w, was.w, j) if only is None else j != only):
            T.append(was.T[j])
            C.append(was.C[j])
            V.append(was.V[j])
            taxed.append(was.taxed[j])
            export.append(was.export[j])
            changed.append(was.rows[j])
            continue
        rows = _changed(c, w, ratio, j)
        if rows is None:
            T.append(c.pi[j])
            C.append(b.net[j])
            taxed.append(bool(b.levied[j]))
        else:
            T.append(
                cp.trade_costs(c.pi[j], c.tau[j], w.tariff[j], w.iceberg[j], ratio, float(c.theta[j]), rows)
            )
            taxed.append(bool(b.levied[j]) or bool(w.tariff[j].any()))
            C.append(_customs(T[j], b.net[j], w.tariff[j], rows) if taxed[j] else T[j])
        V.append(C[j] if tax is None else C[j] / (1 + tax))
        export.append(tax is not None)
        changed.append(np.zeros(0, dtype=np.intp) if rows is None else rows)
    return tuple(T), tuple(C), tuple(V), tuple(taxed), tuple(export), tuple(changed)


def _changed(c: Calibration, w: Wedges, export: Array | None, j: int) -> NDArray[np.intp] | None:
    """Importers for whom a trade cost of a sector changes; None where there is none."""
    found = np.zeros(c.pi.shape[1], dtype=bool)
    if w.tariff is not c.tau:
        found |= _rows_with(w.tariff[j] != c.tau[j])
    found |= _rows_with(w.iceberg[j] != 1.0)
    if export is not None:
        found |= _rows_with(export != 1.0)
    return np.flatnonzero(found) if found.any() else None


def changed_rows(c: Calibration, w: Wedges) -> int:
    """How many rows (sector and importer) have a trade cost that changes, export taxes aside."""
    found = (_changed(c, w, None, j) for j in range(len(c.theta)))
    return sum(len(rows) for rows in found if rows is not None)


def _rows_with(cells: NDArray[np.bool_]) -> Any:
    return cells.any(axis=1) if cells.any() else False


def _customs(T: Array, net: Array, tariff: Array, rows: NDArray[np.intp]) -> Array:
    """C = T / (1 + tau') where only some importers' rows differ from the base year's."""
    if len(rows) == len(T):
        return T / (1 + tariff)
    C = net.copy()
    C[rows] = T[rows] / (1 + tariff[rows])
    return C


def _same(a: Wedges, b: Wedges, j: int) -> bool:
    """Whether two sets of wedges agree in the trade costs of a sector."""
    if (a.export_tax is None) != (b.export_tax is None):
        return False
    pairs = [(a.tariff, b.tariff), (a.iceberg, b.iceberg)]
    if a.export_tax is not None and b.export_tax is not None:
        pairs.append((a.export_tax, b.export_tax))
    return all(x is y or np.array_equal(x[j], y[j]) for x, y in pairs)


def on(k: Kernel, xp: Any) -> Kernel:
    """The same kernel on another namespace's arrays (CuPy, torch through array-api-compat): see `solve`."""
    move = xp.asarray

    def moved(x: Any) -> Any:
        return (
            tuple(move(np.ascontiguousarray(a)) for a in x)
            if isinstance(x, tuple)
            else move(np.ascontiguousarray(x))
        )

    names = ("A", "theta", "alpha", "beta", "ln_tfp", "D", "VA", "own_income", "transfer", "labour", "numeraire", "idle", "dead", "bare", "pace", "levied")  # fmt: skip
    own = k.own
    if own is not None:
        own = Response(**{n: moved(getattr(own, n)) for n in own.__dataclass_fields__})
    T = moved(k.T)
    C = tuple(
        move(np.ascontiguousarray(a)) if t else T[j]
        for j, (a, t) in enumerate(zip(k.C, k.taxed, strict=True))
    )
    V = tuple(
        move(np.ascontiguousarray(a)) if t else C[j]
        for j, (a, t) in enumerate(zip(k.V, k.export, strict=True))
    )
    land = None if k.land is None else moved(k.land)
    return replace(k, xp=xp, T=T, C=C, V=V, own=own, land=land, **{n: moved(getattr(k, n)) for n in names})


def start(k: Kernel) -> Array:
    """The base year as a state: no change, base spending."""
    X = np.where(k.base.dead, 1.0, k.base.X)
    return np.concatenate([np.zeros(k.size - X.size), np.log(X).ravel()])


def parts(k: Kernel, z: Array) -> tuple[Array, Array, Array]:
    """Views of ln w (1 or J, N), ln P (J, N) and ln X (J, N)."""
    J, N = k.c.shape
    a = k.size - 2 * J * N
    if isinstance(z, np.ndarray):
        return z[:a].reshape(-1, N), z[a : a + J * N].reshape(J, N), z[a + J * N :].reshape(J, N)
    shape = k.xp.reshape
    return shape(z[:a], (-1, N)), shape(z[a : a + J * N], (J, N)), shape(z[a + J * N :], (J, N))


@dataclass(frozen=True, slots=True)
class Pass:
    """What one sweep computed on the way: logs, and (J, N) levels."""

    u: Array  # (J,N) c^-theta
    Q: Array  # (J,N) P^-theta
    X: Array  # (J,N) spending the sweep started from
    Y: Array  # (J,N)
    income: Array  # (N,)
    earned: Array  # (N,) income less the deficit
    wages: Array  # (1 or J,N)
    hired: Array  # (1 or J,N) wage bill that output pays for
    spent: Array  # (J,N) new spending


def look(k: Kernel, z: Array) -> Pass:
    """Costs, prices, output, income and spending that follow from a state."""
    xp = k.xp
    ln_w, ln_P, ln_X = parts(k, z)
    ln_c = k.beta * specific_factors.price(ln_w, k.land) - k.ln_tfp
    if k.materials:
        ln_c = ln_c + times_left(xp, ln_P, k.A)
    u = xp.exp(-k.theta * ln_c)
    X = xp.exp(ln_X)
    if k.gaps:
        X = xp.where(k.dead, xp.zeros_like(ln_X), X)
    wages = xp.exp(ln_w) * k.labour
    paid = xp.sum(wages, axis=0)
    Q = xp.stack([xp.matmul(T, u[j, :]) for j, T in enumerate(k.T)])
    if k.gaps:
        Q = xp.where(k.bare, xp.ones_like(Q), Q)
    q = X / Q
    made, customs, through = [], [], []
    for j, V in enumerate(k.V):
        made.append(xp.matmul(q[j, :], V))
        if k.taxed[j]:
            customs.append(xp.matmul(k.C[j], u[j, :]))
        if k.export[j]:
            through.append(u[j, :] * (xp.matmul(q[j, :], k.C[j]) - made[j]))
    Y = u * xp.stack(made)
    levied = xp.zeros_like(paid)
    if customs:
        bought, at = (X, q) if all(k.taxed) else (xp.take(a, k.levied, axis=0) for a in (X, q))
        levied = levied + xp.sum(bought - at * xp.stack(customs), axis=0)
    if through:
        levied = levied + xp.sum(xp.stack(through), axis=0)
    earned = paid + levied
    income = earned + cp.deficit(k.deficit, k.D, k.VA, k.own_income, paid, earned, k.transfer, xp)
    spent = k.alpha * income
    if k.materials:
        spent = spent + times(xp, k.A, Y)
    hired = k.beta * Y
    if k.land is not None:
        hired = specific_factors.paid(hired, k.land, xp)
    elif not k.fixed:
        hired = xp.sum(hired, axis=0, keepdims=True)
    return Pass(u, Q, X, Y, income, earned, wages, hired, spent)


def sweep(k: Kernel, z: Array, pace: float = 1.0, own: bool = False) -> tuple[Array, float]:
    """The next state and the largest log residual over all equations; infinite where the state left the domain.

    own: the step answers within each economy as Newton's method would (`respond`); the fixed point is the same.
    """
    xp = k.xp
    p = look(k, z)
    ln_w, ln_P, ln_X = parts(k, z)
    e, off, off_X = xp.log(p.hired / p.wages), xp.log(p.Q) + k.theta * ln_P, xp.log(p.spent) - ln_X
    if k.gaps:
        e = xp.where(k.idle, xp.zeros_like(ln_w), e)
        off = xp.where(k.bare, xp.zeros_like(off), off)
        off_X = xp.where(k.dead, xp.zeros_like(off), off_X)
    found = [float(xp.max(xp.abs(a))) for a in (e, off, off_X)]  # off: what the shares miss of 1
    worst = max(found) if sum(found) < np.inf else np.inf
    if own and k.own is not None:
        dw, dP, dX = respond(xp, k.own, k.materials, k.theta, (e, -off / k.theta, off_X), pace)
        if k.gaps:
            dX = xp.where(k.dead, xp.zeros_like(dX), dX)
        new_w, new_P, new_X = ln_w + dw, ln_P + dP, ln_X + dX
    else:
        new_w, new_P, new_X = ln_w + pace * k.pace * e, ln_P - off / k.theta, ln_X + off_X
    new_w = new_w - xp.log(xp.sum(xp.exp(new_w) * k.numeraire) / k.unit)
    if k.gaps:
        new_w = xp.where(k.idle, xp.zeros_like(new_w), new_w)
    flat = [xp.reshape(a, (-1,)) for a in (new_w, new_P, new_X)]
    return xp.concat(flat), worst
