"""`kaskazi brief`: the whole way, from a document to a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaskazi.cli.options import (
    AS_OF,
    DATED,
    JSON,
    Verb,
    home_option,
    print_json,
    printed,
    progress,
    world_option,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaskazi.text.tables import Block


@click.command(
    cls=Verb,
    examples=(
        "kaskazi brief",
        "kaskazi brief talks.txt --dated 2024-02-02 --home Kenya --out brief.html",
        "kaskazi brief talks.txt --dated 2024-02-02 --out brief.pdf --out brief.docx",
        "kaskazi brief talks.txt --as-of 2026-11-24 --out brief.md --pages 2",
    ),
)
@click.argument("document", required=False, type=click.Path(path_type=Path))
@DATED
@AS_OF
@home_option()
@click.option(
    "--out",
    "outs",
    type=click.Path(path_type=Path),
    multiple=True,
    default=(Path("brief.html"),),
    show_default=True,
    metavar="FILE",
    help="Where to write: .html, .pdf, .docx, .md or .json; may be given more than once.",
)
@click.option(
    "--pages",
    type=click.Choice(["2", "all"]),
    help="The two pages alone, or with the annex; two by default in .pdf and .docx, all elsewhere.",
)
@click.option(
    "--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True, help="Size of paper."
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Say what changed since this brief (its .json).",
)
@world_option()
@JSON
def brief(
    document: Path | None,
    dated: date | None,
    as_of: date | None,
    home: str,
    outs: tuple[Path, ...],
    pages: str | None,
    paper: str,
    since: Path | None,
    version: str | None,
    as_json: bool,
) -> None:
    """Read DOCUMENT (the packaged example without it), work out what is at stake, write a brief.

    With --json the brief is printed and no file is written.
    """
    from kaskazi import files
    from kaskazi.documents import example_path
    from kaskazi.pipeline import study
    from kaskazi.report import brief as lay_out
    from kaskazi.report import check_path
    from kaskazi.report.since import load
    from kaskazi.text.numbers import small
    from kaskazi.world import World

    if not as_json:
        for out in outs:
            check_path(out)
            files.check(out, [x for x in (document, version, since) if x])
    earlier = load(since) if since else None
    world = World.load(version)
    with progress("solving") as count:
        found = study(
            document or example_path(),
            dated=dated,
            home=home,
            as_of=as_of,
            world=world,
            progress=(lambda _, k, n: count(k, n)) if count else None,
        )
    dossier, table = found.dossier, found.agenda
    page = lay_out(found)
    if as_json:
        print_json(page.to_dict())
        return
    for out in outs:
        page.write(out, pages or "", paper)
    workable = [item for item in table if item.options]
    cases = {s for o in found.outcomes.values() for s in o.solved}
    solves = len(cases)
    worst = max((s.largest_residual for s in cases), default=0.0)
    name = document.name if document else "the packaged example"
    printed(
        [
            f"Read {name}: {len(dossier.engagements)} engagements, {len(dossier.statements)} statements, "
            f"{len(dossier.asks)} asks; {len(table)} items on the table, {len(workable)} of them worked out.",
            f"Solved {solves} cases for {len(world.economies)} economies; "
            f"largest residual of any equation {small(worst)}."
            if solves
            else "Nothing in it could be worked out; the brief says why, item by item.",
        ]
    )
    if earlier is not None:
        printed(_since(earlier, page.to_dict()))
    for out in outs:
        click.echo(f"The brief is in {out.resolve()}")


def _since(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[Block]:
    """What changed since an earlier brief, and why."""
    from kaskazi.report.since import changes
    from kaskazi.text.tables import Grid

    c = changes(earlier, now)
    if not c.found:
        return [f"Since the brief of {c.made}: no figure changed ({c.same} compared)."]
    rows = tuple((f"{x.label}, {x.unit} ({x.option})", x.before or "–", x.now or "–") for x in c.found)
    return [
        f"Since the brief of {c.made}: {len(c.found)} figures changed, {c.same} did not.",
        *(f"Why: {x}" for x in c.causes),
        Grid(("figure", "before", "now"), rows, words=(0,)),
    ]
