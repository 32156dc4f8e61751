"""The committed outlines of the economies, and their names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kaskazi.codes.economies import of_the_world

Point = tuple[float, float]


@cache
def shapes() -> dict[str, Any]:
    """The committed outlines.

    {"topology": TopoJSON with object "countries", "points": {ISO3: [lon, lat]}}
    """
    text = files("kaskazi.report").joinpath("data", "world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def economy_names() -> Mapping[str, str]:
    """English names of the economies of the shipped world by ISO3."""
    return MappingProxyType({c: e.name for c, e in of_the_world().items()})


def decoded(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Arcs in degrees: running sums of the stored steps, scaled and moved."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        found.append(line)
    return found


@cache
def _arcs() -> list[list[Point]]:
    """The committed arcs, decoded once."""
    return decoded(shapes()["topology"])


def rings(geometry: Mapping[str, object]) -> list[list[list[Point]]]:
    """Polygons of one outline as rings of (longitude, latitude)."""
    arcs = _arcs()
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
