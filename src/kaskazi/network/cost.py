"""What disruptions cost each pair: days, USD per TEU, ad valorem equivalents; real cost apart from rent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.network import parameters as par
from kaskazi.network.choice import Ways, passing, shadow_premiums, shares, ways
from kaskazi.network.classes import CLASSES, VesselClass
from kaskazi.network.disruption import Disruption, spells
from kaskazi.network.gates import GATES
from kaskazi.network.goods import Goods, goods
from kaskazi.network.land import Land, land_legs
from kaskazi.network.network import Network
from kaskazi.network.skim import Skim

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Finder = Callable[[Skim, Mapping[str, float], Sequence[str]], tuple[Ways, "_Spread"]]
CUT_OFF = 0.05  # a gate that keeps less than this is shut to those with no other way


@dataclass(frozen=True, slots=True)
class CostChange:
    """What a disruption adds, by pair [importer, exporter] of the economies asked for.

    days (N,N), usd_per_teu (N,N); ave, rent (S,N,N) ratios of value: resources and time, and carriers'
    scarcity mark-up; cut (N,N): the part of the year with no way left; unreachable (N,N): cut > 0 (the other
    figures are then means over the rest of the year, 0 if none is left, and the flag must be read); missing:
    economies without a gateway, left as they are.
    """

    days: Array
    usd_per_teu: Array
    ave: Array
    rent: Array
    cut: Array
    unreachable: Flags
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def prohibitive(self, theta: float, floor: float = 0.01) -> Array:
        """Iceberg ratios (N,N), 1 or more, that cut trade by the part of the year with no way, at trade
        elasticity theta; at least `floor` of trade is left to the model."""
        left = np.maximum(1.0 - self.cut, floor)
        return np.asarray(left ** (-1.0 / theta))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Means over gateways for one vessel class and spell, (N,N)."""

    sailing: Array  # days of pure sailing added
    waiting: Array  # days of delay and of land legs
    dear: Array  # USD per TEU: surcharges, land legs
    paid: Array  # USD per TEU: what a narrow gate's passage is worth to the mean cargo
    detour: Array  # days of sailing that the other ways add, the most a cargo pays; infinite with none
    insured: Array  # ratio of value
    rent: Array  # USD per TEU, carriers' scarcity mark-up
    closed: Flags


def cost_change(
    network: Network,
    disruptions: Sequence[Disruption],
    economies: Sequence[str],
    sectors: Sequence[str] | None = None,
    level: str = "central",
    trade: Array | None = None,
) -> CostChange:
    """Days, USD per TEU and ad valorem equivalents that disruptions add between all pairs.

    sectors: ids of the goods table (default: all goods as one; days and USD are the first's). level:
    low, central, high. trade: (N,N) [importer, exporter] weights that decide which traffic leaves a gate that
    is partly open (default: all pairs alike). Such a gate keeps its share of that traffic: a premium, found by
    bisection, sends the rest the next way (logit). Dates split the year. Raises InputError for names not known.
    """
    kinds = ["goods"] if sectors is None else list(sectors)
    _check(network, disruptions, kinds, level)
    p, loads = par.LEVELS[level], [goods()[k] for k in kinds]
    n = len(economies)
    zero = np.zeros((n, n))
    days, usd, cut = zero.copy(), zero.copy(), zero.copy()
    ave, rent = np.zeros((len(kinds), n, n)), np.zeros((len(kinds), n, n))
    for part, held in spells(disruptions):
        land = land_legs(network, economies, held)
        border = _border(economies, held)
        known = _remembered(land.by_port)
        traffic = land.by_port.T @ (np.ones((n, n)) if trade is None else trade) @ land.by_port
        traffic = traffic + traffic.T
        for c in dict.fromkeys(g.vessel for g in loads):
            vessel = CLASSES[c]
            s = _one(network, held, land, p, vessel, traffic, known)
            open_ = np.where(s.closed, 0.0, part)
            which = [k for k, g in enumerate(loads) if g.vessel == c]
            # sea legs, then the border: days sailed, days waited, USD per TEU, share of value | days, USD per TEU
            terms = np.stack([open_ * x for x in (s.sailing, s.waiting, s.dear, s.insured, *border)])
            rates = np.array([_rates(p, loads[k], vessel, level) for k in which])
            if s.paid.any():
                for k, rate in zip(which, rates, strict=True):
                    ave[k] += open_ * _narrow(s, rate[0], rate[2])
                rates[:, 0] = 0.0
            ave[which] += (rates @ terms.reshape(len(terms), -1)).reshape(-1, n, n)
            if s.rent.any():
                box = open_ * s.rent
                for k in which:
                    rent[k] += _sea(p, loads[k]) / loads[k].teu_value(level) * box
            if 0 in which:
                d = s.sailing * p.phi + s.waiting
                money = s.sailing * p.daily * vessel.daily + s.dear + s.paid
                days += open_ * (d + border[0])
                usd += open_ * (money + s.rent + border[1])
                cut += np.where(s.closed, part, 0.0)
    unreachable = cut > 1e-12
    here = set(network.economies)
    missing = tuple(c for c in economies if c not in here)
    return CostChange(
        days=days,
        usd_per_teu=usd,
        ave=np.maximum(ave, 0.0, out=ave),
        rent=rent,
        cut=cut,
        unreachable=unreachable,
        missing=missing,
        notes=_notes(economies, cut, missing, disruptions),
        sources=tuple(dict.fromkeys([*(s for d in disruptions for s in d.sources), *par.SOURCES])),
    )


