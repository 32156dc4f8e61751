"""What was said, item by item, each with its place in the text; and the text itself with those places marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kaskazi.agenda.types import Agenda
from kaskazi.dossier import Document, Dossier, Engagement, Found, Measure, Span
from kaskazi.law import instruments
from kaskazi.report.document import Piece, TextLine
from kaskazi.report.words import stated_amount, stated_rate, when, word
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import number

SHORT, AROUND = 30, 70  # characters: a span so short is shown with so much around it
MOST_TEXT = 200_000  # characters; of a longer text only the lines with marks are printed


@lru_cache(maxsize=4)
def _breaks(text: str) -> tuple[int, ...]:
    return tuple(m.start() for m in re.finditer("\n", text))


def place(document: Document, start: int, end: int) -> Place:
    """The place of a span of the document."""
    return Place(bisect_left(_breaks(document.text), start) + 1, start, end)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: line from 1, span of code points, and the mark's anchor on the page."""

    line: int
    start: int
    end: int

    @property
    def anchor(self) -> str:
        return f"t{self.start}-{self.end}"

    @property
    def text(self) -> str:
        return say("place.text", line=str(self.line), start=str(self.start), end=str(self.end))


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the document holds, as a heading, the exact words, how sure, and where."""

    kind: str
    head: str
    words: str
    detail: tuple[str, ...]
    sure: str
    places: tuple[Place, ...]
    around: tuple[str, str] = ("", "")  # words before and after, where the words alone say little


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with the answers to it."""

    ask: Said
    answers: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The document's part of a brief."""

    engagements: tuple[Said, ...]
    statements: tuple[Said, ...]
    asks: tuple[Asked, ...]
    commitments: tuple[Said, ...]
    deadlines: tuple[Said, ...]
    measures: tuple[Said, ...]
    denials: tuple[Said, ...]
    instruments: tuple[Said, ...]
    disruptions: tuple[Said, ...]
    unresolved: tuple[Said, ...]
    lines: tuple[TextLine, ...]
    cut: bool


def record(dossier: Dossier, agenda: Agenda, names: Mapping[str, str]) -> Record:
    """The document's part. names: economies by ISO3, for codes that stand for sides."""
    teller = _Teller(dossier, names)
    lines, cut = marked(dossier.document, spans(dossier, agenda))
    return Record(
        engagements=tuple(teller.engagement(e) for e in dossier.engagements),
        statements=tuple(teller.statements()),
        asks=tuple(teller.asks()),
        commitments=tuple(teller.commitments()),
        deadlines=tuple(teller.deadlines()),
        measures=tuple(teller.measures()),
        denials=tuple(teller.denials()),
        instruments=tuple(teller.instruments()),
        disruptions=tuple(teller.disruptions()),
        unresolved=tuple(teller.unresolved()),
        lines=lines,
        cut=cut,
    )


def context(document: Document, span: Span) -> tuple[str, str]:
    """Up to `AROUND` characters of the line on each side of a short span, cut at blanks; else nothing."""
    text = document.text
    if span.end - span.start > SHORT:
        return ("", "")
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - AROUND)
    end = text.find("\n", span.end)
    end = min(len(text) if end < 0 else end, span.end + AROUND)
    before, after = text[start : span.start], text[span.end : end]
    if start and text[start - 1] != "\n":
        before = "…" + before[before.find(" ") + 1 :]
    if end < len(text) and text[end] != "\n":
        after = after[: after.rfind(" ")] + "…" if " " in after else "…"
    return before, after


def title_of(ref: str) -> str:
    """An instrument's title from the registry, or its id where the registry has none."""
    found = instruments().get(ref)
    return found.title if found else ref


