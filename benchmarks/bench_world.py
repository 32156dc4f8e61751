"""A year of BACI in its own format, 11 million rows, into the default's economies; beside pandas if it is there.

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
from kaskazi.world import World
from kaskazi.world.adapters import read_baci
start = time.perf_counter()
t = read_baci(Path(sys.argv[1]))
print(json.dumps({"s": time.perf_counter() - start, "total": t.total, "pairs": len(t.flows),
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
PANDAS = """
import json, resource, sys, time
import pandas as pd
start = time.perf_counter()
d = pd.read_csv(sys.argv[1], dtype={"t": int, "i": int, "j": int, "k": str, "v": float, "q": str})
g = d.groupby(["i", "j"])["v"].sum() / 1e3
print(json.dumps({"s": time.perf_counter() - start, "total": float(g.sum()), "pairs": len(g),
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def make(path: Path, rows: int) -> None:
    """A file in BACI's layout with random known codes."""
    from kaskazi.world.economies import economies

    rng = np.random.default_rng(1)
    codes = np.array([e.un for e in economies().values() if 0 < e.un < 900])
    with path.open("w", encoding="ascii") as f:
        f.write("t,i,j,k,v,q\n")
        left = rows
        while left > 0:
            n = min(left, 500_000)
            i, j = rng.choice(codes, n), rng.choice(codes, n)
            k, v = rng.integers(10_100, 970_600, n), rng.lognormal(3, 2.5, n)
            f.write(
                "".join(
                    f"2023,{a},{b},{c:06d},{x:.3f},{x / 2:.3f}\n"
                    for a, b, c, x in zip(i.tolist(), j.tolist(), k.tolist(), v.tolist(), strict=True)
                )
            )
            left -= n


def run(code: str, path: Path) -> dict[str, float] | None:
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
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
        for name, code in (("kaskazi (DuckDB)", OURS), ("pandas", PANDAS)):
            r = run(code, path)
            if r is None:
                print(f"{name:24}not installed")
            else:
                print(f"{name:24}{r['s']:9.2f}{r['mb']:9,.0f}{r['s'] / floor:9.1f}   {r['pairs']:,} pairs")


if __name__ == "__main__":
    main()
