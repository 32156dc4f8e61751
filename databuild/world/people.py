"""Jobs by sector: employment by broad sector and activity as published, within them by value added, moved to what else is
published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world import workers
from databuild.world.factbook import Entry
from databuild.world.technology import BROAD, broad_of
from kaskazi.codes.sectors import sectors
from kaskazi.sources import sources
from kaskazi.world.types import ESTIMATED, IMPUTED, OBSERVED

Array = NDArray[np.float64]
MANUFACTURES = (
    "food", "textiles", "apparel", "leather", "wood-paper", "petroleum", "chemicals", "pharma",
    "non-metallic", "metals", "electronics", "machinery", "vehicles", "other-manufactures",
)  # fmt: skip
FARM = ("crops", "horticulture", "livestock", "forestry-fishing")
# Our sectors of each activity (ISIC 4 sections) whose persons are held; all services not named are public.
ACTIVITIES: Mapping[str, tuple[str, ...]] = {
    "mining": ("fuels", "minerals"),
    "manufacturing": MANUFACTURES,
    "utilities": ("utilities",),
    "construction": ("construction",),
    "trade": ("trade",),
    "transport": ("transport",),
    "tourism": ("tourism",),
    "communications": ("communications",),
    "finance": ("finance",),
    "business": ("business",),
    "public": ("public",),
    "agriculture": FARM,
}
LEAST_FREE = 0.1  # jobs that no one states keep this part of what they were
NEAR = 2  # years between a figure of jobs and the world's

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


def spread(value_added: Array, employed: float, shares: Array, activities: Mapping[str, float]) -> Array:
    """Persons employed by sector (J,) that sum to `employed`: by broad sector as `shares` (3,) say, within it by
    activity as those say (persons, whatever their sum), else by value added and what a worker makes."""
    keys, broad = list(sectors()), np.array(broad_of())
    relative = np.array([RELATIVE.get(k, 1.0) for k in keys])
    weight = np.maximum(value_added, 0.0) / relative
    out = np.zeros(len(keys))
    for b, share in zip(BROAD, shares, strict=True):
        inside = np.flatnonzero(broad == b)
        parts = weight[inside].copy()
        groups = [(n, np.isin([keys[j] for j in inside], ACTIVITIES[a])) for a, n in activities.items()]
        groups = [(n, mask) for n, mask in groups if mask.any() and parts[mask].sum() > 0]
        if groups and np.logical_or.reduce([mask for _, mask in groups]).all():
            for n, mask in groups:
                parts[mask] *= n / parts[mask].sum()
        if parts.sum() > 0:
            out[inside] = employed * share * parts / parts.sum()
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


def within_broad(out: Array, grade: NDArray[np.uint8], before: Array) -> Array:
    """Jobs (J,) moved so that every broad sector has as many as before: what is published stays, the others share the
    difference down to a part of what they were."""
    broad = np.array(broad_of())
    result = out.copy()
    for b in BROAD:
        inside = broad == b
        free = inside & (grade == IMPUTED)
        left = before[inside].sum() - out[inside & ~free].sum()
        if out[free].sum() > 0:
            result[free] = out[free] * max(left / out[free].sum(), LEAST_FREE)
    return result


def employment(
    codes: Sequence[str],
    value_added: Array,
    book: Mapping[str, Entry],
    population: Array,
    worked: workers.Workers,
    year: int,
) -> tuple[Array, NDArray[np.uint8]]:
    """Jobs (N,J) in persons and their grades.

    Employed are those of the International Labour Organization, else the labour force less the unemployed; where no
    labour force is stated, two fifths of the people. Agriculture's jobs are estimated where its share is the
    organization's, and so are those of a sector that is an activity of its own where activities are held.
    """
    out = np.zeros(value_added.shape)
    grade = np.zeros(out.shape, dtype=np.uint8)
    published = stated_jobs(year)
    force = np.array([book[c].labour_force or np.nan for c in codes])
    for k, c in enumerate(codes):
        people = force[k] if np.isfinite(force[k]) else 0.4 * np.nan_to_num(population[k])
        people *= 1 - (book[c].unemployment or 0.05)
        employed = float(worked.employed[k] if np.isfinite(worked.employed[k]) else people)
        first = spread(value_added[k], employed, worked.shares[k], worked.activities.get(c, {}))
        moved, grade[k] = with_stated(first, [s for s in published if s.economy == c])
        out[k] = within_broad(moved, grade[k], first)
        if worked.held[k]:
            stated = {
                *FARM,
                *(
                    key
                    for a in worked.activities.get(c, {})
                    for key in ACTIVITIES[a]
                    if len(ACTIVITIES[a]) == 1
                ),
            }
            said = np.isin(tuple(sectors()), tuple(stated)) & (grade[k] == IMPUTED)
            grade[k][said] = ESTIMATED
    return out, grade
