"""`kaskazi backtest`: past losses of AGOA, predicted and what happened."""

from __future__ import annotations

import click

from kaskazi.cli.options import print_json


@click.command()
@click.argument("economy", required=False, metavar="[ISO3]")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def backtest(economy: str | None, as_json: bool) -> None:
    """Print what our elasticities would have said of past losses of AGOA, beside what happened, with the score."""
    from kaskazi.analysis.backtest import backtest as run
    from kaskazi.analysis.backtest import render

    found = run(economy.upper() if economy else None)
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(render(found))