@dataclass(frozen=True, slots=True)
class _Teller:
    dossier: Dossier
    names: Mapping[str, str]

    def name(self, key: str) -> str:
        """An economy's or actor's name for a code, or the words themselves."""
        actor = self.dossier.actor(key)
        return self.names.get(key) or (actor.name if actor else key)

    def place(self, span: Span) -> Place:
        return place(self.dossier.document, span.start, span.end)

    def exact(self, span: Span) -> str:
        return self.dossier.document.exact(span)

    def sure(self, f: Found) -> str:
        sure = {
            "status": word("status", f.status),
            "how": word("engine", f.engine),
            "rule": f.rule,
            "confidence": number(f.confidence, 2),
        }
        if f.asserted_by in ("", "document"):
            return say("record.sure", **sure)
        return say("record.sure_by", who=self.name(f.asserted_by), **sure)

    def engagement(self, e: Engagement) -> Said:
        people = []
        for p in e.participants:
            told = p.name.casefold()
            side = self.name(p.side) if p.side else ""
            about = ", ".join(x for x in (p.office, side) if x and x.casefold() not in told)
            people.append(f"{p.name} ({about})" if about else p.name)
        if not people:
            people = [self.name(s) for s in e.sides]
        head = word("mode", e.mode).capitalize()
        if e.tense != "past":
            head = say("record.marked", what=head, how=word("tense", e.tense))
        detail = [x for x in (", ".join(people),) if x]
        if e.place:
            detail.append(say("record.place", place=e.place))
        detail.append(say("record.when", when=when(e.when)) if e.when else say("record.when_not_said"))
        words = self.exact(e.spans[0]) if e.spans else ""
        return Said("meeting", head, words, tuple(detail), self.sure(e.found), self.places(e.spans))

    def places(self, found: Iterable[Span]) -> tuple[Place, ...]:
        return tuple(self.place(s) for s in found)

    def statements(self) -> Iterable[Said]:
        for s in self.dossier.statements:
            who = s.speaker or say("record.no_speaker")
            kind = "quote" if s.kind == "direct" else "indirect"
            detail = (say("record.medium", medium=s.medium),) if s.medium else ()
            yield Said(kind, who, s.content, detail, self.sure(s.found), (self.place(s.span),))

    def asks(self) -> Iterable[Asked]:
        for a in self.dossier.asks:
            by, to = (self.name(x) if x else say("record.not_said") for x in (a.by, a.to))
            ask = Said(
                "ask",
                say("record.asks", by=by, to=to),
                a.content,
                (),
                self.sure(a.found),
                (self.place(a.span),),
            )
            yield Asked(ask, tuple(self.answers(a.id)))

    def answers(self, ask: str) -> Iterable[Said]:
        for r in self.dossier.answers:
            if r.ask != ask:
                continue
            by = self.name(r.by) if r.by else say("record.other_side")
            teller = self.name(r.found.asserted_by)
            if r.confirmed:
                claim = say("record.confirmed", by=by)
            elif teller in ("", "document"):
                claim = say("record.document_only", by=by)
            else:
                claim = say("record.claimed", teller=teller, by=by)
            place = (self.place(r.span),)
            head = say("record.head", who=by, what=word("stance", r.stance))
            around = context(self.dossier.document, r.span)
            yield Said("answer", head, self.exact(r.span), (claim,), self.sure(r.found), place, around)

    def commitments(self) -> Iterable[Said]:
        for c in self.dossier.commitments:
            head = self.head(c.by, word("strength", c.strength))
            yield Said("commitment", head, c.content, (), self.sure(c.found), (self.place(c.span),))

    def deadlines(self) -> Iterable[Said]:
        for d in self.dossier.deadlines:
            what = word("deadline", d.kind).capitalize()
            if d.instrument:
                what = say("record.deadline_of", what=what, instrument=title_of(d.instrument))
            head = say("record.head", who=what, what=when(d.when))
            yield Said("deadline", head, self.exact(d.span), (), self.sure(d.found), (self.place(d.span),))

    def measures(self) -> Iterable[Said]:
        for m in self.dossier.measures:
            what = say("record.marked", what=word("measure", m.kind), how=word("measure_status", m.status))
            head = self.head(m.imposer, what)
            place = (self.place(m.span),)
            around = context(self.dossier.document, m.span)
            detail = tuple(self.terms(m))
            yield Said("measure", head, self.exact(m.span), detail, self.sure(m.found), place, around)

    def terms(self, m: Measure) -> Iterable[str]:
        """What is stated of a measure, one sentence each; nothing for what is not stated."""
        if m.affected:
            yield say("record.affected", who=self.sides(m.affected))
        if m.product:
            yield say("record.product", what=m.product)
        if m.rate is not None:
            yield say("record.rate", rate=stated_rate(m.rate))
        if m.amount is not None:
            yield say("record.amount", amount=stated_amount(m.amount, m.unit))
        if m.share_of_lines is not None:
            yield say("record.share", share=stated_rate(m.share_of_lines))
        if m.start:
            yield say("record.from", when=when(m.start))
        if m.end:
            yield say("record.until", when=when(m.end))
        if m.days is not None:
            yield say("record.days", n=m.days)
        if m.instrument:
            yield say("record.under", instrument=title_of(m.instrument))

    def denials(self) -> Iterable[Said]:
        for d in self.dossier.denials:
            kind = word("denied_item", d.of)
            told = word("polarity", d.polarity)
            head = say("record.marked", what=kind.capitalize(), how=told)
            if d.by:
                head = say(
                    "record.head", who=self.sides(d.by), what=say("record.marked", what=kind, how=told)
                )
            place, around = (self.place(d.span),), context(self.dossier.document, d.span)
            yield Said("denial", head, d.content, (), self.sure(d.found), place, around)

    def sides(self, keys: str) -> str:
        """Sides or actors by name."""
        if not keys:
            return say("record.nobody")
        if keys == "all":
            return say("record.all")
        return say("list.and").join(self.name(x) for x in keys.split(", "))

    def head(self, keys: str, what: str) -> str:
        """A heading: sides or actors, and what is told of them."""
        who = self.sides(keys)
        return say("record.head", who=who[:1].upper() + who[1:], what=what)

    def instruments(self) -> Iterable[Said]:
        by_ref: dict[str, list[Span]] = {}
        for m in self.dossier.instruments:
            by_ref.setdefault(m.ref, []).append(m.span)
        for ref, found in by_ref.items():
            words = max((self.exact(s) for s in found), key=len)
            yield Said("mention", title_of(ref), words, (), "", self.places(found))

    def disruptions(self) -> Iterable[Said]:
        for d in self.dossier.disruptions:
            head = ", ".join(d.where) or say("record.no_place")
            status = "" if d.status == "ongoing" else word("disruption_status", d.status)
            detail = tuple(x for x in (d.mechanism, status) if x)
            yield Said(
                "disruption", head, self.exact(d.span), detail, self.sure(d.found), (self.place(d.span),)
            )

    def unresolved(self) -> Iterable[Said]:
        for w in self.dossier.unresolved:
            yield Said("time", when(w), w.text, (w.why,) if w.why else (), "", (self.place(w.span),))


