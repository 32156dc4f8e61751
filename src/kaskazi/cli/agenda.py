"""`kaskazi agenda`: what is on the table, and the draft scenarios to edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kaskazi.cli.options import ISO_DATE, print_json, write_text


@click.command()
@click.argument("document", required=False, type=click.Path(path_type=Path))
@click.option("--dated", type=ISO_DATE, help="The day the document speaks; relative dates need it.")
@click.option("--as-of", type=ISO_DATE, help="The day whose law counts. Default: today.")
@click.option("--home", default="KEN", show_default=True, metavar="ISO3", help="Whose stakes.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the draft scenarios."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def agenda(
    document: Path | None, dated: date | None, as_of: date | None, home: str, out: Path | None, as_json: bool
) -> None:
    """List what DOCUMENT puts on the table; with --out, write a scenario file for each option."""
    from kaskazi.agenda import draft_agenda as make
    from kaskazi.documents import example_path, read

    table = make(
        read(document or example_path(), dated=dated), as_of=as_of or date.today(), home=home.upper()
    )
    written = []
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for item in table:
            for option in item.options:
                path = out / f"{option.scenario.name}.toml"
                write_text(path, option.scenario.dumps())
                written.append(str(path))
    if as_json:
        print_json({**table.to_dict(), "written": written})
        return
    for item in table:
        mark = "+" if item.options else "-"
        click.echo(f"{mark} {item.title}  [{item.id}]")
        click.echo(f"    {item.why}")
        for law in item.law:
            force = (
                f"in force to {law.until}" if law.until else "in force" if law.in_force else "not in force"
            )
            click.echo(f"    {law.on} ({law.label}): {force}; {law.text}")
        for option in item.options:
            click.echo(f"    · {option.key}: {option.title}")
    for path_text in written:
        click.echo(f"wrote {path_text}")
