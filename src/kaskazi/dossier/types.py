"""What a document holds: every item tied to its span of text, with how it was found and how sure it is.

The id of an item is a hash of what it is and of its exact words: the same text gives the same ids at every
reading, and an item found in addition changes no other's. A dossier written as JSON carries `schema`; older
forms are upgraded when read, newer ones refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from kaskazi.dossier.document import Document, Span
from kaskazi.files import SCHEMAS

SCHEMA = SCHEMAS["dossier"]

Status = Literal["stated", "reported", "inferred"]
Engine = Literal["rules", "light", "parser", "model"]
Granularity = Literal["day", "range", "week", "month", "quarter", "year"]
ActorKind = Literal["person", "office", "government", "organisation"]
Role = Literal["host", "counterpart", "lead", "attendee"]
Mode = Literal["meeting", "call", "visit", "round", "summit", "signing"]
Tense = Literal["past", "planned", "proposed", "denied", "cancelled", "postponed", "background"]
Speech = Literal["direct", "indirect"]
Stance = Literal["positive", "negative", "noncommittal", "conditional", "deferred"]
Strength = Literal["pledge", "agreement", "intention", "value"]
DeadlineKind = Literal["expiry", "target", "review"]
MeasureKind = Literal[
    "duty", "surcharge", "quota", "ban", "preference", "purchase", "investment", "loan", "grant", "levy",
    "standard", "visa", "labour-quota",
]  # fmt: skip
MeasureStatus = Literal["in force", "agreed", "announced", "threatened", "proposed", "requested", "ended"]
DisruptionStatus = Literal["ongoing", "partial", "threatened"]
Polarity = Literal["denied", "ended", "past", "cancelled", "hypothetical"]
ContradictionKind = Literal["denial", "date", "rate", "amount", "answer"]


# Written only where there is something: of several documents, of a picture.
SELDOM = ("parts", "contradictions", "confidence")


@dataclass(frozen=True, slots=True)
class Found:
    """How an item was found.

    rule: the rule's name; confidence 0..1; asserted_by: who says so (an actor's name, or "document");
    status: stated (by the document), reported (by one side), inferred; engine: what read the clause.
    """

    rule: str
    confidence: float
    asserted_by: str = "document"
    status: Status = "stated"
    engine: Engine = "rules"


@dataclass(frozen=True, slots=True)
class When:
    """A time as the text gives it. start..end is what it resolves to; both None while unresolved."""

    text: str
    span: Span
    start: date | None
    end: date | None
    granularity: Granularity
    relative: bool
    why: str = ""

    @property
    def resolved(self) -> bool:
        """True where a calendar date is known."""
        return self.start is not None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, office, organisation or government: fullest name, offices, country (ISO3, "" if not known)."""

    id: str
    name: str
    kind: ActorKind
    offices: tuple[str, ...]
    country: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in an engagement. side: ISO3 or ""."""

    actor: str
    name: str
    office: str
    side: str
    role: Role


@dataclass(frozen=True, slots=True)
class Engagement:
    """A meeting, call, visit, round of talks, summit or signing. about: registry ids named with it."""

    id: str
    mode: Mode
    participants: tuple[Participant, ...]
    sides: tuple[str, ...]
    place: str
    place_span: Span | None
    when: When | None
    tense: Tense
    about: tuple[str, ...]
    spans: tuple[Span, ...]
    found: Found


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said: direct (quoted) or indirect (reported); content is the exact words."""

    id: str
    kind: Speech
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
    """A reaction to an ask (its id). confirmed: True only where the side that answers says so itself."""

    id: str
    ask: str
    by: str
    stance: Stance
    confirmed: bool
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise. by, to: ISO3s, actor names or "both sides"; amount in `unit` (USD, EUR, tonnes ...), None if none."""

    id: str
    by: str
    content: str
    strength: Strength
    span: Span
    found: Found
    to: str = ""
    amount: float | None = None
    unit: str = ""
    start: When | None = None
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date something ends (expiry), is due (target) or is looked at again (review)."""

    id: str
    kind: DeadlineKind
    instrument: str
    when: When
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of trade policy or money, as stated.

    imposer, affected: ISO3, "all" or ""; product: the text's words; rate: ratio, 0.25 = 25 %; amount in `unit`;
    share_of_lines: ratio of tariff lines or goods; start..end, or days from the start.
    """

    id: str
    kind: MeasureKind
    imposer: str
    affected: str
    product: str
    rate: float | None
    amount: float | None
    unit: str
    share_of_lines: float | None
    start: When | None
    end: When | None
    days: int | None
    status: MeasureStatus
    instrument: str
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Mention:
    """An instrument, topic, claim or area of talks named in the text; `ref` is its id."""

    id: str
    ref: str
    text: str
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Disruption:
    """A disturbance of trade routes. where: ids of chokepoints, ports, corridors or regions."""

    id: str
    where: tuple[str, ...]
    mechanism: str
    text: str
    span: Span
    found: Found
    status: DisruptionStatus = "ongoing"
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Denial:
    """What the text says is not so, no longer so, long past or only imagined. It moves nothing.

    of: the type of item that it would have been; by: the actor it is said of.
    """

    id: str
    of: Literal["ask", "commitment", "disruption", "measure", "statement"]
    by: str
    polarity: Polarity
    content: str
    span: Span
    found: Found


@dataclass(frozen=True, slots=True)
class Version:
    """What one document says of a thing of which another says otherwise."""

    document: str
    says: str
    span: Span


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two documents on one event that cannot both be right. kind: what differs; about: whom or what it concerns."""

    kind: ContradictionKind
    about: str
    versions: tuple[Version, ...]


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
    measures: tuple[Measure, ...] = ()
    denials: tuple[Denial, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()  # between several documents

    @property
    def unresolved(self) -> tuple[When, ...]:
        """Times that stay open, with the reason."""
        return tuple(w for w in self.times if not w.resolved)

    def actor(self, key: str) -> Actor | None:
        """The actor with this id."""
        return next((a for a in self.actors if a.id == key), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain types only, ready for JSON; dates as ISO text; every span with its exact words, and its document where
        there are several."""
        doc = self.document
        said = _plain(self, doc)
        said["document"]["characters"] = len(doc.text)
        return {"schema": SCHEMA, **said, "unresolved": _plain(self.unresolved, doc)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any], text: str | None = None) -> Dossier:
        """A dossier from `to_dict`'s form. text: the document's, for schema 1, which did not hold it.

        Raises DocumentError for another schema, an unknown word, or spans that do not give their exact words.
        """
        from kaskazi.dossier.file import load

        return load(raw, text)


def _plain(item: Any, document: Document) -> Any:
    if isinstance(item, Span):
        part = document.part(item)
        where = {"document": part.name} if part else {}
        return {"start": item.start, "end": item.end, "exact": document.exact(item), **where}
    if isinstance(item, date):
        return item.isoformat()
    if is_dataclass(item):
        held = ((f.name, getattr(item, f.name)) for f in fields(item))
        return {k: _plain(v, document) for k, v in held if v or k not in SELDOM or isinstance(v, float)}
    if isinstance(item, list | tuple):
        return [_plain(v, document) for v in item]
    return item
