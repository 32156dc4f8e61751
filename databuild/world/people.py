"""Jobs by sector: employment spread by value added and how much of it a worker makes, moved to what is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world.factbook import Entry
from databuild.world.technology import broad_of
from kaskazi.codes.sectors import sectors
from kaskazi.sources import sources
from kaskazi.world.types import ESTIMATED, IMPUTED, OBSERVED

Array = NDArray[np.float64]
MANUFACTURES = (
    "food", "textiles", "apparel", "leather", "wood-paper", "petroleum", "chemicals", "pharma",
    "non-metallic", "metals", "electronics", "machinery", "vehicles", "other-manufactures",
)  # fmt: skip
NEAR = 2  # years between a figure of jobs and the world's

# Value added a worker against the economy's mean. Agriculture: the gap between a worker outside and inside it falls
# with income: 5.6 times in the poorest quarter of economies, 2.0 in the richest (source gollin-lagakos-waugh-2014, from memory).
GAP_POOR, GAP_RICH = 5.6, 2.0
INCOME_POOR, INCOME_RICH = 1_200.0, 40_000.0  # GDP a head of the two ends, PPP dollars: a judgement
# Within goods and services: relative value added a worker (judgements, orders of magnitude).
RELATIVE: Mapping[str, float] = {
    "fuels": 8.0,
    "minerals": 3.0,
    "petroleum": 6.0,
    "apparel": 0.5,
    "textiles": 0.6,
    "leather": 0.6,
    "construction": 0.7,
    "trade": 0.7,
    "tourism": 0.6,
    "utilities": 3.0,
    "finance": 2.5,
    "business": 2.5,
    "communications": 1.8,
    "pharma": 2.0,
    "chemicals": 1.5,
}


def gap(income: float) -> float:
    """How many times more a worker outside agriculture makes than one inside, by GDP a head (PPP dollars)."""
    at = np.log(max(income, 1.0) / INCOME_POOR) / np.log(INCOME_RICH / INCOME_POOR)
    return float(np.exp(np.log(GAP_POOR) + np.clip(at, 0, 1) * np.log(GAP_RICH / GAP_POOR)))


def jobs(value_added: Array, employed: float, income: float) -> Array:
    """Persons employed by sector (J,) that sum to `employed`."""
    keys = list(sectors())
    farm = np.array([b == "agriculture" for b in broad_of()])
    relative = np.array([RELATIVE.get(k, 1.0) for k in keys])
    weight = np.maximum(value_added, 0.0) / relative
    inside, outside = value_added[farm].sum(), value_added[~farm].sum()
    share = inside * gap(income) / (inside * gap(income) + outside) if inside + outside > 0 else 0.0
    out = np.zeros(len(keys))
    for mask, part in ((farm, share), (~farm, 1 - share)):
        if weight[mask].sum() > 0:
            out[mask] = employed * part * weight[mask] / weight[mask].sum()
    return out


@dataclass(frozen=True, slots=True)
class Stated:
    """Persons at work in some sectors of an economy as published: all there are, or the least (part of them)."""

    economy: str
    sectors: tuple[str, ...]
    persons: float
    whole: bool
    sources: tuple[str, ...]

    @property
    def seen(self) -> bool:
        """Whether no part of it is from memory."""
        return all(sources()[s].status != "memory" for s in self.sources)


def stated_jobs(year: int) -> tuple[Stated, ...]:
    """One figure for each economy and group of sectors: seen ones first, then the nearest year, then the first entered.

    Wage employment counts as the least; its rows of one year and sector (private, public, education, health) add up.
    """
    farm = tuple(k for k, b in zip(sectors(), broad_of(), strict=True) if b == "agriculture")
    groups = {"manufacturing": MANUFACTURES, "agriculture": farm}
    rows = [
        (
            abs(r["year"] - year),
            Stated(r["economy"], tuple(r["sector"].split("+")), r["persons"], r["whole"], (r["source"],)),
        )
        for r in tables.table("jobs")["jobs"]
    ]
    paid: dict[tuple[str, str, int], list[Mapping[str, Any]]] = {}
    for r in tables.table("services")["employment"]:
        if r["sector"] != "total":
            paid.setdefault((r["economy"], r["sector"], r["year"]), []).append(r)
    for (economy, key, y), parts in paid.items():
        persons = sum(r["persons"] for r in parts)
        names = tuple(dict.fromkeys(r["source"] for r in parts))
        rows.append((abs(y - year), Stated(economy, groups.get(key, (key,)), persons, False, names)))
    out: dict[tuple[str, tuple[str, ...]], Stated] = {}
    for _, s in sorted((r for r in rows if r[0] <= NEAR), key=lambda r: (not r[1].seen, r[0])):
        out.setdefault((s.economy, s.sectors), s)
    return tuple(out.values())


def with_stated(persons: Array, stated: Sequence[Stated]) -> tuple[Array, NDArray[np.uint8]]:
    """Jobs (J,) of one economy with what is published of it, and their grades; the others share the difference, so
    that the total stays. A figure of several sectors is spread as they were."""
    keys = list(sectors())
    out, total = persons.copy(), persons.sum()
    grade = np.where(out > 0, IMPUTED, 0).astype(np.uint8)
    for s in sorted(stated, key=lambda s: s.whole):
        at = [keys.index(k) for k in s.sectors]
        now = out[at].sum()
        if now > 0 and (s.whole or now < s.persons):
            out[at] *= s.persons / now
            if s.seen:
                grade[at] = OBSERVED if s.whole and len(at) == 1 else ESTIMATED
    moved = out != persons
    rest = out[~moved].sum()
    if rest > 0:
        out[~moved] *= max(total - out[moved].sum(), 0.5 * rest) / rest
    return out, grade


def employment(
    codes: Sequence[str],
    value_added: Array,
    book: Mapping[str, Entry],
    population: Array,
    income: Callable[[str], float],
    year: int,
) -> tuple[Array, NDArray[np.uint8]]:
    """Jobs (N,J) in persons and their grades.

    Employed are the labour force less the unemployed; where no labour force is stated, two fifths of the people.
    """
    out = np.zeros(value_added.shape)
    grade = np.zeros(out.shape, dtype=np.uint8)
    published = stated_jobs(year)
    force = np.array([book[c].labour_force or np.nan for c in codes])
    for k, c in enumerate(codes):
        people = force[k] if np.isfinite(force[k]) else 0.4 * np.nan_to_num(population[k])
        employed = people * (1 - (book[c].unemployment or 0.05))
        spread = jobs(value_added[k], float(employed), income(c))
        out[k], grade[k] = with_stated(spread, [s for s in published if s.economy == c])
    return out, grade
