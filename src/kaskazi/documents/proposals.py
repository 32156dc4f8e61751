"""What a language model proposes, held against the text: an item is kept only where its exact words stand in the text,
who it names is named there, and the clauses do not say otherwise (polarity, roles, what is denied)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kaskazi.documents.extract import money
from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.documents.model import Model
from kaskazi.documents.names.people import fold
from kaskazi.dossier import Ask, Commitment, Dossier, Found, Measure, Span, Statement
from kaskazi.errors import DocumentError

PIECE = 12_000  # characters asked about at once
MOST_PIECES = 40
LEAST_WORDS = 3
SURE = 0.5
NO = re.compile(
    r"\b(?:not|never|nor|neither|no longer|without|cannot|unless|whether|den(?:y|ies|ied)|refus(?:e[sd]?|ing|al)|reject(?:s|ed)?|ne\s+\w+\s+pas|dément\w*|hawa\w*|haku\w*|hata\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
NEGATING = frozenset(["deny", "refuse", "reject", "decline", "fail", "rule"])
ABSENT = "the words are not in the text"
KNOWN = "found already"
NOBODY = "who it names is not named there"
AGAINST = "the clause says otherwise"
OTHER = "not an item of a known type"


def with_proposals(d: Dossier, g: Ground, model: Model) -> tuple[Dossier, str]:
    """The dossier (on the ground's text) with the items of a model that hold, and a note of what became of all."""
    asks, commitments = list(d.asks), list(d.commitments)
    statements, measures = list(d.statements), list(d.measures)
    lists: dict[str, list[Any]] = {
        "ask": asks, "commitment": commitments, "statement": statements, "measure": measures
    }  # fmt: skip
    refused: Counter[str] = Counter()
    proposed = 0
    fault = ""
    for piece in _pieces(g.text):
        try:
            found = model.propose(g.text[piece.start : piece.end])
        except DocumentError as why:
            fault = " ".join(f"{why.title} {p.what}" for p in why.problems)
            break
        for x in found:
            proposed += 1
            kind = str(x.get("type", ""))
            if kind not in lists:
                refused[OTHER] += 1
                continue
            made = _checked(d, g, x, kind, piece, lists[kind], model.name)
            if isinstance(made, str):
                refused[made] += 1
            else:
                lists[kind].append(made)
    note = (
        f"Language model {_plain(model.name)}: {proposed} proposed, {proposed - sum(refused.values())} kept"
    )
    note += "".join(f"; {n} not: {why}" for why, n in sorted(refused.items())) + "."
    if fault:
        note += f" It was asked no further: {_plain(fault)}"
    by_place = {k: tuple(sorted(v, key=lambda x: x.span.start)) for k, v in lists.items()}
    made_of: dict[str, Any] = {f"{k}s": v for k, v in by_place.items()}
    return replace(d, **made_of), note


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)[:300]


def _pieces(text: str) -> Iterator[Span]:
    at = n = 0
    while at < len(text) and n < MOST_PIECES:
        end = len(text)
        if end - at > PIECE:
            end = max(text.rfind("\n", at, at + PIECE), text.rfind(". ", at, at + PIECE)) + 1
            end = end if end > at else at + PIECE
        if text[at:end].strip():
            yield Span(at, end)
            n += 1
        at = end


