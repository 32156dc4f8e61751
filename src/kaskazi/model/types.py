"""Inputs and outputs of the model: plain contiguous arrays in frozen dataclasses.

Shapes: J sectors, N economies; [j, n, i] is sector j bought by importer n from exporter i. Two-index arrays
are (N, J). Rates and shares are ratios; money is in one unit throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import IdentityError

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
        from kaskazi.model.accounts import check

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
        """A calibration from flows net of tariff, [j,n,i] (J,N,N) or (N,N), own sales on the diagonal.

        theta: one number or (J,). tau: one number or (J,N,N), ratios. beta: one number or (N,J).
        gamma: (N,J,J), or (J,J) for all economies. This is the shortest way from raw arrays to an answer:

            c = Calibration.from_flows(flows, theta=4.0, tau=tariffs, beta=va_shares, gamma=input_shares)
            w = replace(Wedges.neutral(c), tariff=new_tariffs)
            e = solve(c, w)

        Without beta the economy has no materials (beta = 1). Final demand is what is left of spending
        after materials; raises IdentityError where that is negative. D closes each account.
        """
        from kaskazi.model.accounts import from_flows

        return cls(**from_flows(flows, theta, tau, beta, gamma))

    @classmethod
    def repair(
        cls,
        pi: ArrayLike,
        tau: ArrayLike,
        alpha: ArrayLike,
        beta: ArrayLike,
        gamma: ArrayLike,
        theta: ArrayLike,
        X: ArrayLike,
        VA: ArrayLike,
        D: ArrayLike,
        *,
        limit: float = 1e-3,
    ) -> tuple[Calibration, tuple[Repair, ...]]:
        """A calibration from arrays that add up only to rounding, and the ledger of what was changed.

        Shares are rescaled to sum to 1, D to sum to 0, and the base-year accounts are solved again, so
        that no change solves to exactly no change. Any relative gap above `limit` is refused with its
        cell: IdentityError. Arrays as in the constructor, to which the same refusals apply.
        """
        from kaskazi.model.accounts import repair

        arrays, ledger = repair(pi, tau, alpha, beta, gamma, theta, X, VA, D, limit=limit)
        return cls(**arrays), ledger


@dataclass(frozen=True, slots=True)
class Repair:
    """One entry of a repair ledger: what, at which cell, its value before and after."""

    what: str
    cell: tuple[int, ...]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Wedges:
    """What changes. `Wedges.neutral(calibration)` changes nothing.

    tariff (J,N,N) new level of tau; iceberg (J,N,N) change of the iceberg factor, ratio;
    productivity (N,J), labour (N,) changes, ratio; transfer (N,) received on top of D, sums to 0, in units of
    the flows; export_tax (J,N,N) ad valorem on the producer's price, new level (the base has none), negative
    for a subsidy: its revenue goes to the exporter and tariffs are levied on the taxed price.
    """

    tariff: Array
    iceberg: Array
    productivity: Array
    labour: Array
    transfer: Array
    export_tax: Array | None = None

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else _array(value))

    @classmethod
    def neutral(cls, c: Calibration) -> Wedges:
        """No change at all."""
        J, N = c.shape
        return cls(c.tau, np.ones((J, N, N)), np.ones((N, J)), np.ones(N), np.zeros(N))


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

    w_hat (N,), P_hat (N,J), pi (J,N,N), X (N,J), Y (N,J), flows (J,N,N) net of tariff, revenue (of import
    tariffs), export_revenue, income, D, cpi_hat, real_wage_hat, real_income_hat (N,); sector_wage_hat (N,J),
    which differs between sectors only where labour is fixed. real_income_hat - 1 is the exact equivalent
    variation as a share of base income. World value added is the numeraire. `state` warm-starts a nearby
    solve; wedges, deficit and labour say what was solved.
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
    certificate: Certificate
    export_revenue: Array
    sector_wage_hat: Array
    state: Array = field(repr=False)
    wedges: Wedges = field(repr=False)
    deficit: str
    labour: str
