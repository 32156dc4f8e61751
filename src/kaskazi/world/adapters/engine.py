"""Reading large tables: DuckDB scans, sums and hands back pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kaskazi.errors import DataError, Problem, nearest

MEMORY = "1500MB"


def connect() -> Any:
    """A DuckDB connection with bounded memory. Raises DataError with the way to get it."""
    try:
        import duckdb
    except ImportError:
        need = 'the "data" extra: pip install "kaskazi[data]"'
        raise DataError("reading large tables", [Problem("", "duckdb is not installed.", need)]) from None
    con = duckdb.connect()
    con.execute(f"set memory_limit='{MEMORY}'")
    con.execute("set enable_progress_bar=false")
    return con


def columns(con: Any, source: str, title: str) -> list[str]:
    """Column names of a CSV or Parquet scan. Raises DataError for a file that cannot be read."""
    try:
        return [r[0] for r in con.execute(f"describe select * from {source}").fetchall()]
    except Exception as error:
        first = str(error).splitlines()[0][:200]
        raise DataError(
            title, [Problem("", f"cannot be read: {first}", "a whole CSV or Parquet file")]
        ) from error


def scan(path: Path, kinds: Mapping[str, str] | None = None) -> str:
    """The table function that reads a file; `kinds` fixes the types of CSV columns."""
    quoted = str(path).replace("'", "''")
    if path.suffix.lower() in (".parquet", ".pq"):
        return f"read_parquet('{quoted}')"
    types = ", ".join(f"'{k}': '{v}'" for k, v in (kinds or {}).items())
    extra = f", types={{{types}}}" if types else ", all_varchar=true"
    return f"read_csv('{quoted}', header=true{extra})"


def need(found: Sequence[str], wanted: Sequence[str], title: str) -> None:
    """Every wanted column is there. Raises DataError with the nearest names."""
    missing = [c for c in wanted if c not in found]
    if missing:
        raise DataError(
            title,
            [Problem("header", f'no column "{c}".', ", ".join(wanted), nearest(c, found)) for c in missing],
        )


def rows(con: Any, query: str, title: str) -> list[tuple[Any, ...]]:
    """Rows of a query. Raises DataError in the words of this project."""
    try:
        return [tuple(r) for r in con.execute(query).fetchall()]
    except Exception as error:
        first = str(error).splitlines()[0][:200]
        raise DataError(title, [Problem("", f"cannot be read: {first}")]) from error
