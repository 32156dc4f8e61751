"""What a loan costs: its payments, their present value, and the grant element of its terms.

Payments fall at the end of each period. The discount rate is a yearly rate; a period's rate compounds to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Profile = Literal["equal-principal", "annuity", "bullet", "stepped", "listed"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
DISCOUNT = 0.05  # yearly rate at which the IMF and the World Bank discount official loans


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a loan. rate: interest a year, ratio; maturity, grace: years, the grace counted in the maturity;
    a_year: payments a year; profile: how the principal comes back.

    steps: for "stepped", pairs of years and the part of the principal that comes back in each of them, in order (the
    first years after the grace first); for "listed", the part of each period of repayment. Parts add up to 1.
    owed: part of what is lent that has to come back, with interest on it: 0 for a gift.
    """

    rate: float
    maturity: float
    grace: float = 0.0
    a_year: int = 2
    profile: Profile = "equal-principal"
    steps: tuple[float, ...] = ()
    owed: float = 1.0

    def __post_init__(self) -> None:
        if self.periods < 1 or not 0 <= self.grace < self.maturity:
            raise ValueError(f"maturity {self.maturity:g}, grace {self.grace:g}: nothing is left to repay in")
        if self.profile not in ("stepped", "listed"):
            return
        parts = self.parts
        if len(parts) != self.repaying:
            raise ValueError(f"{len(parts)} parts for {self.repaying} payments of principal")
        if abs(sum(parts) - 1.0) > 1e-9:
            raise ValueError(f"parts of the principal add up to {sum(parts):g}, not 1")

    @property
    def periods(self) -> int:
        """Periods to the last payment."""
        return round(self.maturity * self.a_year)

    @property
    def free(self) -> int:
        """Periods in which interest alone is paid."""
        return round(self.grace * self.a_year)

    @property
    def repaying(self) -> int:
        """Payments of principal."""
        return self.periods - self.free

    @property
    def parts(self) -> tuple[float, ...]:
        """Part of the principal in each payment of it, where the steps say it."""
        if self.profile == "listed":
            return self.steps
        pairs = zip(self.steps[::2], self.steps[1::2], strict=False)
        return tuple(part / self.a_year for years, part in pairs for _ in range(round(years * self.a_year)))


def principal(t: Terms) -> Array:
    """Part of the principal that comes back at the end of each period (periods,), ratios that add up to 1."""
    out = np.zeros(t.periods)
    n = t.repaying
    if t.profile == "bullet":
        out[-1] = 1.0
    elif t.profile in ("stepped", "listed"):
        out[t.free :] = t.parts
    elif t.profile == "annuity":
        i = t.rate / t.a_year
        grows = (1.0 + i) ** np.arange(n)
        out[t.free :] = grows / grows.sum()
    else:
        out[t.free :] = 1.0 / n
    return out


def payments(t: Terms) -> Array:
    """Interest and principal at the end of each period, per unit lent."""
    back = principal(t)
    left = 1.0 - np.concatenate(([0.0], np.cumsum(back)[:-1]))
    return np.asarray(t.owed * (back + left * t.rate / t.a_year))


def present_value(t: Terms, discount: float = DISCOUNT) -> float:
    """Present value of all payments, per unit lent."""
    d = (1.0 + discount) ** (1.0 / t.a_year)
    return float((payments(t) / d ** np.arange(1, t.periods + 1)).sum())


def grant_element(t: Terms, discount: float = DISCOUNT) -> float:
    """Part of a loan that is a gift, per cent of what is lent: 100 for a gift, 0 where the rate, compounded over the
    year, is the discount rate, below 0 above it."""
    return 100.0 * (1.0 - present_value(t, discount))


def yearly(amount: float, years: float, rate: float) -> float:
    """The same sum every year for so many years that is worth an amount now."""
    if rate == 0:
        return amount / years
    return float(amount * rate / (1.0 - (1.0 + rate) ** -years))
