"""Schedules of other markets from a file: WITS/TRAINS, EU TARIC, the United Kingdom, the EAC, told by their columns."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from kaskazi.errors import DataError, Problem
from kaskazi.law.rates import Rate, parse_rate

DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class ForeignSchedule:
    """The general rates of a market by its own digits. title: what the file is; rates: duty text and rate, None where
    the text states no plain rate; two of them, lowest and highest, where the file gives a mean of several lines."""

    title: str
    name: str
    rates: Mapping[str, tuple[tuple[str, Rate | None], ...]]

    def under(self, digits: str) -> tuple[tuple[str, str, Rate | None], ...]:
        """Lines that a code means: the longest line it is within, else all lines under it, as (code, text, rate)."""
        for k in range(len(digits), 3, -1):
            for key in (digits[:k], digits[:k].ljust(10, "0")):
                if key in self.rates:
                    return tuple((key, *r) for r in self.rates[key])
        return tuple((c, *r) for c in sorted(self.rates) if c.startswith(digits) for r in self.rates[c])


@cache
def _formats() -> Mapping[str, Any]:
    text = files("kaskazi.law").joinpath("schedule_formats.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def read_foreign(path: Path, on: date) -> ForeignSchedule:
    """The general rates in a file on a day. Raises DataError where it cannot be read or no format fits its columns."""
    try:
        columns, rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _text(path)
        for spec in _formats().values():
            code = next((c for c in spec["code"] if c in columns), "")
            rate = next((c for c in spec["rate"] if c in columns), "")
            if code and rate and any(c in columns for c in spec["needs"]):
                found = dict(_rows(rows, spec, code, rate, on))
                if not found:
                    raise DataError(path.name, [Problem("", f"no general rate in it on {on.isoformat()}.")])
                return ForeignSchedule(spec["title"], path.name, found)
    except OSError as error:
        raise DataError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path.name, [Problem("", f"is not a table of text: {error}.")]) from error
    titles = ", ".join(s["title"] for s in _formats().values())
    what = f"no format fits its columns ({', '.join(columns[:8]) or 'none'})."
    raise DataError(path.name, [Problem("header", what, titles)])


Table = tuple[list[str], Iterable[Mapping[str, str | None]]]


def _text(path: Path) -> Table:
    """Columns and rows of a table of text, its mark told by the first row."""
    text = path.read_text(encoding="utf-8-sig")
    first = next(iter(text.splitlines()), "")
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=max(",;\t", key=first.count))
    columns = [c.strip() for c in reader.fieldnames or []]
    reader.fieldnames = columns
    return columns, reader


def _workbook(path: Path) -> Table:
    """Columns and rows of the first sheet of a workbook."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        say = "save it as CSV, or pip install openpyxl"
        raise DataError(path.name, [Problem("", "is a workbook, which is not read here.", say)]) from None
    with path.open("rb") as f:
        try:
            book = load_workbook(f, read_only=True, data_only=True)
        except (BadZipFile, KeyError, ValueError) as error:
            raise DataError(path.name, [Problem("", f"is not a workbook: {error}.")]) from error
        cells = [[_cell(v) for v in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    columns = [c.strip() for c in cells[0]] if cells else []
    return columns, (dict(zip(columns, row, strict=False)) for row in cells[1:])


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return "" if value is None else str(value)


def _rows(
    rows: Iterable[Mapping[str, str | None]], spec: Mapping[str, Any], code: str, rate: str, on: date
) -> Iterable[tuple[str, tuple[tuple[str, Rate | None], ...]]]:
    for r in rows:
        if any(c in r and (r[c] or "").strip() not in held for c, held in spec.get("keep", {}).items()):
            continue
        start, end = _day(r.get(spec.get("from", ""))), _day(r.get(spec.get("to", "")))
        if (start and on < start) or (end and on > end):
            continue
        digits = "".join(c for c in r[code] or "" if c.isdigit())
        text = " ".join((r[rate] or "").split())
        if len(digits) < 4 or not text:
            continue
        percent = bool(spec.get("percent"))
        ends = [" ".join((r.get(c) or "").split()) for c in spec.get("ends", []) if r.get(c)]
        texts = ends if len(set(ends)) == 2 else [text]
        yield digits.zfill(spec.get("digits", 0)), tuple((t, _rate(t, percent)) for t in texts)


def _rate(text: str, percent: bool) -> Rate | None:
    if percent:
        try:
            return Rate(float(text.rstrip("% ")) / 100, ())
        except ValueError:
            return None
    plain = text.replace(" %", "%")
    if plain.casefold() in ("free", "0", "duty free"):
        return Rate(0.0, ())
    return parse_rate(plain if "%" in plain or not plain.replace(".", "").isdigit() else f"{plain}%")


def _day(text: str | None) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime((text or "").strip()[:10], form).date()
        except ValueError:
            continue
    return None
