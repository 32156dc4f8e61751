"""Goods trade between all economies: gravity, inter-country table, partner shares, observed raw materials.

All matrices are (N,N) [n importer, i exporter], million USD, zero diagonal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databuild.world.factbook import Entry
from databuild.world.readers import Geography

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
BLEND = 0.5  # weight of the inter-country table against gravity inside its block, in logs
REST = 0.25  # partners of whom nothing is stated keep so much of what the prior gives them: a judgement
RESIDUAL_FLOOR = 0.02  # what the stated partners leave to all others, as a share of the total
SPECK, SECTOR_SWEEPS = 1e-9, 60
HALF_POINT = 0.005  # a share is stated to the whole per cent
# Means over structural gravity estimates (source head-mayer-2014, table 4, from memory).
DISTANCE, CONTIGUOUS, LANGUAGE, COLONY = -1.1, 0.66, 0.39, 0.75


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each pair: stated by both, by one, in the table, observed raw materials, by hand."""

    both: Flags
    one: Flags
    table: Flags
    raw_share: Array
    hand: Flags


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """What an economy sells to, or buys from, a group of economies: its position, theirs, million USD."""

    name: str
    sells: bool
    economy: int
    members: tuple[int, ...]
    value: float

    @property
    def cells(self) -> tuple[Sequence[int] | int, Sequence[int] | int]:
        """Index [buyers, sellers] of its pairs."""
        others = [k for k in self.members if k != self.economy]
        return (others, self.economy) if self.sells else (self.economy, others)


def gravity(geo: Geography) -> Array:
    """Prior affinity: distance, common border and language, colonial link, with published mean coefficients."""
    out: Array = np.exp(
        DISTANCE * np.log(geo.distance)
        + CONTIGUOUS * geo.contiguous
        + LANGUAGE * geo.language
        + COLONY * geo.colony
    )
    np.fill_diagonal(out, 0.0)
    return out


def gravity_by_sector(sold: Array, bought: Array, geo: Geography) -> Array:
    """Prior (N,N) of all goods together when each sector follows gravity between its own sellers and buyers.

    sold, bought (N,J): what each economy sells and buys abroad by sector, million USD.
    """
    base = gravity(geo)
    out = np.zeros_like(base)
    for s, b in zip(sold.T, bought.T, strict=True):
        if s.sum() > 0 and b.sum() > 0:
            out += ras(base, b * s.sum() / b.sum() + SPECK, s + SPECK, SECTOR_SWEEPS)
    return out


def ras(prior: Array, rows: Array, columns: Array, sweeps: int = 300) -> Array:
    """Biproportional scaling of a non-negative matrix to row and column sums (columns exact)."""
    out = prior.copy()
    for _ in range(sweeps):
        out *= (rows / np.maximum(out.sum(axis=1), 1e-300))[:, None]
        out *= (columns / np.maximum(out.sum(axis=0), 1e-300))[None, :]
    return out


def stated_shares(codes: Sequence[str], book: Mapping[str, Entry]) -> tuple[Array, Array]:
    """Partner shares (N,N) [n, i] as the exporter and as the importer state them; NaN where silent."""
    index = {c: k for k, c in enumerate(codes)}
    n = len(codes)
    x, m = np.full((n, n), np.nan), np.full((n, n), np.nan)
    for c, k in index.items():
        exports_to, imports_from = book[c].exports_to, book[c].imports_from
        for partner, share in exports_to.shares.items() if exports_to else ():
            if partner in index and partner != c and share > 0:
                x[index[partner], k] = share
        for partner, share in imports_from.shares.items() if imports_from else ():
            if partner in index and partner != c and share > 0:
                m[k, index[partner]] = share
    return x, m


def blend(prior: Array, table: Array, members: Sequence[int]) -> Array:
    """Inside the table's block: geometric mean of the prior and the table scaled to the prior's block totals."""
    block = np.ix_(list(members), list(members))
    inside = prior[block]
    rows, columns = inside.sum(axis=1), inside.sum(axis=0)
    off = ~np.eye(len(members), dtype=bool)
    scaled = ras(np.where(off, table + 1e-9, 0.0), rows, columns)
    mixed = np.zeros_like(inside)
    mixed[off] = np.exp(
        (1 - BLEND) * np.log(np.maximum(inside[off], 1e-12)) + BLEND * np.log(np.maximum(scaled[off], 1e-12))
    )
    out = prior.copy()
    out[block] = ras(mixed, rows, columns)
    return out


