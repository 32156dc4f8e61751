"""A year of BACI in its own format, 11 million rows, into the default's economies and sectors; beside pandas.

    python benchmarks/bench_world.py [rows]

The file is made up (random codes and values in the publisher's layout); only its size is real. Each way runs in
a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

OURS = """
import json, resource, sys, time
from pathlib import Path
from kaskazi.world.importers import read_baci
start = time.perf_counter()
t = read_baci(Path(sys.argv[1]))
print(json.dumps({"s": time.perf_counter() - start, "total": t.total, "cells": int((t.flows > 0).sum()),
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
PANDAS = """
import json, resource, sys, time
import pandas as pd
from kaskazi.codes.economies import by_un_code
from kaskazi.codes.hs import sector_of_hs
start = time.perf_counter()
d = pd.read_csv(sys.argv[1], dtype={"t": int, "i": int, "j": int, "k": str, "v": float, "q": str})
names = by_un_code()
d["s"] = d["k"].map({k: sector_of_hs(k) for k in d["k"].unique()})
d["x"], d["m"] = d["i"].map(names), d["j"].map(names)
g = d[d["x"] != d["m"]].groupby(["x", "m", "s"])["v"].sum() / 1e3
print(json.dumps({"s": time.perf_counter() - start, "total": float(g.sum()), "cells": len(g),
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def make(path: Path, rows: int) -> None:
    """A file in BACI's layout with random known codes."""
    from kaskazi.codes.economies import of_the_world

    rng = np.random.default_rng(1)
    codes = np.array([e.un for e in of_the_world().values() if 0 < e.un < 900])
    chapters = np.array([c for c in range(1, 98) if c != 77])
    n = len(codes)
    keys = np.unique(rng.integers(0, n * n * len(chapters) * 10_000, int(rows * 1.01) + 100))
    keys = np.sort(rng.permutation(keys)[:rows])
    with path.open("w", encoding="ascii") as f:
        f.write("t,i,j,k,v,q\n")
        for some in np.array_split(keys, max(1, rows // 500_000)):
            pair, tail = np.divmod(some, len(chapters) * 10_000)
            i, j = codes[pair // n], codes[pair % n]
            k = chapters[tail // 10_000] * 10_000 + tail % 10_000
            v = rng.lognormal(3, 2.5, len(some))
            f.write(
                "".join(
                    f"2023,{a},{b},{c:06d},{x:.3f},{x / 2:.3f}\n"
                    for a, b, c, x in zip(i.tolist(), j.tolist(), k.tolist(), v.tolist(), strict=True)
                )
            )


def run(code: str, path: Path) -> dict[str, float] | None:
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    if done.returncode and "No module named 'pandas'" not in done.stderr:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout) if done.returncode == 0 else None


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 11_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "BACI_HS22_Y2023_V202501.csv"
        make(path, rows)
        start = time.perf_counter()
        size = 0
        with path.open("rb") as f:
            while piece := f.read(1 << 22):
                size += len(piece)
        floor = time.perf_counter() - start
        print(f"{rows:,} rows, {size / 1e6:,.0f} MB; reading the bytes alone {floor:.2f} s")
        print(f"{'':24}{'seconds':>9}{'peak MB':>9}{'x floor':>9}")
        found = {name: run(code, path) for name, code in (("kaskazi (DuckDB)", OURS), ("pandas", PANDAS))}
        for name, r in found.items():
            if r is None:
                print(f"{name:24}not installed")
            else:
                print(f"{name:24}{r['s']:9.2f}{r['mb']:9,.0f}{r['s'] / floor:9.1f}   {r['cells']:,} cells")
        totals = [r["total"] for r in found.values() if r]
        if max(totals) > min(totals) * (1 + 1e-9):
            raise SystemExit(f"the two ways disagree: {totals}")


if __name__ == "__main__":
    main()
