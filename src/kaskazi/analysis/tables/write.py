"""Tables as files: one CSV each, one workbook and a manifest, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kaskazi import files
from kaskazi._version import __version__
from kaskazi.analysis.tables.types import KINDS, NUMERIC, Cell, Column, Table
from kaskazi.errors import InputError, Problem

WORKBOOK = "tables.xlsx"
MANIFEST = "manifest.json"
WIDE = 60  # characters; longer text is wrapped
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EPOCH = datetime(2000, 1, 1)  # one date for all workbooks: the same tables give the same bytes


def to_csv(table: Table) -> str:
    """The table as CSV: keys as heads, ratios as ratios, empty where not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(c.key for c in table.columns)
    for r in table.rows:
        writer.writerow(_cell(c, x) for c, x in zip(table.columns, r, strict=True))
    return out.getvalue()


def _cell(column: Column, x: Cell) -> str:
    if x is None:
        return ""
    if isinstance(x, str):
        return f"'{x}" if x.startswith(FORMULA) else x
    if column.kind in ("year", "count"):
        return f"{x:.0f}"
    return f"{x:.6f}".rstrip("0").rstrip(".") or "0"


def filename(table: Table) -> str:
    """NN-id.csv."""
    return f"{table.number:02d}-{table.id}.csv"


def workbook(tables: Sequence[Table]) -> bytes:
    """One sheet a table: title, notes and gaps, heads, rows, with number formats and frozen heads.

    Raises InputError where the writer of workbooks is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        what = "the workbook needs the package xlsxwriter."
        raise InputError(
            "tables", [Problem("", what, "pip install 'kaskazi[xlsx]', or --csv for CSV only")]
        ) from error
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": tables[0].title if tables else "", "created": EPOCH})
    plain = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    style = {
        "title": book.add_format({**plain, "bold": True, "font_size": 13}),
        "note": book.add_format({**plain, "italic": True}),
        "gap": book.add_format({**plain, "italic": True, "font_color": "#9C0006"}),
        "head": book.add_format(
            {**plain, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E8EDF2"}
        ),
        "number": book.add_format(
            {**plain, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E8EDF2", "align": "right"}
        ),
    }
    style["long"] = book.add_format({**plain, "text_wrap": True})
    formats = {k: book.add_format({**plain, "num_format": f}) for k, (_, _, f) in KINDS.items()}
    for t in tables:
        _sheet(book, t, style, formats)
    book.close()
    return out.getvalue()


def _sheet(book: Any, t: Table, style: dict[str, Any], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(f"{t.number} {t.id}"[:31])
    sheet.write_string(0, 0, f"{t.number}. {t.title}" if t.number else t.title, style["title"])
    line = 1
    sheet.write_string(line, 0, f"Confidence {t.confidence}.", style["note"])
    for text in t.notes:
        line += 1
        sheet.write_string(line, 0, text, style["note"])
    for text in t.missing:
        line += 1
        sheet.write_string(line, 0, f"Missing: {text}", style["gap"])
    head = line + 2
    for k, c in enumerate(t.columns):
        sheet.write_string(head, k, c.head, style["number" if c.kind in NUMERIC else "head"])
        if c.note:
            sheet.write_comment(head, k, c.note, {"author": "kaskazi"})
        sheet.set_column(k, k, _width(t, k))
    for n, r in enumerate(t.rows, head + 1):
        for k, (c, x) in enumerate(zip(t.columns, r, strict=True)):
            if x is None or x == "":
                sheet.write_blank(n, k, None, formats[c.kind])
            elif isinstance(x, str):
                sheet.write_string(n, k, x, style["long"] if len(x) > WIDE else formats["text"])
            else:
                sheet.write_number(n, k, x, formats[c.kind])
    sheet.set_row(head, 45)
    sheet.freeze_panes(head + 1, 1)
    if t.rows:
        sheet.autofilter(head, 0, head + len(t.rows), len(t.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)


def _width(t: Table, k: int) -> float:
    if t.columns[k].kind in NUMERIC:
        return 13.0
    longest = max((len(str(r[k])) for r in t.rows if r[k] is not None), default=8)
    return float(min(max(longest + 2, 10), WIDE))


def write(
    tables: Sequence[Table],
    folder: str | Path,
    book: bool = True,
    inputs: Iterable[str | Path] = (),
    about: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Write all tables into a folder, made if it is not there: all or, on any fault, none; a manifest with the hash of
    each file is put in place last.

    inputs: files the same command reads, never written over. about: what the tables are of, for the manifest. Raises
    InputError.
    """
    target = Path(folder)
    parts = {filename(t): to_csv(t).encode() for t in tables}
    if book:
        parts[WORKBOOK] = workbook(tables)
    files.write_set(target, {**parts, MANIFEST: manifest(parts, about)}, inputs)
    return target


def manifest(parts: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    """What wrote a set of tables, of what, and the hash of every file."""
    hashes = {name: sha256(data).hexdigest() for name, data in parts.items()}
    content = files.stamped("manifest", {"kaskazi": __version__, **about, "sha256": hashes})
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
