"""A map of two ways between two ports as SVG: land, lines told apart by dash as well as colour, labels that do not
overlap. Nothing is worked out here: `routes.py` says what is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from textwrap import wrap

from kaskazi.report.figures.svg import ACCENT, INK, OTHER, check, quoted, whole
from kaskazi.report.shapes import rings, shapes

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
WIDTH = 720.0
RATIOS = (0.55, 1.0)  # height over width of the map, least and most
MARGIN = 0.07  # of the longer side, around the lines
LEAST = 24.0  # degrees shown at least
TOP, BOTTOM = 78.0, -62.0  # latitudes beyond which nothing is drawn
LAND, COAST, SEA = "#e4e0d3", "#b9b3a1", "#f3f7fa"
FONTS = {"wide": 15.0, "narrow": 27.0}
LETTER, BOLD = 0.56, 0.62  # width of a letter over its height, upper bound of the mean
FINE = 0.8  # outline points closer than this are one


@dataclass(frozen=True, slots=True)
class Line:
    """One way: (longitude, latitude) without jumps at the date line; dashed or solid; what the legend says."""

    points: tuple[Point, ...]
    dashed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place: kind "port", "gate" or "shut"."""

    at: Point
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is drawn. name, story: the short and the long text alternative; absent: legend lines of ways that
    cannot be drawn, for there are none."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    name: str
    story: str
    absent: tuple[str, ...] = ()


def miller(lat: float) -> float:
    """Miller's cylindrical ordinate, degrees."""
    return math.degrees(1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(lat))))


@dataclass(frozen=True, slots=True)
class Frame:
    """Window of the map: west edge and scale, and the ordinate of its top; height in drawing units."""

    west: float
    east: float
    top: float
    scale: float
    height: float

    def xy(self, p: Point) -> Point:
        """Place on the drawing of a point whose longitude lies in the window, or beyond it."""
        return ((p[0] - self.west) * self.scale, (self.top - miller(p[1])) * self.scale)

    def into(self, lon: float) -> float:
        """The same meridian within 360 degrees from the west edge."""
        return self.west + (lon - self.west) % 360


def seam(lons: Sequence[float]) -> float:
    """The meridian farthest from all of these: where a round world is best cut open."""
    at = sorted(x % 360 for x in lons)
    gaps = [((b - a) % 360 or 360.0, a) for a, b in zip(at, [*at[1:], at[0]], strict=True)]
    gap, start = max(gaps)
    return (start + gap / 2 + 180) % 360 - 180


def frame(points: Sequence[Point], quiet: Sequence[float] = ()) -> Frame:
    """A window that holds the points, with a margin; the whole round world where they need it, cut open far from
    the meridians `quiet`."""
    lons, ys = [p[0] for p in points], [miller(p[1]) for p in points]
    west, east, low, high = min(lons), max(lons), min(ys), max(ys)
    pad = max(MARGIN * max(east - west, high - low), 3.0)
    west, east, low, high = west - pad, east + pad, low - pad, high + pad
    if east - west < LEAST:
        west, east = (west + east - LEAST) / 2, (west + east + LEAST) / 2
    wide, tall = east - west, high - low
    if wide > 345:
        west, wide = seam(quiet or lons), 360.0
    if tall < RATIOS[0] * wide:
        low, high = (low + high - RATIOS[0] * wide) / 2, (low + high + RATIOS[0] * wide) / 2
    elif tall > RATIOS[1] * wide:
        west, wide = west - (tall / RATIOS[1] - wide) / 2, tall / RATIOS[1]
    down = max(0.0, miller(BOTTOM) - low) - max(0.0, high - miller(TOP))
    low, high = low + down, high + down
    scale = WIDTH / wide
    return Frame(west, west + wide, high, scale, (high - low) * scale)


def clipped(ring: Sequence[Point], box: Box) -> list[Point]:
    """A ring cut to a box (Sutherland and Hodgman's way: one side after the other)."""
    out = list(ring)
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        if not out:
            break
        source, out = out, []
        for a, b in pairwise([source[-1], *source]):
            inside_a, inside_b = ((p[axis] - limit) * sign >= 0 for p in (a, b))
            if inside_a != inside_b:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
            if inside_b:
                out.append(b)
    return out


def _path(points: Iterable[Point], close: bool = False) -> str:
    text = "M" + "L".join(f"{x:.1f} {y:.1f}".replace(".0", "") for x, y in points)
    return text + "Z" if close else text


def _thinned(ring: Sequence[Point]) -> list[Point]:
    out: list[Point] = []
    for p in ring:
        if not out or math.dist(p, out[-1]) >= FINE:
            out.append(p)
    return out


