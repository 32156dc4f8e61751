"""Charts as Vega-Lite specifications: plain dictionaries, nothing drawn here.

Each chart comes in two widths; the page shows the one that fits. Text in a chart repeats numbers that
stand in a table beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width

from kaskazi.outcomes.types import Comparison
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import MINUS, minus, number

Spec = dict[str, Any]
WIDE, NARROW = 700, 340
INK, MUTED, GRID = "#1d2733", "#5a6672", "#e3e6ea"
ACCENT, OTHER = "#0b5c8a", "#b4541a"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
TEXT = 12
LABEL_WIDTH, TEXT_WIDTH = 230, 165
LONG = 34  # characters of a label that fit left of the bars


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval of a chart: its label, low, central and high, the text beside it, ours or theirs."""

    label: str
    value: Interval
    text: str
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One quantity: its title, its unit, its bars."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    extent: tuple[float, float] | None = None  # of the scale, where panels share one


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


def intervals(panels: Sequence[Panel], *, narrow: bool = False) -> Spec:
    """Panels of intervals, one over the other, each with its own scale.

    Labels stand left of the bars, or above them where the chart is narrow or a label is long.
    """
    above = narrow or any(len(b.label) > LONG for p in panels for b in p.bars)
    words: dict[str, str] = {}
    return {
        "$schema": SCHEMA,
        "config": config(),
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": 8 if above else 4 + TEXT_WIDTH},
        "spacing": 18,
        "vconcat": [_panel(p, narrow, above, words) for p in panels],
        "usermeta": {"words": words},
    }


def domain(bars: Sequence[Bar]) -> tuple[float, float]:
    """Smallest and largest value with zero between them; rounding error of a solver counts as zero."""
    low = min(0.0, *(b.value.low for b in bars))
    high = max(0.0, *(b.value.high for b in bars))
    size = high - low
    low, high = (0.0 if abs(x) < 1e-6 * size else x for x in (low, high))
    return (low, high) if low < high else (0.0, 1.0)


def _two_lines(text: str, width: int) -> list[str]:
    """The text in two lines at most; what does not fit is marked as cut."""
    found = wrap(text, width)
    return found if len(found) <= 2 else [found[0], found[1][: width - 1] + "…"]


def _token(words: dict[str, str], text: str, room: float) -> str:
    """A stand-in for a text, cut to `room` pixels; `draw` puts the text in after the drawing is made.

    The renderer never sees the words of a document or a scenario: some characters abort it.
    """
    widths = [12.0 if east_asian_width(c) in "WF" else 6.6 for c in text]
    if sum(widths) > room:
        cut = next((k for k in range(len(text)) if sum(widths[: k + 1]) > room - 7), len(text))
        text = text[:cut].rstrip() + "…"
    key = f"w{len(words)}w"
    words[key] = text
    return key


