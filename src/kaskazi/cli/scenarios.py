"""`kaskazi scenarios`: what is packaged, by kind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import JSON, Verb, print_json, printed

if TYPE_CHECKING:
    from kaskazi.scenario import Scenario
    from kaskazi.text.tables import Block


@click.command(cls=Verb, examples=("kaskazi scenarios", "kaskazi scenarios agoa-lapse > mine.toml"))
@click.argument("name", required=False)
@JSON
def scenarios(name: str | None, as_json: bool) -> None:
    """List the packaged scenarios by kind, or print the TOML of one to edit."""
    from kaskazi.shocks import load
    from kaskazi.shocks import packaged_names as names

    if name:
        scenario = load(name)
        if as_json:
            print_json(scenario.to_dict())
        else:
            click.echo(scenario.dumps(), nl=False)
        return
    found = [load(n) for n in names()]
    if as_json:
        print_json(
            [
                {"name": s.name, "title": s.title, "kinds": list(kinds(s)), "sources": list(cited(s))}
                for s in found
            ]
        )
        return
    printed(listed(found))


def kinds(s: Scenario) -> tuple[str, ...]:
    """The kinds of its shocks, each once."""
    return tuple(dict.fromkeys(x.kind for x in s.shock))


def cited(s: Scenario) -> tuple[str, ...]:
    """Ids of the sources that its shocks cite, each once."""
    return tuple(dict.fromkeys(x.cite.source for x in s.shock if x.cite and x.cite.source))


def listed(found: list[Scenario]) -> list[Block]:
    """Every scenario under the kind of its first shock: its name, what happens, and the sources it cites."""
    from kaskazi.shocks import KINDS
    from kaskazi.text.tables import list_of

    by_kind: dict[str, list[Scenario]] = defaultdict(list)
    for s in found:
        by_kind[kinds(s)[0]].append(s)
    blocks: list[Block] = []
    for kind, those in by_kind.items():
        rows = [(s.name, f"{s.title} ({', '.join(cited(s))})" if cited(s) else s.title) for s in those]
        blocks += [f"{KINDS[kind].title} [{kind}]", list_of(rows)]
    return blocks
