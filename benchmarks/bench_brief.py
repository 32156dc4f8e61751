"""What a brief costs after the solving: each picture, the blocks, each form; median milliseconds of the processor.

    python benchmarks/bench_brief.py [runs]

Reads the packaged example and solves it once; then draws every picture of the page by itself, lays the blocks out,
and writes each form. The first round, which reads outlines, routes and sentences, is printed apart.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

from kaskazi.agenda import draft_agenda
from kaskazi.documents import example_path, read
from kaskazi.pipeline import run
from kaskazi.report import Brief
from kaskazi.report.layout import pictures
from kaskazi.report.writers import writers
from kaskazi.world import World


def jobs(b: Brief) -> dict[str, Callable[[], object]]:
    """Every picture of the page (both widths), then the whole in its steps."""
    page, document = b.page, b.document()
    found: dict[str, Callable[[], object]] = {}
    for s in page.stakes:
        if s.worked:
            found[f"options: {s.item.id}"] = lambda s=s: pictures.options(s)  # type: ignore[misc]
            found[f"clock: {s.item.id}"] = lambda s=s: pictures.clock(page, s)  # type: ignore[misc]
            found[f"route: {s.item.id}"] = lambda s=s: pictures.route(page, s)  # type: ignore[misc]
            found[f"where it falls: {s.item.id}"] = lambda s=s: [pictures.falls(x, s) for x in s.lines]  # type: ignore[misc]
            found[f"published: {s.item.id}"] = lambda s=s: pictures.published(s)  # type: ignore[misc]
            found[f"map: {s.item.id}"] = lambda s=s: pictures.world(page, s)  # type: ignore[misc]
    found["the facts"] = lambda: b.page
    found["the blocks, pictures included"] = b.document
    found |= {f"writer {w.suffix}": lambda w=w: w.write(document) for w in writers().values()}  # type: ignore[misc]
    found["the whole page, HTML"] = b.html
    return found


def timed(job: Callable[[], object]) -> float:
    """Milliseconds of processor time: what else the machine does counts little."""
    start = time.process_time()
    job()
    return 1000 * (time.process_time() - start)


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    world = World.load()
    dossier = read(example_path(), dated=date(2026, 2, 6))
    table = draft_agenda(dossier, as_of=date(2026, 11, 24), home="KEN")
    results = [(i.id, o.key, run(o.scenario, world)) for i in table for o in i.options]
    b = Brief(dossier, table, results)
    first = timed(b.html)
    print(f"{len(results)} results; first page {first:.0f} ms; then the median of {runs}")
    for name, job in jobs(b).items():
        print(f"  {name:44s} {statistics.median(timed(job) for _ in range(runs)):8.1f} ms")


if __name__ == "__main__":
    main()
