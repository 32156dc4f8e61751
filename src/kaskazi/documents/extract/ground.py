"""What every extractor stands on: the text, its clauses, its names, its times, and who is meant by whom."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kaskazi.documents.clauses.types import Clause, Phrase, Unit
from kaskazi.documents.lexicon import table
from kaskazi.documents.names.cast import Cast, Party
from kaskazi.documents.names.tokens import WORD
from kaskazi.dossier import Engine, Found, Mention, Span, Status, When


@dataclass(frozen=True, slots=True)
class Quote:
    """Words between quotation marks (or of a speaker in a transcript): with and without the marks."""

    outer: Span
    inner: Span
    closed: bool
    speaker: str = ""  # as it stands before the words, in a transcript


@dataclass(slots=True)
class Ground:
    """A text with all that is known before the extractors start."""

    text: str
    language: str
    dated: date | None
    units: Sequence[Unit]
    clauses: Sequence[Clause]
    quotes: Sequence[Quote]
    cast: Cast
    engine: Engine
    whens: Sequence[When] = ()
    named: Sequence[Mention] = ()
    subjects: dict[int, Party | None] = field(default_factory=dict)
    objects: dict[int, Party | None] = field(default_factory=dict)
    speakers: dict[int, Party] = field(default_factory=dict)  # of quotations, by index
    accounts: dict[int, Party] = field(default_factory=dict)  # of sentences "according to ...", by unit
    pairs: list[tuple[int, tuple[str, ...]]] = field(
        default_factory=list
    )  # where who met: position, countries
    _starts: list[int] = field(default_factory=list)
    _when_starts: list[int] = field(default_factory=list)
    _named_starts: list[int] = field(default_factory=list)
    _met: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _met_upto: int = 0
    _quote_starts: list[int] = field(default_factory=list)
    _unit_order: list[int] = field(default_factory=list)
    _unit_starts: list[int] = field(default_factory=list)
    _unit_of_clause: list[int] = field(default_factory=list)

    def subject(self, k: int) -> Party | None:
        """Who does what clause k says."""
        return self.subjects.get(k)

    def object(self, k: int) -> Party | None:
        """To whom."""
        return self.objects.get(k)

    def words(self, span: Span) -> str:
        """The words of a span on one line."""
        return " ".join(self.text[span.start : span.end].split())

    def unit_of(self, c: Clause) -> Unit:
        """The sentence of a clause."""
        return self.units[c.unit]

    def chain(self, k: int) -> Iterator[Clause]:
        """The clauses above clause k, nearest first."""
        seen = 0
        up = self.clauses[k].parent
        while up is not None and seen < 12:
            yield self.clauses[up]
            up = self.clauses[up].parent
            seen += 1

    def index(self, c: Clause) -> int:
        """Where a clause stands in the list."""
        if not self._starts:
            self._starts = [x.unit for x in self.clauses]
        k = bisect_right(self._starts, c.unit - 1)
        while self.clauses[k] is not c:
            k += 1
        return k

    def unit_at(self, position: int) -> int | None:
        """The innermost unit at a position: of a quotation where it stands in one."""
        if not self._unit_order:
            self._unit_order = sorted(range(len(self.units)), key=lambda k: self.units[k].span.start)
            self._unit_starts = [self.units[k].span.start for k in self._unit_order]
        n = bisect_right(self._unit_starts, position) - 1
        for j in range(n, max(-1, n - 12), -1):
            u = self.units[self._unit_order[j]]
            if u.span.start <= position < u.span.end:
                return self._unit_order[j]
        return None

    def elsewhere(self, unit: int, position: int) -> bool:
        """Whether a position lies in a quotation inside a frame: it belongs to the unit of the quotation."""
        if self.units[unit].quote is not None or not self.quotes:
            return False
        if not self._quote_starts:
            self._quote_starts = [q.inner.start for q in self.quotes]
        n = bisect_right(self._quote_starts, position) - 1
        return n >= 0 and position < self.quotes[n].inner.end

    def in_unit(self, unit: int) -> range:
        """Indexes of the clauses of a unit."""
        if not self._starts:
            self._starts = [x.unit for x in self.clauses]
        return range(bisect_right(self._starts, unit - 1), bisect_right(self._starts, unit))

    def times_in(self, start: int, end: int) -> list[When]:
        """Times that begin inside a range."""
        if not self._when_starts:
            self._when_starts = [w.span.start for w in self.whens]
        a = bisect_right(self._when_starts, start - 1)
        return list(self.whens[a : bisect_right(self._when_starts, end - 1)])

    def named_in(self, start: int, end: int) -> tuple[str, ...]:
        """Registry ids named inside a range."""
        if not self._named_starts:
            self._named_starts = [m.span.start for m in self.named]
        a, b = bisect_right(self._named_starts, start - 1), bisect_right(self._named_starts, end - 1)
        return tuple(dict.fromkeys(m.ref for m in self.named[a:b]))

    def teller(self, k: int) -> Party | None:
        """Who reports what clause k says: the speaker above it, or of the quotation it stands in."""
        reports = lemmas("speech", "reports")
        below = k
        for c in self.chain(k):
            n = self.index(c)
            if (
                c.lemma in reports
                and self.clauses[below].relation in ("ccomp", "xcomp", "advcl", "dep")
                and n in self.subjects
            ):
                return self.subjects[n]
            below = n
        c = self.clauses[k]
        if c.quote is not None:
            return self.speakers.get(c.quote)
        if c.unit in self.accounts:
            return self.accounts[c.unit]
        for j in c.children:  # "..., X said" hung below what was said
            d = self.clauses[j]
            if d.relation == "parataxis" and d.lemma in reports and not d.negated:
                return self.subjects.get(j)
        return None

    def found(self, rule: str, sure: float, k: int | None) -> Found:
        """How an item was found, with who asserts it."""
        teller = self.teller(k) if k is not None else None
        status: Status = "reported" if teller else "stated"
        return Found(rule, sure, teller.name if teller else "document", status, self.engine)

    def phrase(self, start: int, end: int) -> Phrase | None:
        """A noun phrase from a range of the text: its head is the first thing named in it, else its last word."""
        body = self.text[start:end]
        lead = len(body) - len(body.lstrip(' ,:;“”"‘'))
        body = body.strip(' ,.:;“”"‘')
        if not body:
            return None
        span = Span(start + lead, start + lead + len(body))
        for at, _ in self.cast.mention(span.start, span.end):
            return Phrase(span, at, self.text[at.start : at.end].casefold())
        for e in self.cast.entities.within(span.start, span.end):
            if e.kind == "place" and e.place != "people":
                return Phrase(span, e.span, self.text[e.span.start : e.span.end].casefold())
        words = list(WORD.finditer(self.text, span.start, span.end))
        if not words:
            return None
        last = words[-1]
        return Phrase(span, Span(*last.span()), last[0].casefold())

    def other_side(self, by: str, position: int) -> str:
        """The other of two that met, as said last before a position."""
        for at, countries in self.pairs[self._met_upto :]:
            if len(countries) == 2 and countries[0] != countries[1]:
                for one, other in (countries, countries[::-1]):
                    self._met.setdefault(one, []).append((at, other))
        self._met_upto = len(self.pairs)
        met = self._met.get(by, [])
        k = bisect_right(met, position, key=lambda x: x[0])
        return met[k - 1][1] if k else ""


def lemmas(group: str, name: str) -> frozenset[str]:
    """First words of a list in `verbs.toml`."""
    return _lists(group, name)


_CACHE: dict[tuple[str, str], frozenset[str]] = {}


def _lists(group: str, name: str) -> frozenset[str]:
    key = (group, name)
    if key not in _CACHE:
        _CACHE[key] = frozenset(w.split()[0] for w in table("verbs")[group][name])
    return _CACHE[key]


def clause_over(clauses: Sequence[Clause], candidates: Iterable[int], position: int) -> int | None:
    """Of some clauses, the smallest that covers a position."""
    best: int | None = None
    for k in candidates:
        s = clauses[k].span
        if s.start <= position < s.end and (
            best is None or s.end - s.start < clauses[best].span.end - clauses[best].span.start
        ):
            best = k
    return best


def refer(g: Ground) -> None:
    """Fill in who is meant by the subject and object of every clause of the frames, in the order of the text."""
    order = sorted(range(len(g.clauses)), key=lambda k: (g.clauses[k].quote is not None, k))
    for k in order:
        c = g.clauses[k]
        speaker = g.speakers.get(c.quote) if c.quote is not None else None
        subject = g.cast.party(c.subject, speaker=speaker)
        obj = g.cast.party(c.object or c.indirect, obj=True, speaker=speaker)
        g.subjects[k], g.objects[k] = subject, obj
        if c.quote is None:
            g.cast.note(subject, obj)


PARAGRAPH_END = re.compile(r"\n")
