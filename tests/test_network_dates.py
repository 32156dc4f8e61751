"""Dates of disruptions: the year they are costed over, and what reopens within it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kaskazi.errors import InputError
from kaskazi.network import Disruption, cost_change, packaged
from kaskazi.network.disruption import reopened, spells
from kaskazi.network.parameters import LEVELS
from network_case import ECONOMIES, NET


def test_dates_that_one_year_cannot_hold_are_refused() -> None:
    far = [
        Disruption(chokepoint="suez", open_share=0.0, start=date(2025, 1, 1), end=date(2025, 3, 1)),
        Disruption(chokepoint="hormuz", open_share=0.0, start=date(2026, 6, 1), end=date(2026, 8, 1)),
        Disruption(chokepoint="panama", open_share=0.0, end=date(2025, 2, 1)),
    ]
    with pytest.raises(InputError) as caught:
        cost_change(NET, far, ECONOMIES)
    text = str(caught.value)
    assert "a year or more after the first start" in text
    assert "has no start" in text
    lone = [far[0], Disruption(chokepoint="hormuz", open_share=0.0, start=date(2025, 7, 2))]
    assert sum(share for share, held in spells(lone) if lone[1] in held) == pytest.approx(183 / 365)
    assert any("No end is given" in n for n in cost_change(NET, lone, ECONOMIES).notes)
    long = Disruption(chokepoint="suez", open_share=0.0, start=date(2025, 1, 1), end=date(2027, 1, 1))
    assert any("one year of it" in n for n in cost_change(NET, [long], ECONOMIES).notes)


def test_a_year_with_mediation_is_cut_where_the_way_reopens() -> None:
    shut = Disruption(chokepoint="suez", open_share=0.0, start=date(2026, 1, 1), end=date(2026, 12, 31))
    narrow = Disruption(chokepoint="hormuz", open_share=0.5, start=date(2026, 7, 2), end=date(2027, 6, 30))
    cut = spells([shut, narrow])
    assert [len(held) for _, held in cut] == [1, 2]
    assert sum(share for share, _ in cut) == pytest.approx(1.0)
    full = cost_change(NET, packaged()["bab-el-mandeb-closed"], ECONOMIES)
    half = cost_change(NET, packaged()["bab-el-mandeb-mediated"], ECONOMIES)
    assert np.allclose(half.ave, full.ave * 182 / 365)
    assert reopened(packaged()["suez-closed"], 12, date(2026, 1, 1))[0].year_share == 1.0


def test_a_way_cut_for_a_quarter_is_said_with_its_share() -> None:
    c = cost_change(NET, packaged()["hormuz-mediated"], ("KEN", "KWT"))
    part = 91 / 365 * LEVELS["central"].sea_share
    assert c.captive[0, 0, 1] == pytest.approx(0.97 * part)
    assert any("24 % of a year's cargo" in n and "KWT" in n for n in c.notes)
    assert c.prohibitive(4.0)[0, 1] ** -4.0 == pytest.approx(1 - 0.97 * part)
    assert c.prohibitive(4.0)[0, 0] == 1.0
    closed = [Disruption(chokepoint="hormuz", open_share=0.0, start=date(2026, 3, 1), end=date(2026, 5, 30))]
    shut = cost_change(NET, closed, ("KEN", "KWT"), ["fuels", "pharma"])
    assert shut.unreachable[0, 1]
    assert shut.captive[:, 0, 1] == pytest.approx(
        [91 / 365, 91 / 365 * 0.35], rel=2e-3
    )  # half of pharma flies
    assert any("25 % of the year" in n and "KWT" in n for n in shut.notes)
