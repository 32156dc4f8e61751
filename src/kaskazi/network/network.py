"""Gateways of every economy over the skim."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from kaskazi.network.chokepoints import GATE_IDS
from kaskazi.network.corridors import leg
from kaskazi.network.ports import FALLBACK, INLAND, OIL_PORTS
from kaskazi.network.skim import Skim, load


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way an economy reaches the sea. weight, liquid: its share of the economy's trade, and of its oil and gas;
    days, usd: the land leg, per TEU; corridor "" at the coast."""

    iso3: str
    port: str
    name: str
    weight: float
    days: float
    usd: float
    corridor: str
    liquid: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Gateways and the skim between their ports. Compared by identity."""

    gateways: tuple[Gateway, ...]
    skim: Skim
    places: dict[str, tuple[float, float, str]]  # port -> longitude, latitude, name

    @classmethod
    def load(cls) -> Network:
        """The shipped network."""
        return _load()

    @property
    def gate_ids(self) -> tuple[str, ...]:
        """Ids of all gates."""
        return GATE_IDS

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
    s = load()
    text = files("kaskazi.network").joinpath("gateways.csv").read_text(encoding="utf-8")
    rows, places = [], {}
    for r in csv.DictReader(text.splitlines()):
        places[r["port"]] = (float(r["lon"]), float(r["lat"]), r["name"])
        if r["iso3"]:
            rows.append(Gateway(r["iso3"], r["port"], r["name"], float(r["weight"]), 0.0, 0.0, ""))
    for table in (INLAND, FALLBACK):
        for iso3, ways in table.items():
            for port, weight, days, usd, corridor in ways:
                if (seen := leg(port, iso3, corridor)) is not None:
                    days, usd = (mine if x is None else x for mine, x in zip((days, usd), seen, strict=True))
                rows.append(Gateway(iso3, port, places[port][2], weight, days, usd, corridor))
    by_land = {iso3: sum(w[1] for w in ways) for iso3, ways in INLAND.items()}
    rows = [g if g.corridor else replace(g, weight=g.weight * (1.0 - by_land.get(g.iso3, 0.0))) for g in rows]
    rows = [
        replace(g, liquid=OIL_PORTS[g.iso3].get(g.port, 0.0) if g.iso3 in OIL_PORTS else g.weight)
        for g in rows
    ]
    return Network(tuple(rows), s, places)
