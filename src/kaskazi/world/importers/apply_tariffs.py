"""Tariffs that were read put into a world, and what was read in a few figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers.apply_trade import balanced
from kaskazi.world.importers.labels import listed, slug
from kaskazi.world.importers.table import holders
from kaskazi.world.importers.tariffs import Tariffs
from kaskazi.world.types import ABSENT, ESTIMATED, OBSERVED, World

Array = NDArray[np.float64]


def put_tariffs(w: World, t: Tariffs) -> World:
    """The world with tariffs of every importer that the file covers. Raises DataError where it covers none.

    Trade-weighted cells become observed, simple means estimated; what the file does not state stays. Spending
    at user prices changes with them, so output and own sales balance again.
    """
    at = {c: k for k, c in enumerate(w.economies)}
    here = [m for m in t.importers if m in at]
    if not here:
        raise DataError(t.title, [Problem("importers", "none is an economy of this world.", "ISO3 codes")])
    xs = [
        t.exporters.index(c) if c in t.exporters else (t.exporters.index("") if "" in t.exporters else -1)
        for c in w.economies
    ]
    tariff, grade = w.tariff.copy(), w.tariff_grade.copy()
    ms = [at[m] for m in here]
    rows = [t.importers.index(m) for m in here]
    cols = np.array(xs)
    for j in range(len(w.sectors)):
        parts = [k for k, s in enumerate(t.sectors) if j in holders(w, s) and w.is_goods[j]]
        if not parts:
            continue
        weighted = _mean(t.weighted[np.ix_(parts, rows)][:, :, cols])
        simple = _mean(t.simple[np.ix_(parts, rows)][:, :, cols])
        rate = np.where(np.isfinite(weighted), weighted, simple)
        known = np.isfinite(rate) & (cols >= 0)[None, :]
        tariff[j, ms] = np.where(known, np.nan_to_num(rate), tariff[j, ms])
        kind = np.where(np.isfinite(weighted), OBSERVED, ESTIMATED)
        grade[j, ms] = np.where(known, kind, grade[j, ms])
    d = np.arange(len(w.economies))
    tariff[:, d, d] = 0.0
    grade[:, d, d] = np.where(w.tariff_grade[:, d, d] == ABSENT, ABSENT, w.tariff_grade[:, d, d])
    paid = (w.flows * tariff)[:, ms].sum() / max(
        float((w.flows * (1 - np.eye(len(d)))[None])[:, ms].sum()), 1e-9
    )
    entries = [
        f"{t.title}: tariffs of {len(here)} importers in {t.year or 'a year not stated'}, {paid:.1%} of their imports on average"
    ]
    if t.dropped:
        entries.append(f"{t.title}: codes not known left out: {', '.join(t.dropped[:12])}")
    if t.silent:
        entries.append(f"{t.title}: lines without a rate left out: {listed(t.silent.items())}")
    draft = replace(
        w,
        version=f"{w.version}+{slug(t.title)}",
        tariff=tariff,
        tariff_grade=grade.astype(np.uint8),
        ledger=(*w.ledger, *entries, *(f"{t.title}: {n}" for n in t.notes)),
        sources=(*w.sources, *([t.source] if t.source not in w.sources else [])),
        sha256="",
    )
    return balanced(draft, w)


def _mean(values: Array) -> Array:
    """Mean over the first axis of what is known; NaN where nothing is."""
    known = np.isfinite(values)
    total, n = np.nansum(values, axis=0), known.sum(axis=0)
    out: Array = np.divide(total, n, out=np.full(np.shape(total), np.nan), where=n > 0)
    return out


def summary(t: Tariffs) -> dict[str, Any]:
    """What was read, for a report: rates in per cent, trade-weighted beside the simple mean."""
    x = t.exporters.index("") if "" in t.exporters else 0
    with np.errstate(invalid="ignore"):
        simple = {s: v for k, s in enumerate(t.sectors) if np.isfinite(v := _mean(t.simple[k, :, x])[()])}
        heavy = {
            s: float(np.nansum(t.weighted[k] * t.trade[k]) / t.trade[k].sum())
            for k, s in enumerate(t.sectors)
            if t.trade[k].sum() > 0
        }
    return {
        "title": t.title,
        "year": t.year,
        "importers": len(t.importers),
        "named_exporters": len([c for c in t.exporters if c]),
        "lines": int(t.lines.sum()),
        "simple_percent": {s: round(100 * float(v), 2) for s, v in simple.items()},
        "weighted_percent": {s: round(100 * float(v), 2) for s, v in heavy.items()},
        "weights_covered": round(t.covered, 4),
        "lines_without_rate": {k: int(v) for k, v in t.silent.items()},
        "dropped_codes": list(t.dropped),
        "notes": list(t.notes),
    }
