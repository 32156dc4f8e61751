"""Chokepoints: straits and canals as line segments, with what it takes to pass them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.naming import rows

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chokepoint:
    """A strait or canal. segment: longitude, latitude of both ends of the line across it; mark: where a map shows it.

    toll: USD per TEU; size_penalty: USD per TEU, or 12 tonnes, by vessel class, for going in smaller ships;
    draught: the deepest ship that passes, metres (None: deeper than any here); paid_to: ISO3 of the economy that earns a
    canal's dues; dues: million USD in the base year, as published; dues_sector: whose exports they are.
    """

    id: str
    segment: tuple[Point, Point]
    mark: Point
    source: str
    toll: float = 0.0
    size_penalty: Mapping[str, float] = field(default_factory=dict)
    draught: float | None = None
    paid_to: str = ""
    dues: float = 0.0
    dues_source: str = ""
    dues_sector: str = ""

    @property
    def name(self) -> str:
        """English name."""
        return rows("chokepoints")[self.id].name


def _load() -> Mapping[str, Chokepoint]:
    raw = tomllib.loads(files("kaskazi.network").joinpath("chokepoints.toml").read_text(encoding="utf-8"))
    found = {}
    for key, row in raw.items():
        (ax, ay), (bx, by) = row["segment"]
        found[key] = Chokepoint(
            key,
            ((float(ax), float(ay)), (float(bx), float(by))),
            (float(row["mark"][0]), float(row["mark"][1])),
            row["source"],
            float(row.get("toll", 0.0)),
            MappingProxyType({c: float(x) for c, x in row.get("size_penalty", {}).items()}),
            float(row["draught"]) if "draught" in row else None,
            row.get("paid_to", ""),
            float(row.get("dues", 0.0)),
            row.get("dues_source", ""),
            row.get("dues_sector", ""),
        )
    return MappingProxyType(found)


CHOKEPOINTS: Mapping[str, Chokepoint] = _load()  # by id, in the table's order
