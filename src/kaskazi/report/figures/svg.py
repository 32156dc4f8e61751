"""Shapes and text as SVG: small pure functions that escape what they print, and a check of what came out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from unicodedata import east_asian_width
from xml.etree import ElementTree

from kaskazi.text.safe import visible

INK, MUTED, GRID = "#1d2733", "#5a6672", "#d9dde2"
ACCENT, OTHER = "#0b5c8a", "#b4541a"  # ours and theirs; gains and losses: blue and rust
BASE = "#d5d9de"  # what a change is measured against
SIZE = 12.0  # of text, drawing units
WIDE, NARROW = 700.0, 340.0  # of a drawing for wide and for narrow screens
ALLOWED = frozenset(
    {"svg", "g", "path", "rect", "line", "text", "circle", "defs", "clipPath", "pattern", "title", "desc"}
)


def n(x: float) -> str:
    """A coordinate, to a tenth."""
    return (
        f"{x:.1f}".removesuffix(".0").replace("-0", "0") if abs(x) < 0.05 else f"{x:.1f}".removesuffix(".0")
    )


def quoted(text: str) -> str:
    """Text or an attribute's value: nothing hidden, nothing obeyed."""
    return escape(visible(text), quote=True)


def _attributes(**values: str | float | None) -> str:
    return "".join(
        f' {k.rstrip("_").replace("_", "-")}="{n(v) if isinstance(v, float | int) else quoted(v)}"'
        for k, v in values.items()
        if v is not None
    )


def rect(x: float, y: float, width: float, height: float, fill: str, **more: str | float | None) -> str:
    """A rectangle; a width below nothing is none."""
    return f"<rect{_attributes(x=x, y=y, width=max(width, 0.0), height=height, fill=fill, **more)}/>"


def line(
    x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1.0, **more: str | float | None
) -> str:
    """A straight line."""
    return f"<line{_attributes(x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **more)}/>"


def circle(x: float, y: float, r: float, fill: str, **more: str | float | None) -> str:
    """A disc."""
    return f"<circle{_attributes(cx=x, cy=y, r=r, fill=fill, **more)}/>"


def diamond(x: float, y: float, r: float, fill: str) -> str:
    """A square on its corner."""
    return path(f"M{n(x)} {n(y - r)}L{n(x + r)} {n(y)}L{n(x)} {n(y + r)}L{n(x - r)} {n(y)}Z", fill)


def path(d: str, fill: str, **more: str | float | None) -> str:
    """A path of given steps."""
    return f"<path{_attributes(d=d, fill=fill, **more)}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    fill: str = INK,
    anchor: str = "start",
    size: float = SIZE,
    bold: bool = False,
) -> str:
    """Words at their base line, on a halo of paper so that no line crosses them."""
    place = _attributes(
        x=x,
        y=y,
        font_size=size,
        text_anchor=None if anchor == "start" else anchor,
        font_weight="600" if bold else None,
    )
    paint = _attributes(
        fill=fill, stroke="#fff", stroke_width=size / 4, stroke_linejoin="round", paint_order="stroke"
    )
    return f"<text{place}{paint}>{quoted(words)}</text>"


def length(words: str, size: float = SIZE) -> float:
    """Width of words on the drawing, at most: fonts differ from machine to machine, and the widest common ones count."""
    return sum(_wide(c) for c in words) * size


def _wide(c: str) -> float:
    if east_asian_width(c) in "WF":
        return 1.0
    if c in " .,;:'’il|!()-jtfr":
        return 0.4
    return 0.88 if c in "mwMW−+%@" else 0.72 if c.isupper() else 0.64


def cut(words: str, room: float, size: float = SIZE) -> str:
    """The words, shortened with a mark where they do not fit."""
    shown = visible(words)
    if length(shown, size) <= room:
        return shown
    while shown and length(shown, size) > room - size:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def wrapped(words: str, room: float, size: float = SIZE, most: int = 2) -> list[str]:
    """The words in at most so many lines, the last one cut."""
    out = [""]
    for word in visible(words).split(" "):
        longer = f"{out[-1]} {word}".strip()
        if length(longer, size) <= room or not out[-1]:
            out[-1] = longer
        elif len(out) < most:
            out.append(word)
        else:
            out[-1] = longer
    return [cut(x, room, size) for x in out]


def ident(key: str) -> str:
    """A key as an id: letters, digits and dashes only."""
    return re.sub(r"[^\w-]", "-", key)


def whole(
    width: float,
    height: float,
    body: Iterable[str],
    title: str,
    description: str,
    *,
    key: str,
    defs: str = "",
    widest: float | None = None,
) -> str:
    """A drawing with its title and description for those who do not see it. key: makes its ids unique on a
    page; widest: pixels it takes at most, its width without.

    Raises ValueError if the drawing holds anything but plain shapes and text.
    """
    name = ident(key)
    found = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {n(width)} {n(height)}" style="max-width:{widest or width:.0f}px">'
        f'<title id="{name}-t">{quoted(title)}</title><desc id="{name}-d">{quoted(description)}</desc>'
        f"{defs}{''.join(body)}</svg>"
    )
    check(found)
    return found


def check(raw: str) -> None:
    """Raises ValueError if an SVG holds anything but plain shapes and text, or refers outside itself."""
    for node in ElementTree.fromstring(raw).iter():
        tag = node.tag.rpartition("}")[2]
        if tag not in ALLOWED:
            raise ValueError(f"element {tag} in a drawing")
        for name, value in node.attrib.items():
            plain = name.rpartition("}")[2].lower()
            if plain == "href" or plain.startswith("on") or re.search(r"url\((?!#)", value):
                raise ValueError(f"attribute {plain} in a drawing")
