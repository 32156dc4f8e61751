"""`kaskazi world`: what the data are, where from, how good."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kaskazi.cli.options import print_json, progress


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


@world.command()
@click.argument("iso3", default="KEN")
@click.option("--partners", default=12, show_default=True, help="How many partners to list.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show(iso3: str, partners: int, as_json: bool) -> None:
    """Accounts and main partners of one economy, with the grade of every cell."""
    from kaskazi.world import World
    from kaskazi.world.show import render, summary

    found = summary(World.load(), iso3.upper(), partners)
    if as_json:
        print_json(found)
    else:
        click.echo(render(found))


@world.command()
@click.argument("observed", type=click.Path(path_type=Path))
@click.option("--home", default="KEN", show_default=True, metavar="ISO3", help="Whose trade mixes to score.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def score(observed: Path, home: str, as_json: bool) -> None:
    """Compare goods trade with OBSERVED, a CSV with columns exporter, importer, value_kusd."""
    from kaskazi.errors import DataError, Problem
    from kaskazi.world import World
    from kaskazi.world.score import render, score_world

    if not observed.is_file():
        raise DataError(str(observed), [Problem("", "cannot be read: no such file.")])
    found = score_world(World.load(), observed, home.upper())
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(render(found))


@world.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as", "layout", required=True, type=Layout(), help="How the file is laid out: docs/adapters.md."
)
@click.option("--onto", metavar="WORLD", help="The world to put it in: a version or a .npz file.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="World file to write."
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
@click.option("--economy", metavar="ISO3", help="Whose social accounting matrix it is.")
@click.option("--alone", is_flag=True, help="sam: a world of that economy and the rest.")
@click.option(
    "--part", is_flag=True, help="The file is a part of the publisher's: absent exporters are no fault."
)
@click.option("--flagged", is_flag=True, help="protee: take products without an estimate of their own too.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_(path: Path, layout: str, onto: str | None, out: Path, as_json: bool, **said: Any) -> None:
    """Put a publisher's own file in place of the reconstruction."""
    from kaskazi.errors import DataError, Problem
    from kaskazi.world import World
    from kaskazi.world.file import save
    from kaskazi.world.importers.dispatch import Options, bring, render

    if out.suffix != ".npz":
        raise DataError(str(out), [Problem("--out", f'"{out.suffix}" is not a world file.', ".npz")])
    if said["economy"]:
        said["economy"] = said["economy"].upper()
    made, report = bring(path, layout, World.load(onto), Options(**said))
    made = save(made, out)
    report |= {"sha256": made.sha256, "written": str(out)}
    if as_json:
        print_json(report)
    else:
        click.echo(render(report))
        click.echo(f"{out}: sha256 {made.sha256[:12]}; use it with --world {out}")


@world.command()
@click.argument("name", required=False)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder to put it in.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def fetch(name: str | None, folder: Path, as_json: bool) -> None:
    """Download a publisher's file; without NAME, list what can be. The only verb that uses the network."""
    from kaskazi.world.fetch import fetch, publication, publications

    if name is None:
        found = publications().values()
        if as_json:
            print_json([asdict(p) for p in found])
        for p in [] if as_json else found:
            click.echo(f"{p.id:12} about {p.megabytes:,.0f} MB  {p.publisher}: {p.title} ({p.licence})")
        return
    p = publication(name)
    show = progress(p.file)
    got = fetch(p, folder, show)
    if as_json:
        print_json({**asdict(got), "path": str(got.path), "licence": p.licence})
        return
    told = "as the list says" if got.checked else "no hash to compare it with"
    taken = f", {got.resumed:,} of them from before" if got.resumed else ""
    click.echo(f"{got.path}: {got.size:,} bytes{taken}, sha256 {got.sha256[:12]} ({told})")
    click.echo(f"{p.publisher}, {p.title}; licence {p.licence}. {p.note}".rstrip())


@world.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--home", default="KEN", show_default=True, metavar="ISO3", help="Whose trade mixes to compare."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def compare(a: str, b: str, home: str, as_json: bool) -> None:
    """Compare two worlds: versions (as 2023.1) or .npz files."""
    from kaskazi.world import World
    from kaskazi.world.compare import compare, render

    found = compare(World.load(a), World.load(b), home.upper())
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(render(found))
