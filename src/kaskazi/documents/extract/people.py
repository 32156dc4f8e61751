"""People and the offices they hold: found by office, kept together by surname."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from kaskazi.documents.lexicon import alternatives, iso3_of, office_names, places, words
from kaskazi.dossier import Actor, Span

PARTICLES = r"(?:bin|bint|ibn|al|el|de|da|do|dos|das|del|della|den|der|van|von|ter|la|le|di|du|e|y|ould)"
TOKEN = r"[A-Z]\.|(?:(?:al|el|Al|El|ul|ad|as)[-–])?[A-ZÀ-ÞĀ-Ž][\w’'ʼ]*(?:[-–][\w’']+)*"
NOT_NAMES = frozenset(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "The",
        "This",
        "That",
        "These",
        "Those",
        "In",
        "On",
        "At",
        "And",
        "But",
        "He",
        "She",
        "They",
        "It",
        "Both",
        "Their",
        "His",
        "Her",
        "Our",
        "We",
        "I",
        "As",
        "For",
        "From",
        "With",
        "To",
        "Of",
        "By",
        "After",
        "Before",
        "During",
        "Today",
        "Yesterday",
        "Also",
        "Summit",
        "Council",
        "Government",
        "Ministry",
        "Office",
        "Department",
        "White",
        "House",
        "Republic",
        "Union",
        "Nations",
        "United",
        "Congress",
        "Parliament",
        "Assembly",
        "Secretariat",
        "Administration",
        "Agreement",
        "Partnership",
        "Act",
        "Forum",
        "Conference",
        "Community",
        "Readout",
        "Statement",
        "State",
        "Group",
        "Bank",
    ]
)


ALSO_NAMES = frozenset({"Jordan", "Chad", "Georgia", "Israel", "Santiago", "Washington", "Paris"})


@dataclass(frozen=True, slots=True)
class Person:
    """One mention of a person by office or full name."""

    name: str
    office: str
    country: str
    span: Span  # office and name
    name_span: Span


@cache
def _pattern() -> re.Pattern[str]:
    country = alternatives([*places().names, *places().people])
    ports = alternatives(words("portfolios"))
    pre = alternatives([*words("prefixes"), *words("portfolios")])
    offices = alternatives(office_names())
    who = alternatives([*places().names])
    and_ = r"(?:,[ ]|[ ]and[ ]|[ ]&[ ]|[ ])"
    complement = (
        rf"(?:[ ](?:of|for|to|on)[ ](?:the[ ])?(?:{who}|(?:{ports})(?:{and_}(?:the[ ])?(?:{ports}))*)"
        rf"(?:[ ]of[ ](?:the[ ])?(?:{who}))?(?![\w]))?"
    )
    return re.compile(
        rf"(?<![\w-])(?P<from>(?:{country})(?:[’']s?)?[ ])?(?:\([A-Z]{{2,5}}\)[ ])?(?P<pre>(?:(?:{pre})[ ]){{0,4}})"
        rf"(?P<office>{offices})(?P<comp>{complement})"
        rf"(?P<style>(?:[ ](?:and|to)[ ](?:the[ ])?(?:{offices})(?:{complement}))?)"
        rf"(?P<name>,?[ ](?:(?:{alternatives(words('titles'))})\.?[ ])*(?:{TOKEN})"
        rf"(?:[ ](?:{PARTICLES}[ ])*(?:{TOKEN})){{0,5}}(?:,?[ ]Jr\.?)?)?"
    )


@cache
def _after() -> re.Pattern[str]:
    who = alternatives([*places().names])
    return re.compile(rf"\.?,?[ ](?:of|from)[ ](?:the[ ])?(?P<who>{who})(?![\w])")


@cache
def _post() -> re.Pattern[str]:
    """NAME, the OFFICE of COUNTRY."""
    offices = alternatives(office_names())
    pre = alternatives([*words("prefixes"), *words("portfolios")])
    country = alternatives([*places().names, *places().people])
    return re.compile(
        rf"(?<![\w])(?P<name>(?:{TOKEN})(?:[ ](?:{PARTICLES}[ ])*(?:{TOKEN})){{1,4}}),[ ](?:the[ ])?"
        rf"(?P<from>(?:{country})(?:[’']s?)?[ ])?(?:\([A-Z]{{2,5}}\)[ ])?(?P<pre>(?:(?:{pre})[ ]){{0,4}})(?P<office>{offices})"
        rf"(?P<rest>[^,.;]{{0,80}})"
    )


def _trim(raw: str, at: int) -> tuple[str, Span] | None:
    """The name itself: without titles, cut before a word that is none."""
    lead = re.match(rf",?[ ](?:(?:{alternatives(words('titles'))})\.?[ ])*", raw)
    start = len(lead[0]) if lead else 0
    if raw[:start].startswith(","):
        return None
    kept: list[str] = []
    end = start
    for m in re.finditer(r"\S+", raw[start:]):
        token = m[0].rstrip(",")
        core = re.sub(r"[’']s?$", "", token)
        country = bool(iso3_of(core)) and not (kept and core in ALSO_NAMES)
        if core in NOT_NAMES or country:
            break
        kept.append(core if core != token else token)
        end = start + m.start() + len(core)
        if core != token and token != core + ",":
            break
    while kept and re.fullmatch(PARTICLES, kept[-1]):
        end -= len(kept.pop()) + 1
    if not kept or all(len(k.strip(".")) <= 1 for k in kept):
        return None
    return raw[start:end], Span(at + start, at + end)


def persons(text: str) -> list[Person]:
    """Every person named with an office, in the order of the text."""
    found: list[Person] = []
    for m in _pattern().finditer(text):
        if m["name"] is None:
            continue
        trimmed = _trim(m["name"], m.start("name"))
        if trimmed is None:
            continue
        name, span = trimmed
        office = " ".join((m["pre"] + m["office"] + m["comp"]).split())
        country = iso3_of(re.sub(r"[’']s?$", "", (m["from"] or "").strip()))
        inside = places().country.search(m["comp"] or "")
        if not country and inside and " to " not in (m["comp"] or ""):
            country = iso3_of(inside[0])
        after = _after().match(text, span.end)
        end = span.end
        if not country and after:
            country, end = iso3_of(after["who"]), after.end()
        found.append(Person(name, office, country or _sole(office), Span(m.start(), end), span))
    spans = [p.name_span for p in found]
    for m in _post().finditer(text):
        at = Span(*m.span("name"))
        if not NOT_NAMES.isdisjoint(m["name"].split()) or any(
            at.start < s.end and s.start < at.end for s in spans
        ):
            continue
        if any(iso3_of(w) for w in m["name"].split()) or _pattern().match(m["name"]):
            continue
        who = iso3_of(re.sub(r"[’']s?$", "", (m["from"] or "").strip()))
        inside = places().country.search(m["rest"])
        office = " ".join((m["pre"] + m["office"] + m["rest"]).split())
        country = who or (iso3_of(inside[0]) if inside else "") or _sole(office)
        found.append(Person(m["name"], office, country, Span(*m.span()), at))
    return sorted(found, key=lambda p: p.name_span.start)


def unnamed(text: str, named: Sequence[Person]) -> list[Person]:
    """Holders of an office spoken of without a name ("the Trade Cabinet Secretary"), where the document
    names nobody with that office."""
    holders: dict[str, set[str]] = {}
    for p in named:
        holders.setdefault(base(p.office), set()).add(fold(surname(p.name)))
    found = []
    for m in _pattern().finditer(text):
        if m["name"] is not None and _trim(m["name"], m.start("name")):
            continue
        if (
            not re.search(r"\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er)\s$", text[max(0, m.start() - 5) : m.start()])
            and not m["from"]
        ):
            continue
        own = base(m["office"])
        if own in VAGUE_OFFICES or len(holders.get(own, ())) > 1:
            continue
        end = m.end("comp") if m["comp"] else m.end("office")
        country = iso3_of(re.sub(r"[’']s?$", "", (m["from"] or "").strip()))
        inside = places().country.search(m["comp"] or "")
        if not country and inside and " to " not in (m["comp"] or ""):
            country = iso3_of(inside[0])
        office = " ".join((m["pre"] + m["office"]).split())
        holder = next(iter(holders.get(own, {""})))
        at = Span(m.start(), end)
        told = " ".join(text[at.start : at.end].split())
        found.append(Person(holder or told, office, country or _sole(office), at, at))
    return found


SHORT = {"Prime CS": "Prime Cabinet Secretary", "CS": "Cabinet Secretary", "PS": "Principal Secretary"}
VAGUE_OFFICES = frozenset(
    {"Chair", "Director", "General", "Secretary", "Governor", "Speaker", "Administrator", "Envoy"}
)


def base(office: str) -> str:
    """An office without its portfolio and place: "Trade Cabinet Secretary" is a "Cabinet Secretary"."""
    known = [n for n in office_names() if re.search(rf"(?<![\w]){re.escape(n)}(?![\w])", office)]
    longest = max(known, key=len) if known else office
    return SHORT.get(longest, longest)


def further_offices(text: str) -> dict[str, str]:
    """Second offices: "NAME, who is also OFFICE", by folded surname."""
    pattern = re.compile(rf"(?P<name>(?:{TOKEN})),?[ ]who[ ](?:is|was)[ ](?:also[ ])?(?:the[ ])?")
    out = {}
    for m in pattern.finditer(text):
        office = _pattern().match(text, m.end())
        if office:
            out[fold(surname(m["name"]))] = " ".join(
                (office["pre"] + office["office"] + office["comp"]).split()
            )
    return out


def _sole(office: str) -> str:
    """The one state that has an office; a Cabinet Secretary with a portfolio is Kenya's word for minister."""
    if "Cabinet Secretary" in office and office != "Cabinet Secretary" and not office.startswith("Chief"):
        return "KEN"
    return next((c for name, c in office_names().items() if c and office.startswith(name)), "")


