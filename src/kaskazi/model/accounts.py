"""Accounts of a base year as named arrays: built from flows, checked cell by cell, repaired where only rounding is off.

Arrays carry the names and shapes of `Calibration`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kaskazi.errors import IdentityError, Problem
from kaskazi.model.arrays import TOLERANCE, Array, dense, wrong_cells

SMALL_THETA = 1.0
LARGE_TAU = 50.0
NAMES = ("pi", "tau", "alpha", "beta", "gamma", "theta", "X", "VA", "D")


class ElasticityWarning(UserWarning):
    """Elasticities that may be given the wrong way round."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One entry of a repair ledger: what, at which cell, its value before and after."""

    what: str
    cell: tuple[int, ...]
    before: float
    after: float


def from_flows(
    flows: ArrayLike,
    theta: ArrayLike,
    tau: ArrayLike | None,
    beta: ArrayLike | None,
    gamma: ArrayLike | None,
    export_tax: ArrayLike | None = None,
) -> dict[str, Array]:
    """The arrays of a Calibration from flows (J,N,N) net of tariff; see Calibration.from_flows."""
    f = dense(flows)
    f = f[None] if f.ndim == 2 else f
    if f.ndim != 3 or f.shape[1] != f.shape[2]:
        raise IdentityError("flows", [Problem("flows", f"has shape {f.shape}.", "(J, N, N) or (N, N)")])
    J, N = f.shape[:2]
    problems: list[Problem] = []
    wrong_cells(problems, "flows", ~np.isfinite(f), "is not a finite number.")
    wrong_cells(problems, "flows", f < 0, "is negative.")
    given: dict[str, Array] = {}
    for name, value, shape in (
        ("tau", 0.0 if tau is None else tau, (J, N, N)),
        ("beta", 1.0 if beta is None else beta, (N, J)),
        ("gamma", 0.0 if gamma is None else gamma, (N, J, J)),
        ("theta", theta, (J,)),
        ("export_tax", 0.0 if export_tax is None else export_tax, (J, N, N)),
    ):
        raw = dense(value)
        try:
            full = np.broadcast_to(raw, shape).copy()
        except ValueError:
            problems.append(Problem(name, f"has shape {raw.shape}.", str(shape)))
            continue
        if name in ("tau", "export_tax") and raw.ndim == 0:
            full[:, range(N), range(N)] = 0.0
        given[name] = full
    if problems:
        raise IdentityError("flows", problems)
    t, b, g, x = given["tau"], given["beta"], given["gamma"], given["export_tax"]
    _tariffs(problems, t)
    wrong_cells(problems, "export_tax", ~(np.isfinite(x) & (x > -1)), "is -100 % or less.")
    if problems:
        raise IdentityError("flows", problems)
    gross = f * (1 + t)
    X = gross.sum(axis=2).T
    made = f / (1 + x) if x.any() else f
    Y = made.sum(axis=1).T
    with np.errstate(invalid="ignore", divide="ignore"):
        pi = np.where(X.T[:, :, None] > 0, gross / X.T[:, :, None], 0.0)
    final = X - np.einsum("nkj,nj->nk", g, (1 - b) * Y)
    low = final < -TOLERANCE * np.maximum(X, X.max() * 1e-12)
    for n, j in np.argwhere(low)[:20]:
        problems.append(Problem(f"X[{n},{j}]", f"materials exceed spending by {-final[n, j]:.3g}."))
    final = np.maximum(final, 0.0)
    income = final.sum(axis=1)
    wrong_cells(problems, "income", income <= 0, "no final spending is left.")
    if problems:
        raise IdentityError("flows", problems)
    VA = (b * Y).sum(axis=1)
    return {
        "pi": pi,
        "tau": t,
        "alpha": final / income[:, None],
        "beta": b,
        "gamma": g,
        "theta": given["theta"],
        "X": X,
        "VA": VA,
        "D": income - VA - (gross - f).sum(axis=(0, 2)) - (f - made).sum(axis=(0, 1)),
        "export_tax": x,
    }


