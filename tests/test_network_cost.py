"""What a disruption costs: days, dollars, ad valorem equivalents, congestion rents, cargo that finds no way."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kaskazi.errors import InputError
from kaskazi.network import Disruption, cost_change, packaged
from kaskazi.network.land_leg import land_legs
from kaskazi.network.overland import overland
from kaskazi.network.parameters import AT_ANCHOR, LEVELS
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.ports import port_table
from kaskazi.world import World
from network_case import AT, ECONOMIES, FEW, NET, PORT, PORTS, weights


@pytest.mark.parametrize(
    ("partner", "days"),
    [
        ("NLD", 12.6),
        ("GBR", 12.6),
        ("DEU", 12.6),
        ("ITA", 17.6),
        ("TUR", 21.5),
        ("CHN", 0),
        ("IND", 0),
        ("ZAF", 0),
    ],
)
def test_days_added_to_kenyas_voyages_if_bab_el_mandeb_closes(partner: str, days: float) -> None:
    """Boxes change ships at Salalah, whose detour it is: 6 days more than for a ship straight from Mombasa."""
    c = cost_change(NET, packaged()["bab-el-mandeb-closed"], ECONOMIES)
    assert c.days[AT[partner], AT["KEN"]] == pytest.approx(days, abs=1.3)


def test_the_red_sea_of_2024_spares_india_and_china_and_hits_europe_and_the_red_sea() -> None:
    c = cost_change(NET, packaged()["red-sea-2024"], ECONOMIES)
    total = (c.ave + c.congestion_rent)[0][:, AT["KEN"]]
    assert total[AT["CHN"]] == total[AT["IND"]] == 0
    assert 0.005 < total[AT["NLD"]] < 0.10
    assert 0.005 < total[AT["SAU"]] < 0.10
    assert not c.unreachable[AT["NLD"], AT["KEN"]]


def test_an_economy_without_a_port_is_named_and_left_alone() -> None:
    c = cost_change(NET, packaged()["suez-closed"], ECONOMIES)
    assert c.missing == ("XXX",)
    assert (c.ave[0, AT["XXX"]] == 0).all()
    assert any("XXX" in n for n in c.notes)


def test_a_part_of_the_network_costs_its_economies_the_same() -> None:
    held = [*packaged()["red-sea-2024"], *packaged()["mombasa-stopped"]]
    whole, part = (cost_change(net, held, ECONOMIES, ["goods", "fuels"]) for net in (NET, FEW))
    assert np.allclose(whole.ave, part.ave, atol=1e-12)
    assert np.allclose(whole.captive, part.captive, atol=1e-12)
    assert whole.ave.any()


def test_no_disruption_costs_nothing() -> None:
    c = cost_change(NET, (), ECONOMIES)
    assert not c.days.any()
    assert not c.ave.any()
    assert not c.congestion_rent.any()
    assert not c.unreachable.any()


def test_half_a_year_is_half_the_cost() -> None:
    full = Disruption(chokepoint="suez", open_share=0.0, teu_miles=0.1)
    half = Disruption(
        chokepoint="suez", open_share=0.0, teu_miles=0.1, start=date(2025, 1, 1), end=date(2025, 7, 1)
    )
    a, b = cost_change(NET, [full], ECONOMIES), cost_change(NET, [half], ECONOMIES)
    share = half.year_share
    assert 0.49 < share < 0.51
    assert b.days[AT["NLD"], AT["KEN"]] == pytest.approx(share * a.days[AT["NLD"], AT["KEN"]])
    assert b.congestion_rent[0, AT["NLD"], AT["KEN"]] == pytest.approx(
        share * a.congestion_rent[0, AT["NLD"], AT["KEN"]]
    )


def test_hormuz_cuts_off_ports_inside_and_says_so() -> None:
    few = ("KEN", "KWT", "ARE", "CHN")
    c = cost_change(NET, packaged()["hormuz-2026"], few)
    sea = LEVELS["central"].sea_share
    assert c.captive[0, 0, 1] == pytest.approx(0.97 * sea)
    assert not c.unreachable.any()  # four ships a day still pass
    assert c.captive[0, 0, 2] == 0  # Khor Fakkan lies outside
    by_jebel_ali = np.zeros((len(PORTS),) * 2)
    by_jebel_ali[:, PORT["AEJEA"]] = 1.0
    share = port_pairs(NET, few).mean(by_jebel_ali)[0, 2]
    assert share == pytest.approx(0.8, abs=0.02)
    assert c.days[0, 2] == pytest.approx(0.97 * share * 3.0)  # what finds no way moves
    assert any("97 % of a year's cargo by sea finds no way for: KWT" in n for n in c.notes)
    shut = cost_change(NET, [Disruption(chokepoint="hormuz", open_share=0.0)], few)
    assert shut.unreachable[0, 1]
    assert shut.ave[0, 0, 1] == shut.days[0, 1] == 0
    assert any("No way by sea is left for: KWT" in n for n in shut.notes)


def test_mombasa_stopped_and_the_corridor_blocked() -> None:
    c = cost_change(NET, packaged()["mombasa-stopped"], ("KEN", "UGA", "CHN", "NLD"))
    assert c.days[0, 2] > 3
    assert c.days[1, 2] > 2
    assert c.days[2, 3] == 0
    blocked = cost_change(NET, packaged()["northern-corridor-blocked"], ("KEN", "UGA", "RWA", "CHN"))
    assert blocked.days[1, 3] > 2
    assert blocked.days[0, 3] == 0


def test_neighbours_and_europe_trade_over_land() -> None:
    pairs = overland(("KEN", "UGA", "RWA", "NLD", "DEU", "IRQ", "TUR", "CHN", "IND"))
    assert pairs[0, 1]
    assert pairs[0, 2]
    assert pairs[3, 4]
    assert pairs[5, 6]
    assert not pairs[7, 8]  # a border without a road to speak of
    assert not pairs[0, 3]
    assert (pairs == pairs.T).all()
    assert not pairs.diagonal().any()
    few = ("KEN", "UGA", "IRQ", "TUR", "ISR", "JOR", "QAT", "CHE")
    for key in ("mombasa-stopped", "hormuz-2026", "suez-closed"):
        c = cost_change(NET, packaged()[key], few)
        for a, b in ((0, 1), (2, 3), (4, 5)):
            assert sum((c.ave[0, a, b], c.captive[0, a, b], c.days[a, b], c.congestion_rent[0, a, b])) == 0, (
                key
            )
    # a corridor between two neighbours is theirs all the same, both ways
    c = cost_change(NET, packaged()["northern-corridor-blocked"], (*few, "RWA"))
    assert c.days[0, 1] == c.days[1, 0] == 4.0
    assert c.days[0, 8] == 4.0  # Kenya and Rwanda
    assert c.days[1, 8] == 0  # Uganda and Rwanda: not on the way to a port


def test_saudi_oil_loads_in_the_gulf_and_boxes_on_the_red_sea() -> None:
    for iso3, ports in port_table().oil_and_gas.items():
        assert sum(ports.values()) == pytest.approx(1.0)
        assert set(ports) <= {g.port for g in NET.gateways if g.iso3 == iso3}
    few = ("SAU", "CHN", "NLD")
    oil, boxes = (land_legs(NET, few, (), oil_and_gas=x).by_port[0] for x in (True, False))
    assert oil[PORT["SAJUB"]] == pytest.approx(0.88)
    assert boxes[PORT["SAJED"]] == pytest.approx(0.6)
    c = cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], few, ["machinery", "fuels"]
    )
    assert c.ave[1, 2, 0] > 0.002  # Gulf oil to Europe goes round Africa, in larger ships than pass Suez
    fuels_days, box_days = (
        cost_change(NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], few, [s]).days[1, 0]
        for s in ("fuels", "machinery")
    )
    round_africa = cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], few, ["fuels"]
    ).days[2, 0]
    assert round_africa > 8
    assert fuels_days < box_days / 2  # to China hardly any oil passes it, and most boxes do


def test_rates_rise_on_the_lanes_of_the_chokepoint_that_is_short() -> None:
    """Two chokepoints at once: each one's mark-up stays on the lanes that pass it."""
    short = Disruption(chokepoint="suez", open_share=0.0, teu_miles=0.15)
    other = Disruption(chokepoint="panama", open_share=0.5, teu_miles=0.0)
    alone, both = cost_change(NET, [short], ECONOMIES), cost_change(NET, [short, other], ECONOMIES)
    europe = np.ix_(
        [0], [AT[c] for c in ("NLD", "GBR", "DEU", "ITA")], [AT[c] for c in ("KEN", "CHN", "IND")]
    )
    assert np.allclose(both.congestion_rent[europe], alone.congestion_rent[europe], rtol=1e-3)
    assert (
        both.congestion_rent[0, AT["USA"], AT["CHN"]] < 0.15 * both.congestion_rent.max()
    )  # its lane is Panama's


