"""What rivals pay on the same goods: the same duty as a line asked for by itself, and margins over all that is open."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kaskazi.law.duty import DutyQuery, duty
from kaskazi.law.rivals import competitors, margins

DAY = date(2026, 11, 25)


def test_a_basket_of_one_line_pays_what_the_line_pays() -> None:
    (p,) = competitors([("62034207", 3.0)], ["VNM"], DAY)
    d = duty(DutyQuery("6203.42.07", "VNM", DAY))
    assert (p.low, p.taken, p.high) == pytest.approx((d.least, d.total, d.most))
    assert p.additional == pytest.approx(0.125)
    assert p.general == pytest.approx(0.166)
    assert p.settled


def test_a_basket_is_weighted_by_value() -> None:
    (p,) = competitors([("62034207", 3.0), ("61091000", 1.0)], ["BGD"], DAY)
    assert p.taken == pytest.approx((3 * 0.266 + 1 * 0.265) / 4)


def test_a_subheading_is_the_mean_of_its_lines() -> None:
    (p,) = competitors([("610910", 1.0)], ["BGD"], DAY)
    assert p.taken == pytest.approx(0.265)


def test_margins_over_rivals_and_utilisation() -> None:
    ours, found = margins([("62034207", 1.0)], "KEN", ["VNM", "JOR", "LSO"], DAY)
    assert ours.taken == 0
    assert ours.used == pytest.approx(0.999)
    assert [round(m.taken, 4) for m in found] == [0.291, 0.0, 0.0]
    assert all(m.low <= m.taken <= m.high for m in found)
    assert "fabric" in ours.rules[0]


def test_an_open_question_makes_the_margin_a_range() -> None:
    _, (m,) = margins([("16041440", 1.0), ("64039960", 1.0)], "KEN", ["DEU"], DAY)
    assert m.low < m.high
    assert m.rival.or_more


def test_zones_are_claimed_only_where_asked_for() -> None:
    plain, zone = (
        competitors([("62034207", 1.0)], {"EGY": ""}, DAY),
        competitors([("62034207", 1.0)], {"EGY": "N"}, DAY),
    )
    assert plain[0].taken == pytest.approx(0.291)
    assert zone[0].preference == pytest.approx(-0.166)


def test_the_command(tmp_path: Path) -> None:
    from test_cli import kaskazi

    words = ("duty", "6203.42.07", "--from", "KEN", "--on", "2026-11-25", "--rivals", "VNM,bgd")
    text = kaskazi(*words, cwd=tmp_path).stdout
    assert "29.1 %" in text
    assert "BGD" in text
    facts = json.loads(kaskazi(*words, "--json", cwd=tmp_path).stdout)
    assert facts["rivals"][0]["rival"]["taken"] == pytest.approx(0.291)
