"""The Harmonized System: digits of a code, its chapter, and the sector it belongs to."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.errors import DataError, Problem

CHAPTER, HEADING, SUBHEADING = 2, 4, 6  # digits


def digits(code: str) -> str:
    """A code without dots and spaces; "" where what is left is not digits, or fewer than a chapter's."""
    plain = code.replace(".", "").replace(" ", "")
    return plain if len(plain) >= CHAPTER and plain.isascii() and plain.isdigit() else ""


def chapter(code: str) -> str:
    """The first two digits; "" for a code that is none."""
    return digits(code)[:CHAPTER]


def dotted(code: str) -> str:
    """62034207 as 6203.42.07; a statistical suffix 00 is left out."""
    d = digits(code)
    bare = d[:8] if len(d) == 10 and d.endswith("00") else d
    return ".".join(p for p in (bare[:4], bare[4:6], bare[6:8], bare[8:]) if p)


@cache
def hs_table() -> Mapping[str, str]:
    """HS code prefix (2, 4 or 6 digits, HS 2022) to sector; the longest prefix decides."""
    text = files("kaskazi.codes").joinpath("hs_sectors.csv").read_text(encoding="utf-8")
    return MappingProxyType({r["hs"]: r["sector"] for r in csv.DictReader(text.splitlines())})


def sector_of_hs(code: str) -> str:
    """Sector of an HS chapter, heading, subheading or national line; dots and spaces are ignored.

    Raises DataError for a code that is none or whose chapter holds no merchandise of a sector (98, 99).
    """
    d = digits(code)
    for length in (SUBHEADING, HEADING, CHAPTER):
        if len(d) >= length and d[:length] in hs_table():
            return hs_table()[d[:length]]
    raise DataError("HS code", [Problem(code, "belongs to no sector.", "an HS code of chapters 01 to 97")])
