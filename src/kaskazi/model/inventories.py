"""Changes of inventories folded into a year's accounts, by a rule that is named.

An inter-country table books goods put on stock or drawn from it as final use, so some cells are negative, which a
model of one year cannot hold. Z (N*J, N*J) intermediate flows, F (N*J, N) final use without inventories, V (N*J, N)
their changes; rows sell, economy first; output is the row sum of all three.

made-this-year  Costinot and Rodriguez-Clare (2014), Handbook of International Economics 4, chapter 4, online
                appendix: what is put on stock is final use; what is drawn from stock is taken as made this year,
                its inputs with it, by the coefficients of the table (F1), (F2).
net             Antras, Chor, Fally and Hillberry (2012), American Economic Review 102(3): inventories are left
                out, and each row of uses is scaled to the output it has (F3).

Second-hand: the rules as later work describes them; the equations' numbers are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kaskazi.errors import DataError, Problem, nearest
from kaskazi.model.arrays import Array, dense, wrong_cells
from kaskazi.model.calibration import Calibration

RULES = ("made-this-year", "net")


@dataclass(frozen=True, slots=True)
class Folded:
    """Accounts without inventories: Z (N*J, N*J), F (N*J, N), output (N*J,); moved: change of output over output, (N*J,).

    value_added (N*J,): what output is worth above its inputs.
    """

    Z: Array
    F: Array
    output: Array
    value_added: Array
    moved: Array

    def calibration(self, theta: ArrayLike) -> Calibration:
        """The base year of the model, no duties; each buyer's uses of a sector have its sellers in the same shares.

        Raises IdentityError where a final use that is left is negative.
        """
        N = self.F.shape[1]
        J = len(self.output) // N
        z = self.Z.reshape(N, J, N, J)
        flows = (z.sum(axis=3) + self.F.reshape(N, J, N)).transpose(1, 2, 0)
        used = z.sum(axis=0).transpose(1, 0, 2)  # [buyer, input, user]
        total = used.sum(axis=1)
        output = self.output.reshape(N, J)
        share = np.where(output > 0, total / np.where(output > 0, output, 1.0), 0.0)
        gamma = used / np.where(total > 0, total, 1.0)[:, None, :]
        return Calibration.from_flows(flows, theta, None, 1 - share, gamma)


def fold(Z: ArrayLike, F: ArrayLike, V: ArrayLike, rule: str) -> Folded:
    """Accounts without inventories by one of RULES. Raises DataError for arrays that do not fit, with every problem."""
    z, f, v = (dense(a) for a in (Z, F, V))
    problems: list[Problem] = []
    if rule not in RULES:
        problems.append(Problem("rule", f'"{rule}" is not known.', ", ".join(RULES), nearest(rule, RULES)))
    if z.ndim != 2 or z.shape[0] != z.shape[1] or f.ndim != 2 or len(f) != len(z) or v.shape != f.shape:
        problems.append(
            Problem("Z, F, V", f"have shapes {z.shape}, {f.shape}, {v.shape}.", "(NJ,NJ), (NJ,N), (NJ,N)")
        )
    elif len(z) % f.shape[1]:
        problems.append(
            Problem("Z", f"has {len(z)} rows for {f.shape[1]} economies.", "as many sectors in each")
        )
    if problems:
        raise DataError("inventories", problems)
    for name, a in (("Z", z), ("F", f)):
        wrong_cells(problems, name, ~np.isfinite(a), "is not a finite number.")
        wrong_cells(problems, name, a < 0, "is negative.")
    wrong_cells(problems, "V", ~np.isfinite(v), "is not a finite number.")
    output = z.sum(axis=1) + f.sum(axis=1) + v.sum(axis=1)
    materials = z.sum(axis=0)
    wrong_cells(problems, "output", (output < 0) | ((output == 0) & (materials > 0)), "is not above 0.")
    wrong_cells(problems, "materials", materials > output * (1 + 1e-9), "exceed output.")
    if problems:
        raise DataError("inventories", problems)
    coefficients = z / np.where(output > 0, output, 1.0)
    new = made_this_year(coefficients, f, v) if rule == "made-this-year" else net(z, f, output)
    moved = np.where(output > 0, new[2] / np.where(output > 0, output, 1.0) - 1, 0.0)
    return Folded(*new, new[2] - new[0].sum(axis=0), moved)


def made_this_year(coefficients: Array, F: Array, V: Array) -> tuple[Array, Array, Array]:
    """(F1) final use F + max(V, 0); (F2) output (1 - A)^-1 of it: Z, F and output."""
    final = F + np.maximum(V, 0.0)
    output = np.linalg.solve(np.eye(len(F)) - coefficients, final.sum(axis=1))
    return coefficients * output, final, np.asarray(output)


def net(Z: Array, F: Array, output: Array) -> tuple[Array, Array, Array]:
    """(F3) rows of uses times output over uses; a row that is all inventories sells nothing: Z, F and output.

    Inputs of a sector then no longer sum to what it bought; its value added takes the difference.
    """
    used = Z.sum(axis=1) + F.sum(axis=1)
    factor = np.where(used > 0, output / np.where(used > 0, used, 1.0), 0.0)[:, None]
    sold = np.where(used > 0, output, 0.0)
    return Z * factor, F * factor, sold
