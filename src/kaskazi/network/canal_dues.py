"""Who is paid for a canal: its dues are exports of the economy it lies in, and go where the ships go.

What a class of vessel pays for a tonne is its toll; dues as published for the base year are split by that, and change
with the tonnes that pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.chokepoints import CHOKEPOINTS, Chokepoint
from kaskazi.network.disruption import Disruption, open_shares, spells
from kaskazi.network.generalised_cost import charge_nm, usual_penalty
from kaskazi.network.network import Network
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.relays import alternatives
from kaskazi.network.route_choice import captive_share, passing, premiums, shares
from kaskazi.network.vessels import VESSEL_CLASSES, VesselClass

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CanalDues:
    """Dues of one canal, million USD a year: as published for the base year, and with a disruption in it. paid_to: ISO3;
    sector: whose exports they are."""

    chokepoint: str
    paid_to: str
    before: float
    after: float
    source: str
    sector: str = ""

    @property
    def change(self) -> float:
        """Million USD a year; negative where ships stay away."""
        return self.after - self.before


def canal_dues(
    network: Network,
    disruptions: Sequence[Disruption],
    economies: Sequence[str],
    tonnes: Mapping[str, Array],
) -> tuple[CanalDues, ...]:
    """Dues of every canal whose income is known. tonnes: (N,N) a year by class of vessel (see `volumes`)."""
    found = []
    for canal in CHOKEPOINTS.values():
        if canal.paid_to:
            kept = _kept(network, canal, disruptions, economies, tonnes)
            found.append(
                CanalDues(
                    canal.id,
                    canal.paid_to,
                    canal.dues,
                    kept * canal.dues,
                    canal.dues_source,
                    canal.dues_sector,
                )
            )
    return tuple(found)


def _kept(
    network: Network,
    canal: Chokepoint,
    disruptions: Sequence[Disruption],
    economies: Sequence[str],
    tonnes: Mapping[str, Array],
) -> float:
    """Dues with the disruptions over those without, ratio: mean over the year and over classes, by what each pays."""
    before = after = 0.0
    for key, T in tonnes.items():
        vessel = VESSEL_CLASSES[key]
        if not np.isfinite(usual_penalty(vessel)[canal.id]):
            continue
        traffic = port_pairs(network, economies, (), vessel.oil_and_gas).traffic(T)
        usual, now = _passing(network, canal.id, disruptions, vessel, traffic + traffic.T)
        before += vessel.toll * usual
        after += vessel.toll * now
    return after / before if before > 0 else 1.0


def _passing(
    network: Network, canal: str, disruptions: Sequence[Disruption], vessel: VesselClass, traffic: Array
) -> tuple[float, float]:
    """Tonnes of one class that pass a canal in a year, usually and with the disruptions."""
    usual = usual_penalty(vessel)
    before = after = 0.0
    done = 0.0
    for part, held in spells(disruptions):
        at_sea = [d for d in held if d.chokepoint and np.isfinite(usual[d.chokepoint])]
        open_ = open_shares(at_sea, vessel.id)
        named = list(dict.fromkeys([canal, *open_]))
        w = alternatives(network.skim, usual, named, vessel)
        weight = traffic[w.at]
        kept = np.array([open_.get(g, 1.0) for g in named])
        charge = np.array([sum(charge_nm(d, vessel) for d in at_sea if d.chokepoint == g) for g in named])
        total, _ = premiums(w, weight, kept, charge)
        moves = weight * (1.0 - captive_share(w, kept))
        usually = float(passing(w, shares(w, np.zeros(len(named)))[0])[0] @ weight)
        before += part * usually
        after += part * float(passing(w, shares(w, total)[0])[0] @ moves)
        done += part
    if done < 1.0:
        w = alternatives(network.skim, usual, [canal], vessel)
        rest = (1.0 - done) * float(passing(w, shares(w, np.zeros(1))[0])[0] @ traffic[w.at])
        before, after = before + rest, after + rest
    return before, after
