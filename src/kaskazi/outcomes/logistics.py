"""What a disruption of logistics does to the home economy's trade: days, dollars a container, ad valorem cost."""

from __future__ import annotations

from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure
from kaskazi.text.intervals import Interval

FACTOR = {"cut": 100.0, "days": 1.0, "usd_per_teu": 1.0, "ave": 100.0, "rent": 100.0}
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
