"""From equilibria to labelled outcomes."""

from kaskazi.outcomes.assemble import label
from kaskazi.outcomes.indicators import FigureHorizon, Indicator, indicators, leading, methods
from kaskazi.outcomes.path import Stretch, stretches
from kaskazi.outcomes.run import Solves, work_out
from kaskazi.outcomes.types import (
    Comparison,
    EconomyEffect,
    Figure,
    LineEffect,
    Manifest,
    Outcome,
    Path,
    PathYear,
    SectorEffect,
    Solved,
    Walk,
)

__all__ = [
    "Comparison",
    "EconomyEffect",
    "Figure",
    "FigureHorizon",
    "Indicator",
    "LineEffect",
    "Manifest",
    "Outcome",
    "Path",
    "PathYear",
    "SectorEffect",
    "Solved",
    "Solves",
    "Stretch",
    "Walk",
    "indicators",
    "label",
    "leading",
    "methods",
    "stretches",
    "work_out",
]
