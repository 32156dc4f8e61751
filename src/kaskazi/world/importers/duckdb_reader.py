"""Reading large tables: DuckDB scans a file once, checks it and hands back sums as arrays."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem, nearest

MEMORY = "1400MB"
PARQUET = (".parquet", ".pq")
NO_TABLES: Mapping[str, str] = {".xlsx": "a workbook", ".xls": "a workbook", ".json": "JSON"}
PIECE = 1 << 20  # bytes looked at together


def connect() -> Any:
    """A DuckDB connection with bounded memory. Raises DataError with the way to get it."""
    try:
        import duckdb
    except ImportError:
        need = 'the "data" extra: pip install "kaskazi[data]"'
        raise DataError("reading large tables", [Problem("", "duckdb is not installed.", need)]) from None
    con = duckdb.connect()
    con.execute(f"set memory_limit='{MEMORY}'")
    con.execute("set temp_directory=?", [gettempdir()])
    con.execute("set enable_progress_bar=false")
    con.execute("set preserve_insertion_order=false")
    con.execute("set autoinstall_known_extensions=false")
    con.execute("set autoload_known_extensions=false")
    return con


def present(path: Path) -> Path:
    """The path, if a file is there and none of it is visibly missing.

    Raises DataError for no file, an empty one, and a text file whose last line has no end: the publishers'
    files have one, so a missing one means that the copy was cut short.
    """
    if not path.is_file():
        raise DataError(str(path), [Problem("", "cannot be read: no such file.")])
    if path.stat().st_size == 0:
        raise DataError(path.name, [Problem("", "is empty.")])
    if path.suffix.lower() in NO_TABLES:
        what = f"is {NO_TABLES[path.suffix.lower()]}, which is not read."
        raise DataError(path.name, [Problem("", what, "the same table saved as CSV")])
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        with path.open("rb") as f:
            f.seek(-1, 2)
            if f.read(1) != b"\n":
                what = "stops in the middle of a line: it may be cut short."
                raise DataError(path.name, [Problem("", what, "a file that ends with a line end")])
    return path


def scan(path: Path, kinds: Mapping[str, str] | None = None) -> str:
    """The table function that reads a file; `kinds` fixes the types of CSV columns, all text without."""
    quoted = str(path).replace("'", "''")
    if path.suffix.lower() in PARQUET:
        return f"read_parquet('{quoted}')"
    types = ", ".join(f"'{k}': '{v}'" for k, v in (kinds or {}).items())
    extra = f"types={{{types}}}" if types else "all_varchar=true"
    return f"read_csv('{quoted}', header=true, delim=',', quote='\"', escape='\"', encoding='{encoding(path)}', {extra})"


def encoding(path: Path) -> str:
    """How a text file is encoded, as DuckDB calls it: UTF-8 where all of it is, else ISO-8859-1, as the site of UN
    Comtrade writes. A file by another name (compressed, several) is left to DuckDB."""
    if path.suffix.lower() not in (".csv", ".txt", ".tsv") or not path.is_file():
        return "utf-8"
    decoder = getincrementaldecoder("utf-8")()
    with path.open("rb") as f:
        try:
            while piece := f.read(PIECE):
                if not piece.isascii() or decoder.getstate()[0]:
                    decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"


def columns(con: Any, source: str, title: str) -> list[str]:
    """Column names of a CSV or Parquet scan. Raises DataError for a file that cannot be read."""
    try:
        return [r[0] for r in con.execute(f"describe select * from {source}").fetchall()]
    except Exception as error:
        raise _said(title, error) from error


def need(found: Sequence[str], wanted: Sequence[str], title: str) -> None:
    """Every wanted column is there. Raises DataError with the nearest names."""
    missing = [c for c in wanted if c not in found]
    if missing:
        raise DataError(
            title,
            [Problem("header", f'no column "{c}".', ", ".join(wanted), nearest(c, found)) for c in missing],
        )


def pick(found: Sequence[str], wanted: Mapping[str, Sequence[str]], title: str) -> dict[str, str]:
    """For each thing wanted, the column that holds it under one of its names (case and spaces are ignored).

    A name that ends in "?" makes the column optional. Raises DataError naming all that is missing.
    """

    def plain(name: str) -> str:
        return "".join(c for c in name.casefold() if c.isalnum())

    have = {plain(c): c for c in found}
    out: dict[str, str] = {}
    problems: list[Problem] = []
    for what, names in wanted.items():
        hits = [have[plain(n)] for n in names if plain(n) in have]
        if hits:
            out[what] = hits[0]
        elif not any(n.endswith("?") for n in names):
            near = nearest(names[0], found)
            problems.append(Problem("header", f'no column "{names[0]}".', " or ".join(names), near))
    if problems:
        raise DataError(title, problems)
    return out


def name(column: str) -> str:
    """A column name quoted for SQL."""
    return '"' + column.replace('"', '""') + '"'


def number(column: str) -> str:
    """SQL for a column as a number: NULL where it is empty, not a number, padded, or not finite.

    A digit that became a blank would still read as a number: so blanks are not trimmed.
    """
    text = f"cast({column} as varchar)"
    whole = f"regexp_full_match({text}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?')"
    return f"(case when {whole} and isfinite(try_cast({text} as double)) then try_cast({text} as double) end)"


def rows(con: Any, query: str, title: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of a query. Raises DataError in the words of this project."""
    try:
        return [tuple(r) for r in con.execute(query, list(values)).fetchall()]
    except Exception as error:
        raise _said(title, error) from error


def arrays(con: Any, query: str, title: str, values: Sequence[Any] = ()) -> dict[str, NDArray[Any]]:
    """Columns of a query as arrays (a column with NULLs is masked). Raises DataError."""
    try:
        found: dict[str, NDArray[Any]] = con.execute(query, list(values)).fetchnumpy()
    except Exception as error:
        raise _said(title, error) from error
    return found


def run(con: Any, query: str, title: str, values: Sequence[Any] = ()) -> None:
    """Execute a statement. Raises DataError in the words of this project."""
    try:
        con.execute(query, list(values))
    except Exception as error:
        raise _said(title, error) from error


def put(con: Any, table: str, cells: Mapping[str, NDArray[Any]], title: str) -> None:
    """A table made of arrays."""
    given = {k: np.ascontiguousarray(v) for k, v in cells.items()}  # noqa: F841
    try:  # DuckDB finds `given` by its name
        con.execute(f"create or replace table {table} as select * from given")
    except Exception as error:
        raise _said(title, error) from error


def _said(title: str, error: Exception) -> DataError:
    lines = [x.strip() for x in str(error).splitlines() if x.strip()]
    first = next((x for x in lines if not x.startswith(("Invalid Input Error", "CSV Error"))), "")
    text = " ".join(x for x in (lines[0] if lines else type(error).__name__, first) if x)[:240]
    return DataError(title, [Problem("", f"cannot be read: {text}", "a whole CSV or Parquet file")])
