"""Figures of economies: each registered once, absence never zero, kept by files, sums and old forms."""

from __future__ import annotations

import io
import math
from importlib.resources import files

import numpy as np
import pytest

import publishers
from kaskazi.errors import DataError
from kaskazi.sources import source
from kaskazi.world import World, indicators
from kaskazi.world.file import from_bytes, path_of, to_bytes
from kaskazi.world.indicators import Entry, chosen, registry, rows
from kaskazi.world.regroup import aggregate, split
from kaskazi.world.show import summary

WORLD = World.load()
FOLDER = files("kaskazi.world").joinpath("data", "indicators")


def test_each_is_registered_once_and_has_one_table() -> None:
    tables = sorted(p.name for p in FOLDER.iterdir())
    assert tables == sorted(f"{key}.csv" for key in registry())
    assert len({e.title for e in registry().values()}) == len(registry())
    old = [e.was for e in registry().values() if e.was]
    assert len(set(old)) == len(old)
    assert set(WORLD.indicators) == set(registry())


def test_every_value_names_its_source_and_absence_is_no_number() -> None:
    for x in WORLD.indicators.values():
        known = np.isfinite(x.values)
        assert known.sum() > 30  # the energy review has 34 producers of coal
        assert not known.all()
        assert not x.years[~known].any()
        for c, there in zip(x.sources, known, strict=True):
            assert bool(c) == bool(there)
        for c in set(x.sources) - {""}:
            assert source(c).status != "memory"


def test_shipped_figures_are_those_of_the_file_to_the_digit() -> None:
    with np.load(path_of(WORLD.version)) as z:
        for key, e in registry().items():
            if e.was in z.files:
                np.testing.assert_array_equal(WORLD.indicator(key).values, z[e.was], key)


def test_kenyas_figures() -> None:
    k = WORLD.index("KEN")
    money, people = WORLD.indicator("remittances"), WORLD.indicator("population")
    assert (money.values[k], money.years[k], money.sources[k]) == (4_190, 2023, "cbk-remit-2023")
    assert (people.values[k], people.year, people.source) == (55_339_003, 2023, "wdi")
    shown = {r["id"]: r for r in summary(WORLD, "KEN")["indicators"]}
    assert shown["remittances"]["source"] == "cbk-remit-2023"
    assert shown["labour-force"]["year"] == 2024
    absent = WORLD.economies[int(np.flatnonzero(np.isnan(money.values))[0])]
    assert "remittances" not in {r["id"] for r in summary(WORLD, absent)["indicators"]}


def test_a_name_that_is_none_gets_the_nearest() -> None:
    with pytest.raises(DataError, match=r'"remitances" is not an indicator.*Nearest: "remittances"'):
        WORLD.indicator("remitances")


ENTRY = Entry("remittances", "Money", "USD million", "factbook", True, 2)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["KEN,2022,1,,", "KEN,2023,2,,", "KEN,2024,3,,"], (2, 2023, "factbook")),
        (["KEN,2024,3,,", "KEN,2022,1,,"], (1, 2022, "factbook")),  # the earlier of two as near
        (["KEN,2023,5,wdi,", "KEN,2023,2,,"], (5, 2023, "wdi")),  # the first entered
        (["KEN,,9,,", "KEN,2021,2,,"], (2, 2021, "factbook")),  # a year rather than none
        (["KEN,,9,,"], (9, 0, "factbook")),
        (["KEN,2020,1,,", "KEN,2026,1,,"], None),  # too far
        (["KEN,2023,1,apparel-jobs-memory,"], None),  # from memory
        (["KEN,2023,0,,"], (0, 2023, "factbook")),  # a zero that is published is one
        (["UGA,2023,1,,"], None),
    ],
)
def test_which_row_is_taken(lines: list[str], expected: tuple[float, int, str] | None) -> None:
    found = rows("remittances", "\n".join(["iso3,year,value,source,note", *lines]) + "\n")
    x = chosen(ENTRY, found, ("KEN",), 2023)
    got = (float(x.values[0]), int(x.years[0]), x.sources[0])
    if expected is None:
        assert math.isnan(got[0])
        assert got[1:] == (0, "")
    else:
        assert got == expected


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("KEX,2023,1,,", '"KEX" is not an economy'),
        ("KEN,2023,,,", "no number"),
        ("KEN,2023,nan,,", "nan is not a value"),
        ("KEN,2023,-1,,", "-1.0 is not a value"),
        ("KEN,2023,1,wdj,", 'Nearest: "wdi"'),
        ("KEN,2023,1,,\nKEN,2023,2,,", "is there twice"),
    ],
)
def test_a_faulty_row_is_refused(line: str, match: str) -> None:
    with pytest.raises(DataError, match=match):
        rows("population", f"iso3,year,value,source,note\n{line}\n")