def _narrow(s: _Sums, day: float, dollar: float) -> Array:
    """Ratio of value (N,N) that a narrow gate costs one sector: the detour of those who leave and the worth of passage
    to those who stay, at most the whole detour. day, dollar: what a day sailed and a USD per TEU cost the sector."""
    with np.errstate(invalid="ignore"):
        return np.fmin(s.sailing * day + s.paid * dollar, s.detour * day)


def _remembered(by_port: Array) -> Finder:
    """`ways` and how they spread over economies, kept for vessel classes with the same tolls and depths."""
    seen: dict[tuple[object, ...], tuple[Ways, _Spread]] = {}

    def find(skim: Skim, usual: Mapping[str, float], gates: Sequence[str]) -> tuple[Ways, _Spread]:
        key = (*usual.values(), *gates)
        if key not in seen:
            w = ways(skim, usual, gates)[1]
            seen[key] = w, _Spread(by_port, w.at)
        return seen[key]

    return find


def _sea(p: par.Parameters, load: Goods) -> float:
    """Share of a sector's trade that goes by sea."""
    return min(p.sea * load.sea, 1.0)


def _rates(p: par.Parameters, load: Goods, vessel: VesselClass, level: str) -> tuple[float, ...]:
    """What one day sailed, day waited, USD per TEU and unit of insurance cost a sector's trade, ratio of value; then
    a day and a USD per TEU at a border, which all of the pair's trade by road pays."""
    value, time, sea = load.teu_value(level), p.value_of_time * load.haste, _sea(p, load)
    carried = float(sea > 0)
    sailed = p.daily * vessel.daily / value + time * p.phi
    return (sea * sailed, sea * time, sea / value, sea, carried * time, carried / value)


def usual_penalty(p: par.Parameters, vessel: VesselClass) -> dict[str, float]:
    """Nautical miles each gate is worth in tolls and smaller ships; infinite where the class is too deep."""
    return {
        g.id: np.inf
        if g.draught is not None and vessel.draught > g.draught
        else (g.toll + g.size_penalty * vessel.boxes) / usd_per_nm(p)
        for g in GATES
    }


def usd_per_nm(p: par.Parameters) -> float:
    """Generalised cost of a mile: the ship's day and the cargo's, USD per TEU."""
    return (p.daily + p.value_of_time * par.VALUE_PER_TEU) / (24 * par.KNOTS)


