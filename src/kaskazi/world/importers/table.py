"""Bilateral trade as read from a file: what it holds, how it is checked, what is told about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers.labels import REST, listed
from kaskazi.world.types import World

Array = NDArray[np.float64]
ALL_GOODS = "goods"  # the sector of a file that does not tell goods apart
DROPPED_MOST = 0.02  # more trade than this with codes nobody knows is an error
ABSENT_MOST = 0.01  # a publisher's whole file lacks exporters of less of the world's goods trade than this
UNIT_LEAST, UNIT_MOST = 0.2, 5.0  # the file's total over the one on record
FAR = 20.0  # an exporter this many times off its record may not be the same economy
FAR_FROM = 1000.0  # looked at for exporters above this, million USD
FAR_MOST = 0.05  # of all trade: more of it with such exporters is an error
ALIKE = 3.0  # two of them that fit each other's record within this factor changed places


@dataclass(frozen=True, slots=True)
class Trade:
    """Trade of one year as a publisher states it, million USD.

    exporters (X,), importers (M,): ISO3; sectors (T,): ids of the default world, or ("goods",) alone;
    flows (T,M,X) [sector, importer, exporter]: 0 where the publisher states or implies zero, NaN where it does
    not know; own: whether exporter = importer is stated (domestic trade); dropped: code to value that could not
    be placed; unsure: sector to the share of its value whose place is a judgement; mirror: pairs (exporter,
    importer) whose two sides differ or of which one side alone reports; whole: the file claims to hold every
    exporter; goods_only: leave services as they are (codes of goods reach into them); source: id of the publisher in sources.toml; notes: what a reader should know.
    """

    title: str
    year: int
    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Array
    dropped: Mapping[str, float] = field(default_factory=dict)
    own: bool = False
    unsure: Mapping[str, float] = field(default_factory=dict)
    mirror: frozenset[tuple[str, str]] = frozenset()
    whole: bool = False
    goods_only: bool = True
    source: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, title: str, year: int, flows: Mapping[tuple[str, str], float], sector: str = ALL_GOODS
    ) -> Trade:
        """Trade of one sector from a mapping (exporter, importer) to million USD."""
        xs, ms = tuple(sorted({x for x, _ in flows})), tuple(sorted({m for _, m in flows}))
        values = np.zeros((1, len(ms), len(xs)))
        for (x, m), v in flows.items():
            values[0, ms.index(m), xs.index(x)] = v
        return cls(title, year, xs, ms, (sector,), values)

    @property
    def between(self) -> Array:
        """Flows (T,M,X) between different economies; unknown ones as zero."""
        out: Array = np.nan_to_num(self.flows)
        both = np.array(self.importers)[:, None] == np.array(self.exporters)[None, :]
        out[:, both] = 0.0
        return out

    @property
    def total(self) -> float:
        """All trade between economies that was placed, million USD."""
        return float(self.between.sum())

    def flow(self, exporter: str, importer: str, sector: str | None = None) -> float:
        """One flow, million USD, of a sector or of all; 0 where the file has none."""
        if exporter not in self.exporters or importer not in self.importers:
            return 0.0
        if sector is not None and sector not in self.sectors:
            return 0.0
        cell = self.flows[:, self.importers.index(importer), self.exporters.index(exporter)]
        return float(np.nansum(cell) if sector is None else cell[self.sectors.index(sector)])


def gather(
    exporters: Sequence[str],
    importers: Sequence[str],
    at: Sequence[str],
    values: Array,
    sectors: Sequence[str],
) -> tuple[tuple[str, ...], tuple[str, ...], Array]:
    """Rows (exporter, importer, sector, value) summed into (exporters, importers, flows (T,M,X))."""
    xs, ix = np.unique(np.asarray(exporters, dtype=str), return_inverse=True)
    ms, im = np.unique(np.asarray(importers, dtype=str), return_inverse=True)
    order = {s: k for k, s in enumerate(sectors)}
    js = np.array([order[s] for s in at], dtype=np.int64)
    flows = np.zeros((len(sectors), len(ms), len(xs)))
    np.add.at(flows, (js, im, ix), values)
    return tuple(str(x) for x in xs), tuple(str(m) for m in ms), flows


def holders(w: World, sector: str) -> list[int]:
    """Sectors of a world that hold one of the default's sectors, or all goods."""
    if sector == ALL_GOODS:
        return [int(k) for k in np.flatnonzero(w.is_goods)]
    return [k for k, m in enumerate(w.members) if sector in m.split()]


def held(w: World, t: Trade, sector: str) -> list[int]:
    """Sectors of a world that a sector of the file is put in: goods alone, where the file is by HS code."""
    return [j for j in holders(w, sector) if w.kinds[j] == "goods" or not t.goods_only]


def held_alone(t: Trade) -> Trade:
    """The trade without sectors of which the file holds nothing: those are not stated to be zero."""
    keep = [k for k in range(len(t.sectors)) if np.nansum(t.flows[k]) > 0]
    return replace(t, sectors=tuple(t.sectors[k] for k in keep), flows=t.flows[keep])