def test_a_file_keeps_its_indicators() -> None:
    w = publishers.world()
    values = np.arange(len(w.economies), dtype=float) * 1e6
    values[1] = np.nan
    kept = {"population": publishers.people(values)}
    again = from_bytes(to_bytes(publishers.world_with(w, kept)))
    x = again.indicator("population")
    np.testing.assert_array_equal(x.values, values)
    assert (x.title, x.unit, x.sums, x.year, x.source) == ("Population", "persons", True, 2023, "wdi")


def test_a_world_of_an_older_form_has_the_indicators_it_held() -> None:
    w = publishers.world()
    with np.load(io.BytesIO(to_bytes(w))) as z:
        parts = {k: z[k] for k in z.files if not k.startswith("indicators")}
    N = len(w.economies)
    out = io.BytesIO()
    old = {
        "population": np.full(N, 7.0),
        "labour_force": np.full(N, np.nan),
        "remittances": np.arange(N) * 1.0,
    }
    np.savez(out, **{**parts, "schema": np.array(2), **old})  # type: ignore[arg-type]
    again = from_bytes(out.getvalue())
    assert list(again.indicators) == ["population", "labour-force", "remittances"]
    assert again.indicator("population").values[0] == 7.0
    assert np.isnan(again.indicator("labour-force").values).all()
    assert again.indicator("remittances").values[2] == 2.0
    assert again.indicator("population").source == ""  # the file does not say
    assert summary(again, w.economies[0])["indicators"][0]["year"] is None
    out = io.BytesIO()
    np.savez(out, **parts)
    assert from_bytes(out.getvalue()).indicators == {}


def test_groups_have_the_sum_of_what_is_known_and_parts_a_part() -> None:
    w = publishers.world()
    values = np.full(len(w.economies), 10.0)
    values[0] = np.nan
    w = publishers.world_with(w, {"population": publishers.people(values)})
    a, b, c = w.economies[:3]
    one = aggregate(w, {a: "X", b: "X"})
    assert one.indicator("population").values[one.index("X")] == 10.0
    two = aggregate(w, {b: "X", c: "X"})
    assert two.indicator("population").values[two.index("X")] == 20.0
    assert two.indicator("population").sources[two.index("X")] == "wdi"
    assert np.isnan(two.indicator("population").values[two.index(a)])
    parts = split(w, b, {"P": 0.25, "Q": 0.75}).indicator("population").values
    assert parts[-2:].tolist() == [2.5, 7.5]


def test_what_does_not_sum_is_alike_in_parts_and_none_of_a_group() -> None:
    w = publishers.world()
    N = len(w.economies)
    x = indicators.Indicator("rate", "Rate", "share", False, np.full(N, 0.2), np.full(N, 2023), ("wdi",) * N)
    w = publishers.world_with(w, {"rate": x})
    a, b = w.economies[:2]
    grouped = aggregate(w, {a: "X", b: "X"})
    assert np.isnan(grouped.indicator("rate").values[grouped.index("X")])
    assert grouped.indicator("rate").values[grouped.index(w.economies[2])] == 0.2
    assert split(w, a, {"P": 0.25, "Q": 0.75}).indicator("rate").values[-2:].tolist() == [0.2, 0.2]
