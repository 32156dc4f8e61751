"""What can move: room of ports and pipelines, cargo that is late, bans, air freight, and what the model is handed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.network import CostChange, Disruption, cost_change, packaged
from kaskazi.network.capacity import fitting, late_share, sources, spare
from kaskazi.network.congestion_rents import congestion_rents
from kaskazi.network.land_leg import land_legs
from kaskazi.network.modes import flown
from kaskazi.network.overland import overland
from kaskazi.network.parameters import DIVERSION_DAYS
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.rationing import LEAST_LEFT, ration
from kaskazi.network.relays import relays
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.sources import source
from network_case import NET, part_of

EAST = ("KEN", "TZA", "UGA", "RWA", "BDI", "SSD", "NLD", "CHN")
AT = {c: k for k, c in enumerate(EAST)}
TRADE = np.ones((8, 8)) - np.eye(8)
TRADE[0] *= 3.0
FEW = part_of(NET, EAST)
GULF = ("SAU", "ARE", "KWT", "CHN", "NLD")
GULF_NET = part_of(NET, GULF)


def east(d: Disruption | list[Disruption], trade: np.ndarray | None = TRADE) -> CostChange:
    return cost_change(FEW, d if isinstance(d, list) else [d], EAST, ["goods"], trade=trade)


def test_a_stopped_port_overflows_into_its_neighbour_up_to_its_room() -> None:
    stopped = [Disruption(port="KEMBA", open_share=0.0)]
    at_sea = TRADE * ~overland(EAST)
    load = at_sea.sum(axis=0) + at_sea.sum(axis=1)
    legs = land_legs(FEW, EAST, stopped, load=load)
    dar = FEW.skim.ports.index("TZDAR")
    usual = land_legs(FEW, EAST, ())
    more = (load * (1 - legs.gone)) @ legs.by_port - load @ usual.by_port
    room = spare(FEW.skim.ports)[dar] * (load @ usual.by_port)[dar]
    assert more[dar] == pytest.approx(room)
    assert 0.3 < legs.gone[AT["KEN"]] < 1.0
    assert legs.gone[AT["TZA"]] == legs.gone[AT["NLD"]] == 0
    assert (land_legs(FEW, EAST, stopped).gone == 0).all()  # where trade is not known there is room
    c = east(stopped)
    assert c.captive[0, AT["KEN"], AT["CHN"]] == pytest.approx(0.7 * legs.gone[AT["KEN"]])


def test_half_a_port_keeps_half_its_cargo_and_sends_the_rest_elsewhere() -> None:
    half = land_legs(FEW, EAST, [Disruption(port="KEMBA", open_share=0.5)])
    k, here = AT["KEN"], FEW.skim.ports.index("KEMBA")
    assert half.by_port[k, here] == pytest.approx(0.5)
    assert half.moved[k] == pytest.approx(0.5)
    assert half.days[k] > 0


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["port", "corridor"]), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_less_trade_is_left_as_a_port_or_corridor_narrows(kind: str, x: float, y: float) -> None:
    narrow, wide = sorted((x, y))
    key = {"port": "KEMBA", "corridor": "northern"}[kind]
    left = []
    for share in (wide, narrow):
        c = east(Disruption(open_share=share, **{kind: key}))
        left.append((1 - c.captive[0]) * (1 + c.ave[0]) ** -4.8)
    assert (left[1] <= left[0] + 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_less_is_left_as_hormuz_narrows_where_ports_have_room_for_so_much(x: float, y: float) -> None:
    narrow, wide = sorted((x, y))
    trade, left = np.ones((5, 5)), []
    for share in (wide, narrow):
        d = [Disruption(chokepoint="hormuz", open_share=share)]
        c = cost_change(GULF_NET, d, GULF, ["fuels", "machinery"], trade=trade)
        left.append((1 - c.captive) * (1 + c.ave + c.congestion_rent) ** -4.8)
    assert (left[1] <= left[0] + 1e-5).all()


def test_pipelines_round_hormuz_carry_what_they_can() -> None:
    """Without room for so much all of it would go round; Kuwait has no pipe at all."""
    shut = [Disruption(chokepoint="hormuz", open_share=0.0)]
    known, unknown = (
        cost_change(GULF_NET, shut, GULF[:4], ["fuels"], trade=x).captive[0, 3]
        for x in (np.ones((4, 4)), None)
    )
    assert (unknown[:2] == 0).all()
    assert 0.1 < known[0] < 0.6
    assert 0.1 < known[1] < 0.6
    assert known[2] == pytest.approx(unknown[2]) == pytest.approx(1.0)
    red_sea = GULF_NET.skim.ports.index("SAJED")
    pairs = port_pairs(GULF_NET, GULF[:4], (), oil_and_gas=True)
    usual = pairs.mean(np.eye(pairs.ports)[:, [red_sea]] + np.zeros((1, pairs.ports)))[0, 3]
    assert known[0] == pytest.approx(1 - (1 + spare(("SAJED",), oil_and_gas=True)[0]) * usual)


def test_cargo_is_late_at_first_and_a_longer_closure_loses_more_in_all() -> None:
    def late(days: int) -> float:
        return late_share([Disruption(port="KEMBA", open_share=0.0, lasts=days)])

    assert late(1) > 0.97
    assert late(round(DIVERSION_DAYS)) == pytest.approx(0.5)
    assert late(360) == pytest.approx(DIVERSION_DAYS / 720)
    assert late_share([Disruption(port="KEMBA", open_share=0.0)]) == 0  # for good
    days = (7, 14, 30, 90, 180, 365)
    each = [east(Disruption(corridor="northern", open_share=0.0, lasts=d)) for d in days]
    lost = [float(c.captive[0, AT["UGA"], AT["NLD"]]) for c in each]
    whole = [d * x for d, x in zip(days, lost, strict=True)]
    assert (np.diff(lost) <= 1e-9).all()
    assert (np.diff(whole) > 0).all()
    road = [float(c.captive[0, AT["UGA"], AT["KEN"]]) for c in each]
    assert road == pytest.approx([late(d) for d in days])


def test_room_is_shared_and_the_tables_name_their_sources() -> None:
    assert list(fitting(np.array([2.0, 1.0, 0.0]), np.array([1.0, 3.0, 0.0]))) == [0.5, 1.0, 1.0]
    assert spare(("NLRTM",))[0] == pytest.approx(1 / 0.7 - 1, abs=0.01)
    assert all(source(s) for s in (*sources(), *(r.source for r in relays())))


def test_air_freight_stops_or_costs_what_flies() -> None:
    """Kenya's flowers fly; its machines sail for the most part, and what goes to Uganda drives."""
    few = ("KEN", "NLD", "UGA", "CHN")
    kinds = ["horticulture", "machinery", "fuels", "services"]
    shut = cost_change(NET, [Disruption(air="KEN", open_share=0.0)], few, kinds)
    assert shut.captive[0, 1, 0] == pytest.approx(0.70)
    assert shut.captive[0, 2, 0] == 0
    assert shut.captive[1, 0, 3] == pytest.approx(1 - 0.7 * 0.85)
    assert shut.captive[2:].max() < 1e-9
    assert not shut.captive[:, 1, 3].any()
    assert not shut.ave.any()
    dear = cost_change(NET, [Disruption(air="KEN", premium_kg=2.0)], few, kinds)
    assert dear.ave[0, 1, 0] == pytest.approx(0.70 * 2.0 / 1.5)
    assert not dear.captive.any()
    half = cost_change(NET, [Disruption(air="KEN", open_share=0.5, delay_days=3.0)], few, kinds)
    assert half.captive[0, 1, 0] == pytest.approx(0.35)
    assert half.ave[0, 1, 0] > 0
    assert flown(few, "horticulture")[1, 0] == pytest.approx(0.70)


