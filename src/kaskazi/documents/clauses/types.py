"""Clauses, whoever found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kaskazi.dossier import Engine, Span


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as it is given to an engine.

    text: its words, quotations replaced by "Yes"; places: for each character of it, where it stands in the
    document; span: the sentence there; quote: index of the quotation it stands in, or None; kind: the block's.
    """

    text: str
    places: Sequence[int]
    span: Span
    quote: int | None = None
    kind: str = "paragraph"

    def at(self, start: int, end: int) -> Span:
        """Document span of a range of the unit's text."""
        if end <= start:
            end = start + 1
        return Span(self.places[start], self.places[min(end, len(self.places)) - 1] + 1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: span without relative clauses and appositions; head: its main word (`word`, small)."""

    span: Span
    head: Span
    word: str
    also: tuple[Phrase, ...] = ()  # joined by "and"
    apposed: tuple[Phrase, ...] = ()


@dataclass(slots=True)
class Clause:
    """A verb with what belongs to it.

    lemma: base form; particles: prepositions and particles that may belong to the verb (call "on"); subject: who
    does it, also where the voice is passive; object: to whom or what; indirect: whom something is given or told;
    preps: prepositional phrases in order; parent: index of the clause it stands under, relation how (ccomp,
    xcomp, conj, relcl, advcl, acl, root); tense: past, present, future, infinitive; conditional: holds only if;
    hypothetical: is itself the if-clause or a question; unreal: would have been; over: holds no longer; noun: the noun that
    the clause hangs on ("its plan to ..."), noun_no: with "no" before it; span: all its words; rest: the words after the verb up to a clause
    joined to it; whole: up to one with a subject of its own.
    """

    unit: int
    verb: Span
    lemma: str
    span: Span
    rest: Span
    whole: Span
    subject: Phrase | None = None
    object: Phrase | None = None
    indirect: Phrase | None = None
    preps: tuple[tuple[str, Phrase], ...] = ()
    particles: tuple[str, ...] = ()
    passive: bool = False
    negated: bool = False
    modal: str = ""
    tense: str = "present"
    relation: str = "root"
    parent: int | None = None
    children: list[int] = field(default_factory=list)
    conditional: bool = False
    hypothetical: bool = False
    perfect: bool = False
    unreal: bool = False
    over: bool = False
    noun: str = ""
    noun_no: bool = False
    engine: Engine = "parser"
    quote: int | None = None
    kind: str = "paragraph"

    @property
    def ahead(self) -> bool:
        """Whether it lies in the future."""
        return self.tense == "future"
