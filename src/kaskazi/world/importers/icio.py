"""OECD Inter-Country Input-Output tables: `<year>_SML.csv`, extended `<year>.csv`, and older editions.

First column the row's label `CCC_SECTOR`, split at the first underscore; below them taxes (TLS, TAXSUB), value
added (VA, VALU) and output (OUT, OUTPUT, TOTAL). Columns: the same labels, final demand `CCC_HFCE` or
`HFCE_CCC`, then the total. Million USD, basic prices. CN1, CN2, MX1, MX2 are added up.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import grids, isic
from kaskazi.world.importers.accounts import Table, by_buyer, by_use, check, fold, to_world
from kaskazi.world.importers.labels import ALIASES
from kaskazi.world.types import OBSERVED, World

FINAL = ("HFCE", "NPISH", "GGFC", "GFCF")
SIGNED = ("INVNT", "DPABR", "P33", "VALU", "NONRES", "FD")  # may be negative as published
GAP = ("DISC",)
TAXES, ADDED, TOTAL = ("TLS", "TAXSUB"), ("VA", "VALU"), ("OUT", "OUTPUT", "TOTAL")
RELATIVE, ABSOLUTE, ALL = 2e-3, 2.0, 2e-3  # how far rows and columns may be from output


def read_icio(path: Path, reference: World | None = None) -> World:
    """The world of one table. reference: see `accounts.to_world`. Raises DataError with every fault."""
    title = path.stem if "icio" in path.stem.lower() else f"ICIO {path.stem}"
    year = re.search(r"(?:19|20)\d\d(?!.*(?:19|20)\d\d)", path.stem)
    rows = grids.table(path)
    header = [c.strip() for c in next(rows, [])][1:]
    labels, kinds = _columns(header, title)
    kept: list[tuple[str, str]] = []
    Z: list[np.ndarray] = []
    F: list[np.ndarray] = []
    extra = {"taxes": np.zeros(len(labels)), "added": np.zeros(len(labels)), "out": np.zeros(len(labels))}
    seen: set[str] = set()
    width = len(labels)
    sales_total: list[float] = []
    for n, cells in enumerate(rows, 2):
        label = cells[0].strip() if cells else ""
        if len(cells) != len(header) + 1:
            raise DataError(title, [Problem(f"line {n}", f"holds {len(cells)} cells.", f"{len(header) + 1}")])
        values = grids.numbers(cells[1:], f"line {n} ({label})", title)
        tail = label.split("_")[-1]
        if label in seen:
            raise DataError(title, [Problem(f"line {n}", f'"{label}" is there twice.')])
        seen.add(label)
        if tail in TAXES or label in TAXES:
            extra["taxes"] += values[:width]
        elif label in ADDED:
            extra["added"] += values[:width]
        elif label in TOTAL:
            extra["out"] += values[:width]
        else:
            kept.append(_label(label, title))
            Z.append(values[:width])
            F.append(values[width:])
            sales_total.append(float(values[-1]))
    problems = [
        Problem("rows", f"no row {' or '.join(names)}.") for names in (ADDED, TOTAL) if not seen & set(names)
    ]
    if sorted(kept) != sorted(labels):
        off = sorted({f"{c}_{s}" for c, s in set(kept) ^ set(labels)})
        problems.append(
            Problem("labels", f"rows and columns differ: {', '.join(off[:8])}.", "the same sectors twice")
        )
    if problems:
        raise DataError(title, problems)
    economies, sectors = _order(labels)
    full = len(economies) * len(sectors)
    if len({(ALIASES.get(c, c), s) for c, s in labels}) != full:
        have = {(ALIASES.get(c, c), s) for c, s in labels}
        holes = [f"{c}_{s}" for c in economies for s in sectors if (c, s) not in have]
        raise DataError(
            title, [Problem("grid", f"is not complete: {', '.join(holes[:8])}.", f"{full} labels")]
        )
    S = fold([(ALIASES.get(c, c), s) for c, s in kept], economies, sectors)
    C = fold([(ALIASES.get(c, c), s) for c, s in labels], economies, sectors)
    N, J = len(economies), len(sectors)
    sales, used = by_use(np.asarray((C @ (S @ np.array(Z)).T).T), N, J)
    final = S @ np.array(F)[:, : len(kinds)]
    parts = {}
    for kind in ("final", "signed"):
        sums = np.zeros((N * J, N))
        for k, (c, what) in enumerate(kinds):
            if what == kind:
                sums[:, economies.index(ALIASES.get(c, c))] += final[:, k]
        parts[kind] = by_buyer(sums, N, J)
    gap = np.array(F)[:, [k for k, (_, what) in enumerate(kinds) if what == "gap"]].sum()
    out = (C @ extra["out"]).reshape(N, J)
    if header[-1] in TOTAL:
        _totals((S @ np.array(sales_total)).reshape(N, J), out, economies, sectors, title)
    notes = [f"discrepancy of {gap:,.0f} million USD left out"] if gap else []
    t = Table(
        title=title,
        year=int(year[0]) if year else 0,
        economies=economies,
        sectors=sectors,
        sector_names=sectors,
        members=tuple(isic.members(s) for s in sectors),
        sales=sales,
        used=used,
        final=parts["final"],
        stocks=parts["signed"],
        value_added=(C @ extra["added"]).reshape(N, J),
        taxes=(C @ extra["taxes"]).reshape(N, J),
        output=out,
        grade=OBSERVED,
        source="oecd-icio",
        notes=tuple(notes),
    )
    loose = 0.02 if gap else ALL
    check(t, reference, RELATIVE if not gap else 0.1, ABSOLUTE, loose)
    return to_world(t, reference)


def _label(text: str, title: str) -> tuple[str, str]:
    economy, _, sector = text.partition("_")
    if not re.fullmatch(r"[A-Z][A-Z0-9]{2}", economy) or not sector:
        raise DataError(title, [Problem(text or "empty label", "is not a row of the table.", "CCC_SECTOR")])
    return economy, sector


def _columns(header: list[str], title: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Labels of intermediate users, then (economy, final / signed / gap) for each column of final demand."""
    labels: list[tuple[str, str]] = []
    kinds: list[tuple[str, str]] = []
    last = len(header) - 1
    for n, text in enumerate(header):
        if n == last and text in TOTAL:
            break
        first, _, rest = text.partition("_")
        economy, what = (rest, first) if first in (*FINAL, *SIGNED, *GAP) else (first, rest)
        if what in FINAL:
            kinds.append((economy, "final"))
        elif what in SIGNED:
            kinds.append((economy, "signed"))
        elif what in GAP or text in GAP:
            kinds.append((economy, "gap"))
        elif kinds:
            raise DataError(
                title, [Problem(f"column {n + 2}", f'"{text}" is not final demand.', "CCC_HFCE and others")]
            )
        else:
            labels.append(_label(text, title))
    problems = []
    if len(set(labels)) != len(labels):
        twice = sorted({f"{c}_{s}" for c, s in labels if labels.count((c, s)) > 1})
        problems.append(Problem("header", f"labels twice: {', '.join(twice[:6])}."))
    if not labels or not kinds:
        problems.append(
            Problem("header", "holds no sectors or no final demand.", "CCC_SECTOR, then CCC_HFCE")
        )
    users, sellers = ({ALIASES.get(c, c) for c, _ in pairs} for pairs in (kinds, labels))
    gaps = {ALIASES.get(c, c) for c, what in kinds if what == "gap"}
    strange = (users ^ sellers) - gaps
    if labels and kinds and strange:
        names = ", ".join(sorted(strange)[:8])
        problems.append(Problem("header", f"economies with sectors or final demand alone: {names}."))
    if problems:
        raise DataError(title, problems)
    return labels, kinds


def _order(labels: list[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    economies = tuple(dict.fromkeys(ALIASES.get(c, c) for c, _ in labels))
    return economies, tuple(dict.fromkeys(s for _, s in labels))


def _totals(
    rows: np.ndarray, out: np.ndarray, economies: tuple[str, ...], sectors: tuple[str, ...], title: str
) -> None:
    off = np.argwhere(np.abs(rows - out) > ABSOLUTE + RELATIVE * np.abs(out))
    if len(off):
        raise DataError(
            title,
            [
                Problem(
                    f"{economies[n]} {sectors[j]}",
                    f"total of the row {rows[n, j]:,.1f}, of the column {out[n, j]:,.1f}.",
                )
                for n, j in off[:20]
            ],
        )
