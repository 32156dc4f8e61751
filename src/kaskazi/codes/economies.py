"""The economies: one list with every code that publishers use for them; names are in `naming`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.naming import closest, find, rows
from kaskazi.errors import InputError, Problem, nearest


@dataclass(frozen=True, slots=True)
class Economy:
    """One economy.

    iso3, iso2: ISO 3166-1 (XKX and XK for Kosovo); un: UN numeric code (M49); trade: further numbers that UN trade statistics
    use for it (Comtrade, BACI: a customs territory's own, or a former state's), the present one first; letters: codes of
    three signs that other publishers write; geodist: those only of CEPII's GeoDist; factbook: its file in the World Factbook,
    "" outside it; region: the Factbook's; world: whether the shipped world holds it.
    """

    iso3: str
    iso2: str
    un: int
    trade: tuple[int, ...]
    letters: tuple[str, ...]
    geodist: tuple[str, ...]
    factbook: str
    region: str
    world: bool

    @property
    def name(self) -> str:
        """English short name."""
        return rows("economies")[self.iso3].name

    @property
    def comtrade(self) -> int:
        """The number under which UN trade statistics report it today."""
        return self.trade[0] if self.trade else self.un


@cache
def economies() -> Mapping[str, Economy]:
    """All economies by ISO3, in code order; `Economy.world` marks those of the shipped world."""
    table = files("kaskazi.codes").joinpath("economies.csv").read_text(encoding="utf-8")
    found = (
        Economy(
            iso3=r["iso3"],
            iso2=r["iso2"],
            un=int(r["un"]),
            trade=tuple(int(x) for x in r["trade"].split()),
            letters=tuple(r["letters"].split()),
            geodist=tuple(r["geodist"].split()),
            factbook=r["factbook"],
            region=r["region"],
            world=r["world"] == "1",
        )
        for r in csv.DictReader(table.splitlines())
    )
    return MappingProxyType({e.iso3: e for e in found})


@cache
def of_the_world() -> Mapping[str, Economy]:
    """The economies of the shipped world by ISO3, in code order."""
    return MappingProxyType({c: e for c, e in economies().items() if e.world})


@cache
def by_un_code() -> Mapping[int, str]:
    """ISO3 by UN numeric code, with the codes peculiar to trade statistics."""
    plain = {e.un: c for c, e in economies().items()}
    return MappingProxyType({**plain, **{k: c for c, e in economies().items() for k in e.trade}})


@cache
def by_iso2() -> Mapping[str, str]:
    """ISO3 by ISO2."""
    return MappingProxyType({e.iso2: c for c, e in economies().items()})


@cache
def by_letters(geodist: bool = False) -> Mapping[str, str]:
    """ISO3 by the codes of three signs that ISO has changed or never had, as publishers write them."""
    every = economies().items()
    return MappingProxyType({x: c for c, e in every for x in (e.letters + (e.geodist if geodist else ()))})


def economy_code(word: str, where: str = "") -> str:
    """ISO3 of an economy given by any of its codes or names: "KEN", "KE", "404", "Kenya", "Allemagne".

    Raises InputError with the nearest.
    """
    text = word.strip()
    code = text.upper()
    if code in economies():
        return code
    if text.isascii() and text.isdigit():
        found = by_un_code().get(int(text), "")
    else:
        found = by_iso2().get(code) or by_letters().get(code) or find("economies", text)
    if found:
        return found
    what = f'"{word}" is not an economy.'
    near = nearest(code, economies()) if len(text) <= 3 else closest("economies", text)
    raise InputError("economy", [Problem(where, what, "an ISO3 code or a name", near)])


def unknown(title: str, where: str, code: str, valid: Mapping[str, str]) -> InputError:
    """The error for a code that is none: `valid` maps codes to names, both are searched for the nearest."""
    near = nearest(code.upper(), valid)
    name = nearest(code, valid.values())
    if (name and name.casefold() == code.casefold()) or (name and not near):
        near = next(k for k, v in valid.items() if v == name)
    what = f'"{code}" is not an economy of this world.'
    return InputError(title, [Problem(where, what, "an ISO3 code", near)])
