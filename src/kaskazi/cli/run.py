"""`kaskazi run`: one scenario, solved and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import print_json, progress, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaskazi.errors import Problem
    from kaskazi.outcomes import Outcome, SectorEffect
    from kaskazi.text.intervals import Interval


@click.command()
@click.argument("scenario")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the outcome as JSON.")
@click.option("--world", "version", help="The world: a version or a .npz file. Default: the scenario's.")
@click.option(
    "--against", "other", metavar="SCENARIO", help="Solve another too and print both, with what it spares."
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def run(scenario: str, out: Path | None, version: str | None, other: str | None, as_json: bool) -> None:
    """Solve SCENARIO: a packaged name (see `kaskazi scenarios`) or a TOML file.

    With --against the same closure mediated, what lies between the two is the worth of mediation:
    kaskazi run bab-el-mandeb-closed --against bab-el-mandeb-mediated-3
    """
    import json

    if other is not None:
        _both(scenario, other, out, version, as_json)
        return

    from kaskazi.pipeline import run as solve
    from kaskazi.scenario.file import load
    from kaskazi.world import World

    asked = load(scenario)
    world = World.load(version or asked.world or None)
    outcome = solve(asked, world, progress=progress("solving"))
    if out:
        write_text(out, json.dumps(outcome.to_dict(), ensure_ascii=False, indent=2))
    if as_json:
        print_json(outcome.to_dict())
    else:
        click.echo(table(outcome))


def _both(first: str, second: str, out: Path | None, version: str | None, as_json: bool) -> None:
    """Both scenarios solved, printed side by side. Every name that is wrong is told at once."""
    import json

    from kaskazi.analysis.compare import against, render
    from kaskazi.errors import Problem, ScenarioError
    from kaskazi.pipeline import run as solve
    from kaskazi.scenario.file import load
    from kaskazi.world import World

    asked, problems = [], []
    for name in (first, second):
        try:
            asked.append(load(name))
        except ScenarioError as error:
            problems += [Problem(error.title, *_rest(p)) for p in error.problems]
    if problems:
        raise ScenarioError("run", problems)
    world = World.load(version or asked[0].world or None)
    a, b = (solve(s, world, progress=progress(f"solving {s.name}")) for s in asked)
    found = against(a, b)
    both = {"first": a.to_dict(), "second": b.to_dict(), "against": [d.to_dict() for d in found]}
    if out:
        write_text(out, json.dumps(both, ensure_ascii=False, indent=2))
    if as_json:
        print_json(both)
    else:
        click.echo(render(a, b, found))


def _rest(p: Problem) -> tuple[str, str, str]:
    return (f"{p.where} {p.what}".strip(), p.expected, p.nearest)


def table(outcome: Outcome) -> str:
    """The headline figures as an aligned table, then what they rest on."""
    rows: list[tuple[str, ...]] = [("", "unit", "base", "low", "central", "high", "central %")]
    for f in outcome.headline:
        v = f.value
        pct = f"{f.percent.central:+.2f}" if f.percent else ""
        base = f"{f.base:,.0f}" if f.base is not None else ""
        rows.append((f.label, f.unit, base, *(_number(x) for x in (v.low, v.central, v.high)), pct))
    widths = [max(len(r[k]) for r in rows) for k in range(len(rows[0]))]
    lines = [outcome.scenario.title, ""]
    for r in rows:
        cells = [r[0].ljust(widths[0]), r[1].ljust(widths[1])]
        cells += [r[k].rjust(widths[k]) for k in range(2, len(r))]
        lines.append("  ".join(cells).rstrip())
    if outcome.sectors:
        lines += ["", *_sectors(outcome.sectors)]
    worst = max(outcome.solved, key=lambda s: s.largest_residual)
    lines += ["", *(f"Assumption: {a}" for a in outcome.assumptions), *(f"Note: {n}" for n in outcome.notes)]
    lines.append(
        f"Solved {len(outcome.solved)} cases; largest residual {worst.largest_residual:.0e}, "
        f"Walras gap {worst.walras:.0e}. World {outcome.manifest.world}."
    )
    return "\n".join(lines)


def _sectors(sectors: Sequence[SectorEffect]) -> list[str]:
    """The sectors most moved as an aligned table, with what the figures are worth."""
    from kaskazi.outcomes.sectors import most_moved

    shown = most_moved(sectors)
    if not shown:
        return ["No sector gains or loses a job."]
    rows: list[tuple[str, ...]] = [
        ("Sectors most moved", "jobs", "low to high", "exports, USD m", "low to high", "accounts")
    ]
    for s in shown:
        cells = [x for v in (s.jobs, s.exports) for x in (_number(v.central), _range(v))]
        rows.append((s.label, *(cells if s.base_jobs > 0 else ("", "", *cells[2:])), s.grade))
    wide = [max(len(r[k]) for r in rows) for k in range(len(rows[0]))]
    lines = []
    for r in rows:
        numbers = [r[k].rjust(wide[k]) for k in range(1, 5)]
        lines.append("  ".join([r[0].ljust(wide[0]), *numbers, r[5]]).rstrip())
    left = len(sectors) - len(shown)
    lines.append("General equilibrium; workers follow the wage bill. Jobs by sector are mostly imputed.")
    if left:
        lines.append(f"{left} more {'sector' if left == 1 else 'sectors'} and the value of output: --json.")
    return lines


def _range(v: Interval) -> str:
    return f"{_number(v.low)} to {_number(v.high)}" if v.low != v.high else ""


def _number(x: float) -> str:
    return f"{x:+,.0f}" if abs(x) >= 100 else f"{x:+,.1f}" if abs(x) >= 1 else f"{x:+.3f}"
