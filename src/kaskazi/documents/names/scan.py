"""One pass over the words: countries, offices, people by office, title or shape, organisations."""

from __future__ import annotations

from kaskazi.documents.names import lists
from kaskazi.documents.names.offices import Offices
from kaskazi.documents.names.tokens import tokens
from kaskazi.documents.names.words import COLLEAGUES, MOST, Entities, Entity
from kaskazi.dossier import Span


def scan(text: str, language: str = "en") -> Entities:
    """Everything named in a text."""
    found: list[Entity] = []
    for line in _lines(text):
        found += _Line(text, tokens(text, line.start, line.end, language == "fr"), language).entities()
    return Entities(found)


def _lines(text: str) -> list[Span]:
    out, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            out.append(Span(at, at + len(line)))
        at += len(line)
    return out


class _Line(Offices):
    """The entities of one line of text."""

    def entities(self) -> list[Entity]:
        self._find_places()
        self._organisations()
        self._offices()
        self._titles()
        self._bare_names()
        self._add_places()
        return self.found

    def _titles(self) -> None:
        titles = lists.office_words("titles", self.language)
        for k, w in enumerate(self.words):
            if w.core.rstrip(".") not in titles or self.taken[k] or (k and self._title_at(k - 1)):
                continue
            named = self._name_after(k)
            if named and named[0] > k:
                a, b = named
                who = self._span(a, b, possessive=False)
                self._take(k, b)
                title = self.words[k].core
                self._add("person", Span(self.words[k].start, who.end), self.text[who.start : who.end], who,
                          country=self._of_country(b) or self._people_before(k), title=title)  # fmt: skip

    def _bare_names(self) -> None:
        k = 0
        while k < len(self.words):
            if self.taken[k] or not self._name_word(self.words[k], k):
                k += 1
                continue
            named = self._name_after(k)
            if named is None:
                k += 1
                continue
            a, b = named
            if b - a >= 2 and not self._all_marks(a, b):
                who = self._span(a, b, possessive=False)
                self._take(a, b)
                country = self._people_before(a)
                self._add(
                    "person",
                    who,
                    self.text[who.start : who.end],
                    who,
                    title="" if country else "?",
                    country=country,
                )
            k = max(b, k + 1)

    def _people_before(self, k: int) -> str:
        """ "her Argentine counterpart, NAME": the country of the word before the comma."""
        if k < 2 or self.words[k - 1].text != ",":
            return ""
        j = k - 2
        if self.words[j].core.casefold() not in COLLEAGUES:
            own = self.places.get(j)  # "son homologue marocain, NAME"
            return (
                own[1].iso3
                if own and own[1].kind == "people" and self.words[j - 1].core.casefold() in COLLEAGUES
                else ""
            )
        for first in range(j - 1, max(-1, j - 4), -1):
            hit = self.places.get(first)
            if hit and hit[1].kind == "people":
                return hit[1].iso3
        return ""

    def _organisations(self) -> None:
        k = 0
        words = self.words
        heads, acronyms = lists.words("organisations"), lists.words("acronyms")
        while k < len(words):
            w = words[k]
            if w.core in acronyms and k not in self.places:
                self._organisation(k, k + 1)
                k += 1
                continue
            if not w.text[0].isupper() or not w.text[0].isalpha():
                k += 1
                continue
            end, last = k, -1
            while end < len(words) and end - k < MOST:
                v = words[end]
                if v.capital and v.text[0].isalpha():
                    if lists.offices(self.language).at(words, end) and v.core not in heads:
                        break
                    end += 1
                    if v.core in heads:
                        last = end
                    if v.possessive:
                        break
                elif v.core in ("of", "for", "and", "&") and end + 1 < len(words) and words[end + 1].capital and end > k and (
                    words[end + 1].text[0].isalpha()) and (v.core != "and" or last < 0):  # fmt: skip
                    end += 1
                elif (
                    v.core in ("of", "for")
                    and end + 2 < len(words)
                    and words[end + 1].core == "the"
                    and words[end + 2].capital
                ):
                    end += 2
                else:
                    break
            if last >= 0:
                stop = (
                    end
                    if words[last - 1].core
                    in (
                        "Ministry",
                        "Bank",
                        "Chamber",
                        "Department",
                        "Council",
                        "Association",
                        "Union",
                        "Office",
                        "Committee",
                    )
                    and not words[last - 1].possessive
                    else last
                )
                while stop > k and words[stop - 1].core in ("of", "for", "and", "the", "&"):
                    stop -= 1
                single = stop - k == 1 and words[k].core not in (
                    "Parliament",
                    "Congress",
                    "Treasury",
                    "Senate",
                    "Commission",
                    "Authority",
                    "Council",
                )
                if not single and not self._is_place(k, stop):
                    self._organisation(k, stop)
                    k = stop
                    continue
            k += 1 if last < 0 or end <= k else max(1, last - k)

    def _is_place(self, k: int, stop: int) -> bool:
        return k in self.places and self.places[k][0] >= stop

    def _organisation(self, k: int, stop: int) -> None:
        if self.words[k].core == "The" and stop - k > 1:
            k += 1
        at = self._span(k, stop, possessive=False)
        country = self._country_in(k, stop)
        self._take(k, stop)
        self._add("organisation", at, " ".join(self.text[at.start : at.end].split()), at, country=country)
