"""Large grids of numbers in text: read line by line, every line whole, every cell a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import duckdb_reader as engine

Array = NDArray[np.float64]


def numbers(cells: list[str], where: str, title: str) -> Array:
    """Cells as numbers; empty is zero. Raises DataError naming the line.

    A blank in a cell is an error too: a digit may have stood there.
    """
    if any(not c.isascii() or c != c.strip() for c in cells):
        raise DataError(
            title, [Problem(where, "holds a cell with a blank or a sign that belongs to no number.")]
        )
    try:
        out = np.array(cells, dtype=np.float64)
    except ValueError:
        try:
            out = np.array([float(c) if c.strip() else 0.0 for c in cells])
        except ValueError as error:
            raise DataError(
                title, [Problem(where, f"holds a cell that is not a number: {error}.")]
            ) from error
    if not np.isfinite(out).all():
        raise DataError(title, [Problem(where, "holds a number that is not finite.")])
    return out


def lines(path: Path) -> Iterator[str]:
    """Lines of a text file without their ends. Raises DataError for a file that is cut or no text."""
    engine.present(path)
    try:
        with path.open(encoding="utf-8-sig") as f:
            for line in f:
                yield line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(path.name, [Problem("", f"cannot be read as text: {error.reason}.")]) from error


def grid(path: Path, shape: tuple[int, int], sep: str) -> Array:
    """A matrix without header. Raises DataError for another number of lines or cells."""
    out = np.zeros(shape)
    k = -1
    for k, line in enumerate(lines(path)):
        cells = line.rstrip(sep).split(sep)
        if k >= shape[0]:
            break
        if len(cells) != shape[1]:
            raise DataError(
                path.name, [Problem(f"line {k + 1}", f"holds {len(cells)} cells.", f"{shape[1]}")]
            )
        out[k] = numbers(cells, f"line {k + 1}", path.name)
    if k + 1 != shape[0]:
        what = f"holds {'more than ' if k >= shape[0] else ''}{min(k + 1, shape[0])} lines."
        raise DataError(path.name, [Problem("", what, f"{shape[0]} by its labels")])
    return out


def table(path: Path, sep: str = ",") -> Iterator[list[str]]:
    """Rows of a delimited text with quotes. Raises DataError."""
    try:
        yield from csv.reader(lines(path), delimiter=sep)
    except csv.Error as error:
        raise DataError(path.name, [Problem("", f"cannot be read: {error}.")]) from error


def workbook(path: Path) -> Any:
    """An .xlsx through openpyxl (MIT). Raises DataError with the way to get it, and for a file that is none."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        need = "pip install openpyxl, or the sheet saved as CSV"
        raise DataError(path.name, [Problem("", "openpyxl is not installed.", need)]) from None
    if not path.is_file():
        raise DataError(str(path), [Problem("", "cannot be read: no such file.")])
    try:
        body = io.BytesIO(path.read_bytes())  # no file is left open where the rest of it cannot be read
        return load_workbook(body, read_only=True, data_only=True)
    except Exception as error:
        raise DataError(path.name, [Problem("", f"is not a whole .xlsx: {error}.")]) from error


def sheet(book: Any, name: str, title: str) -> list[tuple[Any, ...]]:
    """Rows of a sheet. Raises DataError for one that is not there or not whole."""
    if name not in book.sheetnames:
        raise DataError(title, [Problem("sheet", f'"{name}" is not there.', ", ".join(book.sheetnames))])
    try:
        return [tuple(r) for r in book[name].iter_rows(values_only=True)]
    except Exception as error:
        raise DataError(title, [Problem(f"sheet {name}", f"is not whole: {error}.")]) from error
