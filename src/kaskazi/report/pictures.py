"""The pictures of a page: each chart in two widths, the map with its legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaskazi.report import atlas, charts
from kaskazi.report.charts import Bar, Panel, Spec
from kaskazi.report.draw import svg
from kaskazi.report.routes import RouteMap, route_map
from kaskazi.report.shapes import shapes
from kaskazi.report.stakes import LEAD, Row, Stake, shown
from kaskazi.text.numbers import unit_text

MOST_PANELS = 4
FEWEST_COLOURED = 3  # economies outside the middle class; below, a map shows nothing that the table does not


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: SVG for wide and for narrow screens."""

    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Map:
    """One map and its legend."""

    drawing: str
    title: str
    legend: tuple[atlas.Class, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn for one item; None where there is nothing to draw."""

    options: Chart | None
    published: Chart | None
    map: Map | None
    route: RouteMap | None


def pictures(stake: Stake, home: str) -> Pictures:
    """Draw what one item's results show."""
    return Pictures(
        options=_chart(panels(stake), f"{stake.item.title}: options compared"),
        published=_chart(
            charts.published(stake.comparisons), f"{stake.item.title}: published estimates and ours"
        ),
        map=_map(stake, home),
        route=route_map(stake.worked[0].option.scenario, home, f"way-{stake.item.id}")
        if stake.worked
        else None,
    )


def panels(stake: Stake) -> tuple[Panel, ...]:
    """What the chart of one item shows.

    With several options: a panel for each leading figure in which any option changes something, at most
    four, options below each other. With one option: a panel for each unit, figures below each other.
    """
    order = LEAD.get(stake.item.kind, ())
    rank = {key: k for k, key in enumerate(order)}
    rows = [r for r in stake.rows if _moves(r)]
    if len(stake.worked) > 1:
        rows.sort(key=lambda r: rank.get(r.id, len(order)))
        return tuple(Panel(r.label, unit_text(r.unit), _bars(stake, r)) for r in rows[:MOST_PANELS])
    units: dict[str, list[Bar]] = {}
    for r in rows:
        cell = r.cells[0]
        if cell:
            units.setdefault(r.unit, []).append(Bar(r.label, cell.figure.value, cell.shown.text))
    return tuple(
        Panel(unit_text(u)[:1].upper() + unit_text(u)[1:], "", tuple(bars)) for u, bars in units.items()
    )


def _moves(row: Row) -> bool:
    values = [c.figure.value for c in row.cells if c]
    return any(v.low != v.high for v in values) or len({v.central for v in values}) > 1


def _bars(stake: Stake, row: Row) -> tuple[Bar, ...]:
    pairs = zip(stake.worked, row.cells, strict=True)
    return tuple(Bar(w.option.title, c.figure.value, shown(c.figure).text) for w, c in pairs if c)


def _chart(found: Sequence[Panel], title: str) -> Chart | None:
    if not found:
        return None

    def draw(narrow: bool) -> str:
        spec: Spec = charts.intervals(found, narrow=narrow)
        return svg(spec, title)

    return Chart(draw(False), draw(True))


def _map(stake: Stake, home: str) -> Map | None:
    outcome = next((w.outcome for w in stake.worked if w.outcome.economies), None)
    if outcome is None:
        return None
    values = {e.iso3: e.real_income.central for e in outcome.economies}
    if not any(values.values()):
        return None
    limits = atlas.edges(list(values.values()))
    found = atlas.legend(values, limits)
    if sum(c.count for c in found if c.colour != atlas.MIDDLE) < FEWEST_COLOURED:
        return None
    title = f"Real income, change in per cent: {outcome.scenario.title}"
    drawing = svg(atlas.world_map(values, limits, home), title)
    drawn = {g["id"] for g in shapes()["topology"]["objects"]["countries"]["geometries"]}
    return Map(drawing, title, found, bool(drawn - set(values)))
