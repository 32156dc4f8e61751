"""Economies put together and taken apart: accounts and results stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.codes.groups import members
from kaskazi.errors import DataError
from kaskazi.model import Equilibrium, Wedges, solve
from kaskazi.world import OBSERVED, World
from kaskazi.world.regroup import aggregate, aggregate_sectors, by_region, split, split_sector

WORLD = World.load()


def taxed(w: World, importers: tuple[str, ...], exporters: tuple[str, ...], rate: float) -> Equilibrium:
    c = w.calibration()
    t = c.tau.copy()
    t[np.ix_([0], [w.index(x) for x in importers], [w.index(x) for x in exporters])] += rate
    return solve(c, replace(Wedges.neutral(c), tariff=t))


@pytest.mark.slow
def test_a_group_adds_up() -> None:
    eu = dict.fromkeys(("DEU", "FRA", "ITA", "ESP", "NLD"), "EUX")
    w = aggregate(WORLD, eu, {"EUX": "Five of the EU"})
    assert len(w.economies) == len(WORLD.economies) - 4
    assert w.flows.sum() == pytest.approx(WORLD.flows.sum(), rel=1e-12)
    assert w.gdp.sum() == pytest.approx(WORLD.gdp.sum())
    assert w.name("EUX") == "Five of the EU"
    assert w.trade("KEN", "EUX") == pytest.approx(sum(WORLD.trade("KEN", c) for c in eu))
    e = solve(w.calibration(), Wedges.neutral(w.calibration()))
    assert np.abs(e.real_income_hat - 1).max() < 1e-12


def test_a_few_economies_and_the_rest_by_region_add_up_to_the_world() -> None:
    keep = ("KEN", "UGA", "TZA", "USA", "CHN")
    w = by_region(WORLD, keep)
    assert set(keep) < set(w.economies)
    assert len(w.economies) == len(keep) + 10
    assert w.name("REST-OF-AFRICA") == "Rest of Africa"
    assert w.gdp.sum() == pytest.approx(WORLD.gdp.sum(), rel=1e-12)
    assert w.flows.sum() == pytest.approx(WORLD.flows.sum(), rel=1e-12)
    assert w.jobs.sum() == pytest.approx(WORLD.jobs.sum(), rel=1e-12)
    assert w.trade("KEN", "USA") == pytest.approx(WORLD.trade("KEN", "USA"))
    whole, small = (taxed(x, ("USA",), ("KEN",), 0.1) for x in (WORLD, w))
    k, m = WORLD.index("KEN"), w.index("KEN")
    assert small.real_income_hat[m] - 1 == pytest.approx(whole.real_income_hat[k] - 1, rel=0.2)
    with pytest.raises(DataError, match="KEM"):
        by_region(WORLD, ("KEM",))


@pytest.mark.slow
def test_grades_follow_the_value() -> None:
    w = aggregate(WORLD, {"UGA": "UGK", "SSD": "UGK"})
    k, g = w.index("KEN"), w.index("UGK")
    u, apparel = w.index("USA"), w.sector("apparel")
    assert w.grade[apparel, u, k] == OBSERVED
    assert w.grade[0, g, k] != OBSERVED
    assert ((w.grade > 0) == (w.flows > 0)).all()


def test_the_whole_world_as_one_trades_with_nobody() -> None:
    w = aggregate(WORLD, dict.fromkeys(WORLD.economies, "ALL"))
    assert w.economies == ("ALL",)
    assert w.flows.sum() == pytest.approx(WORLD.flows.sum())


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.floats(0.1, 0.9), st.floats(0.02, 0.5))
def test_taking_an_economy_apart_changes_nothing(share: float, rate: float) -> None:
    parts = {"KNA1": share, "KNB1": 1 - share}
    w = split(WORLD, "KEN", parts)
    assert w.flows.sum() == pytest.approx(WORLD.flows.sum(), rel=1e-12)
    whole = taxed(WORLD, ("USA",), ("KEN",), rate)
    apart = taxed(w, ("USA",), tuple(parts), rate)
    for c in ("USA", "UGA", "CHN"):
        assert apart.real_income_hat[w.index(c)] == pytest.approx(
            whole.real_income_hat[WORLD.index(c)], abs=1e-9
        )
    for part in parts:
        assert apart.real_income_hat[w.index(part)] == pytest.approx(
            whole.real_income_hat[WORLD.index("KEN")], abs=1e-9
        )


@pytest.mark.slow
def test_apart_and_together_again() -> None:
    w = split(WORLD, "KEN", {"KNA1": 0.3, "KNB1": 0.7})
    back = aggregate(w, {"KNA1": "KEN", "KNB1": "KEN"})
    k, old = back.index("KEN"), WORLD.index("KEN")
    assert back.goods()[:, k].sum() == pytest.approx(WORLD.goods()[:, old].sum(), rel=1e-12)
    assert back.gdp[k] == pytest.approx(WORLD.gdp[old])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(DataError, match="KEN"):
        aggregate(WORLD, {"KNE": "XXX"})
    with pytest.raises(DataError, match="not in the group"):
        aggregate(WORLD, dict.fromkeys(members("EAC"), "USA"))
    with pytest.raises(DataError, match="sum to"):
        split(WORLD, "KEN", {"A1": 0.5, "B1": 0.6})
    with pytest.raises(DataError, match="already"):
        split(WORLD, "KEN", {"USA": 0.5, "B1": 0.5})


def test_sectors_together_add_up_and_keep_the_accounts() -> None:
    w = aggregate_sectors(
        WORLD, {"textiles": "cloth", "apparel": "cloth", "leather": "cloth"}, {"cloth": "Cloth"}
    )
    assert len(w.sectors) == len(WORLD.sectors) - 2
    assert w.flows.sum() == pytest.approx(WORLD.flows.sum(), rel=1e-12)
    assert w.value_added().sum(axis=1) == pytest.approx(WORLD.gdp, rel=1e-9)
    assert w.sector_of_hs("6203.42") == "cloth"
    assert w.jobs.sum() == pytest.approx(WORLD.jobs.sum())
    c = w.calibration()
    assert np.abs(solve(c, Wedges.neutral(c)).real_income_hat - 1).max() < 1e-9


def test_a_sector_apart_changes_nothing() -> None:
    w = split_sector(WORLD, "apparel", {"knitted": 0.6, "woven": 0.4})
    u, k = WORLD.index("USA"), WORLD.index("KEN")

    def lapse(world: World, keys: tuple[str, ...]) -> Equilibrium:
        c = world.calibration()
        t = c.tau.copy()
        t[[world.sector(x) for x in keys], u, k] += 0.2
        return solve(c, replace(Wedges.neutral(c), tariff=t), tol=1e-12)

    whole, apart = lapse(WORLD, ("apparel",)), lapse(w, ("knitted", "woven"))
    assert np.abs(whole.real_income_hat - apart.real_income_hat).max() < 1e-9
    back = aggregate_sectors(w, {"knitted": "apparel", "woven": "apparel"})
    assert back.trade("KEN", "USA") == pytest.approx(WORLD.trade("KEN", "USA"))
    with pytest.raises(DataError, match="apparel"):
        aggregate_sectors(WORLD, {"aparel": "cloth"})
