"""Bars of what changes, each on the value it changes: where a loss falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaskazi.report.figures import svg
from kaskazi.report.figures.rows import LABEL, row
from kaskazi.report.figures.scales import Linear, labels, shared
from kaskazi.text.intervals import Interval

TEXT = 150.0  # room for the number right of the bars on a wide drawing
BAR, AXIS = 13.0, 24.0


@dataclass(frozen=True, slots=True)
class Loss:
    """One bar: its label, the value now (>= 0), the change of it in the same unit, the text beside it."""

    label: str
    base: float
    change: Interval
    text: str


def draw(losses: Sequence[Loss], title: str, description: str, *, key: str, narrow: bool = False) -> str:
    """Bars on one scale from zero: the base in light grey; what is lost of it dark, what is gained outlined beyond."""
    width = svg.NARROW if narrow else svg.WIDE
    left, right = (8.0, width - 8) if narrow else (LABEL, width - TEXT)
    ends = [max(x.base, x.base + x.change.high) for x in losses]
    scale = shared(ends, left, right - 6)
    rows = [row(x.label, x.text, width=width, numbers=TEXT, narrow=narrow) for x in losses]
    bottom = 6 + sum(r.height for r in rows)
    ticks = scale.ticks(3 if narrow else 4)
    body = []
    for t, label in zip(ticks, labels(ticks), strict=True):
        body.append(svg.line(scale(t), 0, scale(t), bottom, svg.MUTED if t == 0 else svg.GRID))
        body.append(svg.text(scale(t), bottom + 15, label, fill=svg.MUTED, anchor="middle" if t else "start"))
    top = 2.0
    for x, r in zip(losses, rows, strict=True):
        body += [r.words(top), _bar(x, scale, top + r.middle - BAR / 2)]
        top += r.height
    return svg.whole(width, bottom + AXIS, body, title, description, key=f"{key}-{'n' if narrow else 'w'}")


def _bar(x: Loss, scale: Linear, y: float) -> str:
    out = []
    zero, base = scale(0.0), scale(x.base)
    out.append(svg.rect(zero, y, base - zero, BAR, svg.BASE))
    if x.change.central < 0:
        out.append(svg.rect(zero, y, scale(-x.change.central) - zero, BAR, svg.OTHER))
    elif x.change.central > 0:
        gained = scale(x.base + x.change.central) - base
        out.append(svg.rect(base, y + 0.5, gained, BAR - 1, "#fff", stroke=svg.ACCENT, stroke_width=1.5))
    out.append(_reach(x, scale, y + BAR / 2))
    return "".join(out)


def _reach(x: Loss, scale: Linear, y: float) -> str:
    """A thin line over the range of the change, where it has one."""
    v = x.change
    if v.low == v.high:
        return ""
    a, b = (scale(-e) if v.central < 0 else scale(x.base + e) for e in (v.low, v.high))
    return "".join(
        svg.line(min(a, b), y, max(a, b), y, colour, w) for colour, w in (("#fff", 3.4), (svg.INK, 1.4))
    )
