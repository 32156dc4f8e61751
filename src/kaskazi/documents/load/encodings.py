"""Bytes to text: the encoding found, and said where it is not UTF-8."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from kaskazi.errors import DocumentError, Problem

MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# One-byte encodings that are tried, each with the letters beyond ASCII that its languages use most.
ENCODINGS = {
    "cp1252": "éèàçêâîôûùëïüöäßñáíóúãõåøæœ",
    "cp1250": "čšžřěůúýáíéťďňłąęśżźćńóőűöüäăâîşţđ",
    "iso-8859-2": "čšžřěůúýáíéťďňłąęśżźćńóőűöüäăâîşţđ",
    "cp1254": "ğışçöüâîé",
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфїієґ",
    "koi8-r": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
    "cp1253": "αοιετσνηυρπκμλωςάέήίόύώδγθχφβξζψ",
    "cp1256": "اليمونتربةعدسفهكقحجشطصخضذئءثزىغظؤأإآ",
    "mac_roman": "éèàçêâîôûùëïüöäßñáíóúãõåøæœ",
}
CALLED = {
    "cp1252": "Windows-1252", "latin-1": "Latin-1", "cp1250": "Windows-1250", "iso-8859-2": "Latin-2",
    "cp1254": "Windows-1254", "cp1251": "Windows-1251", "koi8-r": "KOI8-R", "cp1253": "Windows-1253",
    "cp1256": "Windows-1256", "mac_roman": "Mac Roman",
}  # fmt: skip
MARKS_IN_TEXT = "“”‘’«»„‚–—-…•·\u00a0'\"،؟؛"
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)


def decode(raw: bytes, title: str, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Text and notes. declared: an encoding that the file names. Raises DocumentError for what is no text."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], name, title)
    wide = _wide(raw)
    if wide:
        return _strict(raw, wide, title)
    controls = sum(raw.count(c) for c in range(32) if c not in (9, 10, 12, 13))
    if b"\0" in raw or controls > max(4, len(raw) // 100):
        raise DocumentError(title, [Problem("", "is binary, not text.", "text, HTML, PDF, DOCX or EML")])
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    for name in (declared, *likely(raw), "latin-1"):
        try:
            if name and codecs.lookup(name):
                text = raw.decode(name)
                return text, (f"Not UTF-8: read as {_called(name)}.",)
        except (UnicodeDecodeError, LookupError):
            continue
    raise DocumentError(title, [Problem("", "is in no encoding known.", "UTF-8 text")])


def _called(name: str) -> str:
    return CALLED.get(name.casefold(), name)


def likely(raw: bytes) -> list[str]:
    """One-byte encodings in which a text makes sense, the likeliest first; Western where nothing speaks against it."""
    sample = re.findall(
        rb"[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]*[\x80-\xff][^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]*",
        raw[:200_000],
    )[:2000]
    scores = {}
    for name, usual in ENCODINGS.items():
        try:
            scores[name] = sum(_odd(w.decode(name), usual) for w in sample)
        except UnicodeDecodeError:
            continue
    return sorted(scores, key=lambda n: scores[n])


def _odd(word: str, usual: str) -> float:
    """How little a run of letters looks like a word: signs inside it, capitals after small letters, hardly a plain
    letter in a Latin one, letters that the languages of its encoding seldom use."""
    letters = [c for c in word if c.isalpha()]
    strange = [c for c in letters if c >= "\x80"]
    pairs = list(pairwise(word))
    signs = sum(
        (a.isalpha() and not b.isalnum() and b not in MARKS_IN_TEXT)
        or (b.isalpha() and not a.isalnum() and a not in MARKS_IN_TEXT)
        for a, b in pairs
    )
    turns = sum(a.islower() and b.isupper() for a, b in pairs)
    latin = sum(c < "\u0250" for c in strange)
    crowded = latin > 2 and latin > 0.6 * len(letters)
    mixed = 0 < latin + len(letters) - len(strange) < len(letters)
    rare = sum(c.casefold() not in usual for c in strange) / max(1, len(strange))
    return 2.0 * signs + 2.0 * turns + 3.0 * crowded + 3.0 * mixed + rare


def _strict(raw: bytes, name: str, title: str) -> tuple[str, tuple[str, ...]]:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        raise DocumentError(
            title, [Problem("", f"byte {error.start} is not {name}.", "UTF-8 text")]
        ) from error
    return text, () if name == "utf-8" else (f"Read as {name.upper()[:6]}.",)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every second byte of the start is zero."""
    head = raw[:400]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * len(head) / 2 and even < 0.1 * len(head):
        return "utf-16-le"
    if even > 0.7 * len(head) / 2 and odd < 0.1 * len(head):
        return "utf-16-be"
    return ""


def declared(raw: bytes) -> str:
    """The encoding that the head of a web page names."""
    m = DECLARED.search(raw[:2048])
    return m[1].decode("ascii") if m else ""