def check(a: Mapping[str, Array]) -> list[Problem]:
    """Every identity a base year must meet, as problems with their cells."""
    problems = shapes(a)
    if problems:
        return problems
    pi, tau, alpha, beta, gamma, theta, X, VA, D = (a[name] for name in NAMES)
    wrong_cells(problems, "pi", (pi < 0) | (pi > 1 + TOLERANCE), "is outside 0..1.")
    _tariffs(problems, tau)
    wrong_cells(problems, "beta", (beta < 0) | (beta > 1 + TOLERANCE), "is outside 0..1.")
    wrong_cells(problems, "alpha", alpha < -TOLERANCE, "is negative.")
    wrong_cells(problems, "gamma", (gamma < -0.05) | (gamma > 1.05), "is outside 0..1.")
    problems += check_theta(theta, len(theta))
    wrong_cells(problems, "X", X < 0, "is negative.")
    export_tax = a.get("export_tax")
    if export_tax is not None:
        wrong_cells(problems, "export_tax", export_tax <= -1, "is -100 % or less.")
    wrong_cells(problems, "VA", VA <= 0, "is not above 0.")
    if problems:
        return problems
    sums = pi.sum(axis=2).T
    buys = X > 0
    wrong_cells(problems, "sum of pi", buys & (np.abs(sums - 1) > TOLERANCE), "over exporters is not 1.")
    wrong_cells(problems, "sum of alpha", np.abs(alpha.sum(axis=1) - 1) > TOLERANCE, "over sectors is not 1.")
    columns = gamma.sum(axis=1)
    wants = beta < 1 - TOLERANCE
    wrong_cells(problems, "sum of gamma", wants & (np.abs(columns - 1) > TOLERANCE), "over inputs is not 1.")
    flows = pi * X.T[:, :, None] / (1 + tau)
    made = flows if export_tax is None else flows / (1 + export_tax)
    Y = made.sum(axis=1).T
    revenue = X.sum(axis=1) - flows.sum(axis=(0, 2)) + (flows.sum(axis=(0, 1)) - Y.sum(axis=1))
    labour = (beta * Y).sum(axis=1)
    wrong_cells(problems, "labour", np.abs(labour - VA) > TOLERANCE * VA, "beta Y differs from VA.")
    income = VA + revenue + D
    wrong_cells(problems, "income", income <= 0, "(VA + revenue + D) is not above 0.")
    goods = alpha * income[:, None] + np.einsum("nkj,nj->nk", gamma, (1 - beta) * Y)
    scale = np.maximum(X, income[:, None] * 1e-6)
    wrong_cells(problems, "X", np.abs(goods - X) > TOLERANCE * scale, "differs from final use and materials.")
    if abs(D.sum()) > TOLERANCE * VA.sum():
        problems.append(Problem("D", f"sums to {D.sum():.3g}.", "0"))
    return problems


def check_theta(theta: Array, J: int) -> list[Problem]:
    """Trade elasticities that do not fit. Warns where all are below 1 in several sectors: they look like 1/theta."""
    if theta.shape != (J,):
        return [Problem("theta", f"has shape {theta.shape}.", f"({J},)")]
    problems: list[Problem] = []
    wrong_cells(problems, "theta", ~np.isfinite(theta), "is not a finite number.")
    wrong_cells(problems, "theta", theta <= 0, "is not above 0.")
    if not problems and theta.size > 1 and (theta < SMALL_THETA).all():
        said = f"theta is below 1 in every sector (largest {theta.max():.3g}), as 1/theta would be: pass 1 / x for a dispersion."
        warnings.warn(said, ElasticityWarning, stacklevel=3)
    return problems


def _tariffs(problems: list[Problem], tau: Array) -> None:
    """Rates that cannot be, and rates that look like per cent."""
    wrong_cells(problems, "tau", tau <= -1, "is -100 % or less.")
    wrong_cells(problems, "tau", tau > LARGE_TAU, "is above 5000 %; rates are ratios, 0.25 = 25 %.")
    levied = tau[tau > 0]
    if levied.size > 1 and np.median(levied) >= 1:
        middle = float(np.median(levied))
        problems.append(
            Problem(
                "tau",
                f"has a median of {middle:.3g} where it is levied, that is {100 * middle:.0f} %.",
                "ratios, 0.25 = 25 %; divide per cent by 100",
            )
        )


