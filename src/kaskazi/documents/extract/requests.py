"""Who asks whom for what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.documents.finding import Ranges
from kaskazi.documents.lexicon import table
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import Ask, Denial, Found, Span

NOUN = re.compile(
    r"\b(?P<noun>request|appeal|call|plea|demand|petition)s?\s+(?:(?:of|by|from)\s+(?P<of>(?:the\s+)?[^,.;]{2,40}?)\s+)?(?P<link>for|that|to|on)\s+"
    r"(?P<what>[^.;“”\"\n]+)",
    re.IGNORECASE,
)
REPORTERS = re.compile(r"\b(?:reporters?|journalists?|audience|newspaper|media)\b", re.IGNORECASE)
ANONYMOUS = re.compile(
    r"\bnot to be (?:named|identified|quoted)|\bnot be (?:named|identified)|\banonymity\b", re.IGNORECASE
)
LOOSE = re.compile(r"(?:\s|,|\b(?:was|were|is|has been|had been|and))$")
IDLE_NOUN = re.compile(
    r"\b(?:phone|video|telephone|conference|courtesy|close|roll|on|a|the) call$", re.IGNORECASE
)


def asks(g: Ground) -> tuple[list[Ask], list[Denial]]:
    """Requests in the order of the text; those said not to have been made stand apart."""
    found: list[Ask] = []
    denied: list[Denial] = []
    for k, c in enumerate(g.clauses):
        for a in _of_clause(g, k, c):
            if _negated(g, k):
                denied.append(Denial("", "ask", a.by, "denied", a.content, a.span, a.found))
            else:
                found.append(a)
    taken = Ranges((x.start, x.end) for x in [*(a.span for a in found), *(d.span for d in denied)])
    for a in _nominal(g):
        if not taken.meets(a.span.start, a.span.end):
            found.append(a)
    found.sort(key=lambda a: a.span.start)
    return [_numbered(a, n) for n, a in enumerate(found)], denied


def _numbered(a: Ask, n: int) -> Ask:
    from dataclasses import replace

    return replace(a, id=f"ask {n}")


def _negated(g: Ground, k: int) -> bool:
    deny = table("verbs")["deny"]["verbs"]
    return g.clauses[k].negated or any(
        u.lemma in deny and g.clauses[k].relation in ("xcomp", "ccomp", "pcomp") for u in list(g.chain(k))[:1]
    )


def _of_clause(g: Ground, k: int, c: Clause) -> Iterator[Ask]:
    t = table("verbs")["ask"]
    if c.hypothetical or ANONYMOUS.search(g.text, c.verb.start, c.span.end):
        return
    unit = g.unit_of(c)
    for group, rule in (
        ("object", "who is asked as object"),
        ("on", "who is asked after the preposition"),
        ("thing", "what is asked for"),
    ):
        for entry in t[group]:
            verb, _, particle = entry.partition(" ")
            if c.lemma != verb or (particle and not _has(g, c, particle)):
                continue
            made = _made(g, k, c, group, particle, rule)
            if made and (made.by or made.to) and made.content:
                yield made
                return
    del unit


def _has(g: Ground, c: Clause, particle: str) -> bool:
    return bool(
        re.match(
            rf"\s+(?:\w+ly\s+|again\s+|also\s+)?{particle}\b",
            g.text[c.verb.end : c.verb.end + 30],
            re.IGNORECASE,
        )
    )


def _made(g: Ground, k: int, c: Clause, group: str, particle: str, rule: str) -> Ask | None:
    weak = c.lemma in table("verbs")["ask"]["weak"]
    by = g.subject(k)
    to: Party | None = None
    start = c.verb.end
    below = [
        j
        for j in c.children
        if g.clauses[j].relation in ("xcomp", "ccomp", "advcl") and g.clauses[j].verb.start > c.verb.start
    ]
    if group == "object":
        below = [j for j in below if g.clauses[j].tense in ("infinitive", "present", "modal", "participle")]
        target = c.object
        if target is None and below and g.clauses[below[0]].subject and not c.passive:
            target = g.clauses[below[0]].subject if g.clauses[below[0]].subject is not c.subject else None
        links = [(p, x) for p, x in c.preps if p in ("for", "to", "on")]
        if not below and (not links or (target is None and c.lemma in ("ask", "press", "urge"))):
            if c.lemma == "request" and target is not None and not c.passive:
                return _thing(g, k, c, "", rule)
            return None
        to = g.cast.party(target, obj=True, speaker=_we(g, c)) if target else None
        if weak and (to is None or to.kind in ("described", "both") or _visit(g, c)):
            return None
        if to and REPORTERS.search(to.name):
            return None
        start = g.clauses[below[0]].span.start if below else links[0][1].span.start
        if below:
            d = g.clauses[below[0]]
            if d.passive and d.lemma in ("name", "identify", "quote", "reach"):
                return None
            if c.lemma == "ask" and re.match(
                r"(?:whether|if|what|who|why|when|how|where)\b", g.text[d.span.start : d.span.start + 8]
            ):
                return None
            if not c.passive and target is not None:
                start = max(
                    c.verb.end, min(start, d.verb.start) if start > target.span.end else target.span.end
                )
    elif group == "on":
        target = next((x for p, x in c.preps if p in (particle, "upon", "on", "to")), None) or c.object
        to = g.cast.party(target, obj=True, speaker=_we(g, c))
        start = target.span.end if target else c.verb.end
        if target and below:
            start = min(start, g.clauses[below[0]].verb.start)
    else:
        return _thing(g, k, c, particle, rule)
    return _ask(g, k, c, by, to, start, rule)


def _thing(g: Ground, k: int, c: Clause, particle: str, rule: str) -> Ask | None:
    """Asked for, called for, sought: the thing, and from whom."""
    thing = next((x for p, x in c.preps if p == particle), None) if particle else c.object
    if thing is None or thing.word in ("comment", "calm", "it", "him", "them"):
        return None
    by = g.subject(k)
    if by is None or (by.kind == "described" and not by.country):
        return None
    to: Party | None = None
    for link, x in c.preps:
        if link in ("from", "of") and x is not thing:
            to = g.cast.party(x, obj=True)
    if to is None:
        rest = Span(thing.head.start, c.rest.end)
        m = re.search(r"\b(?:by|from)\s+(?=[A-Z]|the [A-Z])", g.text[rest.start : rest.end])
        if m:
            for e in g.cast.entities.within(rest.start + m.end(), rest.start + m.end() + 6):
                if e.country and e.country != by.country:
                    to = Party(e.name, e.country, None, "government", e.span)
                    break
    m2 = re.match(r"\s*(?:for\s+)?", g.text[c.verb.end : thing.span.start])
    infinitive = re.search(r"\bfor\s+(?P<who>[A-Z][\w ]{2,30}?)\s+to\s+", g.text[c.verb.end : c.rest.end])
    if infinitive:
        p = g.phrase(c.verb.end + infinitive.start("who"), c.verb.end + infinitive.end("who"))
        to = g.cast.party(p, obj=True)
    del m2
    return _ask(g, k, c, by, to, thing.span.start, rule)


def _we(g: Ground, c: Clause) -> Party | None:
    return g.speakers.get(c.quote) if c.quote is not None else None


def _visit(g: Ground, c: Clause) -> bool:
    return bool(
        re.search(
            r"\bto (?:visit|attend|join|meet|come|travel|participate)\b", g.text[c.verb.start : c.rest.end]
        )
    )


def _ask(
    g: Ground, k: int, c: Clause, by: Party | None, to: Party | None, start: int, rule: str
) -> Ask | None:
    if by is None and not c.passive and c.relation == "root":
        return None  # an order to the reader
    end = c.rest.end
    content = _clean(g.words(Span(start, max(end, start + 1))))
    giver = by.key if by else ""
    taker = to.key if to else ""
    if to is not None and by is not None and to.key == by.key:
        taker = ""
    if not taker and giver:
        taker = g.other_side(giver, c.verb.start)
    first = min(c.verb.start, c.object.span.start if c.passive and c.object else c.verb.start)
    if c.passive and c.object and c.object.span.end > c.verb.start:
        first = c.verb.start
    span = Span(first, max(end, c.verb.end))
    teller = g.teller(k)
    if not giver and teller:
        giver = teller.key
        rule += "; asker not named: the one who reports it"
    names = g.named_in(c.span.start, max(c.span.end, span.end)) or g.named_in(span.start, span.end)
    return Ask(
        "",
        giver,
        taker,
        content,
        g.words(c.verb).casefold(),
        names,
        span,
        g.found(rule, 0.85 if by and to else 0.7, k),
    )


def _clean(words: str) -> str:
    return re.sub(r"^(?:to|for|that|on)\s+", "", words.strip(" ,.;")).strip(" ,.;")


def _nominal(g: Ground) -> Iterator[Ask]:
    """X's request for ..., the call of X on ..., its call for X to ..."""
    verbs = {c.verb.start for c in g.clauses}
    lists_of = [k for k, u in enumerate(g.units)]
    for n in lists_of:
        u = g.units[n]
        for m in NOUN.finditer(g.text, u.span.start, u.span.end):
            if g.elsewhere(n, m.start()):
                continue
            if m.start("noun") in verbs and not re.search(
                r"['’]s?\s+(?:\w+\s+)?$", g.text[max(0, m.start() - 12) : m.start()]
            ):
                continue
            if m["noun"].casefold() == "call" and (
                m["link"] == "to" or IDLE_NOUN.search(g.text[max(0, m.start() - 14) : m.end("noun")])
            ):
                continue
            if re.match(r"comment\b", m["what"]):
                continue
            k = clause_over(g.clauses, g.in_unit(n), m.start())
            owner = _owner(g, k, m)
            if owner is None:
                continue
            what = m["what"]
            to: Party | None = None
            end = m.end()
            target = re.match(r"(?:the\s+)?(?P<who>[A-Z][\w.’' ]{1,40}?)\s+to\s+", what)
            if target:
                p = g.phrase(m.start("what") + target.start("who"), m.start("what") + target.end("who"))
                to = g.cast.party(p, obj=True)
            if k is not None:
                c = g.clauses[k]
                stop = c.verb.start if m.start() < c.verb.start < end else end
                stop = min(
                    stop,
                    *(
                        g.clauses[j].verb.start
                        for j in g.in_unit(n)
                        if m.start("what") < g.clauses[j].verb.start
                        and g.clauses[j].tense == "past"
                        and g.clauses[j].relation in ("root", "conj")
                    ),
                    end,
                )
                if stop < end:
                    end = stop
                    while end > m.end("link") and (tail := LOOSE.search(g.text[m.start() : end])):
                        end = m.start() + tail.start()
            by = owner.key
            taker = to.key if to and to.key != by else _reactor(g, n, k, by) or g.other_side(by, m.start())
            span = Span(m.start(), max(end, m.end("link")))
            first = owner.span.start if 0 < m.start() - owner.span.start < 60 else span.start
            yield Ask("", by, taker, _clean(g.words(Span(m.start("what"), span.end))), m["noun"].casefold(),
                      g.named_in(u.span.start, u.span.end), Span(first, span.end), _told(g, k))  # fmt: skip


