"""`kaskazi asks`: what is worth asking for."""

from __future__ import annotations

from datetime import date

import click

from kaskazi.cli.options import ISO_DATE, print_json


@click.command()
@click.option("--home", default="KEN", show_default=True, metavar="ISO3", help="Who asks.")
@click.option("--of", "other", required=True, metavar="ISO3", help="Who is asked.")
@click.option("--as-of", type=ISO_DATE, help="The day whose law counts. Default: today.")
@click.option(
    "--top", default=8, show_default=True, type=click.IntRange(1, 50), help="How many to solve exactly."
)
@click.option("--world", "version", help="The world: a version or a .npz file. Default: the shipped one.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def asks(home: str, other: str, as_of: date | None, top: int, version: str | None, as_json: bool) -> None:
    """Rank what one economy could ask of another by its worth in real income (one adjoint solve)."""
    from kaskazi.analysis.priorities import asks, render
    from kaskazi.world import World

    world = World.load(version)
    found = asks(world, home.upper(), other.upper(), as_of, top)
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(render(found, world))
