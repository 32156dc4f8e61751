"""`kaskazi backtest`: past losses of a preference, predicted and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import ECONOMY, JSON, Verb, print_json, printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaskazi.analysis.backtest import Report
    from kaskazi.text.tables import Block, Grid


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
    from kaskazi.analysis.backtest import beside, verdict
    from kaskazi.text.numbers import number

    blocks: list[Block] = ["AGOA lost: textiles and apparel to the US, predicted and what happened", ""]
    blocks += [_cases(report), "", verdict(report), ""]
    for name, why in dict.fromkeys((t.name, t.confounders) for t in report.cases):
        blocks.append(f"{name}: {'; '.join(why)}.")
    blocks += ["", "Published estimates of AGOA's loss beside ours", "", _studies(beside())]
    used = dict.fromkeys(s for t in report.cases for s in t.sources)
    back = number(100 * report.duty, 0)
    return [*blocks, "", f"Duty that came back: {back} %. Sources: {', '.join(used)}."]


def _cases(report: Report) -> Grid:
    """The cases, per cent: what is read together stands in one column, the raw change under that against controls."""
    from kaskazi.analysis.backtest import score
    from kaskazi.text.intervals import Interval
    from kaskazi.text.numbers import fixed, number
    from kaskazi.text.tables import Grid, under

    heads = (
        "case, USD m",
        "against\ncontrols\n(raw), %",
        "predicted\n(low to high), %",
        "implied\ns",
        "log\nerror",
        "score",
    )
    cells = []
    for t in report.cases:
        happened = f"{number(100 * t.against, 1, signed=True)}\n({number(100 * t.raw, 1, signed=True)})"
        said = fixed(Interval(t.low, t.central, t.high).times(100), 1, signed=True)
        what = f"{t.name}, {t.base} to {t.year}: {number(t.before, 1)} to {number(t.then, 1)}"
        error = number(t.log_error, 2, signed=True)
        cells.append((what, happened, under(said), number(t.implied, 1), error, score(t)))
    return Grid(heads, tuple(cells), (0, 5))


def _studies(rows: Sequence[tuple[str, ...]]) -> Grid:
    """Published estimates: who, by what method, of what; theirs and ours."""
    from kaskazi.text.tables import Grid

    cells = []
    for study, method, what, published, ours, source in rows[1:]:
        cells.append((f"{what}. {study}: {method} [{source}]", published, ours))
    return Grid(("", "published", "ours"), tuple(cells), (0, 2))
