"""What a preference is worth line by line: duty at stake, exports and jobs, by product group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kaskazi.evidence import Jobs, jobs
from kaskazi.law import Exposure, ExposureRow, exposure, has_exposure
from kaskazi.line_trade import group_of, route_labels
from kaskazi.model.partial import value_change
from kaskazi.outcomes.solution import Solution
from kaskazi.outcomes.types import Figure, LineEffect
from kaskazi.scenario import Scenario
from kaskazi.shocks import in_force, response
from kaskazi.shocks.kinds.preference import LineDuties, Preference, hit, line_duties
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import number
from kaskazi.world import World

SETTLED = 3  # full years after which the response is the long run's


@dataclass(frozen=True, slots=True)
class Stake:
    """What one preference shock does to the home economy's lines: the duties before and after, line by line."""

    shock: Preference
    duties: LineDuties

    @property
    def table(self) -> Exposure:
        return self.duties.table

    @property
    def rows(self) -> tuple[ExposureRow, ...]:
        return self.duties.table.rows


def stake(scenario: Scenario, world: World) -> Stake | None:
    """The first preference shock that changes what the home economy's lines pay; None where none does."""
    for k in in_force(scenario):
        s = scenario.shock[k]
        held = isinstance(s, Preference) and has_exposure(s.programme, scenario.home, world.year)
        if isinstance(s, Preference) and held and scenario.home in hit(s, world):
            return Stake(s, line_duties(s, scenario.home, world))
    return None


def change(
    s: Stake, scenario: Scenario, year: int = SETTLED, keep: Sequence[bool] | None = None
) -> Interval | None:
    """Change of customs value, USD m a year, in the given full year after the change, over the scenario's
    elasticities; keep: which lines to count. None where the scenario names no elasticity."""
    e = scenario.uncertainty.elasticity
    if e is None:
        return None
    pick = np.ones(len(s.rows), dtype=bool) if keep is None else np.asarray(keep, dtype=bool)
    v = np.array([r.value for r in s.rows])[pick]
    old, new = s.duties.before[pick], s.duties.after[pick]
    low, central, high = (float(value_change(v, old, new, x).sum()) for x in response(e, year))
    return Interval.around(central, (low, high))


def line_effects(s: Stake, scenario: Scenario) -> tuple[LineEffect, ...]:
    """One row a product group and route, the largest duty first."""
    groups: dict[tuple[str, str], list[int]] = {}
    moved = s.duties.after != s.duties.before
    for k, r in enumerate(s.rows):
        group = r.group if moved[k] or r.specific > 0 else "rest"
        groups.setdefault((group, r.route), []).append(k)
    v = np.array([r.value for r in s.rows])
    labels = route_labels()
    found = []
    for (group, route), at in groups.items():
        pick = np.zeros(len(v), dtype=bool)
        pick[at] = True
        value = float(v[pick].sum())
        shift = change(s, scenario, keep=pick.tolist())
        if value < 0.05 or shift is None:
            continue
        now, then = ((rates * v)[pick].sum() / value for rates in (s.duties.before, s.duties.after))
        specific = sum(s.rows[k].specific for k in at)
        note = f"USD {specific:.1f} m bear a specific duty that is not counted." if specific > 0.05 else ""
        found.append(
            LineEffect(
                id=f"{group}:{route}",
                label=group_of(s.rows[at[0]].hs)[1] if group != "rest" else "All other goods",
                route=labels[route],
                value=value,
                rate_now=float(now),
                rate_then=float(then),
                duty=float(then - now) * value,
                change=shift,
                note=note,
                sources=s.table.sources,
            )
        )
    return tuple(sorted(found, key=lambda x: (-x.duty, -x.value)))


def line_figures(g: Solution, s: Stake) -> list[Figure]:
    """Duty on unchanged trade, exports line by line and the jobs that hang on them."""
    v = np.array([r.value for r in s.rows])
    duty = float(((s.duties.after - s.duties.before) * v).sum())
    total, year = float(v.sum()), s.table.year
    found = [
        g.figure(
            "duty",
            Interval(duty, duty, duty),
            "The general rates of the 2025 schedule; ad valorem parts only.",
            base=total,
            base_year=year,
            observed=1.0,
            sources=s.table.sources,
        )
    ]
    shift = change(s, g.scenario)
    e = g.scenario.uncertainty.elasticity
    if shift is None or e is None:
        return found
    basis = f"Elasticity of customs values {e.low:g}, {e.central:g}, {e.high:g}."
    used = (*s.table.sources, *e.sources)
    found.append(
        g.figure("exports_lines", shift, basis, base=total, base_year=year, observed=1.0, sources=used)
    )
    return [*found, *_jobs(g, s)]


def counted(home: str, year: int) -> Jobs | None:
    """The count of jobs that is used for an economy: of the year if held, else the nearest one; None without one."""
    known = [j for j in jobs(home) if j.used]
    return min(known, key=lambda j: (abs(j.year - year), -j.year)) if known else None


def job_rows(s: Stake, j: Jobs) -> list[bool]:
    """Which lines a count of jobs hangs on, by chapter."""
    return [r.hs[:2] in j.chapters for r in s.rows]


def _jobs(g: Solution, s: Stake) -> list[Figure]:
    j = counted(g.scenario.home, s.table.year)
    if j is None:
        return []
    keep = job_rows(s, j)
    value = sum(r.value for r, k in zip(s.rows, keep, strict=True) if k)
    shift = change(s, g.scenario, keep=keep)
    if shift is None or value <= 0:
        return []
    percent = shift.times(100 / value)
    basis = (
        "Pro rata of the exports they make: every job is taken to serve this market and none moves to another, so "
        "the high end is an upper figure."
    )
    return [
        g.figure(
            "jobs",
            percent.times(j.value / 100),
            basis,
            base=float(j.value),
            base_year=j.year,
            observed=1.0,
            sources=(j.source, *s.table.sources),
            percent=percent,
            group=j.group,
            what=j.what,
        )
    ]


def notes(g: Solution, s: Stake) -> tuple[str, ...]:
    """How the base has grown since, and the other figures held for the same jobs."""
    found = []
    home, year, total = g.scenario.home, s.table.year, s.table.value
    later = exposure(s.shock.programme, home) if has_exposure(s.shock.programme, home) else None
    if later is not None and later.year > year and total > 0:
        rise = 100 * (later.value / total - 1)
        found.append(
            f"The base is {year}, the year of the world's accounts. In {later.year} the same exports were USD "
            f"{number(later.value, 1)} million, {abs(rise):.1f} % {'more' if rise >= 0 else 'less'} than the USD "
            f"{number(total, 1)} million of {year}."
        )
    j = counted(home, year)
    if j is None:
        return tuple(found)
    for other in jobs(home):
        if other.used and other.year != j.year and other.what == j.what:
            rise = 100 * (other.value / j.value - 1)
            found.append(
                f"Jobs counted: {number(j.value)} in {j.year}; {number(other.value)} in {other.year}, {abs(rise):.1f} % "
                f"{'more' if rise >= 0 else 'fewer'} (source {other.source})."
            )
    rest = [x for x in jobs(home) if not x.used]
    if rest:
        said = "; ".join(f"{number(x.value)} {x.what} ({x.year}, source {x.source})" for x in rest)
        found.append(f"Other figures for jobs in {j.group} are not used: {said}.")
    return tuple(found)
