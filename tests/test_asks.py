"""The ask list: ranked by the gradient, refined by exact solves, with the law beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kaskazi.analysis.priorities import rank_asks as asks
from kaskazi.cli.asks import shown
from kaskazi.errors import InputError
from kaskazi.model import Wedges, solve
from kaskazi.sources import source
from kaskazi.text.tables import render
from kaskazi.world import World

WORLD = World.load()
DAY = date(2026, 11, 24)


@pytest.mark.slow
def test_kenya_of_the_united_states() -> None:
    a = asks(WORLD, "KEN", "USA", DAY, top=2)
    by_id = {x.id: x for x in a.asks}
    assert a.asks[0].id == "agoa:all"
    assert {"agoa:apparel-knit", "agoa:apparel-woven", "ken-usa-stip:facilitation"} <= set(by_id)
    worth = [x.exact.central for x in a.asks if x.exact]
    assert worth == sorted(worth, reverse=True)
    assert "31 December 2026" in by_id["agoa:all"].law
    for x in a.asks:
        assert all(source(s) for s in x.sources)
    assert "AGOA" in render(shown(a, WORLD))


@pytest.mark.slow
def test_the_gradient_is_the_worth_of_a_small_step() -> None:
    a = asks(WORLD, "KEN", "USA", DAY)
    x = next(x for x in a.asks if x.kind == "facilitation")
    c = WORLD.calibration()
    d = np.ones_like(c.pi)
    h, p = WORLD.index("KEN"), WORLD.index("USA")
    goods = WORLD.is_goods
    d[goods, h, p] = d[goods, p, h] = 1 - 0.026 * 0.01
    e = solve(c, replace(Wedges.neutral(c), iceberg=d), tol=1e-12)
    base = solve(c, Wedges.neutral(c), tol=1e-12)
    small = 100 * float((e.real_income_hat[h] - 1) * base.income[h])
    assert x.marginal == pytest.approx(small, rel=0.01)


@pytest.mark.slow
def test_the_day_and_the_pair_matter() -> None:
    lapsed = asks(WORLD, "KEN", "USA", date(2025, 11, 1), top=1)
    assert "not in force" in lapsed.asks[0].law
    neighbours = asks(WORLD, "UGA", "KEN", DAY)
    assert neighbours.asks[0].id == "corridor:northern"
    assert not any(x.kind == "preference" for x in neighbours.asks)
    with pytest.raises(InputError, match="home economy"):
        asks(WORLD, "KEN", "KEN")


@pytest.mark.slow
def test_the_command(tmp_path: Path) -> None:
    from test_cli import kaskazi

    facts = json.loads(kaskazi("asks", "--of", "USA", "--top", "2", "--json", cwd=tmp_path).stdout)
    assert sum(x["exact"] is not None for x in facts["asks"]) == 2
    assert "KEN" in kaskazi("asks", "--home", "KNE", "--of", "USA", cwd=tmp_path, ok=1).stderr
