"""Harmonized System codes of any vintage to the default's sectors, with weights that are shown.

Prefix rules of `data/hs_sectors.csv` (HS 2022) hold in every vintage, but for codes that a later revision
dissolved into other sectors: those stand in `data/hs_vintages.csv` with their shares of value (source
growth-lab-hs).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.hs import hs_table
from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.importers import duckdb_reader as engine

VINTAGES = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")
LATEST = VINTAGES[-1]


def vintage(name: str, title: str) -> str:
    """The vintage as written here. H0..H6, 1992, HS2007 and HS07 are understood. Raises DataError."""
    text = name.replace(" ", "").upper()
    plain = text if text.startswith("HS") else f"HS{text}"
    if text in {f"H{k}" for k in range(7)}:
        plain = VINTAGES[int(text[1])]
    if len(plain) == 6 and plain[2:4] in ("19", "20"):
        plain = "HS" + plain[4:]
    if plain not in VINTAGES:
        near = nearest(plain, VINTAGES)
        raise DataError(title, [Problem("vintage", f'"{name}" is none.', ", ".join(VINTAGES), near)])
    return plain


@cache
def exceptions(of: str) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Codes of a vintage that the prefix rules misplace: (sector, share of value), summing to 1."""
    text = files("kaskazi.world").joinpath("data", "hs_vintages.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, float]]] = {}
    for r in csv.DictReader(text.splitlines()):
        if of in r["vintages"].split():
            found.setdefault(r["hs"], []).append((r["sector"], float(r["share"])))
    total = {c: sum(v for _, v in parts) for c, parts in found.items()}
    return MappingProxyType({c: tuple((s, v / total[c]) for s, v in p) for c, p in found.items()})


def read_concordance(
    path: Path, key: str, valid: Mapping[str, Any] | None = None
) -> Mapping[str, dict[str, float]]:
    """A user's table: `key`, sector, share (1 without). Shares of each key must sum to 1; sectors the default's.

    Raises DataError naming every faulty line.
    """
    engine.present(path)
    problems: list[Problem] = []
    found: dict[str, dict[str, float]] = {}
    known = valid or sectors()
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            engine.need(reader.fieldnames or [], (key, "sector"), path.name)
            for k, r in enumerate(reader, 2):
                label, sector = (r[key] or "").strip(), (r["sector"] or "").strip()
                try:
                    share = float(r.get("share") or 1.0)
                except ValueError:
                    share = -1.0
                if sector not in known:
                    what = f'"{sector}" is not a sector.'
                    problems.append(Problem(f"line {k}", what, nearest=nearest(sector, known)))
                elif not 0 < share <= 1:
                    problems.append(
                        Problem(f"line {k}", f"share {r.get('share')!r} is not above 0, up to 1.")
                    )
                elif sector in found.setdefault(label, {}):
                    problems.append(Problem(f"line {k}", f'"{label}" to {sector} is there twice.'))
                else:
                    found[label][sector] = share
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path.name, [Problem("", f"cannot be read: {error}.")]) from error
    problems += [
        Problem(label, f"shares sum to {sum(parts.values()):g}.", "1")
        for label, parts in found.items()
        if parts and abs(sum(parts.values()) - 1) > 1e-6
    ]
    if not found and not problems:
        problems.append(Problem("", "has no rows."))
    if problems:
        raise DataError(path.name, problems[:30])
    return found


def place_codes(
    con: Any, of: str, title: str, own: Mapping[str, dict[str, float]] | None = None
) -> tuple[str, ...]:
    """Table `hs` (k INTEGER, s TINYINT, w DOUBLE, unsure BOOLEAN): every code 010000..979999 to sectors.

    `own`: the user's concordance by prefix of 2, 4 or 6 digits, which goes before the built-in rules.
    Returns the sectors that s counts. Codes of no sector are not in the table.
    """
    order = tuple(
        s for s in sectors() if s in set(hs_table().values()) | {x for p in (own or {}).values() for x in p}
    )
    at = {s: n for n, s in enumerate(order)}
    first = np.full(1_000_000, -1, dtype=np.int8)
    parts: dict[int, tuple[tuple[str, float], ...]] = {}
    rules: dict[str, tuple[tuple[str, float], ...]] = {p: ((s, 1.0),) for p, s in hs_table().items()}
    rules.update(exceptions(of))
    ranked = sorted(rules.items(), key=lambda p: len(p[0]))
    ranked += sorted(((p, tuple(q.items())) for p, q in (own or {}).items()), key=lambda p: len(p[0]))
    for prefix, shares in ranked:
        if not (prefix.isdigit() and len(prefix) in (2, 4, 6)):
            raise DataError(title, [Problem(prefix, "is not an HS code.", "2, 4 or 6 digits")])
        size = 10 ** (6 - len(prefix))
        span = range(int(prefix) * size, (int(prefix) + 1) * size)
        first[span.start : span.stop] = at[shares[0][0]]
        if len(shares) > 1:
            parts.update(dict.fromkeys(span, shares))
        elif parts:
            for k in [k for k in parts if k in span]:
                del parts[k]
    whole = np.flatnonzero(first >= 0)
    whole = whole[~np.isin(whole, np.array(list(parts), dtype=np.int64))]
    split = [(k, at[s], v) for k, shares in parts.items() for s, v in shares]
    cells: dict[str, NDArray[Any]] = {
        "k": np.concatenate([whole, [k for k, _, _ in split]]).astype(np.int32),
        "s": np.concatenate([first[whole], [s for _, s, _ in split]]).astype(np.int8),
        "w": np.concatenate([np.ones(len(whole)), [v for _, _, v in split]]).astype(np.float64),
        "unsure": np.arange(len(whole) + len(split)) >= len(whole),
    }
    engine.put(con, "hs", cells, title)
    return order