def _one(
    network: Network,
    held: Sequence[Disruption],
    land: Land,
    p: par.Parameters,
    vessel: VesselClass,
    traffic: Array,
    known: Finder,
) -> _Sums:
    """Sea and land legs for one vessel class while the disruptions `held` last. traffic (P,P): weights of port pairs,
    both ways; known: the ways, kept where classes share them."""
    at_gate = [d for d in held if d.gate]
    gates = tuple(dict.fromkeys(d.gate for d in at_gate))
    n = len(land.by_port)
    has = np.array(land.served)
    both = has[:, None] & has[None, :]
    np.fill_diagonal(both, False)
    closed = both & (land.gone[:, None] | land.gone[None, :])
    waiting = land.days[:, None] + land.days[None, :]
    dear = land.usd[:, None] + land.usd[None, :]
    sailing, paid, insured, rent, lost = (np.zeros((n, n)) for _ in range(5))
    detour = sailing
    if gates:
        w, spread = known(network.skim, usual_penalty(p, vessel), gates)
        kept = np.array([min(d.open_to(vessel.id) for d in at_gate if d.gate == g) for g in gates])
        premium = shadow_premiums(w, traffic[w.at], kept)
        before, logsum0 = shares(w, np.zeros(len(gates)))
        after, logsum = shares(w, premium)
        captive = np.where(kept <= CUT_OFF, np.inf, premium)
        shut = ~np.isfinite(logsum if (captive == premium).all() else shares(w, captive)[1])
        through = passing(w, after)
        miles = np.where(shut, 0.0, _miles(w, after) - _miles(w, before))
        with np.errstate(invalid="ignore"):
            worth = np.where(shut, 0.0, logsum - logsum0 - miles) * usd_per_nm(p)
        if shut.any():
            lost = np.clip(spread.sum(shut.astype(np.float64)), 0.0, 1.0)
        still = np.maximum(1.0 - lost, 1e-12)

        def mean(x: Array) -> Array:
            """Over the gateways of a pair that are open."""
            return spread.sum(x) / still if x.any() else np.zeros((n, n))

        sailing = mean(miles / (24 * par.KNOTS))
        narrow = (kept > 0.0) & (kept < 1.0)
        if narrow.any():
            paid = mean(worth)
            without, far = shares(w, np.where(narrow, np.inf, premium))
            more = np.where(
                shut, 0.0, np.where(np.isfinite(far), _miles(w, without) - _miles(w, before), np.inf)
            )
            detour = mean(more / (24 * par.KNOTS))
        waiting = waiting + mean(_by_gate(at_gate, gates, through, "delay_days"))
        dear = dear + mean(_by_gate(at_gate, gates, through, "premium"))
        insured = mean(_by_gate(at_gate, gates, through, "premium_rate"))
        growth = max(d.teu_miles for d in at_gate)
        if vessel.boxes and growth > 0:
            mark_up = par.BASE_RATE * freight_multiplier(growth, p.kappa) * p.passed
            rent = mean(mark_up * passing(w, before).max(axis=0))
        closed |= both & (lost >= 1.0 - 1e-9)
    moved = np.clip(lost + land.moved[:, None] + land.moved[None, :], 0.0, 1.0)
    waiting = waiting + moved * par.SHIFT_DAYS
    dear = dear + moved * par.SHIFT_USD
    ok = both & ~closed
    sailing, waiting, dear, paid, detour, insured, rent = (
        np.where(ok, x, 0.0) if x.any() else x for x in (sailing, waiting, dear, paid, detour, insured, rent)
    )
    return _Sums(sailing, waiting, dear, paid, detour, insured, rent, closed)


def _miles(w: Ways, part: Array) -> Array:
    """Mean generalised nautical miles (P,) of ways taken in parts (S,P)."""
    return np.asarray((np.where(np.isfinite(w.nm), w.nm, 0.0) * part).sum(axis=0))


def freight_multiplier(growth: float, kappa: float) -> float:
    """How much container rates rise, ratio less one, when container work grows over a fixed fleet."""
    return float((1.0 + growth) ** kappa - 1.0)


