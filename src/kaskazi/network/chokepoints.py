"""Gates: straits and canals as line segments, with what it takes to pass them."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gate:
    """A strait or canal. ends: longitude, latitude of both ends of the segment across it.

    toll: USD per TEU; size_penalty: USD per TEU for ships that must be swapped for smaller ones;
    draught: the deepest ship that passes, metres (None: deeper than any here).
    """

    id: str
    name: str
    ends: tuple[Point, Point]
    toll: float = 0.0
    size_penalty: float = 0.0
    draught: float | None = None
    source: str = "vessel-classes"


# Suez's toll is 400,000 to 700,000 USD a passage, some 55 USD per TEU. Panama's locks keep out the ships that carry
# Asia's trade with Europe, so a swap is charged there. A toll is what decides a way for cheap cargo in slow ships; it is
# someone's income, and what is saved of it lowers the cost of the way round.
GATES: tuple[Gate, ...] = (
    Gate("suez", "Suez Canal", ((31.8, 30.6), (33.0, 30.6)), 55.0, draught=20.1),
    Gate("bab-el-mandeb", "Bab el-Mandeb", ((43.25, 12.45), (43.75, 12.75))),
    Gate("hormuz", "Strait of Hormuz", ((56.3, 26.9), (56.45, 25.9))),
    Gate("panama", "Panama Canal", ((-79.9, 8.9), (-79.4, 9.35)), 60.0, 450.0, 15.2),
    Gate("malacca", "Strait of Malacca", ((99.4, 3.0), (101.2, 4.4))),
    Gate("sunda", "Sunda Strait", ((105.5, -6.2), (106.2, -5.6))),
    Gate("gibraltar", "Strait of Gibraltar", ((-5.6, 36.4), (-5.6, 35.6))),
    Gate("bosporus", "Bosporus", ((28.9, 41.15), (29.4, 41.05))),
    Gate("cape", "Cape of Good Hope", ((19.0, -34.2), (19.0, -62.0))),
    Gate("dover", "Strait of Dover", ((1.2, 51.2), (1.75, 50.8))),
    Gate("oresund", "Danish straits", ((9.5, 56.0), (13.2, 56.0))),
    Gate("taiwan", "Taiwan Strait", ((118.0, 24.6), (120.9, 24.0))),
    Gate("lombok", "Lombok and Makassar", ((115.2, -8.6), (116.6, -8.6))),
    Gate("magellan", "Magellan and Cape Horn", ((-68.6, -50.0), (-68.6, -65.0))),
)
GATE_IDS = tuple(g.id for g in GATES)
