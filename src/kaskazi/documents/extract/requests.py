"""What was asked, how it was answered, what was promised, and by when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaskazi.documents.extract.people import Cast
from kaskazi.documents.lexicon import iso3_of, places
from kaskazi.dossier import (
    Actor,
    Answer,
    Ask,
    Commitment,
    Deadline,
    Found,
    Mention,
    Span,
    Statement,
    Strength,
    When,
)

REQUEST = re.compile(
    r"\b(?:request(?:s|ed)?|appeal(?:s|ed)?|plea|call(?:s|ed)?)\s+(?P<link>for|on|that|to|upon)\s+(?P<what>[^.“”\"]+)",
)
ASKED = re.compile(
    r"\b(?P<verb>asked|urged|requested|pressed|called on|called upon|appealed to|implored|lobbied|invited|"
    r"encouraged|asks|urges|requests|calls on|appeals to)\s+(?P<what>[^.“”\"]+)"
)
SOUGHT = re.compile(
    r"\b(?P<verb>sought|seeks|is seeking|are seeking|asked for|asking for)\s+(?P<what>[^.“”\"]+)"
)
POSITIVE = r"positive(?:ly)?|favou?rabl[ey]|receptive|supportive|open to|welcomed|agreed|accepted|warmly|well received"
NEGATIVE = r"negative(?:ly)?|rejected|refused|declined|turned down|ruled out|dismissed|unfavou?rabl[ey]"
VAGUE = r"noncommittal|non-committal|undertook to consider|would consider|promised to consider|take note|took note|study the request"
STANCE = re.compile(
    rf"\b(?:(?P<neg>(?:not|never)\s+(?:\w+\s)?(?:{POSITIVE})|{NEGATIVE})|(?P<pos>{POSITIVE})|(?P<vague>{VAGUE}))\b",
    re.IGNORECASE,
)
REACTS = re.compile(
    r"\b(?:respond|repl|answer|react|was|were|is|are|agreed|accepted|rejected|declined|welcomed|refused|turned)"
)
COMMIT = re.compile(
    r"\b(?:(?P<pledge>committed to|commits to|commitment to|pledged?(?: to)?|vowed to|promised to|undertook to|"
    r"pledges to|dedication to)|(?P<agree>agreed to|agreed on|agreed that)|(?P<plan>intends? to|plans? to|will work to))\s+(?P<what>[^.“”\"]+)"
)
VALUES = re.compile(r"\b(?:prosperity|values|human rights|principles|friendship|democratic)\b", re.IGNORECASE)
EXPIRY = re.compile(r"\b(?:expir\w+|lapse[sd]?|run(?:s)? out|ends?|sunset)\b", re.IGNORECASE)
TARGET = re.compile(r"\b(?:by|before|no later than|conclude|complete|finali[sz]e|sign)\b", re.IGNORECASE)


def asks(
    text: str, sentences: Sequence[Span], cast: Cast, named: Sequence[Mention], said: Sequence[Statement]
) -> list[Ask]:
    """Requests, with who asks and who is asked as far as the words tell."""
    found: list[Ask] = []
    for s in sentences:
        for pattern in (REQUEST, ASKED, SOUGHT):
            m = pattern.search(text, s.start, s.end)
            if m is None or re.search(r"\b(?:call|requested)\s+(?:with|by)\b", m[0]):
                continue
            word = m.groupdict().get("verb") or m[0].split()[0]
            if word in ("call", "called", "calls") and m.groupdict().get("link") not in ("on", "upon", "for"):
                continue
            if pattern is ASKED and word in ("invited", "encouraged") and not _instruments(m, named):
                continue
            teller = _teller(said, s)
            by, how = _asker(text, s, m, cast, teller)
            to = _addressee(text, s, m, cast, by)
            what = Span(m.start("what"), m.end("what"))
            found.append(
                Ask(
                    id=f"ask-{len(found) + 1}",
                    by=by,
                    to=to,
                    content=text[what.start : what.end].strip(),
                    verb=word,
                    instruments=tuple(dict.fromkeys(x.ref for x in _inside(named, s))),
                    span=Span(m.start(), m.end()),
                    found=Found(
                        how,
                        0.85,
                        teller.speaker if teller else "document",
                        "reported" if teller else "stated",
                    ),
                )
            )
            break
    return found


def _instruments(m: re.Match[str], named: Sequence[Mention]) -> bool:
    return any(m.start() <= x.span.start < m.end() for x in named)


def _inside(named: Sequence[Mention], s: Span) -> list[Mention]:
    return [x for x in named if s.start <= x.span.start < s.end]


def _teller(said: Sequence[Statement], s: Span) -> Statement | None:
    """The reported statement a sentence carries."""
    return next((x for x in said if s.start <= x.span.start < s.end), None)


def _country(a: Actor | None) -> str:
    return a.country if a else ""


def _asker(text: str, s: Span, m: re.Match[str], cast: Cast, teller: Statement | None) -> tuple[str, str]:
    owner = None
    for p in places().anything.finditer(text, max(s.start, m.start() - 40), m.start()):
        if re.match(r"[’']s?\s+(?:\w+\s+){0,2}$", text[p.end() : m.start()]):
            owner = p
    if owner:
        return iso3_of(owner[0]), "owner of the request"
    if m.re is not REQUEST:
        people = [a for x, a in cast.between(s.start, m.start())]
        if people:
            a = people[-1]
            return a.country or a.name, "subject of the asking verb"
        seat = places().anything.search(text, s.start, m.start())
        if seat:
            return iso3_of(seat[0]), "government as subject"
    if teller:
        who = cast.by_id.get(teller.speaker_id)
        return (_country(who) or teller.speaker), "asker not named: the one who reports it"
    return "", "asker not named"


def _addressee(text: str, s: Span, m: re.Match[str], cast: Cast, by: str) -> str:
    direct = re.match(r"(?:the\s+)?", m["what"])
    at = m.start("what") + (direct.end() if direct else 0)
    country = places().anything.match(text, at)
    if country and re.match(r"\s+to\b", text[country.end() : country.end() + 4]):
        return iso3_of(country[0])
    reactor = [a for x, a in cast.between(s.start, m.start()) if a.country and a.country != by]
    if reactor:
        return reactor[-1].country
    for p in places().anything.finditer(text, s.start, m.start()):
        if iso3_of(p[0]) != by:
            return iso3_of(p[0])
    return ""


def answers(
    text: str, sentences: Sequence[Span], cast: Cast, found_asks: Sequence[Ask], said: Sequence[Statement]
) -> list[Answer]:
    """Reactions to asks in the same or the next sentence; confirmed only if the answering side says so."""
    found: list[Answer] = []
    for ask in found_asks:
        k = next(i for i, s in enumerate(sentences) if s.start <= ask.span.start < s.end)
        for s in sentences[k : k + 2]:
            m = STANCE.search(text, s.start, s.end)
            if m is None or not REACTS.search(text, s.start, s.end):
                continue
            another = any(a is not ask and s.start <= a.span.start < s.end for a in found_asks)
            if s is not sentences[k] and another:
                break
            if s is not sentences[k] and not re.search(r"\brequest|appeal|\bit\b", text[s.start : s.end]):
                continue
            teller = _teller(said, s)
            who = cast.by_id.get(teller.speaker_id) if teller else None
            by = _answerer(text, s, m, cast, ask)
            found.append(
                Answer(
                    id=f"answer-{len(found) + 1}",
                    ask=ask.id,
                    by=by,
                    stance="negative" if m["neg"] else "positive" if m["pos"] else "noncommittal",
                    confirmed=bool(who and by and _country(who) == _side(by, cast)),
                    span=Span(teller.span.start if teller else s.start, s.end),
                    found=Found(
                        f"stance word beside a request: {m[0]}",
                        0.8,
                        teller.speaker if teller else "document",
                        "reported" if teller else "stated",
                    ),
                )
            )
            break
    return found


def _side(by: str, cast: Cast) -> str:
    actor = next((a for a in cast.by_id.values() if a.name == by), None)
    return actor.country if actor else by


def _answerer(text: str, s: Span, m: re.Match[str], cast: Cast, ask: Ask) -> str:
    people = [a for x, a in cast.between(s.start, m.start()) if not a.country or a.country != ask.by]
    if people:
        return people[-1].name
    seats = [p for p in places().anything.finditer(text, s.start, m.start()) if iso3_of(p[0]) != ask.by]
    return iso3_of(seats[-1][0]) if seats else ask.to


def commitments(
    text: str, sentences: Sequence[Span], cast: Cast, said: Sequence[Statement]
) -> list[Commitment]:
    """Promises and agreements, told apart by strength; shared values are marked as such."""
    found: list[Commitment] = []
    for s in sentences:
        m = COMMIT.search(text, s.start, s.end)
        if m is None:
            continue
        before = text[max(s.start, m.start() - 20) : m.start()]
        if re.search(r"\b(?:not|never|no)\s+(?:\w+\s)?$", before):
            continue
        teller = _teller(said, s)
        strength: Strength = "pledge" if m["pledge"] else "agreement" if m["agree"] else "intention"
        if VALUES.search(m["what"]):
            strength = "value"
        people = [a for _, a in cast.between(s.start, m.start())]
        sides = [iso3_of(p[0]) for p in places().anything.finditer(text, s.start, m.start())]
        both = re.search(
            r"\b[Bb]oth (?:sides|countries|leaders|parties)|\b[Tt]he two\b", text[s.start : m.start()]
        )
        by = (
            "both sides"
            if both
            else ", ".join(dict.fromkeys(x for x in sides if x)) or (people[-1].name if people else "")
        )
        found.append(
            Commitment(
                id=f"commitment-{len(found) + 1}",
                by=by,
                content=m["what"].strip(),
                strength=strength,
                span=Span(m.start(), m.end()),
                found=Found("committing verb", 0.7, teller.speaker if teller else "document",
                            "reported" if teller else "stated"),
            )
        )  # fmt: skip
    return found


def deadlines(
    text: str,
    sentences: Sequence[Span],
    whens: Sequence[When],
    named: Sequence[Mention],
    said: Sequence[Statement],
) -> list[Deadline]:
    """Times at which an instrument named in the sentence expires, or something is due."""
    found: list[Deadline] = []
    for w in whens:
        s = next((x for x in sentences if x.start <= w.span.start < x.end), None)
        if s is None:
            continue
        near = Span(max(s.start, w.span.start - 60), w.span.start)
        refs = [x.ref for x in named if s.start <= x.span.start < s.end]
        expiry = EXPIRY.search(text, near.start, min(s.end, w.span.end + 30))
        due = TARGET.search(text, max(s.start, w.span.start - 25), w.span.start)
        if not (expiry and refs) and not (due and (refs or w.granularity in ("year", "month", "day"))):
            continue
        teller = _teller(said, s)
        found.append(
            Deadline(
                id=f"deadline-{len(found) + 1}",
                kind="expiry" if expiry and refs else "target",
                instrument=refs[-1] if refs else "",
                when=w,
                span=Span(expiry.start(), w.span.end) if expiry and expiry.start() < w.span.start else w.span,
                found=Found("time beside a word of ending or due", 0.85 if refs else 0.5,
                            teller.speaker if teller else "document", "reported" if teller else "stated"),
            )
        )  # fmt: skip
    return found
