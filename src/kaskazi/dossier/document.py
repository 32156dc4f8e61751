"""A document as it was loaded: its text, its blocks and where each leads back to, the parts of several read as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Basis = Literal["given", "stated in the text", "header", "none"]
Format = Literal["text", "markdown", "html", "docx", "pdf", "email", "picture"]
BlockKind = Literal["heading", "paragraph", "list item", "quotation", "table", "caption", "note", "header"]
Language = Literal["en", "fr", "sw", "other"]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of Unicode code points on the document's text; `text[start:end]` is the exact words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document and where it stands in the file: page from 1, paragraph from 1.

    box: left, bottom, right, top in points on a page of a PDF; origin: its place in the source of a web page;
    confidence: of who recognised it in a picture, 0 to 1.
    """

    kind: BlockKind
    span: Span
    paragraph: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    origin: Span | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of several documents read as one: where it lies in the joined text, and what is known of it."""

    name: str
    sha256: str
    span: Span
    dated: date | None
    basis: Basis
    format: Format = "text"
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a span stands for a reader: line of the text, paragraph and page of the file where known."""

    line: int
    paragraph: int | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Document:
    """The text and what is known of it. basis: where its date comes from."""

    name: str
    sha256: str
    text: str
    dated: date | None
    basis: Basis
    notes: tuple[str, ...] = ()
    format: Format = "text"
    language: Language = "en"
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()  # where it is several documents read as one

    def part(self, span: Span) -> Part | None:
        """The one of several documents in which a span stands, None where there is only one."""
        return next((p for p in self.parts if p.span.start <= span.start < p.span.end), None)

    def exact(self, span: Span) -> str:
        """The words of a span."""
        return self.text[span.start : span.end]

    def line(self, span: Span) -> int:
        """Line on which a span starts, from 1; of its own document where there are several."""
        part = self.part(span)
        return self.text.count("\n", part.span.start if part else 0, span.start) + 1

    def locator(self, span: Span) -> Locator:
        """Line, paragraph and page of a span's start."""
        b = next((b for b in self.blocks if b.span.start <= span.start < b.span.end), None)
        return Locator(self.line(span), b.paragraph if b else None, b.page if b else None)
