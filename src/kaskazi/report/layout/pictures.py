"""Which pictures an item has, each with its title, its caption and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kaskazi.outcomes.indicators import leading
from kaskazi.report.document import Figure, Swatch, cites, runs
from kaskazi.report.figures import base_bars, intervals, timeline, world_map
from kaskazi.report.figures.base_bars import Loss
from kaskazi.report.figures.intervals import Group, Mark
from kaskazi.report.page import Page
from kaskazi.report.published import published as beside
from kaskazi.report.routes import route_map
from kaskazi.report.stakes import Lines, Stake, shown
from kaskazi.report.stakes import Row as Compared
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import day, per_cent, unit_text, with_unit

FEWEST_OPTIONS = 2
FEWEST_COLOURED = 3  # economies outside the middle class; below, a map shows nothing that the table does not
Draw = Callable[[bool], str]


def _figure(title: str, caption: str, alternative: str, draw: Draw, *, told: bool) -> Figure:
    return Figure(title, runs(caption), draw(False), draw(True), alternative, told=told)


def options(s: Stake) -> Figure | None:
    """The options of an item on one axis: its leading figure that any of them changes."""
    if len(s.worked) < FEWEST_OPTIONS:
        return None
    order = leading(s.item.kind)
    rows = sorted(
        (r for r in s.rows if r.change and _moves(r)),
        key=lambda r: order.index(r.id) if r.id in order else len(order),
    )
    if not rows:
        return None
    r = rows[0]
    marks = tuple(
        Mark(w.option.title, c.figure.value, shown(c.figure).text)
        for w, c in zip(s.worked, r.cells, strict=True)
        if c
    )
    unit = unit_text(r.unit)
    title = say("picture.options", label=r.label, unit=unit)
    told = _said(marks, r.unit)

    def draw(narrow: bool) -> str:
        return intervals.draw((Group("", marks),), title, told, key=f"o-{s.item.id}", narrow=narrow)

    return _figure(title, say("picture.options_note"), told, draw, told=True)


def _moves(row: Compared) -> bool:
    values = [c.figure.value for c in row.cells if c]
    return any(v.low != v.high for v in values) or len({v.central for v in values}) > 1


def _said(marks: Sequence[Mark], unit: str) -> str:
    told = (say("picture.mark", label=m.label, text=with_unit(m.text, unit)) for m in marks)
    return "; ".join(told) + "."


def clock(page: Page, s: Stake, key: str = "c") -> Figure | None:
    """The life of the law with the days that count. key: apart from other drawings of it on the page."""
    found = page.clock(s)
    if found is None:
        return None
    title = say("picture.clock", title=s.item.title)
    moments = tuple(timeline.Moment(m.on, day(m.on), m.label, m.kind) for m in found.moments)

    def draw(narrow: bool) -> str:
        return timeline.draw(
            timeline.Span(found.start, found.end), found.held, moments, title, found.sentence,
            key=f"{key}-{s.item.id}", narrow=narrow,
        )  # fmt: skip

    caption = runs(say("picture.clock_note"), " ", say("figures.sources"), *cites(found.sources), ".")
    return Figure(title, caption, draw(False), draw(True), found.sentence)


def route(page: Page, s: Stake, key: str = "way") -> Figure | None:
    """The route by sea before and after, for an item that disturbs one. key: as in `clock`."""
    found = route_map(s.worked[0].option.scenario, page.home, f"{key}-{s.item.id}")
    if found is None:
        return None
    title = say("picture.route", title=found.title)
    caption = runs(found.sentence, " ", say("picture.route_note"), " ", say("picture.borders"))
    return Figure(title, caption, found.wide, found.narrow, found.sentence, told=True)


def falls(lines: Lines, s: Stake) -> Figure | None:
    """Where a loss falls: product groups with the base behind the change."""
    rows = [x for x in lines.rows if x.effect.value > 0]
    if not rows:
        return None
    losses = tuple(
        Loss(
            x.effect.label,
            x.effect.value,
            x.effect.change,
            say("picture.of", change=x.change.central, base=x.value),
        )
        for x in sorted(rows, key=lambda x: -x.effect.value)
    )
    title = say("picture.falls", title=lines.title)
    told = "; ".join(say("picture.mark", label=x.label, text=x.text) for x in losses) + "."
    key = "-".join(("f", s.item.id, *(o.key for o in lines.options)))

    def draw(narrow: bool) -> str:
        return base_bars.draw(losses, title, told, key=key, narrow=narrow)

    return _figure(title, say("picture.falls_note"), told, draw, told=True)


def published(s: Stake) -> Figure | None:
    """Published changes and ours on one axis."""
    groups = beside(s.comparisons)
    if not groups:
        return None
    title = say("picture.published", title=s.item.title)
    told = " ".join(
        f"{g.title}: " * bool(g.title)
        + "; ".join(say("picture.mark", label=m.label, text=m.text) for m in g.marks)
        + "."
        for g in groups
    )

    def draw(narrow: bool) -> str:
        return intervals.draw(groups, title, told, key=f"p-{s.item.id}", narrow=narrow)

    return _figure(title, say("picture.published_note"), told, draw, told=True)


def world(page: Page, s: Stake) -> Figure | None:
    """The map of gains and losses in real income, in per cent, of the first option."""
    outcome = next((w.outcome for w in s.worked if w.outcome.economies), None)
    if outcome is None:
        return None
    values = {e.iso3: e.real_income.central for e in outcome.economies}
    limits = world_map.edges(list(values.values()))
    classes = world_map.legend(values, limits)
    if sum(c.count for c in classes if not c.middle) < FEWEST_COLOURED:
        return None
    title = say("picture.map", title=outcome.scenario.title)
    told = say("picture.map_told", classes="; ".join(_counted(c) for c in classes if c.count))

    drawing = world_map.draw(values, limits, page.home, title, told, key=f"m-{s.item.id}")
    caption = runs(say("picture.map_note", home=page.home_name), " ", say("picture.borders"))
    legend = [Swatch(c.colour, say("picture.class", text=c.text, n=c.count), c.dots) for c in classes]
    if world_map.missing(values):
        legend.append(Swatch("", say("picture.no_data")))
    return Figure(title, caption, drawing, "", told, tuple(legend), told=True)


def _counted(c: world_map.Class) -> str:
    return say("picture.counted", n=c.count, text=per_cent(c.text))
