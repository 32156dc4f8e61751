"""Equilibria in, labelled figures out. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Sequence

from kaskazi._version import __version__
from kaskazi.outcomes.beside import comparisons
from kaskazi.outcomes.climate import climate_figures
from kaskazi.outcomes.conflict import peace_figures
from kaskazi.outcomes.emissions import co2_figures
from kaskazi.outcomes.finance import finance_figures, finance_notes
from kaskazi.outcomes.income import economies, income_figure
from kaskazi.outcomes.investment import investment_figures, investment_notes
from kaskazi.outcomes.jobs import jobs_moved, sector_effects
from kaskazi.outcomes.logistics import logistics_figures, touched_route
from kaskazi.outcomes.markets import market_figures, market_notes
from kaskazi.outcomes.path import Stretch, paths, sums
from kaskazi.outcomes.people import people_figures
from kaskazi.outcomes.preference import line_effects, line_figures, notes, stake
from kaskazi.outcomes.revenue import revenue_figure
from kaskazi.outcomes.solution import Pair, Solution
from kaskazi.outcomes.trade import trade_figures
from kaskazi.outcomes.types import Figure, Manifest, Outcome, Solved
from kaskazi.outcomes.walks import walks
from kaskazi.outcomes.welfare import head_figure, households
from kaskazi.scenario import Scenario
from kaskazi.shocks import response
from kaskazi.shocks.build import THETA_LEAST
from kaskazi.world import World

# Figures and notes of what a scenario holds beside trade; each is empty where it holds nothing of the kind.
OWN_FIGURES = (
    people_figures,
    finance_figures,
    peace_figures,
    investment_figures,
    market_figures,
    climate_figures,
)
OWN_NOTES = (finance_notes, investment_notes, market_notes)


def label(scenario: Scenario, world: World, solved: Sequence[Pair], dated: Sequence[Stretch] = ()) -> Outcome:
    """The outcome of one scenario from its solved cases, the central one first, and the stretches of its window."""
    g = Solution(scenario, world, tuple(solved), world.index(scenario.home))
    s = stake(scenario, world)
    years = paths(g, s, dated)
    sectors = sector_effects(g)
    headline: list[Figure] = line_figures(g, s) if s else []
    headline += logistics_figures(g)
    headline += [f for figures in OWN_FIGURES for f in figures(g)]
    headline += [
        *trade_figures(g),
        income_figure(g),
        *head_figure(g),
        revenue_figure(g),
        *jobs_moved(g),
        *co2_figures(g),
        *sums(g, s, years),
    ]
    said = [
        *(notes(g, s) if s else ()),
        *(n for notes_of in OWN_NOTES for n in notes_of(g)),
        *_floor(scenario),
        *(n for built, _ in solved for n in built.notes),
    ]
    return Outcome(
        scenario=scenario,
        home=scenario.home,
        partner=scenario.partner,
        headline=tuple(headline),
        lines=line_effects(s, scenario) if s else (),
        economies=economies(g),
        sectors=sectors,
        households=households(g),
        paths=years,
        walks=walks(g, s, headline, sectors) if s else (),
        routes=tuple(r.to_dict() for r in [touched_route(scenario)] if r),
        comparisons=comparisons(scenario, world, s) if s else (),
        assumptions=assumptions(scenario),
        notes=tuple(dict.fromkeys(said)),
        solved=tuple(_solved(x) for x in _each(solved, dated)),
        manifest=Manifest(
            kaskazi=__version__,
            scenario_sha256=scenario.sha256,
            world=world.version,
            world_sha256=world.sha256,
            settings={"deficit": scenario.closure.deficit, "cases": [b.case.name for b, _ in solved]},
        ),
    )


def _floor(scenario: Scenario) -> list[str]:
    """What to say where a year's response is below what the model is run at."""
    e = scenario.uncertainty.elasticity
    least = 1 + THETA_LEAST
    if e is None or e.first_year is None or min(response(e, 1)) >= least:
        return []
    return [
        f"The model is not run at elasticities below {least:g}: where the response of a first or second year is lower, the "
        f"model's figures of that year are those of {least:g}; line by line they are not."
    ]


def _each(solved: Sequence[Pair], dated: Sequence[Stretch]) -> list[Pair]:
    """Every solved case once."""
    found = {id(e): (b, e) for b, e in solved}
    for x in dated:
        found |= {id(e): (b, e) for b, e in x.solved}
    return list(found.values())


def _solved(x: Pair) -> Solved:
    built, e = x
    c = e.certificate
    return Solved(built.case.name, float(c.largest), float(c.walras), int(c.sweeps), str(c.method))


DEFICIT = {
    "share-of-world-output": "Each economy's trade deficit stays a fixed share of world output, so exports and imports "
    "change by the same amount.",
    "own-gdp": "Each economy's trade deficit stays a fixed share of its own income.",
    "zero": "Trade is balanced in every economy.",
    "additive": "Each economy's trade deficit stays fixed in the model's unit of account.",
}


def assumptions(scenario: Scenario) -> tuple[str, ...]:
    """What the scenario takes for granted: every shock without a citation, and the closure."""
    found = [
        f"Shock {k + 1} ({s.kind}) carries no citation: it is an assumption. {s.note}".strip()
        for k, s in enumerate(scenario.shock)
        if not (s.cite and (s.cite.source or s.cite.text or s.cite.url))
    ]
    found.append(DEFICIT[scenario.closure.deficit])
    found.append("Full employment: wages adjust and workers move; the model itself loses no job.")
    return tuple(found)
