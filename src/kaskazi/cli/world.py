"""`kaskazi world`: what the data are, where from, how good."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kaskazi.cli.options import ECONOMY, JSON, Verb, home_option, print_json, printed, progress
from kaskazi.codes.defaults import default_home


class Layout(click.ParamType[str]):
    """A layout that can be read, looked up only when one is given."""

    name = "layout"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from kaskazi.errors import nearest
        from kaskazi.world.importers.dispatch import LAYOUTS

        if value not in LAYOUTS:
            near = nearest(str(value), LAYOUTS)
            hint = f' Nearest: "{near}".' if near else ""
            self.fail(f'"{value}" is not one of {", ".join(LAYOUTS)}.{hint}', param, ctx)
        return str(value)


@click.group()
def world() -> None:
    """The data: what, where from, how good."""


@world.command(
    cls=Verb,
    examples=(
        "kaskazi world show KEN",
        'kaskazi world show "South Africa" --partners 5',
    ),
)
@click.argument("economy", default=default_home(), type=ECONOMY)
@click.option("--partners", default=12, show_default=True, help="How many partners to list.")
@JSON
def show(economy: str, partners: int, as_json: bool) -> None:
    """Accounts and main partners of one economy, with the grade of every cell."""
    from kaskazi.cli import world_text
    from kaskazi.world import World
    from kaskazi.world.show import summary

    found = summary(World.load(), economy, partners)
    if as_json:
        print_json(found)
    else:
        printed(world_text.summary(found))


@world.command(cls=Verb, examples=("kaskazi world score observed.csv",))
@click.argument("observed", type=click.Path(path_type=Path))
@home_option("Whose trade mixes to score.")
@JSON
def score(observed: Path, home: str, as_json: bool) -> None:
    """Compare goods trade with OBSERVED, a CSV with columns exporter, importer, value_kusd."""
    from kaskazi.cli import world_text
    from kaskazi.errors import DataError, Problem
    from kaskazi.world import World
    from kaskazi.world.score import score_world

    if not observed.is_file():
        raise DataError(str(observed), [Problem("", "cannot be read: no such file.")])
    found = score_world(World.load(), observed, home)
    if as_json:
        print_json(found.to_dict())
    else:
        printed(world_text.score(found))


@world.command(
    "import",
    cls=Verb,
    examples=(
        "kaskazi world import BACI_HS22_Y2023_V202501.csv --as baci --out mine.npz",
        "kaskazi world import tariffs.csv --as macmap --onto mine.npz --out mine2.npz",
    ),
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as", "layout", required=True, type=Layout(), help="How the file is laid out: docs/adapters.md."
)
@click.option("--onto", metavar="WORLD", help="The world to put it in: a version or a .npz file.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="World file to write."
)
@click.option("--year", type=int, help="The year to take, where the file holds several.")
@click.option("--unit", help="usd, kusd, musd (long, eora); percent or ratio (macmap).")
@click.option("--vintage", metavar="HS..", help="HS vintage of the codes, where the file does not say.")
@click.option(
    "--concordance", type=click.Path(path_type=Path), help="CSV: your codes to sectors, with shares."
)
@click.option(
    "--weights", type=click.Path(path_type=Path), help="BACI file to weigh tariffs or elasticities with."
)
@click.option(
    "--beneficiaries", type=click.Path(path_type=Path), help="CSV (group, economy) of preference groups."
)
@click.option(
    "--kinds", type=click.Path(path_type=Path), help="Kinds of accounts of a social accounting matrix."
)
@click.option("--economy", type=ECONOMY, metavar="ECONOMY", help="Whose social accounting matrix it is.")
@click.option("--alone", is_flag=True, help="sam: a world of that economy and the rest.")
@click.option(
    "--part", is_flag=True, help="The file is a part of the publisher's: absent exporters are no fault."
)
@click.option("--flagged", is_flag=True, help="protee: take products without an estimate of their own too.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_(path: Path, layout: str, onto: str | None, out: Path, as_json: bool, **said: Any) -> None:
    """Put a publisher's own file in place of the reconstruction."""
    from kaskazi import files
    from kaskazi.cli import world_text
    from kaskazi.errors import DataError, Problem
    from kaskazi.world import World
    from kaskazi.world.file import save
    from kaskazi.world.importers.dispatch import Options, bring

    if out.suffix != ".npz":
        raise DataError(str(out), [Problem("--out", f'"{out.suffix}" is not a world file.', ".npz")])
    others = (said[k] for k in ("concordance", "weights", "beneficiaries", "kinds"))
    inputs = [x for x in (path, onto, *others) if x]
    files.check(out, inputs)
    made, report = bring(path, layout, World.load(onto), Options(**said))
    made = save(made, out, inputs)
    report |= {"sha256": made.sha256, "written": str(out)}
    if as_json:
        print_json(report)
    else:
        printed(
            [*world_text.imported(report), f"{out}: sha256 {made.sha256[:12]}; use it with --world {out}"]
        )


