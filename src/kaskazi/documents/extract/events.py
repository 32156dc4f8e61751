"""Sentences that say that somebody met: by a verb, or by a noun; with who, and whether it took place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaskazi.documents.clauses.types import Clause, Phrase
from kaskazi.documents.extract.event_nouns import of_nouns
from kaskazi.documents.extract.event_parts import (
    CALLS,
    IN_PERSON,
    NO_TALK,
    ROUND,
    TALKS,
    THEY,
    Event,
    tense_of,
)
from kaskazi.documents.extract.ground import Ground, lemmas
from kaskazi.documents.names import lists
from kaskazi.documents.names.cast import BOTH, Party
from kaskazi.dossier import Mode, Span


def events_of(g: Ground, n: int) -> Iterator[Event]:
    """At most two of a sentence: what a verb says, else what a noun does; a visit beside it."""
    from_verbs = [e for k in g.in_unit(n) if (e := _of_clause(g, k, n))]
    acts = [
        e
        for e in from_verbs
        if e.mode != "visit" and (e.parties or THEY.search(g.text, e.span.start, e.at.end))
    ]
    nouns = [] if acts else list(of_nouns(g, n))
    chosen = _distinct([*acts, *nouns]) or from_verbs
    yield from chosen[:3]


def _distinct(events: Sequence[Event]) -> list[Event]:
    out: list[Event] = []
    for e in events:
        names = {p.key for p in e.parties}
        if not any(names <= {p.key for p in o.parties} and (e.mode == o.mode or not names) for o in out):
            out.append(e)
    return out


def _of_clause(g: Ground, k: int, n: int) -> Event | None:
    c = g.clauses[k]
    words = g.words(Span(c.verb.start, max(c.rest.end, c.verb.end)))
    mode = _mode(g, c, words)
    if mode is None or c.hypothetical:
        return None
    subject, obj = g.subject(k), g.object(k)
    parties: list[Party] = []
    first = 0
    for p in _all(g, c.subject, subject):
        parties.append(p)
    first = len(parties)
    if c.passive and not c.subject:
        first = 0
    others: list[Phrase] = (
        [c.object]
        if c.object and c.lemma in (*lemmas("meet", "meeting"), *lemmas("meet", "call"), "visit")
        else []
    )
    others += [
        x
        for link, x in c.preps
        if link in ("with", "to", "between", "by", "alongside")
        and not (link == "to" and mode in ("meeting", "visit") and c.lemma != "speak")
    ]
    if mode == "visit" and c.lemma != "pay":
        others = [x for x in others if g.cast.at(x.head.start)]
    for x in others:
        for p in _all(g, x, obj if x is c.object else g.cast.party(x, obj=True)):
            parties.append(p)
    if c.lemma in (*lemmas("meet", "meeting"), "speak", "talk", "call") and c.lemma not in (
        "host",
        "receive",
        "welcome",
        "greet",
    ):
        known = {p.name for p in parties}
        parties += [p for p in _named_after(g, c, "with|between") if p.name not in known]
    if c.lemma == "receive":
        parties += list(_named_after(g, c, "from")) if mode == "call" else []
    if g.language != "en":
        parties += [
            Party(m.name, m.country, m, m.kind, s)
            for s, m in g.cast.mention(c.verb.end, c.rest.end)
            if m.kind != "organisation"
        ]
    if c.lemma in (
        "hold",
        "have",
        "convene",
        "conduct",
        "open",
        "conclude",
        "chair",
        "co-chair",
        "attend",
        "host",
        "start",
        "begin",
        "resume",
        "join",
        "participate",
        "receive",
        "lead",
    ):
        parties += _named_after(g, c)
    tense = tense_of(g, k, c)
    kept = [p for p in parties if _real(p)]
    first = sum(_real(p) for p in parties[:first])
    parties = kept
    return Event(mode, g.units[n].span, c.verb, tense, tuple(parties), first, k, n, f"verb: {c.lemma}")


def _real(p: Party) -> bool:
    """Known to the cast, a government, both, or a name of one word that nobody introduced."""
    words = p.name.split()
    return (
        p.kind != "described"
        or bool(p.country)
        or (len(words) <= 2 and p.name[:1].isupper() and words[0] not in lists.words("never_names"))
    )


def _mode(g: Ground, c: Clause, words: str) -> Mode | None:
    t = lemmas
    rest = g.words(c.rest)
    thing = c.object.word if c.object else ""
    whole = g.text[c.span.start : c.span.end]
    if c.lemma in ("speak", "talk", "phone", "telephone"):
        links = {link for link, _ in c.preps}
        if c.lemma in ("phone", "telephone") and c.object:
            return "call"
        if (
            c.subject
            and c.subject.also
            and all(g.cast.at(a.head.start) for a in c.subject.also)
            and g.cast.at(c.subject.head.start)
        ):
            return "meeting" if IN_PERSON.search(whole) else "call"
        straight = re.match(r"\s*(?:\w+ ){0,3}(?:with|to)\s+", g.text[c.verb.end : c.rest.end])
        if (
            straight
            and not links & {"with", "to"}
            and g.cast.mention(c.verb.end, c.verb.end + straight.end() + 2)
        ):
            return "meeting" if IN_PERSON.search(whole) else "call"
        if links & {"with", "to", "by"} and not re.match(r"(?:of|about|out|for)\b", rest) and _people(g, c):
            return "meeting" if IN_PERSON.search(whole) else "call"
        return "call" if CALLS.search(rest[:60]) and c.subject else None
    if (
        c.lemma == "call"
        and c.object
        and not set(c.particles) & {"on", "for", "upon"}
        and g.cast.at(c.object.head.start)
        and not re.match(r"\S+ (?:an?|the)\b", g.words(Span(c.object.span.end, c.rest.end)) or "x")
    ):
        return "call"
    if (
        c.lemma in ("sign", "initial", "ink")
        and (c.object or c.passive)
        and re.search(
            r"\b(?:agreements?|memorand\w+|MoUs?|treaty|protocol|deal|pact|accord|contract|convention|framework|communiqu\w+|declaration|it)\b",
            words,
            re.IGNORECASE,
        )
    ):
        return "signing"
    if (
        ("ound" in whole or "egotiating" in whole)
        and ROUND.search(whole)
        and c.lemma
        in (
            "hold",
            "take",
            "open",
            "conclude",
            "begin",
            "start",
            "launch",
            "convene",
            "complete",
            "resume",
            "meet",
            "be",
            "bring",
            "schedule",
            "set",
            "lead",
        )
    ):
        return "round"
    if c.lemma in (
        "hold",
        "have",
        "convene",
        "conduct",
        "open",
        "conclude",
        "start",
        "begin",
        "resume",
        "co-chair",
        "chair",
        "attend",
        "join",
        "participate",
        "lead",
    ):
        if c.object and (
            CALLS.search(g.words(c.object.span))
            or (
                thing in ("call", "conversation", "conference")
                and c.lemma in ("hold", "have", "join", "convene")
            )
        ):
            return "call"
        noun = g.words(c.object.span) if c.object else rest
        if c.lemma == "convene" and c.object is None and _people(g, c):
            return "meeting"
        if TALKS.search(noun) and not re.search(r"\bpress (?:conference|briefing)\b", noun):
            return "call" if CALLS.search(words) and not re.search(r"\bmeeting\b", noun) else "meeting"
        return None
    if c.lemma in t("meet", "meeting"):
        if c.lemma == "sit" and "down" not in rest[:8]:
            return None
        if thing in NO_TALK:
            return None
        if c.lemma in ("host", "receive", "welcome", "greet", "meet", "consult"):
            if c.lemma == "receive" and thing == "call":
                return "call"
            if c.lemma == "host" and TALKS.search(g.words(c.object.span) if c.object else ""):
                return "meeting"
            who = c.object or c.subject if c.passive else c.object
            if c.lemma in ("host", "receive", "welcome", "greet", "consult") and (
                who is None or not (_could_meet(g, who) if c.lemma != "welcome" else _head_person(g, who))
            ):
                return None
            if (
                c.lemma == "meet"
                and g.language == "en"
                and c.object is not None
                and not _could_meet(g, c.object)
            ):
                return None
        if c.lemma == "meet" and re.search(
            r"\b(?:by (?:tele)?phone|by video|virtually by video|par téléphone|par visioconférence|kwa (?:njia ya )?simu)\b",
            rest,
        ):
            return "call"
        return "meeting"
    if c.lemma in t("meet", "visit"):
        if c.lemma == "pay":
            return "visit" if c.object and re.search(r"\bvisit\b", g.words(c.object.span)) else None
        if c.lemma in ("travel", "tour", "visit"):
            links = {link for link, _ in c.preps}
            if c.lemma == "travel" and not links & {"to", "in"}:
                return None
            return "visit" if c.subject and (_head_person(g, c.subject) or c.relation == "xcomp") else None
    if (
        c.lemma in ("accept", "undertake", "make", "conduct", "begin", "start")
        and c.object
        and re.search(r"\b(?:visit|trip)\b", words)
    ):
        return (
            "visit"
            if c.subject
            and _head_person(g, c.subject)
            and not c.passive
            and re.search(r"\b(?:visit|trip)\b", g.words(c.object.span) + rest[:60])
            else None
        )
    if (
        c.lemma in ("take", "cancel", "postpone", "schedule", "hold", "plan", "set", "be")
        and c.subject is None
        and c.passive
        and c.object
        and TALKS.search(g.words(c.object.span))
    ) or (c.lemma == "take" and thing == "place" and c.subject and TALKS.search(g.words(c.subject.span))):
        return "meeting"
    return None


def _people(g: Ground, c: Clause) -> bool:
    return any(
        g.cast.at(x.head.start) or _head_person(g, x) for link, x in c.preps if link in ("with", "to", "by")
    )


def _head_person(g: Ground, p: Phrase) -> bool:
    """Whether a phrase means somebody: in the cast, a pronoun, or an office."""
    if g.cast.at(p.head.start) or p.word in ("he", "she", "they", "him", "her", "them"):
        return True
    if BOTH.search(g.words(p.span)):
        return True
    party = g.cast.party(p)
    return bool(party and party.member) or p.word in (
        "minister",
        "president",
        "counterpart",
        "ambassador",
        "delegation",
        "leaders",
        "ministers",
        "leader",
        "envoy",
        "secretary",
        "officials",
        "commissioner",
        "presidents",
        "parliamentarians",
        "members",
        "families",
        "team",
        "teams",
    )


def _could_meet(g: Ground, p: Phrase) -> bool:
    if _head_person(g, p) or any(_head_person(g, a) for a in p.also):
        return True
    if any(
        e.kind in ("person", "office", "organisation")
        for e in g.cast.entities.within(p.span.start, p.span.end)
    ):
        return True
    head = g.text[p.head.start : p.head.end]
    return head[:1].isupper()


def _all(g: Ground, p: Phrase | None, first: Party | None) -> Iterator[Party]:
    """A phrase's party, and those joined to it; people named inside a phrase of a body ("delegations led by X")."""
    if p is None:
        return
    if first:
        yield first
        apposed = [x for a in p.apposed if g.cast.at(a.head.start) and (x := g.cast.party(a))]
        yield from (x for x in apposed if x.member is not first.member)
    for a in p.also:
        party = g.cast.party(a)
        if party:
            yield from _all(g, a, party)


def _named_after(g: Ground, c: Clause, links: str = "with|between|of") -> Iterator[Party]:
    """People after "with" or "between" further on in the clause."""
    m = re.search(rf"\b(?:{links})\s+", g.text[c.verb.end : c.rest.end])
    if not m or re.search(
        r"\b(?:to|about|on|regarding|ahead|following|after|before|in which)\b(?! (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|the margins|\d|the sidelines))",
        g.text[c.verb.end : c.verb.end + m.start()],
    ):
        return
    for s, member in g.cast.mention(c.verb.end + m.end(), c.rest.end):
        lead = g.text[c.verb.end + m.end() : s.start]
        if not re.search(r"\band (?:with)?\s*$", lead) and re.search(
            r"\b(?:to|about|on|regarding|in which|where|that|who|whose|during|ahead|following|after|before|concerning|as part)\b",
            lead,
        ):
            return
        if member.kind != "organisation" and member.sure:
            yield Party(member.name, member.country, member, member.kind, s)
