"""The US duty against cases worked out by others: each is right, or says in the number that it may not be."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from duty_score import mark, query, scored
from kaskazi.law.duty import DutyQuery, duty
from kaskazi.law.layers import number
from shared import shared

MARKED = {  # right lies within the printed range: lists that are not held, or numbers of ten digits
    ("0304.61.00", "HND", "2026-08-01"),
    ("9403.40.90", "VNM", "2025-11-01"),
    ("6403.99.60", "DEU", "2026-08-01"),
    ("2204.21.50", "ZAF", "2026-08-01"),
}


def test_no_case_is_wrong_without_a_word() -> None:
    found = scored(shared("../cases/duty.csv"))
    assert len(found) == 89
    wrong = [(c["line"], c["origin"], c["on"], d.total) for c, d, m in found if m == "wrong"]
    assert not wrong
    assert {(c["line"], c["origin"], c["on"]) for c, _, m in found if m != "right"} == MARKED
    assert Counter(m for _, _, m in found) == {"right": 85, "marked": 4}


@pytest.mark.parametrize(
    ("right", "expected"), [("25", "marked"), ("20", "marked"), ("25.5", "wrong"), ("", "wrong")]
)
def test_the_mark_tells_a_range_from_an_error(right: str, expected: str) -> None:
    case = {"line": "9403.40.90", "origin": "VNM", "on": "2025-11-01", "extra": "", "right": right}
    assert mark(case, duty(query(case))) == expected


@pytest.mark.parametrize(
    ("line", "origin", "on", "more", "low", "total", "high"),
    [
        # Canada's exemption on unwrought aluminium was lifted for two weeks of August 2020.
        ("7601.10.30", "CAN", "2020-08-20", {}, 10, 10, 10),
        ("7601.10.30", "CAN", "2020-09-20", {}, 0, 0, 0),
        ("7208.39.00", "TUR", "2018-10-01", {}, 50, 50, 50),
        ("7208.39.00", "DEU", "2018-04-15", {}, 0, 0, 0),
        ("8703.23.01", "KOR", "2025-12-10", {}, 15, 15, 15),
        ("8703.23.01", "KOR", "2025-12-01", {}, 25, 25, 25),  # as known before 4 December
        ("8708.30.50", "GBR", "2025-08-01", {}, 10, 10, 10),
        ("8704.22.51", "MEX", "2025-12-01", {"us_content": 0.4}, 15, 15, 15),
        ("6403.99.60", "JPN", "2025-08-20", {}, 23.5, 23.5, 23.5),  # on top, until the cap was published
        ("6403.99.60", "JPN", "2025-08-20", {"known": date(2025, 10, 1)}, 15, 15, 15),
        ("8802.40.01", "BRA", "2025-09-01", {}, 10, 10, 10),
        ("2008.99.21", "BRA", "2025-12-01", {}, 54.5, 54.5, 54.5),
        ("2008.99.21", "BRA", "2025-12-01", {"is_so": ("acai",)}, 4.5, 4.5, 4.5),
        ("1905.90.10", "FRA", "2025-12-01", {"is_so": ("religious",)}, 0, 0, 0),
        ("8418.10.00", "KOR", "2025-07-01", {}, 10, 50, 50),
        ("8418.10.00", "KOR", "2025-07-01", {"metal_content": 0.2}, 18, 18, 18),
        ("8481.80.90", "CHN", "2019-01-01", {}, 2, 12, 12),
        ("8481.80.90", "CHN", "2025-11-01", {}, 57, 57, 57),
        ("9018.31.00", "CHN", "2025-02-15", {}, 110, 110, 110),
        ("6109.10.00", "BGD", "2026-02-22", {}, 16.5, 36.5, 36.5),
        ("4407.11.00", "CAN", "2025-11-01", {}, 10, 10, 10),
        ("7411.10.10", "CHL", "2025-09-01", {}, 50, 50, 50),
        ("6109.10.00", "VNM", "2025-09-01", {"parcel": 100.0}, 20, 36.5, 36.5),
        ("2203.00.00", "MEX", "2025-05-01", {"metal_content": 0.1}, 2.5, 2.5, 2.5),
    ],
)
def test_kinds_of_duty(
    line: str, origin: str, on: str, more: dict[str, Any], low: float, total: float, high: float
) -> None:
    """Worked out by hand from the notes of chapter 99 and the proclamations."""
    d = duty(DutyQuery(line, origin, date.fromisoformat(on), **more))
    found = [round(100 * x, 6) if x is not None else None for x in (d.least, d.total, d.most)]
    assert found == [low, total, high]


def test_a_total_that_is_short_says_or_more_in_the_number() -> None:
    washers = duty(DutyQuery("8450.20.00", "KOR", date(2019, 6, 1)))
    assert (
        number(washers) == "45 % (0 % to 46 %)"
    )  # a safeguard with a quota, on some machines; stages of KORUS
    tuna = duty(DutyQuery("1604.14.40", "ECU", date(2025, 9, 1)))
    assert number(tuna) == "15 % or more"
    cheese = duty(
        DutyQuery("0406.90.97", "AUS", date(2025, 5, 1))
    )  # a quota of the agreement, a specific rate
    assert number(cheese) == "10 % or more"
    assembled = duty(DutyQuery("9802.00.80", "MEX", date(2025, 6, 1)))
    assert number(assembled) == "0 % or more"


def test_an_answer_to_no_question_is_said_to_change_nothing() -> None:
    d = duty(DutyQuery("6109.10.00", "VNM", date(2025, 9, 1), is_so=("religous",)))
    assert any('"religous" is no question' in n for n in d.notes)
    heeded = duty(DutyQuery("1905.90.10", "FRA", date(2025, 12, 1), is_so=("religious",)))
    assert not any("no question" in n for n in heeded.notes)


@pytest.mark.parametrize(
    ("origin", "on", "worth", "printed"),
    [
        ("CHN", "2025-02-03", 100, "0 %"),
        ("CHN", "2025-02-04", 100, "34 % (0 % to 34 %)"),  # refused, and given back three days later
        ("CHN", "2025-05-01", 100, "0 %"),
        ("CHN", "2025-05-02", 100, "169 % (100 % to 169 %)"),  # by post 120 % or 100 USD an item
        ("CHN", "2025-05-14", 100, "54 % (54 % to 100 %)"),
        ("VNM", "2025-08-28", 800, "0 %"),
        ("VNM", "2025-08-28", 801, "36.5 %"),
        ("VNM", "2025-08-29", 100, "36.5 % (20 % to 36.5 %)"),  # by post the emergency duty alone
        ("VNM", "2016-03-09", 201, "16.5 %"),
        ("VNM", "2016-03-10", 201, "0 %"),
    ],
)
def test_small_parcels(origin: str, on: str, worth: float, printed: str) -> None:
    d = duty(DutyQuery("6109.10.00", origin, date.fromisoformat(on), parcel=worth))
    assert number(d) == printed
