"""The committed outlines and names of the economies; `outlines.py` builds them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shapes() -> dict[str, Any]:
    """The committed outlines.

    {"topology": TopoJSON with object "countries", "points": {ISO3: [lon, lat]}, "names": {ISO3: name}}
    """
    text = files("kaskazi.brief").joinpath("data", "world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
