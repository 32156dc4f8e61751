"""`kaskazi agenda`: what is on the table, and the draft scenarios to edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import AS_OF, DATED, JSON, Verb, home_option, print_json, printed

if TYPE_CHECKING:
    from kaskazi.agenda.types import Agenda
    from kaskazi.text.tables import Block


@click.command(
    cls=Verb,
    examples=("kaskazi agenda", "kaskazi agenda talks.txt --dated 2024-02-02 --out drafts"),
)
@click.argument("document", required=False, type=click.Path(path_type=Path))
@DATED
@AS_OF
@home_option()
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the draft scenarios here.")
@JSON
def agenda(
    document: Path | None, dated: date | None, as_of: date | None, home: str, out: Path | None, as_json: bool
) -> None:
    """List what DOCUMENT puts on the table; with --out, write a scenario file for each option."""
    from kaskazi import files
    from kaskazi.agenda import draft_agenda as make
    from kaskazi.documents import example_path, read

    if out:
        files.check_folder(out)
    found = make(read(document or example_path(), dated=dated), as_of=as_of or date.today(), home=home)
    written = []
    if out:
        drafts = {
            f"{o.scenario.name}.toml": o.scenario.dumps().encode() for item in found for o in item.options
        }
        files.write_set(out, drafts, [document] if document else [])
        written = [str(out / name) for name in drafts]
    if as_json:
        print_json({**found.to_dict(), "written": written})
    else:
        printed([*shown(found), *(f"wrote {x}" for x in written)])


def shown(found: Agenda) -> list[Block]:
    """Every item with its reason, the law on its days, its options and what would sharpen them."""
    from kaskazi.text.catalogue import say

    blocks: list[Block] = []
    for item in found:
        blocks += [f"{'+' if item.options else '-'} {item.title} [{item.id}]", f"    {item.why}"]
        for law in item.law:
            force = (
                f"in force to {law.until}" if law.until else "in force" if law.in_force else "not in force"
            )
            blocks.append(f"    {law.on} ({law.label}): {force}; {law.text}")
        for o in item.options:
            blocks.append(f"    · {o.key} [{o.number}]: {o.title}")
            blocks += [f"        {say('table.open', name=x.name, value=x.value)}" for x in o.opens]
        if item.options and item.sharpen:
            blocks.append(f"    {say('table.sharpen', choice=item.sharpen)}")
    return blocks
