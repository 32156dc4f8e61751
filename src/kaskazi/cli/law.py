"""`kaskazi law`: how fresh what is on record of the law is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import click

from kaskazi.cli.options import ISO_DATE, Verb, print_json, printed


@click.group()
def law() -> None:
    """The record of the law itself: `kaskazi law check` lists what is stale or about to end."""


@law.command(cls=Verb, examples=("kaskazi law check", "kaskazi law check --on 2027-01-01"))
@click.option("--on", type=ISO_DATE, help="The day asked about. Default: today.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def check(on: date | None, as_json: bool) -> None:
    """List instruments that were not checked for long, ended since, or end soon."""
    from kaskazi.law.freshness import check as checked
    from kaskazi.text.tables import Grid

    day = on or date.today()
    found = checked(day)
    if as_json:
        plain = [
            {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(f).items()} for f in found
        ]
        print_json(plain)
        return
    if not found:
        click.echo(f"Nothing on record is stale or about to end on {day.isoformat()}.")
        return
    rows = tuple((f.id, f.finding, f.checked.isoformat(), f.text) for f in found)
    printed([Grid(("instrument", "finding", "checked", ""), rows, (0, 1, 2, 3))])
