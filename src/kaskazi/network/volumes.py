"""Tonnes at sea by class of vessel: published for raw materials, value over the worth of a kilogram for the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.cargo import goods
from kaskazi.network.modes import air_left
from kaskazi.network.overland import overland
from kaskazi.network.parameters import LEVELS
from kaskazi.network.raw_trade import raw_trade, rest_vessel

Array = NDArray[np.float64]


def volumes(economies: Sequence[str], sectors: Sequence[str], flows: Array) -> dict[str, Array]:
    """Million tonnes a year at sea (N,N) [importer, exporter] by class of vessel.

    flows (S,N,N): million USD. Crude, gas, coal, iron ore and other minerals are tonnes as published, between the pairs
    that do not trade over land; gas in pipelines and metals that fly are taken out; what is left of a sector is its value
    over the worth of its kilogram, times the sea's share.
    """
    by_sea = ~overland(economies)
    out: dict[str, Array] = {}

    def add(vessel: str, tonnes: Array) -> None:
        out[vessel] = out.get(vessel, 0.0) + by_sea * tonnes

    raw = raw_trade(economies)
    for sector, flow in zip(sectors, flows, strict=True):
        g = goods()[sector]
        mine = [r for r in raw if r.kind.sector == sector]
        for r in mine:
            if r.kind.vessel:
                add(r.kind.vessel, r.tonnes)
        left = np.maximum(flow - sum((r.value for r in mine), np.zeros_like(flow)), 0.0)
        at_sea = min(LEVELS["central"].sea_share * g.sea, 1.0) * air_left(economies, sector)
        add(rest_vessel(sector, g.vessel), at_sea * left / (1e3 * g.usd_kg[1]))
    return out
