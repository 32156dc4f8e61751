"""The model's aims, met or missed, beside an earlier commit's model: ratios from one run, the two in turn.

    python benchmarks/bench_aims.py [repeats] [commit]

The earlier model is taken from git into a temporary folder. Times are those of the processor, which the load of the
machine moves less than the clock's; the median of the repeats counts. Everything runs on the packaged world, 29 x 200.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

BEFORE = "e6c6ad6"  # the model before this benchmark
ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ("agoa-lapse", "agoa-lapse-surcharge", "agoa-renewal", "ken-usa-stip", "red-sea-2024")
BASE = ("pi", "tau", "alpha", "beta", "gamma", "theta", "X", "VA", "D")


def write(folder: Path) -> int:
    """The base year and every case, as changes against it; the number of cases of all scenarios."""
    from kaskazi import World
    from kaskazi.shocks import build, cases, load

    world = World.load()
    c = world.calibration()
    np.savez(folder / "base.npz", **{n: getattr(c, n) for n in BASE})
    count = 0
    for name in SCENARIOS:
        scenario = load(name)
        for case in cases(scenario):
            b = build(scenario, world, case)
            kept: dict[str, Any] = {"theta": b.calibration.theta}
            for part, old in (("tariff", c.tau), ("iceberg", np.ones_like(c.pi))):
                new = getattr(b.wedges, part)
                at = np.flatnonzero(new != old)
                kept |= {f"{part}_at": at, f"{part}_to": new.ravel()[at]}
            kept |= {n: getattr(b.wedges, n) for n in ("productivity", "labour", "transfer")}
            np.savez(folder / f"case-{count:03d}.npz", scenario=name, **kept)
            count += 1
    return count


def worker(folder: Path) -> None:
    """Answers jobs by name on standard input with processor seconds, by the model on the path."""
    from kaskazi import model
    from kaskazi.model import Calibration, Wedges, solve

    with np.load(folder / "base.npz") as base:
        c = Calibration(**{n: base[n] for n in BASE})
    neutral = Wedges.neutral(c)

    def wedges(d: Any) -> Any:
        parts = {}
        for part in ("tariff", "iceberg"):
            full = getattr(neutral, part).copy()
            full.ravel()[d[f"{part}_at"]] = d[f"{part}_to"]
            parts[part] = full
        return replace(neutral, **parts, **{n: d[n] for n in ("productivity", "labour", "transfer")})

    built: dict[str, list[Any]] = {}
    for path in sorted(folder.glob("case-*.npz")):
        with np.load(path) as d:
            built.setdefault(str(d["scenario"]), []).append((d["theta"], wedges(d)))
    J, N = c.shape
    n = int(np.argmax(c.X.sum(axis=1)))
    tariff = c.tau.copy()
    tariff[:, n] += 0.25 * (np.arange(N) != n)
    productivity = np.ones((N, J))
    productivity[10] = 0.8
    shocks = {
        "duties of the largest importer": replace(neutral, tariff=tariff),
        "productivity of one economy": replace(neutral, productivity=productivity),
        "trade costs everywhere": built["red-sea-2024"][0][1],
    }
    fast = getattr(model, "solve_cases", None)

    def cases(name: str) -> object:
        todo = [
            pair for s, pairs in built.items() if (s == "red-sea-2024") == (name != "cases") for pair in pairs
        ]
        if fast is None:
            return [solve(replace(c, theta=t), w) for t, w in todo]
        return fast([c.with_theta(t) for t, _ in todo], [w for _, w in todo])

    if fast is not None:
        from kaskazi.model.follow import follow

        at = follow(c, shocks["duties of the largest importer"])
        rates = iter(np.tile([0.3, 0.2, 0.1, 0.0], 10_000))
    for line in sys.stdin:
        name = line.strip()
        start = time.process_time()
        if name in shocks:
            solve(c, shocks[name])
        elif name.startswith("cases"):
            cases(name)
        elif name == "slider":
            at = at.duty(5, n, 0, float(next(rates)))
        elif name == "certificate":
            from kaskazi.model import certificate, solver

            k = at.kernel
            r = solver._result(k, at.equilibrium.state)[0]
            start = time.process_time()
            certificate.residuals(c, k.w, k.deficit, r)
        print(time.process_time() - start, flush=True)


def asker(folder: Path, source: Path) -> Callable[[str], float]:
    """A process with one of the models; asked for a job, it says how long it took."""
    env = dict(os.environ, PYTHONPATH=str(source), OPENBLAS_NUM_THREADS="1")
    p = subprocess.Popen(
        [sys.executable, __file__, "worker", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip

    def ask(job: str) -> float:
        assert p.stdin
        assert p.stdout
        p.stdin.write(f"{job}\n")
        p.stdin.flush()
        return float(p.stdout.readline())

    return ask


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    commit = sys.argv[2] if len(sys.argv) > 2 else BEFORE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = write(folder)
        archive = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", name], input=archive.stdout, check=True)
        old, new = asker(folder, folder / "src"), asker(folder, ROOT / "src")

        def beside(job: str, aim: float, times: int) -> float:
            old(job), new(job)
            seen = [(old(job), new(job)) for _ in range(times)]
            a, b = (statistics.median(s) for s in zip(*seen, strict=True))
            print(
                f"{job:34}{1e3 * a:9.0f}{1e3 * b:9.0f}{b / a:8.2f}{aim:8.2f}  {'met' if b / a <= aim else 'missed'}"
            )
            return b

        def alone(job: str, aim: float) -> None:
            new(job)
            b = 1e3 * statistics.median(new(job) for _ in range(max(repeats, 5)))
            print(f"{job:34}{'':9}{b:9.1f}{'':8}{aim:8.1f}  {'met' if b <= aim else 'missed'}")

        print(f"{'':34}{'before ms':>9}{'now ms':>9}{'ratio':>8}{'aim':>8}")
        one = beside("duties of the largest importer", 0.45, repeats)
        beside("productivity of one economy", 0.45, repeats)
        beside("trade costs everywhere", 0.45, repeats)
        print(f"{count} cases of {', '.join(SCENARIOS)}; those of the last are 'cases at sea':")
        beside("cases", 0.40, max(2, repeats // 2))
        beside("cases at sea", 0.40, max(2, repeats // 2))
        alone("slider", 60.0)
        alone("certificate", 1e3 * one / 10)


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        worker(Path(sys.argv[2]))
    else:
        main()
