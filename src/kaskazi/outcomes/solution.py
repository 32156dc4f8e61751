"""What every figure of an outcome stands on: the scenario, the world, the solved cases, and the words of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.naming import capital, possessive, the
from kaskazi.model import Equilibrium
from kaskazi.outcomes.indicators import FigureHorizon, indicators
from kaskazi.outcomes.types import Figure
from kaskazi.scenario import LEVELS, Level, Scenario
from kaskazi.shocks import Built
from kaskazi.text.intervals import Interval
from kaskazi.world import World
from kaskazi.world.bands import level_error

Array = NDArray[np.float64]
Pair = tuple[Built, Equilibrium]
Places = int | Sequence[int] | NDArray[np.int64]
NOISE = 1e-6
CELLS = "The amount also carries the error of the cells it stands on, as measured by grade and size."


def spread(
    solved: Sequence[Pair], f: Callable[[Built, Equilibrium], float], noise: float = NOISE
) -> Interval:
    """A figure over all solved cases: the central one, the smallest and the largest; rounding prints as 0."""
    values = [f(b, e) for b, e in solved]
    values = [0.0 if abs(v) < noise else v for v in values]
    return Interval.around(values[0], values[1:])


def point(x: float) -> Interval:
    """A figure without a spread."""
    return Interval(x, x, x)


def over_levels(f: Callable[[Level], float]) -> Interval:
    """A figure that follows from the inputs alone, without a solve: the central level and the ends of all."""
    low, central, high = (f(level) for level in LEVELS)
    return Interval.around(central, (low, high))


@dataclass(frozen=True)
class Solution:
    """One scenario solved on one world, its central case first; h: position of the home economy."""

    scenario: Scenario
    world: World
    solved: Sequence[Pair]
    h: int

    @cached_property
    def base(self) -> tuple[Array, Array, Array]:
        """Base flows (J, N, N) net of tariff, income (N,), tariff revenue (N,), all in USD m."""
        c = self.solved[0][0].calibration
        gross = c.pi * c.X.T[:, :, None]
        flows = gross / (1.0 + c.tau)
        revenue = (gross - flows).sum(axis=(0, 2))
        return flows, c.VA + revenue + c.D, revenue

    @property
    def words(self) -> dict[str, str]:
        """Names as they stand in a title."""
        w, s = self.world, self.scenario
        home = the(w.name(s.home))
        partner = the(w.name(s.partner)) if s.partner else "its market"
        return {
            "home": home,
            "homes": possessive(home),
            "Homes": capital(possessive(home)),
            "partner": partner,
        }

    @property
    def adjusted(self) -> str:
        """Which horizon the model's figures have."""
        e = self.scenario.uncertainty.elasticity
        if e is not None and e.first_year is not None:
            return "third-year-adjusted"
        return "adjusted"

    @property
    def basis(self) -> str:
        """What the model's intervals span, in words."""
        e = self.scenario.uncertainty.elasticity
        ends = "; the ends are the smallest and largest of all cases solved."
        ranged = any(b.case.level != "central" for b, _ in self.solved)
        inputs = "; low, central and high inputs of the scenario" if ranged else ""
        if e is None:
            return (
                f"The world's own elasticities by sector, with 80 % of their error either way{inputs}{ends}"
            )
        return f"Elasticity of customs values {e.low:g}, {e.central:g}, {e.high:g}{inputs}{ends}"

    def level_error(self, buyers: Places, sellers: Places, *, goods: bool = False) -> float:
        """How far a change of trade between these can be off because the cells that move are, a ratio either way."""
        flows, after = self.base[0], self.solved[0][1].flows
        moved = np.zeros_like(flows)
        sectors = np.flatnonzero(self.world.is_goods) if goods else np.arange(len(flows))
        cells = np.ix_(sectors, np.atleast_1d(buyers), np.atleast_1d(sellers))
        moved[cells] = (after - flows)[cells]
        n = np.arange(flows.shape[1])
        moved[:, n, n] = 0.0
        return level_error(self.world, moved)

    def figure(
        self,
        key: str,
        value: Interval,
        basis: str = "",
        *,
        base: float | None = None,
        base_year: int | None = None,
        observed: float | None = None,
        sources: Sequence[str] = (),
        horizon: FigureHorizon | None = None,
        percent: Interval | None = None,
        **words: object,
    ) -> Figure:
        """The figure of one row of the table. percent defaults to value over base."""
        row = indicators()[key]
        if percent is None and base and row.unit != "%":
            percent = value.times(100.0 / base)
        at = horizon or FigureHorizon(self.adjusted if row.horizon == "adjusted" else row.horizon)
        return Figure(
            id=key,
            label=row.title.format(**self.words, **words),
            unit=row.unit,
            value=value,
            method=row.method,
            horizon=at,
            basis=basis,
            base=base,
            base_year=base_year,
            percent=percent,
            base_observed=observed,
            sources=tuple(dict.fromkeys(sources)),
        )

    def modelled(
        self,
        key: str,
        base: float,
        new: Callable[[Equilibrium], float],
        observed: float | None,
        percent: Interval | None = None,
        error: float = 0.0,
    ) -> Figure:
        """A figure of the model: its change over all cases, against the base of the world's year. error: that of its level,
        a ratio either way; a change in per cent of the base does not have it."""
        change = spread(self.solved, lambda _, e: new(e) - base)
        w = self.world
        if percent is None and base:
            percent = change.times(100.0 / base)
        return self.figure(
            key,
            change.widened(error),
            self.basis + (f" {CELLS}" if error else ""),
            base=base,
            base_year=w.year,
            observed=observed,
            sources=w.sources,
            percent=percent,
        )
