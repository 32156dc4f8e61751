"""The two pages put together: the decision and its figures on the first, the talks, the asks and the rest on the second."""

from __future__ import annotations

from dataclasses import dataclass

from kaskazi.report.document import Block, Paragraph, Section, Sheet, runs
from kaskazi.report.front import asks, decide, evidence, others, said
from kaskazi.report.front.choose import Lead, lead
from kaskazi.report.front.notes import Notes
from kaskazi.report.page import Page
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import day


@dataclass(frozen=True, slots=True)
class Front:
    """The headline, the occasion beside the kicker, the two pages and the line under each."""

    headline: str
    occasion: str
    sheets: tuple[Sheet, ...]
    foot: str


def front(page: Page) -> Front:
    """The two pages of a brief, whatever the document holds."""
    notes = Notes(page.world)
    found = lead(page)
    first = _first(page, found, notes)
    second = _second(page, found, notes)
    return Front(
        headline=decide.headline(page, found),
        occasion=occasion(page),
        sheets=(Sheet(tuple(first)), Sheet(tuple(second))),
        foot=say(
            "front.foot",
            version=page.version,
            made=day(page.made),
            as_of=day(page.agenda.as_of),
            world=page.world,
        ),
    )


def occasion(page: Page) -> str:
    """What the brief is about: the first meeting with its people, else the document's name and date."""
    for e in page.dossier.engagements[:1]:
        names = ", ".join(p.name for p in e.participants[:3]) or ", ".join(
            page.names.get(s, s) for s in e.sides[:3]
        )
        if names:
            return say("front.occasion", dated=page.day_of(e.when), who=names)
    return say("front.document", name=page.document.name, dated=page.dated)


def _first(page: Page, found: Lead | None, notes: Notes) -> list[Block]:
    if found is None:
        return [*decide.undated(page), *decide.nothing(page)]
    blocks: list[Block] = [*decide.undated(page), *decide.decision(page, found, notes)]
    blocks += [*decide.if_nothing(page, found, notes)]
    blocks += decide.options(page, found, notes)
    blocks += evidence.beside(page, found, notes)
    blocks += evidence.clock(page, found, notes)
    blocks += evidence.who_else(page, found, notes)
    return blocks


def _second(page: Page, found: Lead | None, notes: Notes) -> list[Block]:
    blocks: list[Block] = [*said.section(page)]
    blocks += asks.section(page, notes)
    blocks += others.also(page, found, notes)
    blocks += others.heard(page, found, notes)
    blocks += others.left_out(page, found)
    listed = notes.list()
    if listed:
        blocks.append(Section(say("front.sources"), (Paragraph(listed, "small"),), anchor="front-sources"))
    blocks.append(Paragraph(runs(say("front.annex")), "small"))
    return blocks
