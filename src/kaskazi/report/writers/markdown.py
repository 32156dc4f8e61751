"""The brief as Markdown: marks in the text of others are escaped, and tables keep their cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from kaskazi.report.document import (
    Amount,
    Beside,
    Block,
    Card,
    Cards,
    Cell,
    Cite,
    Code,
    Document,
    Figure,
    Folded,
    Items,
    Jump,
    Link,
    Mark,
    Paragraph,
    Quotation,
    Register,
    Run,
    Runs,
    Section,
    Table,
    Tile,
    Tiles,
    Transcript,
    Words,
    joined,
)
from kaskazi.text.catalogue import say
from kaskazi.text.safe import fence, link, visible
from kaskazi.text.safe import markdown as escaped

SUFFIX = ".md"


def write(document: Document) -> str:
    """The file."""
    d = document
    parts = [escaped(f"{d.kicker}. {d.occasion}".strip()), f"# {escaped(d.headline or d.title)}"]
    for sheet in d.sheets:
        for b in sheet.blocks:
            parts += _block(b, 2)
    if d.foot:
        parts.append(escaped(d.foot))
    if d.sections:
        parts += [f"# {say('writer.annex')}"] * bool(d.sheets) + [_runs(m) for m in d.meta]
        for s in d.sections:
            parts += _section(s, 2)
        parts.append(escaped(d.closing))
    return "\n\n".join(p for p in parts if p) + "\n"


def _section(s: Section, level: int) -> Iterator[str]:
    number = f"{s.number}. " if s.number else ""
    yield f"{'#' * level} {number}{escaped(s.title)}"
    for b in s.blocks:
        yield from _block(b, level + 1)


def _block(b: Block, level: int) -> Iterator[str]:
    match b:
        case Paragraph():
            yield _runs(b.runs)
        case Tiles():
            yield _tiles(b)
        case Table():
            yield from _table(b)
        case Figure():
            yield from _figure(b)
        case Quotation():
            yield "\n".join(_quotation(b, ""))
        case Items():
            yield "\n".join(f"- {_runs(r)}" for r in b.items)
        case Cards():
            yield "\n".join(f"- {_card(c)}" for c in b.cards)
        case Register():
            yield "\n".join(
                f"- **{escaped(e.id)}** \\[{escaped(e.status_text)}\\]: {_runs(joined(e.lines, '. '))}"
                for e in b.entries
            )
        case Code():
            text = visible(b.text)
            yield f"{fence(text)}{b.language}\n{text}\n{fence(text)}"
        case Folded():
            yield f"{'#' * level} {escaped(b.title)}"
            for x in b.blocks:
                yield from _block(x, level + 1)
        case Transcript():
            yield "\n".join(f"{x.number}. {escaped(x.text)}" for x in b.lines)
        case Beside():
            for column in b.columns:
                for x in column:
                    yield from _block(x, level)
        case Section():
            yield from _section(b, level)
        case _:
            assert_never(b)


def _runs(found: Runs) -> str:
    return "".join(_run(r) for r in found).strip()


def _run(r: Run) -> str:
    match r:
        case Words():
            if r.role == "code":
                return f"`{visible(r.text)}`" if "`" not in r.text else escaped(r.text)
            text = escaped(r.text)
            return f"**{text}**" if r.role == "strong" and text.strip() else text
        case Link():
            return link(r.url)
        case Jump():
            return escaped(r.text)
        case Cite():
            return escaped(r.id)
        case Mark():
            return f"\\[{r.text}\\]"
    assert_never(r)


def _tiles(b: Tiles) -> str:
    heads = ("column.figure", "column.rests", "column.range", "column.central", "column.unit")
    rows = [[say(h) for h in heads]]
    lines = [_line(escaped(x) for x in rows[0])]
    for t in b.tiles:
        name = escaped(_tile_name(t)) + _runs(t.sources)
        lines.append(
            _line(iter([name, *(escaped(x) for x in (t.about.text, t.range or "–", t.central, t.unit))]))
        )
    return "\n".join([lines[0], "|---|---|---:|---:|---|", *lines[1:]])


def _tile_name(t: Tile) -> str:
    return "; ".join(x for x in (t.what, t.horizon) if x)


def _line(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(b: Table) -> Iterator[str]:
    yield f"**{escaped(b.title)}**{f' {escaped(b.note)}' if b.note else ''}"
    marks = "|".join("---:" if c.kind == "number" else "---" for c in b.columns)
    lines = [_line(escaped(c.head) for c in b.columns), f"|{marks}|"]
    lines += [_line(_cell(x) for x in r.cells) for r in b.rows]
    yield "\n".join(lines)


def _cell(x: Cell | Amount) -> str:
    if isinstance(x, Cell):
        note = _runs(x.note)
        return f"{_runs(x.runs)} ({note})" if note else _runs(x.runs)
    central = escaped(x.central)
    text = f"**{central}**" if x.value is not None else central
    if x.range:
        text += f" ({escaped(x.range)})"
    return f"{text}, {escaped(x.share)}" if x.share else text


def _figure(b: Figure) -> Iterator[str]:
    """A picture in words: its caption if that says the same, its alternative if no table beside it does."""
    if not b.told or b.alternative in "".join(r.text for r in b.caption if isinstance(r, Words)):
        yield f"**{escaped(b.title)}** {escaped(b.alternative)}"


def _card(c: Card) -> str:
    state = f"{c.state}. " if c.state else ""
    source = f" {say('figures.source')}{c.source}" if c.source else ""
    return f"**{escaped(c.title)}**, {escaped(c.day)}: {escaped(state + c.text)}{escaped(source)}"


def _quotation(b: Quotation, indent: str) -> Iterator[str]:
    words = f"“{b.words}”" if b.exact else f"{b.before}{b.words}{b.after}"
    text = f"{indent}- **{escaped(b.who)}**"
    if b.words:
        text += f": {escaped(words)}"
    text += "".join(f". {escaped(d)}" for d in b.details) + "".join(f" {_runs(n)}" for n in b.notes)
    yield f"{text} ({_runs(b.where)})" if b.where else text
    for a in b.answers:
        yield from _quotation(a, indent + "  ")
