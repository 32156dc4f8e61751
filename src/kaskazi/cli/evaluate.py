"""`kaskazi evaluate`: how well documents are read, against labels made by hand."""

from __future__ import annotations

from pathlib import Path

import click

from kaskazi.cli.options import JSON, Verb, print_json, printed


@click.command(
    cls=Verb,
    examples=("kaskazi evaluate tests/labelled", "kaskazi evaluate tests/labelled --half b --faults"),
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--engine",
    type=click.Choice(["parser", "light"]),
    help="What reads the clauses. Default: the best there is.",
)
@click.option("--half", type=click.Choice(["a", "b"]), help="Only files of odd (a) or even (b) number.")
@click.option("--faults", is_flag=True, help="Print what was missed, found in addition, or wrong.")
@JSON
def evaluate(folder: Path, engine: str | None, half: str | None, faults: bool, as_json: bool) -> None:
    """Print precision, recall and F by type of item on the labelled documents in FOLDER."""
    from kaskazi.documents import evaluation

    pick: evaluation.Half | None = "a" if half == "a" else "b" if half == "b" else None
    scores = evaluation.evaluate(evaluation.labelled(folder, pick), engine)
    if as_json:
        print_json({kind: s.to_dict() for kind, s in scores.items()})
        return
    from kaskazi.text.numbers import number
    from kaskazi.text.tables import Grid

    rows = []
    for kind, s in scores.items():
        rest = ", ".join(f"{k} {a}/{b}" for k, (a, b) in sorted(s.attributes.items()))
        shares = (number(x, 3) for x in (s.precision, s.recall, s.f))
        rows.append((kind, number(s.labels), number(s.found), *shares, rest))
    heads = ("", "labels", "found", "precision", "recall", "F", "right attributes")
    wrong = [f"  {' '.join(line.split())}" for s in scores.values() for line in s.faults] if faults else []
    printed([Grid(heads, tuple(rows), (0, 6)), *wrong])
