"""The map of two routes, as a file and in a brief."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kaskazi.network.compare_routes import RouteComparison
from kaskazi.report.figures import route_map as routemap
from kaskazi.report.figures.route_map import (
    FONTS,
    WIDTH,
    Frame,
    clipped,
    frame,
    miller,
    seam,
    standing,
    strokes,
)
from kaskazi.report.routes import plan, route_map, route_svg, told
from kaskazi.shocks import load
from kaskazi.shocks import packaged_names as names
from network_case import DRAWN, NET, way
from test_brief_browser import browser  # noqa: F401


def boxes(c: RouteComparison, size: str) -> list[tuple[str, tuple[float, float, float, float] | None]]:
    p = plan(c, NET)
    f = routemap._window(p)
    lines = [piece for line in p.lines for piece in strokes(f, line.points)]
    return [(m.label, box) for m, _, box in routemap._placed(f, p.marks, lines, FONTS[size])]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize(("a", "b", "closed"), DRAWN)
def test_labels_do_not_overlap_and_ports_always_have_theirs(
    a: str, b: str, closed: tuple[str, ...], size: str
) -> None:
    found = boxes(way(a, b, closed), size)
    placed = [box for _, box in found if box]
    assert not [1 for x, y in combinations(placed, 2) if routemap._meet(x, y)]
    named = {label for label, box in found if box}
    assert {NET.ports[a].name, NET.ports[b].name} <= named
    assert all(x[0] >= 0 and x[2] <= WIDTH for x in placed)


@pytest.mark.parametrize(("a", "b", "closed"), DRAWN)
def test_a_map_is_one_file_with_words_and_nothing_from_outside(
    a: str, b: str, closed: tuple[str, ...]
) -> None:
    c = way(a, b, closed)
    text = route_svg(c, NET)
    root = ElementTree.fromstring(text)
    tags = {n.tag.rpartition("}")[2] for n in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "clipPath", "g", "path", "circle", "text"}
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    ns = "{http://www.w3.org/2000/svg}"
    desc = root.find(f"{ns}desc")
    assert desc is not None
    assert desc.text
    assert "container ship" in desc.text
    assert ("no way by sea" in desc.text) == c.unreachable
    dashed = [n for n in root.iter(f"{ns}path") if "stroke-dasharray" in n.attrib]
    assert bool(dashed) == (bool(closed) and not c.unreachable and c.after != c.before)
    assert len(text) < 130_000


def test_names_in_a_map_are_escaped() -> None:
    c = way("KEMBA", "NLRTM", ("suez",))
    p = plan(c, NET)
    evil = routemap.Plan(
        p.lines, (*p.marks, routemap.Mark((0, 0), "<script>x</script>\u202e", "port")), "<b>", '"<i>"'
    )
    text = standing(evil)
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "\u202e" not in text


def test_a_way_over_the_date_line_is_drawn_without_a_stroke_across_the_map() -> None:
    p = plan(way("CNSHA", "USNYC", ("panama",)), NET)
    f = routemap._window(p)
    for line in p.lines:
        assert all(abs(a[0] - b[0]) < 90 for a, b in pairwise(line.points))
        for piece in strokes(f, line.points):
            assert all(abs(a[0] - b[0]) < WIDTH / 4 for a, b in pairwise(piece))


def test_the_window_holds_the_line_and_the_seam_lies_far_from_every_place() -> None:
    f = frame([(30.0, -40.0), (50.0, 20.0)])
    for p in ((30.0, -40.0), (50.0, 20.0)):
        x, y = f.xy(p)
        assert 0 < x < WIDTH
        assert 0 < y < f.height
    assert seam([-74.0, 121.0, 0.0, 43.0]) == pytest.approx(-156.5)
    assert miller(0.0) == pytest.approx(0.0, abs=1e-12)
    assert miller(60.0) == pytest.approx(-miller(-60.0))
    assert miller(60.0) > 60
    assert Frame(-10, 350, 0, 2, 100).into(-20) == 340


def test_a_ring_cut_to_a_box_by_hand() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    cut = clipped(square, (1.0, 1.0, 3.0, 9.0))
    assert {x for x, _ in cut} == {1.0, 3.0}
    assert {y for _, y in cut} == {1.0, 4.0}
    assert clipped(square, (5.0, 5.0, 6.0, 6.0)) == []


@pytest.mark.parametrize("name", names())
def test_scenarios_of_chokepoints_and_ports_have_a_map_and_a_sentence(name: str) -> None:
    s = load(name)
    words = told(s, "KEN")
    touches = any(s.kind == "chokepoint" for s in s.shock) and name not in (
        "gatuna-2019", "northern-corridor-2008", "northern-corridor-blocked",
    )  # fmt: skip
    assert bool(words) == touches
    if touches:
        assert ("None of the ways" in words) == (name == "panama-drought")


def test_a_brief_has_the_map_in_two_widths_and_says_it_in_words() -> None:
    found = route_map(load("bab-el-mandeb-closed"), "KEN", "k")
    assert found is not None
    assert found.wide != found.narrow
    assert "12.6\u00a0days more" in found.sentence
    assert found.sentence == told(load("bab-el-mandeb-closed"), "KEN")
    for text in (found.wide, found.narrow):
        said = [x.text for x in ElementTree.fromstring(text) if x.tag.endswith(("title", "desc"))]
        assert len(said) == 2
        assert all(said)
        assert "<style" not in text
    assert 'id="k-wide-map"' in found.wide
    assert 'id="k-narrow-map"' in found.narrow


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize(("a", "b", "closed"), DRAWN[:6])
def test_a_map_is_legible_on_a_phone_and_on_a_screen(
    browser: Any, tmp_path: Path, a: str, b: str, closed: tuple[str, ...], width: int  # noqa: F811
) -> None:  # fmt: skip
    target = tmp_path / "way.svg"
    target.write_text(route_svg(way(a, b, closed), NET), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": width})
    page.goto(target.as_uri())
    seen = page.evaluate(
        """() => [...document.querySelectorAll('text:not([aria-hidden])')].map(t => [t.textContent,
            ...['left','top','right','bottom'].map(k => t.getBoundingClientRect()[k])]).filter(t => t[3] > t[1])"""
    )
    assert seen
    for label, left, top, right, bottom in seen:
        assert bottom - top >= 11, label
        assert left >= -1, label
        assert right <= width + 1, label
    for x, y in combinations(seen, 2):
        overlap = min(x[3], y[3]) - max(x[1], y[1]) > 2 and min(x[4], y[4]) - max(x[2], y[2]) > 4
        assert not overlap, (x[0], y[0])
    page.close()
