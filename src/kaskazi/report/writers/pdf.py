"""A brief as PDF: the two pages (and the annex where it is asked for), tagged as PDF/UA-1 asks, fonts inside, no network.

Set by Typst from one fixed file; every word enters as data, none as source. Fonts of the system are not used, so that the
same brief makes the same bytes; what the fonts inside cannot show stands as its code point.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

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
)
from kaskazi.report.typeset.glyphs import printable
from kaskazi.text.numbers import bound
from kaskazi.text.safe import visible

SUFFIX = ".pdf"
PAPERS = ("a4", "us-letter")
STANDARD: Literal["ua-1"] = "ua-1"  # tagged for screen readers

Tree = dict[str, Any]


def write(document: Document, paper: str = PAPERS[0]) -> bytes:
    """The PDF. Raises ValueError for paper that is not one of `PAPERS`."""
    import typst

    if paper not in PAPERS:
        raise ValueError(f"paper {paper}: one of {', '.join(PAPERS)}")
    made = typst.compile(
        _look(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"brief": json.dumps(tree(document, paper), ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=_seconds(document.made),
    )
    return bytes(made)


def _seconds(day: date | None) -> int:
    """Midnight of the brief's day, so that the same brief makes the same file."""
    return (day - date(1970, 1, 1)).days * 86_400 if day else 0


@cache
def _look() -> bytes:
    return files("kaskazi.report.typeset").joinpath("brief.typ").read_bytes()


def tree(d: Document, paper: str) -> Tree:
    """The document as plain types: what the look reads."""
    day = d.made or date(1970, 1, 1)
    return {
        "title": _text(d.name),
        "language": d.language,
        "made": {"year": day.year, "month": day.month, "day": day.day},
        "paper": paper,
        "kicker": _text(d.kicker),
        "occasion": _text(d.occasion),
        "headline": _text(d.headline),
        "foot": _text(d.foot),
        "sheets": [[_block(b) for b in s.blocks] for s in d.sheets],
        "annex": [_block(s) for s in d.sections],
    }


def _text(text: str) -> str:
    return printable(bound(visible(text)))


def _runs(found: Runs) -> list[Tree]:
    return [_run(r) for r in found]


def _run(r: Run) -> Tree:
    match r:
        case Words():
            return {"k": r.role, "t": _text(r.text)}
        case Link():
            plain = r.url.startswith(("http://", "https://"))
            return {"k": "link" if plain else "plain", "t": _text(r.text), "to": r.url}
        case Jump():
            return {"k": "plain", "t": _text(r.text)}
        case Cite():
            return {"k": "quiet", "t": _text(r.id)}
        case Mark():
            return {"k": "mark", "t": r.text}


def _block(b: Block) -> Tree:
    match b:
        case Paragraph():
            return {"k": "paragraph", "tone": b.tone, "runs": _runs(b.runs)}
        case Section():
            title = f"{b.number} {b.title}" if b.number else b.title
            return {"k": "section", "title": _text(title), "blocks": [_block(x) for x in b.blocks]}
        case Folded():
            return {"k": "section", "title": _text(b.title), "blocks": [_block(x) for x in b.blocks]}
        case Beside():
            return {"k": "beside", "columns": [[_block(x) for x in c] for c in b.columns]}
        case Tiles():
            return {"k": "tiles", "tiles": [_tile(t) for t in b.tiles]}
        case Table():
            return _table(b)
        case Figure():
            return _figure(b)
        case Items():
            return {"k": "items", "items": [_runs(x) for x in b.items]}
        case Quotation():
            return _quotation(b)
        case Cards():
            return {"k": "lines", "lines": [_card(c) for c in b.cards]}
        case Register():
            return {
                "k": "lines",
                "lines": [[{"k": "code", "t": _text(e.id + " ")}, *_joined(e.lines)] for e in b.entries],
            }
        case Code():
            return {"k": "code", "text": _text_lines(b.text)}
        case Transcript():
            text = "\n".join(f"{x.number:>4}  {x.text}" for x in b.lines)
            return {"k": "code", "text": _text_lines(text)}


def _text_lines(text: str) -> str:
    return "\n".join(_text(x) for x in text.split("\n"))


def _joined(lines: tuple[Runs, ...]) -> list[Tree]:
    out: list[Tree] = []
    for k, x in enumerate(lines):
        out += [{"k": "plain", "t": " · "}] * bool(k) + _runs(x)
    return out


def _card(c: Card) -> list[Tree]:
    told = " ".join(x for x in (c.day + ":", c.state, c.text) if x)
    return [{"k": "strong", "t": _text(c.title + ", ")}, {"k": "plain", "t": _text(told)}]


def _tile(t: Tile) -> Tree:
    return {
        "what": _text(t.what),
        "central": _text(t.central),
        "unit": _text(t.unit),
        "range": _text(t.range),
        "horizon": _text(t.horizon),
        "about": _text(t.about.text),
        "sources": _runs(t.sources),
    }


def _table(b: Table) -> Tree:
    return {
        "k": "table",
        "title": _text(b.title),
        "note": _text(b.note),
        "columns": [{"head": _text(c.head), "kind": c.kind} for c in b.columns],
        "rows": [{"role": r.role, "cells": [_cell(c) for c in r.cells]} for r in b.rows],
    }


def _cell(c: Cell | Amount) -> Tree:
    if isinstance(c, Amount):
        return {"k": "amount", "central": _text(c.central), "range": _text(c.range), "share": _text(c.share)}
    return {"k": "cell", "runs": _runs(c.runs), "note": _runs(c.note)}


def _figure(b: Figure) -> Tree:
    return {
        "k": "figure",
        "title": _text(b.title),
        "svg": printable(b.wide),
        "width": b.width,
        "alt": _text(b.alternative),
        "legend": [_text(s.text) for s in b.legend],
        "caption": _runs(b.caption),
    }


def _quotation(b: Quotation) -> Tree:
    words = f"{b.before}{b.words}{b.after}"
    return {
        "k": "quotation",
        "who": _text(b.who),
        "words": _text(f"“{words}”" if b.exact and words else words),
        "details": [_text(x) for x in b.details],
        "notes": [_runs(x) for x in (*b.notes, *((b.where,) if b.where else ()))],
        "answers": [_block(x) for x in b.answers],
    }
