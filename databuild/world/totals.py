"""Goods trade of every pair as published, and what stands where nobody has reported.

All matrices are (N,N) [n importer, i exporter], million USD. Of two economies that had both not reported, a pair without a
value is unknown: it is filled, best first, from figures by hand, from the shares of its trade that one of them states, from
the exporter's report of an earlier year moved by what both trade with others, and from gravity fitted on observed pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from databuild import shared, tables
from databuild.world.readers import Geography
from databuild.world.trade import gravity
from kaskazi.codes.economies import of_the_world
from kaskazi.codes.groups import members

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
BACI, EARLIER = "trade/baci2023_totals.csv.gz", "trade/comtrade_bilateral_exports_2000_2016.csv.gz"
FIT_ROUNDS = 200
FEWEST, MOST_MOVED = (
    4,
    20.0,
)  # pairs that growth is taken from at least; a region's growth is at most so many times
LEAST_OTHERS = 0.02  # goods other than raw materials are at least this share of a pair
# What a pair's total rests on.
NONE, OBSERVED, HAND, SHARE, MOVED, FITTED, REBUILT = range(7)
WORDS = {
    HAND: "that neither side reported, by hand",
    SHARE: "that neither side reported, from stated shares",
    MOVED: "that neither side reported, from an earlier year's report",
    FITTED: "that neither side reported, from gravity",
    REBUILT: "of economies the published table lacks, rebuilt",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """trade (N,N) and what each pair rests on, `basis` (N,N); known (N,N): pairs published, zeros too."""

    trade: Array
    basis: NDArray[np.uint8]
    known: Flags


def published(codes: Sequence[str]) -> tuple[Array, Flags]:
    """Goods totals of 2023 and which pairs are known: those of two economies that had not reported are where they have a value.

    Raises DataError where the table is absent.
    """
    at, n = {c: k for k, c in enumerate(codes)}, len(codes)
    trade = np.zeros((n, n))
    for r in shared.rows(BACI):
        if r["exporter"] in at and r["importer"] in at:
            trade[at[r["importer"]], at[r["exporter"]]] = float(r["value_kusd"]) * 1e-3
    said = tables.table("goods_totals")
    silent = np.array([c in said["not_reported"] for c in codes])
    absent = np.array([c in said["not_in"] for c in codes])
    unknown = (silent[:, None] & silent[None, :] & (trade <= 0)) | absent[:, None] | absent[None, :]
    known = ~unknown & ~np.eye(n, dtype=bool)
    return trade, known


def earlier(codes: Sequence[str]) -> dict[int, Array]:
    """Goods exports of earlier years as the exporter reported them, newest first."""
    at, n = {c: k for k, c in enumerate(codes)}, len(codes)
    out = {y: np.zeros((n, n)) for y in tables.table("goods_totals")["earlier"]}
    for r in shared.rows(EARLIER):
        if int(r["year"]) in out and r["exporter"] in at and r["importer"] in at:
            out[int(r["year"])][at[r["importer"]], at[r["exporter"]]] = float(r["value_usd"]) * 1e-6
    return out


def neighbours(codes: Sequence[str], on: date) -> Neighbours:
    """Who lies where and who shares a customs union on a day."""
    union = np.zeros((len(codes), len(codes)), dtype=bool)
    for group in tables.table("goods_totals")["unions"]:
        inside = np.isin(codes, members(group, on))
        union |= inside[:, None] & inside[None, :]
    return Neighbours(tuple(of_the_world()[c].region for c in codes), union)


def raised(trade: Array, raw: Array, codes: Sequence[str]) -> tuple[Array, list[str]]:
    """Totals raised to the raw materials in them where one of the two had not reported and a later release of the same
    publisher has more of raw materials alone; and the ledger's lines. Elsewhere the total stands, and raw materials give way."""
    silent = np.array([c in tables.table("goods_totals")["not_reported"] for c in codes])
    up = (raw > trade) & (trade > 0) & (silent[:, None] ^ silent[None, :])
    lines = [
        f"{codes[i]} to {codes[n]}: goods of {trade[n, i]:,.1f} as published before one side had reported,"
        f" raised to the raw materials of a later release, {raw[n, i]:,.1f}"
        for n, i in np.argwhere(up)
    ]
    return np.where(up, raw, trade), lines


def by_share(trade: Array, known: Flags, share_x: Array, share_m: Array) -> Array:
    """Pairs (N,N) from the shares of its trade an economy states; NaN where neither does.

    A share is of the same whole as the stated shares of known pairs, so that the level is the published table's. Of two
    that state it, the geometric mean. That a partner is not named says nothing here: the shares, too, are made of what
    was reported.
    """
    found = []
    for share, axis in ((share_x, 0), (share_m, 1)):
        use = np.isfinite(share) & known
        whole = (trade * use).sum(axis=axis) / np.maximum(np.where(use, share, 0.0).sum(axis=axis), 1e-9)
        level = np.expand_dims(whole, axis)
        found.append(np.where(level > 0, share * level, np.nan))
    x, m = found
    both = np.isfinite(x) & np.isfinite(m)
    return np.where(both, np.sqrt(np.where(both, x * m, 1.0)), np.where(np.isfinite(x), x, m))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The region (N,) of each economy, and pairs (N,N) inside one customs union: their trade does not go by the region's."""

    regions: tuple[str, ...]
    union: Flags


