"""`kaskazi replicate`: published tables beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import JSON, Verb, print_json, printed

if TYPE_CHECKING:
    from kaskazi.analysis.replicate import Replication, Row
    from kaskazi.text.tables import Block


@click.command(cls=Verb, examples=("kaskazi replicate", "kaskazi replicate caliendo-parro-2015"))
@click.argument("name", required=False)
@JSON
@click.pass_context
def replicate(ctx: click.Context, name: str | None, as_json: bool) -> None:
    """Rerun published tables and print ours beside them: one target, or all.

    Reads the authors' data from KASKAZI_REPLICATION_DATA, or shared/data/replication beside the project.
    Exit 1 if a figure differs or data are absent.
    """
    from kaskazi.analysis.replicate import replicate as run

    found = run(name)
    if as_json:
        print_json([r.to_dict() for r in found])
    else:
        printed(shown(found))
    if not all(r.met for r in found):
        ctx.exit(1)


def shown(found: tuple[Replication, ...]) -> list[Block]:
    """The tables, published beside ours."""
    from kaskazi.sources import source
    from kaskazi.text.numbers import small
    from kaskazi.text.tables import Grid

    blocks: list[Block] = []
    for r in found:
        blocks += [f"{r.name}: {source(r.source).line()}", ""]
        if r.absent:
            blocks += [f"not run: {r.absent}", ""]
            continue
        heads = ("", "published", "ours", "unit", "")
        blocks.append(Grid(heads, tuple(_cells(x) for x in r.rows), (0, 3, 4)))
        blocks += [f"Largest residual of any equation: {small(r.residual)}.", *r.notes, ""]
    return [*blocks, f"{sum(r.met for r in found)} of {len(found)} targets met."]


def _cells(row: Row) -> tuple[str, ...]:
    """What, published, ours with the digits published, unit, verdict; a gap that should be nothing as a power of ten."""
    from kaskazi.text.numbers import number, small

    gap = row.published == 0.0
    shown = "" if row.published is None else "0" if gap else number(row.published, max(row.digits, 0))
    ours = small(row.ours) if gap and abs(row.ours) < 1e-3 else number(row.ours, row.digits)
    mark = {True: "ok", False: "DIFFERS", None: "not published"}[row.met]
    return (row.what, shown, ours, row.unit, mark)