def _told(g: Ground, k: int | None) -> Found:
    return g.found("owner of the request", 0.85, k)


def _owner(g: Ground, k: int | None, m: re.Match[str]) -> Party | None:
    before = g.text[max(0, m.start() - 60) : m.start()]
    for e in reversed(g.cast.entities.within(max(0, m.start() - 60), m.start())):
        gap = g.text[e.span.end : m.start()]
        if re.fullmatch(r"(?:['’]s?)?\s+(?:\w+[ -]){0,2}", gap) and (
            gap.startswith(("'", "’"))
            or e.place == "people"
            or g.text[e.span.end - 2 : e.span.end] in ("’s", "'s")
        ):
            member = g.cast.at(e.name_span.start)
            if member:
                return Party(member.name, member.country, member, member.kind, e.span)
            return Party(e.name, e.country, None, "government", e.span)
    if m["of"]:
        return g.cast.party(g.phrase(m.start("of"), m.end("of")))
    if re.search(r"\b(?:its|his|her|their|our|my)\s+(?:\w+\s+)?$", before) and k is not None:
        return g.subject(k)
    if (
        re.search(r"\b(?:the|a|an)\s+(?:\w+\s+)?$", before)
        and k is not None
        and re.search(r"\bfor\s+(?:the\s+)?[A-Z]\w+\s+to\b", m[0])
    ):
        return g.teller(k)  # asker not named: the one who reports it
    return None


def _reactor(g: Ground, unit: int, k: int | None, by: str) -> str:
    """Who reacts to the request in the same sentence."""
    for j in g.in_unit(unit):
        p = g.subject(j)
        if p and p.country and p.country != by:
            return p.country
    del k
    return ""
