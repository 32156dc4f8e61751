"""Equilibria in, labelled figures out. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kaskazi._version import __version__
from kaskazi.codes.naming import the
from kaskazi.model import Equilibrium
from kaskazi.outcomes.preference import comparisons_of, job_notes, line_effects, line_figures
from kaskazi.outcomes.sectors import jobs_moved, sector_effects, spread
from kaskazi.outcomes.types import EconomyEffect, Figure, Manifest, Outcome, Solved
from kaskazi.scenario import Cite, Scenario
from kaskazi.shocks import KINDS, Built
from kaskazi.text.intervals import Interval
from kaskazi.world import World

Array = NDArray[np.float64]
OBSERVED = 1


def label(scenario: Scenario, world: World, solved: Sequence[tuple[Built, Equilibrium]]) -> Outcome:
    """The outcome of one scenario from its solved cases, the central one first."""
    h = world.index(scenario.home)
    partner = the(world.name(scenario.partner)) if scenario.partner else "its market"
    figures = line_figures(scenario, partner, world.name(scenario.home))
    figures += _logistics_figures(scenario, world, solved)
    figures += _model_figures(scenario, world, solved, h)
    figures += jobs_moved(world, solved, h)
    notes = tuple(dict.fromkeys([*job_notes(scenario), *(n for built, _ in solved for n in built.notes)]))
    return Outcome(
        scenario=scenario,
        home=scenario.home,
        partner=scenario.partner,
        headline=tuple(figures),
        lines=line_effects(scenario),
        economies=_economies(world, solved),
        comparisons=comparisons_of(scenario, figures),
        assumptions=assumptions(scenario, world),
        notes=notes,
        solved=tuple(_solved(b, e) for b, e in solved),
        manifest=Manifest(
            kaskazi=__version__,
            scenario_sha256=scenario.sha256,
            world=world.version,
            world_sha256=world.sha256,
            settings={"deficit": scenario.closure.deficit, "cases": [b.case.name for b, _ in solved]},
        ),
        sectors=sector_effects(world, solved, h),
    )


def _exports(flows: Array, i: int) -> float:
    return float(flows[:, :, i].sum() - flows[:, i, i].sum())


def _imports(flows: Array, n: int) -> float:
    return float(flows[:, n, :].sum() - flows[:, n, n].sum())


def _base(built: Built) -> tuple[Array, Array, Array]:
    """Base flows (J, N, N) net of tariff, income (N,), revenue (N,), all in USD m."""
    c = built.calibration
    gross = c.pi * c.X.T[:, :, None]
    flows = gross / (1.0 + c.tau)
    revenue = (gross - flows).sum(axis=(0, 2))
    return flows, c.VA + revenue + c.D, revenue


def _model_figures(
    scenario: Scenario, world: World, solved: Sequence[tuple[Built, Equilibrium]], h: int
) -> list[Figure]:
    flows, income, revenue = _base(solved[0][0])
    seen = observed_share(world, flows, solved[0][1].flows, h)
    name = world.name(scenario.home)
    basis = _basis(scenario)

    def figure(
        key: str, text: str, base: float, new: Callable[[Equilibrium], float], share: float | None = seen
    ) -> Figure:
        change = spread(solved, lambda _, e: new(e) - base)
        percent = change.times(100.0 / base) if base else None
        return Figure(key, text, "USD m", change, "model", basis, base, percent, share, world.sources)

    found = []
    if scenario.partner:
        p, other = world.index(scenario.partner), the(world.name(scenario.partner))
        goods = world.is_goods
        there = _cell_observed(world, flows, p, h)
        back = _cell_observed(world, flows, h, p)
        out, into = f"{name}'s goods exports to {other}", f"{name}'s goods imports from {other}"
        found.append(
            figure(
                "exports_partner",
                out,
                _pair(flows[goods], p, h),
                lambda e: _pair(e.flows[goods], p, h),
                there,
            )
        )
        found.append(
            figure(
                "imports_partner",
                into,
                _pair(flows[goods], h, p),
                lambda e: _pair(e.flows[goods], h, p),
                back,
            )
        )
    what = "goods and services" if not world.is_goods.all() else "all partners"
    out, into = f"{name}'s exports, {what}", f"{name}'s imports, {what}"
    found.append(figure("exports", out, _exports(flows, h), lambda e: _exports(e.flows, h)))
    found.append(figure("imports", into, _imports(flows, h), lambda e: _imports(e.flows, h)))
    real = spread(solved, lambda _, e: (float(e.real_income_hat[h]) - 1.0) * 100.0)
    found.append(
        Figure(
            "income",
            f"{name}'s real income (equivalent variation)",
            "USD m",
            real.times(float(income[h]) / 100.0),
            "model",
            basis,
            float(income[h]),
            real,
            seen,
            world.sources,
        )
    )
    text = f"{name}'s tariff revenue"
    found.append(figure("revenue", text, float(revenue[h]), lambda e: float(e.revenue[h])))
    return found


def _pair(flows: Array, n: int, i: int) -> float:
    return float(flows[:, n, i].sum())


def _cell_observed(world: World, flows: Array, n: int, i: int) -> float:
    """Part of one pair's trade that a publisher states, 0..1."""
    goods = world.is_goods
    weight = np.maximum(flows[goods, n, i], 1e-12)
    return float(np.average(world.grade[goods, n, i] == OBSERVED, weights=weight))


