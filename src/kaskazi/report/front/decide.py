"""The first half of page one: the headline, the decision, what happens if nothing is done, the options."""

from __future__ import annotations

from collections.abc import Iterable

from kaskazi.agenda.standing import standing, standing_fact
from kaskazi.codes.naming import capital
from kaskazi.law import instruments
from kaskazi.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Jump,
    Paragraph,
    Row,
    Runs,
    Section,
    Table,
    Tile,
    Tiles,
    Words,
    phrase,
    runs,
)
from kaskazi.report.front.choose import SUMS, WORK, YEARLY, Lead, first_of, horizon, short, tiles
from kaskazi.report.front.notes import Notes
from kaskazi.report.front.said import account
from kaskazi.report.page import Page
from kaskazi.report.stakes import Row as Compared
from kaskazi.report.stakes import Stake, shown
from kaskazi.text.catalogue import say
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import (
    day,
    in_money,
    interval,
    level,
    number,
    per_cent,
    percent,
    unit_text,
    with_unit,
)

MOST_OPTIONS = 3


def headline(page: Page, found: Lead | None) -> str:
    """The answer in a line: the day that counts, and the leading change with its range and horizon."""
    if found is None:
        return say("front.no_answer", home=page.home_name, n=len(page.stakes))
    figure = first_of(found.outcome, tuple(f.id for f in tiles(found.outcome)))
    told = _change(page, found)
    if figure is None or not told:
        return say("front.on_the_table", title=found.stake.item.title)
    if found.until is None or not found.holds:
        return say("front.head", option=page.named(found.stake.worked[0].option.title), told=told)
    if found.days is None:
        return say("front.head_until", name=found.name, until=day(found.until), told=told)
    return say("front.head_dated", name=found.name, n=found.days, told=told)


def _change(page: Page, found: Lead) -> str:
    """ "would cost Kenya USD 127 to 405 million of exports to the United States a year": the range, never a bare number."""
    f = next((x for x in tiles(found.outcome) if x.is_change and in_money(x.unit)), None)
    if f is None:
        return ""
    v = f.value
    what = short(f, found.outcome, page)
    if v.low < 0 < v.high or v.low == v.high == 0:
        return say(
            "front.open", home=page.home_name, what=what, range=with_unit(shown(f).range or "0", f.unit)
        )
    ends = sorted((abs(v.low), abs(v.high)))
    known = interval(Interval(ends[0], abs(v.central), ends[1]))
    size = with_unit(known.range or known.central, f.unit)
    key = "front.costs" if v.high <= 0 else "front.brings"
    when = say(f"front.when.{f.horizon.kind}")
    return say(key, home=page.the(page.home), size=size, what=what, when=when)


def nothing(page: Page) -> Iterable[Block]:
    """The first page where nothing could be worked out: what is on the table and why there is no number."""
    yield Paragraph(runs(say("front.nothing")), "lead")
    rows = tuple(Row((Cell(runs(s.item.title)), Cell(runs(s.item.why)))) for s in page.stakes[:8])
    if rows:
        columns = (Column(say("front.item"), "text"), Column(say("front.why"), "long"))
        yield Table(say("front.on_table"), columns, rows)


def undated(page: Page) -> Iterable[Block]:
    """How to give the date of a document that states none."""
    if page.document.dated is None:
        option = Words("--dated YYYY-MM-DD", "code")
        yield Paragraph(phrase("opening.give_date", undated=page.dated, option=option), "warning")


def decision(page: Page, found: Lead, notes: Notes) -> Iterable[Block]:
    """What must be decided, by when, how the law stands and who has said what about it."""
    words: list[Words] = []
    law = next((w for w in found.stake.item.law if w.on == page.agenda.as_of), None)
    if found.until is not None:
        if found.days is None:
            words.append(Words(say("front.decide_until", until=day(found.until)), "strong"))
        else:
            words.append(Words(say("front.decide_by", until=day(found.until), n=found.days), "strong"))
    else:
        words.append(Words(say("front.decide"), "strong"))
    words.append(Words(" "))
    words.append(Words(say("front.whether" if found.holds else "front.whether_outside", name=found.name)))
    if not found.holds:
        words.append(Words(" " + _standing(page, found)))
    tail: Runs = ()
    if law is not None and law.text:
        words.append(Words(" " + _sentence(law.text)))
        tail = notes.mark((law.source,)) if law.source else ()
    told = account(page, found)
    after = (Words(" "), *told) if told else ()
    yield Paragraph((*words, *tail, *after), "lead")


def _standing(page: Page, found: Lead) -> str:
    """Where the home economy stands towards the preference that leads, in a sentence."""
    found_law, today = instruments()[found.stake.item.id], page.agenda.as_of
    return standing_fact(standing(found_law, page.home, today), page.home_name, found.name, today)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else text + "."


def if_nothing(page: Page, found: Lead, notes: Notes) -> Iterable[Block]:
    """Three figures of the first option, each with its range, base, horizon, what made it and its sources."""
    option = found.stake.worked[0].option
    made = []
    for f in tiles(found.outcome):
        s = shown(f)
        about = []
        if f.base and f.is_change and f.percent:
            share = percent(f.percent)
            base = level(f.base, f.unit)
            about.append(
                say("front.of_base", share=per_cent(share.central), base=base, year=str(f.base_year))
            )
        if f.base_observed is not None:
            about.append(say("front.observed", share=per_cent(number(100 * f.base_observed))))
        about.append(say("front.modelled") if f.modelled else say("front.computed"))
        made.append(
            Tile(
                what=short(f, found.outcome, page),
                central=s.central,
                unit=unit_text(f.unit),
                range=say("front.range", range=s.range) if s.range else "",
                about=Jump("; ".join(about), f"g-{found.stake.item.id}"),
                horizon=horizon(f),
                sources=notes.mark(f.sources),
            )
        )
    title = say("front.if_nothing") if len(found.stake.worked) > 1 else say("front.if_so")
    if made:
        yield Section(
            title, (Paragraph(runs(page.named(option.title) + "."), "note"), Tiles(title, tuple(made)))
        )


def options(page: Page, found: Lead, notes: Notes) -> Iterable[Block]:
    """The ways it may go, side by side: sums over the window where there are dates, else yearly figures."""
    worked = found.stake.worked[:MOST_OPTIONS]
    if len(worked) < 2:
        return
    rows = _options_rows(found.stake)
    table = []
    for r in rows:
        figure = next(c.figure for c in r.cells if c)
        outcome = worked[0].outcome
        head = Cell(
            runs(capital(short(figure, outcome, page)), *notes.mark(r.sources)),
            runs(say("front.unit_horizon", unit=unit_text(r.unit), horizon=horizon(figure))),
        )
        cells = tuple(
            Amount(c.shown.central, c.range, value=c.figure.value) if c else Cell()
            for c in r.cells[:MOST_OPTIONS]
        )
        table.append(Row((head, *cells)))
    columns = (Column("", "text"), *(Column(page.named(w.option.title)) for w in worked))
    if table:
        yield Section(say("front.options"), (Table(say("front.options_title"), columns, tuple(table)),))


def _options_rows(stake: Stake) -> list[Compared]:
    by_id = {r.id: r for r in stake.rows}
    chosen = [by_id[x] for x in SUMS if x in by_id] or [by_id[x] for x in YEARLY if x in by_id]
    work = next((by_id[x] for x in WORK if x in by_id), None)
    return chosen[:3] + ([work] if work else [])