def test_a_closure_of_ones_own_moves_freight_rates_too() -> None:
    world = World.load()
    own = cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.24)], world.economies, trade=world.goods()
    )
    assert 0.08 < own.growth < 0.16  # published for early 2024: 12 %
    assert any("container work grows by" in n for n in own.notes)
    i, j = world.index("NLD"), world.index("KEN")
    assert own.congestion_rent[0, i, j] > 0.001
    assert not cost_change(
        NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.24)], ECONOMIES
    ).congestion_rent.any()


def test_every_wrong_name_is_named_at_once() -> None:
    wrong = [
        Disruption(chokepoint="sues", open_share=1.4),
        Disruption(),
        Disruption(corridor="norther", open_share=0.0),
    ]
    with pytest.raises(InputError) as caught:
        cost_change(NET, wrong, ECONOMIES, ["good"], level="middle")
    text = str(caught.value)
    for word in ('"suez"', "1.4", "several", '"northern"', '"goods"', "level"):
        assert word in text


def test_a_closed_border_is_a_ban_on_one_pair_in_one_direction() -> None:
    few = ("KEN", "UGA", "RWA")
    c = cost_change(NET, packaged()["gatuna-2019"], few)
    assert c.captive[0, 2, 1] == 1.0
    assert np.count_nonzero(c.captive) == 1
    assert not c.ave.any()
    half = cost_change(
        NET, [Disruption(border=("UGA", "RWA"), open_share=0.4, delay_days=2.0, premium=300.0)], few
    )
    assert half.captive[0, 2, 1] == pytest.approx(0.6)
    assert (half.days[2, 1], half.usd_per_teu[2, 1]) == (2.0, 300.0)
    assert half.ave[0, 2, 1] == pytest.approx(300 / 54_500 + 2 * 0.003)


