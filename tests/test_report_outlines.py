"""The outlines that maps are drawn on."""

from __future__ import annotations

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from databuild.outlines import build, simplified
from kaskazi.codes.economies import of_the_world
from kaskazi.report.shapes import shapes


def test_every_economy_of_the_world_has_an_outline_or_a_point() -> None:
    codes = set(of_the_world())
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
