"""A chart of the sea for drawing: our own turning points, legs over open water, and the way a route takes.

Distances and days come from the network; this only finds a line that looks like the way: the shortest over
`data/sea.toml` that passes the same gates. Land is that of the map's own outlines.
"""

from __future__ import annotations

import heapq
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.report.shapes import decoded, shapes

Array = NDArray[np.float64]
Point = tuple[float, float]
CELL = 0.1  # degrees of the land grid
STEP = 0.15  # degrees between two looks along a leg
ICE = (-60.0, 74.0)  # no leg leads beyond these latitudes
LONGEST = 120.0  # degrees of one leg
LOOKS = (4, 9, 20, 50, 150, 500)  # along a leg, as many in turn
WIDE_AT: dict[str, tuple[float, float]] = {"cape": (19.0, -35.1), "magellan": (-68.6, -56.5)}
WIDE = tuple(WIDE_AT)  # gates so wide that open legs cross them; all others are channels
LAND = 40.0  # a degree over land counts as so many at sea, for the last leg into a port
FARTHEST_INLAND = 4.0  # degrees of land that a last leg may cross, on outlines as coarse as these
NEAR = 40  # turning points looked at from a port
NEAR_DEGREES = 25.0  # ports so near may be joined by one leg
ARC = 2.0  # degrees between the points drawn of a great circle


@dataclass(frozen=True, slots=True)
class Leg:
    """To another turning point: degrees of great circle, the gate it passes."""

    to: int
    degrees: float
    gate: str


