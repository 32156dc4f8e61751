"""The rest of page two: what else was raised, numbers that will be heard, what is left out."""

from __future__ import annotations

from collections.abc import Iterable

from kaskazi.evidence.estimates import jobs
from kaskazi.report.document import Block, Cell, Column, Paragraph, Row, Section, Table, Words, joined, runs
from kaskazi.report.front.choose import Lead, first_of, horizon, money, short, short_title, tiles
from kaskazi.report.front.notes import Notes
from kaskazi.report.front.said import shortened
from kaskazi.report.page import Page
from kaskazi.report.stakes import Stake
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import number

MOST_ALSO, MOST_HEARD, LONGEST = 13, 3, 150


def also(page: Page, found: Lead | None, notes: Notes) -> Iterable[Block]:
    """Every other thing on the table in a line: what kind of number it has, what it is, the figure."""
    rest = [s for s in page.stakes if found is None or s is not found.stake]
    if found is None:
        rest = [s for s in rest if s.worked]
    if not rest:
        return
    worked = [s for s in rest if s.worked]
    silent = [s for s in rest if not s.worked]
    rows = [_also(page, s, notes) for s in worked[:MOST_ALSO]]
    if rows:
        columns = (Column("", "tag"), Column(say("front.item"), "long"), Column(say("front.figure"), "text"))
        blocks: list[Block] = [Table(say("front.also_title"), columns, tuple(rows))]
    else:
        blocks = []
    if silent:
        names = "; ".join(s.item.title for s in silent)
        blocks.append(Paragraph(runs(Words(say("front.no_number"), "strong"), " ", names, "."), "note"))
    yield Section(say("front.also"), tuple(blocks))


def _also(page: Page, s: Stake, notes: Notes) -> Row:
    w = s.worked[0]
    figures = tiles(w.outcome)
    f = next((x for x in figures if x.id == "income"), None) or first_of(
        w.outcome, tuple(x.id for x in w.outcome.headline)
    )
    told = shortened(page.named(w.option.title), LONGEST)
    text: tuple[Words, ...] = ()
    if f is not None:
        text = (Words(f"{short(f, w.outcome, page)} {money(f)} {horizon(f)}"),)
    mark = notes.mark(f.sources) if f is not None else ()
    kind = Words(say("front.kind.drafted"), "quiet")
    return Row(
        (Cell((kind,)), Cell(runs(Words(short_title(s), "strong"), f": {told}")), Cell((*text, *mark)))
    )


def heard(page: Page, found: Lead | None, notes: Notes) -> Iterable[Block]:
    """Numbers that the other side or the press will use, with what is known of them, and ours."""
    if found is None or not found.outcome.lines:
        return
    parts = []
    for j in [j for j in jobs(page.home) if not j.used and j.what][:MOST_HEARD]:
        parts.append(
            (
                *runs(say("front.heard", value=number(j.value), what=j.what, year=str(j.year))),
                *notes.mark((j.source,)),
            )
        )
    ours = next((j for j in jobs(page.home) if j.used), None)
    if parts and ours is not None:
        parts.append(
            (
                *runs(say("front.we_count", value=number(ours.value), what=ours.what, year=str(ours.year))),
                *notes.mark((ours.source,)),
            )
        )
    if parts:
        yield Section(say("front.hear"), (Paragraph(joined(parts, " ")),))


def left_out(page: Page, found: Lead | None) -> Iterable[Block]:
    """Three lines: what no figure here counts, and what rests on estimates."""
    lines = [say("front.left_out")]
    if found is not None:
        f = next(
            (f for f in found.outcome.headline if f.id == "income" and f.base_observed is not None), None
        )
        if f is not None:
            lines.append(say("front.rests", share=number(100 * (f.base_observed or 0))))
    yield Section(say("front.sure_of_what"), (Paragraph(runs(" ".join(lines))),))
