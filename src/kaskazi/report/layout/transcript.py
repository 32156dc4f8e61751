"""The last chapter: the document's own text, with what was found in it marked."""

from __future__ import annotations

from kaskazi.report.document import Block, Paragraph, Section, Transcript, runs
from kaskazi.report.page import Page
from kaskazi.text.catalogue import say


def section(page: Page) -> Section:
    """The chapter "The text"."""
    legend = (
        ("quote", say("transcript.quotation")),
        ("ask", say("transcript.ask")),
        ("commitment", say("transcript.commitment")),
        ("measure", say("transcript.measure")),
        ("denial", say("transcript.denial")),
        ("", say("transcript.meeting")),
        ("mention", say("transcript.mention")),
    )
    blocks: list[Block] = [Paragraph(runs(say("transcript.cut")), "note")] if page.record.cut else []
    blocks.append(Transcript(legend, page.record.lines))
    return Section(say("transcript.title"), tuple(blocks), anchor="text", short=say("transcript.short"))
