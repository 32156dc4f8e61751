"""The cast: mentions merged into actors, and who a noun phrase or pronoun means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kaskazi.documents.clauses.types import Phrase
from kaskazi.documents.names import lists
from kaskazi.documents.names.people import VAGUE, Member, base, of_state, surname, word
from kaskazi.documents.names.tokens import WORD, plain
from kaskazi.documents.names.words import Entities, Entity
from kaskazi.dossier import Actor, Span

HE = frozenset(["he", "she", "him", "her", "himself", "herself", "who"])
WE = frozenset(["we", "us", "our", "i", "me", "my", "ourselves"])
BOTH = re.compile(r"\b(?:both|the two|two|the) (?:sides|countries|leaders|parties|governments|nations|ministers|presidents|prime ministers|"
                  r"delegations|economies|participants|members|teams)\b", re.IGNORECASE)  # fmt: skip
HEAD = 400  # characters in which a text says where it is from


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant: name as printed, country (ISO3 or ""), member of the cast or None."""

    name: str
    country: str
    member: Member | None
    kind: str  # person, office, government, organisation, both, described, nobody
    span: Span

    @property
    def key(self) -> str:
        """Country where known, else the name; "both sides"."""
        return "both sides" if self.kind == "both" else self.country or self.name


class Cast:
    """Everyone in a document, by mention."""

    def __init__(self, text: str, entities: Entities, dated: date | None, language: str = "en") -> None:
        self.text = text
        self.entities = entities
        self.dated = dated
        self.members: list[Member] = []
        self._ids: dict[int, str] = {}
        self._by_word: dict[str, list[Member]] = {}
        self._of: dict[tuple[int, int], Member] = {}
        people = [e for e in entities.all if e.kind == "person"]
        for e in [e for e in people if e.title != "?" or len(e.name.split()) > 1]:
            self._merge(e)
        for m in self.members:
            self._lead(m)
        self._home()
        self._holders: dict[str, list[Member]] = {}  # persons and offices by the office without its portfolio
        for m in self.members:
            for b in m.bases:
                self._holders.setdefault(b, []).append(m)
        self._bodies: dict[str, Member] = {}
        for e in entities.all:
            if e.kind == "office":
                self._office(e)
            elif e.kind == "organisation":
                self._organisation(e)
        self._later_mentions()
        self._sorted = sorted((s.start, s.end, k) for k, m in enumerate(self.members) for s in m.mentions)
        self._starts = [x[0] for x in self._sorted]
        self.last_subject: Member | None = None
        self._by_base: dict[str, list[Member]] | None = None
        self.last_body: tuple[int, Party] | None = None
        self.last_object: Member | None = None

    # --- merging -------------------------------------------------------------------------------------------------

    def _merge(self, e: Entity) -> None:
        m = self._known(e)
        if m is None:
            m = Member(e.name, "person", e.country, sure=e.title != "?")
            self.members.append(m)
        if len(e.name.split()) > len(m.name.split()):
            m.name = e.name
        m.country = m.country or e.country
        m.sure = m.sure or e.title != "?"
        if e.office and e.office not in m.offices:
            m.offices.append(e.office)
        m.mentions.append(e.span)
        self._of[(e.span.start, e.span.end)] = m
        for w in e.name.split():
            key = word(w)
            if len(key) > 1:
                known = self._by_word.setdefault(key, [])
                if m not in known:
                    known.append(m)

    def _known(self, e: Entity) -> Member | None:
        parts = [word(w) for w in e.name.split()]
        last = word(surname(e.name))
        found = [m for m in self._by_word.get(last, ()) if self._same(m, e, parts, last)]
        if not found:
            return None
        if e.office:
            held = [m for m in found if base(e.office) in m.bases]
            found = held or found
        return found[-1]

    def _same(self, m: Member, e: Entity, parts: list[str], last: str) -> bool:
        mine = [word(w) for w in m.name.split()]
        if e.country and m.country and e.country != m.country:
            return False
        if len(parts) == 1:
            return last in mine
        if len(mine) == 1:
            return mine[0] in (last, parts[0])
        if word(surname(m.name)) != last:
            return set(mine) <= set(parts) or set(parts) <= set(mine)
        first, other = mine[0], parts[0]
        if (
            first == other
            or first.endswith(other)
            or other.endswith(first)
            or set(mine) <= set(parts)
            or set(parts) <= set(mine)
        ):
            return True
        if first[0] == other[0] and (len(first) <= 2 or len(other) <= 2):
            return True
        return bool(e.office) and base(e.office) in m.bases

    def _lead(self, m: Member) -> None:
        """Full name and country of a leader who is named short."""
        rows = lists.leaders().get(surname(m.name).casefold(), ()) or lists.leaders().get(
            m.name.split()[0].casefold(), ()
        )
        single = len(m.name.split()) == 1
        for row in rows:
            held = {base(o) for o in row.offices}
            if m.country and m.country != row.iso3:
                continue
            if self.dated and not (row.start <= self.dated and (row.end is None or self.dated <= row.end)):
                continue
            office_fits = bool(m.bases & held)
            name_fits = set(map(word, m.name.split())) <= set(map(word, row.name.split()))
            initial = (
                office_fits
                and word(surname(m.name)) == word(surname(row.name))
                and word(m.name)[:1] == word(row.name)[:1]
            )
            if (single and not office_fits) or (not single and not name_fits and not initial):
                continue
            if single or set(map(word, m.name.split())) == set(map(word, row.name.split())):
                m.name = row.name
            m.country = m.country or row.iso3
            return

    def _home(self) -> None:
        """The country of the one officeholder whose country the text does not say: that of the capital where they
        speak, or the one named at the head of the text, where no other is left."""
        open_ = [
            m
            for m in self.members
            if m.kind == "person" and not m.country and any(of_state(o) for o in m.offices)
        ]
        if len(open_) != 1:
            return
        others = {m.country for m in self.members if m.country}
        places = [e for e in self.entities.all if e.kind == "place" and e.country not in others]
        seats = {e.country for e in places if e.place == "seat"}
        named = {e.country for e in places if e.place == "name" and e.span.start < HEAD}
        minister = any(
            base(o).endswith(("Minister", "Secretary")) and base(o) != "Prime Minister"
            for o in open_[0].offices
        )
        for found in (seats if minister else set(), named):
            if len(found) == 1:
                open_[0].country = next(iter(found))
                return

    def _office(self, e: Entity) -> None:
        own = base(e.office)
        known = self._holders.setdefault(own, [])
        holders = [m for m in known if m.kind == "person"]
        if e.country:
            holders = [m for m in holders if m.country in ("", e.country)]
        if len(holders) == 1 and own not in VAGUE:
            holders[0].mentions.append(e.span)
            self._of[(e.span.start, e.span.end)] = holders[0]
            return
        if holders or not (e.country or self.text[e.span.start].isupper()) or own in VAGUE:
            return
        same = [m for m in known if m.kind == "office" and (m.country == e.country or not e.country)]
        if len(same) == 1:
            m = same[0]
            m.name = e.name if len(e.name) > len(m.name) else m.name
        else:
            m = Member(e.name, "office", e.country, [e.office])
            self.members.append(m)
            known.append(m)
        m.mentions.append(e.span)
        self._of[(e.span.start, e.span.end)] = m

    def _organisation(self, e: Entity) -> None:
        m = self._bodies.get(e.name)
        if m is None:
            m = self._bodies[e.name] = Member(e.name, "organisation", e.country, sure=False)
            self.members.append(m)
        m.mentions.append(e.span)
        self._of[(e.span.start, e.span.end)] = m

    def _later_mentions(self) -> None:
        """Surnames alone, further on."""
        single: dict[str, list[Member]] = {}
        for m in self.members:
            if m.kind != "person":
                continue
            keys = {word(surname(m.name))}
            if m.country in lists.words("family_first") or len(m.name.split()) == 1:
                keys.add(word(m.name.split()[0]))
            for s in m.mentions:
                keys.add(word(surname(self.text[s.start : s.end].split(",")[0])))
            for k in keys:
                if len(k) > 1:
                    single.setdefault(k, []).append(m)
        taken = sorted(self._of)
        seen = sorted((s.start, n) for n, m in enumerate(self.members) for s in m.mentions)
        latest: dict[int, int] = {}  # where each member was named last, by identity
        t = n = 0
        for w in WORD.finditer(self.text):
            if not w[0][0].isupper():
                continue
            hit = single.get(word(w[0]))
            if not hit:
                continue
            while t < len(taken) and taken[t][1] <= w.start():
                t += 1
            if t < len(taken) and taken[t][0] <= w.start() < taken[t][1]:
                continue
            if any(e.kind == "place" for e in self.entities.over(w.start())):
                continue
            while n < len(seen) and seen[n][0] < w.start():
                latest[id(self.members[seen[n][1]])] = seen[n][0]
                n += 1
            m = max(hit, key=lambda m: latest.get(id(m), -1))
            latest[id(m)] = w.start()
            end = w.end() - (2 if plain(w[0])[-2:] == "'s" else 0)
            m.mentions.append(Span(w.start(), end))
            self._of[(w.start(), end)] = m

    # --- who is meant ---------------------------------------------------------------------------------------------

    def mention(self, start: int, end: int) -> list[tuple[Span, Member]]:
        """Members named inside a range, in order."""
        from bisect import bisect_left

        k = bisect_left(self._starts, start)
        out = []
        while k < len(self._sorted) and self._sorted[k][0] < end:
            s, e, n = self._sorted[k]
            out.append((Span(s, e), self.members[n]))
            k += 1
        return out

    def at(self, position: int) -> Member | None:
        """The member whose mention covers a position."""
        from bisect import bisect_right

        k = bisect_right(self._starts, position)
        for s, e, n in reversed(self._sorted[max(0, k - 6) : k]):
            if s <= position < e:
                return self.members[n]
        return None

    def party(
        self, p: Phrase | None, *, obj: bool = False, speaker: Party | None = None, depth: int = 0
    ) -> Party | None:
        """Who a noun phrase means."""
        if p is None:
            return None
        m = self.at(p.head.start)
        if m:
            m.sure = True
            return self._of_member(m, p.span)
        own_word = p.word
        words = self.text[p.span.start : p.span.end]
        if own_word in HE or own_word in WE or own_word in ("it", "they", "them", "itself"):
            return self._pronoun(own_word, p.span, obj, speaker)
        if BOTH.search(words):
            return Party("both sides", "", None, "both", p.span)
        place = next((e for e in self.entities.over(p.head.start) if e.kind == "place"), None)
        if place:
            return Party(place.name, place.country, None, "government", p.span)
        for a in p.apposed:
            inner = self.party(a, depth=depth + 1) if depth < 2 and self.at(a.head.start) else None
            if inner:
                return inner
        return self._described(p, words)

    def _of_member(self, m: Member, span: Span) -> Party:
        if not m.country and m.kind == "person":
            for e in self.entities.within(span.start, span.end):
                owner = self.text[e.span.end - 2 : e.span.end] in ("'s", "’s") or self.text[
                    e.span.end : e.span.end + 2
                ] in ("'s", "’s")
                if (
                    e.kind == "place"
                    and e.place == "name"
                    and (
                        owner
                        or self.text[max(0, e.span.start - 8) : e.span.start].rstrip(" the").endswith("of")
                    )
                ):
                    m.country = e.country
                    break
        return Party(m.name, m.country, m, m.kind, span)

    def _pronoun(self, word: str, span: Span, obj: bool, speaker: Party | None) -> Party | None:
        if word in WE:
            return speaker
        if word in ("they", "them"):
            return Party("both sides", "", None, "both", span)
        if word == "it":
            near = self.last_body and 0 < span.start - self.last_body[0] < 250
            return self.last_body[1] if near and self.last_body else None
        m = (self.last_object or self.last_subject) if obj else (self.last_subject or self.last_object)
        return self._of_member(m, span) if m else None

    def _described(self, p: Phrase, words: str) -> Party:
        inside = [e for e in self.entities.within(p.span.start, p.span.end) if e.country]
        country = inside[0].country if inside else ""
        own = base(p.word)
        if self._by_base is None:
            self._by_base = {}
            for m in self.members:
                for b in m.bases if m.kind in ("person", "office") else ():
                    self._by_base.setdefault(b, []).append(m)
        holders = [m for m in self._by_base.get(own, ()) if any(s.start < p.span.start for s in m.mentions)]
        holders = [m for m in holders if not country or m.country in ("", country)]
        if (
            own in lists.office_country()
            and own not in VAGUE
            and len(holders) == 1
            and not words.casefold().startswith(("a ", "an "))
        ):
            return self._of_member(holders[0], p.span)
        first = next(
            (
                m
                for s, m in self.mention(p.span.start, p.span.end)
                if m.kind == "organisation" and s.start >= p.head.start - 1
            ),
            None,
        )
        if first and p.word in ("government", "ministry", "commission"):
            first.sure = True
            return self._of_member(first, p.span)
        name = " ".join(words.split())
        return Party(name, country, None, "described", p.span)

    def add(self, p: Phrase, country: str = "") -> Party:
        """A person nobody has named with an office: a new member of the cast."""
        name = self.text[p.span.start : p.span.end]
        m = Member(name, "person", country, [], [p.span])
        self.members.append(m)
        return self._of_member(m, p.span)

    def note(self, subject: Party | None, obj: Party | None) -> None:
        """Remember who was spoken of last, for pronouns."""
        if subject and subject.kind in ("government", "organisation"):
            self.last_body = (subject.span.start, subject)
        if subject and subject.member and subject.member.kind in ("person", "office"):
            self.last_subject = subject.member
        if (
            obj
            and obj.member
            and obj.member.kind in ("person", "office")
            and obj.member is not self.last_subject
        ):
            self.last_object = obj.member

    def actors(self) -> tuple[Actor, ...]:
        """The cast as the dossier has it: those surely people, offices or organisations that act."""
        out = []
        for k, m in enumerate(self.members):
            if not m.sure:
                continue
            spans = tuple(sorted(set(m.mentions), key=lambda s: (s.start, s.end)))
            out.append(Actor(f"member-{k + 1}", m.name, m.kind, tuple(m.offices), m.country, spans))
        return tuple(out)

    def ids(self) -> dict[int, str]:
        """Member (by identity) to the id that `actors` gives."""
        for k in range(len(self._ids), len(self.members)):
            self._ids[id(self.members[k])] = f"member-{k + 1}"
        return self._ids
