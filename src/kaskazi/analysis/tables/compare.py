"""Table 13: scenarios side by side, what moves the answer most, and why lines and model differ."""

from __future__ import annotations

import numpy as np

from kaskazi.analysis.tables.context import SETTLED, Context, by_heading, lost, rates, values
from kaskazi.analysis.tables.exports import APPAREL, change_of, total_change
from kaskazi.analysis.tables.fiscal import offer_scenario
from kaskazi.analysis.tables.types import SOURCES, Cell, Column, Table, ids
from kaskazi.evidence.estimates import demand, elasticities, first_year
from kaskazi.evidence.negotiation import facts
from kaskazi.law import exposure, has_exposure
from kaskazi.model.partial import line_changes, value_change
from kaskazi.model.tariff_aggregates import aggregate
from kaskazi.outcomes import Figure
from kaskazi.scenario import Scenario

FIGURES = (
    "duty",
    "exports_lines",
    "exports_partner",
    "imports_partner",
    "trade",
    "exports",
    "income",
    "revenue",
    "jobs",
)
COLUMNS = (
    Column("kind", "Kind"),
    Column("case", "Scenario or driver"),
    Column("figure", "Figure"),
    Column("unit", "Unit"),
    Column("base", "Level", "figure"),
    Column("low", "Low", "figure"),
    Column("central", "Centre", "figure"),
    Column("high", "High", "figure"),
    Column("percent", "Centre, share of level", "share"),
    Column("why", "What it rests on"),
    SOURCES,
)


def comparison(c: Context) -> Table:
    """13: figures of every scenario with their intervals, the tornado, and the reconciliation."""
    found: list[tuple[Cell, ...]] = []
    for s in (*c.scenarios(), *((offer_scenario(c),) if c.duty_known else ())):
        out = c.solve(s)
        known = {f.id: f for f in out.headline}
        found += [_figure(s.title, known[k]) for k in FIGURES if k in known]
    found += tornado(c)
    found += reconciliation(c)
    notes = (
        "Scenario: low to high over every case solved. Driver: change of exports to the partner with one input moved and "
        "the others at the centre. Reconciliation: from the line-by-line total to the model's, step by step.",
    )
    return Table(13, "scenarios", "Scenarios, drivers and reconciliation", "B", COLUMNS, tuple(found), notes,
                 (*c.no_lines, *c.no_duty))  # fmt: skip


def _figure(title: str, f: Figure) -> tuple[Cell, ...]:
    share = f.percent.central / 100 if f.percent else None
    v = f.value
    return (
        "scenario",
        title,
        f.label,
        f.unit,
        f.base,
        v.low,
        v.central,
        v.high,
        share,
        f.basis,
        ids(f.sources),
    )


def tornado(c: Context) -> list[tuple[Cell, ...]]:
    """One input at a time, the widest first: change of exports to the partner, USD m a year."""
    if not c.exposure:
        return []
    rows = c.at_stake
    base = total_change(c)
    level = c.exposure.value
    long, first = elasticities(), first_year()
    old, new = rates(rows)
    v = values(rows)
    o, extra = facts()["origin"], facts()["surcharge"]

    def finite(supply: float) -> float:
        s = np.full(len(rows), long.central)
        return float(line_changes(v, old, new, s, demand().central, supply).change.sum())

    def of_year(year: int) -> float:
        t = exposure(c.programme, c.home, year)
        at = [r for r in t.rows if r.rate_without > r.rate_with]
        return float(change_of(c, at, "central").change.sum()) / t.value * level

    fabric = float(change_of(c, [r for r in rows if r.group in APPAREL], "central").change.sum())
    fabric *= o["claimed"] * o["third_country"]
    near = (c.exposure.year - 1, c.exposure.year + 1)
    held = [y for y in near if has_exposure(c.programme, c.home, y)]
    years = [of_year(y) for y in held] or [base]
    drivers = [
        ("Elasticity", total_change(c, "high"), total_change(c, "low"), f"{long.high:g} and {long.low:g} for all lines",
         long.sources),
        ("Horizon: the first year", base, total_change(c, "central", 1), f"elasticity {first.central:g}", first.sources),
        ("Supply that cannot adjust freely", base, finite(2.0), "export supply elasticity 2 instead of infinite (an "
         "assumption): the seller bears part of the duty", ("smart-defaults",)),
        (f"Surcharge of {100 * extra['rate']:g} points", total_change(c, "central", SETTLED, extra["rate"]), base,
         "on every line, on top", (extra["source"],)),
        ("Year of trade", min(years), max(years), f"structure of {' and '.join(map(str, held))} at the level of {c.exposure.year}", c.sources),
        ("Only the fabric rule goes", fabric, base, "apparel that claims with third-country fabric",
         (o["claimed_source"],)),
        ("Elasticity by heading or one for all", float(value_change(v, old, new, by_heading(rows, c.home)).sum()), base,
         f"ProTEE by heading instead of {long.central:g} for all lines", ("protee-hs4",)),
    ]  # fmt: skip
    found: list[tuple[Cell, ...]] = []
    for name, a, b, why, used in sorted(drivers, key=lambda d: -abs(d[1] - d[2])):
        low, high = min(a, b, base), max(a, b, base)
        found.append(("driver", name, "exports to the partner", "USD m", level, low, base, high, base / level, why,
                      ids(c.sources, used)))  # fmt: skip
    return found


