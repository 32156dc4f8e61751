"""The second half of page one: where it falls, how sure, the clock of the law, who else gains or loses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaskazi.outcomes.types import Comparison
from kaskazi.report.document import Beside, Block, Figure, Paragraph, Section, Words, runs
from kaskazi.report.figures import base_bars, intervals, svg
from kaskazi.report.figures.base_bars import Loss
from kaskazi.report.figures.intervals import Group, Mark
from kaskazi.report.front.choose import Lead, horizon
from kaskazi.report.front.notes import Notes
from kaskazi.report.layout import pictures
from kaskazi.report.page import Page
from kaskazi.report.published import CHANGE, published, stated
from kaskazi.text.catalogue import say
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import amount, interval, minus, per_cent, percent

MOST_GROUPS, MOST_STUDIES, MOST_OTHERS = 3, 4, 5
CLOCK, COLUMN, ROUTE = 68, 80, 56  # per cent of the width that drawings take on paper
LEAST = 0.01  # of the largest change in real income: economies that move less are not named


def beside(page: Page, found: Lead, notes: Notes) -> Iterable[Block]:
    """Where it falls, and how sure we are, beside each other."""
    falls, sure = _falls(page, found, notes), _sure(page, found, notes)
    columns = tuple(
        (Section(say(key), blocks),)
        for key, blocks in (("front.falls", falls), ("front.sure", sure))
        if blocks
    )
    if columns:
        yield Beside(columns)


def _falls(page: Page, found: Lead, notes: Notes) -> tuple[Block, ...]:
    """Product groups (or sectors) with the value behind the change: the largest three and the others together."""
    lines, sectors = found.outcome.lines, found.outcome.sectors
    rows: list[tuple[str, float, Interval]]
    if lines:
        rows = [(x.label, x.value, x.change) for x in lines if x.value > 0]
        ids: Sequence[str] = tuple(dict.fromkeys(s for x in lines for s in x.sources))
        note = say("front.falls_lines")
    else:
        rows = [(x.label, x.base_exports, x.exports) for x in sectors if x.base_exports > 0]
        ids = next((f.sources for f in found.outcome.headline if f.id == "income"), ())
        note = say("front.falls_sectors")
    rows.sort(key=lambda r: -abs(r[2].central))
    if not rows or not rows[0][2].central:
        return ()
    shown_, rest = rows[:MOST_GROUPS], rows[MOST_GROUPS:]
    if rest:
        shown_.append((say("front.rest"), sum(r[1] for r in rest), _sum([r[2] for r in rest])))
    losses = tuple(
        Loss(
            label,
            base,
            change,
            say("front.of", change=interval(change, signed=True).central, base=amount(base)),
        )
        for label, base, change in shown_
    )
    title = say("front.falls")
    told = "; ".join(say("picture.mark", label=x.label, text=x.text) for x in losses) + "."
    drawn = base_bars.draw(losses, title, told, key="front-falls", narrow=True)
    caption = runs(note, *notes.mark(ids))
    return (Figure("", caption, drawn, "", told, told=True, width=COLUMN),)


def _sum(found: Sequence[Interval]) -> Interval:
    return Interval(*(sum(getattr(x, k) for x in found) for k in ("low", "central", "high")))


def _sure(page: Page, found: Lead, notes: Notes) -> tuple[Block, ...]:
    """Ours beside the published estimates of the same, and what our past intervals were worth."""
    blocks: list[Block] = []
    groups = published(found.stake.comparisons)[:1]
    if groups:
        marks = groups[0].marks
        kept = (*marks[:-1][:MOST_STUDIES], marks[-1])
        studies = [c.study for c in _compared(found)]
        labels = [svg.cut(x, 230) for x in (*studies, kept[-1].label)]
        group = Group("", tuple(Mark(x, m.value, m.text, m.ours) for x, m in zip(labels, kept, strict=True)))
        told = "; ".join(say("picture.mark", label=m.label, text=m.text) for m in kept) + "."
        drawn = intervals.draw((group,), say("front.sure"), told, key="front-sure", narrow=True)
        ids = [c.source for c in _compared(found) if c.source]
        caption = runs(say("front.sure_of"), *notes.mark(ids))
        blocks.append(Figure("", caption, drawn, "", told, told=True, width=COLUMN))
    lines = [*_outside(found)]
    if found.outcome.lines and page.past is not None:
        lines.append(say("front.record", hits=str(page.past.hits), n=len(page.past.cases)))
    else:
        f = next((f for f in found.outcome.headline if f.id == "income"), None)
        if f is not None and f.basis:
            lines.append(minus(f.basis))
    blocks += [Paragraph(runs(" ".join(lines)), "note")] if lines else []
    return tuple(blocks)


def _outside(found: Lead) -> Iterable[str]:
    """Published estimates that lie outside our interval, said."""
    out = [c for c in _compared(found) if not (c.ours.low <= c.value.high and c.value.low <= c.ours.high)]
    if out:
        told = "; ".join(f"{c.study} ({stated(c.value, c.unit)})" for c in out[:3])
        yield say("front.outside", studies=told, n=len(out))


def _compared(found: Lead) -> tuple[Comparison, ...]:
    """The published changes of what our first comparison is about."""
    changes = [c for c in found.stake.comparisons if c.unit == CHANGE]
    return tuple(c for c in changes if c.ours == changes[0].ours)[:MOST_STUDIES]


def clock(page: Page, found: Lead, notes: Notes) -> Iterable[Block]:
    """The life of the law as a line of time; where there is none, the route by sea before and after."""
    drawn = pictures.clock(page, found.stake, "front-c")
    sailed = pictures.route(page, found.stake, "front-way") if drawn is None else None
    if sailed is not None:
        told = Figure(
            "", sailed.caption[:1], sailed.wide, sailed.narrow, sailed.alternative, told=True, width=ROUTE
        )
        yield Section(say("front.route"), (told,))
    if drawn is not None:
        yield Section(
            say("front.clock"), (Figure("", (), drawn.wide, drawn.narrow, drawn.alternative, width=CLOCK),)
        )


def who_else(page: Page, found: Lead, notes: Notes) -> Iterable[Block]:
    """The economies that gain or lose most for their size, the home economy among them."""
    largest = max((abs(e.real_income.central) for e in found.outcome.economies), default=0.0)
    ranked = [e for e in found.outcome.economies if abs(e.real_income.central) > LEAST * largest]
    if not ranked:
        return
    losing = next((e for e in ranked if e.iso3 == page.home), ranked[0]).real_income.central <= 0
    ranked.sort(key=lambda e: e.real_income.central if losing else -e.real_income.central)
    chosen = ranked[:MOST_OTHERS]
    home = next((e for e in ranked if e.iso3 == page.home), None)
    if home is not None and home not in chosen:
        chosen = [*chosen[:-1], home]
    parts: list[Words | str] = []
    for k, e in enumerate(chosen):
        text = f"{e.name} {per_cent(percent(e.real_income).text)}"
        parts += [", "] if k else []
        parts.append(Words(text, "strong") if e.iso3 == page.home else text)
    ids = next((f.sources for f in found.outcome.headline if f.id == "income"), ())
    income = next((f for f in found.outcome.headline if f.id == "income"), None)
    over = horizon(income) if income else ""
    title = say("front.who_loses") if losing else say("front.who_gains")
    yield Section(
        title, (Paragraph(runs(say("front.real_income", horizon=over), " ", *parts, ".", *notes.mark(ids))),)
    )
