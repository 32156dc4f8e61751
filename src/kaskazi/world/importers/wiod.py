"""World Input-Output Database, 2016 release: the sheet of a year as .xlsx (openpyxl) or saved as CSV.

Rows 3-6 of the sheet: codes, descriptions, economies, numbers; columns A-D the same for rows; from row 7 and
column E million USD at basic prices. After the industries the final demand CONS_h, CONS_np, CONS_g, GFCF, INVEN
and output GO; below them II_fob, TXSP, EXP_adj, PURR, PURNR, VA, IntTTM, GO. The publisher's .xlsb has to be
saved as .xlsx or CSV first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import grids, isic
from kaskazi.world.importers.accounts import Table, by_buyer, by_use, check, fold, to_world
from kaskazi.world.importers.labels import ALIASES
from kaskazi.world.types import OBSERVED, World

FINAL, SIGNED = ("CONS_H", "CONS_NP", "CONS_G", "GFCF"), ("INVEN", "INVNT")
OTHER_COSTS = ("TXSP", "EXP_ADJ", "PURR", "PURNR", "INTTTM")
RELATIVE, ABSOLUTE, ALL = 5e-3, 2.0, 5e-3


def read_wiod(path: Path, reference: World | None = None) -> World:
    """The world of one table. reference: see `accounts.to_world`. Raises DataError with every fault."""
    title = path.stem if path.stem.upper().startswith("WIOT") else f"WIOD {path.stem}"
    year = re.search(r"(?:19|20)\d\d", path.stem)
    cells = _cells(path, int(year[0]) if year else None)
    top = _first_row(cells, title)
    codes = [str(c or "").strip() for c in cells[top - 4][4:]]
    owners = [str(c or "").strip() for c in cells[top - 2][4:]]
    last = next((k for k, c in enumerate(codes) if c == "GO" or owners[k] == "TOT"), None)
    if last is None:
        raise DataError(title, [Problem("columns", 'no column "GO" of output.', "the whole sheet")])
    users = [k for k in range(last) if codes[k].upper() not in (*FINAL, *SIGNED)]
    labels = [(owners[k], codes[k]) for k in users]
    problems: list[Problem] = []
    rows: list[tuple[str, str]] = []
    body: list[np.ndarray] = []
    extra: dict[str, np.ndarray] = {}
    for n in range(top, len(cells)):
        line = cells[n]
        code, owner = str(line[0] or "").strip(), str(line[2] or "").strip() if len(line) > 2 else ""
        if not code:
            continue
        if len(line) < 5 + last:
            raise DataError(title, [Problem(f"row {n + 1}", f"holds {len(line)} cells.", f"{5 + last}")])
        values = grids.numbers(
            ["" if c is None else str(c) for c in line[4 : 5 + last]], f"row {n + 1} ({code})", title
        )
        if owner == "TOT":
            extra[code.upper()] = values
        else:
            rows.append((owner, code))
            body.append(values)
    problems += [Problem("rows", f'no row "{name}".') for name in ("VA", "GO") if name not in extra]
    if sorted(rows) != sorted(labels) or len(set(labels)) != len(labels):
        off = [f"{c} {s}" for c, s in sorted(set(rows) ^ set(labels))]
        problems.append(
            Problem("labels", f"rows and columns differ: {', '.join(off[:8]) or 'some are there twice'}.")
        )
    if problems:
        raise DataError(title, problems)
    labels = [(ALIASES.get(c, c), s) for c, s in labels]
    rows = [(ALIASES.get(c, c), s) for c, s in rows]
    economies = tuple(dict.fromkeys(c for c, _ in labels))
    sectors = tuple(dict.fromkeys(s for _, s in labels))
    N, J = len(economies), len(sectors)
    if len(labels) != N * J:
        raise DataError(
            title, [Problem("grid", f"{len(labels)} labels for {N} economies and {J} sectors.", f"{N * J}")]
        )
    names = {codes[k]: str(cells[top - 3][4 + k] or codes[k]).strip() for k in users}
    S, C, M = fold(rows, economies, sectors), fold(labels, economies, sectors), np.array(body)
    sales, used = by_use(np.asarray((C @ (S @ M[:, users]).T).T), N, J)
    parts = []
    for wanted in (FINAL, SIGNED):
        sums = np.zeros((N * J, N))
        for k in range(last):
            if codes[k].upper() in wanted:
                owner = ALIASES.get(owners[k], owners[k])
                if owner not in economies:
                    raise DataError(
                        title, [Problem(f"column {codes[k]}", f'"{owners[k]}" has no industries.')]
                    )
                sums[:, economies.index(owner)] += S @ M[:, k]
        parts.append(by_buyer(sums, N, J))
    out = (C @ extra["GO"][users]).reshape(N, J)
    stated = (S @ M[:, last]).reshape(N, J)
    apart = np.argwhere(np.abs(stated - out) > ABSOLUTE + RELATIVE * np.abs(out))
    if len(apart):
        what = "total of the row and of the column differ."
        raise DataError(title, [Problem(f"{economies[n]} {sectors[j]}", what) for n, j in apart[:20]])
    taxes = sum((extra[k][users] for k in OTHER_COSTS if k in extra), np.zeros(len(users)))
    t = Table(
        title=title,
        year=int(year[0]) if year else 0,
        economies=economies,
        sectors=sectors,
        sector_names=tuple(names[s] for s in sectors),
        members=tuple(isic.members(s) for s in sectors),
        sales=sales,
        used=used,
        final=parts[0],
        stocks=parts[1],
        value_added=(C @ extra["VA"][users]).reshape(N, J),
        taxes=(C @ taxes).reshape(N, J),
        output=out,
        grade=OBSERVED,
        source="wiod-2016",
    )
    check(t, reference, RELATIVE, ABSOLUTE, ALL)
    return to_world(t, reference)


def _cells(path: Path, year: int | None) -> list[list[Any]]:
    if path.suffix.lower() == ".xlsx":
        book = grids.workbook(path)
        name = str(year) if year and str(year) in book.sheetnames else book.sheetnames[0]
        return [list(r) for r in grids.sheet(book, name, path.name)]
    if path.suffix.lower() == ".csv":
        return list(grids.table(path))
    raise DataError(
        path.name, [Problem("", f'"{path.suffix}" is not read.', "the sheet saved as .xlsx or .csv")]
    )


def _first_row(cells: list[list[Any]], title: str) -> int:
    """The first row of industries: its third cell is an economy, as the column two rows above says."""
    for n in range(4, min(len(cells), 30)):
        line = cells[n]
        if (
            len(line) > 5
            and re.fullmatch(r"[A-Z]{3}", str(line[2] or "").strip())
            and str(line[0] or "").strip()
        ):
            if len(cells[n - 4]) > 5 and str(cells[n - 4][4] or "").strip():
                return n
            break
    raise DataError(
        title, [Problem("", "the rows of codes, names and economies are not where they belong.", "rows 3-6")]
    )
