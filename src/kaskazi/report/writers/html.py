"""One self-contained HTML page: no network, no script, fit for a phone, a screen and paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import assert_never

from kaskazi.report.document import (
    Amount,
    Beside,
    Block,
    Cards,
    Cell,
    Cite,
    Code,
    Column,
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
    Row,
    Run,
    Runs,
    Section,
    Sheet,
    Swatch,
    Table,
    TextLine,
    Tiles,
    Transcript,
    Words,
)
from kaskazi.report.markup import Markup, el, join, start
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import bound

SUFFIX = ".html"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
DEEPEST = 4  # headings
MANY = 5  # columns of a table; with more, figures may break between a number and its range
DOTS = (("3", "3"), ("8", "3"), ("13", "3"), ("3", "9"), ("8", "9"), ("13", "9"))  # of a dotted swatch


def write(document: Document) -> str:
    """The page."""
    d = document
    head = el(
        "head",
        start("meta", charset="utf-8"),
        start("meta", http_equiv="Content-Security-Policy", content=POLICY),
        start("meta", name="viewport", content="width=device-width, initial-scale=1"),
        start("meta", name="referrer", content="no-referrer"),
        start("meta", name="generator", content=d.generator),
        el("title", d.name),
        el("style", Markup(_style())),
    )
    body = el(
        "body",
        el("a", say("writer.skip"), class_="skip", href="#main"),
        el(
            "header",
            el(
                "p",
                d.kicker,
                el("span", d.occasion, class_="occasion") if d.occasion else "",
                class_="kicker",
            ),
            el("h1", bound(d.headline or d.title)),
            class_="top",
        ),
        el("main", *(_sheet(s, d.foot) for s in d.sheets), *_annex(d), id="main"),
        el("footer", el("p", d.closing)) if d.sections else "",
    )
    return f'<!doctype html>\n<html lang="{d.language}">\n{head}\n{body}\n</html>\n'


def _sheet(s: Sheet, foot: str) -> Markup:
    return el(
        "div", *(_block(b, 2) for b in s.blocks), el("p", foot, class_="foot") if foot else "", class_="sheet"
    )


def _annex(d: Document) -> Iterable[Markup]:
    if not d.sections:
        return
    if d.sheets:
        meta = (el("p", _runs(m), class_="meta") for m in d.meta)
        title = el("h2", say("writer.annex"), id="annex", class_="annex")
        yield el("div", title, *meta, _contents(d.sections), class_="annex-top")
    yield from (_section(s, 2) for s in d.sections)


@cache
def _style() -> str:
    return files("kaskazi.report.writers").joinpath("style.css").read_text(encoding="utf-8")


def _contents(sections: Iterable[Section]) -> Markup:
    links = (el("li", el("a", s.short or s.title, href=f"#{s.anchor}")) for s in sections)
    return el("nav", el("ol", *links), class_="toc", aria_label=say("writer.contents"))


def _section(s: Section, level: int) -> Markup:
    title = el("span", s.number, class_="n") if s.number else Markup("")
    tag = f"h{min(level, DEEPEST)}"
    heading = el(tag, title, s.title, id=s.anchor or None)
    inside = [heading, *(_block(b, level + 1) for b in s.blocks)]
    if not s.anchor:
        return join(*inside, between="\n")
    return el("section" if level == 2 else "article", join(*inside, between="\n"), aria_labelledby=s.anchor)


def _block(b: Block, level: int) -> Markup:
    match b:
        case Paragraph():
            tone = {"plain": None, "warning": "warn"}.get(b.tone, b.tone)
            return el("p", _runs(b.runs), class_=tone)
        case Tiles():
            return _tiles(b)
        case Table():
            return _table(b)
        case Figure():
            return _figure(b)
        case Quotation():
            return _quotation(b)
        case Items():
            return el("ul", *(el("li", _runs(r)) for r in b.items), class_="plain")
        case Cards():
            return _cards(b)
        case Register():
            return _register(b)
        case Code():
            return el("pre", b.text)
        case Folded():
            inside = (_block(x, level) for x in b.blocks)
            return el("details", el("summary", b.title), *inside, id=b.anchor or None)
        case Transcript():
            return _transcript(b)
        case Beside():
            columns = (el("div", *(_block(x, level) for x in c)) for c in b.columns)
            return el("div", *columns, class_="beside")
        case Section():
            return _section(b, level)
    assert_never(b)


def _runs(found: Runs) -> Markup:
    return join(*(_run(r) for r in found))


def _run(r: Run) -> Markup:
    match r:
        case Words():
            tag, style = {"plain": ("", None), "strong": ("b", None), "code": ("code", None)}.get(
                r.role, ("span", r.role)
            )
            return el(tag, r.text, class_=style) if tag else join(r.text)
        case Link():
            if re.fullmatch(r"https?://[!-;=?-~]+", r.url):
                return el("a", r.text, href=r.url, rel="noreferrer")
            return join(r.text)
        case Jump():
            return el("a", r.text, href=f"#{r.anchor}")
        case Cite():
            return el("a", r.id, href=f"#s-{r.id}")
        case Mark():
            return el("sup", el("a", r.text, href="#front-sources"))
    assert_never(r)


def _tiles(b: Tiles) -> Markup:
    return el(
        "ul",
        *(
            el(
                "li",
                el("span", t.what, class_="what"),
                el("span", t.central, class_="big"),
                el("span", t.unit, class_="unit"),
                el("span", t.range, class_="range"),
                el("span", _run(t.about), class_="opt"),
                el("span", t.horizon, class_="unit") if t.horizon else "",
                el("span", *(_run(r) for r in t.sources), class_="unit") if t.sources else "",
            )
            for t in b.tiles
        ),
        class_="keys",
        aria_label=b.label,
    )


# --- tables ---


def _table(b: Table) -> Markup:
    short = not any(isinstance(c, Amount) and c.share for r in b.rows for c in r.cells)
    heads = (_head(c) for c in b.columns)
    body = [r for r in b.rows if r.role != "total"]
    foot = [r for r in b.rows if r.role == "total"]
    return el(
        "table",
        el("caption", b.title, el("span", b.note, class_="quiet") if b.note else ""),
        el("thead", el("tr", *heads, role="row"), role="rowgroup"),
        el("tbody", *(_row(b.columns, r) for r in body), role="rowgroup"),
        el("tfoot", *(_row(b.columns, r) for r in foot), role="rowgroup") if foot else "",
        class_="stack" + " short" * short + " many" * (len(b.columns) > MANY),
        role="table",
    )


def _head(c: Column) -> Markup:
    style = {"number": None, "tag": "t tag"}.get(c.kind, "t")
    return el("th", c.head, scope="col", role="columnheader", class_=style)


def _row(columns: tuple[Column, ...], r: Row) -> Markup:
    first, *rest = r.cells
    tag = "tag" if columns[0].kind == "tag" else None
    name = el("th", _inside(first), scope="row", role="rowheader", class_=tag)
    cells = (_cell(c, x, r.role) for c, x in zip(columns[1:], rest, strict=True))
    return el("tr", name, *cells, role="row", class_="home" if r.role == "home" else None)


def _cell(column: Column, x: Cell | Amount, role: str) -> Markup:
    if isinstance(x, Cell) and not x.runs and not x.note:
        return el("td", "–" if column.kind == "number" and role != "total" else "", class_="none")
    style = {"number": None, "text": "t", "tag": "t tag", "long": "t long"}[column.kind]
    return el("td", _inside(x), class_=style, data_label=column.head)


def _inside(x: Cell | Amount) -> Markup:
    if isinstance(x, Cell):
        return join(_runs(x.runs), el("span", _runs(x.note), class_="u") if x.note else "")
    if not (x.range or x.share):
        return el("b", x.central) if x.value is not None else join(x.central)
    parts = [el("b", x.central)]
    if x.range:
        parts.append(el("span", x.range, class_="r"))
    if x.share:
        parts.append(el("span", x.share, class_="pc"))
    return join(*parts, between=" ")


# --- pictures ---


def _figure(b: Figure) -> Markup:
    caption = el("figcaption", el("b", b.title), _runs(b.caption))
    if b.narrow:
        drawn = [el("div", Markup(b.wide), class_="wide"), el("div", Markup(b.narrow), class_="narrow")]
    else:
        drawn = [Markup(b.wide)]
    legend = ""
    if b.legend:
        legend = el("ul", *(_swatch(s) for s in b.legend), class_="legend", aria_label=say("writer.legend"))
    return el("figure", caption, *drawn, legend, style=f"--width:{b.width}%" if b.width != 100 else None)


def _swatch(s: Swatch) -> Markup:
    if s.colour:
        dots = (el("circle", cx=x, cy=y, r="1.3", fill=s.dots) for x, y in DOTS) if s.dots else ()
        inside = join(el("rect", width="16", height="12", fill=s.colour), *dots)
        box = el("svg", inside, class_="swatch", viewBox="0 0 16 12", aria_hidden="true")
    else:
        ground = el("rect", width="16", height="12", fill="#eceef0")
        hatch = el("path", d="M-2 10 10 -2M2 14 14 2M8 16 20 4", stroke="#8d959d", stroke_width="1.4")
        box = el("svg", ground, hatch, class_="swatch", viewBox="0 0 16 12", aria_hidden="true")
    return el("li", box, s.text)


# --- the document ---


def _quotation(b: Quotation) -> Markup:
    parts = [el("p", b.who, class_="who")]
    if b.words:
        told = join(
            *(el("span", b.before, class_="ctx"), el("b", b.words), el("span", b.after, class_="ctx"))
            if b.before or b.after
            else (f"“{b.words}”" if b.exact else b.words,)
        )
        parts.append(el("blockquote", told, dir="auto"))
    parts += [el("p", d, class_="claim" if b.kind == "answer" else None) for d in b.details]
    parts += [el("p", _runs(n), class_="where") for n in (*b.notes, *((b.where,) if b.where else ()))]
    parts += [_quotation(a) for a in b.answers]
    return el("div", *parts, class_=f"said {b.kind}")


def _cards(b: Cards) -> Markup:
    found = []
    for c in b.cards:
        parts = [el("p", el("b", c.title), f", {c.day}")]
        if c.state:
            parts.append(el("p", c.state, class_="state on" if c.holds else "state off"))
        parts.append(el("p", c.text))
        if c.source:
            parts.append(el("p", say("figures.source"), _run(Cite(c.source)), class_="quiet"))
        found.append(el("div", *parts, class_="card"))
    return el("div", *found, class_="two")


def _register(b: Register) -> Markup:
    entries = []
    for e in b.entries:
        lines = join(*(_runs(x) for x in e.lines), between="<br>")
        tag = el("span", e.status_text, class_=f"tag {e.status}")
        entries.append(el("li", el("code", e.id), " ", tag, start("br"), lines, id=f"s-{e.id}"))
    return el("ul", *entries, class_="sources")


def _transcript(b: Transcript) -> Markup:
    marks = (el("li", el("mark", text, class_=kind or None)) for kind, text in b.legend)
    legend = el("ul", *marks, class_="legend", aria_label=say("writer.marks"))
    return join(legend, el("div", *(_line(x) for x in b.lines), class_="text"))


def _line(x: TextLine) -> Markup:
    parts: list[str] = []
    for p in x.pieces:
        parts += [el("a", class_="at", id=a) for a in p.anchors]
        parts.append(el("mark", p.text, class_=" ".join(p.kinds)) if p.kinds else p.text)
    return el("div", el("span", str(x.number), class_="no"), el("span", *parts, dir="auto"), class_="l")
