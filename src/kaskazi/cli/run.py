"""`kaskazi run`: one scenario, solved and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaskazi.cli.options import JSON, Verb, as_bytes, home_option, print_json, printed, progress, world_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaskazi.analysis.compare import Difference
    from kaskazi.errors import Problem
    from kaskazi.outcomes import Outcome, SectorEffect
    from kaskazi.scenario import Scenario
    from kaskazi.text.tables import Block
    from kaskazi.world import World


@click.command(
    cls=Verb,
    examples=(
        "kaskazi run agoa-lapse",
        "kaskazi run agoa-lapse --home Lesotho",
        "kaskazi run drafts/mine.toml --out mine.json",
        "kaskazi run bab-el-mandeb-closed --against bab-el-mandeb-mediated-3",
    ),
)
@click.argument("scenario")
@home_option("Whose stakes. Default: the scenario's.", required=False)
@click.option("--against", "other", metavar="SCENARIO", help="Solve another too and print what it spares.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the outcome as JSON too.")
@world_option("The world: a version or a .npz file. Default: the scenario's.")
@JSON
def run(
    scenario: str, home: str | None, other: str | None, out: Path | None, version: str | None, as_json: bool
) -> None:
    """Solve SCENARIO: a packaged name (see `kaskazi scenarios`) or a TOML file.

    With --against the same closure mediated, what lies between the two is the worth of mediation.
    """
    from kaskazi import files
    from kaskazi.world import World

    names = [scenario, *([other] if other else [])]
    inputs = [*names, *([version] if version else [])]
    if out:
        files.check(out, inputs)
    asked = _loaded(names, home)
    if other is not None:
        from kaskazi.analysis.compare import over_one_window

        asked = list(over_one_window(*asked))
    world = World.load(version or asked[0].world or None)
    solved = [_solved(s, world) for s in asked]
    if other is None:
        facts: dict[str, Any] = solved[0].to_dict()
        blocks = one(solved[0])
    else:
        from kaskazi.analysis.compare import against

        found = against(*solved)
        facts = {"first": solved[0].to_dict(), "second": solved[1].to_dict()}
        facts["against"] = [d.to_dict() for d in found]
        blocks = two(solved[0], solved[1], found)
    facts = files.stamped("outcome", facts)
    if out:
        files.write(out, as_bytes(facts), inputs)
    if as_json:
        print_json(facts)
    else:
        printed(blocks)


def _loaded(names: Sequence[str], home: str | None) -> list[Scenario]:
    """The scenarios; every name that is wrong is told at once."""
    from kaskazi.errors import ScenarioError
    from kaskazi.shocks import load

    found, wrong = [], []
    for name in names:
        try:
            found.append(load(name))
        except ScenarioError as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise ScenarioError("run", [_titled(e.title, p) for e in wrong for p in e.problems])
    return [s.model_copy(update={"home": home}) for s in found] if home else found


def _titled(title: str, p: Problem) -> Problem:
    from kaskazi.errors import Problem

    return Problem(title, f"{p.where} {p.what}".strip(), p.expected, p.nearest)


def _solved(scenario: Scenario, world: World) -> Outcome:
    from kaskazi.pipeline import run as solve

    with progress(f"solving {scenario.name}") as count:
        return solve(scenario, world, progress=count)


def one(outcome: Outcome) -> list[Block]:
    """The headline figures and sectors of one outcome as tables, then what they rest on."""
    from kaskazi.text import numbers as n
    from kaskazi.text.tables import Grid

    blocks: list[Block] = [outcome.scenario.title]
    for horizon in dict.fromkeys(f.horizon for f in outcome.headline):
        rows = []
        for f in (x for x in outcome.headline if x.horizon == horizon):
            v = n.interval(f.value, signed=f.is_change)
            base = n.amount(f.base) if f.base is not None else ""
            share = n.percent(f.percent).central if f.percent else ""
            rows.append((f"{f.label}, {f.unit}", base, v.central, v.range, share))
        heads = (f"{horizon.text[:1].upper()}{horizon.text[1:]}", "base", "change", "low to high", "%")
        blocks += ["", Grid(heads, tuple(rows))]
    years = dict.fromkeys(f.base_year for f in outcome.headline if f.base_year)
    if years:
        blocks += [
            "",
            f"Base: {' and '.join(map(str, years))}. Every change is modelled, however well its base is observed.",
        ]
    blocks += [w.text for w in outcome.walks]
    if outcome.sectors:
        blocks += ["", *_sectors(outcome.sectors)]
    blocks += ["", *(f"Assumption: {a}" for a in outcome.assumptions), *(f"Note: {x}" for x in outcome.notes)]
    return [*blocks, f"{_certificate(outcome)} World {outcome.manifest.world}."]


def _certificate(o: Outcome) -> str:
    from kaskazi.text.numbers import small

    worst = max(o.solved, key=lambda s: s.largest_residual)
    return (
        f"Solved {len(o.solved)} cases; largest residual {small(worst.largest_residual)}, "
        f"Walras gap {small(worst.walras)}."
    )


def _sectors(sectors: Sequence[SectorEffect]) -> list[Block]:
    """The sectors most moved as a table, with what the figures are worth."""
    from kaskazi.outcomes.jobs import most_moved
    from kaskazi.text.numbers import interval
    from kaskazi.text.tables import Grid, under

    moved = most_moved(sectors)
    if not moved:
        return ["No sector gains or loses a job."]
    rows = []
    for s in moved:
        jobs, exports = interval(s.jobs, signed=True), interval(s.exports, signed=True)
        people = under(jobs) if s.base_jobs > 0 else ""
        rows.append((s.label, people, under(exports), s.grade))
    heads = ("Sectors most moved", "jobs\n(low to high)", "exports, USD m\n(low to high)", "accounts")
    blocks: list[Block] = [Grid(heads, tuple(rows), (0, 3))]
    blocks.append("General equilibrium; workers follow the wage bill. Jobs by sector are mostly imputed.")
    if left := len(sectors) - len(moved):
        blocks.append(f"{left} more {'sector' if left == 1 else 'sectors'} and the value of output: --json.")
    return blocks


def two(first: Outcome, second: Outcome, found: Sequence[Difference]) -> list[Block]:
    """Two outcomes side by side."""
    from kaskazi.text import numbers as n
    from kaskazi.text.tables import Grid, under

    rows = []
    for d in found:
        places = n.places([d.first.central, d.second.central])
        a, b = (n.fixed(v, places, signed=True) for v in (d.first, d.second))
        spared = n.number(d.spared, places, signed=True)
        rows.append((f"{d.label}, {d.unit}", under(a), under(b), spared))
    return [
        f"first: {first.scenario.title}",
        f"second: {second.scenario.title}",
        "",
        Grid(("", "first\n(low to high)", "second\n(low to high)", "spared"), tuple(rows)),
        "",
        "spared: what the second changes compared with the first, central cases.",
        f"First: {_certificate(first)}",
        f"Second: {_certificate(second)}",
    ]
