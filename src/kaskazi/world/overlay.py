"""Single cells of trade put in place of a world's own, each with its source; the rest stays, and the accounts fit again."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.types import OBSERVED, World, traced

COLUMNS = ("exporter", "importer", "sector", "value_musd", "source")
KIND = "overlay"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: million USD of the world's year, and who says it, where: publisher, title, date or page."""

    exporter: str
    importer: str
    sector: str
    value: float
    source: str


def read_cells(path: Path, w: World) -> tuple[Cell, ...]:
    """The rows of a CSV with columns exporter, importer, sector, value_musd and source.

    Raises DataError naming every fault with its line: columns, codes and sectors nobody knows (with the nearest), values that
    are no amount, a cell without a source, one that is there twice, a cell of an economy with itself.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            header, rows = list(reader.fieldnames or []), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(str(path), [Problem("", f"cannot be read: {error}.", "a CSV in UTF-8")]) from error
    missing = [
        Problem("header", f'no column "{c}".', nearest=nearest(c, header)) for c in COLUMNS if c not in header
    ]
    if missing:
        raise DataError(str(path), missing)
    faults: list[Problem] = []
    cells: dict[tuple[str, str, str], Cell] = {}
    for line, r in enumerate(rows, 2):
        where, before = f"line {line}", len(faults)
        for column, known in (("exporter", w.economies), ("importer", w.economies), ("sector", w.sectors)):
            if (r[column] or "") not in known:
                faults.append(
                    Problem(where, f'"{r[column]}" is no {column}.', nearest=nearest(str(r[column]), known))
                )
        value = _amount(r["value_musd"])
        if value is None:
            faults.append(Problem(where, f"{r['value_musd']!r} is not an amount.", "million USD, from 0 up"))
        if not (r["source"] or "").strip():
            faults.append(Problem(where, "no source is given.", "who says it, and where"))
        if r["exporter"] == r["importer"]:
            faults.append(
                Problem(where, "an economy's sales to itself are not entered here.", "two economies")
            )
        key = (r["exporter"], r["importer"], r["sector"])
        if key in cells:
            faults.append(Problem(where, f"{' '.join(key)} is there twice."))
        if len(faults) == before and value is not None:
            cells[key] = Cell(*key, value, r["source"].strip())
    if not rows:
        faults.append(Problem("", "has no rows.", "one cell a row"))
    if faults:
        raise DataError(str(path), faults)
    return tuple(cells.values())


def _amount(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if np.isfinite(value) and value >= 0 else None


def overlaid(w: World, cells: tuple[Cell, ...], name: str = "cells") -> World:
    """A world with these cells in place of its own, graded observed, entered by hand, each with its source in `bases` and the
    ledger; outputs and own sales of the economies touched move as little as they can. Raises DataError where accounts
    cannot be met."""
    from kaskazi.world.importers.apply_trade import balanced

    flows, grade, hand = w.flows.copy(), w.grade.copy(), w.hand.copy()
    parts: dict[str, Any] = {"basis": w.basis, "bases": w.bases}
    ledger = []
    for c in cells:
        at = (w.sector(c.sector), w.index(c.importer), w.index(c.exporter))
        ledger.append(
            f"{c.exporter} to {c.importer}, {c.sector}: {w.flows[at]:,.1f} million USD replaced by {c.value:,.1f}: {c.source}"
        )
        flows[at] = c.value
        grade[at] = OBSERVED if c.value > 0 else 0
        hand[at] = c.value > 0
        use = np.zeros(flows.shape, dtype=bool)
        use[at] = c.value > 0
        parts = traced(replace(w, **parts), use, f"{KIND}: {c.source}")
    draft = replace(
        w,
        version=f"{w.version}+{name}",
        flows=flows,
        grade=grade,
        hand=hand,
        **parts,
        ledger=(*w.ledger, *ledger),
        sha256="",
    )
    return balanced(draft, w)
