"""The committed outlines and names of the economies; `outlines.py` builds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Point = tuple[float, float]


@cache
def shapes() -> dict[str, Any]:
    """The committed outlines.

    {"topology": TopoJSON with object "countries", "points": {ISO3: [lon, lat]}, "names": {ISO3: name}}
    """
    text = files("kaskazi.report").joinpath("data", "world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


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
