"""The US duty against cases worked out by others: each is right, or says in the number that it may not be."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from duty_score import mark, query, scored
from kaskazi.law.duty import duty
from shared import shared

MARKED = {  # right lies within the printed range: lists that are not held, or numbers of ten digits
    ("0304.61.00", "HND", "2026-08-01"),
    ("2208.30.30", "CAN", "2026-09-01"),
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
    assert Counter(m for _, _, m in found) == {"right": 84, "marked": 5}


@pytest.mark.parametrize(
    ("right", "expected"), [("50", "marked"), ("0", "marked"), ("50.5", "wrong"), ("", "wrong")]
)
def test_the_mark_tells_a_range_from_an_error(right: str, expected: str) -> None:
    case = {"line": "2208.30.30", "origin": "CAN", "on": "2026-09-01", "extra": "", "right": right}
    assert mark(case, duty(query(case))) == expected
