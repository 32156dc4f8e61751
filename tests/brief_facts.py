"""The facts of a brief's page: every number with the words that stand for it, read back from the HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

Fact = tuple[str, str, str]  # table's title or "", label, what is said of it
VOID = {"meta", "br", "link", "hr"}
WORDS = {"figcaption", "p", "li", "blockquote", "summary", "h1", "h2", "h3", "h4", "dt", "dd"}


def squeezed(text: str) -> str:
    """All blanks as one, none at the ends; the thin space within a number stays."""
    return re.sub(r"[ \t\n\u00a0]+", " ", text).strip()


class Reader(HTMLParser):
    """Cells by table, row and column; sentences of all else."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[Fact] = []
        self.sentences: list[str] = []
        self._open: list[str] = []
        self._skip = 0
        self._caption = self._row = self._told = ""
        self._heads: list[str] = []
        self._column = 0
        self._note: list[str] | None = None
        self._text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._text.append(" ")
            return
        if tag in ("svg", "style"):
            self._skip += 1
        if tag == "table":
            self._caption, self._heads = "", []
        if tag == "tr":
            self._column, self._row = 0, ""
        if tag in (*WORDS, "caption", "th", "td"):
            self._flush()
        self._open.append(tag)
        self._text.append(" ")
        if tag == "span" and ("class", "u") in attrs and "th" in self._open:
            self._note = []

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in ("svg", "style"):
            self._skip -= 1
        if tag == "span" and self._note is not None:
            self._told = squeezed("".join(self._note))
            self._note = None
        text = squeezed("".join(self._text))
        if tag == "caption":
            self._caption = text
        elif tag == "th" and "thead" in self._open:
            self._heads.append(text)
        elif tag == "th":
            self._row, self._column = text, 1
            if self._told:
                self.cells.append((self._caption, f"{self._row} | note", self._told))
            self._told = ""
        elif tag == "td":
            if text:
                head = self._heads[self._column] if self._column < len(self._heads) else ""
                self.cells.append((self._caption, f"{self._row} | {head}", text))
            self._column += 1
        elif tag in WORDS:
            self._flush()
        if tag in (*WORDS, "caption", "th", "td"):
            self._text = []
        while self._open and self._open.pop() != tag:
            pass
        self._text.append(" ")

    def _flush(self) -> None:
        text = squeezed("".join(self._text))
        if text and "table" not in self._open:
            self.sentences.append(text)
        self._text = []

    def handle_data(self, data: str) -> None:
        if not self._skip:
            (self._text if self._note is None else self._note).append(data)


def numbers(text: str) -> list[str]:
    """The numbers in a text as printed: sign, digits with thin spaces, decimals."""
    return re.findall(r"[+−]?\d(?:[\d\u202f]*\d)?(?:[.,]\d+)?", squeezed(text))


def facts(page: str) -> dict[str, list[list[str]]]:
    """Of a page: the numbers of each cell with their table, row and column, and every sentence that holds one.

    Scenario files, hashes and the document's own text are no facts of the brief and are left out.
    """
    r = Reader(page)
    start = next((k for k, s in enumerate(r.sentences) if s.startswith("Each is a text file")), None)
    cells = [
        [where.partition(":")[0], label, " | ".join(numbers(text)) or text] for where, label, text in r.cells
    ]
    said = [[s] for s in r.sentences[:start] if re.search(r"\d", s) and "sha256" not in s]
    return {"cells": cells, "sentences": said}


def bare(text: str) -> str:
    """Letters and digits only, with signs: what must be equal whatever the form."""
    return re.sub(r"[^\w+−<>%]", "", squeezed(text)).casefold()
