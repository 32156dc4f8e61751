"""What documents on one event say against each other: one denies what another tells, or a day, a rate, a sum, an
answer of the same thing differs. Shown, never judged; only where it is surely the same thing that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kaskazi.documents.names.people import fold, surname
from kaskazi.dossier import Contradiction, ContradictionKind, Denial, Dossier, Engagement, Span, Version, When

ALIKE = 0.6  # share of the words of the shorter wording that the other has, too
WORD = re.compile(r"[^\W_]{3,}")
IDLE = frozenset(["the", "and", "for", "with", "that", "this", "from", "its", "his", "her", "their", "will", "shall", "has", "have", "had", "was", "were", "not", "any", "all", "into"])  # fmt: skip
HAPPENS = ("past", "planned")
NEVER = ("denied", "cancelled", "postponed")


def contradictions(d: Dossier) -> Iterator[Contradiction]:
    """Pairs of items of different documents that cannot both be so, in the order of the text."""
    found = [*_denied(d), *_engagements(d), *_days(d), *_measures(d), *_sums(d), *_answers(d)]
    seen = set()
    for c in sorted(found, key=lambda c: (c.versions[0].span.start, c.versions[1].span.start)):
        key = (c.kind, *(v.span for v in c.versions))
        if key not in seen:
            seen.add(key)
            yield c


def _pairs(d: Dossier, one: Sequence[Any], other: Sequence[Any] | None = None) -> Iterator[tuple[Any, Any]]:
    """Items of different documents; of one list, each pair once."""
    for k, a in enumerate(one):
        for b in one[k + 1 :] if other is None else other:
            if d.document.part(_span(a)) is not d.document.part(_span(b)):
                yield a, b


def _span(x: Any) -> Span:
    span: Span = x.spans[0] if isinstance(x, Engagement) else x.span
    return span


def _made(
    d: Dossier, kind: ContradictionKind, about: str, a: Any, b: Any, say: Callable[[Any], str]
) -> Contradiction:
    versions = []
    for x in sorted((a, b), key=lambda x: _span(x).start):
        part = d.document.part(_span(x))
        versions.append(Version(part.name if part else d.document.name, say(x), _span(x)))
    return Contradiction(kind, about, tuple(versions))


def _words(text: str) -> set[str]:
    return {w[:6] for w in WORD.findall(fold(text)) if w not in IDLE}


def _alike(a: str, b: str) -> bool:
    """Whether two wordings mean the same thing: most words of the shorter are in the other, two at least."""
    mine, other = _words(a), _words(b)
    both = mine & other
    return len(both) >= 2 and len(both) >= ALIKE * min(len(mine), len(other))


def _denied(d: Dossier) -> Iterator[Contradiction]:
    """What one document says is not so, and another says is."""
    told: dict[str, Sequence[Any]] = {
        "ask": d.asks, "commitment": d.commitments, "disruption": d.disruptions, "measure": d.measures,
        "statement": d.statements,
    }  # fmt: skip

    def words(x: Any) -> str:
        return getattr(x, "content", "") or d.document.exact(x.span)

    def say(x: Any) -> str:
        return f"{x.polarity}: {x.content}" if isinstance(x, Denial) else words(x)

    for k, x in (pair for kind, items in told.items() for pair in _pairs(d, _of(d, kind), items)):
        by = getattr(x, "by", getattr(x, "imposer", ""))
        if not (k.by and by and k.by != by) and _alike(k.content, words(x)):
            yield _made(d, "denial", k.by or by, k, x, say)


def _of(d: Dossier, kind: str) -> list[Denial]:
    return [k for k in d.denials if k.of == kind and k.polarity in ("denied", "cancelled", "ended")]


def _people(e: Engagement) -> frozenset[str]:
    return frozenset(fold(surname(p.name)) for p in e.participants)


def _engagements(d: Dossier) -> Iterator[Contradiction]:
    def say(e: Engagement) -> str:
        day = e.when.start.isoformat() if e.when and e.when.start else ""
        return ", ".join(x for x in (e.mode, e.tense, e.place, day) if x)

    for a, b in _pairs(d, d.engagements):
        if a.mode != b.mode or len(_people(a)) < 2 or _people(a) != _people(b):
            continue
        about = " and ".join(p.name for p in a.participants)
        if (a.tense in NEVER and b.tense in HAPPENS) or (b.tense in NEVER and a.tense in HAPPENS):
            yield _made(d, "denial", about, a, b, say)
        elif a.tense == b.tense and a.place and a.place == b.place and _apart(a.when, b.when, most=7):
            yield _made(d, "date", about, a, b, say)


def _apart(a: When | None, b: When | None, most: int | None = None) -> bool:
    """Whether two times cannot be the same; most: days between them above which it may be another occasion."""
    if a is None or b is None or not (a.start and a.end and b.start and b.end):
        return False
    gap = max((b.start - a.end).days, (a.start - b.end).days)
    return gap > 0 and (most is None or gap <= most)


def _days(d: Dossier) -> Iterator[Contradiction]:
    def say(x: Any) -> str:
        return f"{x.kind} {x.when.start.isoformat() if x.when.start else x.when.text}"

    for a, b in _pairs(d, [x for x in d.deadlines if x.instrument]):
        if a.kind == b.kind and a.instrument == b.instrument and _apart(a.when, b.when):
            yield _made(d, "date", a.instrument, a, b, say)


def _measures(d: Dossier) -> Iterator[Contradiction]:
    def say(x: Any) -> str:
        rate = (
            f"{x.rate * 100:g} %"
            if x.rate is not None
            else f"{x.unit} {x.amount:,.0f}"
            if x.amount
            else x.kind
        )
        return (
            f"{rate}{' from ' + x.start.start.isoformat() if x.start and x.start.start else ''} ({x.status})"
        )

    for a, b in _pairs(d, [m for m in d.measures if m.imposer]):
        same = a.kind == b.kind and a.imposer == b.imposer and a.affected == b.affected
        if not same or fold(a.product) != fold(b.product) or not (a.product or a.affected):
            continue
        about = " ".join(x for x in (a.imposer, a.kind, a.product or a.affected) if x)
        if a.rate is not None and b.rate is not None and a.rate != b.rate:
            yield _made(d, "rate", about, a, b, say)
        elif a.amount is not None and b.amount is not None and a.unit == b.unit and a.amount != b.amount:
            yield _made(d, "amount", about, a, b, say)
        elif _apart(a.start, b.start):
            yield _made(d, "date", about, a, b, say)


def _sums(d: Dossier) -> Iterator[Contradiction]:
    def say(x: Any) -> str:
        return f"{x.unit} {x.amount:,.0f}: {x.content}"

    for a, b in _pairs(d, [c for c in d.commitments if c.amount is not None]):
        if a.by == b.by and a.unit == b.unit and a.amount != b.amount and _alike(a.content, b.content):
            yield _made(d, "amount", a.by, a, b, say)


def _answers(d: Dossier) -> Iterator[Contradiction]:
    asks = {a.id: a for a in d.asks}
    clear = [a for a in d.answers if a.stance in ("positive", "negative") and a.ask in asks]
    for a, b in _pairs(d, clear):
        one, other = asks[a.ask], asks[b.ask]
        same = one.by == other.by and one.to == other.to
        if same and a.by == b.by and a.stance != b.stance and _about_one(one, other):
            yield _made(d, "answer", f"{one.by} asks {one.to}: {one.content}", a, b, lambda x: x.stance)


def _about_one(a: Any, b: Any) -> bool:
    return bool(set(a.instruments) & set(b.instruments)) or _alike(a.content, b.content)
