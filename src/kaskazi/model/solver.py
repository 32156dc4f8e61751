"""The solver: three methods, one behind the other, a certificate, refusal otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from kaskazi.errors import DataError, NoSolution, Problem, nearest
from kaskazi.model import caliendo_parro as cp
from kaskazi.model import certificate, specific_factors
from kaskazi.model.anderson import Memory, Search, anderson, newton
from kaskazi.model.arrays import Array, dense
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Certificate, Equilibrium, Result
from kaskazi.model.kernel import Kernel, on, parts, prepare, start
from kaskazi.model.response import times_left
from kaskazi.model.wedges import Wedges, along, check_wedges

METHODS = ("auto", "anderson", "newton-krylov", "continuation")
LABOUR = ("mobile", "fixed")
LIMIT = 1e-9  # the largest residual a result may carry
STEPS = 5  # of a shock, in continuation
LEAST = 1 / 640  # the least step, of the shock
SPENT = 0.01  # an income of less than this share of the base year's is on its way to 0


def solve(
    calibration: Calibration,
    wedges: Wedges,
    *,
    deficit: str = "share-of-world-output",
    method: str = "auto",
    tol: float = 1e-10,
    labour: str = "mobile",
    warm: Array | None = None,
    arrays: Any = None,
) -> Equilibrium:
    """The equilibrium of Caliendo and Parro (2015) in changes, certified.

    deficit: one of caliendo_parro.DEFICITS. labour: "mobile" between sectors (long run) or "fixed" in them
    (short run: a wage per sector). method: "anderson", "newton-krylov", "continuation" (the shock in steps, each
    from the last), or "auto" (each in turn where the one before falls short). tol: largest residual of any equation,
    in logs. warm: the `state` of a nearby equilibrium to start from. arrays: a namespace of the array API standard
    (cupy, array_api_compat.torch) on whose arrays the sweeps run; NumPy's where none is given.

    The numeraire is world value added: sum(w_hat VA) = sum(VA).
    Raises DataError for wedges or settings that do not fit, with every problem; NoSolution where no state
    meets 1e-9 in every equation, naming the worst equation and cell, or how far along the shock solutions go.
    """
    check(calibration, wedges, deficit, method, labour, tol)
    k = prepare(calibration, wedges, deficit, labour == "fixed")
    z = start(k)
    if warm is not None and warm.shape == z.shape and np.isfinite(warm).all():
        z = warm
    return search(k, z, method, min(tol, LIMIT / 4), arrays)


def check(c: Calibration, w: Wedges, deficit: str, method: str, labour: str, tol: float) -> None:
    """Raises DataError for wedges or settings that do not fit, with every problem."""
    problems = check_wedges(w, c)
    for name, given, allowed in (
        ("deficit", deficit, cp.DEFICITS),
        ("method", method, METHODS),
        ("labour", labour, LABOUR),
    ):
        if given not in allowed:
            problems.append(
                Problem(name, f'"{given}" is not known.', ", ".join(allowed), nearest(given, allowed))
            )
    if labour == "fixed" and c.fixed_share is not None and np.any(w.labour != 1):
        what = "changes where labour is fixed and shares its sectors with other factors: by how much is not said."
        problems.append(Problem("labour", what, 'ones, or labour="mobile"'))
    if not 0 < tol <= LIMIT:
        problems.append(Problem("tol", f"is {tol:g}.", f"a number above 0 and at most {LIMIT:g}"))
    if problems:
        raise DataError("wedges", problems)


def search(k: Kernel, z: Array, method: str, tol: float, arrays: Any = None) -> Equilibrium:
    """An equilibrium of a kernel by one method or by each in turn, from a state; certified or refused."""
    found = Search(z, np.inf, 0)
    used = method
    if method in ("auto", "anderson"):
        if arrays is None:
            found = anderson(k, z, tol)
        else:
            there = anderson(on(k, arrays), arrays.asarray(z), tol)
            found = Search(_numpy(there.state), there.residual, there.sweeps, there.paces)
        used = "anderson"
    if method == "newton-krylov" or (method == "auto" and not found.residual <= tol):
        more = newton(k, found.state, tol)
        found = Search(more.state, more.residual, found.sweeps + more.sweeps, found.paces)
        used = "newton-krylov"
    if method != "continuation":
        result, gaps, one = certified(k, found, used)
        if one is not None:
            return one
        if method != "auto":
            raise _refusal(k, result, gaps, found, used)
    return _continued(k, tol, found)


def search_near(k: Kernel, z: Array, tol: float, memory: Memory | None) -> tuple[Equilibrium, Memory | None]:
    """An equilibrium from a state with the slopes of a search nearby, or as `search` finds it where that falls short."""
    found = anderson(k, z, tol, memory)
    e = certified(k, found, "anderson")[2] if found.residual <= tol else None
    return (search(k, z, "auto", tol) if e is None else e), found.memory


def _numpy(x: Any) -> Array:
    try:
        return np.asarray(x, dtype=np.float64)
    except (TypeError, RuntimeError):  # a device's array
        return dense(np.from_dlpack(x.to_device("cpu") if hasattr(x, "to_device") else x))


def _continued(k: Kernel, tol: float, before: Search) -> Equilibrium:
    """The shock in steps, each begun where the last two point to, by Newton's method, or from the last state by Anderson's.

    A step that fails is halved. NoSolution says how far along the shock equilibria were found, and what fell to 0 there.
    """
    c, w = k.c, k.w
    z, s, step = start(k), 0.0, 1.0 / STEPS
    was: tuple[Array, float] | None = None
    sweeps, last = before.sweeps, None
    while s < 1:
        to = min(1.0, s + step)
        part, rule = along(c, w, to, k.deficit) if to < 1 else (w, k.deficit)
        here = prepare(c, part, rule, k.fixed)
        guess = z if was is None else z + (z - was[0]) * ((to - s) / (s - was[1]))
        found = newton(here, guess, tol)
        sweeps += found.sweeps
        if not found.residual <= tol and step < 2 * LEAST:
            found = anderson(here, z, tol)
            sweeps += found.sweeps
        found = Search(found.state, found.residual, sweeps, before.paces)
        result, gaps, one = certified(here, found, "continuation")
        if one is None:
            step /= 2
            spent = last is not None and float((last.income / k.base.income).min()) < SPENT
            if step < (8 * LEAST if spent else LEAST):
                raise _broken(k, here, result, gaps, found, s, last)
            continue
        was, z, s, last = (z, s), found.state, to, one
    assert last is not None
    return last


Checked = tuple[Result, tuple[dict[str, Array], float], Equilibrium | None]


def certified(k: Kernel, found: Search, method: str) -> Checked:
    """Everything from the final state, every gap, and the equilibrium where no gap is above the limit."""
    c, b = k.c, k.base
    with np.errstate(all="ignore"):
        result, ln_w, ln_P = _result(k, found.state)
        gaps = certificate.residuals(c, k.w, k.deficit, result)
    residual = {name: float(np.max(a)) for name, a in gaps[0].items()}
    seal = Certificate(residual, gaps[1], found.sweeps, method)
    sound = (
        np.isfinite(seal.largest)
        and seal.largest <= LIMIT
        and bool((result.income > 0).all() and (result.P_hat > 0).all() and (result.Y >= 0).all())
    )
    if not sound:
        return result, gaps, None
    ln_cpi = (c.alpha * ln_P).sum(axis=1)
    wL = (np.exp(ln_w) * k.labour).sum(axis=0)
    return result, gaps, Equilibrium(
        w_hat=wL / k.numeraire.sum(axis=0) / k.w.labour if k.fixed else np.exp(ln_w[0]),
        P_hat=result.P_hat,
        pi=result.pi,
        X=result.X,
        Y=result.Y,
        flows=result.flows,
        revenue=result.revenue,
        income=result.income,
        D=result.D,
        cpi_hat=np.exp(ln_cpi),
        real_wage_hat=(wL / (c.VA * k.w.labour) if k.land is None else np.exp(ln_w[0])) * np.exp(-ln_cpi),
        real_income_hat=result.income / b.income * np.exp(-ln_cpi),
        certificate=seal,
        export_revenue=result.export_revenue,
        sector_wage_hat=result.sector_wage_hat,
        rent_hat=result.rent_hat,
        state=found.state,
        wedges=k.w,
        deficit=k.deficit,
        labour=result.labour,
    )  # fmt: skip


def _result(k: Kernel, z: Array) -> tuple[Result, Array, Array]:
    """Levels from a state in the numeraire, and ln w (1 or J,N), ln P (N,J)."""
    c, w = k.c, k.w
    J, N = c.shape
    ln_w, ln_P, ln_X = parts(k, z)
    shift = -np.log((np.exp(ln_w) * k.numeraire).sum() / k.numeraire.sum())
    ln_w, ln_P = ln_w + shift, np.where(k.bare, 0.0, ln_P + shift)
    X = np.where(k.dead, 0.0, np.exp(ln_X + shift))
    ln_c = k.beta * specific_factors.price(ln_w, k.land) - k.ln_tfp
    if k.materials:
        ln_c = ln_c + times_left(np, ln_P, k.A)
    u, over = np.exp(-k.theta * ln_c), np.exp(k.theta * ln_P)
    spent = over * X
    pi, flows = np.empty_like(c.pi), np.empty_like(c.pi)
    Y, revenue, levied = np.empty((J, N)), np.zeros(N), np.zeros(N)
    ones = np.ones(N)
    for j in range(J):
        np.multiply(k.T[j], u[j], out=pi[j])
        pi[j] *= over[j, :, None]
        if k.taxed[j]:
            np.multiply(k.C[j], u[j], out=flows[j])
            flows[j] *= spent[j, :, None]
            revenue += np.einsum("ni,ni->n", w.tariff[j], flows[j])
        else:
            np.multiply(pi[j], X[j, :, None], out=flows[j])
        Y[j] = ones @ flows[j]
        if k.export[j]:
            received = spent[j] @ k.V[j] * u[j]
            levied += Y[j] - received
            Y[j] = received
    wL = (np.exp(ln_w) * k.labour).sum(axis=0)
    earned = wL + revenue + levied
    D = cp.deficit(k.deficit, c.D, c.VA, k.own_income, wL, earned, w.transfer)
    return (
        Result(
            sector_wage_hat=np.exp(np.broadcast_to(ln_w if k.land is None else ln_w[:1], (J, N))).T,
            rent_hat=None if k.land is None else np.exp(np.where(k.land > 0, ln_w[1:], 0.0)).T,
            P_hat=np.exp(ln_P).T,
            pi=pi,
            X=X.T,
            Y=Y.T,
            flows=flows,
            revenue=revenue,
            export_revenue=levied,
            income=earned + D,
            D=D,
            labour="fixed" if k.fixed else "mobile",
        ),
        ln_w,
        ln_P.T,
    )


def _refusal(
    k: Kernel, r: Result, gaps: tuple[dict[str, Array], float], found: Search, method: str
) -> NoSolution:
    """Name the worst equation and cell, and what was tried."""
    cells = gaps[0]
    residual = {name: float(np.max(a)) for name, a in cells.items()}
    size = {n: x if np.isfinite(x) else np.inf for n, x in residual.items()}
    name = max(size, key=lambda n: size[n])
    if size[name] <= LIMIT and (r.income <= 0).any():
        n = int(np.argmin(r.income))
        return NoSolution(
            f"caliendo-parro has no equilibrium with income above 0 in every economy: economy [{n}] would be left with "
            f"{r.income[n]:.3g} after the transfer it pays. Another deficit rule may have one.",
            residual,
        )
    at = np.unravel_index(int(np.argmax(np.nan_to_num(cells[name], nan=np.inf))), cells[name].shape)
    place = ", ".join(str(int(i)) for i in at)
    text = (
        f"caliendo-parro stopped after {found.sweeps} sweeps of {method}; largest residual {residual[name]:.1e} in "
        f"{name}, cell [{place}] (economy{', sector' if len(at) > 1 else ''})."
    )
    if len(found.paces) > 1:
        text += f" The wage step was lowered from {found.paces[0]:g} to {found.paces[-1]:g} of its start."
    return NoSolution(text, residual)


def _broken(
    k: Kernel,
    here: Kernel,
    r: Result,
    gaps: tuple[dict[str, Array], float],
    found: Search,
    s: float,
    last: Equilibrium | None,
) -> NoSolution:
    """How far along the shock equilibria were found, and what was falling there."""
    why = _refusal(here, r, gaps, found, "continuation")
    text = f"no equilibrium was found beyond {100 * s:.3g} % of the shock, taken in steps from the base year."
    if last is not None:
        left = last.income / k.base.income
        n = int(np.argmin(left))
        if left[n] < 0.5:
            text += f" Income of economy [{n}] falls to {100 * left[n]:.2g} % of the base year's there"
            paid = -float(last.D[n] / (last.income[n] - last.D[n]))
            text += (
                f": it pays {100 * paid:.4g} % of what it earns abroad, by its deficit and transfers."
                if paid > 0.5
                else "."
            )
            if paid > 0.5 and k.deficit in ("share-of-world-output", "additive"):
                text += ' The rules "own-gdp" and "own-income" let a deficit shrink with its economy.'
    return NoSolution(f"{text} {why}", why.residuals)
