"""Charts and maps as specifications, and the outlines they are drawn on."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief_case import ECONOMIES, case
from databuild.outlines import build, simplified
from kaskazi.outcomes.types import Comparison
from kaskazi.report import atlas, charts
from kaskazi.report.draw import spec_hash, svg
from kaskazi.report.pictures import panels, pictures
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


# --- charts ---


def test_a_panel_for_each_leading_figure_that_moves() -> None:
    stake = case().page.stakes[0]
    assert [p.title for p in panels(stake)] == [
        "Kenya's exports to United States, line by line",
        "Jobs in apparel (direct, 2024)",
        "Kenya's real income (equivalent variation)",
        "Kenya's exports, all partners",
    ]
    spec = charts.intervals(panels(stake))
    first = spec["vconcat"][0]["data"]["values"][0]
    assert (first["low"], first["central"], first["high"]) == (-417.3, -290.4, -148.1)
    assert first["ours"]
    assert json.loads(json.dumps(spec)) == spec


def test_words_are_tokens_in_the_drawing_and_text_in_the_page() -> None:
    panel = charts.Panel("T", "u", (charts.Bar("<b>\u0b95\ufdfd label & more", Interval(-1, 0, 1), "0"),))
    spec = charts.intervals([panel])
    assert "more" not in json.dumps(spec["vconcat"])
    drawn = svg(spec, "title <x>")
    assert "&lt;b&gt;\u0b95\ufdfd label &amp; more" in drawn
    assert "title &lt;x&gt;" in drawn
    assert not re.search(r">w\d+w<", drawn)


def test_a_long_label_is_cut_or_stands_above_its_bar() -> None:
    long = charts.Bar("x" * 200, Interval(-1, 0, 1), "0")
    spec = charts.intervals([charts.Panel("T", "u", (long,))], narrow=True)
    assert all(len(w) < 60 for w in spec["usermeta"]["words"].values())
    assert any(w.endswith("…") for w in spec["usermeta"]["words"].values())


def test_zero_stands_in_every_panel() -> None:
    panel = charts.Panel("T", "u", (charts.Bar("a", Interval(3, 4, 5), ""),))
    x = charts.intervals([panel])["vconcat"][0]["layer"][1]["encoding"]["x"]
    assert x["scale"]["domain"] == pytest.approx([0.0, 5.2])


def test_published_estimates_stand_beside_ours() -> None:
    found = charts.published(
        [
            Comparison("A", "CGE", "exports", "-16 %", "-28 % / -61 % / -78 %", "a"),
            Comparison("B", "DDD", "exports", "-40 to -20 %", "-28 % / -61 % / -78 %", "b"),
            Comparison("C", "weights", "duty", "28 %", "17.5 % without, 27.5 % with", "c"),
            Comparison("D", "words", "exports", "large", "-28 % / -61 % / -78 %", "d"),
            Comparison("E", "DDD", "apparel", "-88 %", "-65 % (-87 to -28)", "e"),
        ]
    )
    assert [p.title for p in found] == ["exports", "apparel"]
    assert {p.extent for p in found} == {(-88.0, 0.0)}  # one scale
    a, b, ours = found[0].bars
    assert (a.label, a.value.central, a.ours) == ("A", -16, False)
    assert (b.value.low, b.value.high) == (-40, -20)
    assert (ours.value.low, ours.value.central, ours.value.high) == (-78, -61, -28)
    assert ours.text == "−61 (−78 to −28)\u202f%"


def test_text_and_marks_stand_out_from_white() -> None:
    for colour in (charts.INK, charts.MUTED, charts.ACCENT, charts.OTHER):
        assert contrast(colour, "#ffffff") >= 4.5
    css = files("kaskazi.report").joinpath("templates", "style.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for name in ("ink", "soft", "accent", "warm"):
        for paper in ("#ffffff", named["wash"], "#fdf6ef", "#eef4f9"):
            assert contrast(named[name], paper) >= 4.5


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


def test_the_order_of_keys_does_not_change_a_specification() -> None:
    spec = charts.intervals(panels(case().page.stakes[0]))
    turned = dict(reversed(spec.items()))
    assert spec_hash(spec) == spec_hash(turned)
    assert svg(spec, "x") == svg(turned, "x")


# --- the map ---


def test_map_spec() -> None:
    values = {iso3: income for iso3, _, income, _ in ECONOMIES}
    limits = atlas.edges(list(values.values()))
    assert limits == pytest.approx((0.1, 0.3, 1.0))
    spec = atlas.world_map(values, limits, "KEN")
    countries = spec["layer"][0]["data"]["values"]["objects"]["countries"]["geometries"]
    fill = {g["id"]: g["properties"]["fill"] for g in countries}
    assert fill["LSO"] == atlas.LOSSES[0]
    assert fill["KEN"] == atlas.LOSSES[2]
    assert fill["USA"] == atlas.MIDDLE
    assert fill["FRA"] == atlas.NO_DATA
    assert countries[-1]["id"] == "KEN"
    assert {d["fill"] for d in spec["layer"][1]["data"]["values"]} == {atlas.LOSSES[1], atlas.MIDDLE}
    assert len(spec["layer"][1]["data"]["values"]) == 2  # Mauritius and Seychelles are points
    texts = [(c.text, c.count) for c in atlas.legend(values, limits)]
    assert texts[0] == ("−1 or less", 1)
    assert texts[2] == ("−0.3 to −0.1", 1)
    assert texts[3] == ("within ±0.1", 3)
    assert sum(n for _, n in texts) == len(values)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30))
def test_classes_cover_every_value_and_are_symmetric(values: list[float]) -> None:
    a, b, c = limits = atlas.edges(values)
    assert 0 < a < b < c
    top = max(abs(v) for v in values)
    assert c <= max(top, 1e-3) * (1 + 1e-9)
    for v in values:
        k = atlas.class_of(v, limits)
        assert 0 <= k <= 6
        assert atlas.class_of(-v, limits) == 6 - k


def test_the_palette_diverges_by_depth_on_both_sides() -> None:
    depth = [luminance(c) for c in atlas.PALETTE]
    assert depth[:4] == sorted(depth[:4])
    assert depth[3:] == sorted(depth[3:], reverse=True)
    # losses are warm, gains are cold: blue against red tells them apart without green
    for c in atlas.LOSSES:
        assert int(c[1:3], 16) > int(c[5:7], 16)
    for c in atlas.GAINS:
        assert int(c[1:3], 16) < int(c[5:7], 16)


def test_no_data_is_hatched_not_coloured() -> None:
    drawn = pictures(case().page.stakes[0], "KEN").map
    assert drawn
    assert atlas.NO_DATA not in drawn.drawing
    assert "-hatch)" in drawn.drawing


# --- outlines ---


def test_every_economy_of_the_world_has_an_outline_or_a_point() -> None:
    whole = (ROOT / "src/kaskazi/codes/economies.csv").read_text(encoding="utf-8").splitlines()
    table = whole[1:]
    codes = {row.split(",")[0] for row in table}
    assert shapes()["names"] == {r["iso3"]: r["name"] for r in csv.DictReader(whole)}
    drawn = {g["id"] for g in shapes()["topology"]["objects"]["countries"]["geometries"]}
    assert codes <= drawn | set(shapes()["points"])
    assert not drawn & set(shapes()["points"])


def test_outlines_are_small_and_in_degrees() -> None:
    raw = files("kaskazi.report").joinpath("data", "world.json").read_bytes()
    assert len(raw) < 150_000
    for lon, lat in shapes()["points"].values():
        assert -180 <= lon <= 180
        assert -60 <= lat <= 75
    arcs = shapes()["topology"]["arcs"]
    used = {
        (~k if k < 0 else k)
        for g in shapes()["topology"]["objects"]["countries"]["geometries"]
        for polygon in g["arcs"]
        for ring in polygon
        for k in ring
    }
    assert used == set(range(len(arcs)))


def square(x: float, y: float, size: float) -> list[list[float]]:
    return [[x, y], [size, 0], [0, size], [-size, 0], [0, -size]]


def test_build_keeps_shared_borders_and_makes_points_of_what_is_too_small() -> None:
    def topology(arcs: list[list[list[float]]], geometries: list[dict[str, object]]) -> dict[str, object]:
        return {
            "transform": {"scale": [1, 1], "translate": [0, 0]},
            "arcs": arcs,
            "objects": {"countries": {"geometries": geometries}},
        }

    def country(un: str | None, name: str, arcs: list[list[int]]) -> dict[str, object]:
        found: dict[str, object] = {"type": "Polygon", "arcs": arcs, "properties": {"name": name}}
        return {**found, "id": un} if un else found

    border = [[10, 0], [0, 5], [0, 5]]
    west = [[10, 10], [-10, 0], [0, -10], [10, 0]]
    east = [[10, 0], [10, 0], [0, 10], [-10, 0]]
    coarse = topology(
        [border, west, east, square(40, 40, 4), square(60, 60, 4)],
        [
            country("001", "West", [[0, 1]]),
            country("002", "East", [[2, ~0]]),
            country("010", "Antarctica", [[3]]),
            country(None, "Somaliland", [[4]]),
        ],
    )
    fine = topology(
        [square(30, 30, 2), square(90, 0, 8), square(0, 0, 2)],
        [
            {"type": "MultiPolygon", "id": "003", "arcs": [[[0]], [[1]]], "properties": {"name": "Isles"}},
            country("009", "Elsewhere", [[2]]),
        ],
    )
    made = build(coarse, fine, {"001": "WST", "002": "EST", "003": "ISL"})
    geometries = {g["id"]: g["arcs"] for g in made["topology"]["objects"]["countries"]["geometries"]}
    assert set(geometries) == {"WST", "EST", "SOM"}
    assert geometries["WST"] == [[[0, 1]]]
    assert geometries["EST"] == [[[2, ~0]]]
    assert made["topology"]["arcs"][0] == [[200, 0], [0, 200]]  # the middle point lay on the line
    assert made["points"] == {"ISL": [94.0, 4.0]}  # the centre of its largest island


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=30))
def test_simplified_lines_keep_their_ends_and_only_given_points(line: list[tuple[float, float]]) -> None:
    found = simplified(line, 0.5)
    assert found[0] == line[0]
    assert found[-1] == line[-1]
    rest = iter(line)
    assert all(any(p == q for q in rest) for p in found)  # in order, none invented