def test_surcharge_insurance_and_delay() -> None:
    """Where there is no other way all of it is paid: Kuwait's at Hormuz."""
    d = [Disruption(chokepoint="hormuz", premium=2000.0, premium_rate=0.01, delay_days=2.0)]
    c = cost_change(NET, d, ("KEN", "KWT"))
    p = LEVELS["central"]
    anchored = 2 * AT_ANCHOR * p.vessel_day
    assert c.usd_per_teu[0, 1] == pytest.approx(2000 + anchored, rel=1e-6)
    assert c.days[0, 1] == pytest.approx(2.0)
    assert c.ave[0, 0, 1] == pytest.approx(p.sea_share * ((2000 + anchored) / 54_500 + 0.01 + 0.003 * 2))


def test_the_red_sea_hits_its_own_shores_before_landlocked_europe() -> None:
    """As the literature has it: Djibouti, Egypt, Sudan, Jordan first; what their trade pays more, over its value."""
    trade = weights()
    c = cost_change(
        NET, packaged()["red-sea-2024"], trade.economies, trade.sectors, trade=trade.flows.sum(axis=0)
    )
    paid = trade.flows * (c.ave + c.congestion_rent)
    of = {
        iso3: float(paid[:, k, :].sum() + paid[:, :, k].sum())
        / float(trade.flows[:, k, :].sum() + trade.flows[:, :, k].sum())
        for k, iso3 in enumerate(trade.economies)
    }
    near = [of[x] for x in ("DJI", "EGY", "SDN", "JOR", "YEM", "ERI")]
    inland = [of[x] for x in ("CHE", "AUT", "CZE", "HUN", "SVK", "SRB", "LUX", "MKD")]
    assert min(near) > 1.3 * max(inland)
    assert len([x for x in of.values() if x > min(near)]) < 25
