"""Draft scenarios that several rooms need: of a preference, of an agreement's trade costs, of a disturbed chokepoint.

The agenda, the ask list and the tables draft here, so that the same policy is the same scenario whoever asks. A person
can edit every one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaskazi.evidence import Range, elasticities
from kaskazi.evidence.estimates import first_year
from kaskazi.law import Instrument
from kaskazi.scenario import Cite, Elasticity, Estimate, Horizon, Scenario, Shock, Uncertainty
from kaskazi.scenario import Range as Bounds
from kaskazi.shocks.kinds.barrier import Barrier
from kaskazi.shocks.kinds.chokepoint import Chokepoint
from kaskazi.shocks.kinds.preference import Preference


def scenario_of(
    name: str,
    title: str,
    home: str,
    partner: str | None,
    shocks: Sequence[Shock],
    horizon: Horizon | None = None,
) -> Scenario:
    """A scenario with the world's own elasticities."""
    return Scenario(name=name, title=title, home=home, partner=partner, horizon=horizon, shock=tuple(shocks))


def preference_scenario(
    name: str, title: str, i: Instrument, home: str, horizon: Horizon | None, shock: Preference
) -> Scenario:
    """A scenario of one preference, with the elasticities published for preferences, in the first year and settled."""
    return Scenario(
        name=name,
        title=title,
        home=home,
        partner=i.giver if i.giver != home else None,
        horizon=horizon,
        uncertainty=Uncertainty(elasticity=preference_elasticity()),
        shock=(shock,),
    )


def preference_elasticity() -> Elasticity:
    """How customs values answer to a duty where a preference is at stake: settled, and in the first full year."""
    long, first = elasticities(), first_year()
    return Elasticity(
        low=long.low,
        central=long.central,
        high=long.high,
        sources=long.sources,
        first_year=Estimate(low=first.low, central=first.central, high=first.high, sources=first.sources),
    )


def barrier_scenario(i: Instrument, r: Range, home: str, partner: str) -> Scenario:
    """An agreement without a tariff chapter: a range for the cost of trading between the two."""
    pair = tuple(sorted((home, partner)))
    shock = Barrier(
        importers=pair,
        exporters=pair,
        ave_change=Bounds(low=r.low, central=r.central, high=r.high),
        cite=Cite(source=r.sources[0]),
        note=r.note,
    )
    title = f"The partnership cuts the cost of trade between the two by {-100 * r.high:.1f} % to {-100 * r.low:.1f} %"
    return scenario_of(i.id, title, home, partner, (shock,))


def chokepoint_scenario(
    name: str, title: str, home: str, packaged: str, horizon: Horizon, end: date, cite: Cite, note: str = ""
) -> Scenario:
    """A packaged disruption from the first day of the horizon to a day."""
    shock = Chokepoint(packaged=packaged, start=horizon.start, end=end, cite=cite, note=note)
    return scenario_of(name, title, home, None, (shock,), horizon)
