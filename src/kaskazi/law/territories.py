"""Customs territories: which economies are one market, from `territories.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.codes.groups import groups, member, reported
from kaskazi.law.eligibility import economy


@cache
def territories() -> Mapping[str, Any]:
    """The table."""
    return tomllib.loads(files("kaskazi.law").joinpath("territories.toml").read_text(encoding="utf-8"))


HELD: str = territories()["home"]  # the market whose schedule is shipped


def area_of(iso3: str, on: date | None = None) -> str:
    """The market an economy is in: a group that is one market, or itself (on a day; default: now)."""
    areas: list[str] = territories()["areas"]
    return next((a for a in areas if (member(a, iso3, on) if on else member(a, iso3))), iso3)


def market_of(market: str) -> str:
    """The customs territory of a market: its ISO3, or the group for its members. Raises InputError."""
    code = market.strip().upper()
    group = code if code in groups() else reported().get(code, "")
    if group in territories()["areas"]:
        return group
    return area_of(economy(market))