@world.command(cls=Verb, examples=("kaskazi world fetch", "kaskazi world fetch baci --to data"))
@click.argument("name", required=False)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder to put it in.",
)
@JSON
def fetch(name: str | None, folder: Path, as_json: bool) -> None:
    """Download a publisher's file; without NAME, list what can be. The only verb that uses the network."""
    from kaskazi.text.numbers import number
    from kaskazi.text.tables import Grid
    from kaskazi.world.fetch import fetch, publication, publications

    if name is None:
        found = publications().values()
        if as_json:
            print_json([asdict(p) for p in found])
        else:
            size = [(p.id, number(p.megabytes), f"{p.publisher}: {p.title} ({p.licence})") for p in found]
            printed([Grid(("", "MB, about", ""), tuple(size), (0, 2))])
        return
    p = publication(name)
    with progress(p.file) as count:
        got = fetch(p, folder, count)
    if as_json:
        print_json({**asdict(got), "path": str(got.path), "licence": p.licence})
        return
    told = "as the list says" if got.checked else "no hash to compare it with"
    taken = f", {number(got.resumed)} of them from before" if got.resumed else ""
    printed(
        [
            f"{got.path}: {number(got.size)} bytes{taken}, sha256 {got.sha256[:12]} ({told})",
            f"{p.publisher}, {p.title}; licence {p.licence}. {p.note}".rstrip(),
        ]
    )


@world.command(cls=Verb, examples=("kaskazi world overlay cells.csv --out mine.npz",))
@click.argument("cells", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The world file to write."
)
@click.option(
    "--onto", default=None, help="Version or .npz the cells are put into (default: the shipped world)."
)
def overlay(cells: Path, out: Path, onto: str | None) -> None:
    """Put single cells of trade in place of a world's own (columns exporter, importer, sector, value_musd, source)."""
    from kaskazi.world import World
    from kaskazi.world.file import save
    from kaskazi.world.overlay import overlaid, read_cells

    before = World.load(onto)
    found = read_cells(cells, before)
    after = save(overlaid(before, found, cells.stem), out, [cells])
    told = after.ledger[len(before.ledger) :]
    printed([f"{out}: world {after.version}, {len(found)} cells replaced.", *told])


@world.command(cls=Verb, examples=("kaskazi world compare 2023.2 mine.npz",))
@click.argument("a")
@click.argument("b")
@home_option("Whose trade mixes to compare.")
@JSON
def compare(a: str, b: str, home: str, as_json: bool) -> None:
    """Compare two worlds: versions (as 2023.1) or .npz files."""
    from kaskazi.cli import world_text
    from kaskazi.world import World
    from kaskazi.world.compare import compare

    found = compare(World.load(a), World.load(b), home)
    if as_json:
        print_json(found.to_dict())
    else:
        printed(world_text.comparison(found))
