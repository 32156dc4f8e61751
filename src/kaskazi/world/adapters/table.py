"""Bilateral trade as read from a file, checked, and put into a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.balance import rebalanced
from kaskazi.world.types import ESTIMATED, OBSERVED, World

DROPPED_MOST = 0.02  # more trade than this with codes nobody knows is an error


@dataclass(frozen=True, slots=True)
class Trade:
    """Goods trade of one year by pair, million USD, as a publisher states it.

    flows: (exporter, importer) in ISO3 to value; dropped: code to value that could not be placed.
    """

    title: str
    year: int
    flows: Mapping[tuple[str, str], float]
    dropped: Mapping[str, float]

    @property
    def total(self) -> float:
        """All that was placed, million USD."""
        return float(sum(self.flows.values()))


def put_in(w: World, t: Trade) -> World:
    """The world with every exporter that the file covers taken from it; others stay as they are.

    A pair the file does not name is zero for an exporter it covers. A pair's sectors keep their shares (those of
    the exporter where the pair was empty) and become estimated; the accounts are settled again. Raises DataError
    where the file covers no economy of the world, leaves out too much, or its unit cannot be right.
    """
    at = {c: k for k, c in enumerate(w.economies)}
    problems = _problems(w, t, at)
    if problems:
        raise DataError(t.title, problems)
    covered = sorted({x for x, _ in t.flows if x in at})
    goods = np.flatnonzero(w.is_goods)
    flows, grade, hand = w.flows.copy(), w.grade.copy(), w.hand.copy()
    single = len(goods) == 1
    outside: dict[str, float] = {}
    wanted = np.zeros((len(at), len(at)))
    for (x, m), v in t.flows.items():
        if x in at and m in at and x != m and v > 0:
            wanted[at[m], at[x]] = v
        elif x in at or m in at:
            outside[m if x in at else x] = outside.get(m if x in at else x, 0.0) + v
    for c in covered:
        k = at[c]
        before = flows[goods, :, k]
        before[:, k] = 0.0
        mix = before.sum(axis=1) / before.sum()
        pair = before.sum(axis=0)
        shares = np.where(pair > 0, before / np.maximum(pair, 1e-300), mix[:, None])
        others = np.arange(len(at)) != k
        for row, j in enumerate(goods):
            flows[j, others, k] = (shares[row] * wanted[:, k])[others]
            grade[j, others, k] = np.where(flows[j, others, k] > 0, OBSERVED if single else ESTIMATED, 0)
            hand[j, others, k] = False
    left = ", ".join(f"{c} {v:,.0f}" for c, v in sorted(outside.items(), key=lambda p: -p[1])[:8])
    entry = f"{t.title}: {len(covered)} exporters observed in {t.year}, {t.total:,.0f} million USD"
    made = replace(
        w,
        version=f"{w.version}+{_slug(t.title)}",
        grade=grade,
        hand=hand,
        ledger=(
            *w.ledger,
            entry,
            *([f"{t.title}: partners outside this world left out: {left}"] if left else []),
        ),
    )
    return rebalanced(made, flows)


def _slug(title: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in title.lower()).strip("-")[:40]


def _problems(w: World, t: Trade, at: Mapping[str, int]) -> list[Problem]:
    found: list[Problem] = []
    if not t.flows:
        return [Problem("", "holds no trade that could be placed.", "rows with known economies")]
    bad = [k for k, v in t.flows.items() if not np.isfinite(v) or v < 0]
    found += [Problem(f"{x} to {m}", f"{t.flows[x, m]} is not a value.") for x, m in bad[:10]]
    lost = sum(t.dropped.values())
    if lost > DROPPED_MOST * (lost + t.total):
        worst = sorted(t.dropped.items(), key=lambda p: -p[1])[:6]
        names = ", ".join(f"{c} ({v:,.0f})" for c, v in worst)
        found.append(
            Problem("codes", f"{lost / (lost + t.total):.1%} of trade is with codes not known: {names}.")
        )
    exporters = {x for x, _ in t.flows if x in at}
    if not exporters:
        found.append(Problem("exporters", "none is an economy of this world.", "ISO3 codes"))
        return found
    goods = w.goods()
    ours = float(sum(goods[:, at[x]].sum() for x in exporters))
    theirs = float(sum(v for (x, _), v in t.flows.items() if x in at))
    if not 0.2 < theirs / ours < 5:
        slip = "1,000 times" if theirs > ours else "a thousandth of"
        what = f"sums to {theirs:,.0f} million USD where {ours:,.0f} is on record: about {slip} it?"
        found.append(Problem("unit", what, "the unit the publisher states"))
    return found


def summary(t: Trade) -> dict[str, Any]:
    """What was read, for a report."""
    return {
        "title": t.title,
        "year": t.year,
        "pairs": len(t.flows),
        "exporters": len({x for x, _ in t.flows}),
        "million_usd": round(t.total),
        "dropped_million_usd": round(sum(t.dropped.values())),
        "dropped_codes": sorted(t.dropped),
    }
