"""A world is checked whole when it is read: every array, every kind of fault, and soon."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import publishers
from kaskazi.errors import DataError
from kaskazi.world.check import BOUNDS, GRADES
from kaskazi.world.file import from_bytes, path_of, to_bytes

WORLD = publishers.world()


def spoilt(name: str, value: Any) -> bytes:
    """A world one cell of which is something else."""
    a = getattr(WORLD, name).copy()
    a.flat[a.size // 2] = value
    return to_bytes(replace(WORLD, **{name: a}))


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_a_number_that_is_none_is_refused_with_its_place(name: str, value: float) -> None:
    with pytest.raises(DataError, match=rf"{name}\[.*\]: {value:g} is not a value"):
        from_bytes(spoilt(name, value))


@pytest.mark.parametrize("name", GRADES)
def test_a_grade_out_of_range_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=rf"{name}\[.*\]: 4 is not a grade"):
        from_bytes(spoilt(name, 4))


def test_the_place_is_named_by_its_labels() -> None:
    flows = WORLD.flows.copy()
    flows[3, 1, 0] = -5.0
    with pytest.raises(DataError) as e:
        from_bytes(to_bytes(replace(WORLD, flows=flows)))
    place = f"flows[{WORLD.sectors[3]}, {WORLD.economies[1]}, {WORLD.economies[0]}]"
    assert f"{place}: -5 is not a value." in str(e.value)


def test_a_share_above_one_and_shares_that_sum_to_something_else_are_refused() -> None:
    with pytest.raises(DataError, match=r"1\.5 is not a value"):
        from_bytes(spoilt("beta", 1.5))
    with pytest.raises(DataError, match="input shares sum to"):
        from_bytes(to_bytes(replace(WORLD, gamma=WORLD.gamma * 0.9)))


@pytest.mark.parametrize("name", ["flows", "gdp", "jobs", "mirror", "theta", "tariff_grade"])
def test_a_shape_that_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=f"{name}: has shape"):
        from_bytes(to_bytes(replace(WORLD, **{name: getattr(WORLD, name)[1:]})))


def test_labels_are_checked() -> None:
    first, *rest = WORLD.economies
    with pytest.raises(DataError, match="more than once"):
        from_bytes(to_bytes(replace(WORLD, economies=(first, first, *rest[1:]))))
    with pytest.raises(DataError, match='"thing" is not one'):
        from_bytes(to_bytes(replace(WORLD, kinds=("thing", *WORLD.kinds[1:]))))
    with pytest.raises(DataError, match="holds 1 labels"):
        from_bytes(to_bytes(replace(WORLD, names=("one",))))


def test_words_in_the_place_of_numbers_are_refused() -> None:
    with pytest.raises(DataError, match="gdp: holds <U"):
        from_bytes(to_bytes(replace(WORLD, gdp=WORLD.gdp.astype(str))))


def test_indicators_are_checked() -> None:
    N = len(WORLD.economies)
    short = publishers.people(np.ones(N - 1))
    with pytest.raises(DataError, match=r"indicators\.population: has shape"):
        from_bytes(to_bytes(publishers.world_with(WORLD, {"population": short})))
    endless = publishers.people(np.full(N, np.inf))
    with pytest.raises(DataError, match=r"indicators\.population: holds a value"):
        from_bytes(to_bytes(publishers.world_with(WORLD, {"population": endless})))


def test_the_shipped_world_is_read_within_150_ms_of_processor_time() -> None:
    raw, took = path_of("2023.2").read_bytes(), []
    for _ in range(3):
        start = time.process_time()
        from_bytes(raw)
        took.append(time.process_time() - start)
    assert min(took) < 0.150