def reconstruct(
    exports: Array,
    imports: Array,
    geo: Geography,
    table: Array,
    members: Sequence[int],
    share_x: Array,
    share_m: Array,
    raw: Array,
    by_hand: Mapping[tuple[int, int], float],
    groups: Sequence[GroupTotal] = (),
    affinity: Array | None = None,
    sweeps: int = 400,
) -> tuple[Array, Evidence]:
    """Goods trade that meets the totals, the stated shares, the raw materials and the figures by hand.

    table: inter-country flows of non-mining goods among `members`, [buyer, seller]; affinity: the prior, gravity if None.
    A partner not among the five an economy names has at most the smallest named share (plus rounding).
    """
    n = len(exports)
    off = ~np.eye(n, dtype=bool)
    rest_x = np.maximum(exports - raw.sum(axis=0), RESIDUAL_FLOOR * exports)
    rest_m = np.maximum(imports - raw.sum(axis=1), RESIDUAL_FLOOR * imports)
    rest_m *= rest_x.sum() / rest_m.sum()
    prior = blend(ras(gravity(geo) if affinity is None else affinity, rest_m, rest_x), table, members)

    by_exporter, by_importer = share_x * exports[None, :], share_m * imports[:, None]
    both = np.isfinite(by_exporter) & np.isfinite(by_importer)
    one = np.isfinite(by_exporter) ^ np.isfinite(by_importer)
    stated = np.where(
        both, (by_exporter + by_importer) / 2, np.where(np.isfinite(by_exporter), by_exporter, by_importer)
    )
    fixed = both | one
    hand = np.zeros((n, n), dtype=bool)
    target = np.where(fixed, np.maximum(stated - raw, RESIDUAL_FLOOR * stated), 0.0)
    for (a, b), value in by_hand.items():
        hand[a, b] = fixed[a, b] = True
        target[a, b] = max(value - raw[a, b], 0.0)

    cap = np.minimum(
        _smallest(share_x, 0)[None, :] * exports[None, :], _smallest(share_m, 1)[:, None] * imports[:, None]
    )
    cap = np.maximum(cap - raw, 1e-6)
    free = off & ~fixed
    flow = np.where(free, prior, 0.0)
    left = [(g, _left(g, np.where(fixed, target, 0.0) + raw)) for g in groups]
    entered = np.where(hand, target, 0.0)
    least_x = _least(flow, entered.sum(axis=0) > 0.5 * rest_x, left, sells=True)
    least_m = _least(flow, entered.sum(axis=1) > 0.5 * rest_m, left, sells=False)
    left_x = np.maximum(rest_x - target.sum(axis=0), np.maximum(RESIDUAL_FLOOR * exports, least_x))
    left_m = np.maximum(rest_m - target.sum(axis=1), np.maximum(RESIDUAL_FLOOR * imports, least_m))
    left_m *= left_x.sum() / left_m.sum()
    for _ in range(sweeps):
        for g, value in left:
            flow[g.cells] *= value / max(float(flow[g.cells].sum()), 1e-300)
        flow *= (left_m / np.maximum(flow.sum(axis=1), 1e-300))[:, None]
        flow = np.minimum(flow, cap)
        flow *= (left_x / np.maximum(flow.sum(axis=0), 1e-300))[None, :]
        flow = np.minimum(flow, cap)
    total = np.where(fixed, target, np.where(free, flow, 0.0)) + raw
    for (a, b), value in by_hand.items():
        total[a, b] = value
    in_table = np.zeros((n, n), dtype=bool)
    in_table[np.ix_(list(members), list(members))] = True
    share = np.divide(raw, total, out=np.zeros_like(total), where=total > 0)
    return total, Evidence(both & ~hand, one & ~hand, in_table & ~fixed & off, np.minimum(share, 1.0), hand)


def _left(g: GroupTotal, stated: Array) -> float:
    """What a group's total leaves to the members of which nothing is stated."""
    return max(g.value - float(stated[g.cells].sum()), RESIDUAL_FLOOR * g.value)


def _least(free: Array, mostly: Flags, groups: Sequence[tuple[GroupTotal, float]], *, sells: bool) -> Array:
    """The least (N,) that trade of which nothing is stated comes to: what totals by group leave to it, and of the rest a
    part of the prior `free` where figures by hand make up most of an economy's trade (`mostly`)."""
    outside, out = free.copy(), np.zeros(len(free))
    for g, value in sorted(groups, key=lambda x: -x[1]):
        if (
            g.sells == sells and (outside[g.cells] == free[g.cells]).all()
        ):  # no member counted in another group
            out[g.economy] += value
            outside[g.cells] = 0.0
            mostly = mostly | (np.arange(len(free)) == g.economy)
    return np.asarray(out + np.where(mostly, REST * outside.sum(axis=0 if sells else 1), 0.0))


def _smallest(shares: Array, axis: int) -> Array:
    """Smallest stated share along an axis plus half a point; infinite where nothing is stated."""
    low = np.where(np.isfinite(shares), shares, np.inf).min(axis=axis)
    return np.asarray(low + HALF_POINT)
