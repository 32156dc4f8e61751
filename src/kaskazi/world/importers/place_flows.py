"""A table of flows by economy and label to economies and sectors, in the database: checked, then summed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.labels import economy


def faults(con: Any, title: str, kind: str = "") -> None:
    """Table cell (x, m, k, v, n, bad, least) has rows, each once, with values from 0 up. Raises DataError."""
    if not engine.rows(con, "select count(*) from cell", title)[0][0]:
        raise DataError(title, [Problem("", "has no rows.")])
    query = """select coalesce(x, ''), coalesce(m, ''), coalesce(k, ''), bad, least, n from cell
        where bad > 0 or least < 0 or n > 1 or x is null or m is null order by 1, 2, 3 limit 20"""
    problems = []
    for x, m, k, bad, least, n in engine.rows(con, query, title):
        at = f"{x} to {m}" + (f", {kind} {k}".replace("  ", " ") if k else "")
        if bad:
            problems.append(Problem(at, "holds a value that is not a number."))
        elif least is not None and least < 0:
            problems.append(Problem(at, f"{least} is negative."))
        elif n > 1:
            problems.append(Problem(at, f"is there {n} times."))
        else:
            problems.append(Problem(at, "has no exporter or no importer."))
    if problems:
        raise DataError(title, problems)


def placed(
    con: Any,
    place: Mapping[str, Mapping[str, float]],
    order: tuple[str, ...],
    scale: float,
    title: str,
    kind: str,
    extra: str = "",
) -> tuple[dict[str, Any], dict[str, float]]:
    """Table cell (x, m, k, v) as arrays x, m (ISO3), s (index in order), v (summed, times scale), and what has no
    place, by code. place: label to sectors with shares. extra: more sums of columns of cell, of v and p.w."""
    found = engine.rows(con, "select distinct x from cell union select distinct m from cell", title)
    codes = [str(r[0]) for r in found]
    parts = [(k, order.index(s), w) for k, p in place.items() for s, w in p.items()] or [("", 0, 0.0)]
    k, s, w = zip(*parts, strict=True)
    engine.put(con, "place", {"k": np.array(k), "s": np.array(s), "w": np.array(w, dtype=np.float64)}, title)
    engine.put(con, "code", {"c": np.array(codes), "e": np.array([economy(c) for c in codes])}, title)
    cells = engine.arrays(
        con,
        f"""select a.e x, b.e m, coalesce(p.s, -1) s, sum(v * coalesce(p.w, 1)) v {extra},
              min(cell.x) x0, min(cell.m) m0, min(cell.k) k0
            from cell join code a on a.c = cell.x join code b on b.c = cell.m
            left join place p on p.k = coalesce(cell.k, '')
            group by a.e, b.e, p.s, case when a.e = '' then cell.x end, case when b.e = '' then cell.m end,
              case when p.s is null then cell.k end order by a.e, b.e, p.s, x0, m0, k0""",
        title,
    )
    cells["v"] = np.ma.filled(np.ma.asarray(cells["v"]).astype(float), 0.0) * scale
    known = (cells["x"] != "") & (cells["m"] != "") & (cells["s"] >= 0)
    dropped: dict[str, float] = {}
    for n in np.flatnonzero(~known):
        lost = cells["x0"][n] if not cells["x"][n] else cells["m0"][n] if not cells["m"][n] else ""
        lost = str(lost or f"{kind} {cells['k0'][n]}")
        dropped[lost] = dropped.get(lost, 0.0) + float(cells["v"][n])
    return {key: value[known] for key, value in cells.items()}, dropped
