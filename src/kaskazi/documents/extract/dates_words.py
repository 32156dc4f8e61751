"""Patterns and numbers of times in English."""

from __future__ import annotations

import re
from functools import cache

from kaskazi.documents.lexicon import table

NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])} | {
    "a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90, "twenty": 20, "fifteen": 15, "a few": 0,
}  # fmt: skip
UNITS = {"day": 1, "week": 7, "fortnight": 14}
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_COUNT = r"(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety|an?)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
RELATIVE = re.compile(
    r"\b(?:(?P<mod>last|next|this|this past|this coming|coming)\s+(?P<unit>week|month|year|quarter|weekend|autumn|spring|summer|winter|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"(?:the\s+)?end\s+of\s+(?P<which>the|this|next)\s+(?P<close>week|month|quarter|year)\b(?!\s+(?:of|19|20))|"
    r"(?:on\s+)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|"
    r"(?P<plain>today|yesterday|tomorrow|tonight|this morning|this afternoon|this evening|earlier today))\b",
    re.IGNORECASE,
)
DISTANCE = re.compile(
    rf"\b(?:(?P<lead>within|in|over the next|after|in the next)\s+{_COUNT}\s+(?P<unit>days?|weeks?|months?|years?)(?:['’]\s+time)?"
    rf"|{_COUNT.replace('<n>', '<n2>')}\s+(?P<unit2>days?|weeks?|months?|years?)\s+(?P<ago>ago|from now|later))\b",
    re.IGNORECASE,
)
QUARTER = re.compile(
    rf"\b(?:the\s+)?(?:(?P<word>first|second|third|fourth|last)\s+quarter\s+of\s+|Q(?P<q>[1-4])[ /-]?){_YEAR}\b",
    re.IGNORECASE,
)
HALF = re.compile(rf"\b(?:the\s+)?(?P<half>first|second)\s+half\s+of\s+{_YEAR}\b", re.IGNORECASE)
FISCAL = re.compile(
    rf"\b(?:fiscal year|financial year|FY)\s?{_YEAR}(?:[/–-](?P<to>\d{{2,4}}))?\b", re.IGNORECASE
)
ISO = re.compile(r"\b(?P<year>\d{4})-(?P<mm>\d{2})-(?P<day>\d{2})\b")
SLASHED = re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>(?:19|20)\d{2})(?![\d/])")
BARE_YEAR = re.compile(
    rf"\b(?:(?P<end>(?:the\s+)?end\s+of|(?:the\s+)?end-)\s?|(?:early|mid|late)[- ]|(?P<in>in|by|beyond|until|through|after|since|of|before|during|from|to|en|avant|depuis|mwaka)\s+){_YEAR}\b(?![-/]\d)",
    re.IGNORECASE,
)


# Where these may stand: a match holds one of these words, or a year.
RELATIVE_WORDS = frozenset(["week", "month", "year", "quarter", "autumn", "spring", "summer", "winter", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening"])  # fmt: skip
UNIT_WORDS = frozenset(["day", "week", "month", "year"])
YEAR = re.compile(r"(?:19|20)\d{2}")


@cache
def calendar(
    language: str,
) -> tuple[dict[str, int], tuple[str, ...], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Months, weekdays, and patterns of a language: day month, month day, month alone."""
    t = table("dates", language)
    months = {spelling: k + 1 for k, m in enumerate(t["months"]) for spelling in m.split("|")}
    days = tuple(t["days"])
    names = "|".join(sorted(months, key=lambda x: -len(x)))
    month = rf"(?P<month>{names})\b\.?"
    month1 = rf"(?:\s+(?P<month1>{names})\b\.?)?(?:,?\s+(?P<year1>(?:19|20)\d{{2}}))?"
    day = rf"(?P<day>\d{{1,2}}){t['ordinal']}"
    to = rf"(?:{month1}\s*{t['to']}\s*(?P<day2>\d{{1,2}}){t['ordinal']})?"
    year = r"(?:,?\s+(?P<year>(?:19|20)\d{2}))?"
    flags = re.IGNORECASE
    dmy = re.compile(rf"\b{t['lead']}(?<!\d){day}{to}\s+(?:of\s+)?{month}{year}(?![\w])", flags)
    mdy = re.compile(
        rf"\b{month}\s+(?P<day>\d{{1,2}}){t['ordinal']}(?:\s*{t['to']}\s*(?:(?P<month2>{names})\b\.?\s+)?(?P<day2>\d{{1,2}}){t['ordinal']})?{year}(?![\w%])",
        flags,
    )
    my = re.compile(
        rf"\b(?P<edge>(?:the\s+)?(?:end|beginning|start|middle)\s+of\s+|(?:end|mid|early|late)[- ])?{month}(?:,?\s+(?P<year>(?:19|20)\d{{2}}))?(?![\w])",
        flags,
    )
    return months, days, dmy, mdy, my
