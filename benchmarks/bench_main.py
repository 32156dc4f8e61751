"""Start-up and the main job as whole processes, side by side in one run.

    python benchmarks/bench_main.py [runs]

Prints the median wall time of each command and its ratio to the floor, a Python that starts and stops.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def wall(command: list[str], cwd: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    python = sys.executable
    jobs = {
        "floor: python -c pass": [python, "-c", "pass"],
        "import kaskazi": [python, "-c", "import kaskazi"],
        "import kaskazi; World.load()": [python, "-c", "import kaskazi; kaskazi.World.load()"],
        "kaskazi --help": [python, "-m", "kaskazi", "--help"],
        "kaskazi read (packaged example)": [
            python, "-c",
            "from kaskazi.documents import example_path, read; read(example_path())",
        ],
        "kaskazi brief (packaged example)": [python, "-m", "kaskazi", "brief", "--out", "brief.html"],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for _ in range(runs + 1):  # the first round warms the file cache and is not counted
            for name, command in jobs.items():
                times[name].append(wall(command, folder))
        size = (Path(folder) / "brief.html").stat().st_size
    floor = statistics.median(times["floor: python -c pass"][1:])
    print(f"{'command':34} {'median s':>9} {'min':>7} {'max':>7} {'x floor':>8}")
    for name, seen in times.items():
        kept = seen[1:]
        m = statistics.median(kept)
        print(f"{name:34} {m:9.3f} {min(kept):7.3f} {max(kept):7.3f} {m / floor:8.1f}")
    print(f"brief.html: {size / 1e3:,.0f} kB; {runs} counted runs each, in turn")


if __name__ == "__main__":
    main()
