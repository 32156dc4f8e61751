"""Canal dues: who is paid, and what ships that stay away take from them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kaskazi.network import Disruption, packaged
from kaskazi.network.canal_dues import canal_dues
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.sources import source
from network_case import NET, weights


def dues(*held: Disruption) -> dict[str, float]:
    """Of the dues of each canal, the part that is left."""
    t = weights()
    return {d.chokepoint: d.after / d.before for d in canal_dues(NET, held, t.economies, t.tonnes())}


def test_canals_belong_to_an_economy_and_their_dues_have_a_source() -> None:
    earned = {g.id: g for g in CHOKEPOINTS.values() if g.paid_to}
    assert set(earned) == {"suez", "panama"}
    for g in earned.values():
        assert g.toll > 0
        assert g.dues > 0
        assert source(g.dues_source)


def test_nothing_changes_without_a_disruption_and_all_is_lost_when_the_canal_shuts() -> None:
    assert dues() == {"suez": pytest.approx(1.0), "panama": pytest.approx(1.0)}
    shut = dues(Disruption(chokepoint="suez", open_share=0.0))
    assert shut["suez"] == pytest.approx(0.0, abs=1e-9)
    assert shut["panama"] >= 1.0  # some go the other way round


@pytest.mark.slow
def test_a_strait_on_the_way_to_the_canal_takes_its_ships_too() -> None:
    left = dues(Disruption(chokepoint="bab-el-mandeb", open_share=0.0))["suez"]
    assert 0.0 < left < 0.3  # the Red Sea's own trade with Europe stays
    few, more = (dues(Disruption(chokepoint="bab-el-mandeb", open_share=x))["suez"] for x in (0.3, 0.7))
    assert left < few < more < 1.0


@pytest.mark.slow
def test_half_a_year_loses_half() -> None:
    whole = dues(Disruption(chokepoint="suez", open_share=0.0))["panama"]
    half = dues(Disruption(chokepoint="suez", open_share=0.0, start=date(2025, 1, 1), end=date(2025, 7, 2)))
    assert half["suez"] == pytest.approx(0.5, abs=0.01)
    assert half["panama"] - 1 == pytest.approx((whole - 1) / 2, rel=0.05)


def test_the_red_sea_of_2024() -> None:
    """Published: 10.25 billion USD in 2023, some 4.2 in 2024."""
    left = dues(*packaged()["red-sea-2024"])["suez"]
    assert left == pytest.approx(4.2 / 10.25, rel=0.15)
    assert np.isfinite(left)
