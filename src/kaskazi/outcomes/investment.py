"""Investment from abroad: what it makes, what goes back, what is imported, and what treaties are found to bring."""

from __future__ import annotations

from kaskazi.evidence import published
from kaskazi.evidence.parameters import parameter
from kaskazi.outcomes.solution import Solution, over_levels
from kaskazi.outcomes.types import Figure
from kaskazi.shocks.kinds.investment import Investment
from kaskazi.text.numbers import number

TREATIES = "investment-treaty"


def investment_figures(g: Solution) -> list[Figure]:
    """Value added and profit a year once it works, equipment bought abroad once; none without an investment."""
    found = [s for s in g.scenario.shock if isinstance(s, Investment)]
    if not found:
        return []
    keys = ("capital-output", "capital-share", "profit-abroad", "import-content")
    sources = [x for k in keys for x in parameter(k).sources]
    basis = "The share of capital, profits and import content at their low, central and high values."
    year = g.world.year
    made = over_levels(lambda level: sum(s.added(level) for s in found))
    gone = over_levels(lambda level: sum(s.profit(level) for s in found))
    bought = over_levels(lambda level: sum(s.amount * s.import_content.at(level) for s in found))
    return [
        g.figure("capital_earns", made, basis, base_year=year, sources=sources),
        g.figure("profit_abroad", gone, basis, base_year=year, sources=sources),
        g.figure("equipment", bought, basis, base_year=year, sources=sources),
    ]


def investment_notes(g: Solution) -> list[str]:
    """What treaties and promotion are found to do to investment: in per cent only, for no stock is held."""
    if not any(isinstance(s, Investment) for s in g.scenario.shock):
        return []
    told = "; ".join(f"{p.study}: {p.what}, {_ends(p.low, p.high)} %" for p in published(TREATIES))
    return [
        f"What a treaty brings is disputed, and printed in per cent only, for no stock of investment is held: {told}.",
        "The wages and prices of a year once the capital works; the years of building, in which the money comes in and "
        "equipment is imported, are not in the model's figures.",
    ]


def _ends(low: float, high: float) -> str:
    a, b = number(low, 0, signed=True), number(high, 0, signed=True)
    return a if low == high else f"{a} to {b}"
