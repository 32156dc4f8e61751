"""Vessel classes: speed, cost of a day, draught."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VesselClass:
    """daily: resource cost of a day, USD per TEU (or its 12 tonnes), as a multiple of a container ship's;
    draught: laden, metres, of the ships that carry most of the class; boxes: pays container freight rates; cargo_usd:
    worth of a TEU (or 12 tonnes) of its usual cargo, USD; haste: that cargo's value of time relative to the mean of all
    goods; toll: canal toll of 12 tonnes as a multiple of a TEU's; swap: the part of a gate's size penalty it bears, for
    ships that would have to be swapped for smaller ones; liquid: loads at the ports of oil and gas."""

    id: str
    name: str
    draught: float
    daily: float
    boxes: bool
    cargo_usd: float
    haste: float
    toll: float
    swap: float
    liquid: bool = False


# Draughts, costs a tonne, tolls and swaps are typical figures from memory (source "vessel-classes"); crude is the
# Suezmax ship, bulk the Panamax one. Fully laden VLCCs pass neither canal and are not the class's carrier. Of Asia's
# trade with Europe the container ships and many product tankers are too wide for Panama's locks; bulk and gas carriers
# fit. Usual cargoes are the goods table's means over world trade at sea in 2023 (a test holds them near it), a TEU's
# worth the published one; gas is taken to be like the fuels or the refined products.
CLASSES: dict[str, VesselClass] = {
    c.id: c
    for c in (
        VesselClass("container", "Container ship", 14.5, 1.0, True, 54_500, 1.0, 1.0, 1.0),
        VesselClass("reefer", "Refrigerated container", 14.5, 1.4, True, 46_000, 1.0, 1.0, 1.0),
        VesselClass("bulk", "Dry bulk carrier", 14.4, 0.2, False, 4_400, 0.5, 0.5, 0.0),
        VesselClass("crude", "Crude tanker", 17.0, 0.25, False, 7_300, 0.3, 0.5, 0.0, True),
        VesselClass("product", "Product tanker", 12.8, 0.4, False, 9_400, 0.6, 0.5, 0.2, True),
        VesselClass("lpg", "LPG carrier", 11.8, 0.65, False, 9_400, 0.6, 1.0, 0.0, True),
        VesselClass("lng", "LNG carrier", 12.0, 0.9, False, 7_300, 0.3, 1.0, 0.0, True),
    )
}
