"""Clauses without a parser: verbs of the lexicon, with the words before and after them. For lists and headings, and
where no parser is installed. English, and by their own lexicons French and Swahili."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaskazi.documents.clauses.forms import forms
from kaskazi.documents.clauses.light_words import COMPLEMENT, HELPERS, MODALS, NOT, Words
from kaskazi.documents.clauses.types import Clause, Unit
from kaskazi.documents.lexicon import table


def clauses(units: Sequence[Unit], language: str = "en") -> list[Clause]:
    """The clauses of all units, in order."""
    if language != "en":
        from kaskazi.documents.clauses import foreign

        return foreign.clauses(units, language)
    found: list[Clause] = []
    for k, u in enumerate(units):
        found += _Sentence(u, k, len(found)).clauses()
    return found


class _Sentence(Words):
    """One unit with its clauses."""

    def clauses(self) -> list[Clause]:
        known = forms("en")
        verbs = [k for k in range(len(self.words)) if self._is_verb(k, known)]
        made = [self._clause(k, n, verbs, known) for n, k in enumerate(verbs)]
        self._link(made, verbs)
        return made

    def _clause(self, k: int, n: int, verbs: list[int], known: Mapping[str, str]) -> Clause:
        w = self.words
        low = w[k][3]
        first = k
        helpers: list[str] = []
        while first > 0 and (w[first - 1][3] in HELPERS or (w[first - 1][3] == "to" and first == k)):
            first -= 1
            helpers.append(w[first][3])
        stop = verbs[n + 1] if n + 1 < len(verbs) else len(w)
        end = len(w)
        while end > k + 1 and w[end - 1][2] in '.!?;:,”"':
            end -= 1
        limit = self._limit(k, stop, end)
        start = self._start(first, verbs[n - 1] if n else -1)
        modal = next((h for h in helpers if h in MODALS), "")
        passive = any(
            h in ("is", "are", "was", "were", "been", "be", "being") for h in helpers
        ) and self._participle(low)
        c = Clause(
            unit=self.number, verb=self.at(k, k + 1), lemma=known.get(low, low), span=self.at(min(start, first), max(limit, k + 1)),
            rest=self.unit.at(min(w[k][1], len(self.unit.text) - 1), w[max(limit, k + 1) - 1][1]), whole=self.at(k, max(limit, k + 1)),
            modal=modal, passive=passive, negated=any(h in NOT for h in helpers) or bool(start < first and w[start][3] == "no"),
            engine="light", quote=self.unit.quote, kind=self.unit.kind,
        )  # fmt: skip
        past = (low != c.lemma and not low.endswith(("s", "ing"))) or bool(
            set(helpers) & {"was", "were", "had", "has", "have", "did"}
        )
        c.tense = (
            "future"
            if modal in ("will", "shall")
            else "modal"
            if modal
            else "infinitive"
            if "to" in helpers
            else "past"
            if past
            else "present"
        )
        c.hypothetical = (
            bool(start < len(w) and w[start][3] in ("if", "unless", "whether"))
            or self.unit.text.rstrip()[-1:] == "?"
        )
        c.conditional = any(x[3] in ("if", "unless") for x in w[k:end])
        subject = self._noun(start, first, last=True)
        objects, preps = self._after(k + 1, limit)
        agent = next((p for link, p in preps if link == "by"), None)
        if passive:
            c.object, c.subject = subject, agent
        else:
            c.subject, c.object = subject, objects
        inverted = (
            c.subject is None
            and not passive
            and objects
            and c.lemma in ("say", "add", "tell", "note", "warn", "ask")
        )
        if inverted:
            c.subject, c.object = objects, None
        c.preps = tuple(preps)
        c.particles = tuple(link for link, _ in preps) + ((w[k + 1][3],) if k + 1 < len(w) else ())
        return c

    def _limit(self, k: int, stop: int, end: int) -> int:
        """Index after the last word of a clause: before the subject of the next verb where it has one of its own."""
        if stop >= end:
            return end
        j = stop
        while j > k + 1 and w_low(self.words, j - 1) in HELPERS:
            j -= 1
        if w_low(self.words, j - 1) == "to" or w_low(self.words, j - 1) in ("that",):
            return end
        if w_low(self.words, j - 1) in ("and", "but", "or"):
            return j - 1
        for b in range(j - 1, k, -1):
            if self.words[b][3] in ("and", "but", "while", ",", ";", "that") and b - k > 1:
                return b if self.words[b][3] != "that" else end
        return end

    def _start(self, first: int, previous: int) -> int:
        for b in range(first - 1, previous, -1):
            if self.words[b][3] in (
                ";",
                ":",
                "(",
                "—",
                "–",
                "that",
                "but",
                "while",
                "because",
                "although",
                "when",
                "if",
                "after",
                "unless",
                "as",
            ):
                return b if self.words[b][3] in ("if", "unless") else b + 1
            if self.words[b][3] == "," and b < first - 1 and self._has_noun(b + 1, first):
                return b + 1
        return previous + 1

    def _has_noun(self, a: int, b: int) -> bool:
        return (
            any(
                self.words[j][2][:1].isupper() or self.words[j][3] in ("he", "she", "it", "they", "we")
                for j in range(a, b)
            )
            or b - a >= 2
        )

    def _link(self, made: list[Clause], verbs: list[int]) -> None:
        """Complements of the verb before: to do, that somebody does; and what is joined by "and"."""
        for n in range(1, len(made)):
            c, up = made[n], made[n - 1]
            k = verbs[n]
            between = [x[3] for x in self.words[verbs[n - 1] + 1 : k]]
            if c.tense == "infinitive":
                c.relation, c.parent = "xcomp", self.base + n - 1
                controls = up.lemma in table("verbs")["control"]["object"]
                target = up.object or next((p for link, p in up.preps if link in ("on", "upon", "to")), None)
                c.subject = (
                    c.subject
                    if False
                    else (target or up.subject)
                    if controls
                    else (up.object if up.passive else up.subject)
                )
            elif up.lemma in COMPLEMENT and not ({"and", "but"} & set(between[-2:])):
                c.relation, c.parent = "ccomp", self.base + n - 1
            elif (between and between[-1] in ("and", "or", "but")) or (
                between and between[-1] in HELPERS and "and" in between and c.subject is None
            ):
                c.relation, c.parent = "conj", self.base + n - 1
                if c.subject is None and not c.passive:
                    c.subject = up.subject if not up.passive else up.object
                if not c.modal and c.tense == "present" and up.modal:
                    c.modal, c.tense = up.modal, up.tense
            elif c.lemma in COMPLEMENT and n == len(made) - 1 and not c.passive:
                up.relation, up.parent = "ccomp", self.base + n
                c.children.append(self.base + n - 1)
                continue
            elif "who" in between or "which" in between:
                c.relation, c.parent = "relcl", self.base + n - 1
            if c.parent is not None:
                up.children.append(self.base + n)


def w_low(words: list[tuple[int, int, str, str]], k: int) -> str:
    """The word at k, small."""
    return words[k][3]