@dataclass(frozen=True, slots=True)
class Chart:
    """points (K,2) longitude and latitude; legs from each."""

    points: Array
    legs: tuple[tuple[Leg, ...], ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A line on the chart: (longitude, latitude), and the gates it passes, in order."""

    line: tuple[Point, ...]
    gates: tuple[str, ...]
    degrees: float


def rings(geometry: Mapping[str, object]) -> list[list[list[Point]]]:
    """Polygons of one outline as rings of (longitude, latitude)."""
    arcs = decoded(shapes()["topology"])
    found = []
    for polygon in geometry["arcs"]:  # type: ignore[attr-defined]
        out = []
        for ring in polygon:
            line: list[Point] = []
            for k in ring:
                part = arcs[k] if k >= 0 else arcs[~k][::-1]
                line += part[1:] if line else part
            out.append(_unwrapped(line))
        found.append(out)
    return found


def _unwrapped(line: Sequence[Point]) -> list[Point]:
    """The same line without jumps at the date line: longitudes may pass 180."""
    out = [line[0]]
    for x, y in line[1:]:
        out.append((x + 360 * round((out[-1][0] - x) / 360), y))
    return out


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


def _unit(xy: Array) -> Array:
    lon, lat = np.radians(xy[..., 0]), np.radians(xy[..., 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def degrees(a: Array, b: Array) -> Array:
    """Great-circle degrees between points (..., 2)."""
    cross = np.linalg.norm(np.cross(_unit(a), _unit(b)), axis=-1)
    out: Array = np.degrees(np.arctan2(cross, (_unit(a) * _unit(b)).sum(axis=-1)))
    return out


def great_circle(a: Sequence[float], b: Sequence[float], step: float) -> Array:
    """Points of the great circle from a to b, both ends with them, at most `step` degrees apart."""
    u, v = _unit(np.array(a, dtype=float)), _unit(np.array(b, dtype=float))
    angle = math.atan2(float(np.linalg.norm(np.cross(u, v))), float(u @ v))
    n = max(1, math.ceil(math.degrees(angle) / step))
    t = np.linspace(0, 1, n + 1)[:, None]
    if angle < 1e-9:
        return np.array([a, b], dtype=float)
    w = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / math.sin(angle)
    out = np.column_stack(
        [np.degrees(np.arctan2(w[:, 1], w[:, 0])), np.degrees(np.arcsin(np.clip(w[:, 2], -1, 1)))]
    )
    out[0], out[-1] = a, b
    return out


def crossed(line: Array) -> tuple[str, ...]:
    """Gates whose segment a line crosses (steps over the date line do not count)."""
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
    return tomllib.loads(files("kaskazi.report").joinpath("data", "sea.toml").read_text(encoding="utf-8"))


def _channels() -> list[tuple[list[Point], str]]:
    """Lines of the channels, and the gate each passes."""
    return [([(float(x), float(y)) for x, y in c["line"]], str(c["gate"])) for c in _table()["channels"]]


@cache
def chart() -> Chart:
    """All legs: the channels, and every pair of points that see each other over open water."""
    points: dict[Point, int] = {}
    for group in _table()["points"].values():
        for x, y in group:
            points.setdefault((float(x), float(y)), len(points))
    lines = _channels()
    for line, _ in lines:
        for p in line:
            points.setdefault(p, len(points))
    xy = np.array(list(points))
    far = np.degrees(np.arccos(np.clip(_unit(xy) @ _unit(xy).T, -1, 1))).tolist()
    legs: list[list[Leg]] = [[] for _ in points]

    def add(i: int, j: int, gate: str) -> None:
        d = far[i][j]
        legs[i].append(Leg(j, d, gate))
        legs[j].append(Leg(i, d, gate))

    joined = set()
    for line, gate in lines:
        # the gate stands on the step that crosses its segment, or on the middle one
        at = next(
            (k for k, (p, q) in enumerate(pairwise(line)) if gate in crossed(np.array([p, q]))),
            len(line) // 2 - 1,
        )
        for k, (p, q) in enumerate(pairwise(line)):
            i, j = points[p], points[q]
            joined.add((min(i, j), max(i, j)))
            add(i, j, gate if k == at else "")
    inside = {points[p] for line, _ in lines for p in line[1:-1]}
    open_sea = np.array([k for k in range(len(xy)) if k not in inside])
    for i, j, gate in _sights(xy, open_sea, joined):
        add(i, j, gate)
    return Chart(xy, tuple(tuple(x) for x in legs))


def _sights(xy: Array, among: NDArray[np.intp], joined: set[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Pairs of points with open water between them, and the wide gate that the leg crosses."""
    i, j = (among[k] for k in np.triu_indices(len(among), 1))
    keep = np.array([(int(a), int(b)) not in joined for a, b in zip(i, j, strict=True)])
    i, j = i[keep], j[keep]
    keep = degrees(xy[i], xy[j]) < LONGEST
    i, j = i[keep], j[keep]
    shore = _shore()
    for parts in LOOKS:  # few looks first: most pairs fall out early
        clear = np.ones(len(i), dtype=bool)
        finer = degrees(xy[i], xy[j]) > STEP * parts / 3
        for k in np.array_split(np.flatnonzero(finer), 1 + int(finer.sum()) * parts // 400_000):
            clear[k] = ~on(shore, _between(xy[i[k]], xy[j[k]], parts)).any(axis=1)
        i, j = i[clear], j[clear]
    way = _between(xy[i], xy[j], 40)
    gate = np.full(len(i), "", dtype=object)
    ok = np.ones(len(i), dtype=bool)
    for g in CHOKEPOINTS.values():
        a, b = np.array(g.segment[0]), np.array(g.segment[1])
        p, q = way[:, :-1], way[:, 1:]
        hits = (_side(p, q, a) * _side(p, q, b) < 0) & (_side(a, b, p) * _side(a, b, q) < 0)
        hit = (hits & (np.abs(p[..., 0] - q[..., 0]) < 180)).any(axis=1)
        ok &= ~hit | ((g.id in WIDE) & (gate == ""))
        gate[hit] = g.id
    return [(int(a), int(b), str(g)) for a, b, g in zip(i[ok], j[ok], gate[ok], strict=True)]


def _between(a: Array, b: Array, parts: int) -> Array:
    """Points of the great circles from a to b (n,2), (n, parts + 1, 2)."""
    t = np.linspace(0, 1, parts + 1)[None, :, None]
    w = _unit(a)[:, None, :] * (1 - t) + _unit(b)[:, None, :] * t
    lat = np.degrees(np.arctan2(w[..., 2], np.hypot(w[..., 0], w[..., 1])))
    return np.stack([np.degrees(np.arctan2(w[..., 1], w[..., 0])), lat], axis=-1)


def track(start: Point, end: Point, gates: Sequence[str]) -> Track | None:
    """The shortest line between two ports that passes these gates in this order and no other; None if there is none."""
    c = chart()
    goal = (len(c.points), len(gates))
    into = dict(_leads(end))
    best: dict[tuple[int, int], float] = {}  # (point, gates passed) -> degrees
    back: dict[tuple[int, int], tuple[int, int] | None] = {}
    heap: list[tuple[float, tuple[int, int]]] = []

    def reach(at: tuple[int, int], d: float, before: tuple[int, int] | None) -> None:
        if d < best.get(at, math.inf):
            best[at], back[at] = d, before
            heapq.heappush(heap, (d, at))

    for i, d in _leads(start):
        reach((i, 0), d, None)
    if not gates and (near := _lead(start, end)) is not None and near[0] < NEAR_DEGREES:
        reach(goal, near[1], None)
    while heap:
        d, at = heapq.heappop(heap)
        if at == goal:
            break
        if d > best[at]:
            continue
        i, done = at
        if i in into and done == len(gates):
            reach(goal, d + into[i], at)
        for leg in c.legs[i]:
            if not leg.gate:
                reach((leg.to, done), d + leg.degrees, at)
            elif done < len(gates) and leg.gate == gates[done]:
                reach((leg.to, done + 1), d + leg.degrees, at)
    if goal not in back:
        return None
    turns: list[Point] = [end]
    step = back[goal]
    while step is not None:
        turns.append((float(c.points[step[0], 0]), float(c.points[step[0], 1])))
        step = back[step]
    turns = [start, *reversed(turns)]
    line = [np.array([start])] + [great_circle(p, q, ARC)[1:] for p, q in pairwise(turns)]
    xy = np.concatenate(line)
    points = tuple((float(x), float(y)) for x, y in xy)
    return Track(points, tuple(gates), float(degrees(xy[:-1], xy[1:]).sum()))


@cache
def _leads(port: Point) -> tuple[tuple[int, float], ...]:
    """Turning points around a port that no gate parts from it, and the degrees there."""
    xy = chart().points
    d = degrees(np.array(port), xy)
    found = ((int(i), _lead(port, (float(xy[i, 0]), float(xy[i, 1])))) for i in np.argsort(d)[:NEAR])
    return tuple((i, x[1]) for i, x in found if x is not None)


def _lead(a: Point, b: Point) -> tuple[float, float] | None:
    """Degrees from a to b, plain and with those over land made dear; None where a gate or much land lies between."""
    way = great_circle(a, b, STEP)
    if crossed(way):
        return None
    d, over = float(degrees(np.array(a), np.array(b))), float(on(land(), way).sum()) * STEP
    return None if over > FARTHEST_INLAND else (d, d + LAND * over)


def crossing(gate: str) -> Point:
    """Where a gate is marked on a map: in its channel, or off the cape that it begins at."""
    if gate in WIDE_AT:
        return WIDE_AT[gate]
    for line, name in _channels():
        if name == gate:
            (ax, ay), (bx, by) = next(g.segment for g in CHOKEPOINTS.values() if g.id == gate)
            return min(line, key=lambda p: math.dist(p, ((ax + bx) / 2, (ay + by) / 2)))
    raise KeyError(gate)
