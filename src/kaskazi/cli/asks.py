"""`kaskazi asks`: what is worth asking for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import AS_OF, ECONOMY, JSON, Verb, home_option, print_json, printed, world_option

if TYPE_CHECKING:
    from kaskazi.analysis.priorities import AskList
    from kaskazi.text.tables import Block
    from kaskazi.world import World


@click.command(
    cls=Verb,
    examples=("kaskazi asks --of USA", "kaskazi asks --home Uganda --of Kenya --as-of 2026-11-24 --top 4"),
)
@home_option("Who asks.")
@click.option("--of", "other", required=True, type=ECONOMY, metavar="ECONOMY", help="Who is asked.")
@AS_OF
@click.option(
    "--top", default=8, show_default=True, type=click.IntRange(1, 50), help="How many to solve exactly."
)
@world_option()
@JSON
def asks(home: str, other: str, as_of: date | None, top: int, version: str | None, as_json: bool) -> None:
    """Rank what one economy could ask of another by its worth in real income (one adjoint solve)."""
    from kaskazi import files
    from kaskazi.analysis.priorities import rank_asks
    from kaskazi.world import World

    world = World.load(version)
    found = rank_asks(world, home, other, as_of, top)
    if as_json:
        print_json(files.stamped("asks", found.to_dict()))
    else:
        printed(shown(found, world))


def shown(a: AskList, world: World) -> list[Block]:
    """The list as a table, the law of each ask, who else moves with the first."""
    from kaskazi.codes.naming import the
    from kaskazi.text.numbers import day, interval, number
    from kaskazi.text.tables import Grid

    rows = []
    for x in a.asks:
        worth = interval(x.exact, signed=True) if x.exact else None
        exports = number(x.exports, 0, signed=True) if x.exports is not None else ""
        rows.append(
            (
                x.title,
                worth.central if worth else "",
                worth.range if worth else "ranked only",
                exports,
                number(x.marginal, 1, signed=True),
            )
        )
    blocks: list[Block] = [
        f"What {the(world.name(a.home))} could ask of {the(world.name(a.of))}, law as of {day(a.as_of)}; USD m",
        f"Real income, {a.horizon}.",
        "",
        Grid(("", "worth", "low to high", "exports", "by gradient"), tuple(rows)),
        "",
    ]
    for text in dict.fromkeys(x.law for x in a.asks):
        blocks.append(f"Law: {text} ({', '.join(x.id for x in a.asks if x.law == text)})")
    best = a.asks[0] if a.asks else None
    if best and (best.gains or best.losses):
        said = ", ".join(
            f"{world.name(c)} {number(v, 1, signed=True)}" for c, v in (*best.gains, *best.losses)
        )
        blocks += ["", f"Who else moves with the first, USD m: {said}"]
    return [*blocks, "", *(f"Note: {n}" for n in a.notes)]
