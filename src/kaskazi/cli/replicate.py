"""`kaskazi replicate`: published tables beside ours."""

from __future__ import annotations

import click

from kaskazi.cli.options import print_json


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def replicate(ctx: click.Context, name: str | None, as_json: bool) -> None:
    """Rerun published tables and print ours beside them: one target, or all.

    Reads the authors' data from KASKAZI_REPLICATION_DATA, or shared/data/replication beside the project.
    Exit 1 if a figure differs or data are absent.
    """
    from kaskazi.analysis.replicate import replicate as run
    from kaskazi.analysis.replicate import text

    found = run(name)
    if as_json:
        print_json([r.to_dict() for r in found])
    else:
        click.echo(text(found))
    if not all(r.met for r in found):
        ctx.exit(1)
