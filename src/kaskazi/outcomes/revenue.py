"""Tariff revenue of the home economy."""

from __future__ import annotations

import numpy as np

from kaskazi.outcomes.solution import Solution
from kaskazi.outcomes.types import Figure


def revenue_figure(g: Solution) -> Figure:
    """Change of what the home economy collects in tariffs, USD m."""
    h = g.h
    error = g.level_error(h, np.arange(len(g.base[2])))
    return g.modelled("revenue", float(g.base[2][h]), lambda e: float(e.revenue[h]), None, error=error)
