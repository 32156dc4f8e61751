"""Word documents, by the standard library: paragraphs, tables, inserted text, content controls, text boxes, notes,
headers; what was deleted under tracked changes is left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from kaskazi.documents.load.pieces import Pieces
from kaskazi.dossier import Block, BlockKind
from kaskazi.errors import DocumentError, Problem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST = 60_000_000  # bytes of one part, unpacked
BODY = "word/document.xml"
OTHERS: tuple[tuple[str, BlockKind], ...] = (
    (r"word/header\d*\.xml", "header"),
    (r"word/footer\d*\.xml", "header"),
    (r"word/footnotes\.xml", "note"),
    (r"word/endnotes\.xml", "note"),
)


def read(raw: bytes, title: str) -> tuple[str, tuple[Block, ...], tuple[str, ...]]:
    """Text, blocks (numbered as the paragraphs of the body), notes. Raises DocumentError."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            names = box.namelist()
            if BODY not in names:
                raise DocumentError(title, [Problem("", "is a zip file, not a Word document.", "a .docx")])
            pieces = Pieces()
            notes: list[str] = []
            root = _part(box, BODY, title)
            for n, p in enumerate(_paragraphs(root)):
                text = _text(p)
                pieces.add(text, _kind(p), n + 1)
            if (
                next(root.iter(f"{W}del"), None) is not None
                or next(root.iter(f"{W}moveFrom"), None) is not None
            ):
                notes.append("Tracked changes: inserted text is read, deleted text is not.")
            heads: set[str] = set()  # a heading of every page stands in several files
            for pattern, kind in OTHERS:
                for name in sorted(x for x in names if re.fullmatch(pattern, x)):
                    for p in _paragraphs(_part(box, name, title)):
                        text = _text(p)
                        if kind != "header" or text not in heads:
                            pieces.add(text, kind)
                        heads.add(text)
            return pieces.text, tuple(pieces.blocks), tuple(notes)
    except zipfile.BadZipFile as error:
        raise DocumentError(
            title, [Problem("", "is a broken Word document.", "a .docx that Word opens")]
        ) from error


def _part(box: zipfile.ZipFile, name: str, title: str) -> ElementTree.Element:
    if box.getinfo(name).file_size > MOST:
        raise DocumentError(title, [Problem(name, "is above the limit.", f"at most {MOST / 1e6:.0f} MB")])
    body = box.read(name)
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        raise DocumentError(title, [Problem(name, "declares entities, which no Word document does.")])
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise DocumentError(title, [Problem(name, "is not well formed.")]) from error


def _paragraphs(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Paragraphs in order, those of text boxes after the paragraph that holds them."""
    stack = [root]
    while stack:
        e = stack.pop()
        if e.tag in (FALLBACK, f"{W}del", f"{W}moveFrom"):
            continue
        if e.tag == f"{W}p":
            yield e
            inner = [x for x in e.iter(f"{W}txbxContent") if not _in_fallback(e, x)]
            stack.extend(reversed(inner))
            continue
        stack.extend(reversed(list(e)))


def _in_fallback(p: ElementTree.Element, x: ElementTree.Element) -> bool:
    return any(x is y for f in p.iter(FALLBACK) for y in f.iter(f"{W}txbxContent"))


def _text(p: ElementTree.Element) -> str:
    out: list[str] = []
    stack = [p]
    while stack:
        e = stack.pop()
        if e.tag in (FALLBACK, f"{W}del", f"{W}moveFrom", f"{W}txbxContent"):
            continue
        if e.tag == f"{W}t":
            out.append(e.text or "")
        elif e.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            out.append(" ")
        elif e.tag == f"{W}noBreakHyphen":
            out.append("-")
        stack.extend(reversed(list(e)))
    return re.sub(r"[ \t\r\n]+", " ", "".join(out))


def _kind(p: ElementTree.Element) -> BlockKind:
    look = p.find(f"{W}pPr")
    if look is None:
        return "paragraph"
    style = look.find(f"{W}pStyle")
    name = (style.get(f"{W}val") or "").casefold() if style is not None else ""
    if name.startswith(("heading", "title", "subtitle")):
        return "heading"
    if look.find(f"{W}numPr") is not None or name.startswith("list"):
        return "list item"
    return "caption" if name.startswith("caption") else "quotation" if "quote" in name else "paragraph"
