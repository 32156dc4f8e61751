"""The base year of the model: plain contiguous arrays that add up, in a frozen dataclass.

Shapes: J sectors, N economies; [j, n, i] is sector j bought by importer n from exporter i. Two-index arrays
are (N, J). Rates and shares are ratios; money is in one unit throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from kaskazi.errors import IdentityError
from kaskazi.model import accounts, specific_factors
from kaskazi.model.accounts import Repair
from kaskazi.model.arrays import Array, fixed


@dataclass(frozen=True, slots=True)
class Calibration:
    """A base year that adds up.

    pi     (J,N,N)  share of n's spending on j bought from i, tariff included; sums to 1 over i
                    (a market that buys nothing may sum to 0)
    tau    (J,N,N)  ad valorem rate, 0.25 = 25 %; 0 on the diagonal, but where an economy stands for several that
                    levy duties on each other
    alpha  (N,J)    share of j in final demand, sums to 1 over j
    beta   (N,J)    value added share of gross output, 0..1
    gamma  (N,J,J)  [n,k,j] share of input k in the materials of j; columns sum to 1, or to 0 where beta = 1
    theta  (J,)     trade elasticity, > 0: of spending (tariff included) to cost; sigma = theta + 1
    X      (N,J)    spending, tariff included
    VA     (N,)     value added, w L
    D      (N,)     deficit: transfer received from abroad; sums to 0
    export_tax (J,N,N)  ad valorem rate on the producer's price in the base year, own sales included where it is a
                    mark-up (`markups`); its revenue is the exporter's; None: none is levied
    fixed_share (N,J)  share in value added of a factor that stays in its sector (`specific_factors`), its rents part of
                    VA; None: labour is all of it

    Arrays cannot be written to: what is worked out from them is kept.

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
    export_tax: Array | None = None
    fixed_share: Array | None = None

    def __post_init__(self) -> None:
        for name in accounts.NAMES:
            object.__setattr__(self, name, fixed(getattr(self, name)))
        if self.export_tax is not None:
            tax = fixed(self.export_tax)
            object.__setattr__(self, "export_tax", tax if tax.any() else None)
        problems = accounts.check(self._arrays())
        if self.fixed_share is not None:
            share = fixed(self.fixed_share)
            object.__setattr__(self, "fixed_share", share if share.any() else None)
            problems += specific_factors.check(share, self.beta.shape)
        if problems:
            raise IdentityError("calibration", problems)

    def _arrays(self) -> dict[str, Array]:
        names = accounts.NAMES if self.export_tax is None else (*accounts.NAMES, "export_tax")
        return {name: getattr(self, name) for name in names}

    @property
    def shape(self) -> tuple[int, int]:
        """(J, N)."""
        return self.pi.shape[0], self.pi.shape[1]

    def with_theta(self, theta: ArrayLike) -> Calibration:
        """The same base year with other trade elasticities (J,); the accounts, which do not know them, are not checked again.

        Raises IdentityError for elasticities that do not fit.
        """
        new = fixed(theta)
        problems = accounts.check_theta(new, len(self.theta))
        if problems:
            raise IdentityError("calibration", problems)
        out = object.__new__(Calibration)
        for name in self.__dataclass_fields__:
            object.__setattr__(out, name, new if name == "theta" else getattr(self, name))
        return out

    @classmethod
    def from_flows(
        cls,
        flows: ArrayLike,
        theta: ArrayLike,
        tau: ArrayLike | None = None,
        beta: ArrayLike | None = None,
        gamma: ArrayLike | None = None,
        export_tax: ArrayLike | None = None,
    ) -> Calibration:
        """A calibration from flows net of tariff, [j,n,i] (J,N,N) or (N,N), own sales on the diagonal.

        theta: one number or (J,). tau: one number or (J,N,N), ratios. beta: one number or (N,J).
        gamma: (N,J,J), or (J,J) for all economies. export_tax: one number, or (J,N,N) as in the class; flows are at
        prices that hold it, beta and gamma shares of what producers receive without it. This is the shortest way from raw arrays to an answer:

            c = Calibration.from_flows(flows, theta=4.0, tau=tariffs, beta=va_shares, gamma=input_shares)
            w = replace(Wedges.neutral(c), tariff=new_tariffs)
            e = solve(c, w)

        Without beta the economy has no materials (beta = 1). Final demand is what is left of spending
        after materials; raises IdentityError where that is negative. D closes each account.
        """
        return cls(**accounts.from_flows(flows, theta, tau, beta, gamma, export_tax))

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
        export_tax: ArrayLike | None = None,
        *,
        limit: float = 1e-3,
    ) -> tuple[Calibration, tuple[Repair, ...]]:
        """A calibration from arrays that add up only to rounding, and the ledger of what was changed.

        Shares are rescaled to sum to 1, D to sum to 0, and the base-year accounts are solved again, so
        that no change solves to exactly no change. Any relative gap above `limit` is refused with its
        cell: IdentityError. Arrays as in the constructor, to which the same refusals apply.
        """
        given = {
            "pi": pi, "tau": tau, "alpha": alpha, "beta": beta, "gamma": gamma, "theta": theta, "X": X, "VA": VA, "D": D,
        }  # fmt: skip
        if export_tax is not None:
            given["export_tax"] = export_tax
        arrays, ledger = accounts.repair(given, limit=limit)
        return cls(**arrays), ledger
