"""The order of a brief's chapters, and what stands above and below them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kaskazi.dossier import Dossier
from kaskazi.report.document import Document, Section, runs
from kaskazi.report.front import front
from kaskazi.report.layout import agenda, certainty, figures, record, scenarios, sources, transcript
from kaskazi.report.layout.plain import plain
from kaskazi.report.page import Page
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import day

LANGUAGE = "en"


def lay_out(page: Page, dossier: Dossier) -> Document:
    """The brief as a tree of blocks."""
    d = page.document
    meta = [
        say("title.met", what=e.head, details=" · ".join(e.detail)) for e in page.record.engagements[:1]
    ] + [
        say("title.document", name=d.name, dated=page.dated),
        say("title.days", as_of=day(page.agenda.as_of), made=day(page.made), version=page.version),
    ]
    chapters = (
        record.section(page),
        agenda.section(page),
        figures.section(page),
        certainty.section(page),
        sources.section(page),
        scenarios.section(page),
    )
    pages = front(page)
    return Document(
        language=LANGUAGE,
        title=say("title.page", home=page.home_name),
        kicker=say("title.kicker"),
        name=say("title.name", home=page.home_name, document=d.name),
        meta=tuple(runs(x) for x in meta),
        sections=(*_numbered(chapters), transcript.section(page)),
        closing=say("title.closing", version=page.version, made=day(page.made)),
        generator=f"kaskazi {page.version}",
        data=lambda: plain(page, dossier),
        headline=pages.headline,
        occasion=pages.occasion,
        sheets=pages.sheets,
        foot=pages.foot,
        made=page.made,
    )


def _numbered(chapters: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(replace(c, number=str(k)) for k, c in enumerate(chapters, 1))
