"""The solver: Anderson acceleration, Newton-Krylov behind it, a certificate, refusal otherwise."""

from __future__ import annotations

import numpy as np

from kaskazi.errors import DataError, NoSolution, Problem, nearest
from kaskazi.model import caliendo_parro as cp
from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Certificate, Equilibrium
from kaskazi.model.kernel import Kernel, parts, prepare, start, sweep
from kaskazi.model.wedges import Wedges, check_wedges

MEMORY = 8
SWEEPS = 1500
PATIENCE = 40  # sweeps without a new lowest residual
PACE = 0.01  # the least wage step, of its start
METHODS = ("auto", "anderson", "newton-krylov")
LABOUR = ("mobile", "fixed")
LIMIT = 1e-9  # the largest residual a result may carry


def _anderson(k: Kernel, z: Array, tol: float) -> tuple[Array, float, int, list[float]]:
    """Anderson acceleration; where the residual grows: back to the best state, memory cleared, half the pace."""
    pace, paces = 1.0, [1.0]
    best, lowest, since = z, np.inf, 0
    dF = np.zeros((MEMORY, z.size))
    dG = np.zeros((MEMORY, z.size))
    gram = np.zeros((MEMORY, MEMORY))
    used, count = 0, 0
    f_old = g_old = z
    with np.errstate(all="ignore"):
        while count < SWEEPS and pace >= PACE:
            g, res = sweep(k, z, pace)
            count += 1
            if res <= tol:
                return z, res, count, paces
            since = 0 if res < lowest else since + 1
            if res < lowest:
                best, lowest = z, res
            if not np.isfinite(res) or since > PATIENCE or res > 1e4 * max(lowest, 1e-4):
                pace /= 2
                paces.append(pace)
                z, used, since = best, 0, 0
                continue
            f = g - z
            if used:
                row = (used - 1) % MEMORY
                dF[row] = f - f_old
                dG[row] = g - g_old
                live = min(used, MEMORY)
                gram[row, :live] = gram[:live, row] = dF[:live] @ dF[row]
                z = _mix(g, f, dF[:live], dG[:live], gram[:live, :live])
            else:
                z = g
            used += 1
            if not np.abs(z - g).max() < 3:
                z, used = g, 0
            f_old, g_old = f, g
    return best, float(lowest), count, paces


def _mix(g: Array, f: Array, dF: Array, dG: Array, gram: Array) -> Array:
    """The Anderson iterate: g less the mix of past moves that best explains f."""
    try:
        a = np.linalg.solve(gram + np.eye(len(gram)) * 1e-13 * np.trace(gram), dF @ f)
    except np.linalg.LinAlgError:
        return g
    out: Array = g - a @ dG
    return out


def _newton(k: Kernel, z: Array, tol: float) -> tuple[Array, float, int]:
    """Newton on F(z) - z, each step by GMRES on the hand-written derivative, with a line search."""
    from scipy.sparse.linalg import LinearOperator, gmres

    from kaskazi.model.linear import Linear, jvp, linearise

    count = 0
    with np.errstate(all="ignore"):
        g, res = sweep(k, z)
        count += 1
        for _ in range(60):
            if res <= tol or not np.isfinite(res):
                break
            L = linearise(k, z)
            products = 0

            def apply(v: Array, L: Linear = L) -> Array:
                nonlocal products
                products += 1
                out: Array = v - jvp(L, v)
                return out

            size = z.size
            op = LinearOperator((size, size), matvec=apply, dtype=np.float64)
            accuracy = max(1e-10, min(1e-3, res))
            step, _ = gmres(op, g - z, rtol=accuracy, restart=min(size, 60), maxiter=4)
            count += products
            length = min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
            for _ in range(12):
                trial = z + length * step
                new, found = sweep(k, trial)
                count += 1
                if np.isfinite(found) and found < res * (1 - 1e-4 * length):
                    break
                length /= 2
            else:
                break
            z, g, res = trial, new, found
    return z, res, count


def solve(
    calibration: Calibration,
    wedges: Wedges,
    *,
    deficit: str = "share-of-world-output",
    method: str = "auto",
    tol: float = 1e-10,
    labour: str = "mobile",
    warm: Array | None = None,
) -> Equilibrium:
    """The equilibrium of Caliendo and Parro (2015) in changes, certified.

    deficit: one of caliendo_parro.DEFICITS. labour: "mobile" between sectors (long run) or "fixed" in them
    (short run: a wage per sector). method: "anderson", "newton-krylov", or "auto" (the first, then the
    second where it falls short). tol: largest residual of any equation, in logs. warm: the `state` of a
    nearby equilibrium to start from.

    The numeraire is world value added: sum(w_hat VA) = sum(VA).
    Raises DataError for wedges or settings that do not fit, with every problem; NoSolution where no state
    meets 1e-9 in every equation, naming the worst equation and cell.
    """
    problems = check_wedges(wedges, calibration)
    for name, given, allowed in (
        ("deficit", deficit, cp.DEFICITS),
        ("method", method, METHODS),
        ("labour", labour, LABOUR),
    ):
        if given not in allowed:
            problems.append(
                Problem(name, f'"{given}" is not known.', ", ".join(allowed), nearest(given, allowed))
            )
    if not 0 < tol <= LIMIT:
        problems.append(Problem("tol", f"is {tol:g}.", f"a number above 0 and at most {LIMIT:g}"))
    if problems:
        raise DataError("wedges", problems)
    k = prepare(calibration, wedges, deficit, labour == "fixed")
    tol = min(tol, LIMIT / 4)
    z = start(k)
    if warm is not None and warm.shape == z.shape and np.isfinite(warm).all():
        z = warm
    sweeps, used = 0, method
    paces: list[float] = []
    if method in ("auto", "anderson"):
        z, res, sweeps, paces = _anderson(k, z, tol)
        used = "anderson"
    if method == "newton-krylov" or (method == "auto" and not res <= tol):
        z, res, more = _newton(k, z, tol)
        sweeps, used = sweeps + more, "newton-krylov"
    return _certified(k, z, sweeps, used, paces)


