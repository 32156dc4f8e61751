"""`python -m databuild FOLDER`: the world from the package archives in FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from databuild import licences
from databuild.world.make import VERSION, build
from kaskazi import files
from kaskazi.world.file import from_bytes, path_of, to_bytes


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the world file.")
@click.option("--open-only", is_flag=True, help="From inputs of verified open licence alone.")
def main(folder: Path, out: Path | None, open_only: bool) -> None:
    """Build the world from the package archives in FOLDER (an empty folder lists the commands to get them)."""
    licences.open_only(open_only)
    raw = to_bytes(build(folder))
    target = out or Path(f"world-{VERSION}.npz")
    files.write(target, raw)
    files.write(target.with_name(f"{target.stem}.NOTICE"), licences.notice().encode("utf-8"))
    if open_only:
        click.echo("left out, by licence:")
        for x in licences.left_out():
            click.echo(f"  {x.publisher} ({x.licence}; {x.status})" + (f": {x.loses}" if x.loses else ""))
    same = path_of(VERSION).is_file() and path_of(VERSION).read_bytes() == raw
    click.echo(f"{target}: {len(raw):,} bytes, sha256 {from_bytes(raw).sha256[:12]}")
    click.echo("the same bytes as the shipped file" if same else "differs from the shipped file")


if __name__ == "__main__":
    sys.exit(main())
