"""Places on the way of trade: what their kinds share, and what all of them together do to costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from kaskazi.network import CostChange, Disruption, Network, cost_change
from kaskazi.network.canal_dues import CanalDues, canal_dues
from kaskazi.network.cargo import goods
from kaskazi.network.disruption import days_between
from kaskazi.network.modes import other_modes
from kaskazi.network.rationing import ration
from kaskazi.network.volumes import volumes
from kaskazi.scenario import Level, Share, Shock, refuse
from kaskazi.shocks.kind import Arrays, Ground
from kaskazi.world import World

Array = NDArray[np.float64]


class Disturbed(Shock):
    """A place on the way of trade that closes, narrows, slows or costs more."""

    open_share: Share | None = None
    premium: float | None = Field(default=None, ge=0, le=1e5, description="USD per TEU")
    delay_days: float | None = Field(default=None, ge=0, le=365)

    @property
    def disturbs(self) -> bool:
        """True where something is said of what passes or what it costs."""
        return not (self.open_share is None and self.premium is None and self.delay_days is None)

    def disruption(self, **place: Any) -> Disruption:
        """The disruption of a place while it lasts: its dates are the regimes' business, its length is not."""
        return Disruption(
            open_share=self.open_share,
            premium=self.premium,
            delay_days=self.delay_days,
            lasts=days_between(self.start, self.end),
            **place,
        )


class Place(Disturbed):
    """A place of which something must be said."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.disturbs:
            raise refuse("says nothing of what happens.", expected="open_share, premium or delay_days")
        return self


@dataclass(frozen=True, slots=True)
class Logistics:
    """What a disruption does to the home economy's goods trade, weighted by it.

    cut: the part that cannot move, ratio; affected: the part on lanes that are touched, ratio. Of what still moves on
    those lanes, means: days; usd_per_teu; ave as a ratio (detour and time); rent as a ratio (carriers' scarcity mark-up).
    """

    days: float
    usd_per_teu: float
    ave: float
    rent: float
    cut: float
    affected: float


def costs(held: Sequence[Disruption], world: World, level: Level) -> CostChange:
    """What disruptions cost every pair and sector of goods, all of them together."""
    kinds = kinds_of_goods(world)
    others = other_modes(world.economies, kinds, world.flows[world.is_goods])
    return cost_change(network(), held, world.economies, kinds, level, world.goods(), others)


def apply_costs(arrays: Arrays, cost: CostChange, ground: Ground, home: str) -> Logistics:
    """Detour, time and scarcity as iceberg cost on goods, and quantities that cannot move as `prohibitive` has them; trade-weighted
    means for the home economy, over what still moves on the lanes that are touched."""
    world = ground.world
    at = np.flatnonzero(world.is_goods)
    for k, j in enumerate(at):
        arrays.iceberg[j] *= 1.0 + cost.ave[k] + cost.congestion_rent[k]
        if cost.captive[k].any():
            arrays.iceberg[j] *= cost.prohibitive(float(ground.base.theta[j]), k)
    arrays.nothing_at_home()
    h = world.index(home)
    weight = np.zeros((len(at), *cost.days.shape))
    weight[:, h, :] = world.flows[at, h, :]
    weight[:, :, h] = world.flows[at, :, h]
    weight[:, h, h] = 0.0
    weight /= weight.sum()
    touched = (cost.ave + cost.congestion_rent > 1e-9) | (cost.captive > 1e-9)
    moves = weight * (1.0 - cost.captive) * touched.any(axis=0)
    moves /= max(float(moves.sum()), 1e-300)
    pair = moves.sum(axis=0)
    return Logistics(
        days=float((cost.days * pair).sum()),
        usd_per_teu=float((cost.usd_per_teu * pair).sum()),
        ave=float((cost.ave * moves).sum()),
        rent=float((cost.congestion_rent * moves).sum()),
        cut=float((cost.captive * weight).sum()),
        affected=float((weight * touched.any(axis=0)).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A world, compared by identity."""

    world: World

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.world is self.world

    def __hash__(self) -> int:
        return id(self.world)


def dues(held: tuple[Disruption, ...], world: World) -> tuple[CanalDues, ...]:
    """What canals earn with and without disruptions; none where no strait or canal is disturbed."""
    return _dues(held, _Same(world)) if any(d.chokepoint for d in held) else ()


@lru_cache(maxsize=8)  # all cases and regimes of a scenario ask the same
def _dues(held: tuple[Disruption, ...], same: _Same) -> tuple[CanalDues, ...]:
    world = same.world
    abroad = world.flows[world.is_goods] * ~np.eye(len(world.economies), dtype=bool)
    return canal_dues(
        network(), held, world.economies, volumes(world.economies, kinds_of_goods(world), abroad)
    )


def apply_dues(arrays: Arrays, found: Sequence[CanalDues], ground: Ground) -> None:
    """Dues that a canal loses or gains are exports of its economy: as many fewer or more are bought from it."""
    world = ground.world
    for x in found:
        if x.paid_to not in world.economies or x.sector not in world.sectors or not x.change:
            continue
        h, j = world.index(x.paid_to), world.sector(x.sector)
        exports = float(world.flows[j, :, h].sum() - world.flows[j, h, h])
        abroad = np.arange(len(world.economies)) != h
        left = np.array(1.0 + x.change / max(exports, abs(x.change)))
        arrays.iceberg[j, abroad, h] *= ration(left, float(ground.base.theta[j]))


def kinds_of_goods(world: World) -> list[str]:
    """The network's kind of every goods sector: its own where the network knows it, else goods of all kinds."""
    return [s if s in goods() else "goods" for s, g in zip(world.sectors, world.is_goods, strict=True) if g]


@cache
def network() -> Network:
    """The network, read once."""
    return Network.load()
