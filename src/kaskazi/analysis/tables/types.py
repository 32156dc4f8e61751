"""What a table is: typed columns with units, rows of plain cells, sources, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kaskazi.text.numbers import number

Cell = str | float | int | None

# kind -> (unit as printed in heads, decimals, spreadsheet format)
KINDS: dict[str, tuple[str, int, str]] = {
    "text": ("", 0, "@"),
    "code": ("", 0, "@"),
    "usd": ("USD m", 2, "#,##0.00;[Red]-#,##0.00;0.00"),
    "ratio": ("%", 1, "0.0%;[Red]-0.0%;0.0%"),
    "share": ("%", 2, "0.00%;[Red]-0.00%;0.00%"),
    "figure": ("", 1, "#,##0.0;[Red]-#,##0.0;0.0"),
    "number": ("", 2, "#,##0.00;[Red]-#,##0.00;0.00"),
    "count": ("", 0, "#,##0;[Red]-#,##0;0"),
    "year": ("", 0, "0"),
    "date": ("", 0, "@"),
}
RATIOS = ("ratio", "share")
NUMERIC = ("usd", "ratio", "share", "figure", "number", "count", "year")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: key of `KINDS`; unit: printed in the head where the kind has none of its own; note: what the
    column holds, where its title does not say it. Ratios are ratios (0.25 = 25 %) in CSV and JSON."""

    key: str
    title: str
    kind: str = "text"
    unit: str = ""
    note: str = ""

    @property
    def head(self) -> str:
        """Title with its unit."""
        unit = self.unit or KINDS[self.kind][0]
        return f"{self.title} ({unit})" if unit else self.title


@dataclass(frozen=True, slots=True)
class Table:
    """One table. number: its place in a ministry's list, 1 to 15, 0 for the summary; confidence: A observed or
    computed from official data, B published estimates, C assumptions; rows: a cell a column, None where not known;
    notes: how to read it; missing: what a ministry would expect and no data held here gives."""

    number: int
    id: str
    title: str
    confidence: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for r in self.rows:
            if len(r) != len(self.columns):
                raise ValueError(f"table {self.id}: a row has {len(r)} cells, {len(self.columns)} columns")

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources its rows name, each once."""
        keys = [c.key for c in self.columns]
        if "sources" not in keys:
            return ()
        at = keys.index("sources")
        return tuple(dict.fromkeys(s for r in self.rows for s in str(r[at] or "").split()))

    def column(self, key: str) -> tuple[Cell, ...]:
        """All cells of one column. Raises ValueError."""
        at = [c.key for c in self.columns].index(key)
        return tuple(r[at] for r in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        keys = [c.key for c in self.columns]
        return {
            "number": self.number,
            "id": self.id,
            "title": self.title,
            "confidence": self.confidence,
            "columns": [
                {
                    "key": c.key,
                    "title": c.title,
                    "kind": c.kind,
                    "unit": c.unit or KINDS[c.kind][0],
                    "note": c.note,
                }
                for c in self.columns
            ],
            "rows": [dict(zip(keys, r, strict=True)) for r in self.rows],
            "notes": list(self.notes),
            "missing": list(self.missing),
            "sources": list(self.sources),
        }


SOURCES = Column("sources", "Sources", note="ids of the sources table, separated by spaces")


def ids(*parts: str | Iterable[str]) -> str:
    """Source ids as one cell, each once, in order."""
    flat: list[str] = []
    for p in parts:
        flat += [p] if isinstance(p, str) else list(p)
    return " ".join(dict.fromkeys(x for x in flat if x))


def plain(table: Table, most: int | None = None) -> tuple[tuple[str, ...], ...]:
    """Heads and rows as text, ready for a page: ratios as per cent, empty cells as an en dash."""
    rows: Sequence[tuple[Cell, ...]] = table.rows if most is None else table.rows[:most]
    body = (tuple(shown(c, x) for c, x in zip(table.columns, r, strict=True)) for r in rows)
    return (tuple(c.head for c in table.columns), *body)


def shown(column: Column, cell: Cell) -> str:
    """One cell as text."""
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, str):
        return cell
    digits = KINDS[column.kind][1]
    if column.kind == "year":
        return str(int(cell))
    value = 100 * cell if column.kind in RATIOS else cell
    return number(value, digits)
