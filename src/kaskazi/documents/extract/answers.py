"""How requests were answered, and by whom."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground, lemmas
from kaskazi.documents.finding import Ranges
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import Answer, Ask, Span, Stance

ABOUT = re.compile(
    r"\b(?:requests?|appeals?|pleas?|demands?|proposals?|calls?|ideas?|suggestions?|matter|it|petition|the same|question)\b",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"\b(?:requests?|appeals?|pleas?|demands?|proposals?|calls? (?:for|on)|petition)\b", re.IGNORECASE
)
STANCE = re.compile(
    r"\b(?:(?P<neg>cool|negative(?:ly)?|unfavou?rabl[ey]|sceptical|skeptical|opposed|cold|hostile)|(?P<pos>positive(?:ly)?|favou?rabl[ey]|receptive|"
    r"supportive|open to|warm(?:ly)?|willing|ready)|(?P<vague>noncommittal|non-committal|under (?:review|consideration|study)|cautious))\b",
    re.IGNORECASE,
)
REACH = 8  # sentences after a request in which its answer may stand


def answers(g: Ground, asks: Sequence[Ask]) -> list[Answer]:
    """Reactions by the side that was asked, in the request's sentence or soon after."""
    found: list[Answer] = []
    used: set[int] = set()
    over = Ranges((u.span.start, u.span.end) for u in g.units)
    quoted = Ranges((q.inner.start, q.inner.end) for q in g.quotes)
    order = sorted(range(len(asks)), key=lambda k: asks[k].span.start)
    starts = [asks[k].span.start for k in order]
    for n, a in enumerate(asks):
        inside = quoted.meets(a.span.start, a.span.start + 1)
        unit = min(
            (
                k
                for k in over.meeting(a.span.start, a.span.start + 1)
                if (g.units[k].quote is not None) == inside
            ),
            default=None,
        )
        if unit is None:
            continue
        for j in _near(g, unit, a):
            c = g.clauses[j]
            if j in used or (
                c.verb.start < a.span.end and c.unit == unit and not _about_in_sentence(g, c, a)
            ):
                continue
            if c.unit != unit and n + 1 < len(asks):
                at = g.units[c.unit].span
                others = order[bisect_left(starts, at.start) : bisect_left(starts, at.end)]
                later = asks[k] if (k := min((x for x in others if x != n), default=-1)) >= 0 else None
                if (
                    later
                    and later.span.start < c.verb.start
                    and later.span.end > c.verb.start
                    and later.by != a.to
                ):
                    continue
            hit = _stance(g, j, a)
            if hit is None:
                continue
            stance, by = hit
            teller = g.teller(j)
            key = by.key if by else a.to
            confirmed = bool(teller and (teller.key == key or (teller.country and teller.country == key)))
            used.add(j)
            span = Span(min(c.span.start, c.verb.start), max(c.rest.end, c.verb.end))
            answer = Answer(
                f"answer {len(found)}",
                a.id,
                key,
                stance,
                confirmed,
                span,
                g.found(f"answer: {c.lemma}", 0.8, j),
            )
            if c.lemma in ("note", "take", "discuss", "raise") and any(
                g.clauses[x].unit == c.unit and x != j and _stance(g, x, a) and g.clauses[x].lemma not in ("note", "take") for x in g.in_unit(c.unit)
            ):  # fmt: skip
                used.discard(j)
                continue
            found.append(answer)
            break
    return found


def _near(g: Ground, unit: int, a: Ask) -> list[int]:
    """Clauses of the request's sentence and of the next ones, in the order of the text."""
    start = g.units[unit].span.start
    later = sorted(
        (k for k, u in enumerate(g.units) if u.span.start >= start), key=lambda k: g.units[k].span.start
    ) if len(g.units) < 400 else list(range(unit, min(len(g.units), unit + REACH + 1)))  # fmt: skip
    later = later[: REACH + 1]
    return [j for k in later for j in g.in_unit(k)]


def _about_in_sentence(g: Ground, c: Clause, a: Ask) -> bool:
    """In one sentence: X rejected Y's request; Y's request was rejected by X."""
    near = Span(min(c.span.start, a.span.start), max(c.span.end, a.span.end))
    return (
        a.verb in ("request", "appeal", "call", "plea", "demand", "petition") and near.end - near.start < 600
    )


