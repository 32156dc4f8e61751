"""Shocks that plain methods leave: solved in steps, or refused with the place where an income falls to nothing."""

from __future__ import annotations

import pytest

from benchmarks.hard_worlds import worlds
from kaskazi.errors import NoSolution
from kaskazi.model import solve

CASES = {int(name.split()[0]): (c, w) for name, c, w in worlds()}


@pytest.mark.parametrize(
    "number", [15, 23]
)  # duties of hundreds of per cent; sanctions that leave incomes of 0.1 %
def test_steps_solve_what_one_leap_does_not(number: int) -> None:
    c, w = CASES[number]
    with pytest.raises(NoSolution):
        solve(c, w, method="newton-krylov")
    e = solve(c, w, method="continuation")
    assert e.certificate.largest < 1e-9
    assert e.certificate.method == "continuation"
    assert e.certificate.sweeps < 1500  # 3,800 and 6,500 where a step begins at the last state


@pytest.mark.parametrize(("number", "other_rule"), [(4, True), (12, False)])
def test_an_income_that_falls_to_nothing_is_said_with_its_place_and_cause(
    number: int, other_rule: bool
) -> None:
    c, w = CASES[number]
    with pytest.raises(NoSolution) as why:
        solve(c, w, method="continuation")
    assert "no equilibrium was found beyond" in str(why.value)
    assert "Income of economy [0] falls to 0." in str(why.value)
    assert "it pays 9" in str(why.value)
    if other_rule:
        assert solve(c, w, deficit="own-gdp").certificate.largest < 1e-9
