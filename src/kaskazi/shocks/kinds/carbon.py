"""A charge on the carbon in goods at a border."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from kaskazi.errors import Problem
from kaskazi.evidence.derived import carbon_sectors, carbon_share
from kaskazi.evidence.parameters import parameter
from kaskazi.scenario import Iso3, Level, Share, Shock
from kaskazi.shocks.kind import Array, Arrays, Case, Ground, Kind, Known
from kaskazi.world import World


class Carbon(Shock):
    """Importers charge the carbon in the goods that their regulation names. exporters: none named, all others;
    price: USD a tonne; phased_in: part of the price charged."""

    kind: Literal["carbon"] = "carbon"
    importers: tuple[Iso3, ...] = Field(min_length=1)
    exporters: tuple[Iso3, ...] = ()
    price: float = Field(gt=0, le=2000, description="USD a tonne of CO2")
    phased_in: Share = 1.0


def intensity(sector: str, level: Level) -> float:
    """Tonnes of CO2 in USD 1,000 of a sector's named goods."""
    p = parameter(f"carbon-{sector}")
    return {"low": p.low, "central": p.central, "high": p.high}[level]


def charge(s: Carbon, world: World, level: Level) -> Array:
    """The charge as an ad valorem rate (J, N) by sector and exporter: price x part phased in x intensity x part of the
    sector that is named goods. 0 for whoever is an importer."""
    out = np.zeros((len(world.sectors), len(world.economies)))
    named = s.exporters or world.economies
    for key in carbon_sectors():
        if key not in world.sectors:
            continue
        rate = s.price * s.phased_in * intensity(key, level) / 1000.0
        for x in named:
            if x not in s.importers:
                out[world.sector(key), world.index(x)] = rate * carbon_share(x, key)
    return out


def check(s: Carbon, at: str, known: Known) -> Iterator[Problem]:
    """Economies are the world's."""
    yield from known.economies(f"{at}.importers", s.importers)
    yield from known.economies(f"{at}.exporters", s.exporters)


def apply(arrays: Arrays, s: Carbon, ground: Ground, case: Case) -> None:
    """Adds the charge to the duty of the importers."""
    w = ground.world
    rates = charge(s, w, case.level)
    for n in (w.index(x) for x in dict.fromkeys(s.importers)):
        arrays.tariff[:, n, :] += rates
    arrays.nothing_at_home()


def sectors(s: Carbon, ground: Ground) -> set[int] | None:
    """Those that hold named goods."""
    return {ground.world.sector(x) for x in carbon_sectors() if x in ground.world.sectors} or None


KIND = Kind("carbon", "A charge on carbon at a border", Carbon, True, check, apply, sectors=sectors)
