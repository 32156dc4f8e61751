"""The land leg: which ports each economy uses once ports and corridors shut, and what that adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.disruption import Disruption
from kaskazi.network.network import Network

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LandLegs:
    """by_port (N,P): share of trade through each port; moved (N,): part that had to change port or corridor;
    days, usd (N,): what the land leg adds; gone (N,): no way left; served (N,): has a gateway at all."""

    by_port: Array
    moved: Array
    days: Array
    usd: Array
    gone: Flags
    served: tuple[bool, ...]


def land_legs(
    network: Network, economies: Sequence[str], disruptions: Sequence[Disruption], oil_and_gas: bool = False
) -> LandLegs:
    """Land legs of all trade, or of oil and gas (`oil_and_gas`), which uses other ports of a few economies. Cargo of a shut port or corridor goes by the economy's other ways, in their usual proportions; by ways
    kept for that (weight 0) where none is left."""
    here = tuple(d for d in disruptions if d.port or d.corridor)
    return _legs(network, tuple(economies), here, oil_and_gas)


@lru_cache(maxsize=32)
def _legs(
    network: Network, economies: tuple[str, ...], here: tuple[Disruption, ...], oil_and_gas: bool
) -> LandLegs:
    n, k = len(economies), len(network.gateways)
    at = {c: x for x, c in enumerate(economies)}
    port_at = {c: x for x, c in enumerate(network.skim.ports)}
    usual, now, spare = np.zeros((n, k)), np.zeros((n, k)), np.zeros((n, k))
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
        weight = g.oil_and_gas if oil_and_gas else g.weight
        usual[at[g.iso3], x] = weight
        now[at[g.iso3], x] = weight * part
        spare[at[g.iso3], x] = part
    served = tuple(bool(x) for x in usual.sum(axis=1) > 0)
    total = np.maximum(usual.sum(axis=1, keepdims=True), 1e-300)
    usual, now = usual / total, now / total
    moved = np.clip(usual.sum(axis=1) - now.sum(axis=1), 0.0, 1.0)
    moved = np.where(moved > 1e-9, moved, 0.0)
    for i in np.nonzero(moved)[0]:
        others = now[i] if now[i].sum() > 0 else (spare[i] > 0).astype(np.float64)
        if others.sum() > 0:
            now[i] = now[i] + moved[i] * others / others.sum()
    gone = np.array(served) & (now.sum(axis=1) <= 1e-9)
    now = now / np.maximum(now.sum(axis=1, keepdims=True), 1e-300)
    added_days = now @ (days + extra_days) - usual @ days
    added_usd = now @ (usd + extra_usd) - usual @ usd
    added_days, added_usd = (np.where(gone | ~np.array(served), 0.0, v) for v in (added_days, added_usd))
    return LandLegs(
        now @ where, moved, np.where(np.abs(added_days) < 1e-12, 0.0, added_days), added_usd, gone, served
    )
