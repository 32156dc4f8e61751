"""Pictures: values in their places, words in full, colours that all can tell apart."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief_case import ECONOMIES, case
from kaskazi.outcomes.types import Comparison
from kaskazi.report.document import Figure, walk
from kaskazi.report.figures import base_bars, intervals, svg, timeline, world_map
from kaskazi.report.figures.base_bars import Loss
from kaskazi.report.figures.intervals import Group, Mark
from kaskazi.report.figures.scales import labels, shared
from kaskazi.report.published import published
from kaskazi.report.shapes import shapes
from kaskazi.text.intervals import Interval
from shared import ROOT


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def drawn(title: str) -> Figure:
    return next(b for b in walk(case().document().sections) if isinstance(b, Figure) and title in b.title)


def attributes(text: str, tag: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', m)) for m in re.findall(rf"<{tag} ([^>]*)/?>", text)]


# --- scales ---


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_a_scale_holds_zero_and_every_value_in_order(values: list[float]) -> None:
    scale = shared(values, 10.0, 210.0)
    assert scale.low <= 0 <= scale.high
    places = [scale(v) for v in sorted(values)]
    assert places == sorted(places)
    assert all(10.0 <= p <= 210.0 for p in places)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_within(low: float, size: float) -> None:
    scale = shared([low, low + size], 0.0, 1.0)
    ticks = scale.ticks(4)
    assert 1 <= len(ticks) <= 9
    assert all(scale.low - 1e-9 * size <= t <= scale.high + 1e-9 * size + 1e-9 for t in ticks)
    assert len(set(labels(ticks))) == len(ticks)


def test_marks_of_a_scale_are_written_as_numbers_are() -> None:
    assert labels((-1000.0, -500.0, 0.0)) == ("−1\u202f000", "−500", "0")
    assert labels((0.0, 0.05, 0.1)) == ("0.00", "0.05", "0.10")


# --- intervals, bars, time ---


def test_an_interval_stands_where_its_values_are() -> None:
    marks = (Mark("a", Interval(-400.0, -300.0, -100.0), "x"), Mark("b", Interval(0.0, 0.0, 0.0), "0"))
    text = intervals.draw((Group("", marks),), "t", "d", key="k")
    first, second = attributes(text, "circle")
    bar = next(a for a in attributes(text, "line") if a.get("stroke-width") == "5")
    zero = float(second["cx"])
    assert float(bar["x1"]) < float(first["cx"]) < float(bar["x2"]) < zero
    share = (zero - float(first["cx"])) / (zero - float(bar["x1"]))
    assert share == pytest.approx(300 / 400, abs=0.002)


def test_ours_and_theirs_differ_in_shape_as_well_as_colour() -> None:
    marks = (
        Mark("theirs", Interval(-2.0, -2.0, -2.0), "", ours=False),
        Mark("ours", Interval(-3.0, -2.0, -1.0), ""),
    )
    text = intervals.draw((Group("", marks),), "t", "d", key="k")
    assert len(attributes(text, "circle")) == 1
    assert len(attributes(text, "path")) == 1


def test_what_is_lost_is_drawn_within_what_was_there() -> None:
    losses = (
        Loss("a", 200.0, Interval(-150.0, -100.0, -50.0), ""),
        Loss("b", 100.0, Interval(10.0, 50.0, 60.0), ""),
    )
    text = base_bars.draw(losses, "t", "d", key="k")
    base, lost, base_b, gained = attributes(text, "rect")
    assert base["fill"] == base_b["fill"] == svg.BASE
    assert lost["fill"] == svg.OTHER
    assert float(lost["width"]) == pytest.approx(float(base["width"]) / 2, abs=0.2)
    assert float(gained["x"]) == pytest.approx(float(base_b["x"]) + float(base_b["width"]), abs=0.2)
    assert gained["fill"] == "#fff"
    assert abs(luminance(svg.OTHER) - luminance(svg.BASE)) > 0.4  # told apart in grey


def test_the_clock_is_thick_where_the_law_held() -> None:
    found = drawn("the clock of the law")
    held = [a for a in attributes(found.wide, "line") if a["stroke-width"] == "7"]
    assert len(held) == 2  # to the lapse of September 2025, and from the restoration on
    assert float(held[0]["x2"]) < float(held[1]["x1"])
    assert "1 October 2025: not in force from this day" in found.alternative
    assert "3 February 2026: in force again, from 1 October 2025 on" in found.alternative
    assert "31 December 2026: last day as the law stands" in found.alternative


def test_days_in_words_do_not_lie_on_each_other() -> None:
    days = tuple(
        timeline.Moment(date(2026, 12, k), f"{k} December 2026", "something", "law") for k in range(1, 9)
    )
    span = timeline.Span(date(2026, 1, 1), date(2026, 12, 31))
    for narrow in (False, True):
        text = timeline.draw(span, (), days, "t", "d", key="k", narrow=narrow)
        bold = [a for a in attributes(text, "text") if a.get("font-weight")]
        assert len({(a["x"], a["y"]) for a in bold}) == len(days)
        assert len({a["y"] for a in bold}) == len(days)


def test_published_estimates_stand_beside_ours() -> None:
    lines, apparel = Interval(-78.0, -61.0, -28.0), Interval(-87.0, -65.0, -28.0)
    found = published(
        [
            Comparison("A", "CGE", "exports", "%", Interval(-16.0, -16.0, -16.0), lines, "a"),
            Comparison("B", "DDD", "exports", "%", Interval(-40.0, -30.0, -20.0), lines, "b"),
            Comparison(
                "C", "weights", "duty", "duty %", Interval(28.0, 28.0, 28.0), Interval(17.5, 17.5, 17.5), "c"
            ),
            Comparison("E", "DDD", "apparel", "%", Interval(-88.0, -88.0, -88.0), apparel, "e"),
        ]
    )
    assert [g.title for g in found] == ["exports", "apparel"]
    a, b, ours = found[0].marks
    assert (a.label, a.value.central, a.ours) == ("A", -16, False)
    assert (b.value.low, b.value.high) == (-40, -20)
    assert (ours.value.low, ours.value.central, ours.value.high) == (-78, -61, -28)
    assert ours.text == "−61 (−78 to −28)\u202f%"


def test_options_stand_on_the_axis_of_the_leading_figure() -> None:
    found = drawn("the options on one axis")
    assert found.title.startswith("Kenya's exports to United States, line by line, USD million")
    assert "AGOA ends with 2026: USD −290 (−417 to −148) million" in found.alternative
    assert "AGOA is renewed: USD 0 million" in found.alternative


# --- words and colours ---


@given(st.text(max_size=80), st.floats(20, 400))
def test_words_are_cut_to_their_room_and_never_hide(words: str, room: float) -> None:
    for line in (svg.cut(words, room), *svg.wrapped(words, room)):
        assert svg.length(line) <= room + 2 * svg.SIZE
        assert "\u202e" not in line


def test_text_and_marks_stand_out_from_white() -> None:
    for colour in (svg.INK, svg.MUTED, svg.ACCENT, svg.OTHER):
        assert contrast(colour, "#ffffff") >= 4.5
    css = files("kaskazi.report.writers").joinpath("style.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for name in ("ink", "soft", "accent", "warm"):
        for paper in ("#ffffff", named["wash"], "#fdf6ef", "#eef4f9"):
            assert contrast(named[name], paper) >= 4.5


@pytest.mark.slow
def test_the_same_brief_is_drawn_the_same_in_another_process() -> None:
    """Byte for byte, drawings included: nothing hangs on the order of a set, the clock or a cache."""
    code = "import hashlib, brief_case as b; print(hashlib.sha256(b.case().html().encode()).hexdigest())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "tests",
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(case().html().encode()).hexdigest()


def quickest(job: Callable[[], object]) -> float:
    """Processor seconds of the quickest of several runs: what else the machine does counts least in them."""
    times = []
    for _ in range(7):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def test_a_picture_takes_milliseconds_and_a_page_a_third_of_a_second() -> None:
    marks = tuple(Mark(f"option {k}", Interval(-3.0, -2.0, -1.0), "x") for k in range(6))
    assert quickest(lambda: intervals.draw((Group("", marks),), "t", "d", key="k")) < 0.010
    brief = case()
    brief.html()  # outlines and routes are read once
    assert quickest(brief.html) < 0.3


# --- the map ---


def test_the_map_colours_each_economy_by_its_class() -> None:
    values = {iso3: income for iso3, _, income, _ in ECONOMIES}
    limits = world_map.edges(list(values.values()))
    assert limits == pytest.approx((0.1, 0.3, 1.0))
    text = world_map.draw(values, limits, "KEN", "t", "d", key="k")
    fill = {a["d"]: a["fill"] for a in attributes(text, "path") if a.get("fill", "none") != "none"}
    by_economy = {
        k: next(f for d, f in fill.items() if path in d) for k, path in world_map.outlines().items() if path
    }
    assert by_economy["LSO"] == world_map.LOSSES[0]
    assert by_economy["KEN"] == world_map.LOSSES[2]
    assert by_economy["USA"] == world_map.MIDDLE
    assert by_economy["FRA"] == "url(#k-hatch)"
    assert by_economy["BGD"] == "url(#k-dots0)"  # gains are dotted, for who prints in grey
    ring = [a for a in attributes(text, "path") if a.get("fill") == "none"]
    assert [a["d"] for a in ring] == [world_map.outlines()["KEN"]]
    assert {a["fill"] for a in attributes(text, "circle") if "stroke" in a} == {
        world_map.LOSSES[1],
        world_map.MIDDLE,
    }
    texts = [(c.text, c.count) for c in world_map.legend(values, limits)]
    assert texts[0] == ("−1 or less", 1)
    assert texts[2] == ("−0.3 to −0.1", 1)
    assert texts[3] == ("within ±0.1", 3)
    assert sum(k for _, k in texts) == len(values)


def test_no_outline_crosses_the_map_and_all_stand_on_it() -> None:
    for path in world_map.outlines().values():
        for part in path.split("M")[1:]:
            points = [tuple(map(float, p.split())) for p in part.rstrip("Z").split("L")]
            assert all(0 <= x <= world_map.WIDTH and 0 <= y <= world_map.HEIGHT for x, y in points)
            steps = zip(points, [*points[1:], points[0]], strict=True)
            assert all(abs(a[0] - b[0]) < world_map.WIDTH / 4 for a, b in steps)


def test_equal_earth_at_known_points() -> None:
    # the equator fills the width; the projection is symmetric and keeps areas: a degree cell shrinks with the cosine
    assert world_map.project((-180.0, 0.0))[0] == pytest.approx(0.0, abs=1e-6)
    assert world_map.project((180.0, 0.0))[0] == pytest.approx(world_map.WIDTH, abs=1e-6)

    def area(lat: float) -> float:
        (x1, y1), (x2, _) = world_map.project((0.0, lat)), world_map.project((1.0, lat))
        return (x2 - x1) * (y1 - world_map.project((0.0, lat + 0.1))[1])

    assert area(60.0) / area(0.0) == pytest.approx(0.4985, abs=0.002)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30))
def test_classes_cover_every_value_and_are_symmetric(values: list[float]) -> None:
    a, b, c = limits = world_map.edges(values)
    assert 0 < a < b < c
    top = max(abs(v) for v in values)
    assert c <= max(top, 1e-3) * (1 + 1e-9)
    for v in values:
        k = world_map.class_of(v, limits)
        assert 0 <= k <= 6
        assert world_map.class_of(-v, limits) == 6 - k


def test_the_palette_diverges_by_depth_on_both_sides() -> None:
    depth = [luminance(c) for c in world_map.PALETTE]
    assert depth[:4] == sorted(depth[:4])
    assert depth[3:] == sorted(depth[3:], reverse=True)
    # losses are warm, gains are cold: blue against red tells them apart without green
    for c in world_map.LOSSES:
        assert int(c[1:3], 16) > int(c[5:7], 16)
    for c in world_map.GAINS:
        assert int(c[1:3], 16) < int(c[5:7], 16)


def test_no_data_is_hatched_not_coloured() -> None:
    found = drawn("Real income, change in per cent: AGOA ends with 2026")
    assert "-hatch)" in found.wide
    assert found.legend[-1].colour == ""
    assert set(shapes()["points"]) - {k for k, *_ in ECONOMIES}  # small states without a value are not drawn


def test_every_picture_is_one_file_and_drawn_by_the_layout() -> None:
    folder = ROOT / "src" / "kaskazi" / "report"
    drawn = {
        p.stem
        for p in (folder / "figures").glob("*.py")
        if re.search(r"^def (draw|inline)\(", p.read_text("utf-8"), re.M)
    }
    assert drawn == {"base_bars", "intervals", "route_map", "timeline", "world_map"}
    layout = (folder / "layout" / "pictures.py").read_text("utf-8") + (folder / "routes.py").read_text(
        "utf-8"
    )
    for name in drawn:
        assert re.search(rf"\b{name}\.draw\(|figures\.{name} import [^\n]*\binline\b", layout), name
