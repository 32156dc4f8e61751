"""Intervals on one axis: what each option would do, or our estimate beside those of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaskazi.report.figures import svg
from kaskazi.report.figures.rows import LABEL, Row, row
from kaskazi.report.figures.scales import Linear, labels, shared
from kaskazi.text.intervals import Interval

TEXT = 190.0  # room for the number right of the bars on a wide drawing
TITLE, AXIS = 17.0, 24.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One interval: its label, the values, the text beside it; ours a disc, theirs a diamond."""

    label: str
    value: Interval
    text: str
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Intervals of one quantity; a title where there are several."""

    title: str
    marks: tuple[Mark, ...]


def draw(groups: Sequence[Group], title: str, description: str, *, key: str, narrow: bool = False) -> str:
    """All groups on one scale, zero included."""
    width = svg.NARROW if narrow else svg.WIDE
    left, right = (8.0, width - 8) if narrow else (LABEL, width - TEXT)
    values = [x for g in groups for m in g.marks for x in (m.value.low, m.value.central, m.value.high)]
    scale = shared(values, left + 6, right - 6)
    parts: list[tuple[float, list[str], Mark | None, Row | None]] = []
    y = 2.0
    for g in groups:
        if g.title:
            lines = svg.wrapped(g.title, 0.9 * width)
            parts.append((y + 6, lines, None, None))
            y += TITLE * len(lines) + 8
        for m in g.marks:
            r = row(m.label, m.text, width=width, numbers=TEXT, narrow=narrow)
            parts.append((y, [], m, r))
            y += r.height
    bottom = y + 4
    body = [_axis(scale, bottom)]
    for top, lines, m_, r_ in parts:
        body += [svg.text(4, top + 12 + TITLE * k, x, bold=True) for k, x in enumerate(lines)]
        if m_ is not None and r_ is not None:
            body += [r_.words(top), _bar(m_, scale, top + r_.middle)]
    return svg.whole(width, bottom + AXIS, body, title, description, key=f"{key}-{'n' if narrow else 'w'}")


def _axis(scale: Linear, bottom: float) -> str:
    ticks = scale.ticks(4)
    out = []
    for x, label in zip(ticks, labels(ticks), strict=True):
        at = scale(x)
        out.append(svg.line(at, 0, at, bottom, svg.MUTED if x == 0 else svg.GRID))
        out.append(svg.text(at, bottom + 15, label, fill=svg.MUTED, anchor="middle"))
    return "".join(out)


def _bar(m: Mark, scale: Linear, y: float) -> str:
    colour = svg.ACCENT if m.ours else svg.OTHER
    out = []
    if m.value.low < m.value.high:
        low, high = scale(m.value.low), scale(m.value.high)
        out.append(svg.line(low, y, high, y, colour, 5.0, stroke_linecap="round", stroke_opacity=0.4))
    at = scale(m.value.central)
    out.append(svg.circle(at, y, 5.2, colour) if m.ours else svg.diamond(at, y, 6.2, colour))
    return "".join(out)
