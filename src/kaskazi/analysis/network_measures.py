"""What the network makes of a published figure: one function a measure, by the name the table of checks uses.

Each takes the ground (network and trade) and the row of the table, and gives low, central and high.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.network import CostChange, Disruption, Network, cost_change, packaged, parameters
from kaskazi.network.canal_dues import canal_dues
from kaskazi.network.cargo import goods
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.modes import other_modes
from kaskazi.network.overland import overland
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.route_choice import passing, route_alternatives, shadow_premiums, shares
from kaskazi.network.sea_leg import freight_multiplier
from kaskazi.network.skim import distances
from kaskazi.network.usage import share_by_gateway, share_through
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.network.volumes import volumes

Array = NDArray[np.float64]
Row = Mapping[str, Any]
Three = tuple[float, float, float]
OIL = ("crude", "product")
MT_FOR_A_BARREL_A_DAY = 49.8  # million tonnes a year for a million barrels a day of crude
THETA = 4.8  # trade elasticity of the partial responses: the middle of the published 3 to 7


@dataclass(frozen=True, slots=True, eq=False)
class Trade:
    """Goods trade the checks are weighted by. flows (S,N,N) [sector, importer, exporter], million USD; duties (S,N,N): rates."""

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Array
    duties: Array

    @property
    def value(self) -> Array:
        """Million USD (N,N), all sectors and ways of carriage."""
        return np.asarray(self.flows.sum(axis=0))

    @property
    def others(self) -> dict[str, Array]:
        """By sector, the part (N,N) of what would sail that goes by pipe or by air."""
        return _others(self)

    @property
    def by_sea(self) -> NDArray[np.bool_]:
        """Pairs (N,N) that do not trade over land."""
        return ~overland(self.economies)

    def tonnes(self) -> dict[str, Array]:
        """Million tonnes at sea (N,N) by vessel class."""
        return _tonnes(self)


@lru_cache(maxsize=2)
def _tonnes(trade: Trade) -> dict[str, Array]:
    return volumes(trade.economies, trade.sectors, trade.flows)


@lru_cache(maxsize=2)
def _others(trade: Trade) -> dict[str, Array]:
    return other_modes(trade.economies, trade.sectors, trade.flows)


@dataclass(frozen=True, slots=True)
class Ground:
    """What all measures stand on."""

    network: Network
    trade: Trade


def flat(x: float) -> Three:
    """One value at all levels."""
    return (x, x, x)


def _levels(f: Callable[[str], float]) -> Three:
    return (f("low"), f("central"), f("high"))


def distance(g: Ground, row: Row) -> Three:
    """Nautical miles between two ports, with chokepoints closed or dear."""
    at = {c: k for k, c in enumerate(g.network.skim.ports)}
    a, b = row["ports"]
    penalty = {**dict.fromkeys(row.get("closed", ()), np.inf), **row.get("penalties", {})}
    return flat(float(distances(g.network.skim, penalty)[at[a], at[b]]))


def _through(g: Ground, chokepoint: str) -> dict[str, Array]:
    """Million tonnes (N,N) by class whose usual route passes a chokepoint."""
    return {
        c: share_through(g.network, g.trade.economies, chokepoint, VESSEL_CLASSES[c]) * t
        for c, t in g.trade.tonnes().items()
    }


def share_of_world(g: Ground, row: Row) -> Three:
    """Per cent of the world's tonnes at sea that pass a chokepoint."""
    whole = sum(float(t.sum()) for t in g.trade.tonnes().values())
    return flat(100 * sum(float(t.sum()) for t in _through(g, row["chokepoint"]).values()) / whole)


def share_of_class(g: Ground, row: Row) -> Three:
    """Per cent of one class's tonnes that pass a chokepoint."""
    tonnes = g.trade.tonnes()[row["vessel"]]
    share = share_through(g.network, g.trade.economies, row["chokepoint"], VESSEL_CLASSES[row["vessel"]])
    return flat(100 * float((share * tonnes).sum() / tonnes.sum()))


def oil_through(g: Ground, row: Row) -> Three:
    """Million barrels a day of crude and refined products that pass a chokepoint."""
    found = _through(g, row["chokepoint"])
    return flat(sum(float(found[c].sum()) for c in OIL) / MT_FOR_A_BARREL_A_DAY)


def share_of_economy(g: Ground, row: Row) -> Three:
    """Per cent of an economy's tonnes at sea, both ways, that pass a chokepoint."""
    k = g.trade.economies.index(row["economy"])
    whole, through = (
        sum(float(t[k].sum() + t[:, k].sum()) for t in x.values())
        for x in (g.trade.tonnes(), _through(g, row["chokepoint"]))
    )
    return flat(100 * through / whole)


def _event(row: Row) -> Disruption:
    return packaged()[row["disruption"]][0]


