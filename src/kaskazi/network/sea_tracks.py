"""The line that a route takes over the sea, for drawing: read from `sea_tracks.npz`, made by `databuild.sea_tracks`.

Distances and days come from the skim; this is only a line that looks like the route: over turning points placed by
hand, past the same chokepoints in the same order. The table holds, for every two turning points, the next one on the
shortest way that passes no chokepoint; the legs that pass one; and the way from each port out to the sea.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.sphere import Point, degrees, great_circle

Array = NDArray[np.float64]
Ids = NDArray[np.intp]
NO_WAY = 65_535
PER_DEGREE = 100  # stored lengths are hundredths of a degree
ARC = 2.0  # degrees between the points drawn of a great circle


@dataclass(frozen=True, slots=True, eq=False)
class SeaTracks:
    """K turning points and the ways between them.

    points (K,2): longitude, latitude. step (K,K): the next point from row to column without a chokepoint
    (NO_WAY: none). passages (L,2): points on either side of a chokepoint, and
    passed (L,): which, as an index of chokepoints. leads (M,2): port, as an index of ports, and point, and lead (M,):
    degrees, with those over land made long. direct (D,2) ports joined by one line, with its degrees.
    """

    ports: tuple[str, ...]
    chokepoints: tuple[str, ...]
    points: Array
    step: Ids
    passages: Ids
    passed: Ids
    leads: Ids
    lead: Array
    direct: dict[tuple[int, int], float]
    places: Array  # of the ports (P,2)


@cache
def load() -> SeaTracks:
    """The shipped table."""
    with (
        files("kaskazi.network").joinpath("sea_tracks.npz").open("rb") as f,
        np.load(f, allow_pickle=False) as z,
    ):
        points, step = z["points"].astype(np.float64), z["step"].astype(np.intp)
        direct = {
            (int(a), int(b)): float(d) / PER_DEGREE for (a, b), d in zip(z["direct"], z["near"], strict=True)
        }
        return SeaTracks(
            ports=tuple(str(x) for x in z["ports"]),
            chokepoints=tuple(str(x) for x in z["chokepoints"]),
            points=points,
            step=step,
            passages=z["passages"].astype(np.intp),
            passed=z["passed"].astype(np.intp),
            leads=z["leads"].astype(np.intp),
            lead=z["lead"].astype(np.float64) / PER_DEGREE,
            direct=direct,
            places=z["places"].astype(np.float64),
        )


def _free(t: SeaTracks, ends: Ids) -> Array:
    """Degrees (K,M) from every point to M ends without a chokepoint; infinite where there is no way. By doubling: the
    length of the first 2, 4, 8 ... legs."""
    column = np.arange(len(ends))[None, :]
    gone = t.step[:, ends] == NO_WAY
    at = np.where(gone, ends, t.step[:, ends])
    total = degrees(t.points[:, None, :], t.points[at])
    while (at != ends).any():
        total = total + total[at, column]
        at = at[at, column]
    return np.where(gone, np.inf, total)


def sea_track(ports: Sequence[str], chokepoints: Sequence[str]) -> tuple[Point, ...]:
    """Points (longitude, latitude) of the line between two ports (UN/LOCODE) that passes these chokepoints in this order
    and no other; longitudes do not jump at the date line. Empty where there is no such line."""
    t = load()
    turns = _turns(t, t.ports.index(ports[0]), t.ports.index(ports[1]), chokepoints)
    if not turns:
        return ()
    lines = [np.array([turns[0]])] + [great_circle(p, q, ARC)[1:] for p, q in pairwise(turns)]
    out: list[Point] = []
    for x, y in np.concatenate(lines):
        turn = 360 * round((out[-1][0] - x) / 360) if out else 0
        out.append((float(x) + turn, float(y)))
    return tuple(out)


def _turns(t: SeaTracks, a: int, b: int, chokepoints: Sequence[str]) -> list[Point]:
    """The points where the line turns, with both ports; empty where there is no line."""
    (start, out_), (end, into) = (_leads(t, p) for p in (a, b))
    cost = np.full(len(t.points), np.inf)
    cost[start] = out_
    stages = []  # of each chokepoint: the leg that leads to a point behind it, by point
    for name in chokepoints:
        legs = np.flatnonzero(t.passed == t.chokepoints.index(name))
        i, j = np.concatenate([t.passages[legs], t.passages[legs][:, ::-1]]).T
        reach = (cost[:, None] + _free(t, i)).min(axis=0) + degrees(t.points[i], t.points[j])
        behind, leg = np.full(len(cost), np.inf), np.full(len(cost), -1)
        for x in np.argsort(reach)[::-1]:
            behind[j[x]], leg[j[x]] = reach[x], i[x]
        stages.append((cost, leg))
        cost = behind
    total = (cost[:, None] + _free(t, end)).min(axis=0) + into if len(end) else np.array([np.inf])
    last = int(np.argmin(total))
    straight = t.direct.get((min(a, b), max(a, b)), np.inf) if not chokepoints else np.inf
    places = [(float(t.places[p, 0]), float(t.places[p, 1])) for p in (a, b)]
    if straight <= total[last]:
        return places if np.isfinite(straight) else []
    if not np.isfinite(total[last]):
        return []
    way = _back(t, cost, int(end[last]))
    for before, leg in reversed(stages):
        way = _back(t, before, int(leg[way[0]])) + way
    return [places[0], *((float(x), float(y)) for x, y in t.points[way]), places[1]]


def _leads(t: SeaTracks, port: int) -> tuple[Ids, Array]:
    """Points that a port is joined to, and the degrees there."""
    mine = t.leads[:, 0] == port
    return t.leads[mine, 1], t.lead[mine]


def _back(t: SeaTracks, cost: Array, end: int) -> list[int]:
    """The way to a point from the one that is cheapest to come from."""
    at = int(np.argmin(cost + _free(t, np.array([end]))[:, 0]))
    way = [at]
    while at != end:
        at = int(t.step[at, end])
        way.append(at)
    return way
