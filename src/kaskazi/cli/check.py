"""`kaskazi check`: a figure somebody uses, beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import JSON, Verb, home_option, print_json, printed, world_option

if TYPE_CHECKING:
    from kaskazi.analysis.claims import Check
    from kaskazi.text.tables import Block
    from kaskazi.world import World


@click.command(
    cls=Verb,
    examples=(
        'kaskazi check "300,000 jobs" --of agoa-lapse',
        'kaskazi check "16 %" --of agoa-lapse',
        'kaskazi check "USD 1.2 billion" --of mine.toml --home Kenya',
    ),
)
@click.argument("claim")
@click.option("--of", "scenario", required=True, metavar="SCENARIO", help="A packaged name or a TOML file.")
@home_option("Whose stakes. Default: the scenario's.", required=False)
@world_option("The world: a version or a .npz file. Default: the scenario's.")
@JSON
def check(claim: str, scenario: str, home: str | None, version: str | None, as_json: bool) -> None:
    """Say how far CLAIM is from ours and what would have to be true for it."""
    from kaskazi import files
    from kaskazi.analysis.claims import check as held
    from kaskazi.analysis.claims import read_claim
    from kaskazi.shocks import load
    from kaskazi.world import World

    said = read_claim(claim)
    asked = load(scenario)
    if home is not None:
        asked = asked.model_copy(update={"home": home})
    world = World.load(version or asked.world or None)
    found = held(said, asked, world)
    if as_json:
        print_json(files.stamped("check", found.to_dict()))
    else:
        printed(shown(found, world))


def shown(c: Check, world: World) -> list[Block]:
    """The claim beside each figure, and what each would need."""
    from kaskazi.text.numbers import interval, number, percent
    from kaskazi.text.tables import Grid

    if not c.found:
        return [
            f'Nothing in "{c.scenario}" for {world.name(c.home)} is counted in the unit of "{c.claim.text}".'
        ]
    rows = []
    for x in c.found:
        ours = percent(x.ours) if x.unit == "%" else interval(x.ours, signed=True)
        times = "" if x.ratio is None else f"{number(x.ratio, 1 if x.ratio >= 0.1 else 2)} times"
        rows.append((f"{x.label}, {x.horizon}", ours.central, ours.range, "inside" if x.inside else times))
    unit = {"USD m": "USD million"}.get(c.claim.unit, c.claim.unit)
    blocks: list[Block] = [
        f'"{c.claim.text}" beside what {c.scenario} says for {world.name(c.home)}, {unit}',
        "",
        Grid(("ours", "central", "low to high", "the claim is"), tuple(rows), words=(0,)),
        "",
        *(f"Known: {k}" for k in c.known),
    ]
    blocks.append("What would have to be true:")
    for x in c.found:
        if x.needs:
            blocks.append(f"{x.label}: " + " ".join(x.needs))
    return blocks
