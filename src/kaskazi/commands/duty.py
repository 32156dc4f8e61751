"""`kaskazi duty`: the duty on a line on a day, and the stack that makes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kaskazi.commands.options import ISO_DATE, print_json


@click.command()
@click.argument("code")
@click.option("--from", "origin", required=True, metavar="ISO3", help="Where the goods originate.")
@click.option("--to", "market", default="USA", show_default=True, metavar="ISO3", help="The market.")
@click.option("--on", type=ISO_DATE, help="The day of entry. Default: today.")
@click.option("--known", type=ISO_DATE, help="The law as known on this day. Default: the day of entry.")
@click.option("--unclaimed", is_flag=True, help="The preference is not claimed, or origin is not met.")
@click.option("--unit-value", type=float, help="USD a unit, for specific duties.")
@click.option(
    "--schedule", type=click.Path(path_type=Path), help="An official export of the schedule to use instead."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def duty(
    code: str,
    origin: str,
    market: str,
    on: date | None,
    known: date | None,
    unclaimed: bool,
    unit_value: float | None,
    schedule: Path | None,
    as_json: bool,
) -> None:
    """Print the duty on the HTS line CODE (as 6203.42.07) and every layer of it, with sources."""
    from kaskazi.instruments.duties import duty, render
    from kaskazi.instruments.schedule import read_schedule

    lines = {x.code: x for x in read_schedule(schedule)} if schedule else None
    found = duty(
        code,
        origin.upper(),
        on or date.today(),
        market=market.upper(),
        known=known,
        claimed=not unclaimed,
        unit_value=unit_value,
        lines=lines,
    )
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(render(found))
