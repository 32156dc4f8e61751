"""How far a cell can be off by its grade and size, as measured on cells the build did not see (`bands.csv`)."""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kaskazi.world.types import GRADE_NAMES

if TYPE_CHECKING:
    from kaskazi.world.types import World

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Band:
    """Cells of one grade and size, million USD: in four of five the log of ours over what is published lies between `low`
    and `high`; `cells` it was measured on."""

    grade: int
    start: float
    end: float
    low: float
    high: float
    cells: int

    @property
    def half(self) -> float:
        """Half the band's width: an error either way, in logs."""
        return (self.high - self.low) / 2


@cache
def bands() -> tuple[Band, ...]:
    """Every band, by grade and size."""
    text = files("kaskazi.world").joinpath("data", "bands.csv").read_text(encoding="utf-8")
    return tuple(
        Band(
            GRADE_NAMES.index(r["grade"]),
            float(r["from_musd"]),
            float(r["to_musd"]),
            float(r["low"]),
            float(r["high"]),
            int(r["cells"]),
        )
        for r in csv.DictReader(text.splitlines())
    )


def band(grade: int, value: float) -> Band:
    """The band of a cell of trade. Raises ValueError for a grade that has none (absent)."""
    for b in bands():
        if b.grade == grade and b.start <= value < b.end:
            return b
    raise ValueError(f"no band for grade {grade} and {value:g} million USD")


def level_error(world: World, moved: Array) -> float:
    """How far a sum of changes can be off because the levels it stands on are: a ratio, either way, four cases of five.

    moved (J,N,N): by how much each cell changes, million USD. Cells err independently; an error of a cell counts as much as
    the cell moves, at most wholly.
    """
    size = np.abs(moved) * (world.grade > 0)
    total = float(size.sum())
    if total <= 0:
        return 0.0
    off = size * _halves(world)
    return float(min(np.sqrt(np.vdot(off, off)) / total, 1.0))


def _halves(world: World) -> Array:
    """Half the band of each cell (J,N,N), a ratio; kept for the worlds last asked about."""
    kept = next((half for known, half in _KEPT if known is world), None)
    if kept is None:
        kept = np.zeros(world.flows.shape)
        for b in bands():
            kept[(world.grade == b.grade) & (world.flows >= b.start) & (world.flows < b.end)] = b.half
        _KEPT.appendleft((world, kept))
    return kept


_KEPT: deque[tuple[World, Array]] = deque(maxlen=2)  # a world and the halves of its cells
