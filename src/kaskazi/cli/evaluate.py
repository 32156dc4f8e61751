"""`kaskazi evaluate`: how well documents are read, against labels made by hand."""

from __future__ import annotations

from pathlib import Path

import click

from kaskazi.cli.options import print_json


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--engine",
    type=click.Choice(["parser", "light"]),
    help="What reads the clauses. Default: the best there is.",
)
@click.option("--half", type=click.Choice(["a", "b"]), help="Only files of odd (a) or even (b) number.")
@click.option("--faults", is_flag=True, help="Print what was missed, found in addition, or wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def evaluate(folder: Path, engine: str | None, half: str | None, faults: bool, as_json: bool) -> None:
    """Print precision, recall and F by type of item on the labelled documents in FOLDER."""
    from kaskazi.documents import evaluation

    pick: evaluation.Half | None = "a" if half == "a" else "b" if half == "b" else None
    scores = evaluation.evaluate(evaluation.labelled(folder, pick), engine)
    if as_json:
        print_json({kind: s.to_dict() for kind, s in scores.items()})
        return
    click.echo(f"{'':12}{'labels':>7}{'found':>7}{'precision':>11}{'recall':>8}{'F':>7}  right attributes")
    for kind, s in scores.items():
        rest = ", ".join(f"{k} {a}/{b}" for k, (a, b) in sorted(s.attributes.items()))
        click.echo(f"{kind:12}{s.labels:7}{s.found:7}{s.precision:11.3f}{s.recall:8.3f}{s.f:7.3f}  {rest}")
    if faults:
        for s in scores.values():
            for line in s.faults:
                click.echo("  " + " ".join(line.split()))
