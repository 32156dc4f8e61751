"""The table of sectors that `kaskazi run` prints, and cases solved side by side."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from kaskazi.cli.run import one
from kaskazi.outcomes import SectorEffect
from kaskazi.outcomes.jobs import MOST_SECTORS, most_moved
from kaskazi.outcomes.trade import observed_shares
from kaskazi.shocks import load
from kaskazi.text.intervals import Interval
from kaskazi.text.tables import render
from kaskazi.world import World

way = import_module("kaskazi.outcomes.run")


def effect(key: str, jobs: float, exports: float, base_jobs: float = 1000.0) -> SectorEffect:
    def at(x: float) -> Interval:
        return Interval.around(x, (0.5 * x, 2 * x))

    return SectorEffect(key, key, 100.0, at(-1.0), 50.0, at(exports), base_jobs, at(jobs), "imputed")


def test_gains_and_losses_lead_by_jobs_and_sectors_that_stay_are_left_out() -> None:
    found = most_moved([effect("a", 5, 9), effect("b", -50, 1), effect("c", 20, 0), effect("d", 0, 30)])
    assert [s.id for s in found] == ["b", "c", "a"]


def test_exports_lead_where_the_world_holds_no_jobs() -> None:
    found = most_moved([effect("a", 0, 9, 0), effect("b", 0, -30, 0), effect("c", 0, 0, 0)])
    assert [s.id for s in found] == ["b", "a"]


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.mark.slow
def test_the_table_counts_what_it_leaves_out_and_says_that_jobs_are_imputed(world: World) -> None:
    outcome = way.work_out(load("ken-usa-stip"), world)
    moved = tuple(effect(f"s{k}", k + 1.0, 1.0) for k in range(MOST_SECTORS + 1))
    text = " ".join(render(one(replace(outcome, sectors=moved))).split())
    assert "Jobs by sector are mostly imputed." in text
    assert " 1 more sector and" in text
    nothing = Interval(0.0, 0.0, 0.0)
    still = tuple(replace(s, jobs=nothing, exports=nothing) for s in moved)
    assert "No sector gains or loses a job." in render(one(replace(outcome, sectors=still)))


@pytest.mark.slow
def test_threads_change_no_figure_beyond_rounding(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = load("agoa-lapse")
    several = way.work_out(asked, world)
    monkeypatch.setattr(way, "WORKERS", 1)
    alone = way.work_out(asked, world)
    for a, b in zip(several.headline, alone.headline, strict=True):
        assert (a.id, a.label, a.base) == (b.id, b.label, b.base)
        ends = [(getattr(a.value, k), getattr(b.value, k)) for k in ("low", "central", "high")]
        assert all(x == pytest.approx(y, rel=1e-7) for x, y in ends)
    assert [p.id for p in several.paths] == [p.id for p in alone.paths]


def test_observed_share_of_all_is_that_of_each(world: World) -> None:
    rng = np.random.default_rng(3)
    after = world.flows * rng.uniform(0.9, 1.1, world.flows.shape)
    shares = observed_shares(world, world.flows, after)
    h = world.index("KEN")
    moved = np.abs(after - world.flows)
    moved[:, h, h] = 0.0
    seen = world.grade == 1
    parts = [(moved[:, h, :], seen[:, h, :]), (moved[:, :, h], seen[:, :, h])]
    by_hand = sum(m[s].sum() for m, s in parts) / sum(m.sum() for m, _ in parts)
    assert 0 < by_hand < 1
    assert shares[h] == pytest.approx(by_hand, rel=1e-12)
    assert not observed_shares(world, world.flows, world.flows).any()
