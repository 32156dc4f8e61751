"""Who is paid when freight is scarce: the mark-up of container rates is income of the economies whose lines run the ships."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.disruption_cost import CostChange

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CongestionRents:
    """Million USD over the time of the flows. by_economy: of lines that are listed, by ISO3; others: of all other lines."""

    by_economy: Mapping[str, float]
    others: float
    source: str

    @property
    def total(self) -> float:
        """Of all lines."""
        return sum(self.by_economy.values()) + self.others


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.network").joinpath("fleets.toml").read_text(encoding="utf-8"))


def congestion_rents(cost: CostChange, flows: Array) -> CongestionRents:
    """Rents by the economies of the fleets. flows (S,N,N): million USD, of the sectors the cost is of; what cannot move
    pays none."""
    total = float((flows * (1.0 - cost.captive) * cost.congestion_rent).sum())
    share = {c: float(x) for c, x in _table()["share"].items()}
    return CongestionRents(
        MappingProxyType({c: x * total for c, x in share.items()}),
        (1.0 - sum(share.values())) * total,
        str(_table()["source"]),
    )
