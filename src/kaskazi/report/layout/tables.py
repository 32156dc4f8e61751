"""Tables that others made, set beside the figures as they are."""

from __future__ import annotations

from collections.abc import Sequence

from kaskazi.analysis.tables.extract import Extract
from kaskazi.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Paragraph,
    Row,
    Runs,
    Section,
    Table,
    Words,
    cites,
    phrase,
    runs,
)
from kaskazi.text.catalogue import say


def sources(ids: Sequence[str]) -> Runs:
    """ "Sources: a, b." """
    return runs(say("figures.sources"), *cites(list(ids)), ".")


def section(annexes: Sequence[Extract]) -> Section:
    """Every table with its notes and its sources."""
    blocks: list[Block] = []
    for a in annexes:
        blocks += [_table(a), *_under(a)]
    return Section(say("annex.title"), tuple(blocks), anchor="annexes")


def _table(a: Extract) -> Table:
    kinds = ["text" if k == 0 else "number" if n else "long" for k, n in enumerate(a.numeric)]
    columns = tuple(Column(h, k) for h, k in zip(a.heads, kinds, strict=True))  # type: ignore[arg-type]
    rows = tuple(
        Row(
            tuple(Amount(x) if c.kind == "number" else Cell(runs(x)) for c, x in zip(columns, r, strict=True))
        )
        for r in a.rows
    )
    return Table(a.title, columns, rows, note=say("annex.confidence", grade=a.confidence))


def _under(a: Extract) -> list[Block]:
    text: list[Runs] = [runs(t, " ") for t in a.notes]
    if a.more:
        command = Words("kaskazi tables", "code")
        text.append(runs(*phrase("annex.more", n=a.more, command=command), " "))
    if a.missing:
        text.append(runs(say("annex.missing", what=" ".join(a.missing)), " "))
    return [Paragraph(tuple(r for t in text for r in t) + sources(a.sources), "note")]
