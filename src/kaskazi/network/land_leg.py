"""The land leg: which ports each economy uses once ports and corridors shut, what that adds, and what has to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.capacity import fitting, late_share, spare
from kaskazi.network.disruption import Disruption
from kaskazi.network.network import Network

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LandLegs:
    """by_port (N,P): share of the trade that moves through each port; moved (N,): part of it that had to change port or
    corridor; days, usd (N,): what the land leg adds to it; gone (N,): part of the trade that waits or is lost; served
    (N,): has a gateway at all."""

    by_port: Array
    moved: Array
    days: Array
    usd: Array
    gone: Array
    served: tuple[bool, ...]


def land_legs(
    network: Network,
    economies: Sequence[str],
    disruptions: Sequence[Disruption],
    oil_and_gas: bool = False,
    load: Array | None = None,
) -> LandLegs:
    """Land legs of all trade, or of oil and gas (`oil_and_gas`), which uses other ports of a few economies.

    Cargo of a shut or narrow port or corridor goes by the economy's ways that are not, in their usual proportions, then by
    ways kept for that (weight 0), as far as their ports have room (load (N,): trade at sea of each economy; None: all
    the room it takes); the rest waits or is lost.
    """
    here = tuple(d for d in disruptions if d.port or d.corridor)
    weights = tuple(load.tolist()) if load is not None and here else None
    return _legs(network, tuple(economies), here, oil_and_gas, weights)


@lru_cache(maxsize=32)
def _legs(
    network: Network,
    economies: tuple[str, ...],
    here: tuple[Disruption, ...],
    oil_and_gas: bool,
    load: tuple[float, ...] | None,
) -> LandLegs:
    n, k = len(economies), len(network.gateways)
    at = {c: x for x, c in enumerate(economies)}
    port_at = {c: x for x, c in enumerate(network.skim.ports)}
    usual, open_ = np.zeros((n, k)), np.zeros((n, k))
    extra_days, extra_usd = np.zeros(k), np.zeros(k)
    days = np.array([g.days for g in network.gateways])
    usd = np.array([g.usd for g in network.gateways])
    where = np.zeros((k, len(network.skim.ports)))
    for x, g in enumerate(network.gateways):
        where[x, port_at[g.port]] = 1.0
        if g.iso3 not in at:
            continue
        part = 1.0
        for d in here:
            if d.port == g.port if d.port else d.corridor == g.corridor:
                part *= 1.0 - d.closed_share
                extra_days[x] += d.delay_days or 0.0
                extra_usd[x] += d.premium or 0.0
        usual[at[g.iso3], x] = g.oil_and_gas if oil_and_gas else g.weight
        open_[at[g.iso3], x] = part
    served = usual.sum(axis=1) > 0
    usual /= np.maximum(usual.sum(axis=1, keepdims=True), 1e-300)
    now = usual * open_
    left = np.where(served, np.clip(1.0 - now.sum(axis=1), 0.0, 1.0), 0.0)
    left[left < 1e-9] = 0.0
    waits, left = late_share(here) * left, (1.0 - late_share(here)) * left
    moved = np.zeros(n)
    trade = None if load is None else np.array(load)
    room = None if trade is None else spare(network.skim.ports, oil_and_gas) * (trade @ usual @ where)
    first, need = usual * (open_ == 1.0), ((usual == 0.0) & (open_ == 1.0)).astype(np.float64)
    first = np.where(first.any(axis=1, keepdims=True), first, need)
    for ways in (first, need):
        if not left.any():
            break
        total = ways.sum(axis=1, keepdims=True)
        want = left[:, None] * np.where(total > 0, ways / np.where(total > 0, total, 1.0), 0.0)
        if trade is not None and room is not None:
            into = trade @ want @ where
            want *= where @ fitting(into, room)
            room = room - trade @ want @ where
        now, moved, left = now + want, moved + want.sum(axis=1), left - want.sum(axis=1)
    gone = np.clip(waits + np.where(left > 1e-9, left, 0.0), 0.0, 1.0)
    moves = np.where(gone < 1.0 - 1e-9, 1.0 - gone, 1.0)
    now = np.where((gone < 1.0 - 1e-9)[:, None], now / moves[:, None], usual)
    added_days, added_usd = now @ (days + extra_days) - usual @ days, now @ (usd + extra_usd) - usual @ usd
    added_days, added_usd = (
        np.where((gone >= 1.0 - 1e-9) | ~served, 0.0, x) for x in (added_days, added_usd)
    )
    return LandLegs(
        now @ where,
        moved / moves,
        np.where(np.abs(added_days) < 1e-12, 0.0, added_days),
        np.where(np.abs(added_usd) < 1e-9, 0.0, added_usd),
        np.where(served, gone, 0.0),
        tuple(bool(x) for x in served),
    )
