"""The line a ship sails between two ports, for maps, with some gates closed.

The lines come from the shipped `lanes.npz` (thinned from the sea network, EUPL-1.2); distances do not: they come
from the skim.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.network import parameters as par
from kaskazi.network.classes import CLASSES
from kaskazi.network.cost import usual_penalty
from kaskazi.network.disruption import Disruption
from kaskazi.network.gates import GATE_IDS
from kaskazi.network.network import Network

Array = NDArray[np.float64]
Line = tuple[tuple[float, float], ...]
MOSTLY_SHUT = 0.5  # a gate that keeps less than this is drawn as closed
NM = 3440.065


@dataclass(frozen=True, slots=True)
class Lanes:
    """xy (M,2) longitude, latitude; next: per node its neighbours as (node, nautical miles, gate or -1)."""

    xy: Array
    next: tuple[tuple[tuple[int, float, int], ...], ...]


def _miles(a: Array, b: Array) -> Array:
    x, y = np.radians(a), np.radians(b)
    h = np.sin((y[..., 1] - x[..., 1]) / 2) ** 2
    h = h + np.cos(x[..., 1]) * np.cos(y[..., 1]) * np.sin((y[..., 0] - x[..., 0]) / 2) ** 2
    out: Array = 2 * NM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
    return out


@cache
def _lanes() -> Lanes:
    with files("kaskazi.network").joinpath("lanes.npz").open("rb") as f, np.load(f, allow_pickle=False) as z:
        xy, ends, gate = z["xy"].astype(np.float64) / 100.0, z["ends"].astype(int), z["gate"].astype(int)
    miles = _miles(xy[ends[:, 0]], xy[ends[:, 1]])
    found: list[list[tuple[int, float, int]]] = [[] for _ in xy]
    for (a, b), d, g in zip(ends.tolist(), miles.tolist(), gate.tolist(), strict=True):
        k = -1 if g == 255 else g
        found[a].append((b, d, k))
        found[b].append((a, d, k))
    return Lanes(xy, tuple(map(tuple, found)))


def route_geometry(
    network: Network, origin: str, destination: str, disruptions: Sequence[Disruption] = ()
) -> Line:
    """Points (longitude, latitude) from port to port, gates that keep under half of their traffic closed; empty
    where there is no way. For maps: within a few per cent of the skim's way. Raises InputError for unknown
    ports or gates."""
    problems = [
        Problem("port", f'"{p}" is not a gateway (UN/LOCODE).', nearest=nearest(p, network.places))
        for p in (origin, destination)
        if p not in network.places
    ]
    problems += [
        Problem("gate", f'"{d.gate}" is not a gate.', nearest=nearest(d.gate, GATE_IDS))
        for d in disruptions
        if d.gate and d.gate not in GATE_IDS
    ]
    if problems:
        raise InputError("route", problems)
    usual = usual_penalty(par.LEVELS["central"], CLASSES["container"])
    shut = {d.gate for d in disruptions if d.gate and d.open_to("container") < MOSTLY_SHUT}
    extra = [np.inf if g in shut else usual[g] for g in GATE_IDS]
    lanes = _lanes()
    a, b = (np.array(network.places[p][:2]) for p in (origin, destination))
    start, goal = (int(np.argmin(_miles(lanes.xy, x))) for x in (a, b))
    nodes = _shortest(lanes, start, goal, extra)
    if not nodes:
        return ()
    middle = [(round(float(x), 2), round(float(y), 2)) for x, y in lanes.xy[nodes]]
    ends = [(round(float(p[0]), 2), round(float(p[1]), 2)) for p in (a, b)]
    return (ends[0], *middle, ends[1])


def main_port(network: Network, iso3: str) -> str:
    """UN/LOCODE of the gateway that carries most of an economy's trade. Raises InputError where it has none."""
    own = [g for g in network.gateways if g.iso3 == iso3 and g.weight > 0]
    if not own:
        near = nearest(iso3, network.economies)
        raise InputError("route", [Problem("economy", f'"{iso3}" has no gateway (ISO3).', nearest=near)])
    return max(own, key=lambda g: g.weight).port


def before_and_after(
    network: Network, exporter: str, importer: str, disruptions: Sequence[Disruption]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """For a map: the sea way between the main ports of two economies, usual and disrupted, each as pieces cut at the
    date line (no pieces: no way, or one port serves both)."""
    a, b = main_port(network, exporter), main_port(network, importer)
    usual, now = route_geometry(network, a, b), route_geometry(network, a, b, disruptions)
    return split_at_date_line(usual) if a != b else (), split_at_date_line(now) if a != b else ()


def split_at_date_line(points: Line) -> tuple[Line, ...]:
    """The line as pieces that do not jump from one side of the map to the other."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for p in points:
        if pieces[-1] and abs(p[0] - pieces[-1][-1][0]) > 180:
            pieces.append([])
        pieces[-1].append(p)
    return tuple(tuple(x) for x in pieces if len(x) > 1)


def _shortest(lanes: Lanes, start: int, goal: int, extra: Sequence[float]) -> list[int]:
    """Dijkstra with a heap; gate edges cost `extra` more."""
    best = {start: 0.0}
    came: dict[int, int] = {}
    heap = [(0.0, start)]
    while heap:
        d, n = heapq.heappop(heap)
        if n == goal:
            path = [n]
            while path[-1] != start:
                path.append(came[path[-1]])
            return path[::-1]
        if d > best[n]:
            continue
        for m, miles, gate in lanes.next[n]:
            to = d + miles + (extra[gate] if gate >= 0 else 0.0)
            if to < best.get(m, np.inf):
                best[m], came[m] = to, n
                heapq.heappush(heap, (to, m))
    return []
