"""Bilateral trade as read from a file, checked, and put into a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.types import ESTIMATED, OBSERVED, World

OWN_FLOOR = 0.2  # own sales stay at least this share of GDP
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

    A pair the file does not name is zero for an exporter it covers. Cells become observed; own sales are
    GDP less exports again. Raises DataError where the file covers no economy of the world, leaves out too
    much, or its unit cannot be right.
    """
    at = {c: k for k, c in enumerate(w.economies)}
    problems = _problems(w, t, at)
    if problems:
        raise DataError(t.title, problems)
    covered = sorted({x for x, _ in t.flows if x in at})
    flows, grade = w.flows.sum(axis=0), w.grade.max(axis=0).copy()
    hand = np.asarray(w.hand.any(axis=0)).copy()
    for c in covered:
        k = at[c]
        own, g = flows[k, k], grade[k, k]
        flows[:, k], grade[:, k], hand[:, k] = 0.0, 0, False
        flows[k, k], grade[k, k] = own, g
    outside: dict[str, float] = {}
    for (x, m), v in t.flows.items():
        if x in at and m in at and x != m and v > 0:
            flows[at[m], at[x]], grade[at[m], at[x]] = v, OBSERVED
        elif x in at or m in at:
            outside[m if x in at else x] = outside.get(m if x in at else x, 0.0) + v
    exports = flows.sum(axis=0) - np.diag(flows)
    own = np.maximum(w.gdp - exports, OWN_FLOOR * w.gdp)
    np.fill_diagonal(flows, own)
    np.fill_diagonal(grade, ESTIMATED)
    left = ", ".join(f"{c} {v:,.0f}" for c, v in sorted(outside.items(), key=lambda p: -p[1])[:8])
    entry = f"{t.title}: {len(covered)} exporters observed in {t.year}, {t.total:,.0f} million USD"
    return replace(
        w,
        version=f"{w.version}+{_slug(t.title)}",
        flows=flows[None],
        grade=grade[None].astype(np.uint8),
        hand=hand[None],
        ledger=(
            *w.ledger,
            entry,
            *([f"{t.title}: partners outside this world left out: {left}"] if left else []),
        ),
        sha256="",
    )


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
