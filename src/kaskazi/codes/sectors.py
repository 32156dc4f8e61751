"""The sectors of the shipped world."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector: id, English name, goods or services, the ISIC groups of the inter-country table it is made
    of, and the commodities of the Kenya social accounting matrix."""

    id: str
    name: str
    kind: str
    icio: tuple[str, ...]
    sam: tuple[str, ...]

    @property
    def goods(self) -> bool:
        return self.kind == "goods"


@cache
def sectors() -> Mapping[str, Sector]:
    """All sectors by id, goods first, in the order of the world's arrays."""
    text = files("kaskazi.codes").joinpath("sectors.csv").read_text(encoding="utf-8")
    found = (
        Sector(r["id"], r["name"], r["kind"], tuple(r["icio"].split()), tuple(r["sam"].split()))
        for r in csv.DictReader(text.splitlines())
    )
    return MappingProxyType({s.id: s for s in found})
