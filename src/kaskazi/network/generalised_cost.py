"""What a nautical mile, a toll and a wait are worth to a class of vessel: the money in which routes are compared.

Routes are chosen at central values whatever the level of cost asked for, so that low, central and high cost the same
journeys.
"""

from __future__ import annotations

import numpy as np

from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.disruption import Disruption
from kaskazi.network.parameters import AT_ANCHOR, KNOTS, LEVELS, PORT_CHANGE_DAYS, PORT_CHANGE_USD, Parameters
from kaskazi.network.vessels import VesselClass

CENTRAL = LEVELS["central"]


def time_usd(p: Parameters, vessel: VesselClass) -> float:
    """What a day costs the class's usual cargo, USD per TEU."""
    return p.value_of_time * vessel.time_sensitivity * vessel.cargo_usd


def day_usd(p: Parameters, vessel: VesselClass) -> float:
    """What a day sailed costs ship and cargo, USD per TEU."""
    return p.vessel_day * vessel.daily_cost + time_usd(p, vessel)


def usd_per_nm(p: Parameters, vessel: VesselClass) -> float:
    """Generalised cost of a mile: the ship's day and the cargo's, USD per TEU."""
    return day_usd(p, vessel) / (24 * KNOTS)


def usual_penalty(vessel: VesselClass) -> dict[str, float]:
    """Nautical miles each chokepoint is worth in tolls and smaller ships; infinite where the class is too deep."""
    mile = usd_per_nm(CENTRAL, vessel)
    return {
        g.id: np.inf
        if g.draught is not None and vessel.draught > g.draught
        else (g.toll * vessel.toll + g.size_penalty.get(vessel.id, 0.0)) / mile
        for g in CHOKEPOINTS.values()
    }


def wait_usd(p: Parameters, vessel: VesselClass) -> float:
    """What a day at anchor costs ship and cargo, USD per TEU."""
    return AT_ANCHOR * p.vessel_day * vessel.daily_cost + time_usd(p, vessel)


def wait_nm(vessel: VesselClass) -> float:
    """Nautical miles that a day at anchor is worth to a class's usual cargo."""
    return wait_usd(CENTRAL, vessel) / usd_per_nm(CENTRAL, vessel)


def shift_days(vessel: VesselClass) -> float:
    """Days sailed that a change of port is worth to a class's usual cargo."""
    return (PORT_CHANGE_DAYS * time_usd(CENTRAL, vessel) + PORT_CHANGE_USD) / day_usd(CENTRAL, vessel)


def surcharge(d: Disruption, vessel: VesselClass) -> float:
    """USD per TEU that a passage costs a class more: what is said, and war risk on the ship."""
    return (d.premium or 0.0) + (d.hull_rate or 0.0) * vessel.hull_usd


def charge_nm(d: Disruption, vessel: VesselClass) -> float:
    """Nautical miles that a disruption's surcharge, insurance and delay are worth to a class."""
    usd = surcharge(d, vessel) + (d.premium_rate or 0.0) * vessel.cargo_usd
    return (usd + (d.delay_days or 0.0) * wait_usd(CENTRAL, vessel)) / usd_per_nm(CENTRAL, vessel)
