"""The sectors of the shipped world, and where each Harmonized System code belongs."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.errors import DataError, Problem


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


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kaskazi.codes").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def sectors() -> Mapping[str, Sector]:
    """All sectors by id, goods first, in the order of the world's arrays."""
    found = (
        Sector(r["id"], r["name"], r["kind"], tuple(r["icio"].split()), tuple(r["sam"].split()))
        for r in _rows("sectors.csv")
    )
    return MappingProxyType({s.id: s for s in found})


@cache
def hs_table() -> Mapping[str, str]:
    """HS code prefix (2, 4 or 6 digits, HS 2022) to sector; the longest prefix decides."""
    return MappingProxyType({r["hs"]: r["sector"] for r in _rows("hs_sectors.csv")})


def sector_of_hs(code: str) -> str:
    """Sector of an HS chapter, heading, subheading or national line; dots and spaces are ignored.

    Raises DataError for a code that is none or whose chapter holds no merchandise of a sector (98, 99).
    """
    digits = code.replace(".", "").replace(" ", "")
    if len(digits) >= 2 and digits.isascii() and digits.isdigit():
        table = hs_table()
        for length in (6, 4, 2):
            if len(digits) >= length and digits[:length] in table:
                return table[digits[:length]]
    raise DataError("HS code", [Problem(code, "belongs to no sector.", "an HS code of chapters 01 to 97")])