def fold(name: str) -> str:
    """A name without accents and case, for comparing."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'")


def surname(name: str) -> str:
    """The last word of a name that is not a suffix or a number of kings."""
    parts = [p.strip(".,") for p in name.split()]
    kept = [p for p in parts if p not in ("Jr", "Sr") and not re.fullmatch(r"[IVX]+", p)]
    return (kept or parts)[-1]


def _key(name: str, known: dict[str, Actor]) -> str:
    """The folded surname; one word alone may be any word of a fuller name seen before (family name first)."""
    key = re.sub(r"^(?:al|el|ul)-", "", fold(surname(name)))
    if len(name.split()) == 1 and key not in known:
        for k, a in known.items():
            if key in [re.sub(r"^(?:al|el|ul)-", "", fold(w)) for w in a.name.split()]:
                return k
    return key


def actors(text: str) -> tuple[Actor, ...]:
    """People merged by surname, then every later mention of the surname added."""
    merged: dict[str, Actor] = {}
    for p in persons(text):
        key = _key(p.name, merged)
        old = merged.get(key)
        if old is None:
            merged[key] = Actor("", p.name, "person", (p.office,), p.country, (p.span,))
            continue
        offices = old.offices if p.office in old.offices else (*old.offices, p.office)
        name = p.name if len(p.name.split()) > len(old.name.split()) else old.name
        merged[key] = replace(
            old,
            name=name,
            offices=offices,
            country=old.country or p.country,
            mentions=(*old.mentions, p.span),
        )
    named = persons(text)
    for p in unnamed(text, named):
        if p.name in merged:
            old = merged[p.name]
            merged[p.name] = replace(old, mentions=(*old.mentions, p.span))
            continue
        stem = f"office {base(p.office)} "
        same = [k for k in merged if k.startswith(stem)]
        key = same[0] if len(same) == 1 and not p.country else stem + p.country
        old = merged.get(key)
        if old is None:
            merged[key] = Actor("", p.name, "office", (p.office,), p.country, (p.span,))
        else:
            name = p.name if len(p.name) > len(old.name) else old.name
            merged[key] = replace(
                old, name=name, country=old.country or p.country, mentions=(*old.mentions, p.span)
            )
    out = []
    more = further_offices(text)
    for k, (key, a) in enumerate(merged.items()):
        spans = list(a.mentions)
        if key in more and more[key] not in a.offices:
            a = replace(a, offices=(*a.offices, more[key]), country=a.country or _sole(more[key]))
        if len(key) > 2 and a.kind == "person":
            for m in re.finditer(rf"(?<![\w]){re.escape(surname(a.name))}(?![\w])", text):
                if not any(s.start <= m.start() < s.end for s in spans):
                    spans.append(Span(*m.span()))
        out.append(replace(a, id=f"actor-{k + 1}", mentions=tuple(sorted(spans, key=lambda s: s.start))))
    return tuple(out)


class Cast:
    """Who is named where: actors by position."""

    def __init__(self, found: Sequence[Actor]) -> None:
        self.by_id = {a.id: a for a in found}
        self._at = sorted((s.start, s.end, a.id) for a in found for s in a.mentions)
        self._starts = [s for s, _, _ in self._at]

    def between(self, start: int, end: int) -> list[tuple[Span, Actor]]:
        """Actors mentioned inside a range, in order."""
        k = bisect_right(self._starts, start - 1)
        out = []
        while k < len(self._at) and self._at[k][0] < end:
            s, e, key = self._at[k]
            out.append((Span(s, e), self.by_id[key]))
            k += 1
        return out
