"""The second chapter: what was said, by whom, where it stands, and how sure the reading is."""

from __future__ import annotations

from collections.abc import Iterable

from kaskazi.report.document import Block, Folded, Items, Jump, Paragraph, Quotation, Section, phrase, runs
from kaskazi.report.layout.places import located, where
from kaskazi.report.page import Page
from kaskazi.report.record import Asked, Record, Said
from kaskazi.text.catalogue import say


def section(page: Page) -> Section:
    """The chapter "What was said"."""
    r = page.record
    note = phrase("record.places", text=Jump(say("record.text"), "text"))
    blocks: list[Block] = [Paragraph(note, "note")]
    parts = (
        ("record.meetings", [quotation(x) for x in r.engagements]),
        ("record.statements", _statements(r.statements)),
        ("record.asks_title", [_asked(x) for x in r.asks]),
        ("record.commitments", [quotation(x) for x in r.commitments]),
        ("record.deadlines", [quotation(x) for x in r.deadlines]),
        ("record.measures", [quotation(x) for x in r.measures]),
        ("record.denials", _denials(r.denials)),
        ("record.named", _named(r)),
        ("record.unresolved", _unresolved(page)),
    )
    blocks += [Section(say(key), tuple(found)) for key, found in parts if found]
    if not (r.engagements or r.statements or r.asks or r.commitments or r.deadlines or r.measures):
        blocks.append(Paragraph(runs(say("record.empty"))))
    return Section(say("record.title"), tuple(blocks), anchor="said")


def quotation(x: Said, answers: Iterable[Said] = ()) -> Quotation:
    """One thing said, with the answers to it."""
    return Quotation(
        kind=x.kind,
        who=x.head,
        words="" if x.kind == "meeting" else x.words,
        where=located(x.places, x.sure),
        details=x.detail,
        exact=x.kind == "quote",
        before=x.around[0],
        after=x.around[1],
        answers=tuple(quotation(a) for a in answers),
    )


def _asked(x: Asked) -> Quotation:
    return quotation(x.ask, x.answers)


def _statements(said: tuple[Said, ...]) -> list[Block]:
    out: list[Block] = [quotation(x) for x in said if x.kind == "quote"]
    reported = tuple(quotation(x) for x in said if x.kind != "quote")
    if reported:
        out.append(Folded(say("record.reported", n=len(reported)), reported))
    return out


def _denials(said: tuple[Said, ...]) -> list[Block]:
    note = Paragraph(runs(say("record.denials_note")), "note")
    return [note, *(quotation(x) for x in said)] if said else []


def _named(r: Record) -> list[Block]:
    rows = [
        runs(say("record.named_item", what=x.head, words=x.words), " ", *where(x.places))
        for x in r.instruments
    ]
    for x in r.disruptions:
        what = say("record.disruption", where=x.head)
        text = say("record.named_item", what=what, words=x.words) + "".join(f", {d}" for d in x.detail)
        rows.append(runs(text, " ", *located(x.places, x.sure)))
    return [Items(tuple(rows))] if rows else []


def _unresolved(page: Page) -> list[Block]:
    found = page.record.unresolved
    if not found:
        return []
    out: list[Block] = [] if page.document.dated else [Paragraph(runs(say("record.no_date")))]
    return [*out, Items(tuple(runs(x.head, " ", *where(x.places)) for x in found))]
