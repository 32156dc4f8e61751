"""Getting text in, and cutting it into paragraphs and sentences without losing a position."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from kaskazi.dossier import Span
from kaskazi.errors import DocumentError, Problem

MAX_BYTES = 2_000_000  # a thousand pages
SUFFIXES = (".txt", ".md", ".text", "")

WRAPPED = 45  # a line shorter than this is a line of its own
SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\u2009", " "))

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
ENDS = re.compile(r"[.!?]+[\"'”’»)\]]*(?=\s)|\n")


def load(path: Path) -> tuple[str, str, tuple[str, ...]]:
    """Text, sha256 of the bytes, notes. Raises DocumentError saying what is wrong and what is accepted."""
    title = path.name
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DocumentError(title, [Problem("", "is a folder.", "a text file")])
        if path.suffix.lower() not in SUFFIXES:
            what = f"{path.suffix} files are not read."
            raise DocumentError(title, [Problem("", what, "plain text (.txt or .md), UTF-8")])
        if size > MAX_BYTES:
            what = f"is {size / 1e6:,.1f} MB, above the limit."
            raise DocumentError(title, [Problem("", what, f"at most {MAX_BYTES / 1e6:.0f} MB of text")])
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
    return decode(raw, title)


def decode(raw: bytes, title: str) -> tuple[str, str, tuple[str, ...]]:
    """Text, sha256, notes from bytes: UTF-8, else Windows-1252 with a note. Raises DocumentError."""
    notes: list[str] = []
    controls = sum(raw.count(c) for c in range(32) if c not in (9, 10, 12, 13))
    if b"\0" in raw or controls > max(4, len(raw) // 100):
        raise DocumentError(title, [Problem("", "is binary, not text.", "plain text, UTF-8")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            what = f"byte {error.start} is not UTF-8."
            raise DocumentError(title, [Problem("", what, "UTF-8 text")]) from error
        notes.append("Not UTF-8: read as Windows-1252.")
    check(text, title)
    return text, hashlib.sha256(raw).hexdigest(), tuple(notes)


def check(text: str, title: str) -> None:
    """Refuse text that is empty or too long."""
    if not text.strip():
        raise DocumentError(title, [Problem("", "is empty.", "a text with at least one sentence")])
    if len(text) > MAX_BYTES:
        what = f"has {len(text):,} characters, above the limit."
        raise DocumentError(title, [Problem("", what, f"at most {MAX_BYTES:,}")])


def unwrapped(text: str) -> str:
    """The same text, character for character as long, with line breaks inside a sentence and odd spaces made
    plain spaces: a full line without a stop at its end goes on in the next one."""
    lines = text.splitlines(keepends=True)
    out = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        body = line.rstrip()
        fits = len(body) >= WRAPPED and len(after.rstrip()) <= len(body) + 20  # else a heading over a text
        goes_on = fits and body[-1] not in '.!?:;"”»' and after.strip() and after[0].isalnum()
        out.append(body + " " * (len(line) - len(body)) if goes_on else line)
    return "".join(out).translate(SPACES)


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


def holding(spans: list[Span], position: int) -> Span | None:
    """The span that holds a position."""
    from bisect import bisect_right

    k = bisect_right([s.start for s in spans], position) - 1
    return spans[k] if k >= 0 and position < spans[k].end else None
