"""Who met whom: meetings, calls, visits and rounds of talks, with place and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kaskazi.documents.extract.people import Cast
from kaskazi.documents.lexicon import iso3_of, places
from kaskazi.dossier import Actor, Engagement, Found, Mention, Mode, Participant, Role, Span, Tense, When

CALL = (
    r"spoke (?:\w+ ){0,3}by (?:phone|telephone|video\w*)|(?:tele)?phone call|spoke on the phone|phoned|"
    r"(?:held|had|received|convened|hosted|joined|participated in) (?:a|an|another)? ?(?:\w+ ){0,3}call|"
    r"(?:secure )?video ?(?:call|conference|teleconference)|(?:spoke|talked) (?:\w+ ){0,3}(?:with|to|about|regarding)|\bspoke\b|called (?=(?:[\w.]+ ){0,2}"
    r"(?:Minister|President|Chancellor|King|Crown|Prime|Sultan|Emir|His))"
)
MEETING = (
    r"(?:bilateral|working|trilateral) (?:meeting|lunch|dinner)|held (?:[\w-]+ ){0,6}(?:talks|discussions|consultations|meetings?)|(?:met|meets|met virtually|met again)\b|"
    r"meeting (?:with|between|of)|hosted|welcomed|received (?=(?:[A-Z]|the [A-Z]))|sat down with|"
    r"conferred with|talks with|hold talks|(?:convened|convene) with|will meet|meet with|meets with|audience with|"
    r"participated in (?:a|the) (?:\w+ ){0,4}(?:meeting|summit)|joined|summit (?:with|between)|trilateral meeting"
)
ROUND = (
    r"negotiating teams|round of (?:the )?(?:\w+ ){0,3}(?:talks|negotiations|discussions)|negotiating round|[Nn]ext round|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?:negotiating )?round"
)
VISIT = r"(?:official|state|working|three-day|two-day|\w+-day)(?: official| state| working)? visit|visit(?:ed|s)? to|trip to|travel(?:l?ed|s)? to|tour of"
TRIGGERS: tuple[tuple[Mode, re.Pattern[str]], ...] = (
    ("round", re.compile(rf"\b(?:{ROUND})")),
    ("call", re.compile(rf"\b(?:{CALL})")),
    ("meeting", re.compile(rf"\b(?:{MEETING})")),
    ("visit", re.compile(rf"\b(?:{VISIT})")),
)
PLANNED = re.compile(
    r"\b(?:will|would|is to|are to|is expected to|are expected to|plans? to|scheduled to|agreed to|next round|upcoming)\b"
)
DENIED = re.compile(r"\b(?:did not|denied|never|refused to|declined to|cancell?ed|postponed|no plans)\b")
PROPOSED = re.compile(r"\b(?:proposed|invited|offered) (?:to )?\b")
BACKGROUND = re.compile(
    r"\b(?:following|after another|comes after|after (?:his|her|their|a)|since (?:his|her|their)|last (?:month|year)|"
    r"earlier this|previous|comes after|after another|another successful|building on|during (?:his|her|their)|ahead of|before)\b",
    re.IGNORECASE,
)
IN_PLACE = re.compile(
    r"\b(?:in|at|to|of)\s+(?P<place>(?:the )?[A-ZÀ-Þ][\w’'.-]+(?:\s+(?:[A-ZÀ-Þ][\w’'.-]+|of|the|DC))*)"
)
HELD_IN = re.compile(
    r"\b(?:held|place|met|convened|opened|concluded|signed|meeting) in (?P<place>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?)"
)
PURPOSE = re.compile(
    r"\b(?:to (?!(?:the|President|Prime|His|Her|Vice)\b)[a-z]+|about|regarding|ahead of|following|concerning|in which|"
    r"whose|as part of|on the occasion)\b"
)
THEY = re.compile(r"\b[Tt]hey\b|\b[Tt]he (?:two|leaders|sides|teams|parties)\b")


def engagements(
    text: str,
    sentences: Sequence[Span],
    cast: Cast,
    whens: Sequence[When],
    named: Sequence[Mention],
    quoted: Sequence[Span],
) -> list[Engagement]:
    """Engagements in the order of the text; later sentences about the same one are added to it."""
    found: list[Engagement] = []
    for k, s in enumerate(sentences):
        if any(q.start <= s.start < q.end for q in quoted):
            continue
        trigger = _trigger(text, s, quoted)
        if trigger is None:
            continue
        mode, m = trigger
        people = cast.between(s.start, s.end)
        who = _participants(text, s, m, people, mode)
        sides = _sides(text, s, who, mode)
        led = found and THEY.search(text, s.start, m.end()) and mode in ("meeting", "round")
        if led and found[-1].mode in ("round", "meeting") and _adjacent(found[-1], sentences, k):
            found[-1] = _joined(found[-1], s, [replace(p, role=_lead(text, s, p, cast)) for p in who])
            continue
        if mode == "round" and not who and not sides and found and PLANNED.search(text, s.start, s.end):
            sides = found[-1].sides
        if mode != "visit" and (len(who) + (len(sides) if mode == "round" else 0) < 2) and len(sides) < 2:
            continue
        if mode == "visit" and not who:
            continue
        place, at = _place(text, s, m)
        same = next((e for e in found if _same(e, mode, who, sides)), None)
        if same and (mode != "visit" or same.place == place):
            found[found.index(same)] = _joined(same, s, [])
            continue
        found.append(
            Engagement(
                id=f"engagement-{len(found) + 1}",
                mode=mode,
                participants=tuple(who),
                sides=sides,
                place=place,
                place_span=at,
                when=_when(whens, s),
                tense=_tense(text, s, m),
                about=_about(s, named),
                spans=(s,),
                found=Found(f"trigger: {m[0]}", 0.9 if len(who) > 1 else 0.7),
            )
        )
    return found


def _trigger(text: str, s: Span, quoted: Sequence[Span]) -> tuple[Mode, re.Match[str]] | None:
    hits = []
    for rank, (mode, pattern) in enumerate(TRIGGERS):
        for m in pattern.finditer(text, s.start, s.end):
            if not any(q.start <= m.start() < q.end for q in quoted):
                hits.append((rank, m.start(), mode, m))
                break
    if not hits:
        return None
    modes = {h[2] for h in hits}
    if "round" in modes:
        return next((h[2], h[3]) for h in hits if h[2] == "round")
    acts = [h for h in hits if h[2] != "visit"]
    if not acts:
        return hits[0][2], hits[0][3]
    first = min(acts, key=lambda h: h[1])
    if (
        first[2] == "meeting"
        and "call" in modes
        and re.search(r"\bcall\b|phone|video", text[s.start : s.end])
    ):
        return "call", first[3]
    if (
        first[2] == "call"
        and re.match(r"spoke", first[3][0])
        and re.search(r"\bmargins|in person|at the (?:White House|summit|G7|G20|UN)\b", text[s.start : s.end])
    ):
        return "meeting", first[3]
    return first[2], first[3]


def _participants(
    text: str, s: Span, m: re.Match[str], people: Sequence[tuple[Span, Actor]], mode: str
) -> list[Participant]:
    found: dict[str, Participant] = {}
    lead = s.start
    if BACKGROUND.match(text, s.start, m.start()):
        comma = text.find(", ", s.start, m.start())
        lead = comma if comma > 0 else s.start
    aim = PURPOSE.search(text, m.end(), s.end)
    until = aim.start() if aim and mode != "round" and any(x.start > m.start() for x, _ in people) else s.end
    for span, a in people:
        if span.end <= lead or (mode != "round" and span.start > until):
            continue
        if mode == "visit" and span.start > m.start():
            continue
        role: Role = "host" if span.start < m.start() else "counterpart"
        if a.id not in found:
            office = next(
                (o for o in a.offices if o in text[span.start : span.end]), a.offices[0] if a.offices else ""
            )
            found[a.id] = Participant(a.id, a.name, office, a.country, role)
    return list(found.values())


def _sides(text: str, s: Span, who: Sequence[Participant], mode: str) -> tuple[str, ...]:
    sides = [p.side for p in who if p.side]
    if mode == "round" or not who:
        sides += [iso3_of(c[0]) for c in places().country.finditer(text, s.start, s.end)]
    return tuple(dict.fromkeys(x for x in sides if x))


def _lead(text: str, s: Span, p: Participant, cast: Cast) -> Role:
    led = re.search(r"\b[Ll]ed by\b", text[s.start : s.end])
    they = THEY.search(text, s.start, s.end)
    mention = next((x for x, a in cast.between(s.start, s.end) if a.id == p.actor), None)
    return "lead" if led and mention and (not they or mention.start < they.start()) else "attendee"


def _adjacent(e: Engagement, sentences: Sequence[Span], k: int) -> bool:
    return any(e.spans[-1] == sentences[j] for j in range(max(0, k - 2), k))


def _joined(e: Engagement, s: Span, more: Sequence[Participant]) -> Engagement:
    known = {p.actor for p in e.participants}
    extra = tuple(p for p in more if p.actor not in known)
    sides = tuple(dict.fromkeys([*e.sides, *(p.side for p in extra if p.side)]))
    return replace(e, participants=(*e.participants, *extra), sides=sides, spans=(*e.spans, s))


def _same(e: Engagement, mode: str, who: Sequence[Participant], sides: Sequence[str]) -> bool:
    if "round" in (e.mode, mode) and e.mode != mode:
        return False
    if e.mode == "visit" or mode == "visit":
        return e.mode == mode and {p.actor for p in who} == {p.actor for p in e.participants}
    if e.tense == "planned" or (mode == "round" and not who):
        return False
    names = {p.actor for p in who}
    if names and names <= {p.actor for p in e.participants}:
        return True
    return not names and set(sides) <= set(e.sides)


def _place(text: str, s: Span, m: re.Match[str]) -> tuple[str, Span | None]:
    for p in IN_PLACE.finditer(text, s.start, s.end):
        words = re.sub(r"^(?:the)\s+", "", p["place"]).rstrip(".")
        at = p.start("place") + (len(p["place"]) - len(p["place"].removeprefix("the ")))
        first = places().anything.match(text, at)
        if (
            (
                first
                and (words == first[0] or words.startswith(first[0]))
                and text[p.start() : p.start() + 2] in ("in", "to")
            )
            and iso3_of(first[0])
            and _is_meeting_place(text, p, first[0])
        ):
            end = at + len(first[0])
            return first[0], Span(at, end)
        if words.startswith(("White House", "Pentagon", "State House", "Oval Office", "United Nations")):
            return words, Span(at, at + len(p["place"]))
    held = HELD_IN.search(text, s.start, s.end)
    if held:
        return held["place"], Span(*held.span("place"))
    return "", None


def _is_meeting_place(text: str, p: re.Match[str], word: str) -> bool:
    lead = len(p["place"]) - len(p["place"].removeprefix("the "))
    end = p.start("place") + lead + len(word)
    follows = text[end : end + 2]
    return not re.match(r"[’'-]", follows) and not re.match(r"\s?[-–]", follows)


def _when(whens: Sequence[When], s: Span) -> When | None:
    return next((w for w in whens if s.start <= w.span.start < s.end), None)


def _tense(text: str, s: Span, m: re.Match[str]) -> Tense:
    lead = text[max(s.start, m.start() - 60) : m.end()]
    if DENIED.search(lead):
        return "denied"
    if PLANNED.search(lead):
        return "planned"
    if PROPOSED.search(lead):
        return "proposed"
    if BACKGROUND.search(text, max(s.start, m.start() - 50), m.start() + 1):
        return "background"
    return "past"


def _about(s: Span, named: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x.ref for x in named if s.start <= x.span.start < s.end))
