"""Who asks in a passive, whom a letter asks, and whether a clause is wished for."""

from __future__ import annotations

import re

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground
from kaskazi.documents.names.cast import Party

AGENT = re.compile(r"\bby (?=(?:the )?[A-Z])")
ADDRESSED = re.compile(
    r"\b(?:letters?|message|petition|submission|memorandum|note) to (?P<who>[^,.;:“”\n]{3,90})|^(?:Dear|To:) (?P<dear>[^,:\n]{3,60})",
    re.MULTILINE,
)


def wished(g: Ground, c: Clause, j: int) -> bool:
    """A clause of what is wished: "that Somalia lift", "that it should be lifted", not "that it was lifted"."""
    d = g.clauses[j]
    return (
        d.modal == "should"
        or g.text[d.verb.start : d.verb.end].casefold() == d.lemma
        or " be " in g.text[d.span.start : d.verb.start]
    )


def agent(g: Ground, c: Clause) -> Party | None:
    """The doer of a passive, far behind: "was asked to cut its duty by Peru"."""
    hits = list(AGENT.finditer(g.text, c.verb.end, max(c.rest.end, c.verb.end)))
    if not hits:
        return None
    at = hits[-1].end()
    at += 4 * (g.text[at : at + 4] == "the ")
    over = [
        e
        for e in g.cast.entities.over(at)
        if e.kind in ("place", "person", "organisation", "office") and e.place != "people"
    ]
    p = g.phrase(at, over[-1].span.end) if over else None
    return g.cast.party(p)


def addressee(g: Ground, giver: str) -> str:
    """To whom a letter in the first person goes."""
    for m in ADDRESSED.finditer(g.text):
        group = "who" if m["who"] else "dear"
        to = g.cast.party(g.phrase(m.start(group), m.end(group)))
        if to and to.key != giver and (to.country or to.member):
            return to.key
    return ""
