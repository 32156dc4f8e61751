"""What stands under a verb of speech."""

from __future__ import annotations

import re

from kaskazi.documents.extract.ground import Ground
from kaskazi.dossier import Span


def content_under(g: Ground, k: int) -> Span | None:
    """What stands under the speech verb of clause k."""
    c = g.clauses[k]
    below = [
        j
        for j in c.children
        if g.clauses[j].relation in ("ccomp", "dep") or (g.clauses[j].relation == "parataxis")
    ]
    below = [j for j in below if g.clauses[j].quote is None]
    if below:
        j = below[0]
        d = g.clauses[j]
        start, end = d.span.start, d.span.end
        if d.span.start > c.verb.start:
            end = max(end, c.rest.end) if g.text[end : c.rest.end].strip(" ,.") else end
        else:
            end = min(end, c.verb.start)
            cut = c.subject.span.start if c.subject and c.subject.span.start < c.verb.start else c.verb.start
            end = min(end, max(cut, start + 1))
        return stripped(g.text, Span(start, end))
    if c.relation in ("parataxis", "conj", "dep") and c.parent is not None and c.relation == "parataxis":
        d = g.clauses[c.parent]
        start = g.unit_of(c).span.start
        cut = min(c.verb.start, c.subject.span.start if c.subject else c.verb.start)
        return stripped(g.text, Span(start, cut)) if cut > start and d.verb.start < c.verb.start else None
    return None


def stripped(text: str, s: Span) -> Span:
    a, b = s.start, s.end
    lead = re.compile(r"(?:[\s,:;]|that\b)*").match(text, a, b)
    a = lead.end() if lead else a
    while b > a and text[b - 1] in " ,.;\n":
        b -= 1
    return Span(a, max(b, a + 1)) if b > a else Span(s.start, s.end)
