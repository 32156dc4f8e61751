"""`kaskazi backtest`: past losses of a preference, predicted and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import ECONOMY, JSON, Verb, print_json, printed

if TYPE_CHECKING:
    from kaskazi.analysis.backtest import Report
    from kaskazi.text.tables import Block


@click.command(cls=Verb, examples=("kaskazi backtest", "kaskazi backtest Madagascar"))
@click.argument("economy", required=False, type=ECONOMY, metavar="[ECONOMY]")
@JSON
def backtest(economy: str | None, as_json: bool) -> None:
    """Print what our elasticities would have said of past losses of AGOA, beside what happened, with the score."""
    from kaskazi.analysis.backtest import backtest as run

    found = run(economy)
    if as_json:
        print_json(found.to_dict())
    else:
        printed(shown(found))


def shown(report: Report) -> list[Block]:
    """The cases, the verdict, the confounders, published estimates beside ours."""
    from kaskazi.analysis.backtest import beside, rows, verdict
    from kaskazi.text.numbers import number
    from kaskazi.text.tables import Grid

    head, *body = rows(report)
    blocks: list[Block] = ["AGOA lost: textiles and apparel to the US, predicted and what happened", ""]
    blocks += [Grid(head, tuple(body)), "", verdict(report), ""]
    for name, why in dict.fromkeys((t.name, t.confounders) for t in report.cases):
        blocks.append(f"{name}: {'; '.join(why)}.")
    head, *body = beside()
    blocks += ["", "Published estimates of AGOA's loss beside ours", ""]
    blocks.append(Grid(head, tuple(body), (0, 1, 2)))
    used = dict.fromkeys(s for t in report.cases for s in t.sources)
    back = number(100 * report.duty, 0)
    return [*blocks, "", f"Duty that came back: {back} %. Sources: {', '.join(used)}."]
