"""`kaskazi tables`: the tables of a negotiation brief."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import (
    AS_OF,
    ECONOMY,
    JSON,
    Verb,
    home_option,
    print_json,
    printed,
    progress,
    world_option,
)
from kaskazi.codes.defaults import default_partner

if TYPE_CHECKING:
    from kaskazi.analysis.tables.types import Table
    from kaskazi.text.tables import Block


SOURCES = 8  # named under a table
NONE = "\u2013"  # how a table says that nothing is known


@click.command(
    cls=Verb,
    examples=(
        "kaskazi tables exposure jobs",
        "kaskazi tables --home Kenya --of USA --as-of 2026-11-24 --out annex",
    ),
)
@click.argument("names", nargs=-1, metavar="[TABLE]...")
@home_option()
@click.option(
    "--of",
    "other",
    default=default_partner(),
    show_default=True,
    type=ECONOMY,
    metavar="ECONOMY",
    help="The other side.",
)
@AS_OF
@world_option()
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write CSV files and a workbook here."
)
@click.option("--csv", "csv_only", is_flag=True, help="With --out: CSV only, no workbook.")
@click.option("--rows", default=12, show_default=True, type=click.IntRange(1), help="Rows a table to print.")
@JSON
def tables(
    names: tuple[str, ...],
    home: str,
    other: str,
    as_of: date | None,
    version: str | None,
    out: Path | None,
    csv_only: bool,
    rows: int,
    as_json: bool,
) -> None:
    """Make the tables a negotiation needs: all, or the TABLEs named (exposure, jobs, offer, ...)."""
    from kaskazi import files
    from kaskazi.analysis.tables import tables as make
    from kaskazi.analysis.tables import write
    from kaskazi.world import World

    if out:
        files.check_folder(out)
    day, world = as_of or date.today(), World.load(version)
    with progress("tables") as count:
        found = make(home, other, day, world, names, count)
    if out:
        about = {"home": home, "of": other, "as_of": day.isoformat(), "world": world.version}
        write(found, out, not csv_only, [version] if version else [], about)
        lines = sum(len(t.rows) for t in found)
        click.echo(f"{len(found)} tables, {lines} rows, are in {out.resolve()}")
    if as_json:
        print_json(files.stamped("tables", {"tables": [t.to_dict() for t in found]}))
    elif not out:
        printed([b for t in found for b in shown(t, rows)][1:])


def shown(t: Table, rows: int) -> list[Block]:
    """One table, its first rows, with notes and gaps; what every row says and its sources are said once."""
    from kaskazi.analysis.tables.types import NUMERIC, plain
    from kaskazi.text.tables import Grid

    head, *body = (tuple("" if x == NONE else x for x in r) for r in plain(t, rows))
    same = [k for k in range(1, len(head)) if len(body) > 1 and len({r[k] for r in body}) == 1]
    keep = [k for k, c in enumerate(t.columns) if k not in same and c.key != "sources"]
    words = tuple(n for n, k in enumerate(keep) if t.columns[k].kind not in NUMERIC)
    cells = tuple(tuple(r[k] for k in keep) for r in body)
    blocks: list[Block] = ["", f"{t.number}. {t.title} [confidence {t.confidence}]", ""]
    blocks.append(Grid(tuple(head[k] for k in keep), cells, words))
    if len(t.rows) > rows:
        blocks.append(f"({len(t.rows) - rows} more rows)")
    said = [f"{head[k]}: {body[0][k]}" for k in same if body[0][k] and t.columns[k].key != "sources"]
    if said:
        blocks.append(f"In every row shown: {'; '.join(said)}.")
    blocks += [*(f"Note: {n}" for n in t.notes), *(f"Missing: {m}" for m in t.missing)]
    if t.sources:
        more = f" and {len(t.sources) - SOURCES} more: --json" if len(t.sources) > SOURCES else ""
        blocks.append(f"Sources: {', '.join(t.sources[:SOURCES])}{more}.")
    return blocks
