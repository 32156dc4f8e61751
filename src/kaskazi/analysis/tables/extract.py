"""A few columns and rows of the tables a page has room for, as plain text; nothing here solves the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaskazi.analysis.tables.compare import COLUMNS, tornado
from kaskazi.analysis.tables.context import context
from kaskazi.analysis.tables.exports import competitor_table, export_change
from kaskazi.analysis.tables.fiscal import revenue
from kaskazi.analysis.tables.offers import offer
from kaskazi.analysis.tables.rules import origin
from kaskazi.analysis.tables.types import NUMERIC, Table, shown
from kaskazi.outcomes import Solves
from kaskazi.world import World

MOST = 10


@dataclass(frozen=True, slots=True)
class Extract:
    """One table cut down. heads, numeric and every row have the same length; more: rows left out; sources: ids;
    missing: what one would expect in it and no data held gives."""

    title: str
    confidence: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        if any(len(r) != len(self.heads) for r in (self.numeric, *self.rows)):
            raise ValueError(f"extract {self.title}: rows and heads differ in length")


def extract(
    table: Table,
    keys: tuple[str, ...],
    keep: Callable[[dict[str, Any]], bool] = lambda _: True,
    most: int = MOST,
    notes: int = 9,
) -> Extract:
    """The columns named of the rows kept, the first `most`, with the first notes. Raises KeyError for a column it
    has not."""
    at = {c.key: k for k, c in enumerate(table.columns)}
    columns = [table.columns[at[k]] for k in keys]
    rows = [r for r in table.rows if keep(dict(zip(at, r, strict=True)))]
    body = tuple(tuple(shown(c, r[at[c.key]]) for c in columns) for r in rows[:most])
    used = tuple(dict.fromkeys(s for r in rows[:most] for s in str(r[at["sources"]] or "").split()))
    numeric = tuple(c.kind in NUMERIC for c in columns)
    heads = tuple(c.head for c in columns)
    more = len(table.rows) - len(body)
    return Extract(
        table.title, table.confidence, heads, numeric, body, more, table.notes[:notes], table.missing, used
    )


def extracts(
    home: str, of: str, as_of: date, world: World, solves: Solves | None = None
) -> tuple[Extract, ...]:
    """What a brief prints of the tables of a pair; nothing where no line table is held."""
    c = context(home, of, as_of, world, solves)
    if not c.exposure:
        return ()
    drivers = Table(13, "drivers", "What moves the change of exports most", "B", COLUMNS, tuple(tornado(c)),
                    ("One input moved, the others at the centre; line by line, third year on.",))  # fmt: skip
    years = [k.key for k in revenue(c).columns if k.key.startswith("y")]
    return (
        extract(export_change(c), ("hs", "name", "value", "low", "central", "high", "first_central"),
                lambda r: r["hs"] != "all lines", notes=3),
        extract(competitor_table(c), ("name", "programme", "duty_now", "duty_after", "margin_now", "margin_after"),
                lambda r: r["product"] == "All apparel sold", 20),
        extract(origin(c), ("group", "rule", "value", "claimed", "rests", "central", "feasible")),
        extract(revenue(c), ("side", "group", "base", years[0], years[4], years[9]),
                lambda r: r["product"] in ("all lines", "all sectors")),
        extract(offer(c), ("what", "by_value", "duty", "revenue", "creation", "diversion", "published_revenue"),
                lambda r: str(r["what"]).endswith("all at once")),
        extract(drivers, ("case", "low", "central", "high", "why")),
    )  # fmt: skip
