"""The sixth chapter: the methods behind the figures, and every source with what it is used for."""

from __future__ import annotations

from kaskazi.report.cited import Cited
from kaskazi.report.document import (
    Block,
    Entry,
    Items,
    Link,
    Paragraph,
    Register,
    Runs,
    Section,
    Words,
    phrase,
    runs,
)
from kaskazi.report.page import Page
from kaskazi.text.catalogue import say


def section(page: Page) -> Section:
    """The chapter "Sources and method"."""
    blocks: list[Block] = []
    if page.methods:
        blocks.append(Section(say("sources.method"), (Items(tuple(runs(text) for _, text in page.methods)),)))
    if page.sources:
        register = Register(tuple(_entry(c) for c in page.sources))
        blocks.append(
            Section(say("sources.list"), (Paragraph(runs(say("sources.status")), "note"), register))
        )
    else:
        blocks.append(Paragraph(runs(say("sources.none"))))
    return Section(say("sources.title"), tuple(blocks), anchor="sources")


def _entry(c: Cited) -> Entry:
    lines: list[Runs] = []
    s = c.source
    first: Runs = runs(c.line)
    if s and s.licence:
        first += phrase("sources.licence", licence=s.licence)
    if s and s.url:
        first += runs(". ", Link(s.url, s.url))
    lines.append(first)
    if s and s.note:
        lines.append(runs(Words(s.note, "quiet")))
    if s and s.sha256:
        lines.append(runs(Words(f"sha256 {s.sha256}", "hash")))
    lines.append(runs(Words(say("sources.used", uses="; ".join(c.uses)), "quiet")))
    return Entry(c.id, s.status if s else "none", c.status, tuple(lines))
