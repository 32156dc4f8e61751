"""Scales that every picture shares: a span of values on a span of the drawing, and round numbers to mark on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kaskazi.text.numbers import number

SPARE = 0.04  # of a span, kept free beyond its ends


@dataclass(frozen=True, slots=True)
class Linear:
    """Values from low to high on places from left to right; low < high."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, x: float) -> float:
        """Place of a value; a value beyond an end stands at the end."""
        share = (min(max(x, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def ticks(self, about: int = 4) -> tuple[float, ...]:
        """Round numbers within the span: steps of 1, 2 or 5 times a power of ten."""
        raw = (self.high - self.low) / max(about, 1)
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(k * step for k in range(first, last + 1))


def shared(values: Iterable[float], left: float, right: float) -> Linear:
    """One scale for all the values, with zero on it; what is rounding error beside the rest counts as zero."""
    found = list(values)
    low, high = min(0.0, *found, 0.0), max(0.0, *found, 0.0)
    size = high - low
    low, high = (0.0 if abs(x) < 1e-6 * size else x for x in (low, high))
    if not low < high:
        low, high = 0.0, 1.0
    spare = SPARE * (high - low)
    return Linear(low - spare if low < 0 else low, high + spare if high > 0 else high, left, right)


def labels(ticks: Iterable[float]) -> tuple[str, ...]:
    """Marks of a scale in words, all with the decimals that the finest needs, as numbers in tables are written."""
    found = list(ticks)
    step = min((abs(b - a) for a, b in pairwise(found)), default=1.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return tuple(number(x, decimals) for x in found)


def days(start: date, end: date, left: float, right: float) -> Linear:
    """A scale of days, by their ordinal."""
    return Linear(float(start.toordinal()), float(max(end.toordinal(), start.toordinal() + 1)), left, right)
