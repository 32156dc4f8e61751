"""The ask list: of all that could be asked for, what is worth most to the home economy.

One adjoint solve gives the worth of every tariff and trade cost at once; it ranks the asks. The first ones are
then solved exactly, at three levels of the trade elasticities, with who else gains or loses and what the law says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem
from kaskazi.evidence import ave_range
from kaskazi.law import exposure, has_exposure, instruments
from kaskazi.line_trade import group_of
from kaskazi.model import Calibration, Wedges, solve
from kaskazi.model import adjoint as ad
from kaskazi.model.tariff_aggregates import volume_equivalent
from kaskazi.network import Disruption, Network, cost_change
from kaskazi.network.ports import economy_of
from kaskazi.shocks.build import SPREAD, THETA_LEAST
from kaskazi.shocks.disturbed import kinds_of_goods
from kaskazi.text.intervals import Interval
from kaskazi.world import World

Array = NDArray[np.float64]
DAY = Disruption(corridor="", delay_days=1.0)
LEAST = 0.005  # USD m a year: asks worth less are left out


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for. marginal: worth by the gradient, USD m a year of real income at home; exact: the same
    solved at three levels of the elasticities (None where only ranked); exports: change of home's exports, USD m, central;
    gains, losses: other economies that move most, USD m; law: what the registry says of it."""

    id: str
    title: str
    kind: str
    marginal: float
    exact: Interval | None
    exports: float | None
    gains: tuple[tuple[str, float], ...]
    losses: tuple[tuple[str, float], ...]
    law: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskList:
    """Asks of one economy by another, the most valuable first; how they were measured, in words."""

    home: str
    of: str
    as_of: date
    world: str
    asks: tuple[Ask, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An ask as arrays: the change it makes against the base, at an elasticity (sigma)."""

    id: str
    title: str
    kind: str
    wedges: Callable[[Calibration], Wedges]
    sign: float  # +1: the wedges are the ask; -1: the ask is that they do not come
    law: str
    sources: tuple[str, ...]


def asks(world: World, home: str, of: str, as_of: date | None = None, top: int = 8) -> AskList:
    """What `home` could ask of `of`, ranked by one adjoint solve, the first `top` refined by exact solves.

    Raises InputError for unknown economies or an economy asked of itself.
    """
    h, p = world.index(home), world.index(of)
    if h == p:
        raise InputError("asks", [Problem("of", f'"{of}" is the home economy.', "another economy")])
    day = as_of or date.today()
    c = world.calibration()
    base = solve(c, Wedges.neutral(c), tol=1e-12)
    g = ad.gradient(c, base, ad.real_income(c, base, h))
    income = float(base.income[h])
    found = []
    for k in _candidates(world, home, of, day):
        w = k.wedges(c)
        first = (g.tau * (w.tariff - c.tau)).sum() + (g.iceberg * (w.iceberg - 1)).sum()
        found.append((k, k.sign * float(first) * income))
    found = [x for x in found if abs(x[1]) >= LEAST]
    found.sort(key=lambda x: -x[1])
    refined = [_refined(world, k, marginal, h) for k, marginal in found[:top]]
    rest = [Ask(k.id, k.title, k.kind, m, None, None, (), (), k.law, k.sources) for k, m in found[top:]]
    ordered = sorted(refined, key=lambda a: -(a.exact.central if a.exact else a.marginal))
    return AskList(home, of, day, world.version, (*ordered, *rest), _notes(world))


def _notes(world: World) -> tuple[str, ...]:
    return (
        "Worth is real income a year (equivalent variation), not exports: what the same workers earn elsewhere is "
        "taken off.",
        "Low and high: every trade elasticity at the ends of the 80 % of its error.",
        "Groups of one preference do not add up to it: the duty of each is taken as if the others stayed.",
    )


def _at(world: World, off: float) -> Calibration:
    """The base year with every trade elasticity so many standard errors from its centre."""
    c = world.calibration()
    return c if off == 0 else replace(c, theta=np.maximum(world.theta + off * world.theta_se, THETA_LEAST))


def _free(world: World, of: str, home: str) -> Callable[[Calibration], Wedges]:
    """The importer's duties on the home economy's goods set to zero."""

    def make(c: Calibration) -> Wedges:
        t = c.tau.copy()
        t[:, world.index(of), world.index(home)] = 0.0
        return replace(Wedges.neutral(c), tariff=t)

    return make


Line = tuple[str, float, float]  # HS code, customs value, duty added


def _lines(world: World, of: str, home: str, rows: list[Line]) -> Callable[[Calibration], Wedges]:
    """Added duties by line as, in each sector, the uniform duty that cuts trade as much."""
    by_sector: dict[int, list[tuple[float, float]]] = {}
    for hs, value, rate in rows:
        by_sector.setdefault(world.sector(world.sector_of_line(hs)), []).append((value, rate))

    def make(c: Calibration) -> Wedges:
        t = c.tau.copy()
        for j, pairs in by_sector.items():
            values, rates = np.array(pairs).T
            t[j, world.index(of), world.index(home)] += volume_equivalent(
                values, rates, float(c.theta[j]) + 1.0
            )
        return replace(Wedges.neutral(c), tariff=t)

    return make


def _cost(world: World, cells: list[tuple[int, int]], factor: float) -> Callable[[Calibration], Wedges]:
    """Trade costs of goods between pairs multiplied."""

    def make(c: Calibration) -> Wedges:
        d = np.ones_like(c.pi)
        for n, i in cells:
            d[world.is_goods, n, i] = factor
        return replace(Wedges.neutral(c), iceberg=d)

    return make


def _candidates(world: World, home: str, of: str, day: date) -> list[_Candidate]:
    found: list[_Candidate] = []
    h, p = world.index(home), world.index(of)
    for i in instruments().values():
        if i.kind == "preference" and i.giver == of and has_exposure(i.id, home):
            found += _preference(world, home, of, day, i.id)
        if i.kind == "negotiation" and {home, of} <= set(i.parties) and (r := ave_range(i.id)):
            state = i.state(day)
            found.append(
                _Candidate(
                    f"{i.id}:facilitation",
                    f"Cheaper border procedures and regulation, {-r.central:.1%} of landed cost".replace(
                        "%", " %"
                    ),
                    "facilitation",
                    _cost(world, [(p, h), (h, p)], 1 + r.central),
                    1.0,
                    f"{i.title}: {state.law if state else 'nothing on record'}",
                    r.sources,
                )
            )
    net = Network.load()
    ways = sorted(
        {g.corridor for g in net.gateways if g.corridor and {g.iso3, economy_of(g.port)} & {home, of}}
    )
    for corridor in ways:
        cost = cost_change(net, [replace(DAY, corridor=corridor)], world.economies, kinds_of_goods(world))
        d = np.ones_like(world.flows)
        d[world.is_goods] = 1 / (1 + cost.ave)
        found.append(
            _Candidate(
                f"corridor:{corridor}",
                f"A day less on the {corridor} corridor",
                "corridor",
                lambda c, d=d: replace(Wedges.neutral(c), iceberg=d),  # type: ignore[misc]
                1.0,
                "no treaty needed: border hours, weighbridges, queues",
                cost.sources,
            )
        )
    weights = np.where(world.is_goods, np.maximum(world.flows[:, p, h], 1e-9), 0.0)
    tariff = float(np.average(world.tariff[:, p, h], weights=weights))
    if tariff > 1e-6:
        found.append(
            _Candidate(
                "tariff:all", f"{of} drops the duty it charges, {tariff:.1%} on average".replace("%", " %"), "tariff",
                _free(world, of, home), 1.0, "needs an agreement or an MFN cut", world.sources,
            )
        )  # fmt: skip
    return found


def _preference(world: World, home: str, of: str, day: date, key: str) -> list[_Candidate]:
    """The preference as a whole, and group by group: what its loss would cost is what keeping it is worth."""
    i = instruments()[key]
    table = exposure(key, home)
    expiry = i.expiry(day)
    if expiry:
        law = f"in force to {expiry.day} {expiry:%B %Y}; an extension needs an act of the giver"
    else:
        law = "in force" if i.in_force(day) else "not in force: restoring it needs an act of the giver"
    name = i.names[-1]
    found = [
        _Candidate(f"{key}:all", f"Keep {name}", "preference", _lines(world, of, home, [(r.hs, r.value, r.rate_without - r.rate_with) for r in table.rows]),
                   -1.0, law, table.sources)
    ]  # fmt: skip
    groups: dict[str, float] = {}
    for r in table.rows:
        groups[r.group] = groups.get(r.group, 0.0) + r.duty
    labels = {r.group: group_of(r.hs)[1] for r in table.rows}
    for group, duty in groups.items():
        if duty > 0.05:
            rows = [(r.hs, r.value, (r.rate_without - r.rate_with) * (r.group == group)) for r in table.rows]
            found.append(
                _Candidate(
                    f"{key}:{group}", f"Keep {name} for {labels[group][0].lower()}{labels[group][1:]}", "preference",
                    _lines(world, of, home, rows), -1.0, law, table.sources,
                )
            )  # fmt: skip
    left = sum(r.value * r.rate_with for r in table.rows)
    if left > 0.05:
        found.append(
            _Candidate(f"{key}:rest", "Free the lines that still pay", "tariff",
                       _lines(world, of, home, [(r.hs, r.value, -r.rate_with) for r in table.rows]), 1.0, "not covered by the preference", table.sources)
        )  # fmt: skip
    return found


def _refined(world: World, k: _Candidate, marginal: float, h: int) -> Ask:
    values, exports = [], 0.0
    others: list[tuple[str, float]] = []
    for off in (0.0, -SPREAD, SPREAD):
        c = _at(world, off)
        base = solve(c, Wedges.neutral(c))
        e = solve(c, k.wedges(c))
        worth = k.sign * (e.real_income_hat - 1) * base.income
        values.append(float(worth[h]))
        if off == 0:
            change = k.sign * (e.flows - base.flows)
            exports = float(change[:, :, h].sum() - change[:, h, h].sum())
            others = [(world.economies[n], float(worth[n])) for n in range(len(worth)) if n != h]
    others.sort(key=lambda x: x[1])
    return Ask(
        id=k.id,
        title=k.title,
        kind=k.kind,
        marginal=marginal,
        exact=Interval.around(values[0], values[1:]),
        exports=exports,
        gains=tuple(x for x in others[::-1][:3] if x[1] > 0.05),
        losses=tuple(x for x in others[:3] if x[1] < -0.05),
        law=k.law,
        sources=k.sources,
    )