def _stance(g: Ground, j: int, a: Ask) -> tuple[Stance, Party | None] | None:
    c = g.clauses[j]
    if c.hypothetical or c.tense == "infinitive":
        return None
    by = g.subject(j)
    words = g.words(Span(c.verb.start, max(c.rest.end, c.verb.end)))
    rest = g.words(c.rest)
    same_sentence = g.units[c.unit].span.start <= a.span.start < g.units[c.unit].span.end
    about = bool(ABOUT.search(rest)) or (
        c.passive and c.object is not None and bool(ABOUT.search(g.words(c.object.span)))
    )
    request = bool(REQUEST.search(words)) or (
        c.object is not None and bool(REQUEST.search(g.words(c.object.span)))
    )
    if c.lemma == "be":
        m = STANCE.search(rest)
        subject = g.words(c.subject.span) if c.subject else ""
        if m and (request or same_sentence) and not re.match(r"\W*(?:an?|the)\s+\w+\s+of", rest):
            if by is None or not _asked_side(g, by, a, j):
                return None
            return _turned("negative" if m["neg"] else "positive" if m["pos"] else "noncommittal", c), by
        if (
            m
            and m["vague"]
            and re.search(r"\b(?:matter|request|proposal|question|it|issue)\b", subject, re.IGNORECASE)
        ):
            teller = g.teller(j)
            return ("noncommittal", teller) if teller and _asked_side(g, teller, a, j) else None
        return None
    kind = _kind(c, rest)
    if kind is None:
        return None
    if c.passive:
        if not (c.object and REQUEST.search(g.words(c.object.span))):
            return None
        return _turned(kind, c), by
    if by is None:
        return None
    if by.country and by.country == a.by:
        return None
    if not _asked_side(g, by, a, j) and not (request and same_sentence and by.key != a.by):
        return None
    below = [
        g.clauses[k]
        for k in c.children
        if g.clauses[k].relation in ("xcomp", "ccomp") and g.clauses[k].verb.start > c.verb.start
    ]
    if c.lemma in ("agree", "promise", "undertake", "pledge"):
        vague = lemmas("answer", "vague")
        if below:
            if below[0].lemma in vague or re.match(
                r"to (?:look into|take note|consider)", g.words(below[0].span)
            ):
                return _turned("noncommittal", c), by
            return (_turned("positive", c), by) if c.lemma == "agree" or about else None
        return (
            (_turned("positive", c), by)
            if about or not rest.strip(" .,") or re.match(r"to (?:the|this|that)\b", rest)
            else None
        )
    if c.lemma in ("decline", "refuse"):
        if re.match(r"to (?:comment|discuss|say|speak)", rest):
            return "noncommittal", by
        return _turned("negative", c), by
    if c.conditional and kind == "positive":
        return "conditional", by
    if kind == "negative" or request or about or (kind in ("noncommittal", "deferred") and c.lemma == "take"):
        return _turned(kind, c), by
    return ("deferred", by) if kind == "deferred" and (c.modal or c.tense == "future") else None


def _kind(c: Clause, rest: str) -> Stance | None:
    if c.lemma == "take":
        return "noncommittal" if re.match(r"(?:\w+ )?note\b", rest) else None
    if c.lemma == "look":
        return "noncommittal" if rest.startswith("into") else None
    if c.lemma in ("turn", "rule"):
        return "negative" if re.search(r"\b(?:down|out)\b", rest) else None
    if c.lemma in ("promise", "undertake", "pledge"):
        return "noncommittal"
    if c.lemma == "respond" and re.match(r"(?:very )?(?:positively|favou?rably|warmly)", rest):
        return "positive"
    if c.lemma == "respond" and re.match(r"(?:negatively|coolly)", rest):
        return "negative"
    for kind in ("positive", "negative", "vague", "deferred"):
        if c.lemma in lemmas("answer", kind):
            if kind == "deferred":
                return "deferred" if c.modal in ("will", "would", "shall") and not c.negated else None
            return "noncommittal" if kind == "vague" else kind  # type: ignore[return-value]
    return None


def _turned(kind: Stance, c: Clause) -> Stance:
    if not c.negated:
        return kind
    return "negative" if kind == "positive" else "noncommittal"


def _asked_side(g: Ground, by: Party, a: Ask, j: int) -> bool:
    """Whether a party belongs to the side that was asked; where that is not said, to any side but the asker's."""
    if by.kind == "both":
        return False
    if by.key == a.to or (by.country and by.country == a.to):
        return True
    if by.key == a.by or (by.country and by.country == a.by):
        return False
    if a.to and by.country:
        return False
    if not a.to:
        return True
    words = {w for w in re.findall(r"[A-Za-z]+", by.name.casefold()) if len(w) > 3}
    asked = {w for w in re.findall(r"[A-Za-z]+", a.to.casefold()) if len(w) > 3}
    if words & asked:
        return True
    return (
        by.country == ""
        and len(a.to) <= 3
        and by.kind in ("person", "office", "organisation", "described")
        and _near_answer(g, j, a)
    )


def _near_answer(g: Ground, j: int, a: Ask) -> bool:
    """A person of no known country who answers right after: taken for the side that was asked."""
    c = g.clauses[j]
    return 0 <= g.units[c.unit].span.start - a.span.end < 120 and c.lemma in (
        "decline",
        "refuse",
        "reject",
        "agree",
        "accept",
    )
