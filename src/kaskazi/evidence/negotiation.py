"""Facts of the negotiation tables, read from `facts.toml`: competitors, origin, border taxes, sensitive goods."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kaskazi.codes.groups import member


@dataclass(frozen=True, slots=True)
class Competitor:
    """One rival in the US apparel market. needs: its rule of origin and conditions; claim: the symbol of the programme
    its goods claim, "" for the best that is open; share: of US apparel imports, ratio, None where not held. What it
    pays is the law's to say."""

    iso3: str
    name: str
    needs: str
    sources: tuple[str, ...]
    claim: str = ""
    share: float | None = None


@cache
def facts() -> Mapping[str, Any]:
    """The whole table."""
    text = files("kaskazi.evidence").joinpath("facts.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def competitors() -> tuple[Competitor, ...]:
    """Rivals in the US apparel market, as listed."""
    return tuple(Competitor(**{**c, "sources": tuple(c["sources"])}) for c in facts()["competitor"])


def of_economy(table: str, iso3: str) -> tuple[Mapping[str, Any], ...]:
    """Entries of one table ("taxes", "exchange", "wages", "firms") for one economy."""
    return tuple(x for x in facts().get(table, ()) if x["iso3"] == iso3)


@cache
def _headings() -> Mapping[str, str]:
    text = files("kaskazi.evidence").joinpath("headings.csv").read_text(encoding="utf-8")
    return {r["hs4"]: r["name"] for r in csv.DictReader(text.splitlines())}


def heading_names() -> Mapping[str, str]:
    """Every heading that is named, by its four digits."""
    return _headings()


def heading_name(hs: str) -> str:
    """What a heading holds, in our own short words; "" for one that is not named."""
    return _headings().get(hs[:4], "")


def customs_union(iso3: str) -> tuple[str, Mapping[str, Any]] | None:
    """The customs union of an economy whose tariff is held: its name and table."""
    for name, t in facts()["tariff"].items():
        if member(t["group"], iso3):
            return name, t
    return None
