"""`kaskazi route`: the way between two ports."""

from __future__ import annotations

import click

from kaskazi.commands.options import print_json


@click.command()
@click.argument("origin")
@click.argument("destination")
@click.option("--close", "closed", multiple=True, metavar="GATE", help="A gate to close; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def route(origin: str, destination: str, closed: tuple[str, ...], as_json: bool) -> None:
    """Days and miles from ORIGIN to DESTINATION (UN/LOCODE, as KEMBA NLRTM), before and after."""
    from kaskazi.network import Network
    from kaskazi.network.route import compare, render

    network = Network.load()
    found = compare(network, origin.upper(), destination.upper(), closed)
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(render(found, network))