def only(s: Scenario, home: str) -> Scenario:
    """The same scenario, with the home economy alone losing the preference."""
    shocks = tuple(x.model_copy(update={"exporters": (home,)}) for x in s.shock)
    return s.model_copy(update={"name": f"{s.name}-home-only", "shock": shocks})


def reconciliation(c: Context) -> list[tuple[Cell, ...]]:
    """From the line-by-line total to the model's change of exports to the partner, each step's part, USD m a year: the
    steps of the outcome, with the other beneficiaries' loss apart."""
    lapse = next((s for s in c.scenarios() if c.exposure and lost(s, c.programme)), None)
    if lapse is None:
        return []
    o = c.solve(lapse)
    walk = next((w for w in o.walks if w.second == "exports_partner"), None)
    if walk is None:
        return []
    alone = c.solve(only(lapse, c.home)).figure("exports_partner").value.central
    lines, model = o.figure("exports_lines").value.central, o.figure("exports_partner").value.central
    (name, accounts), _ = walk.steps
    steps = [
        ("Line by line", lines, f"imports by line of {o.figure('exports_lines').base_year}, one elasticity"),
        (name, accounts, f"world {c.world.version}: each sector's sales cut by the one duty that cuts its lines as much"),
        ("wages, prices and spending adjust", alone - lines - accounts, "general equilibrium, home alone loses the preference"),
        ("the other beneficiaries lose it too", model - alone, "their goods pay as well, which helps home's"),
        ("The model, all beneficiaries", model, "exact-hat solution, certified"),
    ]  # fmt: skip
    used = ids(c.sources, c.world.sources)
    what = "change of exports to the partner"
    return [("reconciliation", n, what, "USD m", None, None, x, None, None, why, used) for n, x, why in steps]


def aggregation(c: Context) -> Table:
    """16: lines to the sectors of the model by every mean, and their differences from the trade-weighted one."""
    found: list[tuple[Cell, ...]] = []
    w = c.world
    columns = (
        Column("sector", "Sector", "code"),
        Column("name", "Name"),
        Column("lines", "Lines", "count"),
        Column("value", "Exports", "usd"),
        Column("elasticity", "Elasticity", "number", note="theta + 1 of the world"),
        *(Column(k, title, "ratio", note=note) for k, (title, note) in MEANS.items()),
        *(Column(f"d_{k}", f"{MEANS[k][0]} less trade-weighted", "ratio") for k in DIFFERENT),
        SOURCES,
    )
    if c.rows:
        at = np.array([w.sector(w.sector_of_line(r.hs)) for r in c.rows])
        a = aggregate(values(c.rows), *rates(c.rows), at, len(w.sectors), w.theta + 1)
        d = a.differences()
        for j in np.argsort(-a.value):
            if a.lines[j]:
                found.append(
                    (w.sectors[j], w.sector_names[j], int(a.lines[j]), float(a.value[j]), float(w.theta[j] + 1),
                     *(float(getattr(a, k)[j]) for k in MEANS), *(float(d[k][j]) for k in DIFFERENT),
                     ids(c.sources, w.sources))
                )  # fmt: skip
    notes = (
        f"Duty without the preference, lines of {c.home_name} aggregated to the sectors of world {w.version}. The model "
        "takes the mercantilist rate: it moves trade as much as the lines do. docs/instruments/lines.md has the formulas.",
    )
    return Table(16, "aggregation", "From lines to sectors: one duty by every mean", "A", columns, tuple(found),
                 notes if found else (), c.no_lines)  # fmt: skip


MEANS = {
    "simple": ("Simple mean", "over the lines sold"),
    "trade_weighted": ("Trade-weighted", "weights of today"),
    "trade_weighted_new": ("Trade-weighted, after", "weights once the duty is paid"),
    "expenditure": ("Expenditure", "Bach and Martin: same price of the sector"),
    "revenue": ("Revenue", "Bach and Martin: same revenue at that quantity"),
    "mercantilist": ("Mercantilist (MTRI)", "Anderson and Neary: same imports"),
    "restrictiveness": ("Restrictiveness (TRI)", "Anderson and Neary: same loss"),
}
DIFFERENT = ("simple", "expenditure", "revenue", "mercantilist", "restrictiveness")
