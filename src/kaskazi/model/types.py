"""Inputs and outputs of the model: plain contiguous arrays in frozen dataclasses.

Shapes: J sectors, N economies; [j, n, i] is sector j bought by importer n from exporter i. Two-index arrays
are (N, J). Rates and shares are ratios; money is in one unit throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import IdentityError, Problem

Array = NDArray[np.float64]
TOLERANCE = 1e-9  # identities of a calibration, relative


def _array(x: ArrayLike) -> Array:
    return np.ascontiguousarray(x, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A base year that adds up.

    pi     (J,N,N)  share of n's spending on j bought from i, tariff included; sums to 1 over i
                    (a market that buys nothing may sum to 0)
    tau    (J,N,N)  ad valorem rate, 0.25 = 25 %; 0 on the diagonal
    alpha  (N,J)    share of j in final demand, sums to 1 over j
    beta   (N,J)    value added share of gross output, 0..1
    gamma  (N,J,J)  [n,k,j] share of input k in the materials of j; columns sum to 1, or to 0 where beta = 1
    theta  (J,)     trade elasticity, > 0: of spending (tariff included) to cost; sigma = theta + 1
    X      (N,J)    spending, tariff included
    VA     (N,)     value added, w L
    D      (N,)     deficit: transfer received from abroad; sums to 0

    Raises IdentityError naming the cells where a share, an account or a sign is wrong.
    """

    pi: Array
    tau: Array
    alpha: Array
    beta: Array
    gamma: Array
    theta: Array
    X: Array
    VA: Array
    D: Array

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            object.__setattr__(self, name, _array(getattr(self, name)))
        problems = check(self)
        if problems:
            raise IdentityError("calibration", problems)

    @property
    def shape(self) -> tuple[int, int]:
        """(J, N)."""
        return self.pi.shape[0], self.pi.shape[1]

    @classmethod
    def from_flows(
        cls,
        flows: ArrayLike,
        theta: ArrayLike,
        tau: ArrayLike | None = None,
        beta: ArrayLike | None = None,
        gamma: ArrayLike | None = None,
    ) -> Calibration:
        """A calibration from flows net of tariff, (J,N,N) or (N,N), own sales on the diagonal.

        Without beta the economy has no materials (beta = 1). Final demand is what is left of spending
        after materials; raises IdentityError where that is negative. D closes each account.
        """
        f = _array(flows)
        f = f[None] if f.ndim == 2 else f
        J, N = f.shape[:2]
        t = np.zeros_like(f) if tau is None else np.broadcast_to(_array(tau), f.shape).copy()
        b = np.ones((N, J)) if beta is None else np.broadcast_to(_array(beta), (N, J)).copy()
        g = np.zeros((N, J, J)) if gamma is None else _array(gamma)
        gross = f * (1 + t)
        X = gross.sum(axis=2).T
        Y = f.sum(axis=1).T
        with np.errstate(invalid="ignore", divide="ignore"):
            pi = np.where(X.T[:, :, None] > 0, gross / X.T[:, :, None], 0.0)
        VA = (b * Y).sum(axis=1)
        final = X - np.einsum("nkj,nj->nk", g, (1 - b) * Y)
        low = np.argwhere(final < -TOLERANCE * np.maximum(X, X.max() * 1e-12))
        if len(low):
            raise IdentityError(
                "flows",
                [
                    Problem(f"X[{n},{j}]", f"materials exceed spending by {-final[n, j]:.3g}.")
                    for n, j in low[:20]
                ],
            )
        final = np.maximum(final, 0.0)
        income = final.sum(axis=1)
        empty = np.nonzero(income <= 0)[0]
        if len(empty):
            raise IdentityError(
                "flows", [Problem(f"income[{n}]", "no final spending is left.") for n in empty]
            )
        revenue = (gross - f).sum(axis=(0, 2))
        return cls(
            pi=pi,
            tau=t,
            alpha=final / income[:, None],
            beta=b,
            gamma=g,
            theta=np.broadcast_to(_array(theta), (J,)),
            X=X,
            VA=VA,
            D=income - VA - revenue,
        )