class _Spread:
    """From P port pairs (upper triangle) to sums over the gateways of economy pairs.

    B (N,ports): share of an economy's trade through each port, few of them not zero.
    """

    def __init__(self, B: Array, at: tuple[NDArray[np.intp], NDArray[np.intp]]):
        rows, cols = np.nonzero(B)
        weight = B[rows, cols]
        pair = np.full((B.shape[1], B.shape[1]), -1)
        pair[at] = np.arange(len(at[0]))
        found = pair[cols[:, None], cols[None, :]]
        a, b = np.nonzero(found >= 0)
        self.n, self.pair, self.weight = len(B), found[a, b], weight[a] * weight[b]
        self.cell = rows[a] * self.n + rows[b]

    def sum(self, x: Array) -> Array:
        half = np.bincount(self.cell, self.weight * x[self.pair], self.n**2).reshape(self.n, self.n)
        return np.asarray(half + half.T)


def _by_gate(held: Sequence[Disruption], gates: Sequence[str], through: Array, what: str) -> Array:
    total = np.zeros(through.shape[1])
    for d in held:
        total += (getattr(d, what) or 0.0) * through[gates.index(d.gate)]
    return total


def _border(economies: Sequence[str], held: Sequence[Disruption]) -> tuple[Array, Array]:
    """Days and USD per TEU added to trade by road between neighbours, (N,N) each."""
    n = len(economies)
    days, usd = np.zeros((n, n)), np.zeros((n, n))
    at = {c: k for k, c in enumerate(economies)}
    for d in held:
        if len(d.border) == 2 and all(c in at for c in d.border):
            exporter, importer = d.border
            days[at[importer], at[exporter]] += d.closed_share * par.BORDER_DAYS + (d.delay_days or 0.0)
            usd[at[importer], at[exporter]] += d.closed_share * par.BORDER_USD + (d.premium or 0.0)
    return days, usd


def _check(network: Network, disruptions: Sequence[Disruption], kinds: Sequence[str], level: str) -> None:
    problems = []
    ports = set(network.places)

    def known(where: str, name: str, names: Sequence[str]) -> None:
        if name not in names:
            problems.append(Problem(where, f'"{name}" is not known.', nearest=nearest(name, names)))

    for k, d in enumerate(disruptions):
        at = f"disruption[{k}]"
        if sum(bool(x) for x in (d.gate, d.port, d.corridor, d.border)) != 1:
            problems.append(Problem(at, "names no place or several.", "one of gate, port, corridor, border"))
        if d.gate:
            known(f"{at}.gate", d.gate, network.gate_ids)
        if d.port:
            known(f"{at}.port", d.port, sorted(ports))
        if d.corridor:
            known(f"{at}.corridor", d.corridor, network.corridor_ids)
        for c in d.by_class:
            known(f"{at}.by_class", c, list(CLASSES))
        for share in (d.open_share, *d.by_class.values()):
            if share is not None and not 0.0 <= share <= 1.0:
                problems.append(Problem(f"{at}.open_share", f"{share:g}.", "a share from 0 to 1"))
        if d.start is not None and d.end is not None and d.end < d.start:
            problems.append(Problem(f"{at}.end", f"{d.end} is before {d.start}."))
    for s in kinds:
        known("sectors", s, list(goods()))
    known("level", level, list(par.LEVELS))
    if problems:
        raise InputError("disruptions", problems)


def _notes(
    economies: Sequence[str], cut: Array, missing: Sequence[str], disruptions: Sequence[Disruption]
) -> tuple[str, ...]:
    notes = [
        "Freight rates also rose on lanes that do not pass the gate; only lanes that do are charged here.",
        "Air cargo and land trade between neighbours are left as they are.",
    ]
    if any(d.border for d in disruptions):
        notes[1] = "Air cargo is left as it is; of land trade only the named border is charged."
    if missing:
        notes.append(f"Without a gateway in the network, left as they are: {', '.join(missing)}.")
    most = 2 * (cut > 0).sum(axis=1) > len(economies) - 1
    off = [c for c, gone in zip(economies, most, strict=True) if gone]
    if off:
        part = float(cut.max())
        when = "" if part > 1 - 1e-9 else f" for {100 * part:.0f} % of the year"
        notes.append(f"No way by sea is left{when} for: {', '.join(off)}.")
    return tuple(notes)
