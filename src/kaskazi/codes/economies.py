"""The economies: ISO3 code, name, the codes other publishers use, groups."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.errors import InputError, Problem, nearest


@dataclass(frozen=True, slots=True)
class Economy:
    """One economy: ISO3, English short name, factbook file, UN numeric code, region."""

    iso3: str
    name: str
    factbook: str
    un: int
    region: str


# UN trade statistics give some economies a code of their own (customs territory or a former state).
BACI_CODES: Mapping[int, str] = MappingProxyType(
    {
        58: "BEL",
        280: "DEU",
        251: "FRA",
        699: "IND",
        579: "NOR",
        736: "SDN",
        490: "TWN",
        757: "CHE",
        842: "USA",
    }
)
# GeoDist keeps codes that ISO has since changed.
GEODIST_CODES: Mapping[str, str] = MappingProxyType(
    {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "YUG": "SRB", "PAL": "PSE"}
)
EAC = ("BDI", "COD", "KEN", "RWA", "SOM", "SSD", "TZA", "UGA")


@cache
def economies() -> Mapping[str, Economy]:
    """All economies of the shipped world by ISO3, in code order."""
    table = files("kaskazi.codes").joinpath("economies.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    found = (Economy(r["iso3"], r["name"], r["factbook"], int(r["un"]), r["region"]) for r in rows)
    return MappingProxyType({e.iso3: e for e in found})


@cache
def by_un_code() -> Mapping[int, str]:
    """ISO3 by UN numeric code, with the codes peculiar to trade statistics."""
    plain = {e.un: e.iso3 for e in economies().values()}
    return MappingProxyType({**plain, **BACI_CODES})


def unknown(title: str, where: str, code: str, valid: Mapping[str, str]) -> InputError:
    """The error for a code that is none: `valid` maps codes to names, both are searched for the nearest."""
    near = nearest(code.upper(), valid)
    name = nearest(code, valid.values())
    if (name and name.casefold() == code.casefold()) or (name and not near):
        near = next(k for k, v in valid.items() if v == name)
    what = f'"{code}" is not an economy of this world.'
    return InputError(title, [Problem(where, what, "an ISO3 code", near)])