def test_a_quantity_is_handed_to_the_model_in_one_place() -> None:
    left = np.array([1.0, 0.25, 0.0, 1.2])
    assert ration(left, 4.0) ** -4.0 == pytest.approx(np.maximum(left, LEAST_LEFT))
    c = cost_change(NET, packaged()["gatuna-2019"], ("KEN", "UGA", "RWA"))
    assert c.prohibitive(4.0)[2, 1] == pytest.approx(LEAST_LEFT**-0.25)


def test_war_risk_is_a_share_of_the_ships_worth() -> None:
    few = ("KEN", "KWT")
    c = cost_change(NET, [Disruption(chokepoint="hormuz", hull_rate=0.01)], few, ["machinery"])
    per_teu = 0.01 * VESSEL_CLASSES["container"].hull_usd
    assert c.usd_per_teu[0, 1] == pytest.approx(per_teu)
    said = cost_change(NET, [Disruption(chokepoint="hormuz", premium=per_teu)], few, ["machinery"])
    assert np.allclose(c.ave, said.ave)


def test_rents_belong_to_the_economies_of_the_lines() -> None:
    few, held = ("CHN", "NLD"), [Disruption(chokepoint="suez", open_share=0.0, teu_miles=0.1)]
    c = cost_change(NET, held, few, ["machinery"])
    flows = np.array([[[0.0, 0.0], [100.0, 0.0]]])
    found = congestion_rents(c, flows)
    assert found.total == pytest.approx(100 * c.congestion_rent[0, 1, 0])
    assert found.by_economy["DNK"] == pytest.approx(0.142 * found.total)
    assert 0.2 * found.total < found.others < 0.4 * found.total
    assert source(found.source)


def test_ships_wait_before_a_strait_that_soon_opens() -> None:
    """As for the six days of March 2021: half of them in the mean, not the way by the Cape."""
    few = ("CHN", "NLD", "KWT")

    def shut(days: int | None) -> CostChange:
        d = Disruption(chokepoint="suez", open_share=0.0, teu_miles=0.0, lasts=days)
        return cost_change(NET, [d], few, ["goods", "machinery", "fuels"])

    good = shut(None)
    days = [1, 6, 14, 30, 90, 365]
    each = [shut(x) for x in days]
    assert each[1].days[1, 0] == pytest.approx(3.0, abs=0.05)
    assert each[-1].days[1, 0] == pytest.approx(good.days[1, 0])
    assert good.days[1, 0] > 6
    for a, b in pairwise([*each, good]):
        assert (a.ave <= b.ave + 1e-9).all()
    assert each[0].ave[0, 1, 0] < 0.2 * good.ave[0, 1, 0]
    gulf = Disruption(chokepoint="hormuz", open_share=0.0, lasts=6)
    assert cost_change(NET, [gulf], few, ["fuels"]).captive[0, 0, 2] == pytest.approx(1.0)
