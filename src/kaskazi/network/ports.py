"""Which ports serve which economy: `ports.toml`, entered by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kaskazi.codes.economies import by_iso2


def economy_of(port: str) -> str:
    """ISO3 of the economy a port lies in, by its UN/LOCODE; "" where it is not known."""
    return by_iso2().get(port[:2], "")


@dataclass(frozen=True, slots=True)
class InlandWay:
    """A port that a landlocked economy uses: its weight, and days and USD per TEU of the land leg by a corridor."""

    port: str
    weight: float
    days: float
    usd: float
    corridor: str


@dataclass(frozen=True, slots=True)
class PortTable:
    """By ISO3. coast: port to weight where not the list's own; oil_and_gas: port to share of that trade; inland: ways to
    the sea of landlocked economies; in_need: ways used only where every usual one is shut."""

    coast: Mapping[str, Mapping[str, float]]
    oil_and_gas: Mapping[str, Mapping[str, float]]
    inland: Mapping[str, tuple[InlandWay, ...]]
    in_need: Mapping[str, tuple[InlandWay, ...]]


@cache
def port_table() -> PortTable:
    """The table."""
    raw = tomllib.loads(files("kaskazi.network").joinpath("ports.toml").read_text(encoding="utf-8"))
    coast, oil = (
        MappingProxyType({c: {p: float(w) for p, w in row.items()} for c, row in raw[k].items()})
        for k in ("coast", "oil_and_gas")
    )
    return PortTable(coast, oil, _ways(raw["inland"]), _ways(raw["in_need"]))


def _ways(raw: Mapping[str, list[dict[str, Any]]]) -> Mapping[str, tuple[InlandWay, ...]]:
    return MappingProxyType(
        {
            iso3: tuple(
                InlandWay(
                    r["port"],
                    float(r.get("weight", 0.0)),
                    float(r["days"]),
                    float(r["usd"]),
                    r["corridor"],
                )
                for r in rows
            )
            for iso3, rows in raw.items()
        }
    )
