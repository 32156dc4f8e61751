"""Numbers for people: one precision an interval, sensible digits, a true minus sign."""

from __future__ import annotations

import math

import pytest

from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import (
    amount,
    in_money,
    interval,
    level,
    minus,
    number,
    percent,
    sized,
    small,
    with_unit,
)

# --- numbers ---


@pytest.mark.parametrize(
    ("v", "text"),
    [
        ((-417.3, -290.4, -148.1), "−290 (−417 to −148)"),
        ((-58_422.0, -40_656.0, -20_734.0), "−40\u202f700 (−58\u202f400 to −20\u202f700)"),
        ((0.0, 0.0, 0.0), "0"),
        ((-0.2, 0.01, 0.31), "+0.010 (−0.200 to +0.310)"),
        ((66_804.0, 66_804.0, 66_804.0), "+66\u202f804"),
        ((999.7, 999.7, 999.7), "+1\u202f000"),
        ((-0.00001, 0.0, 0.00001), "0"),
        ((2.0, 3.25, 5.5), "+3.25 (+2.00 to +5.50)"),
    ],
)
def test_an_interval_has_one_precision_and_sensible_digits(v: tuple[float, float, float], text: str) -> None:
    assert interval(Interval(*v), signed=True).text == text


def test_numbers_are_printed_one_way() -> None:
    assert number(-0.004, 2) == "0.00"
    assert number(1234567.8) == "1\u202f234\u202f568"
    assert amount(738.5) == "738.5"
    assert amount(66804.0) == "66\u202f804"
    assert percent(Interval(-60.94, -39.32, -20.05)).text == "−39 (−61 to −20)"
    assert percent(Interval(-13.04, -2.06, -0.17)).text == "−2.1 (−13.0 to −0.2)"
    assert percent(Interval(-1e-13, 0.0, 1e-14)).text == "0"
    assert level(120_322.4, "USD m") == "USD 120 billion"
    assert level(738.5, "USD m") == "USD 738.5 million"
    assert small(2.04e-11) == "2 × 10⁻¹¹"
    assert small(9.7e-12) == "1 × 10⁻¹¹"
    assert small(0) == "0"
    assert with_unit("290", "USD m") == "USD 290 million"
    assert minus("-28 % (-3 to +3), trade-weighted 2025-26") == "−28 % (−3 to +3), trade-weighted 2025-26"
    with pytest.raises(ValueError, match="cannot be printed"):
        number(math.nan)


def test_the_sign_of_an_amount_stands_before_its_unit() -> None:
    assert sized(Interval(-631.0, -187.0, -53.0), "USD m", signed=True) == "\u2212USD 187 million"
    assert sized(Interval(5.0, 19.2, 27.0), "USD m", signed=True) == "+USD 19.2 million"
    assert sized(Interval(5.0, 19.2, 27.0), "USD m") == "USD 19.2 million"
    assert sized(Interval(-1e-9, 1e-9, 1e-9), "USD m", signed=True) == "USD 0 million"
    assert in_money("USD m")
    assert not in_money("jobs")
