"""What a brief costs after the solving: each form, beside the floor of its drawings alone, in one run.

    python benchmarks/bench_brief.py [runs]

Reads the packaged example and solves it once; then prints the median wall time of each step and its ratio
to the floor, which is the renderer (vl-convert) turning the same specifications into SVG with nothing else.
The peer is the same renderer making PNG of them, as a chart library that embeds pictures would.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import vl_convert

from kaskazi.agenda import draft_agenda
from kaskazi.documents import example_path, read
from kaskazi.pipeline import run
from kaskazi.report import Brief, atlas, charts, draw
from kaskazi.report.pictures import panels
from kaskazi.world import World


def specs(b: Brief) -> list[str]:
    """Every specification that the page draws."""
    found = []
    for s in b.page.stakes:
        for group in (panels(s), charts.published(s.comparisons)):
            if group:
                found += [charts.intervals(group), charts.intervals(group, narrow=True)]
        for w in s.worked[:1]:
            values = {e.iso3: e.real_income.central for e in w.outcome.economies}
            found.append(atlas.world_map(values, atlas.edges(list(values.values())), "KEN"))
    return [json.dumps({k: v for k, v in x.items() if k != "usermeta"}) for x in found]


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    world = World.load()
    table = draft_agenda(read(example_path(), dated=date(2026, 2, 6)), as_of=date(2026, 11, 24), home="KEN")
    results = [(i.id, o.key, run(o.scenario, world)) for i in table for o in i.options]
    b = Brief(read(example_path(), dated=date(2026, 2, 6)), table, results)
    wanted = specs(b)

    def fresh() -> str:
        draw._svg.cache_clear()
        return b.html()

    jobs: dict[str, Callable[[], object]] = {
        "floor: the drawings alone, as SVG": lambda: [vl_convert.vegalite_to_svg(s) for s in wanted],
        "peer: the drawings alone, as PNG": lambda: [vl_convert.vegalite_to_png(s) for s in wanted],
        "the page laid out, no form": lambda: b.page,
        "HTML, drawings made": fresh,
        "HTML, drawings kept": b.html,
        "Markdown": b.markdown,
        "JSON": b.json,
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for k in range(runs + 1):  # the first round starts the renderer and is not counted
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if k:
                times[name].append(time.perf_counter() - start)
    floor = statistics.median(times["floor: the drawings alone, as SVG"])
    print(f"{len(wanted)} drawings, {len(results)} results; median of {runs}")
    for name, t in times.items():
        m = statistics.median(t)
        print(f"  {name:36s} {1000 * m:8.1f} ms  {m / floor:6.2f} x floor")


if __name__ == "__main__":
    main()
