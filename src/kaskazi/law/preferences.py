"""The US preference an entry may claim: AGOA and its apparel numbers, GSP, free trade agreements, Haiti."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kaskazi.law.eligibility import eligible, gsp_symbols, lesser_developed, programmes, spells, with_apparel
from kaskazi.law.quotas import apparel_cap
from kaskazi.law.rates import Rate, parse_rate
from kaskazi.law.registry import registry
from kaskazi.law.schedules import Line

APPAREL = ("61", "62")
Fabric = Literal["third-country", "regional", "us", ""]
VALUE_ADDED = "35 % value added in the region, up to 15 points of it US content, imported directly"
FABRICS = {
    "us": ("9819.11.03", "assembled in the region from US fabric of US yarn; textile visa"),
    "regional": (
        "9819.11.09",
        "assembled from fabric formed in the region of regional or US yarn; textile visa",
    ),
    "third-country": (
        "9819.11.12",
        "assembled in a lesser-developed beneficiary, fabric and yarn of any origin; foreign findings and "
        "trimmings up to 25 % of the cost of components; textile visa",
    ),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A preference that may be claimed: symbol of the special column or number, the rate it gives, and why."""

    symbol: str
    name: str
    rate: Rate
    why: str
    source: str
    origin_rule: str
    cap: str = ""
    unsettled: str = ""


def claims(
    line: Line, origin: str, on: date, known: date, fabric: Fabric = ""
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Preferences that the law gives an entry, and why others do not apply, as notes."""
    found: list[Claim] = []
    notes: list[str] = []
    for one in (_agoa(line, origin, on, known, fabric, notes), _haiti(line, origin, on, known)):
        if one:
            found.append(one)
    found += _column(line, origin, on, known, notes)
    return tuple(found), tuple(notes)


def _restored(key: str, on: date, known: date) -> tuple[bool, str, str]:
    """In force or not; how, where it was restored later; source."""
    state = registry()[key].state(on, known)
    if state is None:
        return False, "", ""
    how = (
        f", restored retroactively on {state.known.isoformat()}"
        if state.retroactive and on < state.known
        else ""
    )
    return state.in_force, how, state.source


def _agoa(line: Line, origin: str, on: date, known: date, fabric: Fabric, notes: list[str]) -> Claim | None:
    spell = eligible(origin, on, known)
    if spell is None:
        if spells(origin):
            notes.append(f"{origin} was not eligible for AGOA on that day, as known then.")
        return None
    in_force, how, source = _restored("agoa", on, known)
    if not in_force:
        notes.append("AGOA was not in force on that day, as known then.")
        return None
    suspended = line.code[:2] in APPAREL and on > spell.apparel_end
    if not suspended and any("D" in symbols for text, symbols in line.specials if text == "Free"):
        return Claim(
            "D", "AGOA, claim D", Rate(0.0, ()), f"free in the special column{how}", source, VALUE_ADDED
        )
    if line.code[:2] in APPAREL:
        return _apparel(origin, on, known, fabric, notes, how, source)
    if "50" <= line.code[:2] <= "63":
        notes.append(
            "No D: textiles enter free under 9819.11.33 only if wholly made in lesser-developed beneficiaries."
        )
    else:
        notes.append("The line carries no D: AGOA does not cover it.")
    return None


def _apparel(
    origin: str, on: date, known: date, fabric: Fabric, notes: list[str], how: str, source: str
) -> Claim | None:
    """AGOA apparel: chapters 61 and 62 enter under heading 9819, which the special column does not show."""
    if not with_apparel(origin, on, known):
        notes.append(f"{origin} has no AGOA benefit for apparel on that day (no textile visa, or suspended).")
        return None
    third = registry()["agoa-third-country-fabric"].in_force(on, known) and lesser_developed(origin)
    kind: Fabric = fabric or ("third-country" if third else "regional")
    if kind == "third-country" and not third:
        why = (
            "is not lesser developed" if not lesser_developed(origin) else "had no such provision on that day"
        )
        notes.append(f"No AGOA benefit with third-country fabric: {origin} {why}.")
        return None
    if not fabric and not third:
        notes.append(f"{origin} may not use third-country fabric: free only with regional or US fabric.")
    number, rule = FABRICS[kind]
    return Claim(
        "9819",
        "AGOA, apparel under heading 9819",
        Rate(0.0, ()),
        f"no D in the special column: entered under {number}{how}",
        source,
        rule,
        apparel_cap(on, number),
    )


def _haiti(line: Line, origin: str, on: date, known: date) -> Claim | None:
    if origin != "HTI" or line.code[:2] not in APPAREL:
        return None
    in_force, how, source = _restored("haiti-hope-help", on, known)
    if not in_force:
        return None
    rule = "assembled in Haiti; rules by value added, or fabric of any origin within yearly quantities"
    why = f"entered under heading 9820{how}"
    return Claim("9820", "Haiti HOPE/HELP, apparel under heading 9820", Rate(0.0, ()), why, source, rule)


def _column(line: Line, origin: str, on: date, known: date, notes: list[str]) -> list[Claim]:
    """Claims that the special column itself shows."""
    found: list[Claim] = []
    named = {p.symbol: p for p in programmes() if p.covers(origin, on)}
    gsp = gsp_symbols(origin, on)
    for text, symbols in line.specials:
        for symbol in symbols:
            if symbol in named:
                rate = parse_rate(text)
                p = named[symbol]
                if rate is None:
                    notes.append(f'{p.title}: "{text}", a staged rate or quota that is not worked out here.')
                else:
                    why = f"{symbol} in the special column, {text}"
                    found.append(Claim(symbol, p.title, rate, why, "us-hts-2025", p.origin))
            elif symbol in gsp and text == "Free":
                in_force, how, source = _restored("gsp", on, known)
                if not in_force:
                    if symbol in ("A", "A+", "A*"):
                        notes.append(f"GSP ({symbol}) was not in force on that day, as known then.")
                    continue
                unsettled = (
                    "some countries are left out line by line (general note 4(d)), not held"
                    if symbol == "A*"
                    else ""
                )
                found.append(
                    Claim(
                        symbol,
                        f"GSP, claim {symbol}",
                        Rate(0.0, ()),
                        f"free in the special column{how}; members as of 2020",
                        source,
                        "35 % value added, imported directly",
                        unsettled=unsettled,
                    )
                )
    return found