def check(c: Calibration) -> list[Problem]:
    """Every identity a base year must meet, as problems with their cells."""
    problems: list[Problem] = []
    if c.pi.ndim != 3 or c.pi.shape[1] != c.pi.shape[2]:
        return [Problem("pi", f"has shape {c.pi.shape}.", "(J, N, N)")]
    J, N = c.pi.shape[:2]
    shapes = {
        "tau": (J, N, N),
        "alpha": (N, J),
        "beta": (N, J),
        "gamma": (N, J, J),
        "theta": (J,),
        "X": (N, J),
        "VA": (N,),
        "D": (N,),
    }
    for name, shape in shapes.items():
        if getattr(c, name).shape != shape:
            problems.append(Problem(name, f"has shape {getattr(c, name).shape}.", str(shape)))
    if problems:
        return problems
    for name in c.__dataclass_fields__:
        _cells(problems, name, ~np.isfinite(getattr(c, name)), "is not a finite number.")
    if problems:
        return problems
    _cells(problems, "pi", (c.pi < 0) | (c.pi > 1 + TOLERANCE), "is outside 0..1.")
    _cells(problems, "tau", c.tau <= -1, "is -100 % or less.")
    if c.tau.size and c.tau.max() > 50:
        _cells(problems, "tau", c.tau > 50, "is above 5000 %; rates are ratios, 0.25 = 25 %.")
    _cells(problems, "beta", (c.beta < 0) | (c.beta > 1 + TOLERANCE), "is outside 0..1.")
    _cells(problems, "alpha", c.alpha < -TOLERANCE, "is negative.")
    _cells(problems, "theta", c.theta <= 0, "is not above 0 (theta, not 1/theta, is wanted).")
    _cells(problems, "X", c.X < 0, "is negative.")
    _cells(problems, "VA", c.VA <= 0, "is not above 0.")
    if problems:
        return problems
    sums = c.pi.sum(axis=2).T
    buys = c.X > 0
    _cells(problems, "sum of pi", buys & (np.abs(sums - 1) > TOLERANCE), "over exporters is not 1.")
    _cells(problems, "sum of alpha", np.abs(c.alpha.sum(axis=1) - 1) > TOLERANCE, "over sectors is not 1.")
    columns = c.gamma.sum(axis=1)
    wants = c.beta < 1 - TOLERANCE
    _cells(problems, "sum of gamma", wants & (np.abs(columns - 1) > TOLERANCE), "over inputs is not 1.")
    flows = c.pi * c.X.T[:, :, None] / (1 + c.tau)
    Y = flows.sum(axis=1).T
    revenue = c.X.sum(axis=1) - flows.sum(axis=(0, 2))
    labour = (c.beta * Y).sum(axis=1)
    _cells(problems, "labour", np.abs(labour - c.VA) > TOLERANCE * c.VA, "beta Y differs from VA.")
    income = c.VA + revenue + c.D
    _cells(problems, "income", income <= 0, "(VA + revenue + D) is not above 0.")
    goods = c.alpha * income[:, None] + np.einsum("nkj,nj->nk", c.gamma, (1 - c.beta) * Y)
    scale = np.maximum(c.X, income[:, None] * 1e-6)
    _cells(problems, "X", np.abs(goods - c.X) > TOLERANCE * scale, "differs from final use and materials.")
    if abs(c.D.sum()) > TOLERANCE * c.VA.sum():
        problems.append(Problem("D", f"sums to {c.D.sum():.3g}.", "0"))
    return problems


def _cells(problems: list[Problem], name: str, wrong: NDArray[np.bool_], what: str) -> None:
    at = np.argwhere(wrong)
    for cell in at[:5]:
        problems.append(Problem(f"{name}[{','.join(map(str, cell))}]", what))
    if len(at) > 5:
        problems.append(Problem(name, f"the same in {len(at) - 5} more cells."))


@dataclass(frozen=True, slots=True)
class Wedges:
    """What changes. `Wedges.neutral(calibration)` changes nothing.

    tariff (J,N,N) new level of tau; iceberg (J,N,N) change of the iceberg factor, ratio;
    productivity (N,J), labour (N,) changes, ratio; transfer (N,) received on top of D, sums to 0.
    """

    tariff: Array
    iceberg: Array
    productivity: Array
    labour: Array
    transfer: Array

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            object.__setattr__(self, name, _array(getattr(self, name)))

    @classmethod
    def neutral(cls, c: Calibration) -> Wedges:
        """No change at all."""
        J, N = c.shape
        return cls(c.tau, np.ones((J, N, N)), np.ones((N, J)), np.ones(N), np.zeros(N))


def check_wedges(w: Wedges, c: Calibration) -> list[Problem]:
    """Shapes, signs and sums of a set of wedges against its calibration."""
    problems: list[Problem] = []
    J, N = c.shape
    shapes = {
        "tariff": (J, N, N),
        "iceberg": (J, N, N),
        "productivity": (N, J),
        "labour": (N,),
        "transfer": (N,),
    }
    for name, shape in shapes.items():
        a = getattr(w, name)
        if a.shape != shape:
            problems.append(Problem(name, f"has shape {a.shape}.", str(shape)))
        else:
            _cells(problems, name, ~np.isfinite(a), "is not a finite number.")
    if problems:
        return problems
    _cells(problems, "tariff", w.tariff <= -1, "is -100 % or less.")
    for name in ("iceberg", "productivity", "labour"):
        _cells(problems, name, getattr(w, name) <= 0, "is not above 0.")
    if abs(w.transfer.sum()) > TOLERANCE * c.VA.sum():
        problems.append(Problem("transfer", f"sums to {w.transfer.sum():.3g}.", "0"))
    return problems


@dataclass(frozen=True, slots=True)
class Certificate:
    """How well a result satisfies every equation of the model, relative residuals.

    residual: largest by equation; walras: gap of the market the others imply.
    """

    residual: Mapping[str, float]
    walras: float
    sweeps: int
    method: str

    @property
    def largest(self) -> float:
        """The largest residual over all equations, the Walras gap included."""
        return max([*self.residual.values(), self.walras])


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A solved change. Hats are ratios new/old; money in the calibration's unit.

    w_hat (N,), P_hat (N,J), pi (J,N,N), X (N,J), Y (N,J), flows (J,N,N) net of tariff, revenue, income,
    D, cpi_hat, real_wage_hat, real_income_hat (N,). real_income_hat - 1 is the exact equivalent
    variation as a share of base income. World value added is the numeraire.
    """

    w_hat: Array
    P_hat: Array
    pi: Array
    X: Array
    Y: Array
    flows: Array
    revenue: Array
    income: Array
    D: Array
    cpi_hat: Array
    real_wage_hat: Array
    real_income_hat: Array
    certificate: Certificate = field(repr=False)


__all__ = ["Array", "Calibration", "Certificate", "Equilibrium", "Wedges", "check", "check_wedges", "replace"]
