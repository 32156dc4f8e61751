"""Development finance: the gift in a loan, what its terms spare, what that is beside debt service."""

from __future__ import annotations

from kaskazi.evidence.derived import DEBT, debt
from kaskazi.evidence.parameters import parameter
from kaskazi.outcomes.solution import Solution, over_levels, point
from kaskazi.outcomes.types import Figure
from kaskazi.shocks.kinds.loan import Loan

METHOD = "imf-grant-element"


def finance_figures(g: Solution) -> list[Figure]:
    """Grant element, grant equivalent, what is spared a year, and that beside the debt service there is; none where
    nothing is lent."""
    loans = [s for s in g.scenario.shock if isinstance(s, Loan)]
    if not loans:
        return []
    lent = sum(s.amount for s in loans)
    gift = sum(s.amount * s.grant_element for s in loans) / 100.0
    spared = over_levels(lambda level: sum(s.spared(level) for s in loans))
    market = parameter("market-loan-rate")
    exact = "The terms as they stand; nothing is estimated."
    basis = "The market's rate of interest at its low, central and high value."
    sources, year = (METHOD, *market.sources), g.world.year
    found = [
        g.figure("grant_element", point(100.0 * gift / lent), exact, base_year=year, sources=(METHOD,)),
        g.figure("grant_equivalent", point(gift), exact, base_year=year, sources=(METHOD,)),
        g.figure("debt_service_spared", spared, basis, base_year=year, sources=sources),
    ]
    owed = debt(g.scenario.home)
    if owed and any(s.borrower == g.scenario.home for s in loans):
        sold = _exports(g)
        change = spared.times(-100.0 / sold)
        found.append(
            g.figure(
                "debt_service_ratio",
                change,
                basis,
                base=100.0 * owed.service,
                base_year=owed.year,
                sources=(DEBT, *sources),
            )
        )
    return found


def _exports(g: Solution) -> float:
    flows, h = g.base[0], g.h
    return float(flows[:, :, h].sum() - flows[:, h, h].sum())


def finance_notes(g: Solution) -> list[str]:
    """Where the debt service stands beside the thresholds of the debt framework."""
    loans = [s for s in g.scenario.shock if isinstance(s, Loan) and s.borrower == g.scenario.home]
    owed = debt(g.scenario.home)
    if not loans or owed is None:
        return []
    ratio = 100.0 * owed.service
    above = [t for t in (10, 15, 21) if ratio > t]
    place = (
        "above all three"
        if len(above) == 3
        else f"above {len(above)} of the three"
        if above
        else "below all three"
    )
    return [
        f"Debt service was {ratio:.1f} % of exports and primary income in {owed.year}; the thresholds of the debt framework "
        f"are 10, 15 and 21 % for weak, medium and strong capacity: it is {place}. The ratio counts private debt too, which "
        "the framework does not."
    ]
