"""A brief as a Word document: real headings, tables with header rows, pictures with a text alternative, numbered sources.

Written by python-docx (extra "docx"). Pictures are drawn twice, as SVG in the other forms and as PNG here, by the same
renderer as the PDF, for Word before 2019 and LibreOffice show no SVG without one.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

from kaskazi.report.document import (
    Amount,
    Beside,
    Block,
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
    Tiles,
    Transcript,
    Words,
)
from kaskazi.report.typeset.picture import png
from kaskazi.text.numbers import bound
from kaskazi.text.safe import visible

SUFFIX = ".docx"
NEEDS = ("docx", "docx")  # module, extra
ACCENT, SOFT = "0B5C8A", "4C5864"
SIZES = {"plain": 8.0, "lead": 8.8, "note": 7.0, "meta": 7.0, "small": 6.8, "warning": 9.0}
CELL, QUIET = 7.2, 6.6  # points in a table  # points
WIDTH = 178.0  # millimetres between the margins
PAPERS = {"a4": (210, 297), "us-letter": (215.9, 279.4)}


def write(document: Document, paper: str = "a4") -> bytes:
    """The document as DOCX bytes, the same for the same brief."""
    import docx
    from docx.shared import Mm, Pt

    d = document
    out: Any = docx.Document()
    day = datetime.combine(d.made, time(), UTC) if d.made else datetime(1970, 1, 1, tzinfo=UTC)
    p = out.core_properties
    p.title, p.author, p.language = visible(d.name)[:255], d.generator, d.language
    p.created = p.modified = day.replace(tzinfo=None)
    p.last_modified_by, p.revision = "", 1
    page = out.sections[0]
    page.page_width, page.page_height = (Mm(x) for x in PAPERS[paper])
    page.left_margin = page.right_margin = Mm(16)
    page.top_margin, page.bottom_margin = Mm(11), Mm(12)
    page.header_distance, page.footer_distance = Mm(5), Mm(6)
    _styles(out, Pt)
    w = _Writer(out)
    w.runs(page.footer.paragraphs[0], (Words(d.foot, "quiet"),), 6.5)
    head = out.add_paragraph()
    w.runs(head, (Words(d.kicker.upper(), "strong"), Words("   " + d.occasion, "quiet")), 7.5)
    out.add_heading(_text(d.headline or d.title), 1)
    for k, sheet in enumerate(d.sheets):
        if k:
            out.add_page_break()
        for b in sheet.blocks:
            w.block(out, b, 2)
    for k, s in enumerate(d.sections):
        if k == 0 and d.sheets:
            out.add_page_break()
        w.block(out, s, 2)
    return _saved(out)


def _text(text: str) -> str:
    return bound(visible(text))


def _saved(out: Any) -> bytes:
    """The file with a fixed time on every part, so that the same brief makes the same bytes."""
    import zipfile

    raw = io.BytesIO()
    out.save(raw)
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as a, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as b:
        for name in a.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            b.writestr(info, a.read(name))
    return fixed.getvalue()


def _styles(out: Any, Pt: Any) -> None:
    from docx.shared import RGBColor

    normal = out.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(SIZES["plain"])
    normal.paragraph_format.space_after, normal.paragraph_format.space_before = Pt(1.5), Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    for level, size, before in ((1, 14, 0), (2, 8, 5), (3, 9, 3), (4, 8.5, 3), (5, 8.5, 2)):
        h = out.styles[f"Heading {level}"]
        h.font.name, h.font.size, h.font.bold = "Liberation Serif", Pt(size), True
        h.font.color.rgb = RGBColor.from_string("1D2733" if level == 1 else ACCENT)
        h.paragraph_format.space_before, h.paragraph_format.space_after = Pt(before), Pt(1.5)


class _Writer:
    """Blocks into a container (the document or a cell)."""

    def __init__(self, out: Any) -> None:
        self.out = out

    def runs(self, p: Any, found: Runs, size: float) -> None:
        """Runs into a paragraph."""
        from docx.shared import Pt, RGBColor

        for r in found:
            text, role = _run(r)
            run = p.add_run(text)
            run.font.size = Pt(size)
            if role in ("strong", "claim"):
                run.bold = True
            elif role == "quiet":
                run.font.color.rgb = RGBColor.from_string(SOFT)
            elif role in ("code", "hash"):
                run.font.name = "Liberation Mono"
            elif role == "mark":
                run.font.superscript = True
                run.font.color.rgb = RGBColor.from_string(ACCENT)

    def block(self, to: Any, b: Block, level: int) -> None:
        """One block."""
        match b:
            case Paragraph():
                self.runs(to.add_paragraph(), b.runs, SIZES[b.tone])
            case Section() | Folded():
                number = f"{b.number} " if isinstance(b, Section) and b.number else ""
                self.heading(to, number + b.title, level)
                for x in b.blocks:
                    self.block(to, x, level + 1)
            case Beside():
                self.columns(to, b, level)
            case Tiles():
                self.tiles(to, b)
            case Table():
                self.table(to, b)
            case Figure():
                self.figure(to, b)
            case Items():
                for item in b.items:
                    p = to.add_paragraph(style="List Bullet")
                    self.runs(p, item, SIZES["plain"])
            case Quotation():
                self.quotation(to, b)
            case Cards():
                for c in b.cards:
                    state = " ".join(x for x in (c.day + ":", c.state, c.text) if x)
                    self.runs(
                        to.add_paragraph(), (Words(f"{c.title}, ", "strong"), Words(state)), SIZES["plain"]
                    )
            case Register():
                for e in b.entries:
                    p = to.add_paragraph()
                    self.runs(p, (Words(f"{e.id} ", "code"),), 7)
                    for told in e.lines:
                        self.runs(p, (*told, Words(" ")), 7.5)
            case Code():
                self.runs(to.add_paragraph(), (Words(b.text, "code"),), 6.5)
            case Transcript():
                for line in b.lines:
                    told = (Words(f"{line.number}  ", "quiet"), Words(line.text))
                    self.runs(to.add_paragraph(), told, 8)

    def heading(self, to: Any, text: str, level: int) -> None:
        """A real heading; within a cell, a paragraph in its style."""
        p = to.add_paragraph(style=f"Heading {min(level, 5)}")
        p.add_run(_text(text))

    def columns(self, to: Any, b: Beside, level: int) -> None:
        grid = to.add_table(rows=1, cols=len(b.columns))
        for cell, blocks in zip(grid.rows[0].cells, b.columns, strict=True):
            self.width = WIDTH / len(b.columns)
            for x in blocks:
                self.block(cell, x, level)
            _trim(cell)
        self.width = WIDTH

    width = WIDTH

    def tiles(self, to: Any, b: Tiles) -> None:
        grid = to.add_table(rows=1, cols=len(b.tiles))
        for cell, t in zip(grid.rows[0].cells, b.tiles, strict=True):
            self.runs(cell.add_paragraph(), (Words(t.what),), 8)
            p = cell.add_paragraph()
            self.runs(p, (Words(t.central + " ", "strong"),), 14)
            self.runs(p, (Words(t.unit), *t.sources), 8)
            told = "; ".join(x for x in (t.range, t.horizon, t.about.text) if x)
            self.runs(cell.add_paragraph(), (Words(told, "quiet"),), 7)
            _trim(cell)

    def table(self, to: Any, b: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        grid = to.add_table(rows=1, cols=len(b.columns))
        _ruled(grid.rows[0])
        _repeat(grid.rows[0])
        for cell, c in zip(grid.rows[0].cells, b.columns, strict=True):
            self.runs(cell.paragraphs[0], (Words(c.head, "strong"),), 7.5)
            if c.kind == "number":
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for r in b.rows:
            cells = grid.add_row().cells
            for cell, c, x in zip(cells, b.columns, r.cells, strict=True):
                p = cell.paragraphs[0]
                self.inside(p, x, strong=r.role == "total")
                if c.kind == "number":
                    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _widths(grid, b)
        if b.note:
            self.runs(to.add_paragraph(), (Words(b.note, "quiet"),), 7)

    def inside(self, p: Any, x: Cell | Amount, strong: bool) -> None:
        if isinstance(x, Amount):
            bold = strong or bool(x.range or x.share)
            self.runs(p, (Words(x.central, "strong" if bold else "plain"),), CELL)
            rest = "  ".join(t for t in (x.range, x.share) if t)
            if rest:
                self.runs(p, (Words("  " + rest, "quiet"),), QUIET)
            return
        self.runs(p, x.runs, CELL)
        if x.note:
            self.runs(p, (Words("  "), *(Words(_run(r)[0], "quiet") for r in x.note)), QUIET)

    def figure(self, to: Any, b: Figure) -> None:
        from docx.shared import Mm

        if b.title:
            self.runs(to.add_paragraph(), (Words(b.title, "strong"),), 8)
        p = to.add_paragraph()
        shape = p.add_run().add_picture(io.BytesIO(png(b.wide)), width=Mm((self.width - 6) * b.width / 100))
        about = shape._inline.docPr
        about.set("descr", _text(b.alternative))
        about.set("title", _text(b.title))
        told = (*b.caption, *((Words(" " + "; ".join(s.text for s in b.legend)),) if b.legend else ()))
        if told:
            self.runs(to.add_paragraph(), told, 7)

    def quotation(self, to: Any, b: Quotation) -> None:
        words = f"{b.before}{b.words}{b.after}"
        told: list[Run] = [Words(b.who + " ", "strong")]
        told += [Words((f"“{words}”" if b.exact else words) + " ")] if words else []
        told += [Words(x + " ", "quiet") for x in b.details]
        for n in (*b.notes, *((b.where,) if b.where else ())):
            told += [*n, Words(" ")]
        self.runs(to.add_paragraph(), tuple(told), 8)
        for a in b.answers:
            self.quotation(to, a)


def _run(r: Run) -> tuple[str, str]:
    match r:
        case Words():
            return _text(r.text), r.role
        case Link():
            return f"{_text(r.text)} ({_text(r.url)})" if r.url != r.text else _text(r.text), "plain"
        case Jump():
            return _text(r.text), "plain"
        case Cite():
            return _text(r.id), "quiet"
        case Mark():
            return r.text, "mark"


def _trim(cell: Any) -> None:
    """Drop the empty paragraph that every new cell begins with."""
    first = cell.paragraphs[0]
    if not first.text and len(cell.paragraphs) > 1:
        first._element.getparent().remove(first._element)


def _repeat(row: Any) -> None:
    """Mark a row as the header of its table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _ruled(row: Any) -> None:
    """A line under the header, and none elsewhere."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for cell in row.cells:
        borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
        for key, value in (("val", "single"), ("sz", "6"), ("color", "1D2733")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
        cell._tc.get_or_add_tcPr().append(borders)


def _widths(grid: Any, b: Table) -> None:
    """Columns as wide as what stands in them: sentences twice a word, tags half."""
    from docx.shared import Mm

    weight = {"long": 2.2, "text": 1.4, "number": 1.1, "tag": 0.6}
    weights = [weight[c.kind] for c in b.columns]
    grid.autofit = False
    for k, w in enumerate(weights):
        wide = Mm(WIDTH * w / sum(weights))
        grid.columns[k].width = wide
        for cell in grid.columns[k].cells:
            cell.width = wide
