"""The goods of each sector as freight: vessel, worth of a kilogram, value of time, and how much goes by sea."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.network.parameters import MEAN_VALUE_OF_TIME

WORTH_AT = {
    "low": 2,
    "central": 1,
    "high": 0,
}  # costs are low where values are high


@dataclass(frozen=True, slots=True)
class Goods:
    """One sector. usd_kg: low, central, high worth of a kilogram, USD; tonnes: in a full TEU, or its like in bulk;
    value_of_time: of a day in transit as published, per cent of value (OxMarTrans); sea: the share of its trade by sea
    relative to all goods'."""

    id: str
    vessel: str
    value_of_time: float
    usd_kg: tuple[float, float, float]
    tonnes: float
    sea: float
    source: str
    reason: str

    @property
    def time_sensitivity(self) -> float:
        """Value of time relative to the mean of all goods."""
        return (
            self.value_of_time
            if self.id in ("goods", "services")
            else self.value_of_time / MEAN_VALUE_OF_TIME
        )

    def teu_value(self, level: str = "central") -> float:
        """Worth of a TEU, USD, at a level of cost: the low level takes the dear end."""
        return 1e3 * self.usd_kg[WORTH_AT[level]] * self.tonnes


@cache
def goods() -> Mapping[str, Goods]:
    """All sectors by id, with "goods" for all of them as one."""
    text = files("kaskazi.network").joinpath("goods.csv").read_text(encoding="utf-8")
    found = (
        Goods(
            r["sector"],
            r["vessel"],
            float(r["value_of_time"]),
            (float(r["usd_kg_low"]), float(r["usd_kg"]), float(r["usd_kg_high"])),
            float(r["tonnes"]),
            float(r["sea"]),
            r["source"],
            r["reason"],
        )
        for r in csv.DictReader(text.splitlines())
    )
    return MappingProxyType({g.id: g for g in found})
