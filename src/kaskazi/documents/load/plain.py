"""Getting text in, and cutting it into paragraphs and sentences without losing a position."""

from __future__ import annotations

import re

from kaskazi.dossier import Span
from kaskazi.errors import DocumentError, Problem

MAX_BYTES = 2_000_000  # a thousand pages


# A full stop after these does not end a sentence.
ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "capt",
        "sen",
        "rep",
        "gov",
        "amb",
        "hon",
        "st",
        "jr",
        "sr",
        "no",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "dept",
        "fig",
        "approx",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "u.s",
        "u.k",
        "u.n",
        "d.c",
        "e.g",
        "i.e",
        "a.m",
        "h.e",
        "s.e",
        "mme",
        "mhe",
        "dkt",
        "bw",
        "rt",
        "p.m",
    ]
)
ENDS = re.compile(r"(?<![.!?])[.!?]+[\"'”’»)\]]*(?=\s)|\n")


def check(text: str, title: str) -> None:
    """Refuse text that is empty or too long."""
    if not text.strip():
        raise DocumentError(title, [Problem("", "is empty.", "a text with at least one sentence")])
    if len(text) > MAX_BYTES:
        what = f"has {len(text):,} characters, above the limit."
        raise DocumentError(title, [Problem("", what, f"at most {MAX_BYTES:,}")])


def paragraphs(text: str) -> list[Span]:
    """Lines with text, as spans without the white space around them."""
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            at = start + line.index(bare)
            found.append(Span(at, at + len(bare)))
        start += len(line)
    return found


def sentences(text: str) -> list[Span]:
    """Sentences as spans; an abbreviation or an initial does not end one, a line break does."""
    found: list[Span] = []
    start = 0
    for m in ENDS.finditer(text):
        if m[0] != "\n" and not _really_ends(text, start, m):
            continue
        _add(found, text, start, m.end())
        start = m.end()
    _add(found, text, start, len(text))
    return found


def _really_ends(text: str, start: int, m: re.Match[str]) -> bool:
    if m[0][0] != ".":
        return True
    before = text[max(start, m.start() - 12) : m.start()]
    word = re.split(r"[\s(\"“‘'’]", before)[-1].lower()
    after = text[m.end() : m.end() + 40].lstrip()
    if len(word) == 1 and word.isalpha():
        return False
    if word in ("jr", "sr", "d.c", "u.s", "u.k", "u.n"):
        return bool(
            re.match(
                r"(?:The|He|She|They|In|On|This|Both|President \w+ (?:also|reaffirmed|expressed))\b", after
            )
        )
    return word not in ABBREVIATIONS


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        at = start + piece.index(bare)
        found.append(Span(at, at + len(bare)))
