"""Makes `sea_tracks.npz`, the lines that routes are drawn along: our own turning points (`sea_chart.toml`), joined where
two see each other over open water, and the way from each port out to them.

    python -m databuild.sea_tracks

Land is that of the map's own outlines; nothing here is taken from a network of lanes. The file is the same to the byte
each time it is made.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import kaskazi.network
from kaskazi.network import Network
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.sea_tracks import NO_WAY, PER_DEGREE
from kaskazi.network.sphere import Point, degrees, great_circle, unit
from kaskazi.report.shapes import rings, shapes

Array = NDArray[np.float64]
PATH = Path(kaskazi.network.__file__).with_name("sea_tracks.npz")
CELL = 0.1  # degrees of the land grid
STEP = 0.15  # degrees between two looks along a leg
ICE = (-60.0, 74.0)  # no leg leads beyond these latitudes
LONGEST = 120.0  # degrees of one leg
LOOKS = (4, 9, 20, 50, 150, 500)  # along a leg, as many in turn
LAND = 40.0  # a degree over land counts as so many at sea, for the last leg into a port
FARTHEST_INLAND = 4.0  # degrees of land that a last leg may cross, on outlines as coarse as these
NEAR = 40  # turning points looked at from a port
NEAR_DEGREES = 25.0  # ports so near may be joined by one leg


@dataclass(frozen=True, slots=True)
class Chart:
    """points (K,2) longitude and latitude; legs (i, j, degrees, chokepoint passed or "")."""

    points: Array
    legs: tuple[tuple[int, int, float, str], ...]


@cache
def land() -> NDArray[np.bool_]:
    """Cells of CELL degrees whose centre is on land, row 0 at the south pole, column 0 at 180 west."""
    rows, cols = round(180 / CELL), round(360 / CELL)
    grid = np.zeros((rows, cols), dtype=bool)
    for g in shapes()["topology"]["objects"]["countries"]["geometries"]:
        for polygon in rings(g):
            y = [q[1] for ring in polygon for q in ring]
            first, last = (math.ceil((v + 90) / CELL - 0.5) for v in (min(y), max(y)))
            if last > first:
                _fill(grid, polygon, first, last)
    return grid


def _fill(grid: NDArray[np.bool_], polygon: Sequence[Sequence[Point]], first: int, last: int) -> None:
    """Mark the cells of one polygon in rows first to last, by the sides a row crosses. Rings may pass 180 degrees."""
    a = np.array([p for ring in polygon for p in ring[:-1]])
    b = np.array([p for ring in polygon for p in ring[1:]])
    west = math.floor((a[:, 0].min() + 180) / CELL)
    wide = math.ceil((a[:, 0].max() + 180) / CELL) - west + 2
    ends = np.ceil((np.stack([a[:, 1], b[:, 1]]) + 90) / CELL - 0.5).astype(np.intp)
    low, count = ends.min(axis=0), np.abs(ends[0] - ends[1])
    side = np.repeat(np.arange(len(a)), count)
    r = np.arange(len(side)) - np.repeat(np.cumsum(count) - count, count) + low[side]
    t = ((r + 0.5) * CELL - 90 - a[side, 1]) / (b[side, 1] - a[side, 1])
    x = a[side, 0] + t * (b[side, 0] - a[side, 0])
    c = np.ceil((x + 180) / CELL - 0.5).astype(np.intp) - west
    sides = np.bincount((r - first) * wide + c, minlength=(last - first) * wide).reshape(-1, wide)
    rows, cols = np.nonzero(np.cumsum(sides, axis=1) % 2)
    grid[rows + first, (cols + west) % grid.shape[1]] = True


@cache
def _shore() -> NDArray[np.bool_]:
    """Land with one cell of water around it, and the ice at both ends of the world."""
    grid = land()
    out = grid.copy()
    south, north = (round((lat + 90) / CELL) for lat in ICE)
    out[:south] = True
    out[north:] = True
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            out |= np.roll(np.roll(grid, dy, axis=0), dx, axis=1)
    return out


def on(grid: NDArray[np.bool_], xy: Array) -> NDArray[np.bool_]:
    """Which of the points (..., 2) lie in marked cells."""
    c = ((xy[..., 0] + 180) / CELL).astype(int) % grid.shape[1]
    r = np.clip(((xy[..., 1] + 90) / CELL).astype(int), 0, grid.shape[0] - 1)
    out: NDArray[np.bool_] = grid[r, c]
    return out


def crossed(line: Array) -> tuple[str, ...]:
    """Chokepoints whose segment a line crosses (steps over the date line do not count)."""
    low, high = line.min(axis=0), line.max(axis=0)
    found = []
    for g in CHOKEPOINTS.values():
        a, b = np.array(g.segment[0]), np.array(g.segment[1])
        if (high < np.minimum(a, b)).any() or (low > np.maximum(a, b)).any():
            continue
        p, q = line[:-1], line[1:]
        hits = (_side(p, q, a) * _side(p, q, b) < 0) & (_side(a, b, p) * _side(a, b, q) < 0)
        if (hits & (np.abs(p[:, 0] - q[:, 0]) < 180)).any():
            found.append(g.id)
    return tuple(found)


def _side(o: Array, u: Array, v: Array) -> Array:
    out: Array = (u[..., 0] - o[..., 0]) * (v[..., 1] - o[..., 1]) - (u[..., 1] - o[..., 1]) * (
        v[..., 0] - o[..., 0]
    )
    return out


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("sea_chart.toml").read_text(encoding="utf-8"))


def channels() -> list[tuple[list[Point], str]]:
    """Lines of the channels, and the chokepoint each passes."""
    return [
        ([(float(x), float(y)) for x, y in c["line"]], str(c["chokepoint"])) for c in _table()["channels"]
    ]


@cache
def chart() -> Chart:
    """All legs: the channels, and every pair of points that see each other over open water."""
    points: dict[Point, int] = {}
    for group in _table()["points"].values():
        for x, y in group:
            points.setdefault((float(x), float(y)), len(points))
    lines = channels()
    for line, _ in lines:
        for p in line:
            points.setdefault(p, len(points))
    xy = np.array(list(points))
    far = np.degrees(np.arccos(np.clip(unit(xy) @ unit(xy).T, -1, 1)))
    legs: list[tuple[int, int, float, str]] = []

    def add(i: int, j: int, chokepoint: str) -> None:
        legs.append((i, j, float(far[i, j]), chokepoint))

    joined = set()
    for line, chokepoint in lines:
        # the chokepoint stands on the step that crosses its segment, or on the middle one
        at = next(
            (k for k, (p, q) in enumerate(pairwise(line)) if chokepoint in crossed(np.array([p, q]))),
            len(line) // 2 - 1,
        )
        for k, (p, q) in enumerate(pairwise(line)):
            i, j = points[p], points[q]
            joined.add((min(i, j), max(i, j)))
            add(i, j, chokepoint if k == at else "")
    inside = {points[p] for line, _ in lines for p in line[1:-1]}
    open_sea = np.array([k for k in range(len(xy)) if k not in inside])
    for i, j, chokepoint in _sights(xy, open_sea, joined):
        add(i, j, chokepoint)
    return Chart(xy, tuple(legs))


def _sights(xy: Array, among: NDArray[np.intp], joined: set[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Pairs of points with open water between them, and the wide chokepoint that the leg crosses."""
    i, j = (among[k] for k in np.triu_indices(len(among), 1))
    keep = np.array([(int(a), int(b)) not in joined for a, b in zip(i, j, strict=True)])
    i, j = i[keep], j[keep]
    keep = degrees(xy[i], xy[j]) < LONGEST
    i, j = i[keep], j[keep]
    shore, wide = _shore(), set(_table()["wide"])
    for parts in LOOKS:  # few looks first: most pairs fall out early
        clear = np.ones(len(i), dtype=bool)
        finer = degrees(xy[i], xy[j]) > STEP * parts / 3
        for k in np.array_split(np.flatnonzero(finer), 1 + int(finer.sum()) * parts // 400_000):
            clear[k] = ~on(shore, _between(xy[i[k]], xy[j[k]], parts)).any(axis=1)
        i, j = i[clear], j[clear]
    way = _between(xy[i], xy[j], 40)
    chokepoint = np.full(len(i), "", dtype=object)
    ok = np.ones(len(i), dtype=bool)
    for g in CHOKEPOINTS.values():
        a, b = np.array(g.segment[0]), np.array(g.segment[1])
        p, q = way[:, :-1], way[:, 1:]
        hits = (_side(p, q, a) * _side(p, q, b) < 0) & (_side(a, b, p) * _side(a, b, q) < 0)
        hit = (hits & (np.abs(p[..., 0] - q[..., 0]) < 180)).any(axis=1)
        ok &= ~hit | ((g.id in wide) & (chokepoint == ""))
        chokepoint[hit] = g.id
    return [(int(a), int(b), str(g)) for a, b, g in zip(i[ok], j[ok], chokepoint[ok], strict=True)]


def _between(a: Array, b: Array, parts: int) -> Array:
    """Points of the great circles from a to b (n,2), (n, parts + 1, 2)."""
    t = np.linspace(0, 1, parts + 1)[None, :, None]
    w = unit(a)[:, None, :] * (1 - t) + unit(b)[:, None, :] * t
    lat = np.degrees(np.arctan2(w[..., 2], np.hypot(w[..., 0], w[..., 1])))
    return np.stack([np.degrees(np.arctan2(w[..., 1], w[..., 0])), lat], axis=-1)


def lead(a: Point, b: Point) -> tuple[float, float] | None:
    """Degrees from a to b, plain and with those over land made dear; None where a chokepoint or much land lies between."""
    way = great_circle(a, b, STEP)
    if crossed(way):
        return None
    d, over = float(degrees(np.array(a), np.array(b))), float(on(land(), way).sum()) * STEP
    return None if over > FARTHEST_INLAND else (d, d + LAND * over)


def port_leads(c: Chart, places: Array) -> list[tuple[int, int, float]]:
    """From each port (its index) the turning points near it that no chokepoint parts from it, and the degrees there, those
    over land made long."""
    found = []
    for k, place in enumerate(places):
        for i in np.argsort(degrees(place, c.points))[:NEAR]:
            way = lead(tuple(place), tuple(c.points[i]))
            if way is not None:
                found.append((k, int(i), way[1]))
    return found


def port_pairs(places: Array) -> list[tuple[int, int, float]]:
    """Pairs of ports that one line joins, and its degrees."""
    a, b = np.triu_indices(len(places), 1)
    near = degrees(places[a], places[b]) < NEAR_DEGREES
    ways = (
        (int(i), int(j), lead(tuple(places[i]), tuple(places[j])))
        for i, j in zip(a[near], b[near], strict=True)
    )
    return [(i, j, way[1]) for i, j, way in ways if way is not None]


def table() -> dict[str, NDArray[Any]]:
    """The arrays of the file, see `kaskazi.network.sea_tracks.SeaTracks`."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    c, network = chart(), Network.load()
    ids = list(CHOKEPOINTS)
    n = len(c.points)
    rows, cols, far = zip(*((i, j, d) for i, j, d, g in c.legs if not g), strict=True)
    graph = csr_matrix((far, (rows, cols)), shape=(n, n))
    # the predecessor from j to i is the next point from i to j: legs lead both ways
    _, before = dijkstra(graph, directed=False, return_predecessors=True)
    step = np.where(before < 0, NO_WAY, before).astype(np.uint16).T
    np.fill_diagonal(step, np.arange(n))
    places = np.array([network.ports[p].at for p in network.skim.ports])
    leads, pairs = port_leads(c, places), port_pairs(places)
    return {
        "ports": np.array(network.skim.ports),
        "places": places,
        "chokepoints": np.array(ids),
        "points": c.points,
        "step": step,
        "passages": np.array([(i, j) for i, j, _, g in c.legs if g], dtype=np.uint16),
        "passed": np.array([ids.index(g) for _, _, _, g in c.legs if g], dtype=np.uint8),
        "leads": np.array([(p, i) for p, i, _ in leads], dtype=np.uint16),
        "lead": np.array([round(PER_DEGREE * d) for _, _, d in leads], dtype=np.uint16),
        "direct": np.array([(p, q) for p, q, _ in pairs], dtype=np.uint16),
        "near": np.array([round(PER_DEGREE * d) for _, _, d in pairs], dtype=np.uint16),
    }


def main() -> None:
    """Writes the file."""
    found = table()
    np.savez_compressed(PATH, **found)
    print(
        f"{len(found['points'])} turning points, {len(found['leads'])} leads of ports, {PATH.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