def still_passing(g: Ground, row: Row) -> Three:
    """Per cent of a class's usual traffic that still passes, at the premium that route choice finds for it."""
    d, vessel = _event(row), VESSEL_CLASSES[row["vessel"]]
    pairs = port_pairs(g.network, g.trade.economies, (), vessel.oil_and_gas)
    traffic = pairs.traffic(g.trade.by_sea * g.trade.value)
    w = route_alternatives(g.network.skim, usual_penalty(vessel), [d.chokepoint])
    weight = (traffic + traffic.T)[w.at]
    premium = shadow_premiums(w, weight, np.array([d.open_to(vessel.id)]))
    usual, now = (passing(w, shares(w, x)[0])[0] @ weight for x in (np.zeros(1), premium))
    return flat(100 * float(now / usual))


@dataclass(frozen=True, slots=True)
class _Detours:
    """Of one class: traffic, usual and longer nautical miles between ports, and pairs that usually pass the chokepoint."""

    traffic: Array
    usual: Array
    far: Array
    passing: NDArray[np.bool_]


def _detours(g: Ground, d: Disruption, vessel: str, tonnes: Array) -> _Detours:
    v = VESSEL_CLASSES[vessel]
    usual = usual_penalty(v)
    traffic = port_pairs(g.network, g.trade.economies, (), v.oil_and_gas).traffic(tonnes)
    base = distances(g.network.skim, usual)
    far = distances(g.network.skim, {**usual, d.chokepoint: np.inf})
    return _Detours(traffic, base, far, (far > base + 1) & np.isfinite(far))


def diverted_distance(g: Ground, row: Row) -> Three:
    """Per cent that diverted cargo sails more."""
    x = _detours(g, _event(row), row["vessel"], g.trade.tonnes()[row["vessel"]])
    more = float((x.traffic * np.where(x.passing, x.far - x.usual, 0.0)).sum())
    return flat(100 * more / float((x.traffic * np.where(x.passing, x.usual, 0.0)).sum()))


def work(g: Ground, row: Row) -> Three:
    """Per cent that a class's tonne-miles grow by."""
    d = _event(row)
    x = _detours(g, d, row["vessel"], g.trade.tonnes()[row["vessel"]])
    more = float((x.traffic * np.where(x.passing, x.far - x.usual, 0.0)).sum())
    return flat(100 * (1 - d.open_to(row["vessel"])) * more / float((x.traffic * x.usual).sum()))


def traffic_round(g: Ground, row: Row) -> Three:
    """Per cent that tonnes by another chokepoint grow by, of all classes, when ships leave the first."""
    d, other = _event(row), row["chokepoint"]
    before = after = 0.0
    for c, tonnes in g.trade.tonnes().items():
        usual = usual_penalty(VESSEL_CLASSES[c])
        x = _detours(g, d, c, tonnes)
        without = distances(g.network.skim, {**usual, other: np.inf})
        neither = distances(g.network.skim, {**usual, d.chokepoint: np.inf, other: np.inf})
        here = float((x.traffic * (without > x.usual + 1)).sum())
        before += here
        after += here + (1 - d.open_to(c)) * float((x.traffic * (x.passing & (neither > x.far + 1))).sum())
    return flat(100 * (after / before - 1))


def dues(g: Ground, row: Row) -> Three:
    """Per cent change of a canal's dues."""
    found = canal_dues(g.network, packaged()[row["disruption"]], g.trade.economies, g.trade.tonnes())
    canal = next(x for x in found if x.chokepoint == row["chokepoint"])
    return flat(100 * canal.change / canal.before)


def rates(g: Ground, row: Row) -> Three:
    """Per cent that container rates rise by when container work grows."""
    return _levels(
        lambda lv: 100 * freight_multiplier(row["growth"], parameters.LEVELS[lv].freight_elasticity)
    )


def _cost(g: Ground, row: Row, level: str) -> CostChange:
    """Of all sectors, for a packaged disruption or chokepoints closed for good."""
    held = (
        packaged()[row["disruption"]]
        if "disruption" in row
        else tuple(Disruption(chokepoint=c, open_share=0.0) for c in row["closed"])
    )
    t = g.trade
    return cost_change(g.network, held, t.economies, t.sectors, level, t.value, t.others)


def _world_trade(c: CostChange, trade: Trade, rent: bool) -> float:
    left = (1.0 + c.ave + (c.congestion_rent if rent else 0.0)) ** -THETA * (1.0 - c.captive)
    return 100 * float((trade.flows * left).sum() / trade.flows.sum() - 1.0)


def world_trade(g: Ground, row: Row) -> Three:
    """Per cent change of the world's goods trade, partial, without rents."""
    return _levels(lambda lv: _world_trade(_cost(g, row, lv), g.trade, rent=False))


def world_trade_with_rents(g: Ground, row: Row) -> Three:
    """The same at the central level, with congestion rents."""
    return flat(_world_trade(_cost(g, row, "central"), g.trade, rent=True))


