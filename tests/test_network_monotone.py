"""Costs never fall as a disruption grows: chokepoint by chokepoint, level by level, sector by sector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.errors import InputError
from kaskazi.network import Disruption, cost_change, packaged
from kaskazi.network.cargo import goods
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.parameters import LEVELS
from kaskazi.world import World
from network_case import (
    ECONOMIES,
    FEW,
    NET,
    part_of,
)

CAPTIVES = ("KEN", "KWT", "QAT", "GEO", "CHN")
CAPTIVE = part_of(NET, (*CAPTIVES, "ARE"))


@pytest.mark.parametrize("key", list(packaged()))
def test_low_central_high_in_order_and_services_untouched(key: str) -> None:
    found = [cost_change(FEW, packaged()[key], ECONOMIES, ["goods", "services"], level=lv) for lv in LEVELS]
    totals = [(c.ave + c.congestion_rent)[0].sum() for c in found]
    assert totals == sorted(totals)
    assert all((c.ave[1] == 0).all() and (c.congestion_rent[1] == 0).all() for c in found)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["suez", "bab-el-mandeb", "panama", "malacca", "hormuz"]),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_costs_never_fall_as_a_chokepoint_narrows(chokepoint: str, x: float, y: float) -> None:
    narrow, wide = sorted((x, y))
    a = cost_change(FEW, [Disruption(chokepoint=chokepoint, open_share=wide)], ECONOMIES)
    b = cost_change(FEW, [Disruption(chokepoint=chokepoint, open_share=narrow)], ECONOMIES)
    assert (a.captive <= b.captive + 1e-12).all()
    left_a, left_b = ((1 - c.captive[0]) * (1 + c.ave[0] + c.congestion_rent[0]) ** -4.8 for c in (a, b))
    assert (left_b <= left_a + 1e-5).all()


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["hormuz", "bosporus"]), st.floats(0.0, 1.0))
def test_who_has_no_way_round_loses_what_the_chokepoint_does_not_keep(chokepoint: str, kept: float) -> None:
    inside = ("KWT", "QAT") if chokepoint == "hormuz" else ("GEO",)
    c = cost_change(CAPTIVE, [Disruption(chokepoint=chokepoint, open_share=kept)], CAPTIVES, ["fuels"])
    for iso3 in inside:
        assert c.captive[0, 0, CAPTIVES.index(iso3)] == pytest.approx(
            min(0.7 * 1.43, 1.0) * (1 - kept), abs=1e-9
        )
    assert c.captive[0, 0, 4] == 0


def test_one_journey_is_costed_at_every_level() -> None:
    """Ways do not depend on the level, so that low never exceeds high in any cell."""
    kinds = [k for k in goods() if k != "services"]
    for key in packaged():
        low, mid, high = (cost_change(FEW, packaged()[key], ECONOMIES, kinds, level=lv) for lv in LEVELS)
        assert (low.ave <= mid.ave + 1e-9).all(), key
        assert (mid.ave <= high.ave + 1e-9).all(), key
        assert (low.congestion_rent <= mid.congestion_rent + 1e-9).all(), key
        assert (low.captive <= mid.captive + 1e-9).all(), key


def test_a_second_closure_never_helps() -> None:
    one = cost_change(FEW, [Disruption(chokepoint="suez", open_share=0.0)], ECONOMIES)
    both = [Disruption(chokepoint="suez", open_share=0.0), Disruption(chokepoint="panama", open_share=0.0)]
    two = cost_change(FEW, both, ECONOMIES)
    assert (two.ave >= one.ave - 1e-9).all()
    with pytest.raises(InputError, match="at most 6"):
        cost_change(FEW, [Disruption(chokepoint=g, open_share=0.5) for g in list(CHOKEPOINTS)[:7]], ECONOMIES)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["suez", "bab-el-mandeb", "panama", "malacca"]),
    st.fixed_dictionaries({
        "premium": st.floats(0, 20_000), "delay_days": st.floats(0, 60), "premium_rate": st.floats(0, 0.3),
    }),
    st.floats(1.0, 3.0),
)  # fmt: skip
def test_no_charge_and_no_wait_costs_more_than_a_closure(
    chokepoint: str, charge: dict[str, float], more: float
) -> None:
    kinds = ["goods", "fuels", "minerals", "petroleum", "vehicles"]
    shut = cost_change(
        FEW, [Disruption(chokepoint=chokepoint, open_share=0.0, teu_miles=0.0)], ECONOMIES, kinds
    )
    dear = cost_change(FEW, [Disruption(chokepoint=chokepoint, teu_miles=0.0, **charge)], ECONOMIES, kinds)
    again = {k: more * x for k, x in charge.items()}
    dearer = cost_change(FEW, [Disruption(chokepoint=chokepoint, teu_miles=0.0, **again)], ECONOMIES, kinds)
    free = ~shut.unreachable
    assert (dear.ave[:, free] <= shut.ave[:, free] + 2e-4).all()
    assert (dearer.ave[:, free] >= dear.ave[:, free] - 2e-4).all()


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 30_000), st.floats(1, 3))
def test_cargo_takes_another_port_of_its_economy_before_it_pays_more(premium: float, more: float) -> None:
    """The Emirates have Khor Fakkan outside Hormuz; Kuwait has no port but those within."""
    few, kinds = ("KEN", "ARE", "KWT", "CHN"), ["goods", "fuels", "minerals", "pharma"]
    shut = cost_change(CAPTIVE, [Disruption(chokepoint="hormuz", open_share=0.0)], few, kinds)
    dear, dearer = (
        cost_change(CAPTIVE, [Disruption(chokepoint="hormuz", premium=x)], few, kinds)
        for x in (premium, more * premium)
    )
    assert (dear.ave[:, 0, 1] <= shut.ave[:, 0, 1] + 1e-9).all()
    assert (dearer.ave >= dear.ave - 1e-9).all()
    assert (
        dear.usd_per_teu[0, 1] <= 0.8 * 500 + 0.8 * 3 * 164 + 1e-6
    )  # the way by the other port, its days in money
    assert dear.usd_per_teu[0, 2] == pytest.approx(premium)


@pytest.mark.parametrize("chokepoint", ["suez", "hormuz", "oresund", "gibraltar", "cape"])
def test_the_last_ship_makes_no_leap(chokepoint: str) -> None:
    """A chokepoint that is as good as shut costs the world what a shut one does: the last ships are those with the longest
    way round, and few."""
    world = World.load()
    kinds = [k for k in goods() if k != "services"]
    nearly, shut = (
        cost_change(
            NET,
            [Disruption(chokepoint=chokepoint, open_share=x)],
            world.economies,
            kinds,
            trade=world.goods(),
        )
        for x in (1e-6, 0.0)
    )
    flows = np.stack(
        [world.flows[world.sector(k)] if k in world.sectors else 0 * world.goods() for k in kinds]
    )
    left = [(1 - c.captive) * (1 + c.ave + c.congestion_rent) ** -4.8 for c in (nearly, shut)]
    assert (flows * np.abs(left[0] - left[1])).sum() < 2e-5 * flows.sum()
    assert (left[0] >= left[1] - 1e-6).all()
