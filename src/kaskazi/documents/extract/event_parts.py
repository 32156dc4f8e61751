"""What an event is, its words, and whether it took place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground, lemmas
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import Mode, Span, Tense

TALKS = re.compile(
    r"\b(?:talks|discussions?|consultations?|meetings?|summit(?: meeting)?|session|dialogue|audience|lunch|dinner|round)\b",
    re.IGNORECASE,
)
CALLS = re.compile(
    r"\bpar téléphone|\bkwa (?:njia ya )?simu|\b(?:(?:tele)?phone|video)[ -]?(?:calls?|conference|teleconference|conversation)|\bby (?:phone|telephone|video\w*)|\bon the phone\b|\bcall\b|\bvideo ?conference\b|\bvirtual(?:ly)?\b.*\bcall",
    re.IGNORECASE,
)
ROUND = re.compile(
    r"\b(?:negotiating (?:round|teams?)|(?:next|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+th|\d+(?:st|nd|rd)|latest|another|final) (?:negotiating )?round|rounds? of (?:the )?(?:\w+ ){0,3}(?:talks|negotiations|discussions))\b",
    re.IGNORECASE,
)
VISIT = re.compile(
    r"\b(?:(?:official|state|working|\w+-day)(?: official| state| working)? visit|visit(?:s|ed)? to|trip to|travel(?:s|l?ed)? to|tour of)\b",
    re.IGNORECASE,
)
NOUN = re.compile(
    r"\b(?P<noun>(?:(?:bilateral|trilateral|virtual|joint|technical|working|next|telephone|phone|video) ){0,4}(?:meetings?|talks|summit|phone calls?|telephone calls?|video calls?|calls?|conversation|round of talks|round|discussions))(?:\s+(?:on \w+day|yesterday|today|last \w+|on \d+ \w+))?\s+"
    r"(?P<link>between|with|of)\s+",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"\b[Tt]he next (?:meeting|round|session|summit)\b|\b[Nn]ext (?:meeting|round) (?:of|will|is)"
)
IN_PERSON = re.compile(r"\bmargins|in person|at the (?:White House|summit|G7|G20|UN)\b")
NO_TALK = frozenset(
    [
        "target",
        "targets",
        "deadline",
        "deadlines",
        "demand",
        "demands",
        "need",
        "needs",
        "requirement",
        "requirements",
        "condition",
        "conditions",
        "goal",
        "goals",
        "cost",
        "costs",
        "criteria",
        "challenge",
        "resistance",
        "obligations",
        "expectations",
        "quota",
    ]
)
BEFORE = re.compile(
    r"\b(?:following|after (?:his|her|their|a|another)|comes after|since (?:his|her|their)|earlier this|previous|building on|ahead of|before|during (?:his|her|their))\b",
    re.IGNORECASE,
)
THEY = re.compile(r"\b(?:[Tt]hey|[Tt]he (?:two|leaders|sides|teams|parties|presidents|ministers))\b")
WITHOUT = frozenset(
    ["discuss", "review", "express", "reaffirm", "address", "mark", "sign", "advance", "strengthen"]
)


@dataclass(frozen=True, slots=True)
class Event:
    """A trigger with what it says before the people are counted."""

    mode: Mode
    span: Span  # the sentence
    at: Span  # the trigger
    tense: Tense
    parties: tuple[Party, ...]
    first: int  # how many of the parties stand before the trigger
    clause: int | None
    unit: int
    rule: str
    start: int = 0  # of what the verb is about


def table_words(group: str) -> frozenset[str]:
    return lemmas(group, "verbs")


def tense_of(g: Ground, k: int, c: Clause) -> Tense:
    ups = list(g.chain(k))[:2]
    governor = ups[0] if ups and c.relation in ("xcomp", "ccomp") else None
    if c.lemma in table_words("cancel"):
        return "cancelled"
    if c.lemma in table_words("postpone"):
        return "postponed"
    held = g.standing(k)
    if held in ("denied", "ended"):
        return "denied"
    if held == "cancelled":
        return "cancelled"
    if c.relation == "acl" and c.tense == "infinitive":  # "accepted an invitation to visit"
        return "planned" if ups and ups[0].lemma in ("accept", "announce", "confirm") else "proposed"
    if governor is not None and c.relation == "xcomp":
        if governor.lemma in ("refuse", "decline", "deny", "fail") or (
            governor.negated and governor.lemma not in ("say",)
        ):
            return "denied"
        if c.lemma == "accept" and re.search(r"\binvitation\b", g.words(c.rest)):
            return "planned"
        if governor.lemma in (
            "expect",
            "schedule",
            "plan",
            "agree",
            "set",
            "be",
            "due",
            "go",
            "intend",
            "slate",
            "accept",
            "will",
        ):
            return "planned"
        if governor.lemma in table_words("hope") or governor.lemma in table_words("propose"):
            return "proposed"
        if c.tense == "infinitive":
            return (
                "planned"
                if governor.lemma in ("arrive", "travel", "fly")
                else "proposed"
                if governor.lemma in ("want", "offer", "ask")
                else "planned"
            )
    if (
        c.modal in ("will", "shall")
        or c.tense == "future"
        or (c.lemma == "accept" and re.search(r"\binvitation\b", g.words(c.rest)))
    ):
        return "planned"
    if c.modal in ("would", "could", "may", "might", "should"):
        return (
            "planned"
            if c.modal == "would" and any(u.lemma in ("say", "announce", "tell") for u in ups)
            else "proposed"
        )
    if c.tense == "infinitive" and c.relation not in ("acl",):
        be = ups[0] if ups else None
        return (
            "planned"
            if be is not None and be.lemma in ("be", "agree")
            else "proposed"
            if be is not None and be.lemma in table_words("hope")
            else "planned"
        )
    if c.relation in ("pcomp", "advcl") and BEFORE.search(
        g.text, max(g.units[c.unit].span.start, c.verb.start - 24), c.verb.start
    ):
        return "past"
    return "past"


GLUE = re.compile(r"(?:\s|,|'s|’s|\b(?:of|from|the|and|as well as|along with|its|his|her)\b)*")


def listed(g: Ground, c: Clause, last: Party) -> Iterator[Party]:
    """People in a list that goes on: "hosted the leaders, A of Japan, B of India and C"."""
    at = max(last.span.end, c.verb.end)
    for s, member in g.cast.mention(at, c.rest.end):
        gap = g.text[at : s.start]
        for e in reversed(g.cast.entities.within(at, s.start)):
            if e.kind in ("place", "office") or e.span.start < s.start < e.span.end:
                gap = gap[: e.span.start - at] + gap[min(e.span.end, s.start) - at :]
        if not GLUE.fullmatch(gap):
            return
        at = s.end
        if member.kind != "organisation":
            yield Party(member.name, member.country, member, member.kind, s)


def named_after(g: Ground, c: Clause, links: str = "with|between|of") -> Iterator[Party]:
    """People after "with" or "between" further on in the clause."""
    m = re.search(rf"\b(?:{links})\s+", g.text[c.verb.end : c.rest.end])
    if not m or re.search(
        r"\b(?:to|about|on|regarding|ahead|following|after|before|in which)\b(?! (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|the margins|\d|the sidelines))",
        g.text[c.verb.end : c.verb.end + m.start()],
    ):
        return
    for s, member in g.cast.mention(c.verb.end + m.end(), c.rest.end):
        lead = g.text[c.verb.end + m.end() : s.start]
        listed = re.search(
            r"\band (?:with)?\s*$", lead
        )  # one more of the list goes on whatever stands before it
        if not listed and re.search(
            r"\b(?:to|about|on|regarding|in which|where|that|who|whose|during|ahead|following|after|before|concerning|as part)\b",
            lead,
        ):
            return
        if member.kind != "organisation" and member.sure:
            yield Party(member.name, member.country, member, member.kind, s)
