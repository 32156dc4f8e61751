"""Which ports serve which economy: `ports.toml`, entered by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_PAIRS = """AL ALB DZ DZA AO AGO AG ATG AR ARG AU AUS BS BHS BH BHR BD BGD BB BRB BE BEL BZ BLZ BJ BEN BR BRA BN BRN BG BGR
CV CPV KH KHM CM CMR CA CAN CL CHL CN CHN CO COL KM COM CG COG CD COD CR CRI CI CIV HR HRV CU CUB CY CYP DK DNK DJ DJI
DM DMA DO DOM EC ECU EG EGY SV SLV GQ GNQ ER ERI EE EST FJ FJI FI FIN FR FRA GA GAB GM GMB GE GEO DE DEU GH GHA GR GRC
GD GRD GT GTM GN GIN GW GNB GY GUY HT HTI HN HND HK HKG IS ISL IN IND ID IDN IR IRN IQ IRQ IE IRL IL ISR IT ITA JM JAM
JP JPN JO JOR KE KEN KI KIR KR KOR KW KWT LV LVA LB LBN LR LBR LY LBY LT LTU MO MAC MG MDG MY MYS MV MDV MT MLT MH MHL
MR MRT MU MUS MX MEX FM FSM ME MNE MA MAR MZ MOZ MM MMR NA NAM NR NRU NL NLD NZ NZL NI NIC NG NGA NO NOR OM OMN PK PAK
PW PLW PA PAN PG PNG PE PER PH PHL PL POL PT PRT QA QAT RO ROU RU RUS KN KNA LC LCA VC VCT WS WSM ST STP SA SAU SN SEN
SC SYC SL SLE SG SGP SI SVN SB SLB SO SOM ZA ZAF ES ESP LK LKA SD SDN SR SUR SE SWE SY SYR TW TWN TZ TZA TH THA TL TLS
TG TGO TO TON TT TTO TN TUN TR TUR TV TUV UA UKR AE ARE GB GBR US USA UY URY VU VUT VE VEN VN VNM YE YEM AW ABW CW CUW
BM BMU KY CYM GL GRL PF PYF NC NCL KP PRK PR PRI"""
ISO2: dict[str, str] = dict(zip(_PAIRS.split()[::2], _PAIRS.split()[1::2], strict=True))


def economy_of(port: str) -> str:
    """ISO3 of the economy a port lies in, by its UN/LOCODE; "" where it is not known."""
    return ISO2.get(port[:2], "")


@dataclass(frozen=True, slots=True)
class InlandWay:
    """A port that a landlocked economy uses: its weight, and days and USD per TEU of the land leg by a corridor."""

    port: str
    weight: float
    days: float
    usd: float
    corridor: str


@dataclass(frozen=True, slots=True)
class PortTable:
    """By ISO3. coast: port to weight where not the list's own; oil_and_gas: port to share of that trade; inland: ways to
    the sea of landlocked economies; in_need: ways used only where every usual one is shut."""

    coast: Mapping[str, Mapping[str, float]]
    oil_and_gas: Mapping[str, Mapping[str, float]]
    inland: Mapping[str, tuple[InlandWay, ...]]
    in_need: Mapping[str, tuple[InlandWay, ...]]


@cache
def port_table() -> PortTable:
    """The table."""
    raw = tomllib.loads(files("kaskazi.network").joinpath("ports.toml").read_text(encoding="utf-8"))
    coast, oil = (
        MappingProxyType({c: {p: float(w) for p, w in row.items()} for c, row in raw[k].items()})
        for k in ("coast", "oil_and_gas")
    )
    return PortTable(coast, oil, _ways(raw["inland"]), _ways(raw["in_need"]))


def _ways(raw: Mapping[str, list[dict[str, Any]]]) -> Mapping[str, tuple[InlandWay, ...]]:
    return MappingProxyType(
        {
            iso3: tuple(
                InlandWay(
                    r["port"],
                    float(r.get("weight", 0.0)),
                    float(r["days"]),
                    float(r["usd"]),
                    r["corridor"],
                )
                for r in rows
            )
            for iso3, rows in raw.items()
        }
    )
