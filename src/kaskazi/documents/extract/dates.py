"""Times in a text. Relative ones need the day the document speaks; without it they stay unresolved."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from kaskazi.dossier import Granularity, Span, When
from kaskazi.errors import DocumentError, Problem

MONTHS = {
    m: k // 2 + 1
    for k, m in enumerate(
        [
            "january",
            "jan",
            "february",
            "feb",
            "march",
            "mar",
            "april",
            "apr",
            "may",
            "may",
            "june",
            "jun",
            "july",
            "jul",
            "august",
            "aug",
            "september",
            "sep",
            "october",
            "oct",
            "november",
            "nov",
            "december",
            "dec",
        ]
    )
}
MONTHS["sept"] = 9
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?P<{}>January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
_M = _MONTH.format("month")
_RANGE = r"(?:\s*(?:-|–|to)\s*(?P<day2>\d{1,2}))?"
ABSOLUTE = [
    re.compile(r"\b(?P<year>\d{4})-(?P<mm>\d{2})-(?P<day>\d{2})\b"),
    re.compile(
        r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _RANGE + r"\s+(?:of\s+)?" + _M + r",?\s+(?P<year>\d{4})\b"
    ),
    re.compile(r"\b" + _M + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _RANGE + r",?\s+(?P<year>\d{4})\b"),
    re.compile(r"\b(?:end of|end-)?\s?" + _M + r"\s+(?P<year>(?:19|20)\d{2})\b"),
    re.compile(r"\b(?:in|by|beyond|until|through|after|since|of)\s+(?P<year>(?:19|20)\d{2})\b"),
]
PARTIAL = [
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _RANGE + r"\s+(?:of\s+)?" + _M + r"(?!\s*,?\s*\d)"),
    re.compile(r"\b" + _M + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _RANGE + r"(?!\s*,?\s*\d)\b"),
]
RELATIVE = re.compile(
    r"\b(?:(?P<mod>last|next|this|this past|this coming)\s+(?P<unit>week|month|year|weekend|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"(?:on\s+)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|"
    r"(?P<plain>today|yesterday|tomorrow|tonight|this morning|this afternoon|this evening|earlier today))\b",
    re.IGNORECASE,
)
SIZES: dict[str, Granularity] = {"week": "week", "month": "month", "year": "year", "weekend": "range"}
UNRESOLVED = "relative to the day the document speaks, which was not given"


def parse(value: date | str | None) -> date | None:
    """A date from YYYY-MM-DD. Raises DocumentError."""
    if value is None or isinstance(value, date):
        return value
    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        problem = Problem("dated", f'"{value}" is not a date.', "YYYY-MM-DD, for example 2024-02-02")
        raise DocumentError("the document's date", [problem]) from None


def stated(text: str) -> date | None:
    """The date in the head of the document (its first 300 characters), where there is just one."""
    head = text[:300]
    found = {w.start for w in _absolute(head) if w.granularity == "day" and w.start}
    return next(iter(found)) if len(found) == 1 else None


def times(text: str, dated: date | None) -> tuple[When, ...]:
    """Every time expression, absolute ones first read, in the order of the text."""
    found = _absolute(text)
    taken = [(w.span.start, w.span.end) for w in found]

    def free(a: int, b: int) -> bool:
        return not any(a < end and start < b for start, end in taken)

    for pattern in PARTIAL:
        for m in pattern.finditer(text):
            if free(*m.span()) and m["month"] != "may":
                found.append(_partial(m, dated))
                taken.append(m.span())
    for m in RELATIVE.finditer(text):
        if free(*m.span()):
            found.append(_relative(m, dated))
            taken.append(m.span())
    return tuple(sorted(found, key=lambda w: w.span.start))


def _absolute(text: str) -> list[When]:
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    for pattern in ABSOLUTE:
        for m in pattern.finditer(text):
            if any(m.start() < b and a < m.end() for a, b in taken):
                continue
            g = m.groupdict()
            year = int(g["year"])
            month = int(g["mm"]) if g.get("mm") else MONTHS[g["month"].lower()] if g.get("month") else 0
            when = _calendar(year, month, g.get("day"), g.get("day2"))
            if when is None:
                continue
            start, end, size = when
            lead = len(m[0]) - len(m[0].lstrip())
            at = Span(m.start() + lead, m.end())
            found.append(When(text[at.start : at.end], at, start, end, size, relative=False))
            taken.append(m.span())
    return found


def _calendar(
    year: int, month: int, day: str | None, day2: str | None
) -> tuple[date, date, Granularity] | None:
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31), "year"
        if not day:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
        start = date(year, month, int(day))
        end = date(year, month, int(day2)) if day2 else start
        return (start, end, "range" if day2 else "day") if end >= start else None
    except ValueError:
        return None


def _partial(m: re.Match[str], dated: date | None) -> When:
    span = Span(*m.span())
    if dated is None:
        return When(m[0], span, None, None, "day", relative=True, why="no year is given, and " + UNRESOLVED)
    g = m.groupdict()
    when = _calendar(dated.year, MONTHS[g["month"].lower()], g["day"], g.get("day2"))
    if when is None:
        return When(m[0], span, None, None, "day", relative=True, why="not a day of the calendar")
    return When(
        m[0], span, when[0], when[1], when[2], relative=True, why=f"year of the document, {dated.year}"
    )


def _relative(m: re.Match[str], dated: date | None) -> When:
    span, words = Span(*m.span()), m[0]
    unit = (m["unit"] or "").lower()
    size: Granularity = SIZES.get(unit, "day")
    if dated is None:
        return When(words, span, None, None, size, relative=True, why=UNRESOLVED)
    start, end = _resolve(m, dated)
    return When(
        words, span, start, end, size, relative=True, why=f"from the document's date, {dated.isoformat()}"
    )


def _resolve(m: re.Match[str], dated: date) -> tuple[date, date]:
    mod, unit = (m["mod"] or "").lower(), (m["unit"] or "").lower()
    plain, weekday = (m["plain"] or "").lower(), (m["weekday"] or "").lower()
    if plain:
        day = dated + timedelta({"yesterday": -1, "tomorrow": 1}.get(plain, 0))
        return day, day
    if weekday or unit in DAYS:
        k = DAYS.index(weekday or unit)
        back = (dated.weekday() - k) % 7
        day = dated - timedelta(back)
        if mod == "last":
            day = dated - timedelta(back or 7)
        if mod in ("next", "this coming"):
            day = dated + timedelta((k - dated.weekday()) % 7 or 7)
        return day, day
    shift = {"last": -1, "this past": -1, "next": 1}.get(mod, 0)
    if unit == "week":
        monday = dated - timedelta(dated.weekday()) + timedelta(7 * shift)
        return monday, monday + timedelta(6)
    if unit == "weekend":
        saturday = dated - timedelta(dated.weekday()) + timedelta(5 + 7 * min(shift, 0))
        return saturday, saturday + timedelta(1)
    if unit == "month":
        k = dated.year * 12 + dated.month - 1 + shift
        year, month = divmod(k, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    return date(dated.year + shift, 1, 1), date(dated.year + shift, 12, 31)
