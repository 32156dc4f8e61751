"""What an economy's trade hangs on: places ranked by what a month's closure costs."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner

from kaskazi.analysis.exposure import ExposureList, exposure
from kaskazi.cli.exposure import exposure as command
from kaskazi.cli.exposure import shown
from kaskazi.errors import InputError
from kaskazi.network import Disruption, cost_change
from kaskazi.network.modes import other_modes
from kaskazi.network.usage import places_used, share_by_gateway, share_through
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.world import World
from network_case import NET

pytestmark = pytest.mark.slow

WORLD = World.load()


@cache
def of(iso3: str) -> ExposureList:
    return exposure(WORLD, iso3, 6)


@pytest.mark.parametrize(
    ("iso3", "first", "also"),
    [
        ("KEN", "KEMBA", {"bab-el-mandeb", "northern"}),
        ("UGA", "northern", {"KEMBA", "central"}),
        ("KWT", "KWMEA", {"hormuz"}),
    ],
)
def test_the_worst_case_of_an_economy(iso3: str, first: str, also: set[str]) -> None:
    found = [p.id for p in of(iso3).places]
    ports = {g.port for g in NET.gateways if g.iso3 == iso3}
    assert found[0] == first or (first not in ports and found[0] in {*ports, *also})
    assert also <= set(found)


@pytest.mark.parametrize("iso3", ["KEN", "UGA", "KWT"])
def test_costs_are_ranked_and_within_what_passes(iso3: str) -> None:
    x = of(iso3)
    costs = [p.cost.central for p in x.places]
    assert costs == sorted(costs, reverse=True)
    for p in x.places:
        assert p.cost.low <= p.cost.central <= p.cost.high
        assert p.share == pytest.approx(p.cost.central / x.trade)
        assert 0 <= p.captive <= 1.02 * p.at_risk <= 1.02 * x.trade
        assert sum(v for _, v in p.partners) <= p.cost.central + 1e-6
        assert [v for _, v in p.partners] == sorted((v for _, v in p.partners), reverse=True)


def test_one_place_by_hand() -> None:
    """Bab el-Mandeb for Kenya: a twelfth of the year's trade at what a month's closure adds, sector by sector."""
    p = next(x for x in of("KEN").places if x.id == "bab-el-mandeb")
    rows, h = np.flatnonzero(WORLD.is_goods), WORLD.index("KEN")
    kinds = [WORLD.sectors[j] for j in rows]
    shut = [Disruption(chokepoint="bab-el-mandeb", open_share=0.0, lasts=30)]
    others = other_modes(WORLD.economies, kinds, WORLD.flows[rows])
    c = cost_change(NET, shut, WORLD.economies, kinds, "central", WORLD.goods(), others)
    dear = c.ave + c.congestion_rent
    assert not c.captive[:, h, :].any()
    bought, sold = (
        (WORLD.flows[rows, h, :] * dear[:, h, :]).sum(),
        (WORLD.flows[rows, :, h] * dear[:, :, h]).sum(),
    )
    assert p.cost.central == pytest.approx((bought + sold) / 12, rel=1e-6)


def test_behind_a_strait_the_cargo_is_captive() -> None:
    hormuz = next(p for p in of("KWT").places if p.id == "hormuz")
    assert hormuz.captive == pytest.approx(hormuz.at_risk, rel=0.02)
    assert hormuz.cost.central > 0.15 * of("KWT").trade


def test_who_owns_a_canal_loses_its_dues() -> None:
    suez = next(p for p in exposure(WORLD, "EGY", 3).places if p.id == "suez")
    assert suez.dues == pytest.approx(10_250 / 12)
    assert suez.cost.central > suez.dues
    assert all(p.dues == p.rents == 0 for p in of("KEN").places)
    assert suez.rents == 0  # no line of Egypt's is listed


def test_shares_of_what_passes() -> None:
    box = VESSEL_CLASSES["container"]
    share = share_through(NET, ("KEN", "NLD", "IND"), "suez", box)
    assert share[0, 1] == share[1, 0] == pytest.approx(1.0)
    assert share[0, 2] == 0.0
    assert share_by_gateway(NET, "KEN", port="KEMBA") == 1.0
    assert share_by_gateway(NET, "UGA", port="KEMBA") == pytest.approx(0.95)
    assert share_by_gateway(NET, "UGA", corridor="central") == pytest.approx(0.05)
    assert ("corridor", "northern") in places_used(NET, "KEN")
    assert ("port", "TZDAR") not in places_used(NET, "KEN")  # kept for need only


def test_an_economy_the_network_does_not_know_is_refused() -> None:
    with pytest.raises(InputError):
        exposure(WORLD, "XXX")


def test_the_command_prints_a_table_and_json() -> None:
    run = CliRunner().invoke(command, ["Kenya", "--top", "2", "--json"])
    assert run.exit_code == 0, run.output
    data = json.loads(run.output)
    assert data["schema"] == 1
    assert data["home"] == "KEN"
    assert [p["id"] for p in data["places"]] == [p.id for p in of("KEN").places[:2]]
    text = [str(b) for b in shown(of("KEN"), WORLD)]
    assert "Kenya" in text[0]
    assert any("Mombasa" in t for t in text)