def _panel(panel: Panel, narrow: bool, above: bool, words: dict[str, str]) -> Spec:
    whole = (NARROW if narrow else WIDE) - 24
    label_width = 0 if above else LABEL_WIDTH
    width = whole if above else WIDE - label_width - TEXT_WIDTH
    room = max((len(b.text) for b in panel.bars), default=0) * 6.6
    tall = above and any(len(b.label) * 6.6 + room + 24 > whole for b in panel.bars)
    label_room = whole - 8 if tall else whole - room - 22 if above else label_width - 16
    lines = [_two_lines(b.label, int(label_room / 6.8)) if tall else [b.label] for b in panel.bars]
    deep = max((len(x) for x in lines), default=1) - 1
    lines = [[""] * (deep + 1 - len(x)) + x for x in lines]
    rows = [
        {
            "label": (tokens := [_token(words, x, label_room) for x in label])[-1],
            "lines": tokens,
            "low": b.value.low,
            "central": b.value.central,
            "high": b.value.high,
            "text": _token(words, b.text, whole if above else TEXT_WIDTH - 10),
            "ours": b.ours,
        }
        for b, label in zip(panel.bars, lines, strict=True)
    ]
    low, high = panel.extent or domain(panel.bars)
    colour = {"condition": {"test": "datum.ours", "value": ACCENT}, "value": OTHER}
    side = {
        "grid": False,
        "minExtent": label_width,
        "maxExtent": label_width,
        "labelColor": INK,
        "labelAlign": "left",
        "labelPadding": label_width,
    }
    y: Spec = {"field": "label", "type": "nominal", "sort": None, "axis": None if above else side}
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [low * 1.04, high * 1.04], "nice": False, "zero": True},
        "axis": {
            "tickCount": 4,
            "labelExpr": LABELS,
            "labelOverlap": "greedy",
            "labelSeparation": 8,
            "labelFlush": 24,
        },
    }
    down = 18 + 7 * deep if tall else 9 if above else 0
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
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y, "color": colour},
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
    if tall:
        layers += _words("lines", y, 7, "left", MUTED, dy=-17 - 7 * deep)
        layers += _words("text", y, 7, "left", INK, dy=7 * deep)
    elif above:
        layers += _words("label", y, 7, "left", MUTED)
        layers += _words("text", y, width - 7, "right", INK)
    else:
        layers += _words("text", y, width + 14, "left", INK, dy=0)
    found: Spec = {
        "width": width,
        "height": {"step": 60 + 14 * deep if tall else 42 if above else 26},
        "data": {"values": rows},
        "layer": layers,
    }
    if panel.title:
        found["title"] = {
            "text": [_token(words, t, whole) for t in wrap(panel.title, int(whole / 7.8))],
            **({"subtitle": _token(words, panel.unit, whole)} if panel.unit else {}),
            "subtitleColor": MUTED,
            "subtitleFontSize": TEXT,
            "dx": -label_width,
        }
    return found


def _words(field: str, y: Spec, x: float, align: str, colour: str, dy: int = -8) -> list[Spec]:
    """Text of one field on each row, with a halo so that grid lines do not cross it."""
    mark: Spec = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "fontSize": TEXT,
        "lineHeight": 14,
        "dy": dy,
    }
    place = {"text": {"field": field, "type": "nominal"}, "y": y, "x": {"value": x}}
    halo = {**mark, "color": "white", "stroke": "white", "strokeWidth": 4}
    return [{"mark": halo, "encoding": place}, {"mark": {**mark, "color": colour}, "encoding": place}]


# Axis labels with the same minus sign and thousands mark as the tables.
LABELS = r"replace(replace(format(datum.value, ',~g'), /,/g, '\u202f'), '-', '" + MINUS + "')"

_NUMBER = re.compile(rf"[-+{MINUS}]?\d+(?:[.,]\d+)?")


def measured(text: str) -> list[float]:
    """The numbers in a text such as "-16 %" or "-28 % / -61 % / -78 %"."""
    return [float(m.replace(MINUS, "-").replace(",", ".")) for m in _NUMBER.findall(text)]


def published(comparisons: Sequence[Comparison]) -> tuple[Panel, ...]:
    """Panels of published changes with ours last, one a quantity of ours.

    A row joins where its value is one signed percentage (or two, as a range) and ours is three; the rest
    stays in the table only.
    """
    groups: dict[str, list[Comparison]] = {}
    for c in comparisons:
        theirs, ours = measured(c.value), measured(c.ours)
        if (
            c.value.strip()[:1] in ("-", "+", MINUS)
            and "%" in c.value
            and len(theirs) in (1, 2)
            and len(ours) == 3
        ):
            groups.setdefault(c.ours, []).append(c)
    found = []
    for key, group in groups.items():
        whats = tuple(dict.fromkeys(c.what for c in group))
        bars = []
        for c in group:
            low, high = min(measured(c.value)), max(measured(c.value))
            label = c.study if len(whats) == 1 else f"{c.study}: {c.what}"
            bars.append(Bar(label, Interval(low, (low + high) / 2, high), minus(c.value), ours=False))
        low, central, high = sorted(measured(key))
        digits = max(len(m.partition(".")[2]) for m in _NUMBER.findall(key))
        text = "{} ({} to {})\u202f%".format(*(number(x, digits, signed=True) for x in (central, low, high)))
        bars.append(Bar("This brief", Interval(low, central, high), text))
        found.append((whats[0] if len(whats) == 1 else "", tuple(bars)))
    extent = domain([b for _, bars in found for b in bars]) if found else None
    return tuple(Panel(title, "", bars, extent) for title, bars in found)
