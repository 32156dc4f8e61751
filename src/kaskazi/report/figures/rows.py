"""Rows that pictures share: words left of a bar and a number right of it, or both above it where a screen is narrow."""

from __future__ import annotations

from dataclasses import dataclass

from kaskazi.report.figures import svg

LABEL = 236.0  # room for words left of the bars on a wide drawing
MOST_LINES = 3
LINE, NARROW_LINE = 13.5, 15.0
STEP = 27.0  # height of a row with one line
BAR = 22.0  # height that a bar has under its words on a narrow drawing


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it will stand: its words in lines, its number, its height, and where in it the bar lies."""

    lines: tuple[str, ...]
    text: str
    height: float
    middle: float
    narrow: bool
    apart: bool  # narrow: the number has a line of its own
    width: float
    right: float  # where the number begins on a wide drawing

    def words(self, top: float) -> str:
        """Words and number, the row's upper edge at `top`."""
        if self.narrow:
            out = [
                svg.text(4, top + 13 + NARROW_LINE * k, x, fill=svg.MUTED) for k, x in enumerate(self.lines)
            ]
            last = top + 13 + NARROW_LINE * (len(self.lines) - (0 if self.apart else 1))
            return "".join([*out, svg.text(self.width - 4, last, self.text, anchor="end")])
        first = top + self.middle + 4 - LINE * (len(self.lines) - 1) / 2
        out = [svg.text(4, first + LINE * k, x) for k, x in enumerate(self.lines)]
        return "".join([*out, svg.text(self.right, top + self.middle + 4, self.text)])


def row(label: str, text: str, *, width: float, numbers: float, narrow: bool) -> Row:
    """A row for a label and a number; numbers: room that the number has on a wide drawing."""
    if not narrow:
        lines = tuple(svg.wrapped(label, LABEL - 14, most=MOST_LINES))
        height = max(STEP, LINE * len(lines) + 9)
        shown = svg.cut(text, numbers - 14)
        return Row(lines, shown, height, height / 2, False, False, width, width - numbers + 12)
    lines = tuple(svg.wrapped(label, width - 8, most=MOST_LINES))
    shown = svg.cut(text, width - 8)
    apart = svg.length(lines[-1]) + svg.length(shown) + 18 > width
    height = NARROW_LINE * (len(lines) + apart) + BAR + 4
    return Row(lines, shown, height, height - BAR / 2 - 2, True, apart, width, 0.0)
