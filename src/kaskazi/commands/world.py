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
    from kaskazi.world.types import from_bytes, path_of, to_bytes

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
