"""`python -m databuild FOLDER`: the world from the package archives in FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from databuild.world.make import VERSION, build
from kaskazi import files
from kaskazi.world.file import from_bytes, path_of, to_bytes


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the world file.")
def main(folder: Path, out: Path | None) -> None:
    """Build the world from the package archives in FOLDER (an empty folder lists the commands to get them)."""
    raw = to_bytes(build(folder))
    target = out or Path(f"world-{VERSION}.npz")
    files.write(target, raw)
    same = path_of(VERSION).is_file() and path_of(VERSION).read_bytes() == raw
    click.echo(f"{target}: {len(raw):,} bytes, sha256 {from_bytes(raw).sha256[:12]}")
    click.echo("the same bytes as the shipped file" if same else "differs from the shipped file")


if __name__ == "__main__":
    sys.exit(main())