def distance_elasticity(g: Ground, row: Row) -> Three:
    """Elasticity of trade to the length of its route, over pairs whose route grows by a tenth or more."""
    usual = usual_penalty(VESSEL_CLASSES[row["vessel"]])
    base = distances(g.network.skim, usual)
    far = distances(g.network.skim, {**usual, **dict.fromkeys(row["closed"], np.inf)})
    pairs = port_pairs(g.network, g.trade.economies)
    near, wide = pairs.mean(base), pairs.mean(np.where(np.isfinite(far), far, base))
    np.fill_diagonal(near, 1.0)
    np.fill_diagonal(wide, 1.0)
    step = np.log(np.maximum(wide, 1.0) / np.maximum(near, 1.0))
    hit = (step > 0.1) & (g.trade.value > 0) & g.trade.by_sea

    def elasticity(level: str) -> float:
        y = -THETA * np.log1p(_cost(g, row, level).ave)
        return float((g.trade.flows * y)[:, hit].sum() / (g.trade.value * step)[hit].sum())

    return _levels(elasticity)


def _all_goods(g: Ground, row: Row, level: str) -> tuple[CostChange, int, int]:
    """Costs of all goods as one, and the places of the pair's importer and exporter."""
    exporter, importer = row["pair"]
    t = g.trade
    c = cost_change(g.network, packaged()[row["disruption"]], t.economies, level=level, trade=t.value)
    return c, t.economies.index(importer), t.economies.index(exporter)


def pair(g: Ground, row: Row) -> Three:
    """A figure of one pair, exporter and importer: days or USD per TEU added."""

    def one(level: str) -> float:
        c, n, i = _all_goods(g, row, level)
        return float(getattr(c, row["figure"])[n, i])

    return _levels(one)


def pair_response(g: Ground, row: Row) -> Three:
    """Per cent change of one pair's trade, partial, at the cost of all goods as one, with what cannot move."""

    def one(level: str) -> float:
        c, n, i = _all_goods(g, row, level)
        return float(100.0 * ((1.0 - c.captive[0]) * (1.0 + c.ave[0]) ** -THETA - 1.0)[n, i])

    return _levels(one)


def revenue_stopped(g: Ground, row: Row) -> Three:
    """Per cent change of an economy's duties on what comes by sea and land in the first days of a disruption: the goods
    are already bought, so that no price answers, and what does not arrive pays nothing."""
    t, days = g.trade, int(row["days"])
    held = tuple(replace(d, start=None, end=None, lasts=days) for d in packaged()[row["disruption"]])
    n = t.economies.index(row["economy"])

    def one(level: str) -> float:
        c = cost_change(g.network, held, t.economies, t.sectors, level, t.value, t.others)
        share = parameters.LEVELS[level].sea_share
        gone = whole = 0.0
        for k, sector in enumerate(t.sectors):
            sails = min(share * goods()[sector].sea, 1.0) * (1.0 - t.others.get(sector, np.zeros(1)))
            surface = np.where(t.by_sea, sails, 1.0)[n]
            paid = t.flows[k, n] * t.duties[k, n]
            gone, whole = gone + float(paid @ c.captive[k, n]), whole + float(paid @ surface)
        return -100.0 * gone / whole

    return _levels(one)


def list_surcharge(g: Ground, row: Row) -> Three:
    """USD per TEU that a box of one pair costs more at the spot rate: detour and dues, and the whole rise of the rate,
    not only the part that reaches those with contracts."""

    def one(level: str) -> float:
        c, n, i = _all_goods(g, row, level)
        p = parameters.LEVELS[level]
        rate = parameters.BASE_RATE * freight_multiplier(c.growth, p.freight_elasticity)
        return float(c.usd_per_teu[n, i] + (1.0 - p.spot_pass_through) * rate)

    return _levels(one)


def gateway_share(g: Ground, row: Row) -> Three:
    """Per cent of an economy's trade at sea that uses a port."""
    return flat(100 * share_by_gateway(g.network, row["economy"], port=row["port"]))


MEASURES: Mapping[str, Callable[[Ground, Row], Three]] = {
    "distance": distance,
    "share_of_world": share_of_world,
    "share_of_class": share_of_class,
    "oil_through": oil_through,
    "share_of_economy": share_of_economy,
    "still_passing": still_passing,
    "diverted_distance": diverted_distance,
    "work": work,
    "traffic_round": traffic_round,
    "dues": dues,
    "rates": rates,
    "world_trade": world_trade,
    "world_trade_with_rents": world_trade_with_rents,
    "distance_elasticity": distance_elasticity,
    "pair": pair,
    "response": pair_response,
    "revenue_stopped": revenue_stopped,
    "list_surcharge": list_surcharge,
    "gateway_share": gateway_share,
}
