"""Places on the way of trade: what their kinds share, and what all of them together do to costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator

from kaskazi.network import CostChange, Disruption, Network, cost_change
from kaskazi.network.cargo import goods
from kaskazi.network.modes import other_modes
from kaskazi.scenario import Level, Share, Shock, refuse
from kaskazi.shocks.kind import Arrays, Ground
from kaskazi.world import World


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
        """The disruption of a place while it lasts: its dates are the regimes' business."""
        return Disruption(
            open_share=self.open_share,
            premium=self.premium,
            delay_days=self.delay_days,
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

    cut: the part that finds no way, ratio. Of what still moves, means over partners: days; usd_per_teu; ave as a ratio
    (detour and time); rent as a ratio (carriers' scarcity mark-up).
    """

    days: float
    usd_per_teu: float
    ave: float
    rent: float
    cut: float


def costs(held: Sequence[Disruption], world: World, level: Level) -> CostChange:
    """What disruptions cost every pair and sector of goods, all of them together."""
    kinds = kinds_of_goods(world)
    others = other_modes(world.economies, kinds, world.flows[world.is_goods])
    return cost_change(network(), held, world.economies, kinds, level, world.goods(), others)


def apply_costs(arrays: Arrays, cost: CostChange, ground: Ground, home: str) -> Logistics:
    """Detour, time and scarcity as iceberg cost on goods, and where no way is left a cost that stops the part of trade
    that finds none; trade-weighted means for the home economy, over what still moves."""
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


@cache
def network() -> Network:
    """The network, read once."""
    return Network.load()
