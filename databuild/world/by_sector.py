"""Trade between all pairs taken apart by sector: goods within known pair totals, services from gravity.

All arrays are (J,N,N) [sector, buyer, seller], million USD, zero diagonal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from databuild.world.readers import Geography
from databuild.world.trade import gravity, ras

Array = NDArray[np.float64]
TABLE_WEIGHT = 0.5  # of the table's sector shares against those of buyers and sellers, in logs
TINY = 1e-9
SLOPE_MOST = 0.6  # a sector's distance elasticity is at most so far from that of all goods
PAIR_LEAST = 1.0  # pairs of the table that trade less (million USD) say nothing of distance


def goods(
    pairs: Array,
    sold: Array,
    bought: Array,
    raw: Array,
    held: Array,
    is_held: NDArray[np.bool_],
    table: Array,
    members: Sequence[int],
    distance: Array,
    sweeps: int = 60,
) -> Array:
    """Goods by sector: each pair sums to its total, sellers and buyers come as near to their shares as that allows.

    pairs (N,N): totals; sold, bought (N,J): totals by sector wanted; raw (J,N,N): observed raw materials, kept;
    held (J,N,N) where is_held: cells stated by a publisher, kept; table (J,C,C): trade in inputs among `members`;
    distance (N,N) km: how much more or less each sector travels than all goods is taken from the table. Sectors without goods have no sales in `sold`.
    """
    J, N = raw.shape[0], pairs.shape[0]
    off = ~np.eye(N, dtype=bool)
    kept = np.where(is_held, held, raw)
    over = kept.sum(axis=0) / np.maximum(pairs, TINY)
    complete = (
        is_held.sum(axis=0) >= (sold.sum(axis=0) > 0).sum()
    )  # every product stated: the cells make up the pair
    kept = kept / np.where(complete & (over > 0), over, np.maximum(over, 1.0))[None]
    rest = np.where(off, np.maximum(pairs - kept.sum(axis=0), 0.0), 0.0)
    rows = np.maximum(sold - kept.sum(axis=1).T, 0.0)  # (N seller, J)
    columns = np.maximum(bought - kept.sum(axis=2).T, 0.0)  # (N buyer, J)
    rows = _fit(rows, rest.sum(axis=0))
    columns = _fit(columns, rest.sum(axis=1))
    world = rows.sum(axis=0)
    columns = ras(columns + TINY * (world > 0), rest.sum(axis=1), world, 200)
    f = np.zeros((J, N, N))
    for j in range(J):
        if world[j] > 0:
            s = rows[:, j] / np.maximum(rows.sum(axis=1), TINY)
            b = columns[:, j] / np.maximum(columns.sum(axis=1), TINY)
            f[j] = rest * s[None, :] * b[:, None] / (world[j] / world.sum())
    far = np.log(distance / np.exp(np.log(distance[off]).mean()))
    f *= np.exp(falls_off(table, distance[np.ix_(list(members), list(members))])[:, None, None] * far[None])
    f *= (rest / np.maximum(f.sum(axis=0), TINY))[None]
    f[is_held] = 0.0
    _lean(f, rest, table, members)
    f = f + 1e-7 * rest[None] * (world > 0)[:, None, None] * ~is_held
    for _ in range(sweeps):
        f *= (rows.T / np.maximum(f.sum(axis=1), TINY))[:, None, :]
        f *= (columns.T / np.maximum(f.sum(axis=2), TINY))[:, :, None]
        f *= (rest / np.maximum(f.sum(axis=0), TINY))[None]
    return np.asarray(f + kept)


def falls_off(table: Array, distance: Array) -> Array:
    """How much faster (below zero) each sector's trade (J,C,C) falls off with distance than that of all goods: the slope of
    the log of its share of a pair on log distance, with effects of sellers and buyers; within SLOPE_MOST."""
    C = len(distance)
    off = ~np.eye(C, dtype=bool)
    total = np.where(off, table.sum(axis=0), 0.0)
    out = np.zeros(len(table))
    for j, flow in enumerate(table):
        use = off & (flow > 0.0) & (total > PAIR_LEAST)
        if use.sum() < 10 * C:
            continue
        y = _demeaned(np.where(use, np.log(np.where(use, flow, 1.0) / np.where(use, total, 1.0)), 0.0), use)
        x = _demeaned(np.where(use, np.log(distance), 0.0), use)
        out[j] = float(np.clip((x * y).sum() / (x * x).sum(), -SLOPE_MOST, SLOPE_MOST))
    return out


def _demeaned(values: Array, use: NDArray[np.bool_], rounds: int = 30) -> Array:
    """Values (C,C) less effects of rows and columns over the cells used; zero elsewhere."""
    out = values.copy()
    for axis in (0, 1) * rounds:
        mean = (out * use).sum(axis=axis, keepdims=True) / np.maximum(use.sum(axis=axis, keepdims=True), 1)
        out = np.where(use, out - mean, 0.0)
    return out


def _fit(amounts: Array, totals: Array) -> Array:
    """Rows of (N,J) amounts scaled to totals (N,); rows of nothing get even shares of what others have."""
    sums = amounts.sum(axis=1)
    mean = amounts.sum(axis=0) / max(float(amounts.sum()), TINY)
    filled = np.where((sums > TINY)[:, None], amounts, mean[None, :])
    return np.asarray(filled * (totals / np.maximum(filled.sum(axis=1), TINY))[:, None])


def _lean(f: Array, rest: Array, table: Array, members: Sequence[int]) -> None:
    """Inside the table's block: sector shares drawn halfway (in logs) towards the table's."""
    block = np.ix_(list(members), list(members))
    inside = np.stack([x[block] for x in f])
    total = table.sum(axis=0)
    shares = np.divide(table, total[None], out=np.zeros_like(table), where=total[None] > 0)
    world = table.sum(axis=(1, 2)) / table.sum()
    ours = inside / np.maximum(inside.sum(axis=0), TINY)[None]
    ratio = np.clip((shares + 1e-4) / (world[:, None, None] + 1e-4), 0.02, 50.0)
    leaned = ours * ratio**TABLE_WEIGHT
    leaned *= rest[block][None] / np.maximum(leaned.sum(axis=0), TINY)[None]
    for j in range(len(f)):
        f[j][block] = leaned[j]


def services(
    sold: Array, bought: Array, geo: Geography, table: Array, members: Sequence[int], sweeps: int = 300
) -> Array:
    """Services by sector from gravity, leaned on the table's trade in inputs inside its block, meeting totals.

    sold, bought (N,J): totals by sector with equal world sums; table (J,C,C) among `members`.
    """
    N, J = sold.shape
    out = np.zeros((J, N, N))
    base = gravity(geo) ** 0.8  # services fall off more slowly with distance than goods
    block = np.ix_(list(members), list(members))
    off = ~np.eye(len(members), dtype=bool)
    for j in range(J):
        if sold[:, j].sum() <= 0:
            continue
        prior = ras(base, bought[:, j], sold[:, j], 50)
        inside, seen = prior[block], np.where(off, table[j], 0.0)
        if seen.sum() > 0:
            scaled = ras(
                seen + 1e-6 * seen.sum() * off / off.sum(), inside.sum(axis=1), inside.sum(axis=0), 50
            )
            prior[block] = np.where(off, np.sqrt(np.maximum(inside, TINY) * np.maximum(scaled, TINY)), 0.0)
        out[j] = ras(prior, bought[:, j], sold[:, j], sweeps)
    return out
