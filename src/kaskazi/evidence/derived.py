"""Small tables of derived figures: remittance corridors, carbon dioxide, goods that pay for carbon, household groups."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

REMITTANCES = ("wb-bilateral-remittances", "wb-remittance-prices")
EMISSIONS = "cait-2018"
EMISSIONS_YEAR = 2018
CARBON_GOODS = ("cbam-regulation", "hs4-exports-2016")
DEBT = "wdi-external-debt"
HOUSEHOLDS = "ifpri-sam-kenya-2019"


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kaskazi.evidence").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@dataclass(frozen=True, slots=True)
class Corridor:
    """One sender of an economy's remittances. share: of all it receives, ratio; cost: of sending USD 200, ratio, None
    where it is not held; source: of the share."""

    sender: str
    share: float
    cost: float | None
    cost_year: int | None
    source: str


@cache
def _corridors() -> Mapping[str, tuple[Corridor, ...]]:
    modelled: dict[str, list[Corridor]] = {}
    for r in _rows("corridors.csv"):
        cost, year = (float(r["cost"]), int(r["cost_year"])) if r["cost"] else (None, None)
        row = Corridor(r["sender"], float(r["share"]), cost, year, r["source"] or REMITTANCES[0])
        modelled.setdefault(r["receiver"], []).append(row)
    for r in _rows("corridors_published.csv"):
        share = float(r["share"])
        old = {c.sender: c for c in modelled.get(r["receiver"], [])}
        was = old.pop(r["sender"], None)
        left = (1.0 - share) / (1.0 - (was.share if was else 0.0))
        rest = [Corridor(c.sender, c.share * left, c.cost, c.cost_year, c.source) for c in old.values()]
        first = Corridor(
            r["sender"], share, was.cost if was else None, was.cost_year if was else None, r["source"]
        )
        modelled[r["receiver"]] = sorted([first, *rest], key=lambda c: -c.share)
    return MappingProxyType({k: tuple(v) for k, v in modelled.items()})


def corridors(receiver: str) -> tuple[Corridor, ...]:
    """The largest senders held of an economy, the largest first; the central bank's share where it has one, the others
    then in proportion. Empty where none is held."""
    return _corridors().get(receiver, ())


@cache
def _emissions() -> Mapping[str, Mapping[str, float]]:
    table = {}
    for r in _rows("emissions.csv"):
        table[r["iso3"]] = MappingProxyType({k: float(v) for k, v in r.items() if k != "iso3"})
    return MappingProxyType(table)


def emissions(iso3: str) -> Mapping[str, float] | None:
    """CO2 from energy and industry by group of sectors, million tonnes; None where it is not held."""
    return _emissions().get(iso3)


@dataclass(frozen=True, slots=True)
class EmissionGroup:
    """Sectors that emit the carbon dioxide of a group, and their weights beside their output."""

    sectors: tuple[str, ...]
    weights: Mapping[str, float]


@cache
def emission_groups() -> Mapping[str, EmissionGroup]:
    """Every group of the emissions table."""
    raw = tomllib.loads(
        files("kaskazi.evidence").joinpath("emission_groups.toml").read_text(encoding="utf-8")
    )
    return MappingProxyType(
        {
            k: EmissionGroup(tuple(r["sectors"]), MappingProxyType(r.get("weights", {})))
            for k, r in raw.items()
        }
    )


@cache
def _carbon() -> Mapping[tuple[str, str], float]:
    return MappingProxyType(
        {(r["exporter"], r["sector"]): float(r["share"]) for r in _rows("carbon_goods.csv")}
    )


def carbon_share(exporter: str, sector: str) -> float:
    """Part of an exporter's sector that is goods of the carbon border regulation, ratio of value; 0 for other sectors."""
    return _carbon().get((exporter, sector), 0.0)


def carbon_sectors() -> tuple[str, ...]:
    """Sectors that hold goods of the regulation."""
    return tuple(sorted({s for _, s in _carbon()}))


@dataclass(frozen=True, slots=True)
class Debt:
    """What an economy owes abroad. service: ratio of exports and primary income, in `year`; external: USD million."""

    service: float
    year: int
    external: float


@cache
def _debts() -> Mapping[str, Debt]:
    return MappingProxyType(
        {
            r["iso3"]: Debt(float(r["service"]), int(r["year"]), float(r["external_debt"]))
            for r in _rows("debt.csv")
        }
    )


def debt(iso3: str) -> Debt | None:
    """What an economy owes abroad; None where it is not held."""
    return _debts().get(iso3)


@dataclass(frozen=True, slots=True)
class HouseholdGroup:
    """One group of households. size: its part of all household income; abroad, public: parts of its income that come
    from abroad and from government; the rest is earned. spending: by sector; all ratios."""

    id: str
    size: float
    abroad: float
    public: float
    spending: Mapping[str, float]


@cache
def household_groups(iso3: str) -> tuple[HouseholdGroup, ...]:
    """The household groups of an economy whose accounts have them; none for others."""
    known = ("iso3", "group", "size", "from_abroad", "from_government")
    return tuple(
        HouseholdGroup(
            r["group"],
            float(r["size"]),
            float(r["from_abroad"]),
            float(r["from_government"]),
            MappingProxyType({k: float(v) for k, v in r.items() if k not in known}),
        )
        for r in _rows("households.csv")
        if r["iso3"] == iso3
    )
