"""The network, side by side in one run: the chokepoint skim, all ad valorem equivalents, and what they replace.

    python benchmarks/bench_network.py [FOLDER]

With FOLDER (it holds the source archive of the searoute package, 1.6.0, see databuild.network) SciPy's Dijkstra
on the whole sea network from all ports is timed beside the skim, and the two are compared on random closures: the
skim built anew in double precision, and the shipped one (single). Where the searoute package can be imported, its
time per query is measured on 20 pairs and multiplied by the pairs; the row says so.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from kaskazi.network import Disruption, Network, cost_change, packaged
from kaskazi.network import route_choice as choice
from kaskazi.network import sea_leg as sea
from kaskazi.network.cargo import goods
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.skim import Skim, distances
from kaskazi.network.sphere import nautical_miles
from kaskazi.world import World


def median_ms(f: Callable[[], object], runs: int = 15) -> float:
    f()
    seen = []
    for _ in range(runs):
        start = time.perf_counter()
        f()
        seen.append(time.perf_counter() - start)
    return 1e3 * statistics.median(seen)


class Whole:
    """Dijkstra from every port on the whole network, chokepoint edges at their length plus a penalty."""

    def __init__(self, folder: Path) -> None:
        from databuild.network import crosses, edges, read, skim

        nodes, arcs = edges(read(folder)[1])
        net = Network.load()
        self.ports = list(net.skim.ports)
        points = [net.ports[p].at for p in self.ports]
        self.snap = [min(range(len(nodes)), key=lambda n: nautical_miles(p, nodes[n])) for p in points]
        self.lead = np.array([nautical_miles(p, nodes[n]) for p, n in zip(points, self.snap, strict=True)])
        self.n = len(nodes)
        self.arcs = [
            (
                i,
                j,
                d,
                next((k for k, g in enumerate(CHOKEPOINTS.values()) if crosses(nodes[i], nodes[j], g)), -1),
            )
            for i, j, d in arcs
        ]
        self.double = Skim(tuple(self.ports), CHOKEPOINTS, *skim(nodes, arcs, points))

    def graph(self, penalty: dict[str, float]) -> object:
        from scipy.sparse import csr_matrix

        extra = [penalty.get(g, 0.0) for g in CHOKEPOINTS]
        best: dict[tuple[int, int], float] = {}
        for i, j, d, g in self.arcs:
            cost = d if g < 0 else d + extra[g]
            if np.isfinite(cost):
                for key in ((i, j), (j, i)):
                    best[key] = min(cost, best.get(key, np.inf))
        rows, cols = zip(*best, strict=True)
        return csr_matrix((list(best.values()), (rows, cols)), shape=(self.n, self.n))

    def solve(self, graph: object) -> np.ndarray:
        from scipy.sparse.csgraph import dijkstra

        D = dijkstra(graph, indices=self.snap)[:, self.snap]
        D = D + self.lead[:, None] + self.lead[None, :]
        np.fill_diagonal(D, 0.0)
        return D


def anew(net: Network, red: Sequence[Disruption], world: World, kinds: list[str], trade: np.ndarray) -> None:
    """All ad valorem equivalents with nothing remembered of the chokepoints; the usual distances are."""
    for kept in (sea._known, choice._without):
        kept.cache_clear()
    cost_change(net, red, world.economies, kinds, trade=trade)


def furthest(whole: Whole, s: Skim, closures: int = 12) -> float:
    """The largest difference (nm) between a skim and Dijkstra on random closures and penalties."""
    rng, worst = np.random.default_rng(6), 0.0
    for _ in range(closures):
        some = rng.choice(CHOKEPOINTS, size=rng.integers(1, 6), replace=False)
        penalty = {str(g): (np.inf if rng.random() < 0.6 else float(rng.uniform(0, 5000))) for g in some}
        ours, theirs = distances(s, penalty), whole.solve(whole.graph(penalty))
        if not np.array_equal(np.isfinite(ours), np.isfinite(theirs)):
            return float("inf")
        both = np.isfinite(theirs)
        worst = max(worst, float(np.abs(ours[both] - theirs[both]).max()))
    return worst


def searoute_ms(net: Network) -> float | None:
    """Median time of a query with the searoute package, or None where it is not installed."""
    try:
        import searoute
    except ImportError:
        return None
    rng = np.random.default_rng(6)
    points = [list(p.at) for p in net.ports.values()]
    searoute.searoute(points[0], points[1], units="naut")
    seen = []
    for _ in range(20):
        a, b = rng.choice(len(points), 2, replace=False)
        start = time.perf_counter()
        searoute.searoute(points[a], points[b], units="naut")
        seen.append(time.perf_counter() - start)
    return 1e3 * statistics.mean(seen)


def main() -> None:
    net, world = Network.load(), World.load()
    trade, shut, n = world.goods(), {"bab-el-mandeb": np.inf}, len(net.skim.ports)
    red, kinds = packaged()["red-sea-2024"], [s for s in world.sectors if s in goods()]
    size = f"{len(world.economies)} x {len(world.economies)}"
    few = net.skim
    most = list(dict.fromkeys(g.port for g in sorted(net.gateways, key=lambda g: -g.weight)))[:181]
    at = [few.ports.index(p) for p in most]
    cut = Skim(tuple(most), few.chokepoints, few.PP[np.ix_(at, at)], few.PG[at], few.GG, few.arcs)
    rows = [
        (f"skim, {n} ports, one scenario", median_ms(lambda: distances(net.skim, shut))),
        ("skim, 181 ports, one scenario", median_ms(lambda: distances(cut, shut))),
        (
            f"ad valorem equivalents, {size}, one sector",
            median_ms(lambda: cost_change(net, red, world.economies, trade=trade)),
        ),
    ]
    some = Network(tuple(g for g in net.gateways if g.port in cut.ports), cut, net.ports)
    for label, of in ((f"{n} ports", net), (f"{len(cut.ports)} ports", some)):
        rows += [
            (
                f"all {len(kinds)} sectors of goods, {label}, chokepoints asked about before",
                median_ms(lambda of=of: cost_change(of, red, world.economies, kinds, trade=trade)),
            ),
            (
                f"all {len(kinds)} sectors of goods, {label}, chokepoints new to the process",
                median_ms(lambda of=of: anew(of, red, world, kinds, trade), 7),
            ),
        ]
    said = []
    if len(sys.argv) > 1:
        whole = Whole(Path(sys.argv[1]))
        graph = whole.graph(shut)
        rows.append(
            (f"SciPy Dijkstra on the whole network, {n} ports", median_ms(lambda: whole.solve(graph), 3))
        )
        said.append(
            f"skim in double precision against Dijkstra, 12 random closures: {furthest(whole, whole.double):.1e} nm"
        )
        said.append(f"shipped skim (single precision), the same: {furthest(whole, net.skim):.1e} nm")
    query = searoute_ms(net)
    if query is not None:
        pairs = n * (n - 1) // 2
        rows.append((f"searoute, {pairs:,} pairs at {query:.1f} ms, worked out from 20", query * pairs))
    floor = rows[0][1]
    print(f"{'':66} {'median ms':>12} {'x skim':>9}")
    for name, ms in rows:
        print(f"{name:66} {ms:12,.2f} {ms / floor:9,.1f}")
    print("\n".join(said))


if __name__ == "__main__":
    main()