def check(t: Trade, w: World, part: bool = False) -> tuple[str, ...]:
    """Can this be what it says, set beside a world? Returns what is odd; raises DataError with what is wrong.

    part: the file is knowingly a part of the publisher's, so absent exporters are no fault.
    """
    at = {c: k for k, c in enumerate(w.economies)}
    found: list[Problem] = []
    if not t.flows.size or not t.total > 0:
        raise DataError(
            t.title, [Problem("", "holds no trade that could be placed.", "rows with known economies")]
        )
    for s, m, x in np.argwhere(np.isinf(t.flows) | (t.flows < 0))[:10]:
        where = f"{t.exporters[x]} to {t.importers[m]}, {t.sectors[s]}"
        found.append(Problem(where, f"{t.flows[s, m, x]} is not a value."))
    lost = sum(t.dropped.values())
    if lost > DROPPED_MOST * (lost + t.total):
        what = f"{lost / (lost + t.total):.1%} of trade is with codes not known: {listed(t.dropped.items())}."
        found.append(Problem("codes", what, "codes of the publisher's own table beside the file"))
    here = [x for x in t.exporters if x in at]
    if not here:
        found.append(Problem("exporters", "none is an economy of this world.", "ISO3 codes"))
        raise DataError(t.title, found)
    taken = [k for k, s in enumerate(t.sectors) if held(w, t, s)]
    if not taken:
        problem = Problem(
            "sectors", f"none is taken into this world: {', '.join(t.sectors)}.", ", ".join(w.sectors)
        )
        raise DataError(t.title, [*found, problem])
    record = w.flows[sorted({j for k in taken for j in held(w, t, t.sectors[k])})].sum(axis=0)
    np.fill_diagonal(record, 0.0)
    named = [k for c, k in at.items() if c in t.importers or c in t.exporters or c == REST]
    ours = {x: float(record[named, at[x]].sum()) for x in w.economies}
    per = t.between[taken].sum(axis=(0, 1))
    theirs = {x: float(v) for x, v in zip(t.exporters, per, strict=True)}
    found += _unit(sum(theirs[x] for x in here), sum(ours[x] for x in here))
    far: tuple[str, ...] = ()
    if not found:
        far, wrong = _far({x: (theirs[x], ours[x]) for x in here})
        found += wrong
    absent = {x: v for x, v in ours.items() if x not in t.exporters and x != REST}
    if t.whole and not part and sum(absent.values()) > ABSENT_MOST * sum(ours.values()):
        what = f"exporters with {sum(absent.values()) / sum(ours.values()):.1%} of the world's goods trade are absent: "
        found.append(Problem("exporters", what + listed(absent.items()) + ".", "the whole file, or --part"))
    if found:
        raise DataError(t.title, found[:30])
    return far


def _far(pairs: Mapping[str, tuple[float, float]]) -> tuple[tuple[str, ...], list[Problem]]:
    """Exporters (theirs, ours) far from their record: in words, and as problems where they are too much or fit
    one another, as labels that changed places do."""
    total = sum(a for a, _ in pairs.values())
    ratio = total / max(sum(b for _, b in pairs.values()), 1e-12)
    odd = {
        x: (a, b * ratio)
        for x, (a, b) in pairs.items()
        if max(a, b * ratio) > FAR_FROM and not 1 / FAR < a / max(b * ratio, 1e-9) < FAR
    }
    swapped = {
        x: y
        for x, (a, b) in odd.items()
        for y, (c, d) in odd.items()
        if x != y and all(1 / ALIKE < (p + 1) / (q + 1) < ALIKE for p, q in ((a, d), (c, b)))
    }
    told = {
        x: f"{x}: exports {a:,.0f} million USD where {pairs[x][1]:,.0f} is on record"
        for x, (a, _) in odd.items()
    }
    if sum(max(a, b) for a, b in odd.values()) <= FAR_MOST * total and not swapped:
        return tuple(told.values()), []
    fit = "the economy its code names, and whole sectors"
    return (), [
        Problem(
            x,
            text.removeprefix(f"{x}: ") + "." + (f" In the place of {swapped[x]}?" if x in swapped else ""),
            fit,
        )
        for x, text in told.items()
    ]


def slip(ratio: float) -> str:
    """Words for a ratio that looks like another unit; an empty string for one that does not."""
    for factor, words in ((1e3, "1,000 times it"), (1e6, "a million times it"), (1e-3, "a thousandth of it"), (1e-6, "a millionth of it")):  # fmt: skip
        if 0.2 < ratio / factor < 5:
            return f" About {words}: another unit?"
    return ""


def _unit(theirs: float, ours: float) -> list[Problem]:
    if theirs == 0 or UNIT_LEAST < theirs / max(ours, 1e-12) < UNIT_MOST:
        return []
    what = f"sums to {theirs:,.0f} million USD where {ours:,.0f} is on record." + slip(
        theirs / max(ours, 1e-12)
    )
    return [Problem("unit", what, "the unit the publisher states")]


def summary(t: Trade) -> dict[str, Any]:
    """What was read, for a report; values in million USD."""
    per = t.between.sum(axis=(1, 2))
    return {
        "title": t.title,
        "year": t.year,
        "exporters": len(t.exporters),
        "importers": len(t.importers),
        "pairs": int((t.between.sum(axis=0) > 0).sum()),
        "million_usd": round(t.total),
        "by_sector": {s: round(float(v)) for s, v in zip(t.sectors, per, strict=True)},
        "unsure_share": {s: round(v, 4) for s, v in t.unsure.items() if v > 0},
        "not_known_cells": int(np.isnan(t.flows).sum()),
        "mirror_pairs": len(t.mirror),
        "dropped_million_usd": round(sum(t.dropped.values())),
        "dropped_codes": sorted(t.dropped),
        "notes": list(t.notes),
    }
