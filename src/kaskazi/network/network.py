"""Gateways of every economy over the skim."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.naming import rows as names
from kaskazi.network.chokepoints import CHOKEPOINTS, Point
from kaskazi.network.corridors import leg
from kaskazi.network.ports import port_table
from kaskazi.network.skim import Skim, load


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way an economy reaches the sea. weight, oil_and_gas: its share of the economy's trade, and of its oil and gas;
    days, usd: the land leg, per TEU; corridor "" at the coast."""

    iso3: str
    port: str
    name: str
    weight: float
    days: float
    usd: float
    corridor: str
    oil_and_gas: float = 0.0


@dataclass(frozen=True, slots=True)
class Port:
    """A port: name, longitude and latitude."""

    name: str
    at: Point


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Gateways and the skim between their ports. Compared by identity."""

    gateways: tuple[Gateway, ...]
    skim: Skim
    ports: Mapping[str, Port]  # by UN/LOCODE

    @classmethod
    def load(cls) -> Network:
        """The shipped network."""
        return _load()

    @property
    def chokepoint_ids(self) -> tuple[str, ...]:
        """Ids of all chokepoints."""
        return tuple(CHOKEPOINTS)

    @property
    def corridor_ids(self) -> tuple[str, ...]:
        """Ids of all land corridors."""
        return tuple(sorted({g.corridor for g in self.gateways if g.corridor}))

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 of every economy with a gateway."""
        return tuple(sorted({g.iso3 for g in self.gateways}))


@cache
def _load() -> Network:
    text = files("kaskazi.network").joinpath("gateways.csv").read_text(encoding="utf-8")
    rows: list[Gateway] = []
    ports: dict[str, Port] = {}
    called = names("ports")
    for r in csv.DictReader(text.splitlines()):
        ports[r["port"]] = Port(called[r["port"]].name, (float(r["lon"]), float(r["lat"])))
        if r["iso3"]:
            rows.append(
                Gateway(r["iso3"], r["port"], called[r["port"]].name, float(r["weight"]), 0.0, 0.0, "")
            )
    table = port_table()
    inland = {c: sum(w.weight for w in ways) for c, ways in table.inland.items()}
    rows = [replace(g, weight=g.weight * (1.0 - inland.get(g.iso3, 0.0))) for g in rows]
    for found in (table.inland, table.in_need):
        for iso3, ways in found.items():
            for w in ways:
                days, usd = w.days, w.usd
                if (seen := leg(w.port, iso3, w.corridor)) is not None:
                    days, usd = (mine if x is None else x for mine, x in zip((days, usd), seen, strict=True))
                rows.append(Gateway(iso3, w.port, ports[w.port].name, w.weight, days, usd, w.corridor))
    oil = table.oil_and_gas
    rows = [replace(g, oil_and_gas=oil[g.iso3].get(g.port, 0.0) if g.iso3 in oil else g.weight) for g in rows]
    return Network(tuple(rows), load(), MappingProxyType(ports))
