"""What of a pair's trade neither sails nor drives: gas in pipelines, metals and flowers that fly."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.cargo import goods
from kaskazi.network.overland import overland
from kaskazi.network.parameters import LEVELS
from kaskazi.network.raw_trade import raw_trade

Array = NDArray[np.float64]


@cache
def by_air() -> Mapping[str, Mapping[str, float]]:
    """Share of value by air, by sector and exporter (ISO3)."""
    raw = tomllib.loads(files("kaskazi.network").joinpath("modes.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {s: MappingProxyType({c: float(x) for c, x in row.items()}) for s, row in raw["air"].items()}
    )


def other_modes(economies: Sequence[str], sectors: Sequence[str], flows: Array) -> dict[str, Array]:
    """By sector, the part (N,N) [importer, exporter] of what would go by sea that goes by pipe or by air instead, 0..1.

    flows (S,N,N): million USD. Gas in pipelines and precious metals are published by pair; what an exporter flies beyond
    the mean of its sector stands in `modes.toml`. Sectors without either are left out.
    """
    out: dict[str, Array] = {}
    raw = [r for r in raw_trade(economies) if not r.kind.vessel]
    for sector, flow in zip(sectors, flows, strict=True):
        sails = np.ones_like(flow)
        value = sum((r.value for r in raw if r.kind.sector == sector), np.zeros_like(flow))
        sails -= np.clip(value / np.maximum(flow, 1e-12), 0.0, 1.0) * (value > 0)
        sails *= air_left(economies, sector)
        if (sails < 1.0).any():
            out[sector] = 1.0 - sails
    return out


def air_left(economies: Sequence[str], sector: str) -> Array:
    """Of what sails of a sector in the mean, the part that sails of each exporter's (N,)."""
    out = np.ones(len(economies))
    usual = min(LEVELS["central"].sea_share * goods()[sector].sea, 1.0)
    for iso3, air in by_air().get(sector, {}).items():
        if iso3 in economies and usual > 0:
            out[economies.index(iso3)] = min(1.0, (1.0 - air) / usual)
    return out


def flown(economies: Sequence[str], sector: str) -> Array:
    """Part (N,N) [importer, exporter] of a sector's value that flies: what neither sails nor goes over land, 0..1. Nothing
    of what carries no freight."""
    g = goods()[sector]
    if not g.sea:
        return np.zeros((len(economies), len(economies)))
    sails = min(LEVELS["central"].sea_share * g.sea, 1.0) * air_left(economies, sector)
    return np.where(overland(economies), 0.0, 1.0 - sails[None, :])
