"""Words of a line with the countries in them, and what a name looks like."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kaskazi.documents.names import lists
from kaskazi.documents.names.tokens import Token, tokens
from kaskazi.dossier import Span

Kind = Literal["place", "person", "office", "organisation"]
PARTICLES = frozenset(
    [
        "bin",
        "bint",
        "ibn",
        "al",
        "el",
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "den",
        "der",
        "van",
        "von",
        "ter",
        "la",
        "le",
        "di",
        "du",
        "e",
        "y",
        "ould",
        "ul",
    ]
)
ALSO_NAMES = frozenset(
    {"Jordan", "Chad", "Georgia", "Israel", "Santiago", "Washington", "Paris", "Lima", "Sofia", "Holland"}
)
SUFFIXES = frozenset({"Jr", "Sr", "Jr.", "Sr."})
PREMODS = frozenset(["prime", "cabinet", "principal", "permanent", "deputy", "vice", "under", "assistant", "acting", "former", "first", "state", "high", "crown", "special", "senior", "chief", "interim", "the-then", "minister-counsellor", "lead", "ministry", "government", "embassy", "office", "department", "union"])  # fmt: skip
LOWER_HEADS = frozenset(["minister", "president", "ambassador", "secretary", "chancellor", "commissioner", "chairman", "chairwoman", "chairperson", "envoy", "spokesman", "spokeswoman", "spokesperson", "governor", "premier", "king", "queen", "adviser", "advisor", "director", "senator", "chief", "administrator", "mayor"])  # fmt: skip
STATE_OFFICES = frozenset({"Governor", "Senator", "Congressman", "Congresswoman", "Representative"})
COLLEAGUES = frozenset(
    ["counterpart", "colleague", "opponent", "homologue", "envoy", "representative", "delegate", "negotiator"]
)
LINKS = {"fr": ("de", "du", "des", "d'", "à", "en"), "sw": ("wa", "ya", "la", "za")}
LINKS["en"] = LINKS["other"] = ("of", "for", "to", "on")
MOST = 12  # words of a name, an office or an organisation


@dataclass(frozen=True, slots=True)
class Entity:
    """Something named: its whole span, the span of the name alone, what it is called, office and country."""

    kind: Kind
    span: Span
    name: str
    name_span: Span
    office: str = ""
    country: str = ""
    place: str = ""  # name, people or seat
    title: str = ""
    article: str = ""


class Entities:
    """Entities in the order of the text, found by place."""

    def __init__(self, found: Sequence[Entity]) -> None:
        self.all = tuple(sorted(found, key=lambda e: (e.span.start, -e.span.end)))
        self._starts = [e.span.start for e in self.all]

    def within(self, start: int, end: int) -> list[Entity]:
        """Entities that begin inside a range."""
        k = bisect_right(self._starts, start - 1)
        out = []
        while k < len(self.all) and self.all[k].span.start < end:
            out.append(self.all[k])
            k += 1
        return out

    def over(self, position: int) -> list[Entity]:
        """Entities that cover a position, the shortest first."""
        k = bisect_right(self._starts, position)
        out = [e for e in self.all[max(0, k - MOST) : k] if e.span.end > position]
        return sorted(out, key=lambda e: e.span.end - e.span.start)


class Words:
    """One line, word by word."""

    def __init__(self, text: str, words: list[Token], language: str = "en") -> None:
        self.text = text
        self.language = language if language in ("fr", "sw") else "en"
        self.words = words
        self.taken = [False] * len(words)
        self.places: dict[int, tuple[int, lists.Place]] = {}
        self.place_ends: dict[int, int] = {}  # index after the last word: of the first
        self.found: list[Entity] = []

    def _find_places(self) -> None:
        k = 0
        names = lists.places(self.language)
        while k < len(self.words):
            hit = names.at(self.words, k)
            if hit and not self._surname(k, hit[0]):
                self.places[k] = hit
                self.place_ends[hit[0]] = k
                k = hit[0]
                continue
            k += 1

    def _surname(self, k: int, end: int) -> bool:
        """A country's name that ends a person's: Michael Jordan."""
        w = self.words[k]
        if end != k + 1 or w.core not in ALSO_NAMES or k == 0:
            return False
        before = self.words[k - 1]
        return self._name_word(before, k - 1) and before.end + 1 == w.start

    def _add_places(self) -> None:
        for k, (end, place) in self.places.items():
            if not any(self.taken[k:end]):
                at = self._span(k, end)
                self._add("place", at, self.text[at.start : at.end], at, country=place.iso3, place=place.kind)
        for w in self.words:
            if "-" in w.core and w.capital and not lists.places(self.language).at([w], 0):
                self._hyphened(w)

    def _hyphened(self, w: Token) -> None:
        at = w.start
        parts = []
        for part in w.text.replace("–", "-").split("-"):
            inner = tokens(part)
            hit = lists.places(self.language).at(inner, 0) if inner else None
            if not hit or hit[0] != len(inner):
                return
            parts.append((Span(at, at + len(part)), hit[1]))
            at += len(part) + 1
        for span, place in parts:
            self._add(
                "place", span, self.text[span.start : span.end], span, country=place.iso3, place=place.kind
            )

    def _country_in(self, k: int, end: int) -> str:
        return next((self.places[j][1].iso3 for j in range(k, end) if j in self.places), "")

    def _all_marks(self, a: int, b: int) -> bool:
        return all(len(self.words[k].core.strip(".")) <= 1 for k in range(a, b))

    def _initial(self, w: Token, k: int) -> bool:
        return len(w.core) == 1 and w.core.isupper() and w.core not in "I"

    def _name_word(self, w: Token, k: int) -> bool:
        if not w.text[0].isalpha() or not w.capital or len(w.core) < 2:
            return "." in w.core and w.core[0].isupper() and len(w.core) > 2 and False
        if w.core in lists.words("never_names") or k in self.places:
            return False
        if (
            w.core.isupper()
            and len(w.core) > 1
            and w.core not in ("II", "III", "IV", "VI")
            and "." not in w.core
        ):
            return False
        return w.core not in lists.office_words("titles", self.language) and not w.core.endswith(".")

    def _title_at(self, k: int) -> bool:
        return k < len(self.words) and self.words[k].core.rstrip(".") in lists.office_words(
            "titles", self.language
        )

    def _skip_titles(self, k: int) -> int:
        while k < len(self.words) and (
            self._title_at(k) or (self.words[k].text == "." and self._title_at(k - 1))
        ):
            k += 1
        return k

    def _name_after(self, k: int, least: int = 1) -> tuple[int, int] | None:
        """A person's name at word k, after titles: its first index and the one after it."""
        words = self.words
        if k and k < len(words) and words[k].start > words[k - 1].end + 2:
            return None
        a = self._skip_titles(k)
        b, count = a, 0
        while b < len(words) and b - a < 9:
            w = words[b]
            if self.taken[b] or (b > a and words[b - 1].possessive):
                break
            also = w.core in ALSO_NAMES and b > a
            hyphen_particle = (
                w.core.split("-")[0].casefold() in ("al", "el", "ul", "as", "ad") and "-" in w.core
            )
            if self._name_word(w, b) or also or hyphen_particle:
                b, count = b + 1, count + 1
            elif self._initial(w, b):
                b += 1 + (b + 1 < len(words) and words[b + 1].text == ".")
            elif w.core in PARTICLES and self._particle(b):
                b += 1
            elif w.text == "," and b + 1 < len(words) and words[b + 1].core in ("Jr", "Sr"):
                b += 2
            else:
                break
        while b > a and (words[b - 1].core in PARTICLES or words[b - 1].text == "."):
            b -= 1
        return (a, b) if count >= least else None

    def _particle(self, k: int) -> bool:
        for j in range(k + 1, min(k + 4, len(self.words))):
            if self._name_word(self.words[j], j):
                return True
            if self.words[j].core not in PARTICLES:
                return False
        return False

    def _span(self, k: int, end: int, possessive: bool = True) -> Span:
        last = self.words[end - 1]
        return Span(self.words[k].start, last.end if possessive else last.start + len(last.core))

    def _take(self, k: int, end: int) -> None:
        self.taken[k:end] = [True] * (end - k)

    def _add(
        self, kind: Kind, span: Span, name: str, name_span: Span, office: str = "", country: str = "", place: str = "",
        title: str = "", article: str = "",
    ) -> None:  # fmt: skip
        self.found.append(Entity(kind, span, name, name_span, office, country, place, title, article))
