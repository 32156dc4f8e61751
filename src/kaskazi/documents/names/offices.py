"""Offices, and who holds them: before the name, after it, or without one."""

from __future__ import annotations

from dataclasses import dataclass

from kaskazi.documents.names import lists
from kaskazi.documents.names.tokens import Token
from kaskazi.documents.names.words import (
    LINKS,
    LOWER_HEADS,
    MOST,
    PARTICLES,
    PREMODS,
    STATE_OFFICES,
    SUFFIXES,
    Words,
)
from kaskazi.dossier import Span


@dataclass(frozen=True, slots=True)
class _Office:
    first: int  # index of the first word
    head: int
    end: int  # index after the last word
    name: str
    country: str


class Offices(Words):
    """One line with its offices."""

    def _offices(self) -> None:
        k = 0
        names = lists.offices(self.language)
        while k < len(self.words):
            office = self._office_at(k) if names.begins(self.words[k]) else None
            if office is None:
                k += 1
                continue
            k = max(self._person_of(office), office.end)

    def _office_at(self, k: int) -> _Office | None:
        if self.taken[k]:
            return None
        w = self.words[k]
        hit = lists.offices(self.language).at(self.words, k)
        if hit is None or (
            self.language == "en"
            and not w.capital
            and w.core.casefold() not in LOWER_HEADS
            and not self._lower_head(k, hit[0])
        ):
            return None
        if w.core in ("General", "Chair", "Chief", "Director", "Head", "Speaker") and not w.capital:
            return None
        end, name = hit
        first = self._left(k)
        country = self._country_in(first, k)
        end, inside = self._complement(end)
        spelled = " ".join(self.text[self.words[first].start : self.words[end - 1].end].split())
        lead = self.places.get(first)
        if lead:  # without the country before it
            after = lead[0]
            spelled = (
                " ".join(self.text[self.words[after].start : self.words[end - 1].end].split())
                if after < end
                else spelled
            )
        if spelled.endswith(("’s", "'s")):
            spelled = spelled[:-2]
        return _Office(
            first, k, end, spelled or name, country or inside or _sole(name, spelled, self.words[first:k])
        )

    def _lower_head(self, k: int, end: int) -> bool:
        return self.words[end - 1].core.casefold() in LOWER_HEADS and self.words[k].core.casefold() in PREMODS

    def _left(self, k: int) -> int:
        """Index of the first word that belongs to an office before its head."""
        first = k
        while first > 0 and k - first < MOST:
            w = self.words[first - 1]
            low = w.core.casefold()
            portfolio = w.core in lists.office_words(
                "portfolios", self.language
            ) or low.capitalize() in lists.office_words("portfolios", self.language)
            if (low in PREMODS or w.core in lists.office_words("prefixes") or portfolio) and not w.possessive:
                first -= 1
                continue
            if low in ("and", "&", ",") and first >= 2 and first < k:
                b = self.words[first - 2]
                if (
                    b.core.capitalize() in lists.office_words("portfolios", self.language)
                    and b.capital == self.words[first].capital
                ):
                    first -= 2
                    continue
            place = self.place_ends.get(first) if first else None
            if place is not None and not any(self.taken[place:first]):
                return place
            break
        return first

    def _complement(self, end: int) -> tuple[int, str]:
        """Of, for or to what: a country, or portfolios; index after it, and the country."""
        country = ""
        if self.language == "fr" and end in self.places and self.places[end][1].kind == "people":
            country, end = self.places[end][1].iso3, self.places[end][0]
        for _ in range(3):
            if end >= len(self.words) or self.words[end].core not in LINKS[self.language]:
                break
            link = self.words[end].core
            k = end + 1
            if k < len(self.words) and self.words[k].core in ("the", "la", "l'", "le"):
                k += 1
            if k >= len(self.words):
                break
            governs = any(self.words[j].core in STATE_OFFICES for j in range(max(0, end - 2), end))
            if governs and link == "of" and self.words[k].core in lists.words("states"):
                return k + 1, lists.one("states_of")
            if k in self.places and self.places[k][1].kind != "seat":
                end = self.places[k][0]
                if link != "to":
                    country = self.places[k][1].iso3
                continue
            if self.words[k].core in lists.words("states") and link == "of":
                return k + 1, lists.one("states_of")
            stop = k
            while stop < len(self.words) and stop - k < MOST:
                w = self.words[stop]
                if w.core in lists.office_words("portfolios", self.language) or (
                    w.core in ("and", ",", "&")
                    and stop + 1 < len(self.words)
                    and stop > k
                    and (
                        self.words[stop + 1].core in lists.office_words("portfolios", self.language)
                        and lists.offices(self.language).at(self.words, stop + 1) is None
                    )
                ):
                    stop += 1
                else:
                    break
            if stop == k:
                break
            end = stop
        return end, country

    def _person_of(self, o: _Office) -> int:
        """Add the holder of an office; index of the word after."""
        words = self.words
        follow = o.end
        possessive = words[o.end - 1].possessive
        if not possessive:
            named = self._name_after(follow)
            comma = follow < len(words) and words[follow].text == ","
            if named is None and comma:
                named = self._name_after(follow + 1, least=2)
                if named and not self._closes(named[1]):
                    named = None
            if named:
                return self._person(o, o.first, named)
        before = self._name_before(o)
        if before:
            a, b = before
            at = Span(words[a].start, words[o.end - 1].end)
            who = Span(words[a].start, words[b - 1].start + len(words[b - 1].core))
            country = o.country or self._of_country(o.end)
            self._take(a, o.end)
            self._add("person", at, self.text[who.start : who.end], who, o.name, country)
            return o.end
        article = words[o.first - 1].core.casefold() if o.first else ""
        country = o.country or self._of_country(o.end)
        if (
            article in ("the", "a", "an", "his", "her", "their", "its", "our")
            or o.country
            or words[o.head].capital
        ):
            at = self._span(o.first, o.end)
            self._take(o.first, o.end)
            self._add(
                "office",
                at,
                " ".join(self.text[at.start : at.end].split()),
                at,
                o.name,
                country,
                article=article,
            )
        return o.end

    def _person(self, o: _Office, first: int, named: tuple[int, int]) -> int:
        a, b = named
        who = Span(self.words[a].start, self.words[b - 1].start + len(self.words[b - 1].core))
        if self.words[b - 1].text in SUFFIXES and self.text[who.end : who.end + 1] == ".":
            who = Span(who.start, who.end + 1)
        end, country = b, o.country
        if not country:
            more = self._of_country(b)
            if more:
                country = more
        self._take(first, end)
        at = Span(self.words[first].start, who.end)
        self._add("person", at, self.text[who.start : who.end], who, o.name, country)
        return end

    def _of_country(self, k: int) -> str:
        """ "of Kenya" or ", of Kenya" at a word."""
        words = self.words
        if k < len(words) and words[k].text in (",", "."):
            k += 1
        if k + 1 < len(words) and words[k].core in ("of", "from"):
            k += 1 + (words[k + 1].core == "the")
            if k < len(words) and words[k].core in lists.words("states") and self._state_office(k):
                return lists.one("states_of")
            if k in self.places and self.places[k][1].kind != "seat":
                return self.places[k][1].iso3
            if k < len(words) and words[k].core in lists.words("states"):
                return lists.one("states_of")
        return ""

    def _state_office(self, k: int) -> bool:
        return any(w.core in STATE_OFFICES for w in self.words[max(0, k - 6) : k])

    def _closes(self, k: int) -> bool:
        return k >= len(self.words) or self.words[k].text in (",", ".", ";", ":", ")", "”", '"', "(")

    def _name_before(self, o: _Office) -> tuple[int, int] | None:
        """The name before an office in apposition: NAME, (the) OFFICE; NAME, who is also OFFICE."""
        k = o.first
        words = self.words
        while k > 0 and words[k - 1].core.casefold() in (
            "the",
            "a",
            "an",
            "is",
            "also",
            "who",
            "was",
            "its",
            "their",
        ):
            k -= 1
        also = any(words[j].core.casefold() == "who" for j in range(k, o.first))
        if k == 0 or (words[k - 1].text != "," and not also):
            return None
        b = k - (words[k - 1].text == ",")
        a = b
        while a > 0 and b - a < 7:
            w = words[a - 1]
            ok = self._name_word(w, a - 1) or (w.core in PARTICLES and a < b) or self._initial(w, a - 1)
            if w.text == "." and a >= 2 and self._initial(words[a - 2], a - 2):
                ok = True
            if not ok or self.taken[a - 1]:
                break
            a -= 1
        while a < b and (words[a].core in PARTICLES or words[a].text == "."):
            a += 1
        while a < b and self._title_at(a):
            a += 1
        return (
            (a, b)
            if b - a >= 1 and not self._all_marks(a, b) and (b - a >= 2 or self._single_ok(a))
            else None
        )

    def _single_ok(self, a: int) -> bool:
        return a == 0 or self._title_at(a - 1) or self.words[a - 1].text in (".", ",")


def _sole(name: str, spelled: str, before: list[Token]) -> str:
    """The one state that has an office; for some, only where a portfolio stands with it."""
    with_portfolio = lists.portfolio_country().get(name, "")
    if with_portfolio and len(spelled.split()) > 2 and not spelled.startswith("Chief"):
        return with_portfolio
    return lists.office_country().get(name, "")
