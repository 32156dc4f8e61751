"""Which ports serve which economy: tables entered by hand, weights by judgement where no source is named."""

from __future__ import annotations

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

# Economies with coasts on more than one sea or with ports on both sides of a gate; and those where the list's most
# connected ports are inland or on a closed sea (Anzali, Sofia, Kiev, Poznan, Phnom Penh). Weights by judgement.
EXTRA_PORTS: dict[str, tuple[tuple[str, float], ...]] = {
    "USA": (("USLAX", 0.35), ("USNYC", 0.3), ("USHOU", 0.2), ("USSAV", 0.15)),
    "CAN": (("CAVAN", 0.5), ("CAHAL", 0.5)),
    "MEX": (("MXZLO", 0.5), ("MXVER", 0.5)),
    "FRA": (("FRLEH", 0.7), ("FRMRS", 0.3)),
    "ESP": (("ESALG", 0.4), ("ESVLC", 0.4), ("ESBIO", 0.2)),
    "RUS": (("RULED", 0.4), ("RUNVS", 0.35), ("RUVVO", 0.25)),
    "SAU": (("SAJED", 0.6), ("SAJUB", 0.4)),
    "ARE": (("AEJEA", 0.8), ("AEKLF", 0.2)),
    "OMN": (("OMSLL", 0.6), ("OMSOH", 0.4)),
    "EGY": (("EGPSD", 0.35), ("EGALY", 0.3), ("EGDAM", 0.25), ("EGAIS", 0.1)),
    "IRN": (("IRBND", 0.75), ("IRBKM", 0.15), ("IRZBR", 0.1)),
    "YEM": (("YEADE", 0.6), ("YEHOD", 0.4)),
    "BGR": (("BGBOJ", 0.5), ("BGVAR", 0.5)),
    "UKR": (("UAODS", 0.6), ("UAYUZ", 0.4)),
    "POL": (("PLGDN", 0.6), ("PLGDY", 0.4)),
    "MDG": (("MGTOA", 0.9), ("MGMJN", 0.1)),
    "KHM": (("KHKOS", 1.0),),
    "IND": (("INNSA", 0.4), ("INMUN", 0.35), ("INMAA", 0.25)),
    "ZAF": (("ZADUR", 0.7), ("ZACPT", 0.3)),
    "AUS": (("AUSYD", 0.4), ("AUMEL", 0.4), ("AUFRE", 0.2)),
    "CHN": (("CNSHA", 0.35), ("CNSHK", 0.3), ("CNNGB", 0.2), ("CNTAO", 0.15)),
    "KEN": (("KEMBA", 1.0),),
    "TZA": (("TZDAR", 1.0),),
    "NLD": (("NLRTM", 1.0),),
    "BEL": (("BEANR", 1.0),),
    "DEU": (("DEHAM", 1.0),),
    "SGP": (("SGSIN", 1.0),),
    "DJI": (("DJJIB", 1.0),),
    "COL": (("COCTG", 0.7), ("COBUN", 0.3)),
    "THA": (("THLCH", 1.0),),
}

# Where oil and gas leave by other ports than boxes: shares of their trade, by judgement. Most Saudi oil is loaded in the
# Gulf and some at the end of the pipeline to the Red Sea; half of the Emirates' crude goes by the pipeline to the coast
# outside Hormuz; American, Mexican and Colombian oil leaves by the Gulf of Mexico and the Caribbean.
OIL_PORTS: dict[str, dict[str, float]] = {
    "SAU": {"SAJUB": 0.85, "SAJED": 0.15},
    "ARE": {"AEJEA": 0.5, "AEKLF": 0.5},
    "USA": {"USHOU": 0.8, "USNYC": 0.1, "USLAX": 0.1},
    "MEX": {"MXVER": 0.9, "MXZLO": 0.1},
    "COL": {"COCTG": 0.9, "COBUN": 0.1},
}

