"""A file, letter, page or standard input as a document: what it is follows from its bytes, then from its name."""

from __future__ import annotations

import hashlib
import re
import sys
from datetime import date
from pathlib import Path

from kaskazi.documents.load import encodings
from kaskazi.documents.load.plain import MAX_BYTES, check
from kaskazi.dossier import Block, Document, Format
from kaskazi.errors import DocumentError, Problem

TEXT = (".txt", ".md", ".text", ".markdown", "")
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
PICTURE = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
SUFFIXES = (*TEXT, *PICTURES, ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml")
MOST = {
    **dict.fromkeys(PICTURES, 30_000_000),
    ".pdf": 50_000_000,
    ".docx": 50_000_000,
    ".html": 20_000_000,
    ".htm": 20_000_000,
    ".eml": 30_000_000,
}
PAGE = re.compile(  # how a web page begins
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
LETTER = re.compile(  # heads of a letter, one of which only a machine writes
    rb"(?:From |[!-9;-~]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*)(?:[!-9;-~]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){0,30}?(?:MIME-Version|Message-ID|Received):",
    re.IGNORECASE,
)
READ = "text (.txt, .md), .html, .pdf, .docx, .eml or a picture (.png, .jpg, .tif)"


def load(source: str | Path) -> Document:
    """The document of a path, of "-" (standard input) or of a web address. Raises DocumentError."""
    name = str(source)
    if name == "-":
        return of_bytes(sys.stdin.buffer.read(MAX_BYTES * 10), "standard input", "")
    if name.startswith(("http://", "https://")):
        from kaskazi.documents.load import web

        raw, named = web.fetch(name)
        return of_bytes(raw, name, Path(name.split("?")[0]).suffix.casefold(), named)
    path = Path(source)
    suffix = path.suffix.casefold()
    title = path.name
    try:
        if path.is_dir():
            raise DocumentError(title, [Problem("", "is a folder.", f"a file: {READ}")])
        size = path.stat().st_size
        if suffix not in SUFFIXES:
            raise DocumentError(title, [Problem("", f"{path.suffix} files are not read.", READ)])
        limit = MOST.get(suffix, MAX_BYTES)
        if size > limit:
            what = f"is {size / 1e6:,.1f} MB, above the limit."
            raise DocumentError(title, [Problem("", what, f"at most {limit / 1e6:.0f} MB")])
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
    return of_bytes(raw, title, suffix)


def of_bytes(raw: bytes, title: str, suffix: str, named: str = "") -> Document:
    """The document of some bytes. named: the encoding that whoever sent them gives."""
    digest = hashlib.sha256(raw).hexdigest()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    day: date | None = None
    kind: Format = "text"
    if raw.startswith(b"%PDF") or suffix == ".pdf":
        from kaskazi.documents.load import pdf  # each way in is loaded where it is needed

        kind = "pdf"
        text, blocks, notes = pdf.read(raw, title)
    elif raw.startswith(b"PK\x03\x04") or suffix == ".docx":
        from kaskazi.documents.load import docx

        kind = "docx"
        text, blocks, notes = docx.read(raw, title)
    elif suffix == ".eml" or (suffix in TEXT and LETTER.match(raw[:4000])):
        from kaskazi.documents.load import letter

        kind = "email"
        text, blocks, day, notes = letter.read(raw)
    elif suffix in PICTURES or raw.startswith(PICTURE):
        from kaskazi.documents.load import ocr

        kind = "picture"
        text, blocks, notes = ocr.read(raw, title)
    elif raw.startswith(b"{\\rtf"):
        raise DocumentError(title, [Problem("", "is RTF, which is not read.", READ)])
    else:
        text, notes = encodings.decode(
            raw, title, named or (encodings.declared(raw) if suffix not in TEXT or raw[:1] == b"<" else "")
        )
        if suffix in (".html", ".htm", ".xhtml") or PAGE.match(text[:2000]):
            from kaskazi.documents.load import html

            kind = "html"
            text, blocks, day = html.read(text)
        elif suffix in (".md", ".markdown"):
            kind = "markdown"
    check(text, title)
    return Document(title, digest, text, day, "none", notes, kind, blocks=blocks)
