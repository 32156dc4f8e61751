"""Trade of pairs on small grounds: sectors' gravity, totals by group, what is left to partners of whom nothing is said."""

from __future__ import annotations

import numpy as np
import pytest

from databuild.world.readers import Geography
from databuild.world.trade import REST, GroupTotal, gravity, gravity_by_sector, reconstruct

N = 6


def ground(seed: int = 1) -> Geography:
    rng = np.random.default_rng(seed)
    d = rng.uniform(300, 9000, (N, N))
    d = (d + d.T) / 2
    none = np.zeros((N, N))
    return Geography(d, none, none, none, none.astype(bool))


def pieces(seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    exports = rng.uniform(50, 500, N)
    imports = rng.uniform(50, 500, N)
    return exports, imports * exports.sum() / imports.sum()


def rebuilt(
    groups: tuple[GroupTotal, ...] = (), by_hand: dict[tuple[int, int], float] | None = None
) -> np.ndarray:
    exports, imports = pieces()
    none, silent = np.zeros((N, N)), np.full((N, N), np.nan)
    table, inside = np.ones((3, 3)), (1, 2, 3)
    made, _ = reconstruct(
        exports, imports, ground(), table, inside, silent, silent, none, by_hand or {}, groups
    )
    return made


def test_near_partners_trade_more_than_far_ones() -> None:
    geo = ground()
    g = gravity(geo)
    assert (np.diag(g) == 0).all()
    a, b = np.unravel_index(geo.distance.argmin(), (N, N))
    off = g[~np.eye(N, dtype=bool)]
    assert g[a, b] == off.max() or a == b


def test_a_prior_by_sector_sums_to_what_is_sold_and_follows_the_sectors() -> None:
    sold, bought = np.zeros((N, 2)), np.zeros((N, 2))
    sold[0, 0], sold[1, 1] = 100, 100  # one sells crops, the other machines
    bought[2, 0], bought[3, 1] = 100, 100
    prior = gravity_by_sector(sold, bought, ground())
    assert prior[:, 0].sum() == pytest.approx(100, rel=1e-3)
    assert prior[2, 0] == pytest.approx(100, rel=1e-3)
    assert prior[3, 0] == pytest.approx(0, abs=1e-3)  # who buys machines only buys nothing of the farmer


def test_totals_are_met_and_nobody_trades_with_itself() -> None:
    exports, imports = pieces()
    made = rebuilt()
    assert np.abs(made.sum(axis=0) / exports - 1).max() < 0.02
    assert np.abs(made.sum(axis=1) / imports - 1).max() < 0.02
    assert (np.diag(made) == 0).all()


def test_a_total_by_group_binds_and_leaves_the_others_something() -> None:
    exports, _ = pieces()
    before = rebuilt()
    members = (2, 3)
    wanted = 1.6 * float(before[list(members), 0].sum())
    made = rebuilt((GroupTotal("0 to the group", True, 0, members, wanted),))
    assert made[list(members), 0].sum() == pytest.approx(wanted, rel=0.02)
    others = [k for k in range(N) if k not in (0, *members)]
    assert (made[others, 0] > 0).all()
    # more than the whole of its exports to one group: the rest keep a part of the prior all the same
    beyond = rebuilt((GroupTotal("0 to the group", True, 0, members, 1.2 * float(exports[0])),))
    assert beyond[others, 0].sum() > 0.5 * REST * before[others, 0].sum()


def test_figures_by_hand_stand_and_may_exceed_a_total() -> None:
    exports, _ = pieces()
    hand = {(k, 0): float(exports[0]) / 3 for k in (1, 2, 3, 4)}  # together four thirds of what it sells
    made = rebuilt(by_hand=hand)
    for (a, b), v in hand.items():
        assert made[a, b] == pytest.approx(v)
    assert made[5, 0] > 0.5 * REST * rebuilt()[5, 0]