def spans(dossier: Dossier, agenda: Agenda) -> list[tuple[Span, str]]:
    """Every span a brief points to, with its kind, once each."""
    found: dict[tuple[int, int, str], None] = {}

    def add(span: Span, kind: str) -> None:
        found[span.start, span.end, kind] = None

    for e in dossier.engagements:
        for s in e.spans:
            add(s, "meeting")
    for q in dossier.statements:
        add(q.span, "quote" if q.kind == "direct" else "indirect")
    groups = (
        (dossier.asks, "ask"),
        (dossier.answers, "answer"),
        (dossier.commitments, "commitment"),
        (dossier.deadlines, "deadline"),
        (dossier.measures, "measure"),
        (dossier.denials, "denial"),
        (dossier.instruments, "mention"),
        (dossier.disruptions, "disruption"),
        (dossier.unresolved, "time"),
    )
    for items, kind in groups:
        for x in items:
            add(x.span, kind)
    for item in agenda.items:
        for ev in (*item.evidence, *item.counter_evidence):
            add(Span(ev.start, ev.end), "evidence")
    return [(Span(a, b), kind) for a, b, kind in found]


def _shortened(s: Piece) -> Piece:
    """A segment without a mark, its middle left out where it is long."""
    if s.kinds or len(s.text) <= 4 * AROUND:
        return s
    return Piece(f"{s.text[:AROUND]} […] {s.text[-AROUND:]}", s.kinds, s.anchors)


def marked(document: Document, found: Iterable[tuple[Span, str]]) -> tuple[tuple[TextLine, ...], bool]:
    """The text in lines and segments, a new segment wherever a mark starts or ends; and whether lines are left out."""
    text = document.text
    starts: dict[int, list[tuple[int, str]]] = {}
    ends: dict[int, list[str]] = {}
    for span, kind in found:
        if 0 <= span.start < span.end <= len(text):
            starts.setdefault(span.start, []).append((span.end, kind))
            ends.setdefault(span.end, []).append(kind)
    cuts = sorted({*starts, *ends})
    cut = len(text) > MOST_TEXT
    lines: list[TextLine] = []
    on: dict[str, int] = {}
    at = k = 0
    for row, raw in enumerate(text.split("\n"), 1):
        end = at + len(raw)
        segments: list[Piece] = []
        here = at
        while here < end or (here == at and not segments):
            anchors: list[str] = []
            while k < len(cuts) and cuts[k] <= here:
                for kind in ends.get(cuts[k], ()):
                    on[kind] -= 1
                for stop, kind in starts.get(cuts[k], ()):
                    on[kind] = on.get(kind, 0) + 1
                    anchors.append(f"t{cuts[k]}-{stop}")
                k += 1
            stop = min(end, cuts[k]) if k < len(cuts) else end
            kinds = tuple(sorted(kind for kind, n in on.items() if n))
            segments.append(Piece(text[here:stop], kinds, tuple(dict.fromkeys(anchors))))
            if stop == here:
                break
            here = stop
        if not cut:
            lines.append(TextLine(row, tuple(segments)))
        elif any(s.kinds for s in segments):
            lines.append(TextLine(row, tuple(_shortened(s) for s in segments)))
        at = end + 1
    return tuple(lines), cut
