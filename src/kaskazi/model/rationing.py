"""Quantities: flows that may not exceed an amount, each with the price at which what is left is shared out.

A closure or a ban is a share of a flow that cannot move, a port a capacity for several flows together: not a cost but a
quantity. Its shadow price is the ad valorem wedge mu >= 0 at which no more is asked for than may move: a complementarity,
volume <= cap, mu >= 0, one of them met (Rutherford 1995, Journal of Economic Dynamics and Control 19, for the form). Who
gets the scarcity rent is said: the importer (as a tariff's revenue), the exporter (an export tax's) or nobody (it is
used up in queues and detours, an iceberg cost). Each equilibrium on the way is certified; equations are numbered here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, NoSolution, Problem, nearest
from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.comparison import base_flows
from kaskazi.model.decomposition import log_cost
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.follow import follow
from kaskazi.model.wedges import Wedges, export_ratio, export_tax

RENTS = ("importer", "exporter", "lost")
ROUNDS = 60
LEAST = 1e-9  # of a cap: below it a price says nothing


@dataclass(frozen=True, slots=True)
class Cap:
    """cells (J,N,N): the flows that share a limit; most: what may move of their volume in the base year, a ratio."""

    cells: NDArray[np.bool_]
    most: float


@dataclass(frozen=True, slots=True)
class Rationed:
    """An equilibrium in which no cap is exceeded. price (G,): scarcity price of each cap, ad valorem on the price at the
    border, ratio, 0 where it does not bind; volume (G,) over the base year's; gap: the largest |ln(volume / cap)| of
    those that bind; solves: equilibria computed."""

    equilibrium: Equilibrium
    price: Array
    volume: Array
    gap: float
    solves: int

    @property
    def binding(self) -> NDArray[np.bool_]:
        """Which caps bind, (G,)."""
        return np.asarray(self.price > 0)


def volume(c: Calibration, e: Equilibrium, cells: NDArray[np.bool_], base: Array | None = None) -> float:
    """(1) What leaves exporters for the cells, at the base year's prices, over what left then."""
    old = base_flows(c) if base is None else base
    price = np.exp(log_cost(c, e)).T[:, None, :]
    ratio = export_ratio(c, e.wedges)
    flows = e.flows / (price if ratio is None else price * ratio)
    return float(flows[cells].sum() / old[cells].sum())


def priced(c: Calibration, w: Wedges, caps: Sequence[Cap], x: Array, rent: str) -> Wedges:
    """(2) The wedges with ln(1 + mu) = x (G,) on the cells of each cap, paid to whom the rent goes."""
    factor = np.ones(c.pi.shape)
    for cap, ln in zip(caps, x, strict=True):
        factor[cap.cells] *= np.exp(ln)
    if rent == "importer":
        return replace(w, tariff=(1 + w.tariff) * factor - 1)
    if rent == "lost":
        return replace(w, iceberg=w.iceberg * factor)
    tax = export_tax(c, w)
    return replace(w, export_tax=factor - 1 if tax is None else (1 + tax) * factor - 1)


def solve(
    calibration: Calibration,
    wedges: Wedges,
    caps: Sequence[Cap],
    *,
    rent: str = "importer",
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    tol: float = 1e-8,
) -> Rationed:
    """(3) Prices at which every cap holds: volume <= most, price >= 0, one of them met, to tol in logs.

    Broyden's method on the caps that bind; a price that would fall below 0 is 0. A cap of 0 has no price and is refused:
    ask for the least share that moves. Raises DataError with every problem, NoSolution where an equilibrium on the way
    has none or prices do not settle.
    """
    c, G = calibration, len(caps)
    problems = _check(c, caps, rent)
    if problems:
        raise DataError("rationing", problems)
    base = base_flows(c)
    limit = np.log([cap.most for cap in caps])
    slope = -np.diag([1 + float(c.theta[cap.cells.any(axis=(1, 2))].max()) for cap in caps])
    x = np.zeros(G)
    at = follow(c, priced(c, wedges, caps, x, rent), deficit=deficit, labour=labour, tol=1e-11)

    def over() -> Array:
        return np.array([np.log(volume(c, at.equilibrium, cap.cells, base)) for cap in caps]) - limit

    r, gap = over(), np.inf
    for count in range(1, ROUNDS + 1):
        live = (x > 0) | (r > tol)
        gap = float(np.abs(r[live]).max()) if live.any() else 0.0
        if gap <= tol:
            return Rationed(at.equilibrium, np.expm1(x), np.exp(r + limit), gap, count)
        step = np.zeros(G)
        step[live] = np.linalg.lstsq(slope[np.ix_(live, live)], -r[live], rcond=None)[0]
        new = np.maximum(x + np.clip(step, -1.0, 1.0), 0.0)
        move = new - x
        if not np.abs(move).max() > 0:
            break
        at = at.to(priced(c, wedges, caps, new, rent))
        found = over()
        slope = slope + np.outer(found - r - slope @ move, move) / (move @ move)
        x, r = new, found
    raise NoSolution(
        f"rationing: volumes are still off their caps by {gap:.1e} after {ROUNDS} rounds.", {"caps": gap}
    )


def _check(c: Calibration, caps: Sequence[Cap], rent: str) -> list[Problem]:
    problems: list[Problem] = []
    if rent not in RENTS:
        problems.append(Problem("rent", f'"{rent}" is not known.', ", ".join(RENTS), nearest(rent, RENTS)))
    if not caps:
        problems.append(Problem("caps", "there is none.", "one or more"))
    own = np.eye(c.shape[1], dtype=bool)
    for g, cap in enumerate(caps):
        if cap.cells.shape != c.pi.shape or cap.cells.dtype != bool:
            problems.append(
                Problem(
                    f"caps[{g}].cells", f"has shape {cap.cells.shape}.", f"{c.pi.shape} of True and False"
                )
            )
        elif not (c.pi[cap.cells] > 0).any():
            problems.append(
                Problem(f"caps[{g}].cells", "holds no flow of the base year.", "cells with trade")
            )
        elif (cap.cells & own).any():
            problems.append(Problem(f"caps[{g}].cells", "holds own sales.", "flows between economies"))
        if not cap.most >= LEAST:
            what = f"is {cap.most:g}: where nothing moves there is no price."
            problems.append(Problem(f"caps[{g}].most", what, f"a ratio of {LEAST:g} or more"))
    return problems
