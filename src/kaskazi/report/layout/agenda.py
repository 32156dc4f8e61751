"""The third chapter: what is on the table, the law behind it, why it is there, and the ways it may go."""

from __future__ import annotations

from collections.abc import Sequence

from kaskazi.agenda.types import AgendaItem, Evidence, Law, Option
from kaskazi.report.document import (
    Block,
    Card,
    Cards,
    Cite,
    Items,
    Jump,
    Paragraph,
    Quotation,
    Runs,
    Section,
    Words,
    phrase,
    runs,
)
from kaskazi.report.layout.places import located, where, within
from kaskazi.report.page import Page
from kaskazi.scenario import Number
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import day

MOST_NOT_YET = 3  # spans shown of a thing that cannot be worked out


def section(page: Page) -> Section:
    """The chapter "What is on the table"."""
    blocks: list[Block] = [_item(page, s.item) for s in page.workable]
    if not blocks:
        blocks.append(Paragraph(runs(say("table.none"))))
    if page.not_yet:
        waiting = tuple(_waiting(page, i) for i in page.not_yet)
        blocks.append(Section(say("table.not_yet"), waiting, anchor="not-yet"))
    return Section(say("table.title"), tuple(blocks), anchor="table", short=say("table.short"))


def _item(page: Page, i: AgendaItem) -> Section:
    blocks: list[Block] = [Paragraph(runs(i.why))]
    if i.law:
        blocks.append(Section(say("table.law"), (Cards(tuple(_card(w) for w in i.law)),)))
    for key, found in (("table.evidence", i.evidence), ("table.counter_evidence", i.counter_evidence)):
        if found:
            blocks.append(Section(say(key), (Items(_evidence(page, found)),)))
    blocks.append(
        Section(
            say("table.options"),
            (Items(tuple(_option(o) for o in i.options)),),
        )
    )
    if i.sharpen:
        blocks.append(Paragraph(runs(say("table.sharpen", choice=i.sharpen)), "note"))
    return Section(i.title, tuple(blocks), anchor=f"i-{i.id}")


def _card(w: Law) -> Card:
    state = ""
    if w.in_force is not None and w.until:
        until = day(w.until)
        state = (
            say("table.in_force_until", until=until)
            if w.in_force
            else say("table.not_in_force_until", until=until)
        )
    elif w.in_force is not None:
        state = say("table.in_force") if w.in_force else say("table.not_in_force")
    return Card(_capital(w.label), day(w.on), state, w.in_force, w.text, w.source)


def _evidence(page: Page, found: Sequence[Evidence]) -> tuple[Runs, ...]:
    return tuple(_told(page, e) for e in found)


def _told(page: Page, e: Evidence) -> Runs:
    before, after = page.context(e.start, e.end)
    by = e.asserted_by
    status = e.status if by in ("", "document") else say("table.told", status=e.status, who=by)
    note = (Words(f"{page.named(e.note)} · "),) if e.note else ()
    return runs(*within(before, e.text, after), " — ", *note, *located([page.place(e.start, e.end)], status))


def _option(o: Option) -> Runs:
    strong = Words(o.title, "strong")
    told = phrase("table.option_note", title=strong, note=o.note) if o.note else (strong,)
    left = [x for q in o.opens for x in (" ", say("table.open", name=q.name, value=q.value))]
    file = Jump(say("table.file"), f"f-{o.scenario.name}")
    return runs(*told, " ", file, " ", number_text(o.number), *left)


def number_text(kind: Number) -> str:
    """What a kind of number is, in a sentence."""
    told = {
        "measured": say("number.measured"),
        "drafted": say("number.drafted"),
        "for scale": say("number.for_scale"),
    }
    return told[kind]


def _waiting(page: Page, i: AgendaItem) -> Quotation:
    spans: list[Runs] = [
        runs(f"“{e.text}” ", *where([page.place(e.start, e.end)])) for e in i.evidence[:MOST_NOT_YET]
    ]
    for w in i.law:
        told = {"label": _capital(w.label), "on": day(w.on), "text": w.text}
        if w.source:
            spans.append(phrase("table.not_yet_law_cited", source=Cite(w.source), **told))
        else:
            spans.append(phrase("table.not_yet_law", **told))
    return Quotation("waiting", i.title, "", (), details=(i.why,), notes=tuple(spans))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
