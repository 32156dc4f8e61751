"""Labels of other publishers: which economy a code means, and which codes are groups or remainders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kaskazi.codes.economies import by_un_code

# Codes that ISO has changed or never had, as publishers still write them.
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "ROM": "ROU",
        "ZAR": "COD",
        "TMP": "TLS",
        "SUD": "SDN",
        "SDS": "SSD",
        "S19": "TWN",
        "CN1": "CHN",
        "CN2": "CHN",
        "MX1": "MEX",
        "MX2": "MEX",
        "ROW": "ROW",
        "RoW": "ROW",
        "WWW": "ROW",
    }
)
REST = "ROW"
EU_CODES = ("918", "EUN", "EU27", "E27", "EUU")  # the customs union as one reporter
EU27 = ("AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL",
        "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE")  # fmt: skip


def economy(code: object, known: Mapping[int, str] | None = None) -> str:
    """ISO3 of a code: ISO3 itself, an older one, or a UN number; an empty string where nobody knows it."""
    text = str(code)
    if text in ALIASES:
        return ALIASES[text]
    if re.fullmatch(r"[A-Z]{3}", text):
        return text
    if re.fullmatch(r"\d{1,3}(\.0)?", text):
        return (known or by_un_code()).get(int(float(text)), "")
    return ""


def reporters(code: object) -> tuple[str, ...]:
    """The economies a reporter stands for: one, the members of the European Union, or none."""
    text = str(code)
    if text.lstrip("0") in EU_CODES:
        return EU27
    found = economy(text)
    return (found,) if found else ()


def slug(title: str) -> str:
    """A title as part of a version: lower case, words joined by hyphens."""
    return re.sub(r"-+", "-", "".join(c if c.isalnum() else "-" for c in title.lower())).strip("-")[:40]


def listed(pairs: Iterable[tuple[str, float]], most: int = 8) -> str:
    """Labels and values, largest first, in words; the rest counted."""
    ranked = sorted(pairs, key=lambda p: -p[1])
    text = ", ".join(f"{c} {v:,.0f}" for c, v in ranked[:most])
    return text + (f" and {len(ranked) - most} more" if len(ranked) > most else "")
