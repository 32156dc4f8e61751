"""`kaskazi scenarios`: what is packaged."""

from __future__ import annotations

import click

from kaskazi.cli.options import JSON, Verb, print_json, printed


@click.command(cls=Verb, examples=("kaskazi scenarios", "kaskazi scenarios agoa-lapse > mine.toml"))
@click.argument("name", required=False)
@JSON
def scenarios(name: str | None, as_json: bool) -> None:
    """List the packaged scenarios, or print the TOML of one to edit."""
    from kaskazi.shocks import load
    from kaskazi.shocks import packaged_names as names

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
    from kaskazi.text.tables import list_of

    printed([list_of(found)])
