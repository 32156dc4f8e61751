"""Bytes to text: the encoding found, and said where it is not UTF-8."""

from __future__ import annotations

import codecs
import re

from kaskazi.errors import DocumentError, Problem

MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
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
    for name in (declared, "cp1252", "latin-1"):
        try:
            if name and codecs.lookup(name):
                text = raw.decode(name)
                return text, (f"Not UTF-8: read as {_called(name)}.",)
        except (UnicodeDecodeError, LookupError):
            continue
    raise DocumentError(title, [Problem("", "is in no encoding known.", "UTF-8 text")])


def _called(name: str) -> str:
    return {"cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(name.casefold(), name)


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
