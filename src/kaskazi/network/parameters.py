"""What a day, a mile and a box cost: low, central and high, each with its reason, from `parameters.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameters:
    """One level of the cost parameters.

    value_of_time: share of value a day. network_days: days on the network for one day of pure sailing. vessel_day:
    resource cost of a ship's day, USD per TEU. freight_elasticity: of freight rates to container work over capacity.
    spot_pass_through: part of the spot rate that reaches shippers. sea_share: part of trade's value that goes by sea.
    """

    value_of_time: float
    network_days: float
    vessel_day: float
    freight_elasticity: float
    spot_pass_through: float
    sea_share: float


_TABLE: dict[str, Any] = tomllib.loads(
    files("kaskazi.network").joinpath("parameters.toml").read_text(encoding="utf-8")
)
_NAMES = tuple(f.name for f in fields(Parameters))
LEVELS: Mapping[str, Parameters] = MappingProxyType(
    {
        level: Parameters(**{n: float(_TABLE["level"][n][level]["value"]) for n in _NAMES})
        for level in ("low", "central", "high")
    }
)
REASONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {n: {level: str(_TABLE["level"][n][level]["reason"]) for level in LEVELS} for n in _NAMES}
)


def _constant(name: str) -> float:
    return float(_TABLE["constant"][name]["value"])


KNOTS = _constant("knots")
VALUE_PER_TEU = _constant("value_per_teu")  # USD
BASE_RATE = _constant("base_rate")  # USD per TEU
LOGIT_SCALE = _constant("logit_scale")  # nautical miles
COAST_CHOICE = _constant("coast_choice")  # nautical miles
AT_ANCHOR = _constant("at_anchor")  # of a ship's day at sea
PORT_CHANGE_DAYS = _constant("port_change_days")
PORT_CHANGE_USD = _constant("port_change_usd")  # per TEU
BORDER_DAYS = _constant("border_days")
BORDER_USD = _constant("border_usd")  # per TEU
DIVERSION_DAYS = _constant("diversion_days")
MEAN_VALUE_OF_TIME = _constant("mean_value_of_time")  # per cent of value a day

# Cited by every figure of the network; each parameter's own stand in the table.
SOURCES = (
    "feyrer-suez",
    "hummels-schaur-2013",
    "unctad-rmt-2024",
    "oxmartrans",
    "container-value-2020",
    "searoute-network",
)
