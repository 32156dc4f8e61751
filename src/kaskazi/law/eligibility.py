"""Who may claim what: economies under US programmes on a day, and how much of their trade claims it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.errors import InputError, Problem, nearest

# ISO 3166-1 alpha-3, with XKX for Kosovo.
_ECONOMIES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
BLR BLZ BMU BOL BRA BRB BRN BTN BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW
CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO
GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HND HRV HTI HUN IDN IMN IND IOT IRL IRN
IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX
LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM
NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF
QAT REU ROU RUS RWA SAU SDN SEN SGP SHN SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC
SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR URY USA UZB VAT VCT VEN VGB VIR
VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE
"""
ECONOMIES = frozenset(_ECONOMIES.split())
# Denied normal trade relations: column 2 (general note 3(b)); Russia and Belarus by P.L. 117-110.
COLUMN_2 = {"CUB": date.min, "PRK": date.min, "RUS": date(2022, 4, 9), "BLR": date(2022, 4, 9)}


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of AGOA eligibility; apparel: from when to when the textile visa counts, None without one."""

    start: date
    end: date
    known: date
    apparel: date | None
    apparel_end: date
    source: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A symbol of the special column: whose goods it stands for from which day, its rule of origin in brief."""

    symbol: str
    title: str
    origin: str
    members: Mapping[str, date]
    until: date

    def covers(self, iso3: str, on: date) -> bool:
        """True where goods of an economy may claim it on a day."""
        return iso3 in self.members and self.members[iso3] <= on <= self.until


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath(name).read_text(encoding="utf-8"))


@cache
def _beneficiaries() -> dict[str, Any]:
    return _toml("beneficiaries.toml")


@cache
def _spells() -> Mapping[str, tuple[Spell, ...]]:
    found: dict[str, list[Spell]] = {}
    for s in _beneficiaries()["agoa"]["spell"]:
        spell = Spell(
            s["from"],
            s.get("to", date.max),
            s.get("known", s["from"]),
            s.get("apparel"),
            s.get("apparel_to", date.max),
            s["source"],
        )
        found.setdefault(s["iso3"], []).append(spell)
    return {k: tuple(v) for k, v in found.items()}


@cache
def programmes() -> tuple[Programme, ...]:
    """The free trade agreements and preferences of the special column, beside AGOA and GSP."""
    return tuple(
        Programme(symbol, p["title"], p["origin"], p["members"], p.get("until", date.max))
        for symbol, p in _toml("us_programmes.toml").items()
    )


def economy(iso3: str) -> str:
    """The code in capitals. Raises InputError with the nearest code where it is none."""
    code = iso3.strip().upper()
    if code not in ECONOMIES:
        raise InputError(
            "economy", [Problem("", f'"{iso3}" is not an economy.', "ISO3", nearest(code, sorted(ECONOMIES)))]
        )
    return code


def spells(iso3: str) -> tuple[Spell, ...]:
    """Every spell of AGOA eligibility of an economy; empty where it never was eligible."""
    return _spells().get(iso3, ())


def eligible(iso3: str, on: date, known: date | None = None) -> Spell | None:
    """The spell of AGOA eligibility that holds on a day, as known on a day; None outside."""
    asked = known or on
    return next((s for s in spells(iso3) if s.start <= on <= s.end and s.known <= asked), None)


def with_apparel(iso3: str, on: date, known: date | None = None) -> bool:
    """True where the economy may claim AGOA for apparel: eligible, its textile visa accepted, not suspended."""
    s = eligible(iso3, on, known)
    return s is not None and s.apparel is not None and s.apparel <= on <= s.apparel_end


def lesser_developed(iso3: str) -> bool:
    """True where AGOA allows third-country fabric (19 U.S.C. 3721(c))."""
    return bool(spells(iso3)) and iso3 not in _beneficiaries()["agoa"]["fabric"]["not_lesser_developed"]


def gsp_symbols(iso3: str, on: date) -> tuple[str, ...]:
    """GSP symbols an economy's goods may claim, by the list of 2020: A and A*, A+ if least developed."""
    entry = _beneficiaries()["gsp"]
    if iso3 not in entry["members"]["all"].split() or on > entry["spans"].get(iso3, {}).get("to", date.max):
        return ()
    return ("A", "A*", "A+") if iso3 in entry["members"]["least"].split() else ("A", "A*")


def utilisation(iso3: str, chapter: str) -> tuple[float, int, str] | None:
    """Share of a chapter's trade that claims AGOA, its year and source; None where none is held."""
    for u in _beneficiaries()["agoa"]["utilisation"]:
        if u["iso3"] == iso3 and chapter in u["chapters"]:
            return float(u["chapters"][chapter]), int(u["year"]), str(u["source"])
    return None
