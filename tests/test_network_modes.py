"""What neither sails nor drives: gas in pipelines, gold and flowers that fly."""

from __future__ import annotations

import numpy as np
import pytest

from kaskazi.codes.economies import economies
from kaskazi.network import Disruption, cost_change
from kaskazi.network.cargo import goods
from kaskazi.network.modes import air_left, by_air, other_modes
from kaskazi.network.parameters import LEVELS
from kaskazi.sources import source
from network_case import ECONOMIES, FEW, weights

TRADE = weights()
AT = {c: k for k, c in enumerate(TRADE.economies)}
SUEZ = [Disruption(chokepoint="suez", open_share=0.0)]


def test_the_table_of_air_cargo_names_sectors_and_economies() -> None:
    assert source("goods-memory")
    for sector, row in by_air().items():
        assert sector in goods()
        assert set(row) <= set(economies())
        assert all(0 < x < 1 for x in row.values())


def test_kenyas_flowers_fly_and_other_exporters_keep_the_mean() -> None:
    sea = LEVELS["central"].sea_share * goods()["horticulture"].sea
    left = air_left(("KEN", "ESP"), "horticulture")
    assert sea * left[0] == pytest.approx(1 - by_air()["horticulture"]["KEN"])
    assert left[1] == 1.0
    assert (air_left(("KEN", "ESP"), "machinery") == 1.0).all()


def test_swiss_gold_flies_and_pipelines_feel_no_strait() -> None:
    others = TRADE.others
    assert set(others) == {"fuels", "metals", "horticulture"}
    assert others["metals"][AT["CHN"], AT["CHE"]] > 0.8
    assert others["metals"][AT["USA"], AT["CHN"]] < 0.2  # steel and aluminium
    assert others["fuels"][AT["DEU"], AT["NOR"]] > 0.3
    assert others["fuels"][AT["CHN"], AT["SAU"]] < 0.01
    for share in others.values():
        assert (share >= 0).all()
        assert (share <= 1).all()


def test_what_goes_otherwise_pays_nothing_and_is_never_captive() -> None:
    n = len(ECONOMIES)
    kinds = ["horticulture", "machinery"]
    half = {"horticulture": np.full((n, n), 0.5)}
    plain = cost_change(FEW, SUEZ, ECONOMIES, kinds)
    mixed = cost_change(FEW, SUEZ, ECONOMIES, kinds, by_other_modes=half)
    assert np.allclose(mixed.ave[0], plain.ave[0] / 2)
    assert np.allclose(mixed.congestion_rent[0], plain.congestion_rent[0] / 2)
    assert np.array_equal(mixed.ave[1], plain.ave[1])
    assert plain.ave[0].any()
    hormuz = [Disruption(chokepoint="hormuz", open_share=0.0)]
    inside = ("KEN", "KWT", "CHN")
    whole = cost_change(FEW.load(), hormuz, inside, ["fuels"])
    piped = cost_change(
        FEW.load(), hormuz, inside, ["fuels"], by_other_modes={"fuels": np.full((3, 3), 0.25)}
    )
    assert piped.captive[0, 2, 1] == pytest.approx(0.75 * whole.captive[0, 2, 1])
    assert whole.captive[0, 2, 1] > 0.9


def test_a_border_is_paid_by_all_that_drives() -> None:
    border = [Disruption(border=("UGA", "KEN"), open_share=0.5, premium=500.0)]
    few = ("KEN", "UGA")
    all_fly = {"horticulture": np.ones((2, 2))}
    plain, other = (
        cost_change(FEW, border, few, ["horticulture"], by_other_modes=x) for x in (None, all_fly)
    )
    assert plain.ave.any()
    assert plain.captive.any()
    assert np.array_equal(plain.ave, other.ave)
    assert np.array_equal(plain.captive, other.captive)


def test_sectors_without_another_mode_are_left_out() -> None:
    flows = np.ones((1, 2, 2))
    assert other_modes(("KEN", "NLD"), ("machinery",), flows) == {}
