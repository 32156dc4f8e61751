"""The seam: a scenario's words in, the model's arrays out.

One call of `build` makes one case: one value of the elasticity and one level (low, central, high) of
every input that has a range. Names are checked first, all at once, by `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import Problem, ScenarioError, nearest
from kaskazi.law import exposure, has_exposure, instrument, instruments, members
from kaskazi.model import Calibration, Wedges
from kaskazi.model.tariff_aggregates import volume_equivalent
from kaskazi.network import CostChange, Disruption, Network, cost_change, packaged
from kaskazi.network.cargo import goods
from kaskazi.network.disruption import date_problems
from kaskazi.network.overland import overland
from kaskazi.network.place_names import nearest_port
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.scenario import (
    Barrier,
    Border,
    Conflict,
    Corridor,
    Gate,
    Labour,
    Port,
    Programme,
    Range,
    Scenario,
    Tariff,
    Transfer,
)
from kaskazi.world import World

Array = NDArray[np.float64]
LEVELS = ("low", "central", "high")
SPREAD = 1.2816  # standard errors that hold 80 % of a normal variable
THETA_LEAST = 0.5
Disturbed = Gate | Port | Corridor | Border


@dataclass(frozen=True, slots=True)
class Case:
    """One solve: sigma is the elasticity of customs values to 1 + duty in the sectors the scenario is about (None:
    the world's own everywhere, `off` standard errors from the centre)."""

    elasticity: str
    level: str
    sigma: float | None
    off: float = 0.0

    @property
    def name(self) -> str:
        return f"elasticity {self.elasticity}, shock {self.level}"

    @property
    def central(self) -> bool:
        return self.elasticity == "central" and self.level == "central"


def cases(scenario: Scenario) -> tuple[Case, ...]:
    """The cases to solve, central first: every elasticity with every level that makes a difference.

    Where the scenario names no elasticity the world's own are run, with 80 % of their error either way.
    """
    e = scenario.uncertainty.elasticity
    sigmas: dict[str, float | None] = {k: None if e is None else float(getattr(e, k)) for k in LEVELS}
    ranged = any(isinstance(s, Barrier | Disturbed | Conflict | Transfer | Labour) for s in scenario.shock)
    levels = scenario.uncertainty.levels if ranged else ["central"]
    off = dict(zip(LEVELS, (-SPREAD, 0.0, SPREAD), strict=True)) if e is None else {}
    found = [Case(k, lv, s, off.get(k, 0.0)) for (k, s), lv in product(sigmas.items(), dict.fromkeys(levels))]
    return tuple(sorted(found, key=lambda c: not c.central))


def check(scenario: Scenario, world: World) -> None:
    """Every name in the scenario is one the world, the registry and the network know.

    Raises ScenarioError with all that are not.
    """
    problems: list[Problem] = []
    known = set(world.economies)

    def economies(where: str, codes: Iterable[str]) -> None:
        for code in codes:
            if code not in known:
                problems.append(
                    Problem(
                        where,
                        f'"{code}" is not an economy of world {world.version} (ISO3).',
                        nearest=nearest(code, world.economies),
                    )
                )

    def one_of(where: str, what: str, name: str, names: Iterable[str]) -> None:
        pool = list(names)
        if name not in pool:
            problems.append(Problem(where, f'"{name}" is not {what}.', nearest=nearest(name, pool)))

    if scenario.world and scenario.world != world.version:
        problems.append(Problem("world", f'"{scenario.world}" was asked for, "{world.version}" is loaded.'))
    economies("home", [scenario.home])
    economies("partner", [scenario.partner] if scenario.partner else [])
    for k, s in enumerate(scenario.shock):
        at = f"shock[{k}]"
        if isinstance(s, Tariff | Barrier):
            economies(f"{at}.importers", s.importers)
            economies(f"{at}.exporters", s.exporters)
            for sector in s.sectors:
                one_of(f"{at}.sectors", f"a sector of world {world.version}", sector, world.sectors)
        elif isinstance(s, Programme):
            programmes = [i.id for i in instruments().values() if i.line_table]
            one_of(f"{at}.programme", "a programme with an exposure table", s.programme, programmes)
            economies(f"{at}.exporters", s.exporters)
        elif isinstance(s, Gate):
            if s.gate:
                one_of(f"{at}.gate", "a gate of the network", s.gate, _network().chokepoint_ids)
            else:
                one_of(f"{at}.packaged", "a packaged disruption", s.packaged, packaged())
            for c in s.by_class:
                one_of(f"{at}.by_class", "a class of vessel", c, VESSEL_CLASSES)
        elif isinstance(s, Port):
            if s.port not in _network().ports:
                near = nearest_port(_network(), s.port)
                problems.append(
                    Problem(f"{at}.port", f'"{s.port}" is not a port of the network.', "a UN/LOCODE", near)
                )
        elif isinstance(s, Border):
            economies(f"{at}.exporter", [s.exporter])
            economies(f"{at}.importer", [s.importer])
            if {s.exporter, s.importer} <= known and not overland((s.exporter, s.importer))[0, 1]:
                said = f"{s.exporter} and {s.importer} do not trade over land."
                problems.append(
                    Problem(f"{at}.importer", said, "neighbours, or economies of a region joined by road")
                )
        elif isinstance(s, Corridor):
            one_of(f"{at}.corridor", "a corridor of the network", s.corridor, _network().corridor_ids)
        elif isinstance(s, Conflict):
            economies(f"{at}.economies", s.economies)
        elif isinstance(s, Transfer):
            economies(f"{at}.payer", [s.payer])
            economies(f"{at}.receiver", [s.receiver])
        elif isinstance(s, Labour):
            economies(f"{at}.economy", [s.economy])
    if not problems:
        held = [
            (d, f"shock[{k}]")
            for k, s in enumerate(scenario.shock)
            if isinstance(s, Disturbed)
            for d in disruptions(s)
        ]
        problems += dict.fromkeys(date_problems([d for d, _ in held], [at for _, at in held]))
    if problems:
        raise ScenarioError(scenario.name, problems)


@dataclass(frozen=True, slots=True)
class Logistics:
    """What a disruption does to the home economy's goods trade, weighted by it.

    cut: the part that finds no way, ratio. Of what still moves, means over partners: days; usd_per_teu; ave as a ratio
    (detour and time); rent as a ratio (carriers' scarcity mark-up).
    """

    days: float
    usd_per_teu: float
    ave: float
    rent: float
    cut: float


@dataclass(frozen=True, slots=True)
class Built:
    """One case, ready to solve, with what the labels need afterwards."""

    case: Case
    calibration: Calibration
    wedges: Wedges
    logistics: Logistics | None
    notes: tuple[str, ...]
    network_sources: tuple[str, ...] = ()


def build(scenario: Scenario, world: World, case: Case) -> Built:
    """Arrays for one case. The scenario must have passed `check`."""
    base = with_elasticity(world, scenario, case)
    neutral = Wedges.neutral(base)
    parts = _Arrays(
        tariff=neutral.tariff.copy(),
        iceberg=neutral.iceberg.copy(),
        productivity=neutral.productivity.copy(),
        labour=neutral.labour.copy(),
        transfer=neutral.transfer.copy(),
    )
    notes: list[str] = []
    held: list[Disruption] = []
    for s in scenario.shock:
        if isinstance(s, Disturbed):
            held.extend(disruptions(s))
        else:
            _APPLY[type(s)](parts, s, world, base, case)
    logistics = None
    used: tuple[str, ...] = ()
    if held:
        kinds = kinds_of_goods(world)
        cost = cost_change(_network(), held, world.economies, kinds, case.level, world.goods())
        logistics = _apply_logistics(parts, cost, world, scenario.home, base)
        notes.extend(cost.notes)
        used = cost.sources
    wedges = replace(
        neutral,
        tariff=parts.tariff,
        iceberg=parts.iceberg,
        productivity=parts.productivity,
        labour=parts.labour,
        transfer=parts.transfer,
    )
    return Built(case, base, wedges, logistics, tuple(dict.fromkeys(notes)), used)


def with_elasticity(world: World, scenario: Scenario, case: Case) -> Calibration:
    """The base year with the trade elasticities of a case."""
    base = world.calibration()
    if case.sigma is None:
        theta = np.maximum(world.theta + case.off * world.theta_se, THETA_LEAST)
        return base if case.off == 0 else replace(base, theta=theta)
    theta = base.theta.copy()
    theta[about(world, scenario)] = case.sigma - 1.0
    return replace(base, theta=theta)


def about(world: World, scenario: Scenario) -> list[int]:
    """Positions of the sectors a scenario's elasticity is about: those named in its duties and barriers, those of
    the lines of its preferences, else all goods."""
    named: set[int] = set()
    for s in scenario.shock:
        if isinstance(s, Tariff | Barrier) and s.sectors:
            named |= {world.sector(k) for k in s.sectors}
        elif isinstance(s, Programme) and s.change == "lapse" and has_exposure(s.programme, scenario.home):
            named |= {
                world.sector(world.sector_of_line(r.hs))
                for r in exposure(s.programme, scenario.home).rows
                if r.rate_without + s.surcharge > r.rate_with
            }
    return sorted(named) or [int(j) for j in np.flatnonzero(world.is_goods)]


@dataclass(slots=True)
class _Arrays:
    tariff: Array
    iceberg: Array
    productivity: Array
    labour: Array
    transfer: Array


def _tariff(parts: _Arrays, s: Tariff, world: World, base: Calibration, case: Case) -> None:
    cells = _cells(world, s.sectors, s.importers, s.exporters)
    if s.rate is not None:
        parts.tariff[cells] = s.rate
    elif s.change is not None:
        parts.tariff[cells] += s.change
    _nothing_at_home(parts)


def _programme(parts: _Arrays, s: Programme, world: World, base: Calibration, case: Case) -> None:
    if s.change == "keep":
        return
    law = instrument(s.programme)
    n = world.index(law.giver)
    eve = s.start - timedelta(days=1) if s.start else law.last_day() or date.max
    wanted = set(s.exporters) or set(members(s.programme, eve))
    for iso3 in sorted(wanted & set(world.economies)):
        i = world.index(iso3)
        table = exposure(s.programme, iso3)
        by_sector: dict[int, list[tuple[float, float]]] = {}
        for row in table.rows:
            j = world.sector(world.sector_of_line(row.hs))
            by_sector.setdefault(j, []).append((row.value, row.rate_without + s.surcharge - row.rate_with))
        for j, pairs in by_sector.items():
            values = np.array([v for v, _ in pairs])
            rates = np.array([r for _, r in pairs])
            parts.tariff[j, n, i] += volume_equivalent(values, rates, float(base.theta[j]) + 1.0)


def _barrier(parts: _Arrays, s: Barrier, world: World, base: Calibration, case: Case) -> None:
    cells = _cells(world, s.sectors, s.importers, s.exporters)
    parts.iceberg[cells] *= 1.0 + _at(s.ave_change, case)
    _nothing_at_home(parts)


def _conflict(parts: _Arrays, s: Conflict, world: World, base: Calibration, case: Case) -> None:
    at_war = [world.index(c) for c in s.economies]
    parts.productivity[at_war, :] *= _at(s.productivity, case)
    factor = 1.0 + _at(s.trade_ave, case)
    abroad = np.ones((len(world.economies),) * 2)
    abroad[at_war, :] = factor
    abroad[:, at_war] = factor
    np.fill_diagonal(abroad, 1.0)
    parts.iceberg *= abroad


def _transfer(parts: _Arrays, s: Transfer, world: World, base: Calibration, case: Case) -> None:
    amount = _at(s.amount, case)
    parts.transfer[world.index(s.receiver)] += amount
    parts.transfer[world.index(s.payer)] -= amount


def _labour(parts: _Arrays, s: Labour, world: World, base: Calibration, case: Case) -> None:
    parts.labour[world.index(s.economy)] *= _at(s.ratio, case)


_APPLY: Mapping[type, Callable[..., None]] = {
    Tariff: _tariff,
    Programme: _programme,
    Barrier: _barrier,
    Conflict: _conflict,
    Transfer: _transfer,
    Labour: _labour,
}


def disruptions(s: Gate | Port | Corridor | Border) -> tuple[Disruption, ...]:
    """What a shock disturbs in the network."""
    if isinstance(s, Gate) and s.packaged:
        if s.start is None:
            return packaged()[s.packaged]
        return tuple(replace(d, start=s.start, end=s.end) for d in packaged()[s.packaged])
    found = Disruption(
        open_share=s.open_share, premium=s.premium, delay_days=s.delay_days, start=s.start, end=s.end
    )
    if isinstance(s, Gate):
        return (
            replace(
                found,
                chokepoint=s.gate,
                by_class=s.by_class,
                premium_rate=s.premium_rate,
                teu_miles=s.teu_miles,
            ),
        )
    if isinstance(s, Port):
        return (replace(found, port=s.port),)
    if isinstance(s, Border):
        return (replace(found, border=(s.exporter, s.importer)),)
    return (replace(found, corridor=s.corridor),)


def _apply_logistics(
    parts: _Arrays, cost: CostChange, world: World, home: str, base: Calibration
) -> Logistics:
    """Detour, time and scarcity as iceberg cost on goods, and where no way is left a cost that stops the part of trade
    that finds none; trade-weighted means for the home economy, over what still moves."""
    goods = np.flatnonzero(world.is_goods)
    for k, j in enumerate(goods):
        parts.iceberg[j] *= 1.0 + cost.ave[k] + cost.congestion_rent[k]
        if cost.captive[k].any():
            parts.iceberg[j] *= cost.prohibitive(float(base.theta[j]), k)
    _nothing_at_home(parts)
    h = world.index(home)
    weight = np.zeros((len(goods), *cost.days.shape))
    weight[:, h, :] = world.flows[goods, h, :]
    weight[:, :, h] = world.flows[goods, :, h]
    weight[:, h, h] = 0.0
    weight /= weight.sum()
    moves = weight * (1.0 - cost.captive)
    moves /= max(float(moves.sum()), 1e-300)
    pair = moves.sum(axis=0)
    return Logistics(
        days=float((cost.days * pair).sum()),
        usd_per_teu=float((cost.usd_per_teu * pair).sum()),
        ave=float((cost.ave * moves).sum()),
        rent=float((cost.congestion_rent * moves).sum()),
        cut=float((cost.captive * weight).sum()),
    )


def kinds_of_goods(world: World) -> list[str]:
    """The network's kind of every goods sector: its own where the network knows it, else goods of all kinds."""
    return [s if s in goods() else "goods" for s, g in zip(world.sectors, world.is_goods, strict=True) if g]


def _nothing_at_home(parts: _Arrays) -> None:
    d = np.arange(parts.tariff.shape[1])
    parts.tariff[:, d, d] = 0.0
    parts.iceberg[:, d, d] = 1.0


def _cells(
    world: World, sectors: Iterable[str], importers: Iterable[str], exporters: Iterable[str]
) -> tuple[NDArray[np.intp], ...]:
    js = [world.sector(x) for x in sectors] or [int(j) for j in np.flatnonzero(world.is_goods)]
    ns = [world.index(x) for x in importers]
    xs = [world.index(x) for x in exporters]
    return tuple(np.ix_(js, ns, xs))


def _at(r: Range, case: Case) -> float:
    return float(getattr(r, case.level))


@cache
def _network() -> Network:
    return Network.load()
