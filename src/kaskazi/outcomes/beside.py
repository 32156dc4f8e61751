"""Published estimates of the same question beside our figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kaskazi.evidence import Published, published
from kaskazi.outcomes.preference import Stake, change
from kaskazi.outcomes.solution import Solution
from kaskazi.outcomes.types import Comparison, Figure
from kaskazi.shocks.kinds.preference import hit, line_duties
from kaskazi.text.intervals import Interval


def comparisons(g: Solution, s: Stake, headline: Sequence[Figure]) -> tuple[Comparison, ...]:
    """Every published estimate held for the loss of the preference, ours at its own scope beside it."""
    known = {f.id: f for f in headline}
    found = []
    for p in published(f"{s.shock.programme}-lapse"):
        ours = _ours(g, s, known, p)
        if ours is not None:
            found.append(
                Comparison(
                    p.study,
                    p.method,
                    p.what,
                    p.unit,
                    Interval(p.low, (p.low + p.high) / 2, p.high),
                    ours,
                    p.source,
                )
            )
    return tuple(found)


def _ours(g: Solution, s: Stake, known: dict[str, Figure], p: Published) -> Interval | None:
    if p.unit == "duty %":
        v = np.array([r.value for r in s.rows])
        rate = 100 * float((s.duties.after * v).sum() / v.sum()) + p.added
        return Interval(rate, rate, rate)
    if p.scope == "beneficiaries":
        return _all(g, s)
    f = known.get("jobs" if p.group else "exports_lines")
    return f.percent if f else None


def _all(g: Solution, s: Stake) -> Interval | None:
    """The change of all beneficiaries' exports to the market, per cent, line by line."""
    e = g.scenario.uncertainty.elasticity
    tables = [line_duties(s.shock, who, g.world) for who in hit(s.shock, g.world)]
    total = sum(t.table.value for t in tables)
    if e is None or total <= 0:
        return None
    parts = [change(Stake(s.shock, t), g.scenario) for t in tables]
    sums = [sum(getattr(x, k) for x in parts if x) for k in ("low", "central", "high")]
    return Interval(*sums).times(100 / total)
