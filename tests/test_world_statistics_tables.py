"""Indicators from published statistics: the nearest year, words as numbers, absence allowed."""

from __future__ import annotations

import numpy as np
import pytest

from databuild import tables
from databuild.world import statistics_tables as builder
from kaskazi.world import World
from kaskazi.world.indicators import registry, text
from shared import shared


def figure(key: str, iso3: str) -> tuple[float, int]:
    x, k = World.load().indicator(key), World.load().index(iso3)
    return float(x.values[k]), int(x.years[k])


@pytest.mark.parametrize(
    ("key", "iso3", "value", "year"),
    [
        ("emissions", "KEN", 78.83, 2018),
        ("emissions-agriculture", "KEN", 44.7, 2018),
        ("co2-made", "DEU", 671.1, 2021),
        ("co2-used", "USA", 5563.7, 2022),
        ("oil-production", "SAU", 10856, 2023),
        ("external-debt", "KEN", 42910.0, 2023),
        ("debt-service", "KEN", 0.211131, 2023),
        ("debt-distress", "KEN", 3, 2023),
        ("battle-deaths", "ETH", 101076, 2022),
        ("logistics-performance", "KEN", 3.33, 2016),  # no figure in the newest survey
        ("import-duties", "KEN", 0.0615 * 0.1399, 2023),
        ("tax-revenue", "KEN", 0.1399, 2023),
    ],
)
def test_figures_are_those_published_with_their_year(key: str, iso3: str, value: float, year: int) -> None:
    found, of = figure(key, iso3)
    assert found == pytest.approx(value, rel=0.06 if key == "oil-production" else 2e-3)
    assert of == year


def test_what_is_not_there_is_absent_and_never_zero() -> None:
    assert np.isnan(figure("oil-use", "UGA")[0])
    assert np.isnan(figure("external-debt", "DEU")[0])
    assert figure("battle-deaths", "CHE")[0] in (0.0, pytest.approx(np.nan, nan_ok=True))


def test_a_treaty_counts_from_its_entry_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("parties", "status", "in_force", "terminated")
    rows = (
        ("KEN|DEU", "In force", "2000-12-07", ""),
        ("KEN|ITA", "Terminated", "1999-08-04", "2010-01-01"),
        ("KEN|CHN", "Terminated", "2001-01-01", "2024-05-05"),
        ("KEN|JPN", "Signed (not in force)", "", ""),
        ("KEN|EU", "In force", "2022-01-01", ""),
        ("KEN|KOR", "In force", "2024-01-01", ""),
    )
    monkeypatch.setattr(builder.shared, "rows", lambda _: [dict(zip(names, r, strict=True)) for r in rows])
    found = dict(line.split(",")[:3:2] for line in builder.treaties(2023).splitlines())
    assert (found["KEN"], found["DEU"], found["ITA"], found["CHN"]) == ("3", "2", "1", "1")
    assert "JPN" not in found
    assert "KOR" not in found
    assert 10 < figure("investment-treaties", "KEN")[0] < 40


@pytest.mark.slow
def test_the_tables_are_what_their_builder_makes() -> None:
    shared("emissions/cait_2021_sectors.csv.gz")
    made = builder.made()
    assert set(tables.table("indicators")) < set(made) < set(registry())
    assert [k for k, content in made.items() if content != text(k)] == []
