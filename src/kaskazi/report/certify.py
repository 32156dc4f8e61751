"""What a brief refuses: results that are not solved, not finite, or not of this agenda."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import fields

from kaskazi.agenda.types import Agenda
from kaskazi.errors import InputError, NoSolution, Problem, nearest
from kaskazi.outcomes.types import Outcome
from kaskazi.text.intervals import Interval

Result = tuple[str, str, Outcome]
LIMIT = 1e-8  # relative; the solver itself stops below 1e-10


def matched(agenda: Agenda, results: Sequence[Result | Outcome]) -> tuple[Result, ...]:
    """Results as (item id, option key, outcome); a bare outcome finds its option by its scenario's hash.

    Raises InputError with every result that belongs to no option of the agenda, or to one given twice.
    """
    options = {(i.id, o.key): o for i in agenda.items for o in i.options}
    by_hash = {o.scenario.sha256: key for key, o in reversed(options.items())}
    problems: list[Problem] = []
    found: dict[tuple[str, str], Outcome] = {}
    for k, r in enumerate(results):
        where = f"results[{k}]"
        if isinstance(r, Outcome):
            key = by_hash.get(r.scenario.sha256)
            if key is None:
                names = {o.scenario.name for o in options.values()}
                what = f'scenario "{r.scenario.name}" is no option of this agenda.'
                problems.append(Problem(where, what, nearest=nearest(r.scenario.name, names)))
                continue
            outcome = r
        else:
            item, option, outcome = r
            key = (item, option)
            if key not in options:
                pool = {"/".join(x) for x in options}
                what = f'"{item}/{option}" is no option of this agenda.'
                problems.append(Problem(where, what, nearest=nearest(f"{item}/{option}", pool)))
                continue
        if key in found:
            problems.append(Problem(where, f'"{"/".join(key)}" is given twice.'))
        found[key] = outcome
    if problems:
        raise InputError("results", problems)
    return tuple((i, o, found[i, o]) for i, o in options if (i, o) in found)


def certified(results: Iterable[Result]) -> None:
    """Raises NoSolution unless every case of every result is solved to `LIMIT` and every number is finite."""
    for item, option, outcome in results:
        name = f"{item}/{option}"
        if not outcome.solved:
            raise NoSolution(f"{name}: no solved case, nothing to print.")
        for s in outcome.solved:
            # written so that a NaN is refused too
            if not (s.largest_residual <= LIMIT and abs(s.walras) <= LIMIT):
                raise NoSolution(
                    f"{name}: case {s.case} is not certified; largest residual {s.largest_residual:.1e}, "
                    f"Walras gap {s.walras:.1e}, at most {LIMIT:.0e} is printed.",
                    {"largest": s.largest_residual, "walras": s.walras},
                )
        bad = [where for where, v in _numbers(outcome) if not math.isfinite(v)]
        if bad:
            raise NoSolution(f"{name}: not a finite number in {', '.join(bad[:5])}.")


def _numbers(outcome: Outcome) -> Iterable[tuple[str, float]]:
    """Every number that a brief prints, with its place."""
    for group in ("headline", "lines", "economies"):
        for x in getattr(outcome, group):
            key = getattr(x, "id", None) or getattr(x, "iso3", "")
            for f in fields(x):
                v = getattr(x, f.name)
                where = f"{group}.{key}.{f.name}"
                if isinstance(v, Interval):
                    yield from ((where, e) for e in (v.low, v.central, v.high))
                elif isinstance(v, float):
                    yield where, v
