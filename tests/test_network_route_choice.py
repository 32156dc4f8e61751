"""Who leaves a chokepoint that is narrow or dear, and by which route."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.codes.economies import economies
from kaskazi.network import Disruption, cost_change, packaged
from kaskazi.network.compare_routes import compare
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.land_leg import land_legs
from kaskazi.network.parameters import LOGIT_SCALE
from kaskazi.network.route_choice import (
    RouteAlternatives,
    passing,
    route_alternatives,
    shadow_premiums,
    shares,
)
from kaskazi.network.skim import distances
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.world import World
from network_case import AT, ECONOMIES, NET, PORT


def two_ways(detour: np.ndarray) -> RouteAlternatives:
    """Pairs with one chokepoint on the way, and another way `detour` nautical miles longer."""
    pairs = len(detour)
    nm = np.stack([np.full(pairs, 5_000.0), 5_000.0 + detour])
    uses = np.zeros((2, 1, pairs))
    uses[0, 0] = 1.0
    return RouteAlternatives(nm, uses, (np.zeros(pairs, int), np.arange(pairs)), np.zeros_like(nm))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0.02, 0.98))
def test_the_shadow_premium_keeps_the_share_asked_for(seed: int, kept: float) -> None:
    rng = np.random.default_rng(seed)
    w, weight = two_ways(rng.uniform(500, 9000, 50)), rng.uniform(0, 1, 50)
    premium = shadow_premiums(w, weight, np.array([kept]))
    usual = passing(w, shares(w, np.zeros(1))[0])[0] @ weight
    now = passing(w, shares(w, premium)[0])[0] @ weight
    assert now / usual == pytest.approx(kept, abs=1e-6)


def test_less_room_at_a_chokepoint_means_a_dearer_one() -> None:
    w, weight = two_ways(np.linspace(1000, 9000, 40)), np.ones(40)
    found = [shadow_premiums(w, weight, np.array([k]))[0] for k in (0.9, 0.6, 0.3, 0.1)]
    assert found == sorted(found)
    assert shadow_premiums(w, weight, np.array([1.0]))[0] == 0.0
    assert shadow_premiums(w, weight, np.array([0.0]))[0] == np.inf


def test_shares_of_ways_by_hand() -> None:
    w = two_ways(np.array([0.0, LOGIT_SCALE, np.inf]))
    part, logsum = shares(w, np.zeros(1))
    e = np.exp(-1.0)
    assert part[0] == pytest.approx([0.5, 1 / (1 + e), 1.0])
    assert logsum[0] == pytest.approx(5_000 - LOGIT_SCALE * np.log(2))
    shut, far = shares(w, np.array([np.inf]))
    assert shut[1] == pytest.approx([1.0, 1.0, 0.0])
    assert far[2] == np.inf


def test_closing_suez_sends_hardly_any_ship_of_asia_to_panama() -> None:
    """By class of vessel, weighted by trade: only Japan and Korea lie so that Panama is an even choice."""
    world = World.load()
    region = np.array([economies()[c].region for c in world.economies])
    asia, europe = np.isin(region, ("East Asia", "South Asia")), region == "Europe"
    B = land_legs(NET, world.economies, ()).by_port
    T = B.T @ (world.goods() * np.outer(europe, asia)) @ B
    T = (T + T.T) / T.sum()
    for c in VESSEL_CLASSES.values():
        w = route_alternatives(NET.skim, {**usual_penalty(c), "suez": np.inf}, ["panama"])
        by_panama = float(passing(w, shares(w, np.zeros(1))[0])[0] @ T[w.at]) if len(w.at[0]) else 0.0
        assert by_panama < 0.12, c.id
        far = distances(NET.skim, {**usual_penalty(c), "suez": np.inf})
        without = distances(NET.skim, {**usual_penalty(c), "suez": np.inf, "panama": np.inf})
        for a, b in (("CNSHA", "NLRTM"), ("SGSIN", "NLRTM"), ("INNSA", "NLRTM"), ("CNSHA", "ITGOA")):
            assert far[PORT[a], PORT[b]] == without[PORT[a], PORT[b]], (c.id, a, b)


def test_vessels_of_a_class_and_the_depth_of_a_chokepoint() -> None:
    assert np.isinf(usual_penalty(VESSEL_CLASSES["crude"])["panama"])
    assert np.isfinite(usual_penalty(VESSEL_CLASSES["crude"])["suez"])
    d = packaged()["red-sea-2024"][0]
    assert d.open_to("container") == 0.24
    assert d.open_to("bulk") == 0.59
    assert d.open_to("reefer") == 0.24
    c = cost_change(NET, [d], ECONOMIES, ["machinery", "minerals"])
    assert c.congestion_rent[0, AT["NLD"], AT["KEN"]] > 0
    assert c.congestion_rent[1].max() == 0  # no container rates for ore


def test_who_has_no_short_way_round_stays_and_pays() -> None:
    """Europe has the Cape; a port on the Red Sea has hardly another way from the south."""
    c = cost_change(NET, packaged()["red-sea-2024"], ECONOMIES)
    assert c.days[AT["NLD"], AT["KEN"]] > 5
    assert c.days[AT["SAU"], AT["KEN"]] < 3
    assert c.usd_per_teu[AT["SAU"], AT["KEN"]] > c.usd_per_teu[AT["NLD"], AT["KEN"]]


def test_a_dear_chokepoint_is_left_in_a_scenario_as_on_a_route() -> None:
    """5,000 USD a box at Bab el-Mandeb: the box goes by the Cape and pays the detour, not the charge."""
    dear = cost_change(NET, [Disruption(chokepoint="bab-el-mandeb", premium=5000.0)], ECONOMIES)
    shut = cost_change(NET, [Disruption(chokepoint="bab-el-mandeb", open_share=0.0)], ECONOMIES)
    i, j = AT["NLD"], AT["KEN"]
    assert dear.days[i, j] == pytest.approx(shut.days[i, j], rel=0.02)
    assert dear.ave[0, i, j] == pytest.approx(shut.ave[0, i, j], rel=0.02)
    c = compare(NET, "KEMBA", "NLRTM", premium=["bab-el-mandeb=5000"])
    assert c.before.days is not None
    assert c.after.days is not None
    assert c.after.days - c.before.days == pytest.approx(dear.days[i, j], abs=0.3)
