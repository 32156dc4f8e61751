"""A loan at terms, against the same sum at the market's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Level, Range, Rate, Share, Shock, refuse
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known
from kaskazi.shocks.loan_terms import DISCOUNT, Profile, Terms, grant_element, yearly


class Loan(Shock):
    """A loan in place of one at market terms. amount: USD million, once; rate, market_rate: interest a year, ratios;
    maturity, grace: years; payments_a_year; profile and steps: how the principal comes back (see `loan_terms`);
    repaid: part of it that does, 0 for a gift; discount: yearly rate of the grant element."""

    kind: Literal["loan"] = "loan"
    lender: Iso3
    borrower: Iso3
    amount: float = Field(gt=0, le=1e7, description="USD million, once")
    rate: Rate
    maturity: float = Field(gt=0, le=100)
    grace: float = Field(default=0.0, ge=0, le=99)
    payments_a_year: Literal[1, 2, 4, 12] = 2
    profile: Profile = "equal-principal"
    steps: tuple[float, ...] = ()
    repaid: Share = 1.0
    discount: float = Field(default=DISCOUNT, ge=0, le=1)
    market_rate: Range

    @model_validator(mode="after")
    def _terms(self) -> Self:
        try:
            _ = self.terms
        except ValueError as error:
            raise refuse(f"{error}.", "maturity", "terms that can be repaid") from None
        if not 0 <= self.market_rate.low <= self.market_rate.high <= 2:
            raise refuse("is no rate of interest.", "market_rate", "ratios a year, 0.1 = 10 %")
        return self

    @property
    def terms(self) -> Terms:
        """Its terms."""
        return Terms(
            self.rate, self.maturity, self.grace, self.payments_a_year, self.profile, self.steps, self.repaid
        )

    @property
    def grant_element(self) -> float:
        """Per cent of the amount that is a gift, at the official discount rate."""
        return grant_element(self.terms, self.discount)

    def spared(self, level: Level) -> float:
        """What its terms spare against a market loan of the same sum, USD million a year over its life, the same every
        year and worth as much at the market's rate: that loan's present value is the sum itself."""
        at = self.market_rate.at(level)
        gift = grant_element(self.terms, at) / 100.0
        return yearly(self.amount * gift, self.maturity, at)


def check(s: Loan, at: str, known: Known) -> Iterator[Problem]:
    """Both are the world's and two."""
    yield from known.economies(f"{at}.lender", [s.lender])
    yield from known.economies(f"{at}.borrower", [s.borrower])
    if s.lender == s.borrower:
        yield Problem(f"{at}.borrower", f'"{s.borrower}" lends to itself.', "another economy")


def apply(arrays: Arrays, s: Loan, ground: Ground, case: Case) -> None:
    """What is spared stays with the borrower and does not come to the lender."""
    spared = s.spared(case.level)
    arrays.transfer[ground.world.index(s.borrower)] += spared
    arrays.transfer[ground.world.index(s.lender)] -= spared


KIND = Kind("loan", "A loan at better terms", Loan, True, check, apply)
