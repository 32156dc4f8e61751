"""Low, central and high of one number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True, slots=True)
class Interval:
    """Low, central and high, in the unit of the figure that holds it; low <= central <= high."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"interval out of order: {self.low}, {self.central}, {self.high}")

    @classmethod
    def around(cls, central: float, others: Iterable[float]) -> Interval:
        """The central case with the smallest and largest of all cases as ends."""
        values = [central, *others]
        return cls(min(values), central, max(values))

    def widened(self, error: float) -> Interval:
        """With an independent error of the whole, a ratio either way, beside its own; it alone changes no sign."""
        more = abs(self.central) * error
        low = self.central - hypot(self.central - self.low, more)
        high = self.central + hypot(self.high - self.central, more)
        return Interval(
            max(low, min(self.low, 0.0)) if self.central > 0 else low,
            self.central,
            high if self.central > 0 else min(high, max(self.high, 0.0)),
        )

    def times(self, factor: float) -> Interval:
        """All three multiplied by one factor (a negative one swaps the ends)."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), self.central * factor, max(ends))