@lru_cache(maxsize=16)
def coast(f: Frame) -> str:
    """The land in the window, one path."""
    box = (-4.0, -4.0, WIDTH + 4, f.height + 4)
    parts = []
    for g in shapes()["topology"]["objects"]["countries"]["geometries"]:
        for polygon in rings(g):
            for ring in polygon:
                lons = [p[0] for p in ring]
                for turn in range(
                    math.ceil((f.west - max(lons)) / 360), math.floor((f.east - min(lons)) / 360) + 1
                ):
                    cut = _thinned(clipped([f.xy((x + 360 * turn, y)) for x, y in ring], box))
                    if len(cut) > 2:
                        parts.append(_path(cut, close=True))
    return "".join(parts)


def strokes(f: Frame, line: Sequence[Point]) -> list[list[Point]]:
    """The line on the drawing, cut where it leaves one edge of a round world and comes back at the other."""
    out: list[list[Point]] = []
    for turn in range(-2, 3):
        piece: list[Point] = []
        for a, b in pairwise((x + 360 * turn, y) for x, y in line):
            if max(a[0], b[0]) < f.west or min(a[0], b[0]) > f.east:
                if piece:
                    out.append(piece)
                piece = []
                continue
            piece = [*piece, f.xy(b)] if piece else [f.xy(a), f.xy(b)]
        if piece:
            out.append(piece)
    return out


def _placed(
    f: Frame, marks: Sequence[Mark], lines: Sequence[Sequence[Point]], font: float
) -> list[tuple[Mark, Point, Box | None]]:
    """Every mark with its place and the box of its label: ports first, then what is shut, then gates. A label
    that finds no free place is left out (None)."""
    order = {"port": 0, "shut": 1, "gate": 2}
    places = [(m, f.xy((f.into(m.at[0]), m.at[1]))) for m in sorted(marks, key=lambda m: order[m.kind])]
    r = font * 0.45
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for _, (x, y) in places]
    walked = [p for line in lines for a, b in pairwise(line) for p in _steps(a, b, font / 2)]
    out: list[tuple[Mark, Point, Box | None]] = []
    for m, (x, y) in places:
        w, h = len(m.label) * font * (LETTER if m.kind == "gate" else BOLD) + 4, font * 1.1
        best: tuple[float, Box] | None = None
        for k, away in enumerate((0.7, 1.5, 2.6, 3.8)):
            d = away * font
            for n, (left, top) in enumerate(
                ((x + d, y - h / 2), (x - d - w, y - h / 2), (x - w / 2, y - d - h), (x - w / 2, y + d),
                 (x + d * 0.8, y - d - h * 0.6), (x - d * 0.8 - w, y - d - h * 0.6), (x + d * 0.8, y + d - h * 0.4),
                 (x - d * 0.8 - w, y + d - h * 0.4))
            ):  # fmt: skip
                box = (left, top, left + w, top + h)
                least = 4.0 * k + 0.2 * n
                if best is not None and best[0] <= least:
                    continue  # cannot be better, whatever it lies on
                if left < 2 or top < 2 or box[2] > WIDTH - 2 or box[3] > f.height - 2:
                    continue
                if any(
                    _meet(box, t) for t in taken if not (t[0] <= x <= t[2] and t[1] <= y <= t[3] and k == 0)
                ):
                    continue
                over = sum(box[0] - 2 < px < box[2] + 2 and box[1] - 1 < py < box[3] + 1 for px, py in walked)
                cost = 3.0 * over + least
                if best is None or cost < best[0]:
                    best = (cost, box)
        if best is not None:
            taken.append(best[1])
        out.append((m, (x, y), best[1] if best else None))
    return out


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _steps(a: Point, b: Point, step: float) -> list[Point]:
    n = max(1, math.ceil(math.dist(a, b) / step))
    return [(a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n) for k in range(n + 1)]


def _overlay(plan: Plan, f: Frame, size: str) -> tuple[str, float]:
    """Lines, marks, labels and legend for one width of screen; the height with the legend."""
    font = FONTS[size]
    drawn = [(line, strokes(f, line.points)) for line in plan.lines]
    thick = font * 0.27
    out = []
    for line, pieces in drawn:
        for piece in pieces:
            d = _path(piece)
            dash = f' stroke-dasharray="{2.4 * thick:.1f} {1.7 * thick:.1f}"' if line.dashed else ""
            colour, width = (OTHER, 0.75 * thick) if line.dashed else (ACCENT, 1.15 * thick)
            # white under both: off the coast, and off a solid line that runs along, in grey too
            under = 1.3 * thick if line.dashed else 1.8 * thick
            out.append(
                f'<path d="{d}" fill="none" stroke="#fff" stroke-width="{under:.1f}" stroke-linejoin="round"{dash}/>'
            )
            out.append(
                f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linejoin="round"{dash}/>'
            )
    placed = _placed(f, plan.marks, [p for _, pieces in drawn for p in pieces], font)
    out += [_dot(m, at, font) for m, at, _ in placed]
    out += [_leader(at, box, font) for _, at, box in placed if box]
    out += [_label(m, at, box, font) for m, at, box in placed if box]
    legend, height = _legend(plan, f.height, font)
    return "".join(out) + legend, height