def _certified(k: Kernel, z: Array, sweeps: int, method: str, paces: list[float]) -> Equilibrium:
    """Everything from the final state, every equation checked anew; NoSolution if one fails."""
    c, tau, x = k.c, k.w.tariff, k.w.export_tax
    with np.errstate(all="ignore"):
        ln_w, ln_P, ln_X = (a.copy() for a in parts(k, z))
        shift = -np.log((np.exp(ln_w) * k.numeraire).sum() / k.numeraire.sum())
        ln_w += shift
        ln_P = np.where(k.bare, 0.0, ln_P + shift).T
        X = np.where(k.dead, 0.0, np.exp(ln_X + shift)).T
        wages = np.exp(ln_w) * k.labour
        wL = wages.sum(axis=0)
        ln_c = cp.cost(ln_w.T if k.fixed else ln_w[0], ln_P, k.A, c.beta, k.ln_tfp.T)
        pi = cp.share(ln_c, ln_P, k.T, c.theta)
        flows = pi * X.T[:, :, None] / (1 + tau)
        received = flows if x is None else flows / (1 + x)
        Y = received.sum(axis=1).T
        R = cp.revenue(X, pi, tau)
        levied = (flows - received).sum(axis=(0, 1))
        D = cp.deficit(k.deficit, c, wL, k.w.transfer)
        income = wL + R + levied + D
        wanted = cp.spending(c.alpha, income, k.A, Y)
        bill = c.beta * Y
        hired = bill.T if k.fixed else bill.sum(axis=1)[None]
        labour = np.abs(np.log(np.where(k.idle, 1.0, hired) / np.where(k.idle, 1.0, wages)))
        sums = np.abs(pi.sum(axis=2).T - 1)
        cells = {
            "(10) cost and (11) price": np.abs(cp.price(ln_c, k.T, c.theta) - ln_P),
            "(12) shares": np.where(k.dead.T, 0.0, sums),
            "(13) spending": np.where(k.dead.T, 0.0, np.abs(wanted / np.where(k.dead.T, 1.0, X) - 1)),
            "(14) labour": labour.T if k.fixed else labour[0],
            "(14) trade balance": np.abs(cp.trade_balance(flows, D)) / np.maximum(wL, flows.sum(axis=(0, 1))),
        }
        walras = abs(float((bill.sum() - wL.sum()) / wL.sum()))
    residual = {name: float(np.max(a)) for name, a in cells.items()}
    certificate = Certificate(residual, walras, sweeps, method)
    sound = (
        np.isfinite(certificate.largest)
        and certificate.largest <= LIMIT
        and bool((income > 0).all() and (pi >= 0).all() and (pi <= 1 + LIMIT).all())
        and all(np.isfinite(a).all() for a in (ln_w, ln_P, X, Y, flows, income))
    )
    if not sound and certificate.largest <= LIMIT and (income <= 0).any():
        n = int(np.argmin(income))
        raise NoSolution(
            f"caliendo-parro has no equilibrium with income above 0 in every economy: economy [{n}] would be left with "
            f"{income[n]:.3g} after the transfer it pays. Another deficit rule may have one.",
            residual,
        )
    if not sound:
        raise _refusal(cells, residual, sweeps, method, paces)
    ln_cpi = (c.alpha * ln_P).sum(axis=1)
    base_income = c.VA + cp.revenue(c.X, c.pi, c.tau) + c.D
    return Equilibrium(
        w_hat=wL / k.numeraire.sum(axis=0) / k.w.labour if k.fixed else np.exp(ln_w[0]),
        P_hat=np.exp(ln_P),
        pi=np.minimum(pi, 1.0),
        X=X,
        Y=Y,
        flows=flows,
        revenue=R,
        income=income,
        D=D,
        cpi_hat=np.exp(ln_cpi),
        real_wage_hat=wL / (c.VA * k.w.labour) * np.exp(-ln_cpi),
        real_income_hat=income / base_income * np.exp(-ln_cpi),
        certificate=certificate,
        export_revenue=levied,
        sector_wage_hat=np.exp(np.broadcast_to(ln_w, k.beta.shape)).T,
        state=z,
        wedges=k.w,
        deficit=k.deficit,
        labour="fixed" if k.fixed else "mobile",
    )


def _refusal(
    cells: dict[str, Array], residual: dict[str, float], sweeps: int, method: str, paces: list[float]
) -> NoSolution:
    """Name the worst equation and cell, and what was tried."""
    size = {n: r if np.isfinite(r) else np.inf for n, r in residual.items()}
    name = max(size, key=lambda n: size[n])
    at = np.unravel_index(int(np.argmax(np.nan_to_num(cells[name], nan=np.inf))), cells[name].shape)
    place = ", ".join(str(int(i)) for i in at)
    text = (
        f"caliendo-parro stopped after {sweeps} sweeps of {method}; largest residual {residual[name]:.1e} in "
        f"{name}, cell [{place}] (economy{', sector' if len(at) > 1 else ''})."
    )
    if len(paces) > 1:
        text += f" The wage step was lowered from {paces[0]:g} to {paces[-1]:g} of its start."
    return NoSolution(text, residual)
