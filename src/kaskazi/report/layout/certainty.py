"""The fifth chapter: what each interval spans, what is assumed, how well it is solved, what is left out."""

from __future__ import annotations

from kaskazi.report.certify import LIMIT
from kaskazi.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Items,
    Jump,
    Paragraph,
    Row,
    Runs,
    Section,
    Table,
    cites,
    phrase,
    runs,
)
from kaskazi.report.page import Page
from kaskazi.report.stakes import Stake
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import small


def section(page: Page) -> Section:
    """The chapter "How sure we are"."""
    blocks: list[Block] = [_stake(page, s) for s in page.stakes if s.worked]
    if page.certificates:
        about = Paragraph(runs(say("sure.certified", limit=small(LIMIT))))
        blocks.append(Section(say("sure.certificates"), (about, _certificates(page))))
    blocks.append(Section(say("sure.left_out"), (Items(_left_out(page)),)))
    return Section(say("sure.title"), tuple(blocks), anchor="sure", short=say("sure.short"))


def _stake(page: Page, s: Stake) -> Section:
    columns = (
        Column(say("column.figure"), "text"),
        Column(say("column.spans"), "long"),
        Column(say("column.observed")),
    )
    rows = tuple(
        Row(
            (
                Cell(runs("; ".join(b.labels)), cites(b.sources)),
                Cell(runs(b.spans)),
                Amount(b.observed or "–"),
            )
        )
        for b in s.bases
    )
    blocks: list[Block] = [Table(say("sure.spans"), columns, rows)]
    assumed: list[Block] = []
    for a in s.assumed:
        if a.titles:
            assumed.append(Paragraph(runs("; ".join(a.titles)), "note"))
        assumed.append(Items(tuple(runs(page.named(t)) for t in a.texts)))
    if assumed:
        blocks.append(Section(say("sure.assumed"), tuple(assumed)))
    return Section(say("sure.rest_on", title=s.item.title), tuple(blocks))


def _certificates(page: Page) -> Table:
    heads = ("column.cases", "column.residual", "column.walras", "column.sweeps")
    columns = (
        Column(say("column.scenario"), "text"),
        *(Column(say(h)) for h in heads),
        Column(say("column.solver"), "text"),
    )
    rows = tuple(
        Row(
            (
                Cell(runs(c.name)),
                *(Amount(x) for x in (str(c.cases), c.residual, c.walras, c.sweeps)),
                Cell(runs(c.method)),
            )
        )
        for c in page.certificates
    )
    return Table(say("sure.solved"), columns, rows)


def _left_out(page: Page) -> tuple[Runs, ...]:
    out: list[Runs] = [runs(x) for x in (*page.limits, *page.agenda.notes, *page.document.notes)]
    if page.not_yet:
        here = Jump(say("sure.not_yet"), "not-yet")
        out.append(phrase("sure.no_number", n=len(page.not_yet), where=here))
    return tuple(out)
