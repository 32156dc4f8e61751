"""`kaskazi brief`: the whole way, from a document to a page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from kaskazi.cli.options import ISO_DATE, print_json, progress


@click.command()
@click.argument("document", required=False, type=click.Path(path_type=Path))
@click.option("--dated", type=ISO_DATE, help="The day the document speaks; relative dates need it.")
@click.option("--as-of", type=ISO_DATE, help="The day whose law counts. Default: today.")
@click.option("--home", default="KEN", show_default=True, metavar="ISO3", help="Whose stakes.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("brief.html"),
    show_default=True,
    help="Where to write: .html, .md or .json.",
)
@click.option("--world", "version", help="The world: a version or a .npz file. Default: the shipped one.")
@click.option("--json", "as_json", is_flag=True, help="Print the brief as JSON instead of writing a file.")
def brief(
    document: Path | None,
    dated: date | None,
    as_of: date | None,
    home: str,
    out: Path,
    version: str | None,
    as_json: bool,
) -> None:
    """Read DOCUMENT (the packaged example without it), work out what is at stake, write a brief."""
    from kaskazi.agenda import draft_agenda
    from kaskazi.analysis.tables import extracts
    from kaskazi.documents import example_path, read
    from kaskazi.pipeline import run
    from kaskazi.report import Annex, Brief, check_path
    from kaskazi.world import World

    if not as_json:
        check_path(out)
    world = World.load(version)
    home = home.upper()
    world.index(home)
    day = as_of or date.today()
    dossier = read(document or example_path(), dated=dated)
    table = draft_agenda(dossier, as_of=day, home=home)
    todo = [(item.id, option) for item in table for option in item.options]
    show = progress("solving")
    results = []
    for k, (item_id, option) in enumerate(todo):
        results.append((item_id, option.key, run(option.scenario, world)))
        if show:
            show(k + 1, len(todo))
    pairs = dict.fromkeys(
        o.scenario.partner
        for item in table
        if item.kind == "programme"
        for o in item.options
        if o.scenario.partner
    )
    annexes = tuple(Annex(**asdict(x)) for p in pairs for x in extracts(home, p, day, world))
    page = Brief(dossier, table, tuple(results), made=day, annexes=annexes)
    if as_json:
        print_json(page.to_dict())
        return
    page.write(out)
    workable = [item for item in table if item.options]
    solves = sum(len(o.solved) for _, _, o in results)
    worst = max((s.largest_residual for _, _, o in results for s in o.solved), default=0.0)
    name = document.name if document else "the packaged example"
    click.echo(
        f"Read {name}: {len(dossier.engagements)} engagements, {len(dossier.statements)} statements, "
        f"{len(dossier.asks)} asks; {len(table)} items on the table, {len(workable)} of them worked out."
    )
    click.echo(
        f"Solved {solves} cases for {len(world.economies)} economies; largest residual of any equation {worst:.0e}."
        if solves
        else "Nothing in it could be worked out; the brief says why, item by item."
    )
    click.echo(f"The brief is in {out.resolve()}")
