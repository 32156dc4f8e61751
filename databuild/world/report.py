"""The cells of a world least like any economy: `python -m databuild.world.report [FILE]` prints the worst hundred.

A cell is judged by exports over output, by value added over output beside its range in the inter-country table, and by whether
what is sold abroad is made. It finds places to look at; it changes nothing.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from kaskazi.world import World

MOST = 100
SHIPPED_OUT = 0.95  # exports over output beyond which a cell is told
VALUE_RANGE = (0.08, 0.92)  # value added over output outside which a cell is told
SMALL = 1e-3  # cells below this share of GDP are passed over


@dataclass(frozen=True, slots=True)
class Odd:
    """One cell, what is odd of it, the value, and how much it weighs: its output or exports as a share of GDP."""

    economy: str
    sector: str
    what: str
    value: float
    weight: float


def odd_cells(w: World) -> tuple[Odd, ...]:
    """The worst hundred by weight."""
    made = w.output()
    n = np.arange(len(w.economies))
    own = w.flows[:, n, n].T
    exports = made - own
    found = []
    for k, j in np.argwhere(made > SMALL * w.gdp[:, None]):
        weight = float(made[k, j] / w.gdp[k])
        over = float(exports[k, j] / made[k, j])
        if over > SHIPPED_OUT:
            found.append(Odd(w.economies[k], w.sectors[j], "exports over output", over, weight))
        value = float(w.beta[k, j])
        if not VALUE_RANGE[0] < value < VALUE_RANGE[1]:
            found.append(Odd(w.economies[k], w.sectors[j], "value added over output", value, weight))
    return tuple(sorted(found, key=lambda x: (-x.weight, x.economy, x.sector))[:MOST])


def main() -> None:
    """Command line."""
    w = World.load(sys.argv[1] if len(sys.argv) > 1 else None)
    for x in odd_cells(w):
        print(f"{x.economy} {x.sector}: {x.what} {x.value:.2f}, {x.weight:.1%} of GDP")


if __name__ == "__main__":
    main()
