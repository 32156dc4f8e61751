"""Two outcomes side by side: a closure and the same closure mediated, and what lies between them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kaskazi.errors import InputError, Problem
from kaskazi.outcomes.indicators import FigureHorizon
from kaskazi.outcomes.types import Outcome
from kaskazi.scenario import Horizon, Scenario
from kaskazi.shocks import window
from kaskazi.text.intervals import Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both outcomes. first, second: low, central, high, in `unit`; spared: central of the
    second less central of the first (mediation that spares a loss has a plus)."""

    id: str
    label: str
    unit: str
    first: Interval
    second: Interval

    @property
    def spared(self) -> float:
        return self.second.central - self.first.central

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {**asdict(self), "spared": self.spared}


def against(first: Outcome, second: Outcome) -> tuple[Difference, ...]:
    """What both outcomes change over their years, then the yearly rates that both have, then the real income of all
    economies together. Raises InputError where the two are not of one home and one world."""
    problems = []
    if first.home != second.home:
        problems.append(Problem("home", f"{first.home} in the first, {second.home} in the second."))
    if first.manifest.world_sha256 != second.manifest.world_sha256:
        problems.append(Problem("world", "the two were solved on different worlds."))
    if problems:
        raise InputError(f"{first.scenario.name} against {second.scenario.name}", problems)
    return (*_sums(first, second), *_rates(first, second))


def over_one_window(a: Scenario, b: Scenario) -> tuple[Scenario, Scenario]:
    """Both over the same dates, from the first day of either window to the last; as they are where neither is dated.

    What carries no dates of its own is in force all the while.
    """
    held = [w for w in (window(a), window(b)) if w]
    if not held:
        return a, b
    h = Horizon(start=min(w.start for w in held), end=max(w.end for w in held))
    return a.model_copy(update={"horizon": h}), b.model_copy(update={"horizon": h})


def _sums(first: Outcome, second: Outcome) -> list[Difference]:
    """What both change over their years."""
    other = {p.id: p for p in second.paths}
    found = []
    for p in first.paths:
        if p.id in other:
            years = FigureHorizon("sum", p.years[0].year, p.years[-1].year).text
            found.append(Difference(p.id, f"{p.label}, {years}", p.unit, p.total, other[p.id].total))
    return found


def _rates(first: Outcome, second: Outcome) -> list[Difference]:
    """Yearly rates that both have; where both are dated, only those that differ."""
    other = {f.id: f for f in second.headline if f.horizon.kind != "sum"}
    dated = bool(first.paths and second.paths)
    found = [
        Difference(
            f.id, f"{f.label}, {f.horizon.text}" if dated else f.label, f.unit, f.value, other[f.id].value
        )
        for f in first.headline
        if f.id in other and other[f.id].unit == f.unit and not (dated and f.value == other[f.id].value)
    ]
    if first.economies and second.economies and not dated:
        label = f"Real income of all {len(first.economies)} economies, summed"
        found.append(Difference("income_world", label, "USD m", _sum(first), _sum(second)))
    return found


def _sum(o: Outcome) -> Interval:
    total = sum(e.income.central for e in o.economies)
    return Interval(total, total, total)
