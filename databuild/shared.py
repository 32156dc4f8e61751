"""Published figures the build reads beside the package archives: tables of statistics, never copied into the project.

They lie where KASKAZI_SHARED_DATA says, else in `../shared/data` beside the project. docs/data.md says what each is, who
publishes it and where its publisher has it.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from functools import cache
from pathlib import Path

from databuild import licences
from kaskazi.errors import DataError, Problem

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "KASKAZI_SHARED_DATA"


def folder() -> Path:
    """Where the tables are looked for."""
    return Path(os.environ.get(VARIABLE, ROOT.parent / "shared" / "data"))


def path(name: str) -> Path:
    """The file `name`, such as "trade/baci2023_totals.csv.gz". Raises DataError where it is absent."""
    found = folder() / name
    if not found.is_file():
        raise DataError(
            str(found),
            [Problem(name, "is not there.", f"the tables of docs/data.md, in the folder {VARIABLE} names")],
        )
    return found


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV (plain or gzip) as text: codes keep their zeros, and "NA" is a code. Raises DataError.

    None of a table that this build leaves out for its licence.
    """
    return () if licences.shut(name) else _rows(name)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    raw = path(name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8-sig")
    return tuple(csv.DictReader(io.StringIO(text)))
