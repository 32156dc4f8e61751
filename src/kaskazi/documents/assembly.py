"""A loaded document made into a dossier: clauses, names and times first, then every extractor over them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kaskazi.documents import language as languages
from kaskazi.documents.clauses import light, parser
from kaskazi.documents.clauses.types import Clause, Unit
from kaskazi.documents.clauses.units import units
from kaskazi.documents.extract import (
    answers,
    commitments,
    dates,
    deadlines,
    disruptions,
    engagements,
    measures,
    mentions,
    quotes,
    requests,
    speech,
)  # fmt: skip
from kaskazi.documents.extract.dates import Way
from kaskazi.documents.extract.ground import Ground, clause_over, refer
from kaskazi.documents.load import plain
from kaskazi.documents.names.cast import Cast
from kaskazi.documents.names.scan import scan
from kaskazi.documents.view import View, front_matter, view
from kaskazi.dossier import Basis, Block, Document, Dossier, Engine, Span, identified

if TYPE_CHECKING:
    from kaskazi.documents.model import Model

AHEAD = re.compile(
    r"\b(?:by|before|until|beyond|no later than|not later than|from|starting|within|expir\w+|ends?|lapses?|due)\b[^.;]{0,14}$",
    re.IGNORECASE,
)
PROMISING = frozenset(
    [
        "ask",
        "urge",
        "request",
        "agree",
        "promise",
        "pledge",
        "commit",
        "plan",
        "intend",
        "threaten",
        "undertake",
        "vow",
        "offer",
        "hope",
        "want",
        "expect",
        "call",
        "appeal",
        "press",
        "direct",
        "propose",
        "schedule",
        "set",
    ]
)


def assemble(start: Document, given: date | None, engine: str, model: Model | None = None) -> Dossier:
    """The dossier of a loaded document. given: the day it speaks, where the user says so; engine: "parser" or
    "light"; what is not English is read by the light one."""
    spoken = languages.detect(start.text)
    front = front_matter(start.text) if start.format == "markdown" else None
    seen = view(start.text, markdown=start.format == "markdown", skip=front.end if front else 0)
    text = seen.text
    stated = dates.stated(text, spoken if spoken in ("fr", "sw") else "en")
    header = start.dated or (front.day if front else None)
    day = given or header or stated
    basis: Basis = "given" if given else "header" if header else "stated in the text" if stated else "none"
    notes = list(start.notes)
    if given and stated and given != stated:
        notes.append(
            f"The text is headed {stated.isoformat()}; the date given, {given.isoformat()}, is used."
        )
    if spoken == "other":
        notes.append("The language is not English, French or Swahili: only quotations are read.")
    blocks = start.blocks or _blocks(text, seen)
    document = replace(start, dated=day, basis=basis, notes=tuple(notes), language=spoken, blocks=blocks)
    used: Engine = "parser" if engine == "parser" and spoken == "en" else "light"
    ground = _ground(text, spoken, day, used, start.blocks, seen)
    return identified(_extracted(document, ground, seen, model))


def _ground(
    text: str, spoken: str, day: date | None, used: Engine, blocks: tuple[Block, ...], seen: View
) -> Ground:
    lines = plain.paragraphs(text)
    quoted = quotes.quotations(text, lines)
    kinds = [(Span(line.start, line.end), _kind(text, line)) for line in lines]
    made = units(text, [(q.outer, q.inner) for q in quoted], kinds)
    cast = Cast(text, scan(text, spoken), day, spoken)
    clauses = _clauses(made, used, spoken)
    named = mentions.instruments(text)
    g = Ground(text, spoken, day, made, clauses, quoted, cast, used, (), named)
    g.whens = dates.times(
        text, day, lambda position: _way(g, position), spoken if spoken in ("fr", "sw") else "en"
    )
    return g


def _kind(text: str, line: Span) -> str:
    words = text[line.start : line.end]
    short = len(words) < 90 and words[-1] not in '.!?:;”"»,'
    return "heading" if short else "paragraph"


def _clauses(made: list[Unit], used: Engine, spoken: str) -> list[Clause]:
    if spoken == "other":
        return []
    if used == "parser":
        return parser.clauses(made)
    return light.clauses(made, spoken)


def _way(g: Ground, position: int) -> Way:
    """Whether what is said at a position lies ahead or behind."""
    unit = g.unit_at(position)
    if unit is None:
        return ""
    k = clause_over(g.clauses, g.in_unit(unit), position)
    lead = g.text[max(g.units[unit].span.start, position - 24) : position]
    if k is None:
        return "ahead" if AHEAD.search(lead) else ""
    c = g.clauses[k]
    if c.tense in ("future", "modal"):
        return "ahead"
    if c.tense == "infinitive":
        return "ahead"
    if AHEAD.search(lead) and (c.tense != "past" or c.lemma in PROMISING):
        return "ahead"
    ups = list(g.chain(k))[:2]
    if c.tense == "participle" and any(u.tense in ("future", "infinitive") for u in ups):
        return "ahead"
    return "behind" if c.tense == "past" or c.passive else ""


def _blocks(text: str, seen: View) -> tuple[Block, ...]:
    out = []
    for n, line in enumerate(plain.paragraphs(text)):
        kind = _kind(text, line)
        out.append(Block("heading" if kind == "heading" else "paragraph", seen.span(line), n + 1))
    return tuple(out)


def _extracted(document: Document, g: Ground, seen: View, model: Model | None) -> Dossier:
    refer(g)
    attributed = speech.attribute(g)
    refer(g)  # again: who speaks in quotations is known now
    met = engagements.engagements(g)
    said, unsaid = speech.statements(g, attributed)
    asked, unasked = requests.asks(g)
    replies = answers.answers(g, asked)
    promised, unpromised = commitments.commitments(g, asked, replies)
    imposed, unimposed = measures.measures(g)
    disturbed, undisturbed = disruptions.disruptions(g)
    sentences = [u.span for u in g.units]
    found = Dossier(
        document=document,
        actors=g.cast.actors(),
        engagements=tuple(met),
        statements=tuple(said),
        asks=tuple(asked),
        answers=tuple(replies),
        commitments=tuple(promised),
        deadlines=tuple(deadlines.deadlines(g)),
        instruments=tuple(g.named),
        areas=tuple(mentions.areas(g.text, sentences, g.named)),
        disruptions=tuple(disturbed),
        claims=tuple(mentions.claims(g.text)),
        topics=tuple(mentions.topics(g.text)),
        times=tuple(g.whens),
        measures=tuple(imposed),
        denials=(*unsaid, *unasked, *unpromised, *unimposed, *undisturbed),
    )
    found = _without_echoes(found, g)
    if model is not None:
        from kaskazi.documents.proposals import with_proposals

        found, note = with_proposals(found, g, model)
        document = replace(document, notes=(*document.notes, note))
    return _original(replace(seen.back(replace(found, document=_bare(document))), document=document))


def _without_echoes(d: Dossier, g: Ground) -> Dossier:
    """Without what a heading says that the text below says again."""
    heads = sorted(
        (u.span for u in g.units if u.kind == "heading" and u.quote is None), key=lambda h: (h.start, h.end)
    )
    starts = [h.start for h in heads]

    def head(s: Span) -> bool:
        k = bisect_right(starts, s.start)
        return k > 0 and s.start < heads[k - 1].end

    def kept(items: tuple[Any, ...], *keys: str) -> tuple[Any, ...]:
        below = {(k, getattr(x, k)) for x in items if not head(x.span) for k in keys}
        return tuple(
            x
            for x in items
            if not head(x.span) or not any(getattr(x, k) and (k, getattr(x, k)) in below for k in keys)
        )

    modes = {e.mode for e in d.engagements if not head(e.spans[0])}
    asks = kept(d.asks, "by", "to")
    known = {a.id for a in asks}
    return replace(
        d,
        asks=asks,
        answers=tuple(a for a in d.answers if a.ask in known),
        commitments=kept(d.commitments, "by"),
        measures=kept(d.measures, "imposer", "product"),
        disruptions=kept(d.disruptions, "where"),
        engagements=tuple(
            e for e in d.engagements if len(e.spans) > 1 or not head(e.spans[0]) or e.mode not in modes
        ),
    )


def _bare(d: Document) -> Document:
    return replace(d, blocks=())


def _original(d: Dossier) -> Dossier:
    """The words of mentions and statements as they stand in the document."""
    exact = d.document.exact
    mentioned: dict[str, Any] = {
        name: tuple(replace(m, text=exact(m.span)) for m in getattr(d, name))
        for name in ("instruments", "areas", "claims", "topics", "disruptions")
    }
    return replace(
        d,
        statements=tuple(replace(s, content=exact(s.span)) for s in d.statements),
        times=tuple(replace(w, text=exact(w.span)) for w in d.times),
        engagements=tuple(
            replace(e, when=replace(e.when, text=exact(e.when.span)) if e.when else None)
            for e in d.engagements
        ),
        deadlines=tuple(replace(x, when=replace(x.when, text=exact(x.when.span))) for x in d.deadlines),
        **mentioned,
    )
