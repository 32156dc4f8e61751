"""Land corridors of Africa: kilometres, hours and dollars, as published, and the legs made from them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np


@dataclass(frozen=True, slots=True)
class Leg:
    """One way inland. km, road_hours: by road, driving freely; border_hours: at the borders on the way, as far as the
    observed time takes them in; observed_hours: port to place as reported, with borders and waiting; usd_feu: price of a 40 ft box, or usd_teu: of 15 tonnes, about a TEU, over usd_km of the way,
    USD of usd_year; usd_others: other published prices; via: the place of the table it passes. None: not published."""

    corridor: str
    port: str
    place: str
    iso3: str
    mode: str
    km: float | None
    road_hours: float | None
    border_hours: float | None
    observed_hours: float | None
    observed_year: int | None
    usd_feu: float | None
    usd_teu: float | None
    usd_km: float | None
    usd_year: int | None
    usd_others: str
    via: str
    hours_source: str
    usd_source: str

    @property
    def hours(self) -> float | None:
        """Hours observed, else those of the road and the borders; None where neither is known."""
        if self.observed_hours is not None or self.road_hours is None:
            return self.observed_hours
        return hours_by_road(self.road_hours, self.border_hours or 0.0)

    @property
    def estimated(self) -> bool:
        """True where the hours are worked out from driving hours."""
        return self.observed_hours is None

    @property
    def published(self) -> bool:
        """True where a price is published."""
        return self.usd_feu is not None or self.usd_teu is not None

    @property
    def usd_per_teu(self) -> float | None:
        """Half the price of a 40 ft box, or that of a TEU for all kilometres; by distance where none is published."""
        if self.usd_feu is not None:
            return self.usd_feu / 2
        if self.usd_teu is not None:
            return self.usd_teu * (1.0 if self.km is None or self.usd_km is None else self.km / self.usd_km)
        return None if self.km is None else price_by_distance(self.km) / 2

    @property
    def seen(self) -> tuple[float, float] | None:
        """Kilometres and USD per 40 ft box as published; None where no price or no distance is."""
        km = self.km if self.usd_km is None else self.usd_km
        usd = (
            self.usd_feu
            if self.usd_feu is not None
            else 2 * self.usd_teu
            if self.usd_teu is not None
            else None
        )
        return None if km is None or usd is None else (km, usd)


def hours_by_road(driving: float, border: float, without: str = "") -> float:
    """Hours of a leg where none are observed: lorries take so many hours for one of driving, and wait at borders.
    without: a corridor whose times are left out of the fit."""
    return slowness(without) * driving + border


@cache
def slowness(without: str = "") -> float:
    """Hours on the road, rests, checks and queues for one of free driving: the mean in logs over the observed times of
    all corridors but one, less their hours at borders."""
    seen = [
        (x.observed_hours - (x.border_hours or 0.0)) / x.road_hours
        for x in corridors()
        if x.corridor != without and x.observed_hours is not None and x.road_hours is not None
    ]
    return float(np.exp(np.log(seen).mean()))


def price_by_distance(km: float, without: str = "") -> float:
    """USD per 40 ft box over a distance where none is published: scale * km ** power. A kilometre costs more the farther
    it lies from the port: fewer loads back, fewer lorries that bid, more borders. without: a corridor whose prices are
    left out of the fit. Below the shortest published leg the kilometre costs what it does there."""
    scale, power, shortest = price_law(without)
    return float(scale * max(km, shortest) ** power * min(km / shortest, 1.0))


@cache
def price_law(without: str = "") -> tuple[float, float, float]:
    """Scale and power of the price by distance, by least squares in logs over the published prices of all corridors but
    one, and the shortest of their distances."""
    seen = [x.seen for x in corridors() if x.corridor != without and x.seen is not None]
    km, usd = np.log(np.array(seen)).T
    power, scale = np.polyfit(km, usd, 1)
    return float(np.exp(scale)), float(power), float(np.exp(km.min()))


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
            number(r["border_hours"]), number(r["observed_hours"]), year(r["observed_year"]), number(r["usd_feu"]), number(r["usd_teu"]),
            number(r["usd_km"]), year(r["usd_year"]), r["usd_others"], r["via"], r["hours_source"], r["usd_source"],
        )
        for r in csv.DictReader(text.splitlines())
    )  # fmt: skip


def leg(port: str, iso3: str, corridor: str) -> tuple[float | None, float | None] | None:
    """Days and USD per TEU (None: no hours, no price, no distance) from port to an economy along a corridor, or None
    where the table has no such way."""
    for x in corridors():
        if (x.port, x.iso3, x.corridor) == (port, iso3, corridor):
            return None if x.hours is None else x.hours / 24.0, x.usd_per_teu
    return None


def between(a: str, b: str) -> Leg | None:
    """The leg between two places of one corridor, one of which lies on the way to the other: the longer way from the
    port less the shorter. a, b: places of the table, or ISO3. None where the table has no such pair."""
    for far in corridors():
        if far.via and {a, b} & {far.place, far.iso3}:
            other = b if a in (far.place, far.iso3) else a
            near = _on_the_way(far, other)
            if near is not None:
                return _less(far, near)
    return None


def _on_the_way(far: Leg, other: str) -> Leg | None:
    """The leg of the same corridor to a place passed on the way, or None."""
    at = far
    while at.via:
        step = next(
            (x for x in corridors() if (x.port, x.corridor, x.place) == (at.port, at.corridor, at.via)), None
        )
        if step is None:
            return None
        if other in (step.place, step.iso3):
            return step
        at = step
    return None


def _less(far: Leg, near: Leg) -> Leg | None:
    """The part of a leg beyond a place on its way; hours and dollars only where both are of one kind."""

    def minus(x: float | None, y: float | None) -> float | None:
        return None if x is None or y is None else x - y

    observed = minus(far.observed_hours, near.observed_hours)
    return Leg(
        far.corridor, near.place, far.place, far.iso3, far.mode, minus(far.km, near.km),
        minus(far.road_hours, near.road_hours), minus(far.border_hours, near.border_hours), observed, far.observed_year if observed is not None else None,
        minus(far.usd_feu, near.usd_feu), None, None, far.usd_year, "", near.place,
        far.hours_source if observed is not None else "road-hours", far.usd_source,
    )  # fmt: skip
