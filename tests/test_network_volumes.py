"""Tonnes at sea: published trade in raw materials, which ports a pair uses, and what passes the chokepoints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from databuild.raw_trade import middle_price, table
from kaskazi.codes.economies import economies
from kaskazi.codes.hs import sector_of_hs
from kaskazi.errors import DataError
from kaskazi.network.cargo import goods
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.overland import overland
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.raw_trade import price_factor, raw_materials, raw_trade
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.network.volumes import volumes
from kaskazi.sources import source
from network_case import NET, PORT, PORTS, weights

ALL = tuple(economies())
RAW = {r.kind.id: r for r in raw_trade(ALL)}


def test_raw_materials_are_sectors_and_vessels_that_exist() -> None:
    for kind in raw_materials().values():
        assert kind.sector in goods()
        assert not kind.vessel or kind.vessel in VESSEL_CLASSES
        assert {sector_of_hs(f"{h:0<6}") for h in kind.hs if len(h) >= 4} == {kind.sector}
    assert source("baci-raw-materials")


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("crude", 2_050, 2_400),  # Energy Institute, 2024: 2,158 Mt between economies and regions
        ("lng", 370, 440),  # the same: 545 bcm, some 400 Mt
        ("coal", 1_350, 1_600),  # International Energy Agency, 2023: 1,500 Mt (from memory)
        ("iron-ore", 1_500, 1_750),  # UNCTAD, 2023: some 1,600 Mt (from memory)
    ],
)
def test_world_totals_are_those_of_other_publishers(kind: str, low: float, high: float) -> None:
    assert low < RAW[kind].tonnes.sum() < high


def test_exporters_are_as_another_publisher_has_them() -> None:
    """Energy Institute: crude exports of 2023 and 2024 in million tonnes; two reporters of the Gulf."""
    at = {c: k for k, c in enumerate(ALL)}
    for iso3, seen in {"SAU": 320.6, "ARE": 182.7, "IRQ": 179.6}.items():
        assert RAW["crude"].tonnes[:, at[iso3]].sum() == pytest.approx(seen, rel=0.25), iso3
    assert not RAW["crude"].tonnes.diagonal().any()


def test_a_misstated_tonnage_is_its_value_at_the_worlds_price() -> None:
    assert middle_price([[10.0, 10.0], [20.0, 10.0], [30.0, 10.0]]) == 2.0
    for kind in ("crude", "lng", "iron-ore"):
        r = RAW[kind]
        large = r.tonnes > 0.1
        price = r.value[large] / (1e3 * r.tonnes[large])
        assert price.max() / price.min() <= 1.01 * price_factor() ** 2


def test_volumes_take_out_what_does_not_sail() -> None:
    t = weights()
    found = volumes(t.economies, t.sectors, t.flows)
    k = [t.economies.index(c) for c in ("CHE", "CHN", "IND", "DEU", "FRA")]
    assert set(found) <= set(VESSEL_CLASSES)
    for tonnes in found.values():
        assert (tonnes >= 0).all()
        assert not tonnes[overland(t.economies)].any()
    assert found["bulk"][k[1], k[0]] < 1.0  # Switzerland sells China gold, which flies
    crude = next(r for r in raw_trade(t.economies) if r.kind.id == "crude")
    assert found["crude"].sum() == pytest.approx((~overland(t.economies) * crude.tonnes).sum())
    half = volumes(t.economies, t.sectors, 0.0 * t.flows)
    assert half["crude"].sum() == found["crude"].sum()  # published, whatever the values
    assert not half["container"].any()


def test_a_pair_trades_by_the_nearer_coast() -> None:
    few = ("USA", "CHN", "DEU")
    pairs = port_pairs(NET, few)
    west = np.zeros((len(PORTS),) * 2)
    west[PORT["USLAX"]] = 1.0
    share = pairs.mean(west)[0]
    assert share[1] > 0.55
    assert share[2] < 0.15
    everywhere = pairs.mean(np.ones_like(west))
    assert np.allclose(everywhere, 1.0)
    trade = np.array([[0.0, 5.0, 3.0], [2.0, 0.0, 1.0], [4.0, 6.0, 0.0]])
    assert pairs.traffic(trade).sum() == pytest.approx(trade.sum())
    assert np.allclose(pairs.traffic(trade).T, pairs.traffic(trade.T))


def test_large_ships_keep_out_of_shallow_straits() -> None:
    for vessel, shut in {
        "ore": {"panama", "sunda"},
        "crude": {"panama", "sunda"},
        "container": set(),
    }.items():
        deep = VESSEL_CLASSES[vessel].draught
        assert {g.id for g in CHOKEPOINTS.values() if g.draught is not None and g.draught < deep} == shut
    for g in CHOKEPOINTS.values():
        assert set(g.size_penalty) <= set(VESSEL_CLASSES)


def test_the_builder_needs_its_archive(tmp_path: Path) -> None:
    with pytest.raises((DataError, FileNotFoundError)):
        table(tmp_path)
