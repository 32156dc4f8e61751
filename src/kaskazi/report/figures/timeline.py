"""A line of time: spans that are thick while something holds, and the days that count, each with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaskazi.report.figures import svg
from kaskazi.report.figures.scales import Linear, days

EDGE = 8.0
SPREAD = 14.0  # between labels side by side
COLOURS = {"law": svg.OTHER, "today": svg.INK, "document": svg.ACCENT}


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day shown."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, its date in words, what it is, and its kind: "law", "today", "document"."""

    on: date
    day: str
    label: str
    kind: str


def draw(
    span: Span,
    held: Sequence[tuple[date, date]],
    moments: Sequence[Moment],
    title: str,
    description: str,
    *,
    key: str,
    narrow: bool = False,
) -> str:
    """The line, and under it the days: in rows that do not touch each other, or one below the other."""
    width = svg.NARROW if narrow else svg.WIDE
    scale = days(span.start, span.end, EDGE, width - EDGE)
    y = 14.0
    body = [svg.line(EDGE, y, width - EDGE, y, svg.GRID, 3.0)]
    for a, b in held:
        body.append(svg.line(_at(scale, a), y, _at(scale, b), y, svg.ACCENT, 7.0))
    dots = [_dot(m, _at(scale, m.on), y) for m in moments]
    if narrow:
        listed, height = _listed(moments, y + 24, width)
        return svg.whole(width, height, [*body, *dots, *listed], title, description, key=f"{key}-n")
    rows = _rows(scale, moments, width)
    tops = [y + 22 + row * 2 * 17 for row, _ in rows]
    for m, top in zip(moments, tops, strict=True):
        body.append(svg.line(_at(scale, m.on), y, _at(scale, m.on), top - 10, svg.MUTED, 0.8))
    for m, (_, left), top in zip(moments, rows, tops, strict=True):
        body.append(svg.text(left, top, m.day, bold=True))
        body.append(svg.text(left, top + 14, svg.cut(m.label, width - left), fill=svg.MUTED))
    body += dots
    depth = max((row for row, _ in rows), default=0) + 1
    height = y + 22 + depth * 2 * 17 - 10
    return svg.whole(width, height, body, title, description, key=f"{key}-w")


def _listed(moments: Sequence[Moment], top: float, width: float) -> tuple[list[str], float]:
    """On a narrow drawing: the days below each other, each with its mark; and where they end."""
    out, y = [], top
    for m in sorted(moments, key=lambda m: m.on):
        out += [_dot(m, EDGE + 2, y + 8), svg.text(EDGE + 16, y + 12, m.day, bold=True)]
        out.append(svg.text(EDGE + 16, y + 26, svg.cut(m.label, width - EDGE - 18), fill=svg.MUTED))
        y += 34
    return out, y


def _dot(m: Moment, x: float, y: float) -> str:
    colour = COLOURS.get(m.kind, svg.MUTED)
    if m.kind == "document":
        return svg.diamond(x, y, 6.0, colour)
    return svg.circle(x, y, 5.2, colour, stroke="#fff", stroke_width=1.4)


def _at(scale: Linear, on: date) -> float:
    return scale(float(on.toordinal()))


def _rows(scale: Linear, moments: Sequence[Moment], width: float) -> list[tuple[int, float]]:
    """For each day the row of its words and where they begin: the first row in which they touch nothing.

    The latest day has the first choice, so that lines down to later rows pass left of the words above.
    """
    taken: list[list[tuple[float, float]]] = []
    out: dict[int, tuple[int, float]] = {}
    for k in sorted(range(len(moments)), key=lambda k: moments[k].on, reverse=True):
        m = moments[k]
        room = min(max(svg.length(m.day) * 1.1, svg.length(m.label)), width - 4)
        left = max(2.0, min(_at(scale, m.on) - 5, width - room - 2))
        row = next(
            (i for i, spans in enumerate(taken) if all(left > b or left + room < a for a, b in spans)),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((left - SPREAD, left + room + SPREAD))
        out[k] = (row, left)
    return [out[k] for k in range(len(moments))]
