"""`kaskazi exposure`: what an economy's trade hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import ECONOMY, JSON, Verb, print_json, printed, world_option

if TYPE_CHECKING:
    from kaskazi.analysis.exposure import ExposureList
    from kaskazi.text.tables import Block
    from kaskazi.world import World


@click.command(cls=Verb, examples=("kaskazi exposure KEN", "kaskazi exposure Uganda --top 5"))
@click.argument("economy", type=ECONOMY)
@click.option(
    "--top", default=8, show_default=True, type=click.IntRange(1, 50), help="How many places to show."
)
@world_option()
@JSON
def exposure(economy: str, top: int, version: str | None, as_json: bool) -> None:
    """Rank chokepoints, ports and corridors by what a month's closure of each costs ECONOMY."""
    from kaskazi import files
    from kaskazi.analysis.exposure import exposure as worked_out
    from kaskazi.world import World

    world = World.load(version)
    found = worked_out(world, economy, top)
    if as_json:
        print_json(files.stamped("exposure", found.to_dict()))
    else:
        printed(shown(found, world))


def shown(x: ExposureList, world: World) -> list[Block]:
    """The ranking as a table."""
    from kaskazi.codes.naming import the
    from kaskazi.text.numbers import interval, number
    from kaskazi.text.tables import Grid

    rows = []
    for p in x.places:
        cost = interval(p.cost)
        who = ", ".join(world.name(c) for c, _ in p.partners[:3])
        rows.append(
            (
                f"{p.name} ({p.kind})",
                f"{cost.central}\n{cost.range}" if cost.range else cost.central,
                number(100 * p.share, 1),
                number(p.at_risk, 0),
                number(p.captive, 0),
                number(p.days, 1),
                who,
            )
        )
    heads = ("closed for a month", "cost, USD m", "% of trade", "passes it", "no way", "days", "dearest with")
    return [
        f"What the goods trade of {the(world.name(x.home))} hangs on: USD m a month of {x.year}, of {number(x.trade, 0)} in all",
        "",
        Grid(heads, tuple(rows), words=(0, 6)),
        "",
        *(
            f"Note: {p.name} closed, {number(p.dues, 0)} USD m of the cost are canal dues not earned."
            for p in x.places
            if p.dues > 0.5
        ),
        *(
            f"Note: {p.name} closed, its container lines would earn {number(p.rents, 0)} USD m more; that is not in the cost."
            for p in x.places
            if p.rents > 0.5
        ),
        *(f"Note: {n}" for n in x.notes),
    ]
