"""The goods of each sector as freight: every sector has a row, and the rows add up to what is known of world shipping."""

from __future__ import annotations

import numpy as np
import pytest

from kaskazi.network.classes import CLASSES
from kaskazi.network.goods import goods
from kaskazi.sources import source
from kaskazi.world import World

WORLD = World.load()
ABROAD = WORLD.flows * ~np.eye(len(WORLD.economies), dtype=bool)
VALUE = {s: float(ABROAD[WORLD.sector(s)].sum()) for s in WORLD.sectors if s in goods()}
SEA = {s: 0.7 * goods()[s].sea * v for s, v in VALUE.items()}


def test_every_sector_of_goods_has_its_row() -> None:
    named = {s for s, g in zip(WORLD.sectors, WORLD.is_goods, strict=True) if g}
    assert named == set(goods()) - {"goods", "services"}
    for g in goods().values():
        assert g.vessel in CLASSES
        assert source(g.source)
        assert g.reason
        assert 0 < g.usd_kg[0] <= g.usd_kg[1] <= g.usd_kg[2]
        assert g.teu_value("low") >= g.teu_value() >= g.teu_value("high")
    assert goods()["goods"].teu_value() == pytest.approx(54_500)
    assert goods()["services"].sea == 0


def test_haste_is_relative_to_the_mean_of_trade() -> None:
    mean = sum(VALUE[s] * goods()[s].haste for s in VALUE) / sum(VALUE.values())
    assert mean == pytest.approx(1.0, abs=0.1)


def test_world_shipping_is_of_its_known_size() -> None:
    """About 12 billion tonnes at sea in 2023 and two thirds of the value in boxes: neither set a figure of the table."""
    tonnes = sum(v / (1e3 * goods()[s].usd_kg[1]) for s, v in SEA.items()) / 1e3  # billions
    assert 10.0 < tonnes < 14.0
    boxed = [s for s in SEA if CLASSES[goods()[s].vessel].boxes]
    assert sum(SEA[s] for s in boxed) / sum(SEA.values()) == pytest.approx(2 / 3, abs=0.05)
    per_teu = sum(SEA[s] for s in boxed) / sum(SEA[s] / goods()[s].teu_value() for s in boxed)
    assert 54_500 / 1.5 < per_teu < 54_500 * 1.5
