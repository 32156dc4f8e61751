"""Words of a sentence for the light engine: which are verbs, which make a noun phrase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kaskazi.documents.clauses.forms import forms
from kaskazi.documents.clauses.types import Phrase, Unit
from kaskazi.documents.lexicon import table
from kaskazi.dossier import Span

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[’'\-][^\W_]+)*|[^\w\s]")
AUX = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "shall",
        "would",
        "could",
        "may",
        "might",
        "can",
        "must",
        "should",
        "'ll",
    ]
)
MODALS = frozenset(["will", "shall", "would", "could", "may", "might", "can", "must", "should"])
NOT = frozenset(["not", "never", "n't", "no", "longer"])
ADVERBS = frozenset(
    [
        "also",
        "then",
        "later",
        "further",
        "again",
        "already",
        "yesterday",
        "today",
        "strongly",
        "formally",
        "jointly",
        "reportedly",
        "recently",
        "now",
        "once",
        "still",
        "even",
    ]
)
HELPERS = ADVERBS | AUX | NOT
MODIFIERS = ADVERBS | NOT
BREAK = frozenset(
    [
        ",",
        ";",
        ":",
        "(",
        ")",
        "—",
        "–",
        "and",
        "but",
        "while",
        "when",
        "which",
        "who",
        "that",
        "after",
        "before",
        "because",
        "although",
        "as",
    ]
)
PREPS = frozenset(
    [
        "to",
        "for",
        "on",
        "upon",
        "with",
        "from",
        "by",
        "in",
        "at",
        "of",
        "about",
        "into",
        "against",
        "between",
        "under",
        "over",
        "within",
        "through",
    ]
)
DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "this",
        "that",
        "these",
        "those",
        "some",
        "all",
        "both",
        "no",
        "any",
        "each",
        "every",
        "another",
    ]
)
STOPS = PREPS - {"of"}
ENDING = HELPERS | {"to", "who", "which", "that", "and"}
COMPLEMENT = frozenset(
    [
        "say",
        "tell",
        "announce",
        "note",
        "add",
        "warn",
        "report",
        "claim",
        "state",
        "declare",
        "reveal",
        "stress",
        "confirm",
        "insist",
        "argue",
        "explain",
        "observe",
        "promise",
        "agree",
        "assure",
        "pledge",
    ]
)


@cache
def _participles(language: str) -> frozenset[str]:
    known = forms(language)
    return frozenset(
        f
        for f, b in known.items()
        if f.endswith(("ed", "en", "ught", "old", "aid", "et", "ut", "ung", "own"))
        or f in (table("verbs", language).get("irregular", {}).get(b, [])[1:3])
    )


class Words:
    """One unit, word by word."""

    def __init__(self, unit: Unit, number: int, base: int) -> None:
        self.unit, self.number, self.base = unit, number, base
        self.words = [
            (*m.span(), w, w.casefold() if w.isascii() else w.casefold().replace("’", "'"))
            for m in WORD.finditer(unit.text)
            for w in (m[0],)
        ]

    def at(self, a: int, b: int) -> Span:
        return self.unit.at(self.words[a][0], self.words[b - 1][1])

    def _is_verb(self, k: int, known: Mapping[str, str]) -> bool:
        word, low = self.words[k][2], self.words[k][3]
        base = known.get(low)
        if base is None or low in ("being", "having"):
            return False
        if base in ("be", "have") and k + 1 < len(self.words):
            nxt = self._skip(k + 1)
            if nxt < len(self.words) and (
                (self.words[nxt][3] in forms("en") and self._participle(self.words[nxt][3]))
                or self.words[nxt][3] in AUX
            ):
                return False
        before = self.words[k - 1][3] if k else ""
        if before in DETERMINERS or before in ("of", "'s") or before.endswith("'s"):
            return False
        if low == base and base not in ("be",):
            back = k - 1
            while back >= 0 and self.words[back][3] in MODIFIERS:
                back -= 1
            lead = self.words[back][3] if back >= 0 else ""
            if not (
                lead in MODALS
                or lead in ("to", "and", "or", "they", "we", "i", "you", "please", "'ll", "do", "did", "does")
                or (lead.endswith("s") and lead not in DETERMINERS)
            ):
                return False
        if word[0].isupper() and k and not word.isupper() and self.words[k - 1][2][:1].isupper():
            return False
        if (
            low.endswith("ing")
            and before not in AUX
            and before not in ("of", "for", "after", "before", "by", ",", "without")
            and low != "including"
        ):
            return before in ("is", "are")
        return not (
            low.endswith("s")
            and low == base + "s"
            and (before in PREPS or (k and self.words[k - 1][2][-1:].isdigit()))
        )

    @staticmethod
    def _participle(low: str) -> bool:
        return low in _participles("en")

    def _skip(self, k: int) -> int:
        while k < len(self.words) and self.words[k][3] in MODIFIERS:
            k += 1
        return k

    def _noun(self, a: int, b: int, last: bool) -> Phrase | None:
        """The noun phrase of a range, without what stands before its own comma."""
        w = self.words
        while b > a and (w[b - 1][2] in ',;:“”"(' or w[b - 1][3] in ENDING):
            b -= 1
        while a < b and (w[a][2] in ',;:“”"(' or w[a][3] in ("and", "but", "that", "yes", "if", "or", "to")):
            a += 1
        if a >= b:
            return None
        head = b - 1
        for j in range(a + 1, b):
            if w[j][3] in ("of", "for", "in", "from", "on", "at") and w[j - 1][3] not in PREPS:
                head = j - 1
                break
            if w[j][2] == ",":
                head = j - 1
                break
        if w[a][3] in STOPS:  # "In Washington, the minister ...": what follows the comma
            for j in range(a, b):
                if w[j][2] == ",":
                    return self._noun(j + 1, b, last)
            return None
        return Phrase(self.at(a, b), self.at(head, head + 1), w[head][3])

    def _after(self, a: int, b: int) -> tuple[Phrase | None, list[tuple[str, Phrase]]]:
        w = self.words
        obj: Phrase | None = None
        preps: list[tuple[str, Phrase]] = []
        j = a
        while j < b and w[j][3] in ADVERBS:
            j += 1
        if j < b and w[j][3] not in PREPS and w[j][3] not in BREAK:
            k = j
            while (
                k < b
                and w[k][3] not in STOPS
                and w[k][2] not in ',;:“”"'
                and w[k][3] not in ("that", "if", "when")
            ):
                if w[k][3] == "and" and k > j:
                    break
                k += 1
            obj = self._noun(j, k, False)
            j = k
        while j < b:
            if (
                w[j][3] in PREPS
                and j + 1 < b
                and w[j + 1][3] not in PREPS
                and (w[j][3] != "to" or w[j + 1][3] not in forms("en") or w[j + 1][2][:1].isupper())
            ):
                k = j + 1
                while (
                    k < b
                    and w[k][3] not in STOPS
                    and w[k][2] not in ',;:“”"'
                    and w[k][3] not in ("that", "and", "if")
                ):
                    k += 1
                p = self._noun(j + 1, k, False)
                if p:
                    preps.append((w[j][3], p))
                j = k
                continue
            j += 1
        return obj, preps
