"""Past losses of AGOA: the arithmetic of the report, known answers, and that the page is what the data say."""

from __future__ import annotations

import importlib.util
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databuild.experiments import build
from kaskazi.analysis.backtest import backtest, beside, implied, noise, predicted, series
from kaskazi.cli.backtest import shown
from kaskazi.errors import InputError
from kaskazi.evidence import published
from kaskazi.evidence.estimates import Range, after, elasticities, first_year
from kaskazi.sources import source
from kaskazi.text.tables import render
from shared import shared

ROOT = Path(__file__).resolve().parents[1]
CASES = {(t.iso3, t.base, t.year): t for t in backtest().cases}


@pytest.mark.parametrize(
    ("iso3", "base", "year", "raw", "against", "s"),
    [
        ("MDG", 2009, 2010, -75.5, -77.0, 7.4),
        ("MDG", 2009, 2011, -81.8, -84.7, 9.4),
        ("SWZ", 2014, 2015, -95.5, -95.4, 15.5),
        ("ETH", 2021, 2023, -19.2, -10.6, 0.6),
        ("ETH", 2022, 2024, -53.0, -45.1, 3.0),
    ],
)
def test_the_natural_experiments(
    iso3: str, base: int, year: int, raw: float, against: float, s: float
) -> None:
    t = CASES[iso3, base, year]
    assert 100 * t.raw == pytest.approx(raw, abs=0.06)
    assert 100 * t.against == pytest.approx(against, abs=0.06)
    assert t.implied == pytest.approx(s, abs=0.06)


def test_the_score_is_not_flattered() -> None:
    """Eswatini is outside whatever we say; Ethiopia's first year rose."""
    report = backtest()
    assert not CASES["SWZ", 2014, 2015].hit
    assert not CASES["ETH", 2021, 2022].hit
    assert CASES["MDG", 2009, 2010].hit
    assert CASES["MDG", 2009, 2010].in_sample == "high"
    assert report.hits == sum(t.low - 0.005 <= t.against <= t.high + 0.005 for t in report.cases)
    assert 0.05 < noise() < 0.5


@given(st.floats(0.01, 1.0), st.floats(0.1, 20))
def test_an_elasticity_goes_there_and_back(duty: float, s: float) -> None:
    low, central, high = predicted(Range(s / 2, s, 2 * s, (), ""), duty)
    assert low <= central <= high < 0
    assert implied(central, duty) == pytest.approx(s, rel=1e-6)


def test_the_short_run_becomes_the_long_run_in_three_years() -> None:
    assert after(1).central == first_year().central
    assert after(3).high == after(10).high == elasticities().high
    assert first_year().central < after(2).central < elasticities().central
    for r in (first_year(), elasticities()):
        assert r.low < r.central < r.high
        assert all(source(s) for s in r.sources)


def test_the_table_is_what_the_public_files_give() -> None:
    kept = files("kaskazi.evidence").joinpath("experiments.csv").read_text(encoding="utf-8")
    baci = shared("trade/baci_africa_us.csv")
    assert build(baci, shared("trade/us_imports_from_africa_hs10_2022_2024.csv.gz")) == kept
    assert series()["baci", "MDG", 2009] == pytest.approx(224.419, abs=1e-3)
    assert series()["baci", "SWZ", 2015] == pytest.approx(3.300, abs=1e-3)


def test_the_page_is_what_the_script_writes() -> None:
    path = ROOT / "docs" / "instruments" / "write_backtests.py"
    spec = importlib.util.spec_from_file_location("write_backtests", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page() == path.with_name("backtests.md").read_text(encoding="utf-8")


def test_published_estimates_stand_beside_ours() -> None:
    """Ours are those that the outcome of the same scenario carries, on the base year's lines."""
    head, *found = beside()
    assert len(found) == len(published("agoa-lapse"))
    ours = {(r[0], r[2]): r[head.index("ours")] for r in found}
    britz = next(v for (study, _), v in ours.items() if study.startswith("Britz"))
    assert britz.startswith("\u221242.")
    apparel = next(v for (_, what), v in ours.items() if "apparel and textiles" in what)
    assert apparel.startswith("\u221261.")
    assert "25.9 %" in ours.values()  # the rate of 2023's lines and 10 points, as the study counts


def test_every_case_names_sources_and_confounders() -> None:
    for t in backtest().cases:
        assert t.confounders
        assert all(source(s) for s in t.sources)
    assert "coup" in render(shown(backtest("MDG")))
    with pytest.raises(InputError, match='Nearest: "ETH"'):
        backtest("ETI")
