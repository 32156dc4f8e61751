"""`kaskazi tables`: the tables of a negotiation brief."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kaskazi.cli.options import ISO_DATE, print_json, progress


@click.command()
@click.argument("names", nargs=-1, metavar="[TABLE]...")
@click.option("--home", default="KEN", show_default=True, metavar="ISO3", help="Whose stakes.")
@click.option("--of", "other", default="USA", show_default=True, metavar="ISO3", help="The other side.")
@click.option("--as-of", type=ISO_DATE, help="The day whose law counts. Default: today.")
@click.option("--world", "version", help="The world: a version or a .npz file. Default: the shipped one.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write CSV files and a workbook into DIR.",
    metavar="DIR",
)
@click.option("--csv", "csv_only", is_flag=True, help="With --out: CSV only, no workbook.")
@click.option("--rows", default=12, show_default=True, type=click.IntRange(1), help="Rows a table to print.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
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
    from kaskazi.analysis.tables import tables as make
    from kaskazi.analysis.tables import write
    from kaskazi.world import World

    found = make(home.upper(), other.upper(), as_of, World.load(version), names, progress("tables"))
    if out:
        write(found, out, not csv_only)
        lines = sum(len(t.rows) for t in found)
        click.echo(f"{len(found)} tables, {lines:,} rows, are in {out.resolve()}")
    if as_json:
        print_json([t.to_dict() for t in found])
    elif not out:
        click.echo("\n\n".join(text(t, rows) for t in found))


def text(t: object, rows: int) -> str:
    """One table as aligned text, its first rows."""
    from kaskazi.analysis.tables.types import NUMERIC, Table, plain

    assert isinstance(t, Table)
    cells = [[x if len(x) <= 44 else x[:43] + "…" for x in r] for r in plain(t, rows)]
    wide = [max(len(r[k]) for r in cells) for k in range(len(t.columns))]
    out = [f"{t.number}. {t.title}  [confidence {t.confidence}]"]
    for r in cells:
        out.append(
            "  ".join(
                x.rjust(w) if c.kind in NUMERIC else x.ljust(w)
                for x, w, c in zip(r, wide, t.columns, strict=True)
            ).rstrip()
        )
    if len(t.rows) > rows:
        out.append(f"({len(t.rows) - rows:,} more rows)")
    out += [f"Note: {n}" for n in t.notes] + [f"Missing: {m}" for m in t.missing]
    return "\n".join(out)