# Landlocked economies (and DR Congo): the port they use and the days and dollars (per TEU) of the land leg, both ways
# alike.
# Hours observed on the corridor and dollars per 40 ft box over two, where the corridor table has them; else a
# judgement by distance (about 350 km a day, 1.1 USD per km a TEU).
INLAND: dict[str, tuple[tuple[str, float, float, float, str], ...]] = {
    "UGA": (("KEMBA", 0.95, 5.5, 1250.0, "northern"), ("TZDAR", 0.05, 8.0, 2250.0, "central")),
    "RWA": (("TZDAR", 0.7, 6.0, 2150.0, "central"), ("KEMBA", 0.3, 7.8, 2400.0, "northern")),
    "BDI": (("TZDAR", 0.9, 6.5, 2250.0, "central"), ("KEMBA", 0.1, 9.0, 3250.0, "northern")),
    "COD": (  # beside its own ports on the Atlantic: copper and cobalt of the south, the east by Mombasa
        ("TZDAR", 0.3, 9.5, 2379.0, "dar-es-salaam"),
        ("ZADUR", 0.25, 12.0, 3500.0, "north-south"),
        ("KEMBA", 0.1, 6.7, 3500.0, "northern"),
    ),
    "SSD": (("KEMBA", 1.0, 5.6, 2750.0, "northern"),),
    "ETH": (
        ("DJJIB", 0.93, 3.0, 900.0, "djibouti"),
        ("KEMBA", 0.04, 7.0, 2000.0, "moyale"),
        ("SOBBO", 0.02, 6.0, 1055.0, "berbera"),
        ("KELAU", 0.01, 5.5, 1407.0, "lapsset"),
    ),
    "ZMB": (
        ("TZDAR", 0.5, 7.0, 2300.0, "dar-es-salaam"),
        ("TZDAR", 0.1, 4.0, 2000.0, "tazara"),
        ("ZADUR", 0.4, 9.0, 2800.0, "north-south"),
    ),
    "MWI": (("MZBEW", 0.6, 4.0, 1300.0, "beira"), ("TZDAR", 0.4, 6.0, 2000.0, "dar-es-salaam")),
    "ZWE": (("MZBEW", 0.5, 3.0, 1100.0, "beira"), ("ZADUR", 0.5, 5.0, 1800.0, "north-south")),
    "BWA": (("ZADUR", 1.0, 4.0, 1300.0, "trans-kalahari"),),
    "LSO": (("ZADUR", 1.0, 2.0, 600.0, "south-africa"),),
    "SWZ": (("ZADUR", 1.0, 2.0, 600.0, "south-africa"),),
    "MLI": (("SNDKR", 0.6, 5.0, 1500.0, "dakar-bamako"), ("CIABJ", 0.4, 5.0, 1500.0, "abidjan")),
    "BFA": (("CIABJ", 0.5, 4.0, 1300.0, "abidjan"), ("GHTEM", 0.5, 5.0, 1400.0, "tema")),
    "NER": (("BJCOO", 1.0, 5.0, 1500.0, "cotonou"),),
    "TCD": (("CMDLA", 1.0, 9.0, 2600.0, "douala"),),
    "CAF": (("CMDLA", 1.0, 8.0, 2200.0, "douala"),),
    "AFG": (("PKKHI", 1.0, 7.0, 2000.0, "karachi"),),
    "NPL": (("INCCU", 1.0, 5.0, 1200.0, "kolkata"),),
    "BTN": (("INCCU", 1.0, 4.0, 1000.0, "kolkata"),),
    "LAO": (("THLCH", 1.0, 3.0, 900.0, "laem-chabang"),),
    "MNG": (("CNTAO", 1.0, 5.0, 1500.0, "tianjin"),),
    "KAZ": (("CNTAO", 0.5, 12.0, 3000.0, "trans-asian"), ("RULED", 0.5, 10.0, 3000.0, "russia")),
    "UZB": (("CNTAO", 0.5, 14.0, 3500.0, "trans-asian"), ("GEPTI", 0.5, 12.0, 3200.0, "middle")),
    "KGZ": (("CNTAO", 1.0, 14.0, 3500.0, "trans-asian"),),
    "TJK": (("CNTAO", 1.0, 15.0, 3700.0, "trans-asian"),),
    "TKM": (("GEPTI", 1.0, 9.0, 2800.0, "middle"),),
    "AZE": (("GEPTI", 1.0, 3.0, 900.0, "middle"),),
    "ARM": (("GEPTI", 1.0, 3.0, 900.0, "georgia"),),
    "CHE": (("NLRTM", 0.7, 2.0, 800.0, "rhine"), ("ITGOA", 0.3, 1.5, 600.0, "alps")),
    "AUT": (("DEHAM", 0.6, 2.0, 900.0, "germany"), ("SIKOP", 0.4, 1.5, 600.0, "adriatic")),
    "CZE": (("DEHAM", 1.0, 1.5, 700.0, "germany"),),
    "SVK": (("SIKOP", 1.0, 1.5, 700.0, "adriatic"),),
    "HUN": (("SIKOP", 1.0, 1.5, 700.0, "adriatic"),),
    "LUX": (("BEANR", 1.0, 1.0, 300.0, "antwerp"),),
    "SRB": (("GRSKG", 1.0, 2.0, 800.0, "balkans"),),
    "MKD": (("GRSKG", 1.0, 1.0, 400.0, "balkans"),),
    "BIH": (("HRRJK", 1.0, 1.5, 600.0, "adriatic"),),
    "XKX": (("ALDRZ", 1.0, 1.0, 400.0, "albania"),),
    "MDA": (("ROCND", 1.0, 1.5, 600.0, "romania"),),
    "BLR": (("LTKLJ", 1.0, 2.0, 700.0, "lithuania"),),
    "BOL": (("CLARI", 1.0, 4.0, 1500.0, "andes"),),
    "PRY": (("ARBUE", 1.0, 5.0, 1200.0, "parana"),),
    "PSE": (("ILASH", 1.0, 1.0, 400.0, "israel"),),
    "AND": (("ESBCN", 1.0, 1.0, 400.0, "spain"),),
    "SMR": (("ITGOA", 1.0, 1.0, 400.0, "italy"),),
}

# Used only where every usual way is shut: port, weight 0, days and dollars per TEU of the land leg (judgement).
FALLBACK: dict[str, tuple[tuple[str, float, float, float, str], ...]] = {
    "KEN": (("TZDAR", 0.0, 3.0, 1000.0, "namanga"),),
    "TZA": (("KEMBA", 0.0, 3.0, 1000.0, "namanga"),),
    "SSD": (("DJJIB", 0.0, 12.0, 4000.0, "djibouti"),),
    "UGA": (("TZDAR", 0.0, 8.0, 2250.0, "central"),),
}
