"""Dates at which something ends or is due."""

from __future__ import annotations

import re

from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.dossier import Deadline, DeadlineKind, Span, When

EXPIRY = re.compile(r"\b(?:expir\w+|lapse[sd]?|lapsing|run(?:s)? out|ends?|ending|sunsets?)\b", re.IGNORECASE)
DUE = re.compile(
    r"(?:\b(?:by|before|not? later than|no later than|until|prior to|avant|d['’]ici|au plus tard|kabla ya|ifikapo|hadi)\s+(?:the\s+|le\s+|la\s+|l['’])?)$",
    re.IGNORECASE,
)
REVIEW = re.compile(r"\b(?:reviews?|reviewed|revisit(?:ed)?|stock-?taking)\b", re.IGNORECASE)
WITHIN = re.compile(r"^(?:within|in the next|over the next)\b", re.IGNORECASE)


def deadlines(g: Ground) -> list[Deadline]:
    """One for each time: expiry of an instrument named, a target, or a review."""
    found: list[Deadline] = []
    unit = 0
    frames = sorted(range(len(g.units)), key=lambda k: g.units[k].span.start)
    for w in g.whens:
        while unit + 1 < len(frames) and g.units[frames[unit + 1]].span.start <= w.span.start:
            unit += 1
        u = g.units[frames[unit]] if frames else None
        if u is None or not u.span.start <= w.span.start < u.span.end:
            continue
        k = clause_over(g.clauses, g.in_unit(frames[unit]), w.span.start)
        hit = _kind(g, w, u.span, k)
        if hit is None:
            continue
        kind, start = hit
        refs = g.named_in(u.span.start, u.span.end)
        if kind == "expiry" and not refs:
            continue
        near = _nearest(g, w, u.span)
        span = Span(start, w.span.end)
        found.append(
            Deadline(
                "",
                kind,
                near if refs else "",
                w,
                span,
                g.found("time beside a word of ending or due", 0.85, k),
            )
        )
    return found


def _nearest(g: Ground, w: When, s: Span) -> str:
    """The instrument named nearest before the time, else the first after."""
    inside = [m for m in g.named if s.start <= m.span.start < s.end]
    before = [m for m in inside if m.span.start < w.span.start]
    return before[-1].ref if before else inside[0].ref if inside else ""


def _kind(g: Ground, w: When, s: Span, k: int | None) -> tuple[DeadlineKind, int] | None:
    c = g.clauses[k] if k is not None else None
    past = bool(w.start and g.dated and w.end and w.end < g.dated)
    hits = list(EXPIRY.finditer(g.text, max(s.start, w.span.start - 70), w.span.start))
    m = hits[-1] if hits else None
    if (
        m
        and not re.search(r"\band\b.{0,400}\b(?:was|were|will|shall)\b", g.text[m.end() : w.span.start])
        and not (c and c.negated)
    ):
        between = g.text[m.end() : w.span.start]
        if len(between) < 60 and (not past or g.dated is None):
            return "expiry", m.start()
    due = DUE.search(g.text[max(s.start, w.span.start - 26) : w.span.start])
    within = WITHIN.match(g.text[w.span.start : w.span.end]) or re.match(
        r"by\s", g.text[w.span.start : w.span.end]
    )
    if w.granularity == "year" and re.match(
        r"(?:by|before|until)\b", g.text[w.span.start : w.span.end], re.IGNORECASE
    ):
        due = due or re.match(r"", "")
    if not due and not within:
        return None
    if past or (c is not None and c.tense == "past" and not due and w.relative and not within):
        return None
    if c is not None and c.tense == "past" and w.start is None and g.dated is not None:
        return None
    start = max(s.start, w.span.start - 26) + due.start() if due and due[0] else w.span.start
    if (
        c is not None
        and re.search(r"\b(?:by|until|before)\b", g.text[start : w.span.end])
        and re.match(r"until", g.text[start : start + 5], re.IGNORECASE)
        and c.tense == "present"
    ):
        return None
    review = REVIEW.search(g.text, max(s.start, w.span.start - 80), w.span.start)
    return ("review" if review else "target"), start