def repair(given: Mapping[str, ArrayLike], *, limit: float) -> tuple[dict[str, Array], tuple[Repair, ...]]:
    """Arrays that add up, and what was changed to make them; see Calibration.repair."""
    a = {name: dense(array).copy() for name, array in given.items()}
    problems = shapes(a)
    if problems:
        raise IdentityError("calibration", problems)
    ledger: list[Repair] = []
    buys = a["X"] > 0
    for name, axis, wanted in (
        ("pi", 2, buys.T),
        ("alpha", 1, np.ones(len(a["VA"]), dtype=bool)),
        ("gamma", 1, a["beta"] < 1 - TOLERANCE),
    ):
        sums = a[name].sum(axis=axis)
        gap = np.where(wanted, sums - 1, 0.0)
        wrong_cells(
            problems, f"sum of {name}", np.abs(gap) > limit, f"differs from 1 by more than {limit:g}."
        )
        off = np.abs(gap) > 1e-15
        for cell in np.argwhere(off):
            place = tuple(int(i) for i in cell)
            ledger.append(Repair(f"sum of {name}", place, float(sums[place]), 1.0))
        safe = np.where(wanted & (sums > 0), sums, 1.0)
        a[name] /= np.expand_dims(safe, axis)
    world = a["VA"].sum()
    if abs(a["D"].sum()) > limit * world:
        problems.append(Problem("D", f"sums to {a['D'].sum():.3g}.", "0"))
    if problems:
        raise IdentityError("calibration", problems)
    D0 = a["D"]
    a["D"] = D0 - a["VA"] * (D0.sum() / world)
    X0, VA0 = a["X"], a["VA"]
    a["X"] = base_spending(a)
    flows = a["pi"] * a["X"].T[:, :, None] / (1 + a["tau"])
    if "export_tax" in a:
        flows /= 1 + a["export_tax"]
    a["VA"] = (a["beta"] * flows.sum(axis=1).T).sum(axis=1)
    for name, old in (("X", X0), ("VA", VA0), ("D", D0)):
        new = a[name]
        size = np.maximum(np.abs(old), 1e-6 * world / old.size if name != "D" else VA0)
        moved = np.abs(new - old) / size
        wrong_cells(problems, name, moved > limit, f"does not fit the accounts: off by more than {limit:g}.")
        for cell in np.argwhere(moved > 1e-13):
            place = tuple(int(i) for i in cell)
            ledger.append(Repair(name, place, float(old[place]), float(new[place])))
    if problems:
        raise IdentityError("calibration", problems)
    return a, tuple(ledger)


def base_spending(a: Mapping[str, Array]) -> Array:
    """Spending (N,J) that closes (13) at base wages: a linear system, total world spending kept."""
    from scipy.sparse.linalg import LinearOperator, gmres

    net = a["pi"] / (1 + a["tau"])
    levy = 1 - np.where(a["X"] > 0, net.sum(axis=2).T, 1.0)
    taxed = net * (a["export_tax"] / (1 + a["export_tax"])) if "export_tax" in a else None
    net = net if taxed is None else net - taxed
    A = (1 - a["beta"])[:, None, :] * a["gamma"]
    shape = a["X"].shape
    live = a["X"] > 0

    def use(X: Array) -> Array:
        Y = (X.T[:, None, :] @ net)[:, 0, :].T
        income = (a["beta"] * Y).sum(axis=1) + (X * levy).sum(axis=1)
        if taxed is not None:
            income = income + (X.T[:, None, :] @ taxed)[:, 0, :].sum(axis=0)
        out: Array = a["alpha"] * income[:, None] + (A @ Y[:, :, None])[:, :, 0]
        return np.where(live, out, 0.0)

    def apply(x: Array) -> Array:
        out: Array = x - use(x.reshape(shape)).ravel() + x.mean()
        return out

    op = LinearOperator((a["X"].size,) * 2, matvec=apply, dtype=np.float64)
    X = a["X"].copy()
    total = X.sum()
    for _ in range(6):
        gap = X - use(X) - np.where(live, a["alpha"] * a["D"][:, None], 0.0)
        step, _ = gmres(op, gap.ravel(), rtol=1e-6, restart=80, maxiter=20)
        X = np.where(live, X - step.reshape(shape), 0.0)
        X *= total / X.sum() if not a["D"].any() else 1.0
        if np.abs(step).max() <= 1e-16 * X.max():
            break
    for _ in range(3):  # small markets take over the precision of large ones
        X = use(X) + np.where(live, a["alpha"] * a["D"][:, None], 0.0)
    return X


def shapes(a: Mapping[str, Array]) -> list[Problem]:
    """Shapes and finiteness of the arrays of a calibration, by name."""
    pi = a["pi"]
    if pi.ndim != 3 or pi.shape[1] != pi.shape[2]:
        return [Problem("pi", f"has shape {pi.shape}.", "(J, N, N)")]
    J, N = pi.shape[:2]
    wanted: dict[str, tuple[int, ...]] = {
        "tau": (J, N, N),
        "alpha": (N, J),
        "beta": (N, J),
        "gamma": (N, J, J),
        "theta": (J,),
        "X": (N, J),
        "VA": (N,),
        "D": (N,),
    }
    if "export_tax" in a:
        wanted["export_tax"] = (J, N, N)
    problems = [
        Problem(name, f"has shape {a[name].shape}.", str(shape))
        for name, shape in wanted.items()
        if a[name].shape != shape
    ]
    if not problems:
        for name, array in a.items():
            wrong_cells(problems, name, ~np.isfinite(array), "is not a finite number.")
    return problems
