"""Published estimates of the same question beside our figure."""

from __future__ import annotations

import numpy as np

from kaskazi.evidence import Published, published
from kaskazi.outcomes.preference import Stake, change
from kaskazi.outcomes.types import Comparison
from kaskazi.scenario import Scenario
from kaskazi.shocks.kinds.preference import hit, line_duties
from kaskazi.text.intervals import Interval
from kaskazi.world import World


def comparisons(scenario: Scenario, world: World, s: Stake) -> tuple[Comparison, ...]:
    """Every published estimate held for the loss of the preference that was made for the home economy or for any, ours at its own scope beside it, line by line,
    third full year on. Nothing is solved."""
    found = []
    for p in published(f"{s.shock.programme}-lapse"):
        if p.of not in ("", scenario.home):
            continue
        ours = _ours(scenario, world, s, p)
        if ours is not None:
            value = Interval(p.low, (p.low + p.high) / 2, p.high)
            found.append(Comparison(p.study, p.method, p.what, p.unit, value, ours, p.source))
    return tuple(found)


def _ours(scenario: Scenario, world: World, s: Stake, p: Published) -> Interval | None:
    if p.unit == "duty %":
        v = np.array([r.value for r in s.rows])
        rate = 100 * float((s.duties.after * v).sum() / v.sum()) + p.added
        return Interval(rate, rate, rate)
    stakes = [s]
    if p.scope == "beneficiaries":
        stakes = [Stake(s.shock, line_duties(s.shock, who, world)) for who in hit(s.shock, world)]
    keep = [[not p.group or r.group.startswith(p.group) for r in x.rows] for x in stakes]
    total = sum(
        r.value for x, ks in zip(stakes, keep, strict=True) for r, k in zip(x.rows, ks, strict=True) if k
    )
    parts = [change(x, scenario, keep=ks) for x, ks in zip(stakes, keep, strict=True)]
    if total <= 0 or scenario.uncertainty.elasticity is None:
        return None
    ends = [sum(getattr(x, k) for x in parts if x) for k in ("low", "central", "high")]
    return Interval(*ends).times(100 / total)
