"""What a disruption of logistics does to the home economy's trade: days, dollars a container, ad valorem cost."""

from __future__ import annotations

from functools import cache

from kaskazi.codes.economies import of_the_world
from kaskazi.network import Network
from kaskazi.network.affected_route import affected_route
from kaskazi.network.compare_routes import RouteComparison
from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure
from kaskazi.scenario import Scenario
from kaskazi.shocks import disruptions
from kaskazi.text.intervals import Interval

NETWORK = cache(Network.load)
FACTOR = {"cut": 100.0, "affected": 100.0, "days": 1.0, "usd_per_teu": 1.0, "ave": 100.0, "rent": 100.0}
BASIS = "Low, central and high value of time, freight response and network factor."


def logistics_figures(g: Solution) -> list[Figure]:
    """The figures of the network; none where no shock goes through it."""
    if all(b.logistics is None for b, _ in g.solved):
        return []

    def get(attribute: str, factor: float) -> Interval:
        return spread(
            g.solved, lambda b, _: factor * float(getattr(b.logistics, attribute)) if b.logistics else 0.0
        )

    used = g.solved[0][0].network_sources
    found = [g.figure(key, get(key, factor), BASIS, sources=used) for key, factor in FACTOR.items()]
    return [f for f in found if f.id != "cut" or f.value.high > 0]


def touched_route(scenario: Scenario) -> RouteComparison | None:
    """The first of the home economy's routes that a scenario's disruptions change, else one between others; None where
    it disturbs no chokepoint, port or corridor."""
    return affected_route(
        NETWORK(), disruptions(scenario), scenario.home, {c: e.name for c, e in of_the_world().items()}
    )
