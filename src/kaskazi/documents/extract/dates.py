"""Times in a text. Relative ones need the day the document speaks; which way they lie follows from the tense."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from typing import Literal

from kaskazi.documents import finding
from kaskazi.documents.lexicon import key, table
from kaskazi.dossier import Granularity, Span, When

Way = Literal["ahead", "behind", ""]
UNRESOLVED = "relative to the day the document speaks, which was not given"
NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])} | {
    "a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90, "twenty": 20, "fifteen": 15, "a few": 0,
}  # fmt: skip
DATELINE = 70  # characters of a line that may hold place and day alone
UNITS = {"day": 1, "week": 7, "fortnight": 14}
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_COUNT = r"(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety|an?)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
RELATIVE = re.compile(
    r"\b(?:(?P<mod>last|next|this|this past|this coming|coming)\s+(?P<unit>week|month|year|quarter|weekend|autumn|spring|summer|winter|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
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
FISCAL = re.compile(
    rf"\b(?:fiscal year|financial year|FY)\s?{_YEAR}(?:[/–-](?P<to>\d{{2,4}}))?\b", re.IGNORECASE
)
ISO = re.compile(r"\b(?P<year>\d{4})-(?P<mm>\d{2})-(?P<day>\d{2})\b")
SLASHED = re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>(?:19|20)\d{2})(?![\d/])")
BARE_YEAR = re.compile(
    rf"\b(?:(?P<end>(?:the\s+)?end\s+of|(?:the\s+)?end-)\s?|(?P<in>in|by|beyond|until|through|after|since|of|before|during|from|to|en|avant|depuis|mwaka)\s+){_YEAR}\b(?![-/]\d)",
    re.IGNORECASE,
)


# Where these may stand: a match holds one of these words, or a year.
RELATIVE_WORDS = frozenset(["week", "month", "year", "quarter", "autumn", "spring", "summer", "winter", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening"])  # fmt: skip
UNIT_WORDS = frozenset(["day", "week", "month", "year"])
YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class _Raw:
    """A time before it is given a place in the calendar."""

    span: Span
    resolve: Callable[[date | None, Way], tuple[date | None, date | None, str]]
    size: Granularity
    relative: bool


def stated(text: str, language: str = "en") -> date | None:
    """The one date of the first line, if that is no sentence ("Nairobi, 3 March 2026"), else of the first 300 characters."""
    line = text.lstrip()[:300].partition("\n")[0].rstrip()
    heads = [line] if len(line) < DATELINE and line[-1:] not in ".!?;:" else []
    for head in (*heads, text[:300]):
        found = {
            w.start
            for w in times(head, None, None, language)
            if w.granularity == "day" and w.start and not w.relative
        }
        if len(found) == 1:
            return next(iter(found))
    return None


def times(
    text: str, dated: date | None, way: Callable[[int], Way] | None = None, language: str = "en"
) -> tuple[When, ...]:
    """Every time expression, in the order of the text; the longer one wins where two meet.

    way: for a position, whether what is said there lies ahead or behind.
    """
    raws = sorted(_raws(text, language), key=lambda r: (r.span.start, -(r.span.end - r.span.start)))
    out: list[When] = []
    end = -1
    for r in raws:
        if r.span.start < end:
            continue
        end = r.span.end
        words = text[r.span.start : r.span.end]
        if r.relative and dated is None:
            out.append(When(words, r.span, None, None, r.size, relative=True, why=UNRESOLVED))
            continue
        a, b, why = r.resolve(dated, way(r.span.start) if way else "")
        out.append(When(words, r.span, a, b, r.size, r.relative, why))
    return tuple(out)


@cache
def _calendar(
    language: str,
) -> tuple[dict[str, int], tuple[str, ...], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
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


def _raws(text: str, language: str) -> Iterator[_Raw]:
    months, days, dmy, mdy, my = _calendar(language)
    begin = frozenset(m[: finding.KEY] for m in months)
    named = finding.starts(text).of(begin)
    years = [m.start() for m in YEAR.finditer(text)]
    for m in ISO.finditer(text):
        yield _fixed(m, int(m["year"]), int(m["mm"]), int(m["day"]))
    for m in SLASHED.finditer(text):
        yield _slashed(m)
    for m in dmy.finditer(text):
        yield _day(m, months)
    for m in finding.matches(mdy, text, begin) if language == "en" else ():
        yield _day(m, months)
    for m in finding.near(my, text, named, 24, 40):
        if (
            key(m["month"]) in ("may", "mar", "march", "mars", "mai", "mei")
            and not m["year"]
            and not _month_word(text, m)
        ):
            continue
        yield _month(m, months)
    for m in finding.near(BARE_YEAR, text, years, 40, 12):
        year = int(m["year"])
        lead = m.start("year") if m["in"] and key(m["in"]) in ("of", "mwaka") else m.start()
        last = date(year, 12, 31)
        first = last if m["end"] else date(year, 1, 1)
        yield _Raw(Span(lead, m.end()), _as_said(first, last), "day" if m["end"] else "year", False)
    for m in finding.near(QUARTER, text, years, 40, 12):
        q = int(m["q"]) if m["q"] else QUARTERS[key(m["word"])]
        a, b = date(int(m["year"]), 3 * q - 2, 1), _last(int(m["year"]), 3 * q)
        yield _Raw(Span(*m.span()), _as_said(a, b), "quarter", False)
    for m in finding.near(FISCAL, text, years, 40, 12):
        yield _Raw(
            Span(*m.span()),
            lambda d, w: (None, None, "a fiscal year, whose first month the text does not say"),
            "year",
            False,
        )
    if language == "en":
        for m in finding.near(RELATIVE, text, finding.starts(text).of(RELATIVE_WORDS), 20, 12):
            yield _relative(m)
        for m in finding.near(DISTANCE, text, finding.starts(text).of(UNIT_WORDS), 40, 24):
            yield _distance(m)
        return
    plain: dict[str, int] = table("dates", language).get("plain", {})
    for word, shift in plain.items():
        for m in re.finditer(rf"\b{word.replace(chr(39), '[’' + chr(39) + ']')}\b", text, re.IGNORECASE):
            yield _Raw(Span(*m.span()), _shifted(shift), "day", True)
    for k, name in enumerate(days):
        for m in re.finditer(rf"\b{name}\b", text, re.IGNORECASE):
            yield _Raw(Span(*m.span()), _on_weekday(k), "day", True)


Resolve = Callable[[date | None, Way], tuple[date | None, date | None, str]]


def _as_said(a: date, b: date) -> Resolve:
    return lambda d, w: (a, b, "")


def _shifted(days: int) -> Resolve:
    return lambda d, w: (_moved(d, days), _moved(d, days), _from(d))


def _on_weekday(k: int) -> Resolve:
    return lambda d, w: _weekday(d, k, w, "")


def _month_word(text: str, m: re.Match[str]) -> bool:
    """Whether "may" or "march" is a month here."""
    before = text[max(0, m.start() - 12) : m.start()].casefold()
    return (
        m["month"][0].isupper()
        and bool(
            re.search(
                r"\b(?:in|by|since|until|from|of|before|next|last|late|early|mid|to|en|mwezi)[ -]$", before
            )
        )
    ) or bool(m["edge"])


def _moved(d: date | None, days: int) -> date | None:
    try:
        return d + timedelta(days) if d else None
    except OverflowError:
        return None


def _from(d: date | None) -> str:
    return f"from the document's date, {d.isoformat()}" if d else UNRESOLVED


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _fixed(m: re.Match[str], year: int, month: int, day: int) -> _Raw:
    try:
        on = date(year, month, day)
    except ValueError:
        return _Raw(Span(*m.span()), lambda d, w: (None, None, "no such day in the calendar"), "day", False)
    return _Raw(Span(*m.span()), lambda d, w: (on, on, ""), "day", False)


def _slashed(m: re.Match[str]) -> _Raw:
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    readings = []
    for day, month in dict.fromkeys([(a, b), (b, a)]):
        try:
            readings.append(date(year, month, day))
        except ValueError:
            continue
    if len(readings) == 1:
        return _Raw(Span(*m.span()), lambda d, w: (readings[0], readings[0], ""), "day", False)
    why = (
        "either " + " or ".join(x.isoformat() for x in readings)
        if readings
        else "no such day in the calendar"
    )
    return _Raw(Span(*m.span()), lambda d, w: (None, None, why), "day", False)


def _day(m: re.Match[str], months: dict[str, int]) -> _Raw:
    g = m.groupdict()
    month, day = months[key(g["month"])], int(g["day"])
    first_month = months[key(g["month1"])] if g.get("month1") else month
    last_month = months[key(g["month2"])] if g.get("month2") else month
    day2 = int(g["day2"]) if g.get("day2") else None
    year = int(g["year"]) if g.get("year") else None
    span = Span(m.start(), m.end())

    def days(y: int) -> tuple[date | None, date | None, str]:
        try:
            a = date(int(g["year1"]) if g.get("year1") else y, first_month, day)
            b = date(y, last_month, day2) if day2 else a
        except ValueError:
            return None, None, "no such day in the calendar"
        if b < a and not g.get("year1"):
            a = a.replace(year=a.year - 1) if first_month > last_month else a
        return (a, b, "") if b >= a else (None, None, "the range ends before it begins")

    size: Granularity = "range" if day2 else "day"
    if year:
        return _Raw(span, lambda d, w: days(year), size, False)

    def near(d: date | None, w: Way) -> tuple[date | None, date | None, str]:
        if d is None:
            return None, None, "no year is given, and " + UNRESOLVED
        return _nearest(d, w, days, f"the year that fits the document's date, {d.isoformat()}")

    return _Raw(span, near, size, True)


def _nearest(
    d: date, w: Way, days: Callable[[int], tuple[date | None, date | None, str]], why: str
) -> tuple[date | None, date | None, str]:
    """Of the years around, the one that lies the right way, and nearest."""
    years = [y for y in (d.year - 1, d.year, d.year + 1) if MINYEAR <= y <= MAXYEAR]
    found = [x for y in years if (x := days(y))[0] is not None]
    if not found:
        return days(d.year)
    right = [
        x for x in found if x[1] and x[0] and ((w == "ahead" and x[1] >= d) or (w == "behind" and x[0] <= d))
    ] or found
    best = min(right, key=lambda x: abs(((x[0] or d) - d).days) if w else (abs((x[0] or d).year - d.year), 0))
    return best[0], best[1], why


def _month(m: re.Match[str], months: dict[str, int]) -> _Raw:
    month = months[key(m["month"])]
    edge = key(m["edge"] or "")
    size: Granularity = "day" if "end" in edge else "month"

    def days(y: int) -> tuple[date | None, date | None, str]:
        last = _last(y, month)
        return (last if "end" in edge else date(y, month, 1)), last, ""

    if m["year"]:
        year = int(m["year"])
        return _Raw(Span(*m.span()), lambda d, w: days(year), size, False)

    def near(d: date | None, w: Way) -> tuple[date | None, date | None, str]:
        if d is None:
            return None, None, UNRESOLVED
        return _nearest(d, w, days, f"the year that fits the document's date, {d.isoformat()}")

    return _Raw(Span(*m.span()), near, size, True)


def _relative(m: re.Match[str]) -> _Raw:
    unit = key(m["unit"] or "")
    sizes: dict[str, Granularity] = {
        "week": "week",
        "month": "month",
        "year": "year",
        "weekend": "range",
        "quarter": "quarter",
    }
    return _Raw(Span(*m.span()), lambda d, w: _resolve(m, d, w), sizes.get(unit, "day"), True)


def _weekday(d: date | None, k: int, w: Way, mod: str) -> tuple[date | None, date | None, str]:
    if d is None:
        return None, None, UNRESOLVED
    back = (d.weekday() - k) % 7
    if mod in ("next", "this coming", "coming") or (w == "ahead" and mod not in ("last", "this past")):
        day = _moved(d, (k - d.weekday()) % 7 or 7)
    else:
        day = _moved(d, -(back or 7) if mod == "last" else -back)
    return day, day, _from(d)


def _resolve(m: re.Match[str], d: date | None, w: Way) -> tuple[date | None, date | None, str]:
    if d is None:
        return None, None, UNRESOLVED
    mod, unit = key(m["mod"] or ""), key(m["unit"] or "")
    plain, weekday = key(m["plain"] or ""), key(m["weekday"] or "")
    days = _calendar("en")[1]
    if plain:
        day = _moved(d, {"yesterday": -1, "tomorrow": 1}.get(plain, 0))
        return day, day, _from(d)
    if weekday or unit in days:
        return _weekday(d, days.index(weekday or unit), w, mod)
    shift = {"last": -1, "this past": -1, "next": 1, "coming": 1, "this coming": 1}.get(mod, 0)
    try:
        if unit == "week":
            monday = d - timedelta(d.weekday()) + timedelta(7 * shift)
            return monday, monday + timedelta(6), _from(d)
        if unit == "weekend":
            saturday = d - timedelta(d.weekday()) + timedelta(5 + 7 * min(shift, 0))
            return saturday, saturday + timedelta(1), _from(d)
        if unit == "month":
            year, month = divmod(d.year * 12 + d.month - 1 + shift, 12)
            return date(year, month + 1, 1), _last(year, month + 1), _from(d)
        if unit == "quarter":
            year, q = divmod(d.year * 4 + (d.month - 1) // 3 + shift, 4)
            return date(year, 3 * q + 1, 1), _last(year, 3 * q + 3), _from(d)
        if unit == "year":
            return date(d.year + shift, 1, 1), date(d.year + shift, 12, 31), _from(d)
    except (ValueError, OverflowError):
        return None, None, "outside the calendar"
    return None, None, "a season has no first day here"


def _distance(m: re.Match[str]) -> _Raw:
    word = key(m["n"] or m["n2"])
    n = int(word) if word.isdigit() else NUMBERS[word]
    unit = key(m["unit"] or m["unit2"]).rstrip("s")
    back = key(m["ago"] or "") == "ago"
    within = key(m["lead"] or "") in ("within", "over the next", "in the next")

    def count(d: date | None, w: Way) -> tuple[date | None, date | None, str]:
        if d is None:
            return None, None, UNRESOLVED
        sign = -1 if back or (w == "behind" and not within and m["lead"] and key(m["lead"]) != "in") else 1
        try:
            if unit in UNITS:
                day = d + timedelta(sign * n * UNITS[unit])
            else:
                k = d.year * 12 + d.month - 1 + sign * n * (12 if unit == "year" else 1)
                year, month = divmod(k, 12)
                day = date(year, month + 1, min(d.day, monthrange(year, month + 1)[1]))
        except (ValueError, OverflowError):
            return None, None, "outside the calendar"
        return day, day, _from(d)

    return _Raw(Span(*m.span()), count, "day", True)
