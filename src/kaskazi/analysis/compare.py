"""Two outcomes side by side: a closure and the same closure mediated, and what lies between them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kaskazi.errors import InputError, Problem
from kaskazi.outcomes.types import Outcome
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
    """The headline figures that both outcomes have, then the real income of all economies together (the sum of
    central values; no interval). Raises InputError where the two are not of one home and one world."""
    problems = []
    if first.home != second.home:
        problems.append(Problem("home", f"{first.home} in the first, {second.home} in the second."))
    if first.manifest.world_sha256 != second.manifest.world_sha256:
        problems.append(Problem("world", "the two were solved on different worlds."))
    if problems:
        raise InputError(f"{first.scenario.name} against {second.scenario.name}", problems)
    other = {f.id: f for f in second.headline}
    found = [
        Difference(f.id, f.label, f.unit, f.value, other[f.id].value)
        for f in first.headline
        if f.id in other and other[f.id].unit == f.unit
    ]
    if first.economies and second.economies:
        label = f"Real income of all {len(first.economies)} economies, summed"
        found.append(Difference("income_world", label, "USD m", _sum(first), _sum(second)))
    return tuple(found)


def _sum(o: Outcome) -> Interval:
    total = sum(e.income.central for e in o.economies)
    return Interval(total, total, total)
