"""Routes between two ends as a person asks for them, before and after a disruption."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from kaskazi.errors import InputError
from kaskazi.network import Disruption, packaged
from kaskazi.network.affected_route import affected_route, merged
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.compare_routes import compare, port_traffic
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.road_routes import land_route
from kaskazi.network.route_text import shown
from kaskazi.network.skim import distances
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.text.tables import render
from network_case import CALLED, NET, PORTS, drawn_pairs, way
from test_brief_browser import browser  # noqa: F401


@pytest.mark.parametrize("word", ["KEMBA", "kemba", "Mombasa", "mombasa", "KEN", "Kenya", "kenya"])
def test_an_end_by_code_name_or_economy(word: str) -> None:
    c = way(word, "Rotterdam", ("Bab el-Mandeb",))
    assert (c.origin, c.destination) == ("KEMBA", "NLRTM")
    assert [d.chokepoint for d in c.disruptions] == ["bab-el-mandeb"]
    assert c.after.chokepoints == ("cape", "dover")


def test_every_wrong_word_is_told_at_once_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        compare(
            NET, "Mombassa", "Roterdam", ["bab-el-mandobe", "sues"], open_=["hormus=0.4", "suez=1.4", "suez"],
            premium=["panama=x"], delay=["=3"], vessel="contaner", names=CALLED,
        )  # fmt: skip
    text = str(caught.value)
    for near in ("KEMBA", "NLRTM", "bab-el-mandeb", "suez", "hormuz", "container"):
        assert f'"{near}"' in text
    for wrong in ('"1.4" for suez', '"suez" has no number', '"x" for panama'):
        assert wrong in text
    assert len(caught.value.problems) >= 9


def test_a_name_of_two_ports_and_one_end_twice() -> None:
    with pytest.raises(InputError, match="KYGEC"):
        way("Georgetown", "NLRTM")
    with pytest.raises(InputError, match="where the way begins"):
        way("KEMBA", "Mombasa")
    for a, b in (("KEMBA", "Uganda"), ("UGA", "RWA")):
        with pytest.raises(InputError, match="same port"):
            way(a, b)
    with pytest.raises(InputError, match="closed too"):
        way("KEMBA", "NLRTM", ("suez",), open_=["suez=0.3"])


@pytest.mark.parametrize(("a", "b"), drawn_pairs(3, 12))
def test_a_way_is_the_skims_shortest_and_its_chokepoints_are_those_it_needs(a: str, b: str) -> None:
    usual = usual_penalty(VESSEL_CLASSES["container"])
    i, j = PORTS.index(a), PORTS.index(b)
    D = distances(NET.skim, usual)
    r = way(a, b).before
    assert r.nautical_miles is not None
    assert r.nautical_miles + sum(usual[g] for g in r.chokepoints) == pytest.approx(D[i, j], abs=0.1)
    for g in CHOKEPOINTS:
        longer = distances(NET.skim, {**usual, g: np.inf})[i, j] > D[i, j] + 0.5
        assert (g in r.chokepoints) == longer
    back = way(b, a).before
    assert back.chokepoints == r.chokepoints[::-1]


def test_a_route_before_and_after() -> None:
    c = way("KEMBA", "NLRTM", ("bab-el-mandeb",))
    assert {"suez", "bab-el-mandeb"} <= set(c.before.chokepoints)
    assert "cape" in c.after.chokepoints
    assert c.before.days is not None
    assert c.after.days is not None
    assert c.after.days - c.before.days == pytest.approx(
        12.6, abs=0.3
    )  # at the hub, where boxes change ships
    assert "Mombasa" in render(shown(c, NET))
    assert c.before.hub == c.after.hub == "OMSLL"
    assert "boxes change ships at" in render(shown(c, NET))
    assert way("KEMBA", "CNSHA").before.hub == ""
    straight = compare(NET, "KEMBA", "NLRTM", ["bab-el-mandeb"], vessel="product", only=True)
    assert (straight.after.days or 0) - (straight.before.days or 0) == pytest.approx(6.2, abs=0.3)
    shut = way("AEJEA", "SGSIN", ("hormuz",))
    assert shut.unreachable
    assert shut.after.nautical_miles is None
    with pytest.raises(InputError) as caught:
        way("KEMBB", "NLRTM", ("suz",))
    assert [p.nearest for p in caught.value.problems] == ["KEMBA", "suez"]


def test_gates_stand_in_the_order_they_are_passed() -> None:
    gates = ("taiwan", "malacca", "bab-el-mandeb", "suez", "gibraltar", "dover")
    assert way("CNSHA", "NLRTM").before.chokepoints == gates


def test_unreachable_is_said_and_an_economy_takes_its_other_port() -> None:
    c = way("AEJEA", "SGSIN", ("hormuz",))
    assert c.unreachable
    assert c.usd_per_teu is None
    assert "unreachable" in render(shown(c, NET))
    c = way("ARE", "SGP", ("hormuz",))
    assert c.after.ports == ("AEKLF", "SGSIN")
    assert c.after.land_days >= 3
    assert way("KEMBA", "NLRTM", ("KEMBA",)).unreachable


def test_a_shut_port_and_a_shut_corridor_move_the_cargo_by_land() -> None:
    c = way("KEN", "NLD", ("KEMBA",))
    assert c.after.ports[0] == "TZDAR"
    assert c.after.land_usd > c.before.land_usd
    c = way("UGA", "CHN", ("northern",))
    assert c.before.ports[0] == "KEMBA"
    assert c.after.ports[0] == "TZDAR"
    assert c.after.land_days > c.before.land_days > 0
    assert way("UGA", "CHN", ("northern", "central")).unreachable


def test_a_premium_sends_ships_round_once_it_is_dear_enough() -> None:
    small, large = (way("KEMBA", "NLRTM", premium=[f"suez={x}"]) for x in (100, 5_000))
    assert small.after.chokepoints == small.before.chokepoints
    assert small.usd_per_teu == pytest.approx(100, abs=0.2)
    assert "cape" in large.after.chokepoints
    assert large.after.premium == 0
    slow = way("KEMBA", "NLRTM", delay=["suez=2"])
    assert slow.before.days is not None
    assert slow.after.days == pytest.approx(slow.before.days + 2, abs=0.02)
    assert "cape" in way("KEMBA", "NLRTM", delay=["suez=20"]).after.chokepoints


def test_a_narrow_chokepoint_keeps_fewer_of_the_ships_the_narrower_it_is() -> None:
    kept = [way("CNSHA", "NLRTM", open_=[f"suez={x}"]).main.through["suez"] for x in (0.9, 0.6, 0.3)]
    assert all(0 <= b <= a <= 1 for a, b in pairwise(kept))
    assert kept[0] > kept[-1]
    assert way("CNSHA", "NLRTM", open_=["suez=0"]).after == way("CNSHA", "NLRTM", ("suez",)).after
    few = np.ones((len(PORTS),) * 2) * 1e-9
    few[PORTS.index("CNSHA"), PORTS.index("NLRTM")] = 1.0
    alone = way("CNSHA", "NLRTM", open_=["suez=0.6"], traffic=few).main.through["suez"]
    assert alone == pytest.approx(0.6, abs=0.01)


def test_closing_more_never_shortens_a_way() -> None:
    for a, b in drawn_pairs(5, 6):
        miles = [way(a, b, c).after.nautical_miles or np.inf for c in ((), ("suez",), ("suez", "panama"))]
        assert miles[0] <= miles[1] <= miles[2] + 0.1


def test_deep_ships_pass_no_shallow_canal() -> None:
    c = compare(NET, "CNSHA", "USNYC", names=CALLED)
    by = {v.id: v.before.chokepoints for v in c.vessels}
    assert "panama" in by["container"]
    assert "panama" not in by["crude"]
    assert set(by) == set(VESSEL_CLASSES)
    assert compare(NET, "CNSHA", "USNYC", vessel="crude").main.id == "crude"


def test_trade_between_ports_adds_up_to_that_between_economies() -> None:
    trade = np.array([[0.0, 3.0], [5.0, 0.0]])
    T = port_traffic(NET, ("KEN", "NLD"), trade)
    assert T.sum() == pytest.approx(8.0)
    kenya = [PORTS.index(g.port) for g in NET.gateways if g.iso3 == "KEN" and g.weight]
    assert T[kenya].sum() == pytest.approx(3.0)


def test_disruptions_of_one_place_are_one_for_a_route() -> None:
    held = [
        Disruption(chokepoint="suez", open_share=0.5, premium=200.0),
        *packaged()["mombasa-stopped"],
        Disruption(corridor="northern", open_share=0.0),
        Disruption(port="TZDAR", open_share=0.5),
        Disruption(chokepoint="panama", open_share=0.0, delay_days=2.0),
        Disruption(chokepoint="panama", open_share=0.4, by_class={"container": 0.3}),
        Disruption(border=("KEN", "UGA"), open_share=0.0),
    ]
    assert merged(held, "container") == (
        Disruption(chokepoint="suez", open_share=0.5, premium=200.0),
        Disruption(port="KEMBA", open_share=0.0),
        Disruption(corridor="northern", open_share=0.0),
        Disruption(chokepoint="panama", open_share=0.0, delay_days=2.0),
    )
    assert affected_route(NET, [Disruption(border=("KEN", "UGA"), open_share=0.0)], "KEN") is None


def test_an_economy_on_two_oceans_is_met_on_the_near_one() -> None:
    assert way("KEN", "USA").before.ports == ("KEMBA", "USNYC")
    assert way("CHN", "USA").before.ports[1] == "USLAX"
    assert way("USA", "KEN").before.ports == ("USNYC", "KEMBA")
    assert way("KEN", "CHN").before.ports == (
        "KEMBA",
        "CNSHA",
    )  # the busiest, though Shekou is a little nearer


def test_a_place_inland_takes_what_its_economy_keeps_for_need() -> None:
    c = way("Nairobi", "CHN", ("KEMBA",))
    assert c.after.ports[0] == "TZDAR"
    assert c.after.land_days > c.before.land_days


def test_places_that_trade_by_land_are_not_sent_to_sea() -> None:
    for a, b in (("Goma", "ZMB"), ("Lusaka", "Lubumbashi")):
        with pytest.raises(InputError, match="trade by land"):
            land_route(NET, a, b)
    for a, b, port in (("NPL", "IND", "INCCU"), ("BOL", "CHL", "CLARI")):
        found = land_route(NET, a, b)
        assert found is not None
        assert found.leg.port == port
        assert found.judged
