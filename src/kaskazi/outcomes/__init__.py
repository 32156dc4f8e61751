"""From equilibria to labelled outcomes."""

from kaskazi.outcomes.assemble import label
from kaskazi.outcomes.types import (
    METHODS,
    Comparison,
    EconomyEffect,
    Figure,
    LineEffect,
    Manifest,
    Outcome,
    SectorEffect,
    Solved,
)
from kaskazi.text.intervals import Interval

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
