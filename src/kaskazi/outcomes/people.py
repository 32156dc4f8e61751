"""People abroad: what is sent home, what sending costs, what workers earn."""

from __future__ import annotations

from kaskazi.evidence.derived import REMITTANCES
from kaskazi.evidence.parameters import parameter
from kaskazi.outcomes.solution import Solution, over_levels
from kaskazi.outcomes.types import Figure
from kaskazi.shocks.kinds.remittances import Remittances
from kaskazi.shocks.kinds.workers import Workers


def people_figures(g: Solution) -> list[Figure]:
    """Money sent home and cost saved, wages abroad and what they leave; none where nobody sends and nobody goes."""
    return [*_corridors(g), *_workers(g)]


def _corridors(g: Solution) -> list[Figure]:
    found = [s for s in g.scenario.shock if isinstance(s, Remittances)]
    if not found:
        return []
    flow = sum(s.flow for s in found)
    response = parameter("remittance-response")
    cited = [s.cite.source for s in found if s.cite and s.cite.source]
    sources = (*cited, *REMITTANCES, *response.sources)
    more = over_levels(lambda level: sum(s.more(level) for s in found))
    saved = over_levels(lambda level: sum(s.saved(level) for s in found))
    basis = "The response and the new cost at their low, central and high values."
    return [
        g.figure("remittances", more, basis, base=flow, base_year=g.world.year, sources=sources),
        g.figure("remittance_cost", saved, basis, base_year=g.world.year, sources=sources),
    ]


def _workers(g: Solution) -> list[Figure]:
    found = [s for s in g.scenario.shock if isinstance(s, Workers)]
    if not found:
        return []
    ratio, share = parameter("wage-ratio"), parameter("share-sent")
    sent = over_levels(lambda level: sum(s.sent(level) for s in found))
    left = over_levels(lambda level: sum(s.earned(level) - s.sent(level) - s.forgone for s in found))
    basis = "The ratio of wages and the share sent at their low, central and high values."
    year, sources = g.world.year, (*ratio.sources, *share.sources, *g.world.sources)
    return [
        g.figure("sent_home", sent, basis, base_year=year, sources=sources),
        g.figure("workers_gain", left, basis, base_year=year, sources=sources),
    ]
