"""The map: economies coloured by a change in per cent, on the Equal Earth projection.

Šavrič, Patterson & Jenny (2019), The Equal Earth map projection, International Journal of Geographical
Information Science 33(3), 454-465, eqs. (1)-(3); the constants as published.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kaskazi.report.figures import svg
from kaskazi.report.figures.route_map import clipped
from kaskazi.report.shapes import Point, rings, shapes
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import number

# Brown to blue: told apart with every common kind of colour blindness; in grey the depth tells the size, and dots on
# gains tell the sign.
LOSSES = ("#7f3300", "#cc6f2a", "#f2c592")
MIDDLE = "#f4f1e9"
GAINS = ("#b5d2ea", "#4a8cc2", "#154a82")
PALETTE = (*LOSSES, MIDDLE, *GAINS)
DOTS = (svg.INK, "#ffffff", "#ffffff")  # of the dots on each class of gains
BORDER = "#8d959d"
WIDTH, HEIGHT = 760.0, 344.0
TOP = 83.7  # northernmost latitude of the outlines, degrees
A = (1.340264, -0.081106, 0.000893, 0.003796)
M = math.sqrt(3.0) / 2.0
SCALE = WIDTH / (2 * math.pi / (M * A[0]))  # the equator fills the width


@dataclass(frozen=True, slots=True)
class Class:
    """One colour of the legend, its range, how many economies wear it, and whether it is the middle."""

    colour: str
    text: str
    count: int

    @property
    def middle(self) -> bool:
        return self.colour == MIDDLE

    @property
    def dots(self) -> str:
        """Colour of the dots on it; none on losses and the middle."""
        return dict(zip(GAINS, DOTS, strict=True)).get(self.colour, "")


def project(p: Point) -> Point:
    """Longitude and latitude in degrees to the drawing."""
    t = math.asin(M * math.sin(math.radians(p[1])))
    u, v = t * t, t**6
    x = math.radians(p[0]) * math.cos(t) / (M * (A[0] + 3 * A[1] * u + v * (7 * A[2] + 9 * A[3] * u)))
    y = t * (A[0] + A[1] * u + v * (A[2] + A[3] * u))
    return (WIDTH / 2 + SCALE * x, (_TOP_Y - y) * SCALE + 2)


def _top() -> float:
    t = math.asin(M * math.sin(math.radians(TOP)))
    return float(t * (A[0] + A[1] * t * t + t**6 * (A[2] + A[3] * t * t)))


_TOP_Y = _top()


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
    texts = [
        say("picture.less", c=c),
        say("picture.between", a=f"−{c}", b=f"−{b}"),
        say("picture.between", a=f"−{b}", b=f"−{a}"),
        say("picture.within", a=a),
        say("picture.between", a=f"+{a}", b=f"+{b}"),
        say("picture.between", a=f"+{b}", b=f"+{c}"),
        say("picture.more", c=c),
    ]
    ranks = [class_of(v, limits) for v in values.values()]
    return tuple(Class(PALETTE[k], texts[k], ranks.count(k)) for k in range(7))


@cache
def outlines() -> Mapping[str, str]:
    """The path of every economy that has an outline, by ISO3; projected once, cut at the date line."""
    return {
        g["id"]: "".join(_path(part) for polygon in rings(g) for ring in polygon for part in _cut(ring))
        for g in shapes()["topology"]["objects"]["countries"]["geometries"]
    }


def _cut(ring: Sequence[Point]) -> list[list[Point]]:
    """A ring whose longitudes may pass 180 degrees, as rings between -180 and 180."""
    if all(-180 <= x <= 180 for x, _ in ring):
        return [list(ring)]
    found = (clipped([(x + 360 * k, y) for x, y in ring], (-180.0, -90.0, 180.0, 90.0)) for k in (-1, 0, 1))
    return [part for part in found if len(part) > 2]


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(project, ring)) + "Z"


def missing(values: Mapping[str, float]) -> bool:
    """True where an outline on the map has no value."""
    return bool(set(outlines()) - set(values))


def draw(
    values: Mapping[str, float], limits: Sequence[float], home: str, title: str, description: str, *, key: str
) -> str:
    """Outlines filled by class, states too small for an outline as discs, the home economy ringed.

    values: change in per cent by ISO3. What has no value is hatched.
    """
    hatch = f"{svg.ident(key)}-hatch"
    by_fill: dict[str, list[str]] = {}
    for iso3, d in outlines().items():
        fill = PALETTE[class_of(values[iso3], limits)] if iso3 in values else f"url(#{hatch})"
        by_fill.setdefault(fill, []).append(d)
    body = [
        svg.path("".join(ds), fill, stroke=BORDER, stroke_width=0.4, stroke_linejoin="round")
        for fill, ds in by_fill.items()
    ]
    dotted = {fill: f"{svg.ident(key)}-dots{k}" for k, fill in enumerate(GAINS)}
    body += [svg.path("".join(by_fill[c]), f"url(#{name})") for c, name in dotted.items() if c in by_fill]
    for iso3, at in shapes()["points"].items():
        if iso3 in values:
            x, y = project(tuple(at))
            ring = (
                {"stroke": svg.INK, "stroke_width": 1.4}
                if iso3 == home
                else {"stroke": BORDER, "stroke_width": 0.6}
            )
            body.append(svg.circle(x, y, 3.0, PALETTE[class_of(values[iso3], limits)], **ring))  # type: ignore[arg-type]
    if home in outlines():
        body.append(
            svg.path(outlines()[home], "none", stroke=svg.INK, stroke_width=1.6, stroke_linejoin="round")
        )
    defs = "".join(
        f'<pattern id="{dotted[c]}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<circle cx="2.5" cy="2.5" r=".9" fill="{dot}"/></pattern>'
        for c, dot in zip(GAINS, DOTS, strict=True)
    )
    defs = (
        f'<defs>{defs}<pattern id="{hatch}" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="5" height="5" fill="#eceef0"/>'
        '<path d="M0 0V5" stroke="#9aa2aa" stroke-width="1.6"/></pattern></defs>'
    )
    return svg.whole(WIDTH, HEIGHT, body, title, description, key=key, defs=defs)
