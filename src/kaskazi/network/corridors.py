"""Land corridors of East Africa: kilometres, hours and dollars, as published, and the legs made from them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SLOWER = 8.0  # observed hours over free driving hours where both are known: Kampala 8.0, Kigali 8.1
USD_PER_FEU_KM = 2.2  # where no price is published: about 1.1 USD a km and TEU (judgement)


@dataclass(frozen=True, slots=True)
class Leg:
    """One way inland. km, road_hours: by road, driving freely; observed_hours: port to place as reported, with
    borders and waiting; usd_feu: price of a 40 ft box, USD of usd_year. None: not published."""

    corridor: str
    port: str
    place: str
    iso3: str
    mode: str
    km: float | None
    road_hours: float | None
    observed_hours: float | None
    observed_year: int | None
    usd_feu: float | None
    usd_year: int | None
    hours_source: str
    usd_source: str

    @property
    def hours(self) -> float:
        """Hours observed, else eight times the driving hours."""
        if self.observed_hours is not None:
            return self.observed_hours
        return SLOWER * (self.road_hours or 0.0)

    @property
    def estimated(self) -> bool:
        """True where the hours are worked out from driving hours."""
        return self.observed_hours is None

    @property
    def usd_per_teu(self) -> float | None:
        """Half the price of a 40 ft box; from the kilometres where none is published."""
        if self.usd_feu is not None:
            return self.usd_feu / 2
        return None if self.km is None else self.km * USD_PER_FEU_KM / 2


@cache
def corridors() -> tuple[Leg, ...]:
    """All legs of the table."""
    text = files("kaskazi.network").joinpath("corridors.csv").read_text(encoding="utf-8")

    def number(x: str) -> float | None:
        return float(x) if x else None

    def year(x: str) -> int | None:
        return int(x) if x else None

    return tuple(
        Leg(
            r["corridor"], r["port"], r["place"], r["iso3"], r["mode"], number(r["km"]), number(r["road_hours"]),
            number(r["observed_hours"]), year(r["observed_year"]), number(r["usd_feu"]), year(r["usd_year"]),
            r["hours_source"], r["usd_source"],
        )
        for r in csv.DictReader(text.splitlines())
    )  # fmt: skip


def leg(port: str, iso3: str, corridor: str) -> tuple[float, float | None] | None:
    """Days and USD per TEU (None: no price, no distance) from port to an economy along a corridor, or None where
    the table has no such way."""
    for x in corridors():
        if (x.port, x.iso3, x.corridor) == (port, iso3, corridor):
            return x.hours / 24.0, x.usd_per_teu
    return None
