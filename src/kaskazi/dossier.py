"""What a document holds: every item tied to its span of text, with how it was found and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of Unicode code points on the original text; `text[start:end]` is the exact words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """How an item was found.

    rule: the rule's name; confidence 0..1; asserted_by: who says so (an actor's name, or "document");
    status: stated (by the document), reported (by one side), inferred.
    """

    rule: str
    confidence: float
    asserted_by: str = "document"
    status: str = "stated"
    engine: str = "rules"


@dataclass(frozen=True, slots=True)
class When:
    """A time as the text gives it. start..end is what it resolves to; both None while unresolved."""

    text: str
    span: Span
    start: date | None
    end: date | None
    granularity: str  # day, range, week, month, year
    relative: bool
    why: str = ""

    @property
    def resolved(self) -> bool:
        """True where a calendar date is known."""
        return self.start is not None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or a government): the fullest name, the offices named, the country (ISO3, "" if not known)."""

    id: str
    name: str
    kind: str  # person, government
    offices: tuple[str, ...]
    country: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in an engagement. side: ISO3 or ""; role: host, counterpart, lead, attendee."""

    actor: str
    name: str
    office: str
    side: str
    role: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """A meeting, call, visit or round of talks. tense: past, planned, proposed, denied, background."""

    id: str
    mode: str
    participants: tuple[Participant, ...]
    sides: tuple[str, ...]
    place: str
    place_span: Span | None
    when: When | None
    tense: str
    about: tuple[str, ...]  # registry ids of instruments named with it
    spans: tuple[Span, ...]
    found: Found


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said. kind: direct (quoted) or indirect (reported); content is the exact words."""

    id: str
    kind: str
    speaker: str
    speaker_id: str
    cue: str
    content: str
    span: Span
    cue_span: Span | None
    medium: str
    found: Found


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: who asks whom for what. by, to: ISO3 or actor names, "" if not said."""

    id: str
    by: str
    to: str
    content: str
    verb: str
    instruments: tuple[str, ...]
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Answer:
    """A reaction to an ask. stance: positive, negative, noncommittal.

    confirmed: True only where the side that answers says so itself.
    """

    id: str
    ask: str
    by: str
    stance: str
    confirmed: bool
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise. strength: pledge, agreement, intention, value."""

    id: str
    by: str
    content: str
    strength: str
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date something ends or is due. kind: expiry, target, review."""

    id: str
    kind: str
    instrument: str
    when: When
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Mention:
    """An instrument, disruption, topic or area of talks named in the text; `ref` is its id."""

    id: str
    ref: str
    text: str
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Disruption:
    """A disturbance of trade routes. where: ids of gates or regions; mechanism: what disturbs."""

    id: str
    where: tuple[str, ...]
    mechanism: str
    text: str
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Document:
    """The text and what is known of it. basis: given, stated (in the text), or none."""

    name: str
    sha256: str
    text: str
    dated: date | None
    basis: str
    notes: tuple[str, ...] = ()

    def exact(self, span: Span) -> str:
        """The words of a span."""
        return self.text[span.start : span.end]

    def line(self, span: Span) -> int:
        """Line on which a span starts, from 1."""
        return self.text.count("\n", 0, span.start) + 1


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a document says, item by item."""

    document: Document
    actors: tuple[Actor, ...]
    engagements: tuple[Engagement, ...]
    statements: tuple[Statement, ...]
    asks: tuple[Ask, ...]
    answers: tuple[Answer, ...]
    commitments: tuple[Commitment, ...]
    deadlines: tuple[Deadline, ...]
    instruments: tuple[Mention, ...]
    areas: tuple[Mention, ...]
    disruptions: tuple[Disruption, ...]
    claims: tuple[Mention, ...]
    topics: tuple[Mention, ...]
    times: tuple[When, ...]

    @property
    def unresolved(self) -> tuple[When, ...]:
        """Times that stay open, with the reason."""
        return tuple(w for w in self.times if not w.resolved)

    def actor(self, key: str) -> Actor | None:
        """The actor with this id."""
        return next((a for a in self.actors if a.id == key), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain types only, ready for JSON; dates as ISO text; every span with its exact words."""
        out = {name: [_plain(x, self.document.text) for x in getattr(self, name)] for name in DOSSIER_LISTS}
        d = self.document
        head = {
            "name": d.name,
            "sha256": d.sha256,
            "dated": d.dated.isoformat() if d.dated else None,
            "basis": d.basis,
            "characters": len(d.text),
            "notes": list(d.notes),
        }
        return {
            "document": head,
            **out,
            "unresolved": [_plain(w, self.document.text) for w in self.unresolved],
        }


DOSSIER_LISTS = (
    "actors",
    "engagements",
    "statements",
    "asks",
    "answers",
    "commitments",
    "deadlines",
    "instruments",
    "areas",
    "disruptions",
    "claims",
    "topics",
    "times",
)


def _plain(item: Any, text: str) -> Any:
    if isinstance(item, Span):
        return {"start": item.start, "end": item.end, "exact": text[item.start : item.end]}
    if isinstance(item, date):
        return item.isoformat()
    if is_dataclass(item):
        return {f.name: _plain(getattr(item, f.name), text) for f in fields(item)}
    if isinstance(item, list | tuple):
        return [_plain(v, text) for v in item]
    return item
