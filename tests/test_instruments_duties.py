"""Duties line by line and day by day. Rates: column 1 of the 2025 schedule (source hts-2025-hs8); law: registry."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.errors import DataError, InputError
from kaskazi.instruments.duties import duty, render
from kaskazi.instruments.schedule import compact, dotted, find, parse_rate, read_schedule, shipped, unread
from kaskazi.sources import source
from shared import shared

TODAY = date(2026, 11, 24)
# line, origin, day of entry, law as known on (None: that day), total in per cent
CASES = [
    # AGOA apparel through 9819 while in force: free (crs-r43173)
    ("6203.42.07", "KEN", "2024-02-02", None, 0.0), ("6203.43.90", "KEN", "2024-02-02", None, 0.0),
    ("6204.63.90", "KEN", "2024-02-02", None, 0.0), ("6110.30.30", "KEN", "2024-02-02", None, 0.0),
    ("6110.20.20", "LSO", "2024-06-30", None, 0.0), ("6110.30.30", "MDG", "2023-01-15", None, 0.0),
    ("6203.42.07", "KEN", "2016-01-01", None, 0.0), ("6203.42.07", "KEN", "2015-01-01", None, 0.0),
    # emergency duties on top from April 2025 (us-surcharges-2025)
    ("6203.42.07", "KEN", "2025-05-01", None, 10.0), ("6203.42.07", "KEN", "2025-09-30", None, 10.0),
    ("6110.20.20", "LSO", "2025-05-01", None, 10.0), ("6110.20.20", "LSO", "2025-09-01", None, 15.0),
    ("6110.30.30", "MDG", "2025-09-01", None, 15.0), ("0805.10.00", "ZAF", "2024-05-01", None, None),
    # the lapse, as known then (cbp-csms-67647279)
    ("6203.42.07", "KEN", "2025-10-01", None, 26.6), ("6203.42.07", "KEN", "2025-11-01", None, 26.6),
    ("6203.43.90", "KEN", "2025-11-01", None, 37.9), ("6204.63.90", "KEN", "2026-01-15", None, 38.6),
    ("6110.30.30", "KEN", "2026-02-02", None, 42.0), ("6110.30.30", "LSO", "2026-02-02", None, 47.0),
    # the same days once restored (pl-119-75)
    ("6203.42.07", "KEN", "2025-11-01", "2026-11-24", 10.0), ("6110.30.30", "KEN", "2026-02-02", "2026-11-24", 10.0),
    ("6110.30.30", "LSO", "2026-02-02", "2026-02-03", 15.0), ("6203.42.07", "KEN", "2026-02-03", None, 10.0),
    # emergency duties void, section 122 for 150 days (us-section-122)
    ("6203.42.07", "KEN", "2026-02-22", None, 0.0), ("6203.42.07", "KEN", "2026-02-24", None, 10.0),
    ("6203.42.07", "KEN", "2026-07-23", None, 10.0), ("6203.42.07", "KEN", "2026-07-24", None, 0.0),
    ("2709.00.20", "AGO", "2026-04-01", None, None),
    # after the end of 2026, as known today
    ("6203.42.07", "KEN", "2026-12-31", "2026-11-24", 0.0), ("6203.42.07", "KEN", "2027-01-01", "2026-11-24", 16.6),
    ("6203.43.90", "KEN", "2027-06-01", "2026-11-24", 27.9), ("6110.30.30", "KEN", "2027-06-01", "2026-11-24", 32.0),
    # free for all: AGOA adds nothing
    ("0901.11.00", "KEN", "2024-02-02", None, 0.0), ("0901.11.00", "KEN", "2025-11-01", None, 10.0),
    ("0902.40.00", "KEN", "2027-06-01", "2026-11-24", 0.0), ("0901.11.00", "BRA", "2024-02-02", None, 0.0),
    # no beneficiary, or not on the day, or without the apparel benefit (agoa-out, agoa-gabon)
    ("6110.30.30", "BGD", "2024-05-01", None, 32.0), ("6203.42.07", "CHN", "2024-05-01", None, 16.6),
    ("6203.42.07", "RWA", "2017-06-01", None, 0.0), ("6203.42.07", "RWA", "2019-06-01", None, 16.6),
    ("6203.42.07", "GAB", "2023-06-01", None, 0.0), ("6203.42.07", "GAB", "2024-06-01", None, 16.6),
    ("6203.42.07", "GAB", "2026-09-01", None, 0.0),
    # claim D in the special column
    ("0602.10.00", "KEN", "2024-02-02", None, 0.0), ("0602.10.00", "KEN", "2027-06-01", "2026-11-24", 4.8),
    ("0602.10.00", "KEN", "2025-11-01", None, 14.8),
]  # fmt: skip


@pytest.mark.parametrize(("line", "origin", "on", "known", "percent"), CASES)
def test_the_stack(line: str, origin: str, on: str, known: str | None, percent: float | None) -> None:
    d = duty(line, origin, date.fromisoformat(on), known=date.fromisoformat(known) if known else None)
    for x in d.layers:
        assert source(x.source)
    if percent is None:  # a specific duty: freed by the preference, or it needs a unit value
        assert d.total is None or d.total >= 0
    else:
        assert d.total is not None
        assert 100 * d.total == pytest.approx(percent, abs=1e-9)
    assert dotted(find(line).code)[:4] == line[:4]


def test_there_are_forty_cases_or_more() -> None:
    assert sum(p is not None for *_, p in CASES) >= 40


def test_an_unclaimed_preference_pays() -> None:
    d = duty("6203.42.07", "KEN", date(2024, 2, 2), claimed=False)
    assert d.total == pytest.approx(0.166)
    assert any("No preference claimed" in n for n in d.notes)


def test_specific_duties_need_a_unit_value() -> None:
    bare = duty("0802.62.00", "KEN", date(2027, 2, 1), known=TODAY)
    assert bare.total is None
    assert "needs a unit value" in render(bare)
    with_value = duty("0802.62.00", "KEN", date(2027, 2, 1), known=TODAY, unit_value=10.0)
    assert with_value.total == pytest.approx(0.005)
    compound = duty("6205.30.20", "KEN", date(2027, 2, 1), known=TODAY, unit_value=20.0)
    assert compound.total == pytest.approx(0.259 + 0.291 / 20)
    assert duty("0802.62.00", "KEN", date(2024, 2, 2)).total == 0


@pytest.mark.parametrize(
    ("text", "ad", "specific"),
    [
        ("Free", 0.0, ()),
        ("16.6%", 0.166, ()),
        ("5¢/kg", 0.0, ((0.05, "kg"),)),
        ("29.1¢/kg + 25.9%", 0.259, ((0.291, "kg"),)),
        ("$1.055/kg", 0.0, ((1.055, "kg"),)),
        ("0.9¢ each", 0.0, ((0.009, "each"),)),
        ("1¢ each + 2.8%", 0.028, ((0.01, "each"),)),
        ("2.5% 1/", 0.025, ()),
    ],
)
def test_duty_texts(text: str, ad: float, specific: tuple[tuple[float, str], ...]) -> None:
    rate = parse_rate(text)
    assert rate is not None
    assert rate.ad_valorem == pytest.approx(ad)
    assert [(pytest.approx(a), u) for a, u in rate.specific] == list(specific)


@pytest.mark.parametrize(
    "text",
    ["The rate applicable to each garment", "See additional U.S. note 1", "2.5% on the value of the lead content",
     "3.66¢/kg less 0.02¢/kg for each degree", "", "free-ish", "12"],
)  # fmt: skip
def test_what_cannot_be_read_is_never_guessed(text: str) -> None:
    assert parse_rate(text) is None


def test_unread_lines_are_listed() -> None:
    left = unread(shipped())
    assert 0 < len(left) < 400
    assert all(x.rate is None for x in left)


def test_the_shipped_lines_are_the_official_ones() -> None:
    lines = read_schedule(shared("tariffs/us_hts_2025_basic_edition.csv"))
    assert len(lines) == 13_611
    assert {x.code: x for x in lines} == dict(shipped())
    from importlib.resources import files

    assert compact(lines) == files("kaskazi.instruments").joinpath("us_hts_2025.csv.gz").read_bytes()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("62x3.42.07", "not a digit"),
        ("6203.42", "6203.42.07"),
        ("6203", "4 digits"),
        ("6203.42.99", "6203.42.0"),
        ("9999.99.99", "not a line"),
        ("", "0 digits"),
    ],
)
def test_numbers_that_are_none_get_a_clear_answer(code: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        find(code)


@given(st.text(max_size=14))
def test_any_number_is_a_line_or_refused(code: str) -> None:
    try:
        line = find(code)
    except InputError:
        return
    assert line.code[:8] == code.replace(".", "").replace(" ", "")[:8]


def test_a_file_that_is_not_the_schedule_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("HTS Number,General Rate\n1,Free\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_schedule(path)
    assert len(caught.value.problems) == 2
    with pytest.raises(DataError, match="cannot be read"):
        read_schedule(tmp_path / "none.csv")


def test_the_command(tmp_path: Path) -> None:
    from test_cli import kaskazi

    text = kaskazi(
        "duty", "6203.42.07", "--from", "KEN", "--to", "USA", "--on", "2025-11-01", cwd=tmp_path
    ).stdout
    assert "26.6 %" in text
    assert "hts-2025-hs8" in text
    facts = json.loads(
        kaskazi(
            "duty",
            "6203.42.07",
            "--from",
            "KEN",
            "--on",
            "2025-11-01",
            "--known",
            "2026-11-24",
            "--json",
            cwd=tmp_path,
        ).stdout
    )
    assert facts["total"] == pytest.approx(0.10)
    assert "USA" in kaskazi("duty", "6203.42.07", "--from", "KEN", "--to", "DEU", cwd=tmp_path, ok=1).stderr