def _checked(
    d: Dossier, g: Ground, x: Mapping[str, Any], kind: str, piece: Span, known: list[Any], name: str
) -> Any:
    """The item, or why it is not kept."""
    exact = x.get("exact")
    if not isinstance(exact, str) or len(exact.split()) < LEAST_WORDS:
        return ABSENT
    start = g.text.find(exact, piece.start, piece.end)
    if start < 0 or "\n\n" in exact:
        return ABSENT
    span = Span(start, start + len(exact))
    if any(k.span.start < span.end and span.start < k.span.end for k in known):
        return KNOWN
    if any(k.span.start < span.end and span.start < k.span.end for k in d.denials):
        return AGAINST
    unit = g.unit_at(start)
    if unit is None or (kind != "statement" and _negative(g, unit, span)):
        return AGAINST
    sides = {
        "ask": ("by", "to"), "commitment": ("by", "to"), "statement": ("speaker",), "measure": ("imposer", "affected")
    }[kind]  # fmt: skip
    named = [_named(g, unit, span, x.get(s)) for s in sides]
    if named[0] is None or any(x.get(s) and n is None for s, n in zip(sides, named, strict=True)):
        return NOBODY
    by, to = named[0], (named[1] or "") if len(named) > 1 else ""
    if by == to or _other_roles(g, kind, unit, span, by, to):
        return AGAINST
    how = Found(f"proposed by {_plain(name)}", SURE, "document", "inferred", "model")
    if kind == "statement":
        quote = next((q for q in g.quotes if q.inner.start <= start and span.end <= q.inner.end), None)
        if quote is None:
            return AGAINST
        return Statement("", "direct", by, "", "", exact, span, None, "", how)
    if kind == "ask":
        return Ask(f"proposed {start}", by, to, exact, "", g.named_in(span.start, span.end), span, how)
    if kind == "commitment":
        sums = [*money.money(g.text, span.start, span.end), *money.quantities(g.text, span.start, span.end)]
        amount, of = (sums[0].value, sums[0].unit) if sums else (None, "")
        return Commitment("", by, exact, "intention", span, how, to, amount, of)
    rates = [p.value for p in money.percents(g.text, span.start, span.end)]
    said = x.get("rate")
    if not isinstance(said, int | float) or isinstance(said, bool) or round(said / 100, 8) not in rates:
        return AGAINST
    product = x.get("product")
    goods = product if isinstance(product, str) and product in exact else ""
    refs = g.named_in(span.start, span.end)
    return Measure("", "duty", by, to, goods, round(said / 100, 8), None, "", None, None, None, None, "proposed",
                   refs[0] if refs else "", span, how)  # fmt: skip


def _negative(g: Ground, unit: int, span: Span) -> bool:
    """Whether the clause over the words, one above it, or one within them is negated, only imagined, or denied; or the
    sentence up to their end has a word that denies, whatever the clauses made of it."""
    if NO.search(g.text, g.units[unit].span.start, span.end):
        return True
    inside = g.in_unit(unit)
    over = clause_over(g.clauses, inside, span.start)
    touched = {k for k in inside if span.start <= g.clauses[k].verb.start < span.end}
    if over is not None:
        touched.add(over)
    for k in touched:
        for c in (g.clauses[k], *g.chain(k)):
            if c.negated or c.hypothetical or c.conditional or c.lemma in NEGATING:
                return True
    return False


def _named(g: Ground, unit: int, span: Span, said: object) -> str | None:
    """Who is meant, as the dossier names them: an actor or country whose name stands in the sentence or just before."""
    if not isinstance(said, str) or not said.strip():
        return None
    want = fold(" ".join(said.split()))
    at = g.units[unit].span
    lo, hi = max(0, min(at.start, span.start) - 400), max(at.end, span.end) + 200
    for e in g.cast.entities.within(lo, hi):
        if want in (fold(e.name), fold(g.text[e.span.start : e.span.end]), fold(e.country)):
            member = g.cast.at(e.span.start)
            return e.country or (member.name if member else e.name)
    for s, m in g.cast.mention(lo, hi):
        if want in (fold(m.name), fold(g.text[s.start : s.end])):
            return m.country or m.name
    return None


def _other_roles(g: Ground, kind: str, unit: int, span: Span, by: str, to: str) -> bool:
    """Whether the clauses give the parts to others than the proposal does."""
    if kind == "statement":
        k = next((n for n, q in enumerate(g.quotes) if q.inner.start <= span.start < q.inner.end), None)
        speaker = g.speakers.get(k) if k is not None else None
        return speaker is not None and by not in (speaker.key, speaker.name, speaker.country)
    inside = g.in_unit(unit)
    over = clause_over(g.clauses, inside, span.start)
    candidates = [k for k in inside if span.start <= g.clauses[k].verb.start < span.end]
    if over is not None:
        candidates.append(over)
    keys = {p.key for k in candidates if (p := g.subject(k)) is not None and p.kind != "described"}
    if keys and by not in keys:
        return True
    objects = {p.key for k in candidates if (p := g.object(k)) is not None and p.kind != "described"}
    return bool(to and by in objects and to in keys)
