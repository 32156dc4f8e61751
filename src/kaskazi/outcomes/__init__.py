"""From equilibria to labelled outcomes."""

from kaskazi.outcomes.assemble import label
from kaskazi.outcomes.types import (
    METHODS,
    Comparison,
    EconomyEffect,
    Figure,
    Interval,
    LineEffect,
    Manifest,
    Outcome,
    SectorEffect,
    Solved,
)

__all__ = [
    "METHODS",
    "Comparison",
    "EconomyEffect",
    "Figure",
    "Interval",
    "LineEffect",
    "Manifest",
    "Outcome",
    "SectorEffect",
    "Solved",
    "label",
]