def moved(trade: Array, known: Flags, then: Array, near: Neighbours) -> Array:
    """An earlier year's pairs times the growth of what both sides trade with partners known in both years (geometric mean),
    and times what pairs of the same region with either side did besides: a region that stopped buying is seen there."""
    regions = near.regions
    use = known & (then > 0) & (trade > 0)
    x = _ratio((trade * use).sum(axis=0), (then * use).sum(axis=0), use.sum(axis=0))
    m = _ratio((trade * use).sum(axis=1), (then * use).sum(axis=1), use.sum(axis=1))
    first = then * np.sqrt(x[None, :] * m[:, None])
    inside = np.array([[r == q for q in sorted(set(regions))] for r in regions], dtype=np.float64)
    sold = _ratio(
        inside.T @ (trade * use), inside.T @ (first * use), inside.T @ use
    )  # (region of buyer, seller)
    bought = _ratio((trade * use) @ inside, (first * use) @ inside, use @ inside)  # (buyer, region of seller)
    besides = np.sqrt((inside @ sold) * (bought @ inside.T))
    return np.asarray(first * np.where(near.union, 1.0, besides))


def _ratio(now: Array, then: Array, count: Array) -> Array:
    """now / then within bounds; one where too few pairs say it."""
    said = (count >= FEWEST) & (then > 0)
    return np.where(said, np.clip(now / np.where(said, then, 1.0), 1.0 / MOST_MOVED, MOST_MOVED), 1.0)


def moved_parts(
    trade: Array, known: Flags, then: Array, raw_then: Array, raw_now: Array, near: Neighbours
) -> Array:
    """`moved`, with raw materials as observed now and only the other goods moved, where raw materials are observed now."""
    whole = moved(trade, known, then, near)
    others = np.where(then > 0, np.maximum(then - raw_then, LEAST_OTHERS * then), 0.0)
    apart = moved(np.maximum(trade - raw_now, 0.0), known, others, near) + raw_now
    return np.where((then > 0) & (raw_now > 0), apart, whole)


def fitted(trade: Array, known: Flags, prior: Array) -> Array:
    """The prior times an effect of every exporter and importer such that their known trade is met (a Poisson fit)."""
    p, t = prior * known, trade * known
    b = np.ones(len(trade))
    for _ in range(FIT_ROUNDS):
        a = t.sum(axis=0) / np.maximum((p * b[:, None]).sum(axis=0), 1e-12)
        b = t.sum(axis=1) / np.maximum((p * a[None, :]).sum(axis=1), 1e-12)
    return np.asarray(prior * a[None, :] * b[:, None])


def filled(
    trade: Array,
    known: Flags,
    geo: Geography,
    then: Mapping[int, tuple[Array, Array]],
    raw: Array,
    near: Neighbours,
    share_x: Array,
    share_m: Array,
    hand: Mapping[tuple[int, int], float],
    rebuilt: Array,
    absent: Flags,
) -> Totals:
    """Every pair: as published where known, else the best there is.

    then: by earlier year, what exporters reported and the raw materials in it; raw (N,N): raw materials observed now; rebuilt (N,N): the pairs of economies (`absent`, (N,))
    the table lacks, reconstructed from their own totals."""
    n = len(trade)
    off = ~np.eye(n, dtype=bool)
    inside = ~absent[:, None] & ~absent[None, :]
    stated = by_share(trade, known, share_x, share_m)
    fit = fitted(trade, known, gravity(geo))
    out, basis = np.where(known, trade, 0.0), np.where(known & (trade > 0), OBSERVED, NONE).astype(np.uint8)
    reported = np.zeros(
        n, dtype=bool
    )  # exporters that reported a year: their silence on a pair means little or nothing
    for past, _ in then.values():
        reported |= past.sum(axis=0) > 0
    ever = sum((past for past, _ in then.values()), np.zeros((n, n))) > 0
    silent = np.broadcast_to(reported[None, :], (n, n)) & ~ever
    seen = known & silent & inside
    fit = np.where(silent, fit * (trade[seen].sum() / max(float(fit[seen].sum()), 1e-12)), fit)
    steps: list[tuple[int, Array, Flags]] = [(SHARE, stated, np.isfinite(stated))]
    for past, raw_past in then.values():
        steps.append((MOVED, moved_parts(trade, known, past, raw_past, raw, near), past > 0))
    steps += [(FITTED, np.maximum(fit, raw), np.ones((n, n), dtype=bool))]
    open_ = ~known & off & inside
    for (a, b), value in hand.items():
        if open_[a, b]:
            out[a, b], basis[a, b], open_[a, b] = value, HAND, False
    for what, values, has in steps:
        take = open_ & has
        out[take], basis[take] = values[take], what
        open_ &= ~take
    theirs = off & ~inside
    out[theirs], basis[theirs] = rebuilt[theirs], REBUILT
    basis[out <= 0] = NONE
    return Totals(out, basis, known)
