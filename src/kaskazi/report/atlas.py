"""The map: economies coloured by a change in per cent, as a Vega-Lite specification."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaskazi.report.charts import INK, SCHEMA, config
from kaskazi.report.draw import HATCHED
from kaskazi.report.shapes import shapes
from kaskazi.text.numbers import number

Spec = dict[str, Any]
# Brown to blue: told apart with every common kind of colour blindness, and in grey by depth from the middle.
LOSSES = ("#7f3300", "#cc6f2a", "#f2c592")
MIDDLE = "#f4f1e9"
GAINS = ("#b5d2ea", "#4a8cc2", "#154a82")
PALETTE = (*LOSSES, MIDDLE, *GAINS)
NO_DATA = HATCHED
WIDTH, HEIGHT = 760, 372


@dataclass(frozen=True, slots=True)
class Class:
    """One colour of the legend and how many economies wear it."""

    colour: str
    text: str
    count: int


def edges(values: Sequence[float]) -> tuple[float, float, float]:
    """Three class limits, a half-decade apart, the outermost just below the largest absolute value."""
    top = max((abs(v) for v in values), default=0.0)
    if top < 1e-4:
        return (1e-4, 3e-4, 1e-3)
    e = math.floor(math.log10(top))
    top_edge = 3 * 10.0**e if top > 3 * 10.0**e else 10.0**e
    if top_edge == 3 * 10.0**e:
        return (0.3 * 10.0**e, 10.0**e, top_edge)
    return (0.1 * 10.0**e, 0.3 * 10.0**e, top_edge)


def class_of(v: float, limits: Sequence[float]) -> int:
    """Index 0..6 into the palette: three losses, the middle, three gains."""
    rank = sum(abs(v) >= x for x in limits)
    return 3 + (rank if v > 0 else -rank)


def legend(values: Mapping[str, float], limits: Sequence[float]) -> tuple[Class, ...]:
    """The classes with the range each stands for, in per cent, largest loss first."""
    a, b, c = (number(x, max(0, -math.floor(math.log10(x) + 1e-9))) for x in limits)
    texts = [f"−{c} or less", f"−{c} to −{b}", f"−{b} to −{a}", f"within ±{a}"]
    texts += [f"+{a} to +{b}", f"+{b} to +{c}", f"+{c} or more"]
    ranks = [class_of(v, limits) for v in values.values()]
    return tuple(Class(PALETTE[k], texts[k], ranks.count(k)) for k in range(7))


def world_map(values: Mapping[str, float], limits: Sequence[float], home: str) -> Spec:
    """Outlines filled by class, states too small for an outline as points, the home economy ringed.

    values: change in per cent by ISO3. What has no value is grey.
    """
    drawn = shapes()
    colours = {k: PALETTE[class_of(v, limits)] for k, v in values.items()}
    geometries = [
        {**g, "properties": {"fill": colours.get(g["id"], NO_DATA), "home": g["id"] == home}}
        for g in drawn["topology"]["objects"]["countries"]["geometries"]
    ]
    geometries.sort(key=lambda g: g["properties"]["home"])  # its outline lies on top
    countries = {"type": "GeometryCollection", "geometries": geometries}
    topology = {**drawn["topology"], "objects": {"countries": countries}}
    dots = [
        {"lon": lon, "lat": lat, "fill": colours[iso3], "home": iso3 == home}
        for iso3, (lon, lat) in drawn["points"].items()
        if iso3 in colours
    ]
    colour = {"type": "nominal", "scale": None}

    def line(test: str) -> tuple[Spec, Spec]:
        """Stroke and its width: the home economy's is dark and wide."""
        stroke = {"condition": {"test": test, "value": INK}, "value": "#8d959d"}
        return stroke, {"condition": {"test": test, "value": 1.4}, "value": 0.4}

    outline, outline_width = line("datum.properties.home")
    ring, ring_width = line("datum.home")
    return {
        "$schema": SCHEMA,
        "config": config(),
        "padding": 0,
        "width": WIDTH,
        "height": HEIGHT,
        "projection": {"type": "equalEarth", "precision": 0.6},
        "layer": [
            {
                "data": {"values": topology, "format": {"type": "topojson", "feature": "countries"}},
                "mark": {"type": "geoshape"},
                "encoding": {
                    "fill": {"field": "properties.fill", **colour},
                    "stroke": outline,
                    "strokeWidth": outline_width,
                },
            },
            {
                "data": {"values": dots},
                "mark": {"type": "circle", "size": 26, "opacity": 1},
                "encoding": {
                    "longitude": {"field": "lon", "type": "quantitative"},
                    "latitude": {"field": "lat", "type": "quantitative"},
                    "fill": {"field": "fill", **colour},
                    "stroke": ring,
                    "strokeWidth": ring_width,
                },
            },
        ],
    }
