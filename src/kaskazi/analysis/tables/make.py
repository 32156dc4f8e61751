"""All tables of one pair of economies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kaskazi.analysis.tables.compare import aggregation, comparison
from kaskazi.analysis.tables.context import Context, context
from kaskazi.analysis.tables.exports import competitor_table, export_change, exposure_by_line, job_table
from kaskazi.analysis.tables.fiscal import foreign_exchange, revenue, tariff_fit
from kaskazi.analysis.tables.offers import offensive, offer, potential, sensitive
from kaskazi.analysis.tables.rules import areas, origin
from kaskazi.analysis.tables.summary import dictionary, references, summary
from kaskazi.analysis.tables.types import Table
from kaskazi.errors import InputError, Problem, nearest
from kaskazi.world import World

MAKE: Mapping[str, Callable[[Context], Table]] = {
    "exposure": exposure_by_line,
    "export-change": export_change,
    "competitors": competitor_table,
    "jobs": job_table,
    "revenue": revenue,
    "offensive": offensive,
    "sensitive": sensitive,
    "offer": offer,
    "origin": origin,
    "potential": potential,
    "areas": areas,
    "foreign-exchange": foreign_exchange,
    "scenarios": comparison,
    "tariff-fit": tariff_fit,
    "aggregation": aggregation,
}
TABLES = ("summary", *MAKE, "sources", "columns")


def tables(
    home: str,
    of: str,
    as_of: date | None = None,
    world: World | None = None,
    only: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Table, ...]:
    """The tables of `home` facing `of` on a day, in a ministry's order: a summary, 1 to 14, sources, columns.

    only: ids of those wanted (the others they need are still made). progress: called with (done, in all). Raises
    InputError for unknown economies and tables, all at once for tables; NoSolution where the model finds none.
    """
    unknown = [x for x in only if x not in TABLES]
    if unknown:
        raise InputError(
            "tables",
            [
                Problem("table", f'"{x}" is not a table.', ", ".join(TABLES), nearest(x, TABLES))
                for x in unknown
            ],
        )
    c = context(home, of, as_of, world)
    whole = not only or bool({"summary", "sources", "columns"} & set(only))
    wanted = [k for k in MAKE if whole or k in only]
    made = []
    for k, key in enumerate(wanted):
        made.append(MAKE[key](c))
        if progress:
            progress(k + 1, len(wanted))
    found = list(made)
    if whole:
        first = summary(c, made)
        last = references(c, [first, *made])
        listed = sorted([first, *made, last], key=lambda t: t.number)
        found = [*listed, dictionary(listed)]
    return tuple(t for t in found if not only or t.id in only)
