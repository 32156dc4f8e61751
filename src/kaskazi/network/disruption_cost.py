"""What disruptions cost each pair: days, USD per TEU, ad valorem equivalents; real cost apart from congestion rent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.network import capacity, parameters
from kaskazi.network.air_leg import air_leg
from kaskazi.network.cargo import Goods, goods
from kaskazi.network.disruption import Disruption, date_problems, spells
from kaskazi.network.land_leg import land_legs
from kaskazi.network.network import Network
from kaskazi.network.overland import overland
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.rationing import ration
from kaskazi.network.road_leg import RoadLeg, road_leg
from kaskazi.network.sea_leg import NONE_LEFT, PassageCost, SeaLegCost, sea_leg
from kaskazi.network.vessels import VESSEL_CLASSES, VesselClass

Array = NDArray[np.float64]
ROAD = ("road_day", "road_dollar")
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CostChange:
    """What a disruption adds, by pair [importer, exporter] of the economies asked for.

    days, usd_per_teu (N,N): of a shipment by sea that still moves, mean over the year; by road where a border or a
    corridor between neighbours is named. ave, congestion_rent (S,N,N), ratios of value: resources and time, and carriers'
    scarcity mark-up, means over the sector's trade that still moves. captive (S,N,N): the part of a sector's trade that
    finds no way, its share at sea counted. unreachable (N,N): no ship gets through for some part of the year (the
    other figures are then means over what does, 0 if nothing, and the flag must be read). growth: of the world's
    container work, the largest in the year. missing: economies without a gateway, left as they are.
    """

    days: Array
    usd_per_teu: Array
    ave: Array
    congestion_rent: Array
    captive: Array
    unreachable: Flags
    growth: float
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def prohibitive(self, theta: float, sector: int = 0) -> Array:
        """Iceberg ratios (N,N), 1 or more, that cut a sector's trade by the part that cannot move, at trade elasticity
        theta (see `ration`)."""
        return ration(1.0 - self.captive[sector], theta)


@dataclass(frozen=True, slots=True)
class _UnitCosts:
    """What one unit costs a sector's trade, ratio of value: a day sailed, a day at anchor, a USD per TEU and a share of
    value insured (times the share at sea), a day of a land leg to the port; a day and a USD by road (all of the trade)."""

    sailed: float
    anchored: float
    dollar: float
    sea: float
    land_day: float
    road_day: float
    road_dollar: float


def cost_change(
    network: Network,
    disruptions: Sequence[Disruption],
    economies: Sequence[str],
    sectors: Sequence[str] | None = None,
    level: str = "central",
    trade: Array | None = None,
    by_other_modes: Mapping[str, Array] | None = None,
) -> CostChange:
    """Days, USD per TEU and ad valorem equivalents that disruptions add between all pairs.

    sectors: ids of the goods table (default: all goods as one; days and USD are the first's). level:
    low, central, high. trade: (N,N) [importer, exporter] weights that decide which traffic leaves a chokepoint that
    is partly open, and by how much the world's container work grows where a disruption does not say (default: all
    pairs alike, no growth). Such a chokepoint keeps its share of its traffic: a premium, found by bisection, sends the
    rest the next way (logit); who has no other way loses the rest. Pairs that trade over land (see `overland`) feel
    only a border or a corridor between them. by_other_modes: by sector, the part (N,N) of what would sail that goes by
    air or by pipe and feels nothing (see `other_modes`). Dates split the year. Raises InputError for names not known.
    """
    kinds = ["goods"] if sectors is None else list(sectors)
    _check(network, disruptions, kinds, level)
    p, loads = parameters.LEVELS[level], [goods()[k] for k in kinds]
    n, S = len(economies), len(kinds)
    by_sea = ~overland(economies)
    days, usd, lost, unreachable = (np.zeros((n, n)) for _ in range(4))
    ave, rent, captive = (np.zeros((S, n, n)) for _ in range(3))
    growth, elsewhere = 0.0, by_other_modes or {}
    for part, held in spells(disruptions):
        road = road_leg(network, economies, held)
        touched = any(d.chokepoint or d.port or d.corridor for d in held)
        one_way = np.asarray(by_sea * (1.0 if trade is None else trade)) if touched else np.zeros((n, n))
        np.fill_diagonal(one_way, 0.0)
        at_sea = one_way + one_way.T
        weighed = at_sea if trade is not None else None
        load = None if weighed is None else weighed.sum(axis=0)
        traffic: dict[bool, Array] = {}
        for c in dict.fromkeys(g.vessel for g in loads):
            vessel = VESSEL_CLASSES[c]
            land = land_legs(network, economies, held, vessel.oil_and_gas, load)
            if vessel.oil_and_gas not in traffic:
                traffic[vessel.oil_and_gas] = np.zeros((len(network.skim.ports),) * 2)
                if any(d.chokepoint for d in held):
                    T = port_pairs(network, economies, held, vessel.oil_and_gas, load).traffic(one_way)
                    traffic[vessel.oil_and_gas] = T + T.T
            s = sea_leg(
                network,
                tuple(economies),
                held,
                land,
                by_sea,
                p,
                vessel,
                traffic[vessel.oil_and_gas],
                weighed,
            )
            growth = max(growth, s.growth)
            gone = s.lost + road.stopped
            moves = part * (1.0 - gone) if gone.any() else np.full((n, n), part)
            terms = _terms(s, road, moves)
            for k, g in enumerate(loads):
                if g.vessel != c:
                    continue
                r = _rates(p, g, vessel, level)
                sails = 1.0 - elsewhere[g.id] if g.id in elsewhere else None
                _add(ave[k], terms, r, sails)
                if s.passage is not None and r.sailed:
                    ave[k] += _times(sails, moves * _passage_ratio(s.passage, r))
                if s.congestion_rent.any() and r.dollar:
                    rent[k] += _times(sails, r.dollar * moves * s.congestion_rent)
                if s.lost.any() and r.sea:
                    captive[k] += _times(sails, r.sea * part * s.lost)
                if road.stopped.any() and r.sea:
                    captive[k] += part * road.stopped
                if (air := air_leg(economies, held, g, p, level)) is not None:
                    ave[k] += part * air.cost
                    captive[k] += part * air.stopped
            if loads[0].vessel == c:
                ship = (s.sailing + parameters.AT_ANCHOR * s.anchored) * p.vessel_day * vessel.daily_cost
                paid = (
                    ship
                    + s.usd
                    + s.land_usd
                    + s.changed_port * parameters.PORT_CHANGE_USD
                    + s.congestion_rent
                    + road.usd
                )
                inland = s.land_days + s.changed_port * parameters.PORT_CHANGE_DAYS
                days += moves * (s.sailing * p.network_days + s.anchored + inland + road.days)
                usd += moves * paid
                lost += part * gone
                unreachable += part * (gone >= NONE_LEFT)
    for sums, gone in ((ave, captive), (rent, captive), (days, lost), (usd, lost)):
        if gone.any():
            sums /= np.where(gone < NONE_LEFT, 1.0 - gone, 1.0)
    here = set(network.economies)
    missing = tuple(c for c in economies if c not in here)
    return CostChange(
        days=days,
        usd_per_teu=usd,
        ave=np.maximum(ave, 0.0, out=ave),
        congestion_rent=rent,
        captive=captive,
        unreachable=unreachable > 1e-12,
        growth=growth,
        missing=missing,
        notes=_notes(economies, lost, unreachable, growth, missing, disruptions),
        sources=tuple(
            dict.fromkeys(
                [
                    *(s for d in disruptions for s in d.sources),
                    *parameters.SOURCES,
                    *(capacity.sources() if captive.any() else ()),
                ]
            )
        ),
    )


def _terms(s: SeaLegCost, road: RoadLeg, moves: Array) -> list[tuple[str, Array]]:
    """What costs something, times what moves, by the name of its rate."""
    found = [
        ("land_day", s.land_days),
        ("dollar", s.land_usd),
        ("road_day", road.days),
        ("road_dollar", road.usd),
    ]
    if s.passage is None:
        found.append(("sailed", s.generalised_days))
    return [(name, moves * x) for name, x in found if x.any()]


def _add(out: Array, terms: Sequence[tuple[str, Array]], r: _UnitCosts, sails: Array | None) -> None:
    """Adds every term at its rate to out (N,N); those of the way by sea for the part that sails (None: all)."""
    for name, x in terms:
        rate = getattr(r, name)
        if rate:
            out += rate * x if name in ROAD else _times(sails, rate * x)


def _times(part: Array | None, x: Array) -> Array:
    return x if part is None else part * x


def _passage_ratio(passage: PassageCost, r: _UnitCosts) -> Array:
    """Ratio of value (N,N) that narrow, dear and slow chokepoints cost one sector.

    Surcharges, insurance and waits count at what they cost the sector. A narrow chokepoint's room goes to the ships of a class
    with all they carry: its price is a length of the way, the same for every cargo, and takes in what is charged.
    """
    charged = passage.premium * r.dollar + passage.rate * r.sea + passage.delay * r.anchored
    shift = parameters.PORT_CHANGE_DAYS * r.land_day + parameters.PORT_CHANGE_USD * r.dollar
    own = np.maximum(passage.room, charged * 24 * parameters.KNOTS / r.sailed)
    return passage.days(own, shift / r.sailed) * r.sailed


def _rates(p: parameters.Parameters, load: Goods, vessel: VesselClass, level: str) -> _UnitCosts:
    value, time, sea = (
        load.teu_value(level),
        p.value_of_time * load.time_sensitivity,
        min(p.sea_share * load.sea, 1.0),
    )
    ship, carried = p.vessel_day * vessel.daily_cost / value, float(sea > 0)
    return _UnitCosts(
        sailed=sea * (ship + time * p.network_days),
        anchored=sea * (parameters.AT_ANCHOR * ship + time),
        dollar=sea / value,
        sea=sea,
        land_day=sea * time,
        road_day=carried * time,
        road_dollar=carried / value,
    )


def _check(network: Network, disruptions: Sequence[Disruption], kinds: Sequence[str], level: str) -> None:
    problems = []
    ports = set(network.ports)

    def known(where: str, name: str, names: Sequence[str]) -> None:
        if name not in names:
            problems.append(Problem(where, f'"{name}" is not known.', nearest=nearest(name, names)))

    for k, d in enumerate(disruptions):
        at = f"disruption[{k}]"
        if sum(bool(x) for x in (d.chokepoint, d.port, d.corridor, d.border, d.air)) != 1:
            problems.append(
                Problem(at, "names no place or several.", "one of chokepoint, port, corridor, border, air")
            )
        if d.chokepoint:
            known(f"{at}.chokepoint", d.chokepoint, network.chokepoint_ids)
        if d.port:
            known(f"{at}.port", d.port, sorted(ports))
        if d.corridor:
            known(f"{at}.corridor", d.corridor, network.corridor_ids)
        if d.air:
            known(f"{at}.air", d.air, network.economies)
        for c in d.by_class:
            known(f"{at}.by_class", c, list(VESSEL_CLASSES))
        for share in (d.open_share, *d.by_class.values()):
            if share is not None and not 0.0 <= share <= 1.0:
                problems.append(Problem(f"{at}.open_share", f"{share:g}.", "a share from 0 to 1"))
    problems += date_problems(disruptions, [f"disruption[{k}]" for k in range(len(disruptions))])
    for s in kinds:
        known("sectors", s, list(goods()))
    known("level", level, list(parameters.LEVELS))
    if problems:
        raise InputError("disruptions", problems)


def _notes(
    economies: Sequence[str],
    lost: Array,
    shut: Array,
    growth: float,
    missing: Sequence[str],
    disruptions: Sequence[Disruption],
) -> tuple[str, ...]:
    air = "" if any(d.air for d in disruptions) else "Air cargo is left as it is"
    if any(d.border or d.corridor for d in disruptions):
        land = "of trade by land only the named border or corridor is touched"
    else:
        land = "trade by land between neighbours and within Europe is left as it is"
    notes = [f"{air}; {land}." if air else f"{land[0].upper()}{land[1:]}."]
    if growth > 0:
        notes.append(
            "Freight rates also rise on lanes that do not pass the chokepoint; only lanes that do are charged here."
        )
        if any(d.chokepoint and d.teu_miles is None for d in disruptions):
            notes.append(
                f"The world's container work grows by {100 * growth:.1f} % by the detours of this model; freight rates follow."
            )
    if missing:
        notes.append(f"Without a gateway in the network, left as they are: {', '.join(missing)}.")
    alike: dict[str, list[str]] = {}
    for k, c in enumerate(economies):
        if 2 * (lost[k] > 0).sum() <= len(economies) - 1:
            continue
        if (most := float(shut[k].max())) > 1e-12 and most > float(lost[k].max()) - 1e-9:
            when = "" if most > NONE_LEFT else f" for {100 * most:.0f} % of the year"
            alike.setdefault(f"No way by sea is left{when} for", []).append(c)
        else:
            alike.setdefault(
                f"{100 * float(lost[k].max()):.0f} % of a year's cargo by sea finds no way for", []
            ).append(c)
    notes += [f"{text}: {', '.join(who)}." for text, who in alike.items()]
    for d in disruptions:
        if (said := d.said_of_dates()) and said not in notes:
            notes.append(said)
    return tuple(notes)
