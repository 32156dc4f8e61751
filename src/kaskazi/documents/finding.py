"""Where a pattern may begin: words of a text by their first letters, so that a pattern known to begin with a certain
word is tried at that word alone. Linear in the text, once for all patterns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

KEY = 3  # letters by which words are found
WORD = re.compile(r"\b[^\W\d_]+")
LEAD = re.compile(r"\\b([A-Za-z]{2,})(?![?*{+|a-zA-Z])")
LEAD_CUT = re.compile(r"\\b([A-Za-z]{2,})[A-Za-z](?=[?*{])")


class Starts:
    """The places where words begin, by their first letters, case ignored."""

    def __init__(self, text: str) -> None:
        self._by: dict[str, list[int]] = {}
        self._known: dict[frozenset[str], Sequence[int]] = {}
        for m in WORD.finditer(text):
            self._by.setdefault(m[0][:KEY].casefold()[:KEY], []).append(m.start())

    def of(self, heads: frozenset[str]) -> Sequence[int]:
        """Where words begin with one of some strings (small letters), in order."""
        if heads not in self._known:
            self._known[heads] = self._of(heads)
        return self._known[heads]

    def any(self, heads: frozenset[str], start: int, end: int) -> bool:
        """Whether such a word begins inside a range."""
        places = self.of(heads)
        k = bisect_left(places, start)
        return k < len(places) and places[k] < end

    def _of(self, heads: Iterable[str]) -> Sequence[int]:
        keys = set()
        for head in heads:
            if len(head) >= KEY:
                keys.add(head[:KEY])
            else:
                keys |= {k for k in self._by if k.startswith(head)}
        lists = [self._by[k] for k in keys if k in self._by]
        return sorted(p for places in lists for p in places) if len(lists) != 1 else lists[0]


@lru_cache(maxsize=2)
def starts(text: str) -> Starts:
    """The beginnings of a text's words; kept for the text read last."""
    return Starts(text)


class Ranges:
    """Half-open ranges in the order of their starts, and which of them meet another."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        pairs = list(ranges)
        self.order = sorted(range(len(pairs)), key=lambda k: pairs[k])
        self._starts = [pairs[k][0] for k in self.order]
        self._ends = [pairs[k][1] for k in self.order]
        self._most = list(accumulate(self._ends, max))

    def meeting(self, start: int, end: int) -> Iterator[int]:
        """Indexes (as given) of those that meet a range, the last first."""
        k = bisect_left(self._starts, end) - 1
        while k >= 0 and self._most[k] > start:
            if self._ends[k] > start:
                yield self.order[k]
            k -= 1

    def meets(self, start: int, end: int) -> bool:
        """Whether one meets a range."""
        return next(self.meeting(start, end), None) is not None


def first_letters(words: Iterable[str]) -> frozenset[str]:
    """The heads by which some words or names are found."""
    return frozenset(m[0][:KEY].casefold() for w in words if (m := WORD.search(w)))


@lru_cache(maxsize=512)
def heads(patterns: tuple[str, ...]) -> frozenset[str] | None:
    """The letters that matches of some patterns begin with, each pattern `\\b` and a word; None if one does not."""
    found = set()
    for p in patterns:
        m = LEAD.match(p) or LEAD_CUT.match(p)
        if m is None:
            return None
        found.add(m[1].casefold())
    return frozenset(found)


def matches(pattern: re.Pattern[str], text: str, begin: frozenset[str] | None) -> Iterator[re.Match[str]]:
    """As `pattern.finditer(text)`, for a pattern whose matches begin with one of some heads of words (None: unknown)."""
    if begin is None:
        yield from pattern.finditer(text)
        return
    end = 0
    for at in starts(text).of(begin):
        if at >= end and (m := pattern.match(text, at)):
            yield m
            end = max(m.end(), at + 1)


def near(
    pattern: re.Pattern[str], text: str, anchors: Sequence[int], before: int, after: int
) -> Iterator[re.Match[str]]:
    """As `pattern.finditer(text)`, for a pattern whose matches all hold an anchor, at most so many characters from
    either end."""
    k = 0
    while k < len(anchors):
        start, stop = max(0, anchors[k] - before), anchors[k] + after
        while k + 1 < len(anchors) and anchors[k + 1] - before <= stop:
            k += 1
            stop = anchors[k] + after
        yield from pattern.finditer(text, start, min(stop, len(text)))
        k += 1
