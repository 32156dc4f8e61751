"""Vessel classes: draught, cost of a day, usual cargo."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class VesselClass:
    """daily_cost: resource cost of a day, USD per TEU (or its 12 tonnes), as a multiple of a container ship's;
    draught: laden, metres, of the ships that carry most of the class; containerised: pays container freight rates;
    cargo_usd: worth of a TEU (or 12 tonnes) of its usual cargo, USD; time_sensitivity: that cargo's value of time
    relative to the mean of all goods; toll: canal toll of 12 tonnes as a multiple of a TEU's; hull_usd: worth of the ship, USD per TEU or 12
    tonnes that it carries; oil_and_gas: loads at the
    ports of oil and gas."""

    id: str
    name: str
    draught: float
    daily_cost: float
    containerised: bool
    cargo_usd: float
    time_sensitivity: float
    toll: float
    hull_usd: float
    oil_and_gas: bool
    source: str


def _load() -> Mapping[str, VesselClass]:
    raw = tomllib.loads(files("kaskazi.network").joinpath("vessels.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: VesselClass(id=key, **row) for key, row in raw.items()})


VESSEL_CLASSES: Mapping[str, VesselClass] = _load()  # by id, in the table's order
