"""Sentences as the engines get them: quotations apart, capitals made small where a whole line shouts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kaskazi.documents.clauses.types import Unit
from kaskazi.documents.load.plain import sentences
from kaskazi.dossier import Span

STAND_IN = "Yes"
MOST, LEAST = 1500, 300  # characters of a sentence given to an engine: a longer one is cut, no piece shorter
DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .’'-]{2,40}|[A-ZÀ-Þ][\w ’'-]{2,30}, \d[^-–—\n]{4,24})(?:,[^-–—\n]{0,24})?(?: \([^)\n]{1,24}\))?\s+[-–—]{1,2}\s+"
)
ITEM = re.compile(r"(?:[-*•–▪◦·]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\([ivx]+\))\s+")


def units(text: str, quotes: Sequence[tuple[Span, Span]], kinds: Sequence[tuple[Span, str]]) -> list[Unit]:
    """Frames (sentences with their quotations replaced) and, apart, the sentences inside quotations.

    quotes: outer and inner span of each quotation in order; kinds: blocks with their kind.
    """
    made: list[Unit] = []
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for outer, inner in quotes:
        _append(pieces, places, text, at, inner.start)
        body = text[inner.start : inner.end]
        stand = STAND_IN + ("," if body.rstrip()[-1:] in ",.!?…" else "")
        tail = body.rstrip()[-1:]
        if tail in (".", "!", "?") and _ends_sentence(text, outer.end):
            stand = STAND_IN + "."
        pieces.append(stand)
        places.extend([inner.start] * (len(stand) - 1) + [inner.end - 1])
        at = inner.end
    _append(pieces, places, text, at, len(text))
    frame = "".join(pieces)
    starts = [s.start for s, _ in kinds]
    for s in _bounded(frame, sentences(frame)):
        lead = DATELINE.match(frame, s.start, s.end) or ITEM.match(frame, s.start, s.end)
        if lead and lead.end() < s.end:
            s = Span(lead.end(), s.end)
        body = frame[s.start : s.end]
        here = places[s.start : s.end]
        if body.strip(' .,"“”‘’«»') in ("", STAND_IN):
            continue
        span = Span(here[0], here[-1] + 1)
        made.append(Unit(body, here, span, None, _kind(kinds, starts, span.start)))
    for n, (_, inner) in enumerate(quotes):
        body = text[inner.start : inner.end]
        for s in _bounded(body, sentences(body)):
            span = Span(inner.start + s.start, inner.start + s.end)
            made.append(Unit(body[s.start : s.end], range(span.start, span.end), span, n, "quotation"))
    return made


def _bounded(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Sentences, those without end cut: at a semicolon, else at a comma, else between words."""
    for s in found:
        start = s.start
        while s.end - start > MOST:
            stop = max(text.rfind("; ", start, start + MOST), text.rfind(";\n", start, start + MOST))
            if stop < start + LEAST:
                stop = text.rfind(", ", start, start + MOST)
            if stop < start + LEAST:
                stop = text.rfind(" ", start, start + MOST)
            stop = stop + 1 if stop >= start + LEAST else start + MOST
            yield Span(start, stop)
            start = stop
            while start < s.end and text[start].isspace():
                start += 1
        if start < s.end:
            yield Span(start, s.end)


def _append(pieces: list[str], places: list[int], text: str, a: int, b: int) -> None:
    pieces.append(text[a:b])
    places.extend(range(a, b))


def _ends_sentence(text: str, end: int) -> bool:
    after = text[end : end + 40]
    bare = after.lstrip(" ")
    return not bare or bare[0] == "\n" or (after[:1].isspace() and bare[0].isupper() and False)


def _kind(kinds: Sequence[tuple[Span, str]], starts: Sequence[int], position: int) -> str:
    k = bisect_right(starts, position) - 1
    return kinds[k][1] if k >= 0 and position < kinds[k][0].end else "paragraph"
