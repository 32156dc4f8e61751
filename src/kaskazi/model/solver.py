"""The solver: one sweep, Anderson acceleration, a certificate over all equations, refusal otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, NoSolution
from kaskazi.model import caliendo_parro as cp
from kaskazi.model.types import Array, Calibration, Certificate, Equilibrium, Wedges, check_wedges

MEMORY = 7
SWEEPS = 4000
METHODS = ("auto", "anderson", "newton-krylov")


@dataclass(frozen=True, slots=True)
class _Kernel:
    """Everything a sweep reads; formed once a solve. Sector-major (J, N) inside."""

    c: Calibration
    w: Wedges
    T: Array  # (J,N,N) pi kappa^-theta
    V: Array  # (J,N,N) T / (1 + tau')
    A: Array  # (N,J,J) (1 - beta) gamma
    ln_tfp: Array  # (N,J)
    VA: Array  # (N,) base value added with the labour change
    deficit: str
    live: NDArray[np.bool_]  # (N,J) markets that spend
    priced: NDArray[np.bool_]  # (N,J) markets with a supplier


def _kernel(c: Calibration, w: Wedges, deficit: str) -> _Kernel:
    T = cp.trade_costs(c, w)
    A = (1 - c.beta)[:, None, :] * c.gamma
    return _Kernel(
        c=c,
        w=w,
        T=T,
        V=T / (1 + w.tariff),
        A=np.ascontiguousarray(A),
        ln_tfp=np.log(w.productivity),
        VA=c.VA * w.labour,
        deficit=deficit,
        live=c.X > 0,
        priced=c.pi.sum(axis=2).T > 0,
    )


def _sweep(k: _Kernel, ln_w: Array, ln_P: Array, X: Array, step: float) -> tuple[Array, Array, Array, float]:
    """One pass through (10)-(14): new ln w, ln P, X, and the largest log residual met."""
    c = k.c
    ln_c = cp.cost(ln_w, ln_P, k.A, c.beta, k.ln_tfp)
    u = np.exp(-c.theta * ln_c).T[:, :, None]  # (J,N,1)
    Q = (k.T @ u)[:, :, 0].T
    ok = Q > 0
    safe = np.where(ok, Q, 1.0)
    new_P = np.where(ok, -np.log(safe) / c.theta, 0.0)
    s = np.where(ok, (k.V @ u)[:, :, 0].T / safe, 1.0)
    Y = (u[:, :, 0] * ((X / safe).T[:, None, :] @ k.V)[:, 0, :]).T
    wL = np.exp(ln_w) * k.VA
    income = wL + (X * (1 - s)).sum(axis=1) + cp.deficit(k.deficit, c, wL, k.w.transfer)
    new_X = np.where(k.live, cp.spending(c.alpha, income, k.A, Y), 0.0)
    e = cp.excess_labour(Y, c.beta, wL)
    new_w = ln_w + step * e
    new_w = new_w - np.log((np.exp(new_w) * c.VA).sum() / c.VA.sum())
    if (new_X[k.live] <= 0).any() or not np.isfinite(e).all():
        return new_w, new_P, new_X, float("inf")
    gap = np.log(new_X[k.live] / X[k.live])
    worst = max(np.abs(e).max(), np.abs(new_P - ln_P).max(), np.abs(gap).max() if gap.size else 0.0)
    return new_w, new_P, new_X, float(worst)


def _pack(k: _Kernel, ln_w: Array, ln_P: Array, X: Array) -> Array:
    return np.concatenate([ln_w, ln_P.ravel(), np.log(X[k.live])])


def _unpack(k: _Kernel, z: Array) -> tuple[Array, Array, Array]:
    N, J = k.c.X.shape
    X = np.zeros((N, J))
    X[k.live] = np.exp(z[N + N * J :])
    return z[:N], z[N : N + N * J].reshape(N, J), X


def _step(k: _Kernel, z: Array, step: float) -> tuple[Array, float]:
    """One sweep on the packed state; the residual is infinite where the state left the domain."""
    with np.errstate(all="ignore"):
        w, P, X, worst = _sweep(k, *_unpack(k, z), step)
        if not np.isfinite(worst):
            return z, float("inf")
        new = _pack(k, w, P, X)
    return (new, worst) if np.isfinite(new).all() else (z, float("inf"))


def _anderson(k: _Kernel, z: Array, tol: float) -> tuple[Array, float, int]:
    """Anderson acceleration with a wage step that halves when the residual grows."""
    step = 0.3
    best, best_res, since = z, float("inf"), 0
    past_z: list[Array] = []
    past_f: list[Array] = []
    for sweep in range(1, SWEEPS + 1):
        new, res = _step(k, z, step)
        if res < best_res:
            best, best_res, since = z, res, 0
        else:
            since += 1
        if res <= tol:
            return z, res, sweep
        if not np.isfinite(res) or since > 25 or res > 1e3 * max(best_res, 1e-6):
            step = step / 2
            if step < 1e-3:
                break
            z, since = best, 0
            past_z.clear()
            past_f.clear()
            if not np.isfinite(res):
                z, _ = _step(k, best, step)
            continue
        f = new - z
        past_z.append(z)
        past_f.append(f)
        if len(past_f) > MEMORY:
            del past_z[0], past_f[0]
        z = _mix(past_z, past_f) if len(past_f) > 1 else new
        if not np.isfinite(z).all() or np.abs(z - new).max() > 3:
            z = new
            past_z.clear()
            past_f.clear()
    return best, best_res, sweep


def _mix(past_z: list[Array], past_f: list[Array]) -> Array:
    """The Anderson iterate: the affine mix of the past with the smallest linear residual."""
    F = np.array(past_f)
    dF = F[:-1] - F[-1]
    gram = dF @ dF.T
    gram[np.diag_indices_from(gram)] += 1e-14 * np.trace(gram) + 1e-300
    a = np.linalg.solve(gram, -dF @ F[-1])
    G = np.array(past_z) + F
    mixed: Array = G[-1] + a @ (G[:-1] - G[-1])
    return mixed


def _newton_krylov(k: _Kernel, z: Array, tol: float) -> tuple[Array, float, int]:
    """Newton-Krylov on z = F(z), from the state given."""
    from scipy.optimize import NoConvergence, newton_krylov

    count = 0

    def f(x: Array) -> Array:
        nonlocal count
        count += 1
        new, res = _step(k, x, 0.3)
        return new - x if np.isfinite(res) else np.full_like(x, 1e3)

    try:
        z = newton_krylov(f, z, f_tol=tol / 20, maxiter=60, method="lgmres")
    except (NoConvergence, ValueError):
        return z, float("inf"), count
    return z, _step(k, z, 0.3)[1], count


def solve(
    calibration: Calibration,
    wedges: Wedges,
    *,
    deficit: str = "share-of-world-output",
    method: str = "auto",
    tol: float = 1e-11,
) -> Equilibrium:
    """The equilibrium of Caliendo and Parro (2015) in changes, certified.

    deficit: one of caliendo_parro.DEFICITS. method: "anderson", "newton-krylov" or "auto" (the first,
    then the second where it fails). tol: largest residual of any equation, in logs.
    Raises DataError for wedges that do not fit, NoSolution where no state meets 1e-9 in every equation.
    """
    problems = check_wedges(wedges, calibration)
    if problems:
        raise DataError("wedges", problems)
    if deficit not in cp.DEFICITS or method not in METHODS:
        raise ValueError(f"deficit is one of {cp.DEFICITS}, method one of {METHODS}")
    k = _kernel(calibration, wedges, deficit)
    z = _pack(k, np.zeros(len(k.VA)), np.zeros_like(calibration.X), calibration.X)
    sweeps, used = 0, method
    if method in ("auto", "anderson"):
        z, res, sweeps = _anderson(k, z, tol)
        used = "anderson"
    if method == "newton-krylov" or (method == "auto" and res > tol * 10):
        start = z
        z, res, more = _newton_krylov(k, start, tol)
        sweeps, used = sweeps + more, "newton-krylov"
        z = z if np.isfinite(res) else start
    return _certified(k, z, sweeps, used)


def _certified(k: _Kernel, z: Array, sweeps: int, method: str) -> Equilibrium:
    """Everything from the final state, every equation checked anew; NoSolution if one fails."""
    c, tau = k.c, k.w.tariff
    ln_w, ln_P, X = _unpack(k, z)
    shift = -np.log((np.exp(ln_w) * c.VA).sum() / c.VA.sum())  # the unit of account, to the last digit
    ln_w, ln_P, X = ln_w + shift, np.where(k.priced, ln_P + shift, ln_P), X * np.exp(shift)
    with np.errstate(all="ignore"):
        ln_c = cp.cost(ln_w, ln_P, k.A, c.beta, k.ln_tfp)
        pi = cp.share(ln_c, ln_P, k.T, c.theta)
        flows = pi * X.T[:, :, None] / (1 + tau)
        Y = flows.sum(axis=1).T
        wL = np.exp(ln_w) * k.VA
        R = cp.revenue(X, pi, tau)
        D = cp.deficit(k.deficit, c, wL, k.w.transfer)
        income = wL + R + D
        wanted = cp.spending(c.alpha, income, k.A, Y)
        scale = np.maximum(X, 1e-12 * X.max())
        cells = {
            "(11) price": np.abs(cp.price(ln_c, k.T, c.theta) - ln_P),
            "(12) shares": np.where(k.live & (c.pi.sum(axis=2).T > 0), np.abs(pi.sum(axis=2).T - 1), 0.0),
            "(13) spending": np.where(k.live, np.abs(wanted - X) / scale, 0.0),
            "(14) labour": np.abs(cp.excess_labour(Y, c.beta, wL)),
            "(14) trade balance": np.abs(cp.trade_balance(flows, D)) / np.maximum(wL, flows.sum(axis=(0, 1))),
        }
        walras = abs(float(((c.beta * Y).sum() - wL.sum()) / wL.sum()))
    residual = {name: float(np.max(a)) for name, a in cells.items()}
    certificate = Certificate(residual, walras, sweeps, method)
    bad = (
        not np.isfinite(certificate.largest)
        or certificate.largest > 1e-9
        or (income <= 0).any()
        or (pi < 0).any()
        or (pi > 1 + 1e-9).any()
    )
    if bad:
        name = max(residual, key=lambda n: residual[n] if np.isfinite(residual[n]) else np.inf)
        at = np.unravel_index(np.nanargmax(np.nan_to_num(cells[name], nan=np.inf)), cells[name].shape)
        raise NoSolution(
            f"caliendo-parro stopped after {sweeps} sweeps of {method}; largest residual "
            f"{residual[name]:.1e} in {name}, cell {tuple(int(x) for x in at)}.",
            residual,
        )
    ln_cpi = (c.alpha * ln_P).sum(axis=1)
    base_income = c.VA + cp.revenue(c.X, c.pi, c.tau) + c.D
    return Equilibrium(
        w_hat=np.exp(ln_w),
        P_hat=np.exp(ln_P),
        pi=pi,
        X=X,
        Y=Y,
        flows=flows,
        revenue=R,
        income=income,
        D=D,
        cpi_hat=np.exp(ln_cpi),
        real_wage_hat=np.exp(ln_w - ln_cpi),
        real_income_hat=income / base_income / np.exp(ln_cpi),
        certificate=certificate,
    )
