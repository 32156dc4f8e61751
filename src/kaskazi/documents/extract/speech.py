"""Who says what: quotations with their speakers, and reported speech."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground, Quote, lemmas
from kaskazi.documents.names import lists
from kaskazi.documents.names.cast import HE, Party
from kaskazi.dossier import Denial, Found, Span, Statement, Status

MEDIA = re.compile(
    r"\b(?:in|on|through|via)\s+(?:a|an|his|her|their|its|the)\s+(?:\w+\s+){0,3}(?P<medium>statement|post|tweet|"
    r"X account|Twitter account|interview|press conference|briefing|speech|letter|readout|communiqu[eé])",
    re.IGNORECASE,
)
ACCORDING = re.compile(
    r"\b[Aa]ccording to (?P<who>[^,.;:“”\"\n]{2,90})|(?:\bselon\b|\bkwa mujibu wa\b) (?P<who2>[^,.;:«»“”\"\n]{2,80})"
)
DASH = re.compile(r"\s*[–—-]{1,2}\s*(?P<who>[A-Z][^\n.,;:]{1,70})")
COLON = re.compile(r"(?:^|[.!?]\s|\n)(?P<who>@?[A-Z][^.!?\n:“”\"]{1,80}):\s*$")
NAME_FIRST = re.compile(r"\b(?:also|then|later|further|again)\b")


def attribute(g: Ground) -> dict[int, tuple[Party | None, str, Span | None, str, float]]:
    """For every quotation: speaker, cue, place of the cue, rule, how sure. Fills in `g.speakers`."""
    out: dict[int, tuple[Party | None, str, Span | None, str, float]] = {}
    starts = [u.span.start for u in g.units if u.quote is None]
    frames = [k for k, u in enumerate(g.units) if u.quote is None]
    for k in frames:
        told = _according(g, g.units[k].span.start, g.units[k].span.end)
        if told and told[0]:
            g.accounts[k] = told[0]
    last: Party | None = None
    last_end = -1
    open_before = False
    for n, q in enumerate(g.quotes):
        hit = _turn(g, q) or _framed(g, q, _frame(g, frames, starts, q), last)
        same = g.text.find("\n", last_end, q.outer.start) < 0 if last_end >= 0 else False
        if hit is None:
            hit = _beside(g, q)
        if hit is None and last and (same or open_before):
            hit = (last, "", None, "speaker before" + (", the quotation goes on" if open_before else ""), 0.6)
        if hit is None and not q.closed and n + 1 < len(g.quotes):
            ahead = _framed(g, g.quotes[n + 1], _frame(g, frames, starts, g.quotes[n + 1]), last)
            hit = (*ahead[:3], "speaker of the paragraph after", 0.6) if ahead else None
        if hit is None:
            out[n] = (None, "", None, "unattributed", 0.2)
        else:
            out[n] = hit
            if hit[0]:
                g.speakers[n] = hit[0]
                last, last_end = hit[0], q.outer.end
                g.cast.note(hit[0], None)
        open_before = not q.closed
    return out


Hit = tuple[Party | None, str, Span | None, str, float]


def _turn(g: Ground, q: Quote) -> Hit | None:
    if not q.speaker:
        return None
    start = g.text.rfind(q.speaker, 0, q.outer.start)
    p = g.phrase(start, start + len(q.speaker))
    party = g.cast.party(p)
    if party and party.kind == "described" and p:
        party = g.cast.add(p)
    return (party, "", Span(start, start + len(q.speaker)), "name before a turn", 0.95) if party else None


def _frame(g: Ground, frames: Sequence[int], starts: Sequence[int], q: Quote) -> int | None:
    k = bisect_right(starts, q.inner.start) - 1
    if k < 0:
        return None
    u = g.units[frames[k]]
    return frames[k] if u.span.start <= q.inner.start < u.span.end + 1 else None


def _framed(g: Ground, q: Quote, unit: int | None, last: Party | None) -> Hit | None:
    """The speech verb in the sentence around the quotation, nearest to it, and its subject."""
    if unit is None:
        return None
    verbs = lemmas("speech", "verbs")
    best: tuple[int, int] | None = None
    for k in g.in_unit(unit):
        c = g.clauses[k]
        if c.quote is not None or c.lemma not in verbs or c.negated or c.subject is None:
            continue
        if c.modal and c.modal not in ("will", "would"):
            continue
        away = min(abs(c.verb.start - q.outer.end), abs(q.outer.start - c.verb.end))
        between = g.text[min(q.outer.end, c.verb.end) : max(q.outer.start, c.verb.start)]
        if "\n" in between:
            continue
        if best is None or away < best[0]:
            best = (away, k)
    if best is None:
        return _according(g, g.units[unit].span.start, g.units[unit].span.end)
    k = best[1]
    c = g.clauses[k]
    party = g.subject(k) if k in g.subjects else g.cast.party(c.subject)
    rule = "subject of the speech verb"
    if c.subject and c.subject.word in HE:
        if party is None and last and last.member:
            party = Party(last.name, last.country, last.member, last.kind, c.subject.span)
        rule = "pronoun, who was spoken of before"
    if party is None:
        return None
    if party.kind == "described" and c.subject and _proper(g, c):
        party = g.cast.add(c.subject, party.country)
    sure = 0.95 if party.member else 0.8
    return party, g.words(c.verb), c.verb, rule, sure


def _proper(g: Ground, c: Clause) -> bool:
    p = c.subject
    if p is None:
        return False
    words = g.text[p.span.start : p.span.end].split()
    return (
        len(words) == 1
        and words[0][0].isupper()
        and words[0] not in lists.words("never_names")
        and p.word not in HE
    )


def _according(g: Ground, start: int, end: int) -> Hit | None:
    m = ACCORDING.search(g.text, start, end)
    if not m:
        return None
    name = "who" if m["who"] else "who2"
    party = g.cast.party(g.phrase(m.start(name), m.end(name)))
    return (
        (
            party,
            m[0].split()[0].casefold() + " to" if name == "who" else m[0].split()[0],
            Span(*m.span()),
            "according to",
            0.85,
        )
        if party
        else None
    )


def _beside(g: Ground, q: Quote) -> Hit | None:
    """A dash and a name after, or a name and a colon before."""
    m = DASH.match(g.text, q.outer.end)
    if m:
        p = g.phrase(m.start("who"), m.end("who"))
        party = g.cast.party(p)
        if (
            party
            and party.member is None
            and p
            and party.kind == "described"
            and len(party.name.split()) <= 4
        ):
            party = g.cast.add(p)
        if party:
            return party, "–", Span(*m.span()), "name after a dash", 0.85
    line = max(g.text.rfind("\n", 0, q.outer.start) + 1, q.outer.start - 200)
    head = g.text[line : q.outer.start]
    c = COLON.search(head)
    if c:
        p = g.phrase(line + c.start("who"), line + c.end("who"))
        inside = g.cast.mention(line + c.start("who"), line + c.end("who"))
        if inside:
            member = inside[-1][1]
            member.sure = True
            return (
                Party(member.name, member.country, member, member.kind, inside[-1][0]),
                ":",
                None,
                "name before a colon",
                0.85,
            )
        party = g.cast.party(p)
        if party:
            return party, ":", None, "words before a colon", 0.5
    return None


def statements(g: Ground, attributed: dict[int, Hit]) -> tuple[list[Statement], list[Denial]]:
    """Direct and reported speech, in the order of the text; what was never said apart."""
    ids = g.cast.ids()
    out: list[Statement] = []
    for n, q in enumerate(g.quotes):
        party, cue, at, rule, sure = attributed[n]
        content = g.text[q.inner.start : q.inner.end]
        if party is None and content[:1].islower():
            continue
        medium = MEDIA.search(g.text, max(0, q.outer.start - 200), min(len(g.text), q.outer.end + 200))
        close = medium and "\n" not in g.text[
            min(q.outer.start, medium.start()) : max(q.outer.end, medium.end())
        ].strip("\n")
        name = party.name if party else ""
        sure = sure if q.closed else sure * 0.7
        out.append(
            Statement("", "direct", name, _id(ids, party), cue, content, q.inner, at, medium["medium"] if medium and close else "",
                      Found(rule, round(sure, 2), name or "document", "stated", g.engine))
        )  # fmt: skip
    reported, denied = _reported(g, ids)
    return sorted([*out, *reported], key=lambda s: s.span.start), denied


def _id(ids: dict[int, str], p: Party | None) -> str:
    return ids.get(id(p.member), "") if p and p.member and p.member.sure else ""


def _reported(g: Ground, ids: dict[int, str]) -> tuple[list[Statement], list[Denial]]:
    out: list[Statement] = []
    denied: list[Denial] = []
    verbs = lemmas("speech", "reports")
    quoted = [q.inner.start for q in g.quotes]
    used: set[int] = set()
    for k, c in enumerate(g.clauses):
        if c.lemma not in verbs or c.quote is not None or c.hypothetical or c.subject is None:
            continue
        if c.modal and c.modal not in ("will",):
            continue
        body = _content(g, k)
        if body is None or len(g.text[body.start : body.end].split()) < 3:
            continue
        party = g.subject(k)
        if party is None or party.kind == "nobody" or not _can_speak(g, c, party):
            continue
        if c.negated:
            denied.append(
                Denial(
                    "",
                    "statement",
                    party.key,
                    "denied",
                    g.words(body),
                    body,
                    g.found("speech verb, negated", 0.8, None),
                )
            )
            continue
        inside = bisect_right(quoted, body.end) - bisect_right(quoted, body.start - 1)
        if inside or c.unit in used or any(u.negated and u.lemma in verbs for u in g.chain(k)):
            continue
        used.add(c.unit)
        if party.kind == "described" and _proper(g, c) and c.subject:
            party = g.cast.add(c.subject, party.country)
            g.cast.ids()
        medium = MEDIA.search(g.text, c.span.start, c.span.end)
        status: Status = "reported"
        out.append(
            Statement("", "indirect", party.name, _id(ids, party), g.words(c.verb), g.text[body.start : body.end], body, c.verb,
                      medium["medium"] if medium else "", Found("clause under a speech verb", 0.8, party.name, status, g.engine))
        )  # fmt: skip
    for u in g.units:
        if u.quote is not None:
            continue
        m = ACCORDING.search(g.text, u.span.start, u.span.end)
        if m is None or any(
            u.span.start <= x < u.span.end for x in quoted[bisect_right(quoted, u.span.start - 1) :][:1]
        ):
            continue
        hit = _according(g, u.span.start, u.span.end)
        after = m.start() == u.span.start
        body = Span(min(m.end() + 2, u.span.end - 1), u.span.end) if after else Span(u.span.start, m.start())
        body = _stripped(g.text, body)
        if hit and hit[0] and len(g.text[body.start : body.end].split()) >= 3:
            name = hit[0].name
            out.append(
                Statement("", "indirect", name, _id(ids, hit[0]), hit[1], g.text[body.start : body.end], body, hit[2], "",
                          Found("according to", 0.75, name, "reported", g.engine))
            )  # fmt: skip
    return out, denied


def _can_speak(g: Ground, c: Clause, p: Party) -> bool:
    """Whether a subject can say something: known to the cast, a government, or a word for people."""
    if p.kind != "described":
        return True
    word = c.subject.word if c.subject else ""
    words = {w.strip(".,'’").casefold() for w in p.name.split()}
    human = bool(words & lists.words("humans")) or word in lists.words("humans")
    head = g.text[c.subject.head.start : c.subject.head.end] if c.subject else ""
    return (
        human
        or (head[:1].isupper() and c.subject is not None and c.subject.span.start != g.unit_of(c).span.start)
        or _proper(g, c)
    )


def _content(g: Ground, k: int) -> Span | None:
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
        return _stripped(g.text, Span(start, end))
    if c.relation in ("parataxis", "conj", "dep") and c.parent is not None and c.relation == "parataxis":
        d = g.clauses[c.parent]
        start = g.unit_of(c).span.start
        cut = min(c.verb.start, c.subject.span.start if c.subject else c.verb.start)
        return _stripped(g.text, Span(start, cut)) if cut > start and d.verb.start < c.verb.start else None
    return None


def _stripped(text: str, s: Span) -> Span:
    a, b = s.start, s.end
    lead = re.compile(r"(?:[\s,:;]|that\b)*").match(text, a, b)
    a = lead.end() if lead else a
    while b > a and text[b - 1] in " ,.;\n":
        b -= 1
    return Span(a, max(b, a + 1)) if b > a else Span(s.start, s.end)
