"""PDF: the text of every page with the box of each line."""

from __future__ import annotations

import re
from typing import Any

from kaskazi.documents.load import ocr
from kaskazi.documents.load.pieces import Box, Pieces
from kaskazi.dossier import Block
from kaskazi.errors import DocumentError, Problem

MOST_PAGES = 2000
HYPHEN = "\ufffe"  # a hyphen at a line's end


def read(raw: bytes, title: str) -> tuple[str, tuple[Block, ...], tuple[str, ...]]:
    """Text, a block for each line with page and box, notes. Raises DocumentError."""
    try:
        import pypdfium2 as pdfium
    except ImportError as error:
        raise DocumentError(
            title, [Problem("", "is a PDF, and no reader of PDF is installed.", "pip install pypdfium2")]
        ) from error
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        what = "is locked with a password." if "password" in str(error).casefold() else "is a broken PDF."
        raise DocumentError(title, [Problem("", what, "a PDF that opens without one")]) from error
    try:
        pages = len(document)
        if pages > MOST_PAGES:
            raise DocumentError(title, [Problem("", f"has {pages} pages.", f"at most {MOST_PAGES}")])
        pieces = Pieces()
        bare: list[int] = []
        notes: list[str] = []
        for n in range(pages):
            page = document[n]
            text = page.get_textpage()
            try:
                _page(pieces, text, n + 1, title)
                if not text.count_chars():
                    if ocr.recogniser() and len(notes) < ocr.MOST_PAGES:
                        notes.append(_recognised(pieces, page, n + 1))
                    else:
                        bare.append(n + 1)
            finally:
                text.close()
                page.close()
    finally:
        document.close()
    if not pieces.blocks:
        what = (
            "shows no text."
            if notes
            else "has no text: its pages are pictures, and nothing here recognises text."
        )
        raise DocumentError(title, [Problem("", what, "a PDF with text" if notes else ocr.HOW)])
    if bare:
        pages_ = ", ".join(map(str, bare[:20]))
        notes.append(f"No text on page {pages_}: a picture is not read; {ocr.HOW} reads it.")
    return pieces.text, tuple(pieces.blocks), tuple(notes)


def _recognised(pieces: Pieces, page: Any, number: int) -> str:
    """Lines of a page that is a picture, and what is said of it."""
    width, height = page.get_size()
    scale = min(3.0, ocr.LONGEST / max(width, height, 1.0))
    bitmap = page.render(scale=scale)
    try:
        pixels = bitmap.to_numpy()[:, :, :3].copy()
    finally:
        bitmap.close()
    sure = ocr.put(pieces, ocr.lines(pixels), float(pixels.shape[0]), scale, number)
    return ocr.note(f"Page {number}", sure)


def _page(pieces: Pieces, page: Any, number: int, title: str) -> None:
    count = page.count_chars()
    body = page.get_text_range(0, count) if count else ""
    exact = len(body) == count  # beyond the basic plane pdfium counts two where Python counts one
    last: Box | None = None
    for m in re.finditer(r"[^\r\n]+", body):
        line = m[0].replace(HYPHEN, "-").replace("\x00", " ")
        if not line.strip():
            continue
        box = _box(page, m.start(), m.end(), m[0]) if exact else None
        gap = "\n"
        if last and box:
            height = max(box[3] - box[1], 1.0)
            if last[1] - box[3] > 0.9 * height or last[1] < box[1] - height:
                gap = "\n\n"
        elif last is None:
            gap = "\n\n" if pieces.blocks and pieces.parts[-1][-1:] in ".!?:" else "\n"
        pieces.add(line, "paragraph", page=number, box=box, gap=gap)
        last = box or last


def _box(page: Any, start: int, end: int, words: str) -> Box | None:
    lead = len(words) - len(words.lstrip())
    try:
        a = page.get_charbox(start + lead)
        b = page.get_charbox(max(start + lead, end - 1 - (len(words) - len(words.rstrip()))))
    except Exception:
        return None
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
