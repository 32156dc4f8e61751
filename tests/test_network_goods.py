"""The goods of each sector as freight: every sector has a row, and the rows add up to what is known of world shipping."""

from __future__ import annotations

import numpy as np
import pytest

from kaskazi.network.cargo import goods
from kaskazi.network.overland import overland
from kaskazi.network.parameters import LEVELS
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.sources import source
from kaskazi.world import World

WORLD = World.load()
ABROAD = WORLD.flows * ~np.eye(len(WORLD.economies), dtype=bool)
BY_SEA = ~overland(WORLD.economies)
KINDS = [s for s in WORLD.sectors if s in goods()]
VALUE = {s: float(ABROAD[WORLD.sector(s)].sum()) for s in KINDS}
SHARE = {s: min(LEVELS["central"].sea_share * goods()[s].sea, 1.0) for s in KINDS}
SEA = {s: SHARE[s] * float((BY_SEA * ABROAD[WORLD.sector(s)]).sum()) for s in KINDS}  # million USD


def test_every_sector_of_goods_has_its_row() -> None:
    named = {s for s, g in zip(WORLD.sectors, WORLD.is_goods, strict=True) if g}
    assert named == set(goods()) - {"goods", "services"}
    for g in goods().values():
        assert g.vessel in VESSEL_CLASSES
        assert source(g.source)
        assert g.reason
        assert 0 < g.usd_kg[0] <= g.usd_kg[1] <= g.usd_kg[2]
        assert g.teu_value("low") >= g.teu_value() >= g.teu_value("high")
    assert goods()["goods"].teu_value() == pytest.approx(54_500)
    assert goods()["services"].sea == 0


def test_haste_is_relative_to_the_mean_of_trade() -> None:
    mean = sum(VALUE[s] * goods()[s].time_sensitivity for s in VALUE) / sum(VALUE.values())
    assert mean == pytest.approx(1.0, abs=0.1)


def test_world_shipping_is_of_its_known_size() -> None:
    """Published: some 12 billion tonnes at sea in 2023, Europe's own coast included, which is overland here; half of
    trade's value in 2015; two thirds of the sea's value in boxes. None of them set a figure of the table."""
    tonnes = sum(v / (1e3 * goods()[s].usd_kg[1]) for s, v in SEA.items()) / 1e3  # billions
    assert 9.0 < tonnes < 12.5
    assert sum(SEA.values()) / sum(VALUE[s] for s in KINDS if SHARE[s]) == pytest.approx(0.5, abs=0.05)
    boxed = [s for s in SEA if VESSEL_CLASSES[goods()[s].vessel].containerised]
    assert sum(SEA[s] for s in boxed) / sum(SEA.values()) == pytest.approx(2 / 3, abs=0.08)
    per_teu = sum(SEA[s] for s in boxed) / sum(SEA[s] / goods()[s].teu_value() for s in boxed)
    assert (
        54_500 / 1.7 < per_teu < 54_500 * 1.7
    )  # 33,000 on the flows of world 2023.3: more food and chemicals in boxes


@pytest.mark.parametrize("vessel", ["container", "reefer", "bulk", "crude", "product"])
def test_a_class_of_vessels_carries_the_mean_of_its_goods(vessel: str) -> None:
    """What a day costs its usual cargo is what it costs the goods of 2023's trade at sea."""
    c = VESSEL_CLASSES[vessel]
    mine = [s for s in SEA if goods()[s].vessel == vessel]
    teu = sum(SEA[s] / goods()[s].teu_value() for s in mine)
    day = sum(SEA[s] * goods()[s].time_sensitivity for s in mine) / teu
    near = (
        0.36 if vessel == "container" else 0.2
    )  # its usual cargo is the published 54,500 USD a TEU; ours is worth less
    assert c.time_sensitivity * c.cargo_usd == pytest.approx(day, rel=near)
