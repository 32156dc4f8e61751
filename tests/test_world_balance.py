"""Balancing a small economy: aims are met, floors are told."""

from __future__ import annotations

import numpy as np
import pytest

from kaskazi.world.balance import Aims, settle

SECTORS = ("farm", "works", "services")
ECONOMIES = ("AAA", "BBB")


def small(exports: float = 20.0) -> dict[str, np.ndarray]:
    trade = np.zeros((3, 2, 2))
    trade[1, 1, 0] = exports  # AAA sells works to BBB
    trade[0, 0, 1] = 10.0
    return {
        "trade": trade,
        "output": np.array([[60.0, 80.0, 120.0], [60.0, 80.0, 120.0]]),
        "beta": np.full((2, 3), 0.5),
        "gamma": np.full((2, 3, 3), 1 / 3),
        "tariff": np.zeros((3, 2, 2)),
        "gdp": np.array([130.0, 130.0]),
        "freedom": np.ones((2, 3)),
    }


def aims(value: list[float]) -> Aims:
    known = np.array([value, [np.nan] * 3])
    return Aims(np.arange(3), known, np.array([0.001, 0.03]), np.full((2, 3), 0.3), np.full((2, 3), 30.0))


def value_of(found: object, k: int) -> np.ndarray:
    made = found.flows.sum(axis=1).T[k]  # type: ignore[attr-defined]
    return np.asarray(found.beta[k] * made)  # type: ignore[attr-defined]


def test_value_added_of_groups_is_met_and_sums_to_gdp() -> None:
    found = settle(**small(), economies=ECONOMIES, sectors=SECTORS, aims=aims([50.0, 40.0, 40.0]))
    assert value_of(found, 0) == pytest.approx([50.0, 40.0, 40.0], abs=0.5)
    assert value_of(found, 0).sum() == pytest.approx(130.0)
    assert value_of(found, 1).sum() == pytest.approx(130.0)
    free = settle(**small(), economies=ECONOMIES, sectors=SECTORS)
    assert value_of(free, 0) != pytest.approx([50.0, 40.0, 40.0], abs=2.0)


def test_a_floor_that_binds_is_in_the_ledger() -> None:
    found = settle(**small(), economies=ECONOMIES, sectors=SECTORS, aims=aims([125.0, 3.0, 2.0]))
    said = [words for c, words in found.ledger if c == "AAA"]
    assert any("at the least it may be" in words or "at the least they may be" in words for words in said)


def test_final_use_and_own_sales_stay_positive() -> None:
    found = settle(**small(60.0), economies=ECONOMIES, sectors=SECTORS, aims=aims([40.0, 50.0, 40.0]))
    for k in (0, 1):
        made = found.flows.sum(axis=1).T[k]
        used = found.gamma[k] @ ((1 - found.beta[k]) * made)
        bought = found.flows[:, k, :].sum(axis=1)
        assert (bought - used > 0).all()
        assert (found.flows[:, k, k] > 0).all()
