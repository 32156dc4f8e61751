"""What to ask, ranked by worth at home: the other side's gain or loss, who decides and how the law stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaskazi.analysis.priorities import Ask, AskList
from kaskazi.codes.naming import capital
from kaskazi.report.document import Amount, Block, Cell, Column, Paragraph, Row, Section, Table, runs
from kaskazi.report.front.notes import Notes
from kaskazi.report.front.said import shortened
from kaskazi.report.page import Page
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import interval, number

MOST = 5  # asks shown
LEAST = 0.5  # USD m a year: asks worth less are not shown
LONGEST = 170  # characters of the law's state


def section(page: Page, notes: Notes) -> Iterable[Block]:
    """The asks worth most, whoever is asked."""
    found = [(a, x) for a in page.asks for x in _wholes(a.asks) if _worth(x) >= LEAST]
    found.sort(key=lambda p: -_worth(p[1]))
    if not found:
        return
    columns = (
        Column(say("front.ask_head"), "text"),
        Column(say("front.worth")),
        Column(say("front.other_side"), "text"),
        Column(say("front.decides"), "long"),
    )
    rows = tuple(_row(page, a, x, notes) for a, x in found[:MOST])
    note = Paragraph(runs(say("front.asks_note", horizon=found[0][0].horizon)), "note")
    yield Section(say("front.asks"), (Table(say("front.asks_title"), columns, rows), note))


def _wholes(asks: Sequence[Ask]) -> Iterable[Ask]:
    """Asks that are no part of another one on the list: a preference before its groups of goods."""
    listed = {x.id for x in asks}
    return (x for x in asks if x.under not in listed)


def _worth(x: Ask) -> float:
    return x.exact.central if x.exact else x.marginal


def _row(page: Page, asked: AskList, x: Ask, notes: Notes) -> Row:
    if x.exact:
        shown = interval(x.exact, signed=True)
        worth = Amount(shown.central, shown.range, value=x.exact)
    else:
        worth = Amount(number(x.marginal, 1, signed=True))
    name = page.named(x.title)
    return Row(
        (
            Cell(runs(name, *notes.mark(x.sources))),
            worth,
            Cell(runs(_others(page, asked, x))),
            Cell(runs(_decides(page, asked, x))),
        )
    )


def _others(page: Page, asked: AskList, x: Ask) -> str:
    """What the one who is asked gains or loses, then who else; "not worked out" where only ranked."""
    if x.exact is None:
        return say("front.ranked_only")
    moved = {**dict(x.losses), **dict(x.gains)}
    parts = []
    if asked.of in moved:
        parts.append(f"{page.names.get(asked.of, asked.of)} {number(moved[asked.of], 0, signed=True)}")
    for k, v in sorted(moved.items(), key=lambda p: -abs(p[1])):
        if k != asked.of and len(parts) < 2:
            parts.append(f"{page.names.get(k, k)} {number(v, 0, signed=True)}")
    return ", ".join(parts) or say("front.nobody_moved")


def _decides(page: Page, asked: AskList, x: Ask) -> str:
    law = shortened(page.named(x.law), LONGEST)
    if x.kind == "corridor":
        return capital(law)
    return say("front.decided_by", who=capital(page.the(asked.of)), law=law)