def _dot(m: Mark, at: Point, font: float) -> str:
    x, y = at
    r = font * 0.3
    if m.kind == "shut":
        d = f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}"
        return (
            f'<path d="{d}" stroke="#fff" stroke-width="{font * 0.42:.1f}" stroke-linecap="round"/>'
            f'<path d="{d}" stroke="{INK}" stroke-width="{font * 0.2:.1f}" stroke-linecap="round"/>'
        )
    fill, stroke = (INK, "#fff") if m.kind == "port" else ("#fff", INK)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" stroke="{stroke}" stroke-width="{font * 0.11:.1f}"/>'


def _leader(at: Point, box: Box, font: float) -> str:
    """A thin line from a mark to a label that stands off it."""
    x, y = at
    near = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
    if math.dist(at, near) < font:
        return ""
    return f'<path d="{_path([at, near])}" fill="none" stroke="{INK}" stroke-width="{font * 0.06:.1f}"/>'


def _label(m: Mark, at: Point, box: Box, font: float) -> str:
    """The name, set against the side of its box that faces the mark."""
    weight = ' font-weight="600"' if m.kind != "gate" else ""
    side = "start" if box[0] > at[0] else "end" if box[2] < at[0] else "middle"
    x = {"start": box[0] + 2, "end": box[2] - 2, "middle": (box[0] + box[2]) / 2}[side]
    y = box[3] - font * 0.3
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{font:g}" text-anchor="{side}"{weight}'
    text = quoted(m.label)
    halo = f'<text {place} fill="#fff" stroke="#fff" stroke-width="{font * 0.28:.1f}" stroke-linejoin="round" aria-hidden="true">{text}</text>'
    return f'{halo}<text {place} fill="{INK}">{text}</text>'


def _legend(plan: Plan, top: float, font: float) -> tuple[str, float]:
    """Under the map: a sample of each line and what it is."""
    y, out = top + font * 1.5, []
    sample = font * 3.2
    room = int((WIDTH - sample - font) / (font * LETTER))
    entries = [(line, line.text) for line in plan.lines] + [(None, text) for text in plan.absent]
    for line, text in entries:
        if line is not None:
            thick = font * 0.27
            dash = f' stroke-dasharray="{2.4 * thick:.1f} {1.7 * thick:.1f}"' if line.dashed else ""
            colour = OTHER if line.dashed else ACCENT
            d = _path([(font * 0.3, y - font * 0.35), (sample - font * 0.4, y - font * 0.35)])
            width = thick * (0.75 if line.dashed else 1.15)
            out.append(f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}"{dash}/>')
        for row in wrap(text, room):
            out.append(
                f'<text x="{sample:.1f}" y="{y:.1f}" font-size="{font:g}" fill="{INK}">{quoted(row)}</text>'
            )
            y += font * 1.3
        y += font * 0.25
    return "".join(out), y - font * 0.6


def _window(plan: Plan) -> Frame:
    points = [p for line in plan.lines for p in line.points]
    return frame(points or [m.at for m in plan.marks], [m.at[0] for m in plan.marks])


def _ground(f: Frame, key: str, inside: str) -> str:
    h = f"{f.height:.1f}"
    return (
        f'<clipPath id="{key}-map"><rect width="{WIDTH:g}" height="{h}"/></clipPath>'
        f'<g clip-path="url(#{key}-map)"><rect width="{WIDTH:g}" height="{h}" fill="{SEA}"/>'
        f'<path d="{inside}" fill="{LAND}" stroke="{COAST}" stroke-width=".6" stroke-linejoin="round"/></g>'
    )


def inline(plan: Plan, key: str, size: str) -> str:
    """The map for one width of screen ("wide", "narrow"), to stand in a page. key: makes ids unique."""
    f = _window(plan)
    over, height = _overlay(plan, f, size)
    shown = WIDTH if size == "wide" else WIDTH / 2
    body = [_ground(f, f"{key}-{size}", coast(f)), over]
    return whole(WIDTH, height, body, plan.name, plan.story, key=f"{key}-{size}", widest=shown)


def standing(plan: Plan) -> str:
    """The map as a file of its own: labels for wide and for narrow screens in one, the fitting one shown."""
    f = _window(plan)
    wide, high = _overlay(plan, f, "wide")
    narrow, higher = _overlay(plan, f, "narrow")
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="way-name way-story" '
        f'viewBox="0 0 {WIDTH:g} {max(high, higher):.0f}">'
        f'<title id="way-name">{quoted(plan.name)}</title><desc id="way-story">{quoted(plan.story)}</desc>'
        "STYLE"
        f'<rect width="{WIDTH:g}" height="{max(high, higher):.0f}" fill="#fff"/>'
        f'{_ground(f, "way", coast(f))}<g class="wide">{wide}</g><g class="narrow">{narrow}</g></svg>\n'
    )
    check(text.replace("STYLE", ""))
    style = (
        "<style>text{font-family:system-ui,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif}"
        ".narrow{display:none}@media(max-width:599px){.wide{display:none}.narrow{display:inline}}</style>"
    )
    return text.replace("STYLE", style, 1)
