"""Vessel classes: speed, cost of a day, draught."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VesselClass:
    """daily: resource cost of a day, USD per TEU (or its 12 tonnes), as a multiple of a container ship's;
    draught: laden, metres, of the ships that carry most of the class; boxes: pays container freight rates."""

    id: str
    name: str
    draught: float
    daily: float
    boxes: bool


# Draughts and costs a tonne are typical figures from memory (source "vessel-classes"); crude is the Suezmax ship,
# bulk the Panamax one. Fully laden VLCCs pass neither canal and are not the class's carrier.
CLASSES: dict[str, VesselClass] = {
    c.id: c
    for c in (
        VesselClass("container", "Container ship", 14.5, 1.0, True),
        VesselClass("reefer", "Refrigerated container", 14.5, 1.4, True),
        VesselClass("bulk", "Dry bulk carrier", 14.4, 0.2, False),
        VesselClass("crude", "Crude tanker", 17.0, 0.25, False),
        VesselClass("product", "Product tanker", 12.8, 0.4, False),
        VesselClass("lpg", "LPG carrier", 11.8, 0.65, False),
        VesselClass("lng", "LNG carrier", 12.0, 0.9, False),
    )
}
