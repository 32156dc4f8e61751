"""The fourth chapter: every figure of every option, and the pictures that show them."""

from __future__ import annotations

from kaskazi.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    cites,
    phrase,
    runs,
)
from kaskazi.report.layout import pictures, tables
from kaskazi.report.page import Affected, Moved, Page
from kaskazi.report.published import stated
from kaskazi.report.stakes import Cell as Shown
from kaskazi.report.stakes import Lines, Stake
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import interval, minus, per_cent, unit_text

YEARLY = ("exports_lines", "income")  # figures whose years are printed


def section(page: Page) -> Section:
    """The chapter "What is at stake, in figures"."""
    worked = [s for s in page.stakes if s.worked]
    blocks: list[Block] = [Paragraph(runs(say("figures.note")), "note")]
    blocks += [_stake(page, s) for s in worked]
    if not worked:
        blocks.append(Paragraph(runs(say("figures.none"))))
    if page.annexes:
        blocks.append(tables.section(page.annexes))
    return Section(say("figures.title"), tuple(blocks), anchor="figures", short=say("figures.short"))


def _stake(page: Page, s: Stake) -> Section:
    blocks: list[Block | None] = [options(s)]
    blocks += [Paragraph(runs(say("figures.not_run", title=o.title)), "note") for o in s.open]
    blocks += [pictures.options(s), pictures.clock(page, s), pictures.route(page, s)]
    for lines in s.lines:
        blocks += [_lines(lines), _under_lines(lines), pictures.falls(lines, s)]
    blocks += [Paragraph(runs(minus(text)), "note") for text in s.walks]
    blocks += [_years(s)]
    if s.comparisons:
        blocks += [pictures.published(s), _published(s)]
    blocks.append(pictures.world(page, s))
    moved, affected = page.moved(s), page.affected(s)
    first = s.worked[0].option.title
    if moved:
        blocks += [_sectors(page, first, moved), Paragraph(runs(say("figures.sectors_note")), "note")]
    if affected:
        blocks.append(_economies(first, affected))
    return Section(s.item.title, tuple(b for b in blocks if b is not None), anchor=f"g-{s.item.id}")


def options(s: Stake) -> Table:
    """The figures of an item, a column an option."""
    columns = (Column(say("column.figure"), "text"), *(Column(w.option.title) for w in s.worked))
    rows = []
    for r in s.rows:
        unit = unit_text(r.unit)
        base = (
            say("figures.base", unit=unit, base=r.base, year=str(r.base_year))
            if r.base and r.base_year
            else unit
        )
        head = Cell(runs(r.label), runs(say("figures.of", base=base, horizon=r.horizon)))
        rows.append(Row((head, *(_amount(c) for c in r.cells))))
    title = say("figures.compared") if len(s.worked) > 1 else say("figures.one")
    return Table(title, columns, tuple(rows))


def _years(s: Stake) -> Table | None:
    """The dated paths of the options, a row a figure and option, a column a year; none where nothing is dated."""
    found = [(w.option.title, p) for w in s.worked for p in w.outcome.paths if p.id in YEARLY]
    if not found:
        return None
    years = sorted({y.year for _, p in found for y in p.years})
    columns = (
        Column(say("column.figure"), "text"),
        *(Column(str(y)) for y in years),
        Column(say("figures.sum")),
    )
    rows = []
    for title, p in found:
        values = {y.year: interval(y.value, signed=True) for y in p.years}
        total = interval(p.total, signed=True)
        rows.append(
            Row(
                (
                    Cell(runs(title), runs(p.label)),
                    *(Amount(v.central, v.range) if (v := values.get(y)) else Cell() for y in years),
                    Amount(total.central, total.range, value=p.total),
                )
            )
        )
    return Table(say("figures.by_year"), columns, tuple(rows), note=say("figures.by_year_note"))


def _amount(c: Shown | None) -> Cell | Amount:
    if c is None:
        return Cell()
    share = per_cent(c.percent.text) if c.percent else ""
    return Amount(c.shown.central, c.range, share, c.figure.value)


def _lines(lines: Lines) -> Table:
    heads = ("column.value", "column.duty_now", "column.duty_then", "column.duty_at_stake", "column.change")
    columns = (
        Column(say("column.group"), "text"),
        Column(say("column.enters"), "text"),
        *(Column(say(h)) for h in heads),
    )
    rows = [
        Row(
            (
                Cell(runs(x.effect.label), runs(x.effect.note)),
                Cell(runs(x.effect.route)),
                *(Amount(t) for t in (x.value, x.now, x.then, x.duty)),
                Amount(x.change.central, x.change.range, value=x.effect.change),
            )
        )
        for x in lines.rows
    ]
    total = (
        Cell(runs(say("figures.sum"))),
        Cell(),
        Amount(lines.value),
        Cell(),
        Cell(),
        Amount(lines.duty),
        Amount(lines.change.central, lines.change.range),
    )
    title = say("figures.by_group", title=lines.title)
    return Table(title, columns, (*rows, Row(total, "total")), note=say("figures.usd"))


def _under_lines(lines: Lines) -> Paragraph:
    still = phrase("figures.no_duty", groups="; ".join(lines.still)) if lines.still else ()
    return Paragraph(runs(*still, *tables.sources(lines.sources)), "note")


def _published(s: Stake) -> Table:
    columns = (
        Column(say("column.study"), "text"),
        Column(say("column.method"), "long"),
        Column(say("column.what"), "long"),
        Column(say("column.published")),
        Column(say("column.ours")),
    )
    rows = tuple(
        Row(
            (
                Cell(
                    runs(c.study),
                    runs(*(cites([c.source]) if c.source else ())),
                ),
                Cell(runs(c.method)),
                Cell(runs(c.what)),
                Amount(stated(c.value, c.unit)),
                Amount(stated(c.ours, c.unit)),
            )
        )
        for c in s.comparisons
    )
    return Table(say("figures.published"), columns, rows)


def _sectors(page: Page, option: str, moved: tuple[Moved, ...]) -> Table:
    columns = (
        Column(say("column.sector"), "text"),
        Column(say("column.jobs")),
        Column(say("column.exports")),
        Column(say("column.exports_now")),
        Column(say("column.accounts"), "text"),
    )
    rows = tuple(
        Row(
            (
                Cell(runs(m.name)),
                Amount(m.jobs.central, m.jobs.range),
                Amount(m.exports.central, m.exports.range),
                Amount(m.base),
                Cell(runs(m.grade)),
            )
        )
        for m in moved
    )
    title = say("figures.sectors", home=page.home_name, title=option)
    return Table(title, columns, rows, note=say("figures.exports_usd"))


def _economies(option: str, found: tuple[Affected, ...]) -> Table:
    columns = (
        Column(say("column.economy"), "text"),
        Column(say("column.real_income")),
        Column(say("column.exports")),
    )
    rows = tuple(
        Row(
            (
                Cell(runs(a.name)),
                Amount(a.real_income.central, a.real_income.range),
                Amount(a.exports.central, a.exports.range),
            ),
            "home" if a.home else "plain",
        )
        for a in found
    )
    return Table(say("figures.economies", title=option), columns, rows, note=say("figures.economies_note"))
