"""`kaskazi world`: what the data are, where from, how good."""

from __future__ import annotations

from pathlib import Path

import click

from kaskazi.commands.options import print_json, progress


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


@world.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the world file.")
def build(folder: Path, out: Path | None) -> None:
    """Build the world from the package archives in FOLDER (an empty folder lists the commands to get them)."""
    from kaskazi.world.build.make import VERSION, build
    from kaskazi.world.file import from_bytes, path_of, to_bytes

    show = progress("building")
    raw = to_bytes(build(folder))
    if show:
        show(1, 1)
    target = out or Path(f"world-{VERSION}.npz")
    temporary = target.with_name(f".{target.name}.part")
    temporary.write_bytes(raw)
    temporary.replace(target)
    same = path_of(VERSION).is_file() and path_of(VERSION).read_bytes() == raw
    click.echo(f"{target}: {len(raw):,} bytes, sha256 {from_bytes(raw).sha256[:12]}")
    click.echo("the same bytes as the shipped file" if same else "differs from the shipped file")


@world.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as", "layout", required=True, type=click.Choice(["baci", "long"]), help="The file's layout.")
@click.option("--year", type=int, help="The year to take, where the file holds several.")
@click.option("--unit", default="usd", show_default=True, help="Unit of a long table: usd, kusd or musd.")
@click.option("--onto", default=None, help="The world to put it in: a version or a .npz file.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="World file to write."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def import_(
    path: Path, layout: str, year: int | None, unit: str, onto: str | None, out: Path, as_json: bool
) -> None:
    """Put a publisher's own trade file in place of the reconstruction."""
    from kaskazi.errors import DataError, Problem
    from kaskazi.world import World
    from kaskazi.world.adapters import put_in, read_baci, read_long
    from kaskazi.world.adapters.table import summary
    from kaskazi.world.file import save

    if out.suffix != ".npz":
        raise DataError(str(out), [Problem("--out", f'"{out.suffix}" is not a world file.', ".npz")])
    trade = read_baci(path, year) if layout == "baci" else read_long(path, unit, year)
    made = put_in(World.load(onto), trade)
    made.calibration()
    made = save(made, out)
    report = {**summary(trade), "world": made.version, "sha256": made.sha256, "written": str(out)}
    if as_json:
        print_json(report)
        return
    click.echo(
        f"{report['title']}: {report['exporters']} exporters, {report['pairs']:,} pairs, "
        f"{report['million_usd']:,} million USD in {report['year']}"
    )
    if report["dropped_codes"]:
        codes = ", ".join(report["dropped_codes"][:12])
        click.echo(f"codes not known, left out: {codes} ({report['dropped_million_usd']:,} million USD)")
    click.echo(f"{out}: world {made.version}, sha256 {made.sha256[:12]}; use it with --world {out}")


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
