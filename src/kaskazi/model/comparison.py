"""One equilibrium beside another: the base rebalanced first, hats of one run over another, growth of imports.

A shock solved under balanced trade from a base with deficits moves both: what balancing does is then booked to the shock.
`rebalanced` gives the base in which trade is balanced already, and the shock's own effect is solved from there; `ratio`
of the two runs from the old base is the same number, by the law that two steps make one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.solver import solve
from kaskazi.model.wedges import Wedges


@dataclass(frozen=True, slots=True)
class Hats:
    """New over old: w, cpi, real_wage, real_income (N,), P (N,J), flows (J,N,N) (1 where nothing is traded in both)."""

    w: Array
    P: Array
    cpi: Array
    real_wage: Array
    real_income: Array
    flows: Array


def base_flows(c: Calibration) -> Array:
    """Flows of the base year net of tariff, (J,N,N)."""
    return np.asarray(c.pi * c.X.T[:, :, None] / (1 + c.tau))


def rebalanced(c: Calibration, *, deficit: str = "zero", transfer: Array | None = None) -> Calibration:
    """The base year under another closure of deficits, as a calibration of its own: nothing else has changed.

    transfer (N,): what is received besides, in the unit of the flows. Raises NoSolution where there is none.
    """
    w = Wedges.neutral(c)
    if transfer is not None:
        w = replace(w, transfer=transfer)
    e = solve(c, w, deficit=deficit, tol=1e-12)
    found = Calibration.from_flows(e.flows, c.theta, c.tau, c.beta, c.gamma, c.export_tax)
    return found if c.fixed_share is None else replace(found, fixed_share=c.fixed_share)


def ratio(new: Equilibrium, old: Equilibrium) -> Hats:
    """One run over another of the same base year. Raises DataError where they have other shapes."""
    if new.flows.shape != old.flows.shape:
        said = f"{new.flows.shape} over {old.flows.shape}."
        raise DataError("ratio", [Problem("flows", said, "two runs of one calibration")])
    both = np.logical_and(new.flows > 0, old.flows > 0)
    flows = np.where(both, new.flows / np.where(both, old.flows, 1.0), np.where(old.flows > 0, 0.0, 1.0))
    return Hats(
        w=new.w_hat / old.w_hat,
        P=new.P_hat / old.P_hat,
        cpi=new.cpi_hat / old.cpi_hat,
        real_wage=new.real_wage_hat / old.real_wage_hat,
        real_income=new.real_income_hat / old.real_income_hat,
        flows=flows,
    )


def import_growth(
    c: Calibration,
    e: Equilibrium,
    *,
    sectors: Sequence[int] | None = None,
    partners: Sequence[int] | None = None,
) -> Array:
    """Growth of each economy's imports from abroad, net of tariff, (N,), ratio: 0.1 is 10 %; 0 where there were none.

    sectors, partners: which to count (all). In the numeraire's units, as the flows are.
    """
    J, N = c.shape
    take = np.zeros((J, N, N))
    take[
        np.ix_(range(J) if sectors is None else sectors, range(N), range(N) if partners is None else partners)
    ] = 1.0
    take[:, range(N), range(N)] = 0.0
    old, new = ((f * take).sum(axis=(0, 2)) for f in (base_flows(c), e.flows))
    return np.asarray(np.where(old > 0, new / np.where(old > 0, old, 1.0) - 1, 0.0))
