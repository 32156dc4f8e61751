"""One way in for every layout: read a file, put it in a world, report what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.types import GRADE_NAMES, World

TRADE = ("baci", "itpd", "long", "comtrade")
TABLES = ("icio", "wiod", "eora", "gloria")
TARIFFS = ("trains", "wto", "macmap")
ELASTICITIES = ("protee", "elasticities")
LAYOUTS = (*TRADE, *TABLES, "sam", *TARIFFS, *ELASTICITIES)
KEYS = {"baci": "hs", "comtrade": "hs", "itpd": "industry_id", "gloria": "sector_name", "sam": "account",
        "trains": "hs", "wto": "hs", "macmap": "hs", "protee": "hs", "elasticities": "hs"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said besides the file; None where it is not."""

    year: int | None = None
    unit: str | None = None
    vintage: str | None = None
    concordance: Path | None = None
    weights: Path | None = None
    beneficiaries: Path | None = None
    kinds: Path | None = None
    economy: str | None = None
    alone: bool = False
    part: bool = False
    flagged: bool = False


def bring(path: Path, layout: str, onto: World, o: Options) -> tuple[World, dict[str, Any]]:
    """The world with the file in it (a world of the table's own for inter-country tables), and the report.

    Raises DataError for files with faults, options that the layout needs, accounts that cannot be met.
    """
    if layout not in LAYOUTS:
        problem = Problem(
            "--as", f'"{layout}" is not a layout.', ", ".join(LAYOUTS), nearest(layout, LAYOUTS)
        )
        raise DataError(str(path), [problem])
    own = _concordance(layout, path, o)
    made, read = _made(path, layout, onto, o, own)
    made.calibration()
    return made, {"layout": layout, **read, **_report(made, onto if layout not in TABLES else None)}


def _concordance(layout: str, path: Path, o: Options) -> Mapping[str, dict[str, float]] | None:
    if o.concordance is None:
        return None
    from kaskazi.world.importers.harmonized import read_concordance

    key = KEYS.get(layout)
    if layout == "long":
        head = path.read_bytes()[:4096].split(b"\n")[0] if path.is_file() else b""
        key = "sector_name" if b"sector" in head else "hs"
    if key is None:
        raise DataError(str(o.concordance), [Problem("--concordance", f"is not used by {layout}.")])
    return read_concordance(o.concordance, key)


def _made(
    path: Path, layout: str, w: World, o: Options, own: Mapping[str, dict[str, float]] | None
) -> tuple[World, dict[str, Any]]:
    if layout in TRADE:
        from kaskazi.world.importers import comtrade, itpd, long
        from kaskazi.world.importers.apply_trade import put_in
        from kaskazi.world.importers.baci import read_baci
        from kaskazi.world.importers.table import summary

        read: dict[str, Callable[[], Any]] = {
            "baci": lambda: read_baci(path, o.year, o.vintage, own),
            "itpd": lambda: itpd.read_itpd(path, o.year, own),
            "long": lambda: long.read_long(path, o.unit or "", o.year, o.vintage, own),
            "comtrade": lambda: comtrade.read_comtrade(path, o.year, o.vintage, own),
        }
        trade = read[layout]()
        return put_in(w, trade, o.part), summary(trade)
    if layout in TABLES:
        from kaskazi.world.importers.eora import read_eora
        from kaskazi.world.importers.gloria import read_gloria
        from kaskazi.world.importers.icio import read_icio
        from kaskazi.world.importers.wiod import read_wiod

        tables: dict[str, Callable[[], World]] = {
            "icio": lambda: read_icio(path, w),
            "wiod": lambda: read_wiod(path, w),
            "eora": lambda: read_eora(path, w, o.unit),
            "gloria": lambda: read_gloria(path, w, own),
        }
        made = tables[layout]()
        return made, {"title": made.version, "year": made.year}
    if layout == "sam":
        return _sam(path, w, o, own)
    if layout in TARIFFS:
        from kaskazi.world.importers import apply_tariffs as levying
        from kaskazi.world.importers import tariffs

        rates = tariffs.read_tariffs(path, layout, o.year, o.unit, o.weights, o.beneficiaries, o.vintage, own)
        return levying.put_tariffs(w, rates), levying.summary(rates)
    from kaskazi.world.importers import elasticities as e

    found = e.read_protee(path, o.weights, o.flagged, own) if layout == "protee" else e.read_elasticities(path, o.weights, o.vintage, own)  # fmt: skip
    return e.put_elasticities(w, found), e.summary(found)


def _sam(
    path: Path, w: World, o: Options, own: Mapping[str, dict[str, float]] | None
) -> tuple[World, dict[str, Any]]:
    from kaskazi.world.importers.sam import alone, put_technology, read_sam

    if not o.economy:
        raise DataError(path.name, [Problem("--economy", "is not given.", "the ISO3 code the matrix is of")])
    n = w.index(o.economy)
    mix = dict(zip(w.sectors, w.output()[n], strict=True))
    t = read_sam(path, o.kinds, own, mix)
    made = alone(w, o.economy, t) if o.alone else put_technology(w, o.economy, t)
    read = {
        "title": t.title,
        "economy": o.economy,
        "output_over_gdp": round(float(t.output.sum()), 3),
        "exports_over_gdp": round(float(t.exports.sum()), 3),
        "imports_over_gdp": round(float(t.imports.sum()), 3),
        "notes": list(t.notes),
    }
    return made, read


def _report(w: World, before: World | None) -> dict[str, Any]:
    """Coverage of the result, its accounting gaps, what moved."""
    off = ~np.eye(len(w.economies), dtype=bool)[None]
    trade = w.flows * off
    by_grade = {
        name: round(float(trade[w.grade == g].sum() / trade.sum()), 4)
        for g, name in enumerate(GRADE_NAMES)
        if g
    }
    gap = float(np.abs((w.beta * w.output()).sum(axis=1) / w.gdp - 1).max())
    final = w.final()
    found: dict[str, Any] = {
        "world": w.version,
        "economies": len(w.economies),
        "sectors": len(w.sectors),
        "trade_by_grade": by_grade,
        "gap_value_added_to_gdp": gap,
        "least_final_use": float(final.min()),
        "ledger": list(w.ledger[len(before.ledger) :] if before else w.ledger),
    }
    if before is not None:
        old = before.flows * ~np.eye(len(before.economies), dtype=bool)[None]
        found["trade_before_million_usd"] = round(float(old.sum()))
        found["trade_after_million_usd"] = round(float(trade.sum()))
    return found
