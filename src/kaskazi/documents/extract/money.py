"""Amounts, rates and shares as they stand in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaskazi.dossier import Span

SIGNS = {
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "Sh": "KES",
    "KSh": "KES",
    "KSh.": "KES",
    "Sh.": "KES",
    "Ksh": "KES",
    "Rs": "INR",
    "R": "ZAR",
    "C$": "CAD",
    "A$": "AUD",
}
CODES = "USD|EUR|GBP|JPY|KES|UGX|TZS|INR|CNY|RMB|AUD|CAD|CHF|ZAR|NGN|GHS|XOF|XAF|AED|SAR|BRL|MXN|KRW|RWF|ETB|EGP|NZD|SGD"
WORDS = {
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "yen": "JPY",
    "shilling": "KES",
    "yuan": "CNY",
    "rupee": "INR",
    "rand": "ZAR",
    "d'euro": "EUR",
}
SCALE = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "m": 1e6,
    "bn": 1e9,
    "mn": 1e6,
    "tn": 1e12,
    "milliard": 1e9,
    "milliards": 1e9,
    "millions": 1e6,
    "bilioni": 1e9,
    "milioni": 1e6,
}
_NUMBER = r"(?P<n>\d{1,3}(?:[,\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
MONEY = re.compile(
    rf"(?:(?P<sign>US\$|C\$|A\$|KSh\.?|Ksh\.?|Sh\.?|Rs\.?|[$€£¥]|\b(?:{CODES}))\s?){_NUMBER}\s?(?P<scale>thousand|million|billion|trillion|bn|mn|tn|m|milliards?|millions)?\b"
    rf"|\b{_NUMBER.replace('<n>', '<n2>')}\s?(?P<scale2>thousand|million|billion|trillion|bn|mn|milliards?|millions)?\s?(?:d['’])?(?P<word>(?:US )?dollars?|euros?|pounds|yen|shillings?|yuan|rupees?|rand|(?:{CODES}))\b"
)
PERCENT = re.compile(
    r"(?P<n>\d{1,3}(?:[.,]\d+)?)\s?(?:%|per ?cent\b|percent\b|p\.c\.|pour cent\b)|\basilimia\s+(?P<n2>\d{1,3}(?:\.\d+)?)",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    rf"\b{_NUMBER}\s?(?P<scale>thousand|million|billion)?\s?(?P<unit>(?:metric )?tons?|tonnes?|MT|mt|kg|kilos|lit(?:er|re)s|heads?|bales|bags|aircraft|planes|workers|trainees|vehicles|cars|barrels)\b"
)
DAYS = re.compile(
    r"\b(?:for|of)\s+(?:a\s+(?:period|term)\s+of\s+)?(?P<n>\d{1,4})\s+days\b|\b(?P<n2>\d{1,4})-day\b"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; rates and shares are ratios with the unit "%"."""

    value: float
    unit: str
    span: Span


def _value(text: str) -> float:
    body = text.replace("\u202f", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", body):
        return float(body.replace(",", ""))
    return float(body.replace(",", "."))


def money(text: str, start: int, end: int) -> list[Amount]:
    """Sums of money in a range."""
    out = []
    for m in MONEY.finditer(text, start, end):
        number, scale = m["n"] or m["n2"], m["scale"] or m["scale2"] or ""
        word = (m["word"] or "").removeprefix("US ").rstrip("s")
        unit = (
            SIGNS.get(m["sign"] or "", m["sign"] or "")
            if m["sign"]
            else WORDS.get(word, WORDS.get(word + "s", m["word"] or ""))
        )
        out.append(
            Amount(_value(number) * SCALE.get(scale, 1.0), {"RMB": "CNY"}.get(unit, unit), Span(*m.span()))
        )
    return out


def quantities(text: str, start: int, end: int) -> list[Amount]:
    """Tonnes, aircraft, workers."""
    return [
        Amount(_value(m["n"]) * SCALE.get(m["scale"] or "", 1.0), m["unit"], Span(*m.span()))
        for m in QUANTITY.finditer(text, start, end)
    ]


def percents(text: str, start: int, end: int) -> list[Amount]:
    """Per cents as ratios."""
    return [
        Amount(round(_value(m["n"] or m["n2"]) / 100, 8), "%", Span(*m.span()))
        for m in PERCENT.finditer(text, start, end)
    ]


def days(text: str, start: int, end: int) -> int | None:
    """For so many days."""
    m = DAYS.search(text, start, end)
    return int(m["n"] or m["n2"]) if m else None
