"""Tariffs that maximise real income: one player's best, and Nash, where each player's is best.

In a two-country, one-sector world the best uniform tariff is 1 / (theta lambda_ff), lambda_ff the other's home
share at the optimum, net of its own tariff (Johnson 1953; Gros 1987, Journal of International Economics 23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kaskazi.errors import DataError, NoSolution, Problem
from kaskazi.model.adjoint import Gradient, gradient, real_income
from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.solver import solve
from kaskazi.model.wedges import Wedges

BY = ("uniform", "partner", "sector", "cell")


@dataclass(frozen=True, slots=True)
class Optimum:
    """A player's best tariffs, the others' given.

    tariff (J,N,N): all tariffs at the optimum. gain: ln real income over the wedges given. slope: largest
    derivative of ln real income to ln(1 + t) left in the interior. solves: equilibria computed.
    """

    tariff: Array
    gain: float
    slope: float
    solves: int
    equilibrium: Equilibrium


@dataclass(frozen=True, slots=True)
class Nash:
    """Tariffs (J,N,N) from which no player gains by moving; gains (players,) in ln real income over the
    wedges given; move: the largest change of any rate in the last round."""

    tariff: Array
    gains: Array
    rounds: int
    move: float
    equilibrium: Equilibrium


def worth(g: Gradient, tau: Array, to: float = 0.0) -> Array:
    """First-order worth of moving each tariff to a rate, (J,N,N), in the unit of the outcome.

    The ranking of asks: the outcome is the asker's, the cells are the other side's tariffs on it.
    """
    return np.asarray(np.where(tau != to, g.tau * (to - tau), 0.0))


def _cells(shape: tuple[int, ...], player: int, by: str) -> tuple[Array, int]:
    """Number of the free rate that sets each cell, -1 where none does; and how many there are."""
    J, N = shape[0], shape[1]
    others = [i for i in range(N) if i != player]
    at = np.full(shape, -1.0)
    if by == "uniform":
        at[:, player, others] = 0
    elif by == "partner":
        at[:, player, others] = np.arange(N - 1)[None]
    elif by == "sector":
        at[:, player, others] = np.arange(J)[:, None]
    else:
        at[:, player, others] = np.arange(J * (N - 1)).reshape(J, N - 1)
    return at, int(at.max()) + 1


def optimal_tariff(
    calibration: Calibration,
    player: int,
    wedges: Wedges | None = None,
    *,
    by: str = "uniform",
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    bounds: tuple[float, float] = (-0.5, 10.0),
    start: Array | None = None,
) -> Optimum:
    """The tariffs of one economy that maximise its real income, all other wedges given.

    by: one rate, one by partner, by sector, or by cell. bounds: allowed rates. start: tariffs (J,N,N) to begin
    from. Raises DataError for an unknown player or kind, NoSolution where an equilibrium on the way has none.
    """
    from scipy.optimize import minimize

    c = calibration
    w = Wedges.neutral(c) if wedges is None else wedges
    problems = []
    if by not in BY:
        problems.append(Problem("by", f'"{by}" is not known.', ", ".join(BY)))
    if not 0 <= player < c.shape[1]:
        problems.append(Problem("player", f"{player} is no economy.", f"0 to {c.shape[1] - 1}"))
    if problems:
        raise DataError("optimal_tariff", problems)
    at, count = _cells(c.pi.shape, player, by)
    chosen = at >= 0
    index = at[chosen].astype(int)
    size = np.bincount(index, minlength=count)
    begin = (w.tariff if start is None else start)[chosen]
    x0 = np.log(1 + np.clip(np.bincount(index, begin, count) / size, *bounds))
    seen: dict[str, Equilibrium] = {}
    solves = 0

    def wedge(x: Array) -> Wedges:
        t = w.tariff.copy()
        t[chosen] = np.exp(x[index]) - 1
        return replace(w, tariff=t)

    def fall(x: Array) -> tuple[float, Array]:
        nonlocal solves
        solves += 1
        last = seen.get("last")
        e = solve(
            c, wedge(x), deficit=deficit, labour=labour, tol=1e-12, warm=None if last is None else last.state
        )
        seen["last"] = e
        g = gradient(c, e, real_income(c, e, player))
        slope: Array = np.bincount(index, (g.tau * (1 + e.wedges.tariff))[chosen], count).astype(np.float64)
        return -g.value, -slope

    limits = [(np.log(1 + bounds[0]), np.log(1 + bounds[1]))] * count
    found = minimize(
        fall,
        x0,
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 500, "maxls": 40},
    )
    value, slope = fall(found.x)
    free = (found.x > limits[0][0] + 1e-9) & (found.x < limits[0][1] - 1e-9)
    left = float(np.abs(slope[free]).max()) if free.any() else 0.0
    if left > 1e-5:
        raise NoSolution(
            f"optimal tariff: a slope of {left:.1e} is left after {solves} solves.", {"slope": left}
        )
    before = solve(c, w, deficit=deficit, labour=labour)
    e = seen["last"]
    gain = -value - float(np.log(before.real_income_hat[player]))
    return Optimum(e.wedges.tariff, gain, left, solves, e)


def nash(
    calibration: Calibration,
    players: Sequence[int],
    wedges: Wedges | None = None,
    *,
    by: str = "uniform",
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    tol: float = 1e-6,
    rounds: int = 60,
) -> Nash:
    """Tariffs at which every player's are its best, others' given: best replies in turn until none moves.

    Raises NoSolution where they still move by more than tol after the rounds given.
    """
    c = calibration
    w = Wedges.neutral(c) if wedges is None else wedges
    before = solve(c, w, deficit=deficit, labour=labour)
    move = np.inf
    for number in range(1, rounds + 1):
        old = w.tariff
        for p in players:
            best = optimal_tariff(c, p, w, by=by, deficit=deficit, labour=labour)
            w = replace(w, tariff=best.tariff)
        move = float(np.abs(w.tariff - old).max())
        if move <= tol:
            e = solve(c, w, deficit=deficit, labour=labour)
            gains = np.log(e.real_income_hat / before.real_income_hat)[list(players)]
            return Nash(w.tariff, gains, number, move, e)
    raise NoSolution(f"nash: tariffs still move by {move:.1e} after {rounds} rounds.", {"move": move})
