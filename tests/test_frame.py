"""`Outcome.to_frame`: the same figures as the outcome, one number a row."""

from __future__ import annotations

import pytest

import kaskazi as kz
from kaskazi.outcomes.frame import CASES, frame, records

COLUMNS = ("indicator", "economy", "sector", "year", "case", "value", "unit", "horizon", "source")


@pytest.fixture(scope="module")
def out() -> kz.Outcome:
    return kz.run("agoa-lapse", home="LSO")


def test_every_row_has_the_columns_and_every_figure_three_rows(out: kz.Outcome) -> None:
    rows = records(out)
    assert {tuple(r) for r in rows} == {COLUMNS}
    for f in out.headline:
        found = [r for r in rows if r["indicator"] == f.id and not r["sector"] and r["year"] is None]
        assert {r["case"]: r["value"] for r in found} == {c: getattr(f.value, c) for c in CASES}
        assert {r["economy"] for r in found} == {"LSO"}
    year = out.paths[0].years[0]
    at = {r["case"]: r["value"] for r in rows if r["indicator"] == out.paths[0].id and r["year"] == year.year}
    assert at == {c: getattr(year.value, c) for c in CASES}


def test_without_a_library_of_frames_it_is_the_records(
    out: kz.Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaskazi.outcomes.frame.find_spec", lambda _: None)
    assert frame(out) == records(out)


def test_a_frame_has_a_row_a_record(out: kz.Outcome) -> None:
    assert len(out.to_frame()) == len(records(out))
