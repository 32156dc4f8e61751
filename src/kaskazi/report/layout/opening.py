"""The first chapter: what is at stake in a paragraph and a few leading figures."""

from __future__ import annotations

from kaskazi.report.document import Block, Jump, Paragraph, Runs, Section, Tile, Tiles, Words, cites, phrase
from kaskazi.report.page import Page
from kaskazi.report.stakes import Key
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import per_cent, unit_text


def section(page: Page) -> Section:
    """The chapter "At stake"."""
    blocks: list[Block] = [Paragraph(_summary(page), "lead")]
    if page.keys:
        blocks.append(Tiles(say("opening.keys"), tuple(_tile(k) for k in page.keys)))
    if page.document.dated is None:
        option = Words("--dated YYYY-MM-DD", "code")
        blocks.append(Paragraph(phrase("opening.give_date", undated=page.dated, option=option), "warning"))
    return Section(say("opening.title"), tuple(blocks), anchor="stake")


def _summary(page: Page) -> Runs:
    out: list[Words] = []
    for head, text in page.summary:
        if head:
            out += [Words(head, "strong"), Words(" ")]
        out += [Words(text), Words(" ")]
    return tuple(out[:-1])


def _tile(k: Key) -> Tile:
    unit = unit_text(k.figure.unit)
    if k.percent:
        unit = f"{unit} ({per_cent(k.percent.central)})"
    return Tile(
        k.figure.label,
        k.shown.central,
        unit,
        k.shown.range,
        Jump(k.option.title, f"g-{k.item.id}"),
        k.figure.horizon.text,
        cites(k.figure.sources),
    )
