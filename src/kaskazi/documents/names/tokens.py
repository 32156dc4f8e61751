"""Words with their places, and dictionaries of many-worded names matched word by word: linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[’'ʼ\-–][^\W_]+)*|[^\w\s]|_")
T = TypeVar("T")


class Token(NamedTuple):
    """A word or a mark; flat: with straight apostrophes and plain hyphens; core: without a possessive ending, too."""

    start: int
    end: int
    text: str
    core: str
    flat: str

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's."""
        return len(self.core) < len(self.text)

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def plain(word: str) -> str:
    """Straight apostrophes, plain hyphens."""
    return word if word.isascii() else word.replace("’", "'").replace("ʼ", "'").replace("–", "-")


ELIDED = re.compile(r"(?:[lLdDsSnNjJcCmM]|[qQ]u)['’](?=\w)")


def tokens(text: str, start: int = 0, end: int | None = None, elided: bool = False) -> list[Token]:
    """The words and marks of a text (or a part of it), in order; elided: l'ambassadeur is two words."""
    found: list[Token] = []
    for m in WORD.finditer(text, start, len(text) if end is None else end):
        word = m[0]
        cut = ELIDED.match(word) if elided else None
        if cut:
            found.append(Token(m.start(), m.start() + cut.end(), cut[0], plain(cut[0]), plain(cut[0])))
            word = word[cut.end() :]
            found.append(Token(m.start() + cut.end(), m.end(), word, plain(word), plain(word)))
            continue
        core = flat = plain(word)
        if len(core) > 2 and core[-2:] in ("'s", "'S"):
            core = core[:-2]
        found.append(Token(*m.span(), word, core, flat))
    return found


class Names(Generic[T]):
    """Many-worded names, each with a value; the longest that stands at a word is found."""

    def __init__(self, names: Mapping[str, T], fold: bool = False) -> None:
        self.fold = fold
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for name, value in names.items():
            parts = tuple(
                self._key(t.core if k == len(tokens(name)) - 1 else plain(t.text))
                for k, t in enumerate(tokens(name))
            )
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, value))
        for options in self._by_first.values():
            options.sort(key=lambda x: -len(x[0]))

    def begins(self, w: Token) -> bool:
        """Whether a name begins with a word."""
        core = w.core.casefold() if self.fold else w.core
        return core in self._by_first or (w.flat != w.core and self._key(w.flat) in self._by_first)

    def _key(self, word: str) -> str:
        return word.casefold() if self.fold else word

    def at(self, words: list[Token], k: int) -> tuple[int, T] | None:
        """Index after the longest name that starts at word k, and its value."""
        w = words[k]
        options = self._by_first.get(w.core.casefold() if self.fold else w.core)
        if options is None:
            options = self._by_first.get(self._key(w.flat)) if w.flat != w.core else None
            if options is None:
                return None
        for parts, value in options:
            n = len(parts)
            if k + n > len(words):
                continue
            inner = all(self._key(words[k + j].flat) == parts[j] for j in range(n - 1))
            if inner and parts[-1] in (
                self._key(words[k + n - 1].core),
                self._key(words[k + n - 1].flat),
            ):
                return k + n, value
        return None


def words_of(block: str | Iterable[str]) -> frozenset[str]:
    """A set of words from a block of them."""
    return frozenset(block.split() if isinstance(block, str) else block)