def observed_share(world: World, before: Array, after: Array, h: int) -> float:
    """Part of the change in one economy's trade that falls on cells a publisher states, 0..1."""
    return float(observed_shares(world, before, after)[h])


def observed_shares(world: World, before: Array, after: Array) -> Array:
    """`observed_share` of every economy, (N,); 0 where nothing moves."""
    moved = np.abs(after - before)
    total = _crossing(moved)
    seen = _crossing(moved * (world.grade == OBSERVED))
    return np.divide(seen, total, out=np.zeros_like(total), where=total > 0)


def _crossing(x: Array) -> Array:
    """Sums (N,) of all that enters or leaves each economy, its sales to itself left out."""
    pairs = x.sum(axis=0)
    np.fill_diagonal(pairs, 0.0)
    return np.asarray(pairs.sum(axis=0) + pairs.sum(axis=1))


def _trade(flows: Array) -> tuple[Array, Array]:
    """Exports and imports (N,) of every economy, its sales to itself left out."""
    pairs = flows.sum(axis=0)
    np.fill_diagonal(pairs, 0.0)
    return pairs.sum(axis=0), pairs.sum(axis=1)


def _economies(world: World, solved: Sequence[tuple[Built, Equilibrium]]) -> tuple[EconomyEffect, ...]:
    flows, income, revenue = _base(solved[0][0])
    exports, imports = _trade(flows)
    trade = {id(e): _trade(e.flows) for _, e in solved}
    shares = observed_shares(world, flows, solved[0][1].flows)

    def percent(k: int, side: int) -> Interval:
        base = float((exports, imports)[side][k])
        return spread(solved, lambda _, e: 100.0 * (float(trade[id(e)][side][k]) / base - 1) if base else 0.0)

    rows = []
    for k, iso3 in enumerate(world.economies):
        real = spread(solved, lambda _, e, k=k: (float(e.real_income_hat[k]) - 1.0) * 100.0)  # type: ignore[misc]
        rows.append(
            EconomyEffect(
                iso3=iso3,
                name=world.names[k],
                real_income=real,
                income=real.times(float(income[k]) / 100.0),
                exports=percent(k, 0),
                imports=percent(k, 1),
                revenue=spread(solved, lambda _, e, k=k: float(e.revenue[k] - revenue[k])),  # type: ignore[misc]
                observed_share=float(shares[k]),
            )
        )
    return tuple(sorted(rows, key=lambda r: r.real_income.central))


def _logistics_figures(
    scenario: Scenario, world: World, solved: Sequence[tuple[Built, Equilibrium]]
) -> list[Figure]:
    """Days, dollars a container and ad valorem cost, where the scenario disrupts a route."""
    if not any(KINDS[s.kind].disrupts for s in scenario.shock):
        return []
    name = world.name(scenario.home)
    basis = "Low, central and high value of time, freight response and network factor."

    def get(attribute: str, factor: float = 1.0) -> Interval:
        return spread(
            solved,
            lambda b, _: factor * float(getattr(b.logistics, attribute)) if b.logistics else 0.0,
        )

    used = solved[0][0].network_sources
    rows = (
        (
            "cut",
            f"Part of {name}'s goods trade that finds no way, before buyers and sellers change",
            "%",
            100.0,
        ),
        ("days", f"Extra days on {name}'s trade, mean over partners", "days", 1.0),
        ("usd_per_teu", f"Extra cost of a container on {name}'s trade, mean over partners", "USD/TEU", 1.0),
        ("ave", "The detour and the time, as a duty would weigh", "%", 100.0),
        ("rent", "Carriers' scarcity mark-up, as a duty would weigh", "%", 100.0),
    )
    found = [
        Figure(key, text, unit, get(key, factor), "network", basis, sources=used)
        for key, text, unit, factor in rows
    ]
    return [f for f in found if f.id != "cut" or f.value.high > 0]


def _solved(built: Built, e: Equilibrium) -> Solved:
    c = e.certificate
    return Solved(built.case.name, float(c.largest), float(c.walras), int(c.sweeps), str(c.method))


def _basis(scenario: Scenario) -> str:
    e = scenario.uncertainty.elasticity
    if e is None:
        return (
            "Trade of the world's year. The world's own elasticities by sector, with 80 % of their error either way; "
            "low, central and high inputs of the scenario; the ends are the smallest and largest of all cases solved."
        )
    text = f"Trade of the world's year. Elasticity of customs values {e.low:g}, {e.central:g}, {e.high:g}"
    if any(KINDS[s.kind].ranged for s in scenario.shock):
        text += "; low, central and high inputs of the scenario"
    return text + "; the ends are the smallest and largest of all cases solved."


def assumptions(scenario: Scenario, world: World) -> tuple[str, ...]:
    """What the scenario takes for granted: every shock without a citation, and the closure."""
    found = []
    for k, s in enumerate(scenario.shock):
        if s.cite is None or s.cite == Cite():
            found.append(
                f"Shock {k + 1} ({s.kind}) carries no citation: it is an assumption. {s.note}".strip()
            )
    found.append(
        {
            "share-of-world-output": "Each economy's trade deficit stays a fixed share of world output.",
            "own-gdp": "Each economy's trade deficit stays a fixed share of its own income.",
            "zero": "Trade is balanced in every economy.",
            "additive": "Each economy's trade deficit stays fixed in the model's unit of account.",
        }[scenario.closure.deficit]
    )
    found.append("Full employment: wages adjust and workers move; the model itself loses no job.")
    return tuple(found)
