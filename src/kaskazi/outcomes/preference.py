"""What a preference is worth line by line: duty at stake, exports, jobs, and the years it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from kaskazi.evidence import jobs, published
from kaskazi.law import ExposureRow, exposure, has_exposure, members
from kaskazi.line_trade import group_of
from kaskazi.model.partial import value_change
from kaskazi.outcomes.types import Comparison, Figure, LineEffect
from kaskazi.scenario import Scenario
from kaskazi.shocks import in_force
from kaskazi.shocks.kinds.preference import Preference, eve, span
from kaskazi.text.intervals import Interval

APPAREL = ("apparel-knit", "apparel-woven")


def programmes(scenario: Scenario) -> tuple[Preference, ...]:
    """The preference shocks that touch the home economy and have an exposure table."""
    return tuple(
        s
        for s in scenario.shock
        if isinstance(s, Preference)
        and has_exposure(s.programme, scenario.home)
        and (not s.exporters or scenario.home in s.exporters)
    )


def _lapse(scenario: Scenario) -> Preference | None:
    held = [scenario.shock[k] for k in in_force(scenario)]
    return next((s for s in programmes(scenario) if s.takes and s in held), None)


def _elasticities(scenario: Scenario) -> tuple[float, float, float] | None:
    e = scenario.uncertainty.elasticity
    return None if e is None else (float(e.low), float(e.central), float(e.high))


def _change(rows: Sequence[ExposureRow], surcharge: float, scenario: Scenario) -> Interval | None:
    """Change of customs value of some rows over the elasticities, USD m."""
    sigmas = _elasticities(scenario)
    if sigmas is None:
        return None
    v = np.array([r.value for r in rows])
    old = np.array([r.rate_with for r in rows])
    new = np.array([r.rate_without + surcharge for r in rows])
    low, central, high = (float(value_change(v, old, new, s).sum()) for s in sigmas)
    return Interval.around(central, (low, high))


def line_effects(scenario: Scenario) -> tuple[LineEffect, ...]:
    """One row a product group, largest duty first; none where no preference lapses."""
    shock = _lapse(scenario)
    if shock is None:
        return ()
    table = exposure(shock.programme, scenario.home)
    groups: dict[tuple[str, str], list[ExposureRow]] = {}
    for r in table.rows:
        group = r.group if r.route in ("9819", "D") else "rest"
        groups.setdefault((group, r.route), []).append(r)
    found = []
    for (group, route), rows in groups.items():
        value = sum(r.value for r in rows)
        change = _change(rows, shock.surcharge, scenario)
        if value < 0.05 or change is None:
            continue
        specific = sum(r.specific for r in rows)
        note = f"USD {specific:.1f} m bear a specific duty that is not counted." if specific > 0.05 else ""
        found.append(
            LineEffect(
                id=f"{group}:{route}",
                label=group_of(rows[0].hs)[1] if group != "rest" else "All other goods",
                route=ROUTES[route],
                value=value,
                rate_now=sum(r.value * r.rate_with for r in rows) / value,
                rate_then=sum(r.value * r.rate_without for r in rows) / value + shock.surcharge,
                duty=sum(r.duty for r in rows) + shock.surcharge * value,
                change=change,
                note=note,
                sources=table.sources,
            )
        )
    return tuple(sorted(found, key=lambda x: (-x.duty, -x.value)))


ROUTES = {
    "9819": "apparel through heading 9819",
    "D": "free with claim D",
    "MFN-free": "free for all",
    "none": "no preference",
    "98-99": "not a tariff line",
    "unmatched": "not in the 2025 schedule",
}


def line_figures(scenario: Scenario, partner_name: str, home_name: str) -> list[Figure]:
    """Duty at stake, exports, apparel jobs and the sum over the horizon, line by line."""
    touched = programmes(scenario)
    if not touched:
        return []
    shock = _lapse(scenario)
    table = exposure(touched[0].programme, scenario.home)
    sigmas = _elasticities(scenario)
    basis = (
        f"Elasticity of customs values {sigmas[0]:g}, {sigmas[1]:g}, {sigmas[2]:g}; a full year after the change."
        if sigmas
        else ""
    )
    span = f"{table.year} trade"
    if shock is None:
        zero = Interval(0.0, 0.0, 0.0)
        text = f"{home_name}'s exports to {partner_name}, change line by line"
        kept = Figure("exports_lines", text, "USD m", zero, "line", "Nothing changes while the preference is kept.",
                      table.value, zero, 1.0, table.sources)  # fmt: skip
        return [kept, *_over_horizon(scenario, zero, partner_name, table.sources)]
    surcharge = shock.surcharge
    duty = table.duty + surcharge * table.value
    change = _change(table.rows, surcharge, scenario)
    found = [
        Figure(
            "duty",
            f"Duty on {home_name}'s goods in {partner_name}, on unchanged trade",
            "USD m",
            Interval(duty, duty, duty),
            "duty",
            f"{span}, 2025 schedule; ad valorem parts only.",
            table.value,
            Interval(duty, duty, duty).times(100 / table.value),
            1.0,
            table.sources,
        )
    ]
    if change is None:
        return found
    found.append(
        Figure(
            "exports_lines",
            f"{home_name}'s exports to {partner_name}, line by line",
            "USD m",
            change,
            "line",
            f"{basis} {span}.",
            table.value,
            change.times(100 / table.value),
            1.0,
            (*table.sources, *_elasticity_sources(scenario)),
        )
    )
    found += _jobs(scenario, [r for r in table.rows if r.group in APPAREL], surcharge, table.sources)
    found += _over_horizon(scenario, change, partner_name, table.sources)
    return found


def _elasticity_sources(scenario: Scenario) -> tuple[str, ...]:
    e = scenario.uncertainty.elasticity
    return tuple(e.sources) if e else ()


def _jobs(
    scenario: Scenario, rows: Sequence[ExposureRow], surcharge: float, sources: tuple[str, ...]
) -> list[Figure]:
    known = [j for j in jobs(scenario.home, "apparel") if j.used]
    change = _change(rows, surcharge, scenario)
    value = sum(r.value for r in rows)
    if not known or change is None or value <= 0:
        return []
    j = known[0]
    percent = change.times(100 / value)
    return [
        Figure(
            "jobs",
            f"Jobs in apparel ({j.what}, {j.year})",
            "jobs",
            percent.times(j.value / 100),
            "prorata",
            "Pro rata of apparel exports: every job is taken to serve this market and none moves to another, "
            "so the high end is an upper figure.",
            float(j.value),
            percent,
            1.0,
            (j.source, *sources),
        )
    ]


def job_notes(scenario: Scenario) -> tuple[str, ...]:
    """Other figures for the same jobs, with what they are said to count."""
    if _lapse(scenario) is None:
        return ()
    rest = [j for j in jobs(scenario.home, "apparel") if not j.used]
    if not rest:
        return ()
    said = "; ".join(f"{j.value:,} {j.what} ({j.year}, source {j.source})" for j in rest)
    return (f"Other figures for jobs in apparel are not used: {said}.",)


def _over_horizon(
    scenario: Scenario, change: Interval, partner_name: str, sources: tuple[str, ...]
) -> list[Figure]:
    """The yearly change times the years of the horizon in which the preference is gone."""
    h = scenario.horizon
    if h is None:
        return []
    gone = 0.0
    for s in programmes(scenario):
        if s.takes and (held := span(s)):
            gone += years_between(max(held[0] or h.start, h.start), min(held[1] or h.end, h.end))
    text = f"Exports to {partner_name} lost over {h.start.year}-{h.end.year}"
    basis = f"{gone:.1f} years without the preference; no adjustment path, no discounting."
    return [Figure("exports_horizon", text, "USD m", change.times(gone), "line", basis, sources=sources)]


def years_between(start: date, end: date) -> float:
    """Years from start to end, both days counted; 0 where end is before start."""
    return max(0.0, ((end - start).days + 1) / 365.25)


def _all_beneficiaries(scenario: Scenario, shock: Preference) -> Interval | None:
    """The change of all beneficiaries' exports to the giver, per cent, line by line."""
    tables = [
        exposure(shock.programme, e)
        for e in members(shock.programme, eve(shock))
        if has_exposure(shock.programme, e)
    ]
    rows = [r for t in tables for r in t.rows]
    change = _change(rows, shock.surcharge, scenario)
    return change.times(100 / sum(r.value for r in rows)) if change else None


def comparisons_of(scenario: Scenario, figures: Sequence[Figure]) -> tuple[Comparison, ...]:
    """Published estimates of the same question beside our figure."""
    shock = _lapse(scenario)
    if shock is None:
        return ()
    ours = {f.id: f for f in figures}
    table = exposure(shock.programme, scenario.home)
    found = []
    for p in published(f"{shock.programme}-lapse"):
        if p.unit == "duty %":
            rate = 100 * table.duty / table.value
            text = f"{rate:.1f} % without the surcharge, {rate + 10:.1f} % with 10 points"
        else:
            f = ours.get("jobs" if p.group else "exports_lines")
            percent = (
                _all_beneficiaries(scenario, shock)
                if p.scope == "beneficiaries"
                else f.percent
                if f
                else None
            )
            if percent is None:
                continue
            text = f"{percent.central:+.0f} % ({percent.low:+.0f} to {percent.high:+.0f})"
        value = f"{p.low:+.0f} %" if p.unit == "%" else f"{p.low:.0f} %"
        found.append(Comparison(p.study, p.method, p.what, value, text, p.source))
    return tuple(found)
