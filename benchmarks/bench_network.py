"""The network, side by side in one run: the gate skim, all ad valorem equivalents, and the whole-graph way.

    python benchmarks/bench_network.py [FOLDER]

With FOLDER (the unpacked sources of the searoute package, 1.6.0) Dijkstra on the whole sea network from all
ports is timed beside the skim; it is what the skim replaces.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kaskazi.network import Network, cost_change, packaged
from kaskazi.network.skim import distances
from kaskazi.world import World


def median_ms(f: Callable[[], object], runs: int = 9) -> float:
    f()
    seen = []
    for _ in range(runs):
        start = time.perf_counter()
        f()
        seen.append(time.perf_counter() - start)
    return 1e3 * statistics.median(seen)


def whole_graph(folder: Path) -> Callable[[], object]:
    """Dijkstra from every port on the whole network, gates included."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    from kaskazi.network.build import edges, great_circle

    lines = json.loads(next(folder.rglob("marnet_searoute.geojson")).read_text(encoding="utf-8"))["features"]
    nodes, arcs = edges(lines)
    both = {**{(j, i): d for i, j, d in arcs}, **{(i, j): d for i, j, d in arcs}}
    rows, cols = zip(*both, strict=True)
    graph = csr_matrix((list(both.values()), (rows, cols)), shape=(len(nodes), len(nodes)))
    places = Network.load().places
    snap = [
        min(range(len(nodes)), key=lambda n: great_circle((x, y), nodes[n])) for x, y, _ in places.values()
    ]
    return lambda: dijkstra(graph, indices=snap)


def main() -> None:
    net, world = Network.load(), World.load()
    trade = world.goods()
    shut = {"bab-el-mandeb": np.inf}
    kinds = ["goods"] * 20
    rows = [
        (f"skim, {len(net.skim.ports)} ports, one scenario", median_ms(lambda: distances(net.skim, shut))),
        (
            f"ad valorem equivalents, {len(world.economies)} x {len(world.economies)}, one sector",
            median_ms(lambda: cost_change(net, packaged()["red-sea-2024"], world.economies, trade=trade)),
        ),
        (
            "the same, 20 sectors",
            median_ms(
                lambda: cost_change(net, packaged()["red-sea-2024"], world.economies, kinds, trade=trade)
            ),
        ),
    ]
    if len(sys.argv) > 1:
        rows.append(
            ("Dijkstra on the whole network, all ports", median_ms(whole_graph(Path(sys.argv[1])), 3))
        )
    floor = rows[0][1]
    print(f"{'':58} {'median ms':>10} {'x skim':>8}")
    for name, ms in rows:
        print(f"{name:58} {ms:10.2f} {ms / floor:8.1f}")


if __name__ == "__main__":
    main()
