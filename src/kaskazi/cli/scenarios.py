"""`kaskazi scenarios`: what is packaged."""

from __future__ import annotations

import click

from kaskazi.cli.options import print_json


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def scenarios(name: str | None, as_json: bool) -> None:
    """List the packaged scenarios, or print the TOML of one to edit."""
    from kaskazi.scenario.file import load, names

    if name:
        scenario = load(name)
        if as_json:
            print_json(scenario.to_dict())
        else:
            click.echo(scenario.dumps(), nl=False)
        return
    found = [(n, load(n).title) for n in names()]
    if as_json:
        print_json([{"name": n, "title": t} for n, t in found])
        return
    width = max(len(n) for n, _ in found)
    for n, t in found:
        click.echo(f"{n.ljust(width)}  {t}")
