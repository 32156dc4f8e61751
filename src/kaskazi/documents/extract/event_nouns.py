"""Meetings, calls and rounds that a noun says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.event_parts import (
    BEFORE,
    NEXT,
    NOUN,
    Event,
    table_words,
    tense_of,
)
from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import Mode, Span, Tense


def of_nouns(g: Ground, n: int) -> Iterator[Event]:
    u = g.units[n]
    for m in NOUN.finditer(g.text, u.span.start, u.span.end):
        k = clause_over(g.clauses, g.in_unit(n), m.start())
        c = g.clauses[k] if k is not None else None
        noun = m["noun"].casefold()
        mode: Mode = (
            "round"
            if "round" in noun or re.match(r"(?:the )?negotiating teams", g.text[m.end() : m.end() + 24])
            else "call"
            if re.search(r"\bcalls?\b|conversation", noun)
            else "meeting"
        )
        if m["link"] == "of" and mode == "call":
            continue
        until = u.span.end
        stop = re.compile(
            r"[;(“\"]|,?\s+(?:on (?:the|how|trade|security)|about|regarding|to (?:discuss|review|address)|in which|during which|, where|was|were|has|have|had|will|is|are)\b"
        ).search(g.text, m.end(), u.span.end)
        until = stop.start() if stop else until
        parties = [
            Party(x.name, x.country, x, x.kind, s)
            for s, x in g.cast.mention(m.end(), until)
            if x.kind != "organisation"
        ]
        if not parties:
            parties = [
                Party(e.name, e.country, None, "government", e.span)
                for e in g.cast.entities.within(m.end(), until)
                if e.kind == "place" and e.place != "seat"
            ]
        owner = _owner(g, k, m)
        first = 0
        if owner and m["link"] != "between":
            parties.insert(0, owner)
            first = 1
        if len({p.key + p.name for p in parties}) < 2 and mode != "round":
            continue
        tense = _noun_tense(g, k, c, m)
        yield Event(mode, u.span, Span(*m.span("noun")), tense, tuple(parties), first, k, n, f"noun: {noun}")
    if NEXT.search(g.text, u.span.start, u.span.end):
        m2 = NEXT.search(g.text, u.span.start, u.span.end)
        assert m2 is not None
        k = clause_over(g.clauses, g.in_unit(n), m2.start())
        mode = "round" if "round" in m2[0].casefold() else "meeting"
        yield Event(mode, u.span, Span(*m2.span()), "planned", (), 0, k, n, "the next one")


def _owner(g: Ground, k: int | None, m: re.Match[str]) -> Party | None:
    before = g.text[max(0, m.start() - 30) : m.start()]
    for s, x in g.cast.mention(max(0, m.start() - 60), m.start()):
        if re.fullmatch(r"['’]s?\s+(?:\w+ ){0,2}", g.text[s.end : m.start()]) or (
            g.text[s.end - 2 : s.end] in ("’s", "'s")
            and re.fullmatch(r"\s+(?:\w+ ){0,2}", g.text[s.end : m.start()])
        ):
            return Party(x.name, x.country, x, x.kind, s)
    if k is None:
        return None
    if re.search(r"\b(?:his|her|their|its|a|an|the|another)\s+(?:\w+ ){0,2}$", before):
        for c in (g.clauses[k], *g.chain(k)):
            p = g.subject(g.index(c))
            if p and p.member and p.member.kind != "organisation":
                return p
    return None


def _noun_tense(g: Ground, k: int | None, c: Clause | None, m: re.Match[str]) -> Tense:
    if g.nothing(m.start()):
        return "denied"
    if c is None or k is None:
        return "past"
    if c.lemma in table_words("cancel"):
        return "cancelled"
    if c.lemma in table_words("postpone"):
        return "postponed"
    if c.lemma in ("propose", "suggest", "seek", "request") and c.verb.start < m.start():
        return "proposed"
    if c.lemma in ("deny", "rule") and c.verb.start < m.start():
        return "denied"
    if BEFORE.search(g.text, max(g.units[c.unit].span.start, m.start() - 40), m.start()):
        return "background"
    return tense_of(g, k, c)
