"""What peace is worth: by the month, by the percentage point of chance, and when an effort pays."""

from __future__ import annotations

from kaskazi.evidence.parameters import parameter
from kaskazi.outcomes.solution import Solution, spread
from kaskazi.outcomes.types import Figure
from kaskazi.shocks.kinds.conflict import Conflict
from kaskazi.text.intervals import Interval

SPENT = 1.0  # USD million, the effort of the break-even


def peace_figures(g: Solution) -> list[Figure]:
    """A month of peace to home, to those at war and to all; a point of chance; the break-even. None without a war.

    Nobody's chance of success is assumed: the figures are per unit of it.
    """
    wars = [s for s in g.scenario.shock if isinstance(s, Conflict)]
    if not wars:
        return []
    income = g.base[1]
    at_war = sorted({g.world.index(c) for s in wars for c in s.economies})

    def loss(at: list[int]) -> Interval:
        return spread(g.solved, lambda _, e: float(((1.0 - e.real_income_hat[at]) * income[at]).sum()))

    home, theirs = loss([g.h]), loss(at_war)
    everyone = loss(list(range(len(income))))
    sources = (
        *parameter("war-productivity").sources,
        *parameter("war-trade-cost").sources,
        *(parameter("neighbour-share").sources if any(s.neighbours for s in wars) else ()),
        *g.world.sources,
    )

    def figure(key: str, value: Interval) -> Figure:
        return g.figure(key, value, g.basis, base_year=g.world.year, sources=sources)

    found = [figure("peace_month", home.times(1 / 12)), figure("peace_point", home.times(1 / 100))]
    if home.low > 0:
        ends = [SPENT / (x / 100) for x in (home.high, home.central, home.low)]
        found.append(figure("peace_break_even", Interval(*ends)))
    return [
        *found,
        figure("peace_month_war", theirs.times(1 / 12)),
        figure("peace_month_all", everyone.times(1 / 12)),
    ]
