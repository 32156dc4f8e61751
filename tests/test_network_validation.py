"""Published figures beside ours, and the page that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaskazi.analysis.network_validation import Check, validate
from kaskazi.analysis.network_validation import render as render_checks
from kaskazi.sources import source
from network_case import NET, weights


@pytest.mark.slow
def test_published_figures_beside_ours_hits_and_misses_alike() -> None:
    found = validate(NET, weights())
    checks = {c.name: c for c in found}
    assert all(source(c.source) for c in found)
    assert all(c.hit for n, c in checks.items() if "within 3 %" in n)
    assert all(c.hit for n, c in checks.items() if n.endswith("still passing"))
    by_rule = [c for n, c in checks.items() if n.endswith(("hours and borders", "by the kilometre"))]
    assert len(by_rule) == 15
    assert sum(c.hit for c in by_rule) >= 12
    assert not any(c.calibrated for c in by_rule)  # each held out by corridor
    for name in (
        "Red Sea 2024: distance of diverted cargo",
        "Red Sea 2024: container work (TEU-miles)",
        "World trade when suez closes for good",
        "Elasticity of trade to distance, Suez closed",
    ):
        assert checks[name].hit or checks[name].near, name
    assert any(not c.hit and not c.near for c in found)  # a table without a miss would be a lie
    page = Path(__file__).resolve().parents[1].joinpath("docs", "network", "validation.md").read_text("utf-8")
    assert render_checks(found) in page, "run docs/network/write_validation.py"


def test_trade_over_land_is_no_trade_at_sea() -> None:
    trade = weights()
    k = [trade.economies.index(c) for c in ("DEU", "FRA", "CHN")]
    assert not trade.by_sea[k[0], k[1]]
    assert trade.by_sea[k[0], k[2]]
    assert all(t[k[0], k[1]] == 0 and (t >= 0).all() for t in trade.tonnes().values())
    assert 8_000 < sum(float(t.sum()) for t in trade.tonnes().values()) < 14_000  # million tonnes


def test_verdicts_by_hand() -> None:
    def of(low: float, mid: float, high: float) -> Check:
        return Check("x", "%", (10, 20), (low, mid, high), False, "oxmartrans", "why")

    assert of(5, 15, 30).hit
    assert of(5, 9, 12).near
    assert not of(5, 9, 9.5).near
    assert not of(5, 9, 9.5).hit
    text = render_checks([of(5, 15, 30), of(5, 9, 12), of(5, 9, 9.5)])
    assert "1 hit, 1 lie within our low to high, 1 miss." in text
    assert of(5, 15, 30).to_dict()["hit"] is True
