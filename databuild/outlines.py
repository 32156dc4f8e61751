"""The map's outlines: countries as TopoJSON keyed by ISO3, and a point for each state too small to draw.

Built once, from the files of world-atlas 2.0.2 (Natural Earth, public domain), by

    python -m databuild.outlines countries-110m.json countries-50m.json data/world.json

Nothing is downloaded and nothing of this runs when a
brief is made: `shapes.py` reads the committed result.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from kaskazi.codes.economies import of_the_world
from kaskazi.report.shapes import decoded

GRID = 0.05  # degrees; a pixel of the widest map drawn is about 0.4
TOLERANCE = 0.12  # degrees: a point nearer than this to the line between its neighbours is left out
DROPPED = {"010", "260"}  # Antarctica and the islands around it: no trade, a third of the picture
# Outlines without trade statistics of their own, by UN code; and those without a UN code, by name:
# two are drawn with the state whose accounts include them, one stands alone.
EXTRA = {"732": "ESH", "238": "FLK", "630": "PRI"}
NAMED = {"N. Cyprus": "CYP", "Somaliland": "SOM", "Kosovo": "XKX"}

Json = dict[str, Any]
Point = tuple[float, float]


def build(coarse: Json, fine: Json, iso3_by_un: Mapping[str, str]) -> Json:
    """Outlines from `coarse`, points for the economies of `iso3_by_un` that only `fine` shows.

    coarse, fine: TopoJSON with an object "countries", geometries with a UN numeric `id` and a `name`.
    """
    codes = {**EXTRA, **iso3_by_un}
    arcs = [_on_grid(a) for a in decoded(coarse)]
    drawn: dict[str, list[Any]] = {}
    for g in coarse["objects"]["countries"]["geometries"]:
        iso3 = _code(g, codes)
        if iso3:
            drawn.setdefault(iso3, []).extend(_polygons(g))
    used = sorted({abs_arc(k) for polygons in drawn.values() for p in polygons for ring in p for k in ring})
    place = {k: n for n, k in enumerate(used)}
    geometries = [
        {
            "type": "MultiPolygon",
            "id": iso3,
            "arcs": [[[_renumber(k, place) for k in ring] for ring in p] for p in polygons],
        }
        for iso3, polygons in sorted(drawn.items())
    ]
    points = {}
    outlines = decoded(fine)
    for g in fine["objects"]["countries"]["geometries"]:
        iso3 = _code(g, codes)
        if iso3 and iso3 not in drawn and iso3 in set(iso3_by_un.values()):
            x, y = max((_centre(_ring(p[0], outlines)) for p in _polygons(g)), key=lambda c: c[0])[1]
            points[iso3] = [round(x, 2), round(y, 2)]
    return {
        "topology": {
            "type": "Topology",
            "transform": {"scale": [GRID, GRID], "translate": [0, 0]},
            "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
            "arcs": [_delta(arcs[k]) for k in used],
        },
        "points": dict(sorted(points.items())),
    }


def abs_arc(k: int) -> int:
    """The arc an index means: negative ones (two's complement) run backwards."""
    return ~k if k < 0 else k


def _renumber(k: int, place: Mapping[int, int]) -> int:
    return ~place[~k] if k < 0 else place[k]


def _code(geometry: Json, codes: Mapping[str, str]) -> str:
    un = geometry.get("id")
    if un in DROPPED:
        return ""
    return codes.get(un, "") if un else NAMED.get(geometry["properties"]["name"], "")


def _polygons(geometry: Json) -> list[Any]:
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return []
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else list(geometry["arcs"])


def _on_grid(line: Sequence[Point]) -> list[tuple[int, int]]:
    """Simplified, rounded to the grid, repeats dropped, both ends kept."""
    grid = [(round(x / GRID), round(y / GRID)) for x, y in simplified(line, TOLERANCE)]
    kept = [p for k, p in enumerate(grid) if k == 0 or p != grid[k - 1]]
    return kept if len(kept) > 1 else [grid[0], grid[-1]]


def simplified(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker's line: the fewest points of `line` that stay within `tolerance` of it.

    Borders are arcs that two countries share, so both sides move alike. A closed line is halved first.
    """
    if len(line) < 3:
        return list(line)
    if line[0] == line[-1]:
        middle = max(range(len(line)), key=lambda k: _off(line[k], line[0], line[0]))
        if line[middle] == line[0]:
            return [line[0], line[-1]]
        return simplified(line[: middle + 1], tolerance)[:-1] + simplified(line[middle:], tolerance)
    k = max(range(1, len(line) - 1), key=lambda k: _off(line[k], line[0], line[-1]))
    if _off(line[k], line[0], line[-1]) <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: k + 1], tolerance)[:-1] + simplified(line[k:], tolerance)


def _off(p: Point, a: Point, b: Point) -> float:
    """Distance of p from the line through a and b, degrees."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    if not length:
        return math.hypot(p[0] - a[0], p[1] - a[1])
    return abs(dx * (p[1] - a[1]) - dy * (p[0] - a[0])) / length


def _delta(line: Sequence[tuple[int, int]]) -> list[list[int]]:
    steps = [list(line[0])]
    steps += [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(line)]
    return steps


def _ring(indices: Sequence[int], outlines: Sequence[Sequence[Point]]) -> list[Point]:
    points: list[Point] = []
    for k in indices:
        arc = list(reversed(outlines[~k])) if k < 0 else list(outlines[k])
        points += arc[1:] if points else arc
    return points


def _centre(ring: Sequence[Point]) -> tuple[float, Point]:
    """Area (square degrees) and centroid of a ring."""
    area = cx = cy = 0.0
    x0, y0 = ring[0]
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        area += cross
        cx += (x1 - x0 + x2 - x0) * cross
        cy += (y1 - y0 + y2 - y0) * cross
    if not area:
        return 0.0, (x0, y0)
    return abs(area) / 2, (x0 + cx / (3 * area), y0 + cy / (3 * area))


def main(words: Sequence[str]) -> None:
    """Read the two atlas files, write the outlines."""
    coarse, fine, target = words
    codes = {f"{e.un:03d}": e.iso3 for e in of_the_world().values()}
    made = build(
        json.loads(Path(coarse).read_text(encoding="utf-8")),
        json.loads(Path(fine).read_text(encoding="utf-8")),
        codes,
    )
    Path(target).write_text(
        json.dumps(made, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
