"""Charts as Vega-Lite specifications: plain dictionaries, nothing drawn here.

Each chart comes in two widths; the page shows the one that fits. Text in a chart repeats numbers that
stand in a table beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kaskazi.brief.digits import MINUS, interval
from kaskazi.outcomes.types import Comparison, Interval

Spec = dict[str, Any]
WIDE, NARROW = 700, 340
INK, MUTED, GRID = "#1d2733", "#5a6672", "#e3e6ea"
ACCENT, OTHER = "#0b5c8a", "#b4541a"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
TEXT = 12
LABEL_WIDTH, TEXT_WIDTH = 230, 165


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval of a chart: its label, low, central and high, the text beside it, ours or theirs."""

    label: str
    value: Interval
    text: str
    ours: bool = True


def config() -> Spec:
    """Type, colours and lines that all charts share."""
    return {
        "font": "sans-serif",
        "background": "transparent",
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": TEXT,
            "labelColor": MUTED,
            "grid": True,
            "gridColor": GRID,
            "domain": False,
            "ticks": False,
            "title": None,
            "labelPadding": 6,
        },
        "title": {"fontSize": 13, "color": INK, "anchor": "start", "frame": "group", "fontWeight": 600},
    }


def intervals(panels: Sequence[tuple[str, Sequence[Bar]]], *, narrow: bool = False) -> Spec:
    """Panels of intervals, one over the other, each with its own scale: (title with unit, bars)."""
    return {
        "$schema": SCHEMA,
        "config": config(),
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": 8 if narrow else 4 + TEXT_WIDTH},
        "spacing": 18,
        "vconcat": [_panel(title, bars, narrow) for title, bars in panels],
    }


def _panel(title: str, bars: Sequence[Bar], narrow: bool) -> Spec:
    label_width = 0 if narrow else LABEL_WIDTH
    width = NARROW - 24 if narrow else WIDE - label_width - TEXT_WIDTH
    step = 40 if narrow else 26
    rows = [
        {
            "label": b.label,
            "low": b.value.low,
            "central": b.value.central,
            "high": b.value.high,
            "text": f"{b.label}: {b.text}" if narrow else b.text,
            "ours": b.ours,
        }
        for b in bars
    ]
    low = min(0.0, *(b.value.low for b in bars))
    high = max(0.0, *(b.value.high for b in bars))
    if low == high:
        high = 1.0
    colour = {"condition": {"test": "datum.ours", "value": ACCENT}, "value": OTHER}
    y: Spec = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": None
        if narrow
        else {
            "grid": False,
            "labelLimit": label_width - 14,
            "minExtent": label_width,
            "maxExtent": label_width,
            "labelColor": INK,
            "labelAlign": "left",
            "labelPadding": label_width - 6,
        },
    }
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": True, "zero": True},
        "axis": {"tickCount": 4, "labelExpr": LABELS, "labelOverlap": "greedy", "labelSeparation": 8},
    }
    down = 8 if narrow else 0
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 1},
            "encoding": {"x": {"datum": 0, "type": "quantitative"}},
        },
        {
            "mark": {
                "type": "rule",
                "strokeWidth": 5,
                "strokeCap": "round",
                "opacity": 0.35,
                "yOffset": down,
            },
            "encoding": {
                "x": {"field": "low", **x},
                "x2": {"field": "high"},
                "y": y,
                "color": colour,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "yOffset": down},
            "encoding": {
                "x": {"field": "central", **x},
                "y": y,
                "color": colour,
                "shape": {"condition": {"test": "datum.ours", "value": "circle"}, "value": "diamond"},
            },
        },
    ]
    words: Spec = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "fontSize": TEXT,
        "limit": NARROW - 16 if narrow else TEXT_WIDTH - 10,
        "dy": -9 if narrow else 0,
    }
    place = {
        "text": {"field": "text", "type": "nominal"},
        "y": y,
        "x": {"value": 0 if narrow else width + 14},
    }
    halo = {**words, "color": "white", "stroke": "white", "strokeWidth": 4}
    layers += [{"mark": halo, "encoding": place}, {"mark": {**words, "color": INK}, "encoding": place}]
    return {
        "title": {"text": title, "limit": NARROW - 10 if narrow else WIDE, "dx": -label_width},
        "width": width,
        "height": {"step": step},
        "data": {"values": rows},
        "layer": layers,
    }


# Axis labels with the same minus sign and thousands mark as the tables.
LABELS = r"replace(replace(format(datum.value, ',~g'), /,/g, '\u202f'), '-', '" + MINUS + "')"

_NUMBER = re.compile(rf"[-+{MINUS}]?\d+(?:[.,]\d+)?")


def measured(text: str) -> list[float]:
    """The numbers in a text such as "-16 %" or "-28 % / -61 % / -78 %"."""
    return [float(m.replace(MINUS, "-").replace(",", ".")) for m in _NUMBER.findall(text)]


def published(comparisons: Sequence[Comparison]) -> tuple[tuple[str, tuple[Bar, ...]], ...]:
    """Panels of published changes with ours last, for those that state a change in per cent as numbers.

    A row joins where its value is one signed percentage (or two, as a range) and ours is three; the rest
    stays in the table only.
    """
    panels: dict[tuple[float, ...], list[Bar]] = {}
    for c in comparisons:
        theirs, ours = measured(c.value), measured(c.ours)
        signed = c.value.strip()[:1] in ("-", "+", MINUS)
        if not signed or "%" not in c.value or len(theirs) not in (1, 2) or len(ours) != 3:
            continue
        low, high = min(theirs), max(theirs)
        value = Interval(low, (low + high) / 2, high)
        bar = Bar(f"{c.study}: {c.what}", value, interval_text(value), ours=False)
        panels.setdefault(tuple(sorted(ours)), []).append(bar)
    found = []
    for key, bars in panels.items():
        mine = Interval(key[0], key[1], key[2])
        found.append(("", (*bars, Bar("This brief", mine, interval_text(mine)))))
    return tuple(found)


def interval_text(v: Interval) -> str:
    """An interval of percentages as text beside a bar."""
    return interval(v, signed=True).text + "\u202f%"
