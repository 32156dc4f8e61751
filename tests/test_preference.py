"""Preferences: whom a lapse hits, in which sectors the elasticity changes, what an extension and a grant do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kaskazi
from kaskazi.agenda.options import programme_options
from kaskazi.agenda.standing import standing
from kaskazi.errors import ScenarioError
from kaskazi.evidence.estimates import after
from kaskazi.law import instrument
from kaskazi.model import solve
from kaskazi.outcomes.beside import comparisons
from kaskazi.outcomes.preference import stake
from kaskazi.scenario import LEVELS, Horizon, Scenario
from kaskazi.shocks import about, build, cases, check, load, loads
from kaskazi.shocks.build import THETA_LEAST
from kaskazi.shocks.kinds.preference import Preference, hit, market
from kaskazi.world import World

WORLD = World.load()
TWO_YEARS = Horizon(start=date(2027, 1, 1), end=date(2028, 12, 31))


def at_home(s: Scenario, home: str) -> Scenario:
    return s.model_copy(update={"home": home})


def with_shock(s: Scenario, **changes: object) -> Scenario:
    return s.model_copy(update={"shock": (s.shock[0].model_copy(update=changes),)})


def test_the_answer_for_one_economy_is_the_same_whichever_is_home() -> None:
    """The elasticity changes in the sectors of all members hit, never in those of home alone."""
    s = load("agoa-lapse")
    found = []
    for home in ("KEN", "LSO", "USA"):
        b = build(at_home(s, home), WORLD, cases(s)[0])
        found.append(solve(b.calibration, b.wedges).real_income_hat[WORLD.index("LSO")])
    assert found[0] == found[1] == found[2]
    assert found[0] < 1


def test_the_sectors_follow_from_the_lines_of_all_members_hit() -> None:
    s = load("agoa-lapse")
    all_ = about(WORLD, s)
    some = about(WORLD, with_shock(s, exporters=("LSO",)))
    assert set(some) < set(all_)
    lapse = s.shock[0]
    assert isinstance(lapse, Preference)
    alone = [about(WORLD, with_shock(s, exporters=(e,))) for e in hit(lapse, WORLD)]
    duty_on = [
        set(x) for x in alone if len(x) < WORLD.is_goods.sum()
    ]  # all goods: nothing of theirs pays more
    assert set().union(*duty_on) == set(all_)
    assert WORLD.sector("apparel") in some
    assert all(WORLD.is_goods[j] for j in all_)


def test_market_and_members_are_the_laws() -> None:
    lapse = Preference(programme="agoa", change="lapse", start=date(2027, 1, 1))
    assert market("agoa") == instrument("agoa").giver
    assert {"KEN", "LSO", "GAB"} <= set(hit(lapse, WORLD))
    for start, held in ((date(2024, 1, 1), True), (date(2024, 1, 2), False), (date(2025, 10, 1), False)):
        # Gabon was a member until the end of 2023: the eve counts
        assert ("GAB" in hit(lapse.model_copy(update={"start": start}), WORLD)) == held
    assert hit(lapse.model_copy(update={"exporters": ("LSO", "USA")}), WORLD) == ("LSO",)
    w = build(load("agoa-lapse"), WORLD, cases(load("agoa-lapse"))[0]).wedges.tariff - WORLD.tariff
    raised = {WORLD.economies[i] for i in range(len(WORLD.economies)) if (w[:, :, i] > 0).any()}
    assert raised <= set(hit(lapse, WORLD))
    assert "KEN" in raised
    others = [n for n, e in enumerate(WORLD.economies) if e != "USA"]
    assert (w[:, others, :] == 0).all()


def test_an_extension_that_ends_in_the_horizon_is_a_lapse_from_the_day_after() -> None:
    s = load("agoa-lapse")
    case = cases(s)[0]
    extended = with_shock(s, change="extend", start=None, until=date(2027, 12, 31))
    check(extended, WORLD)
    a, b = build(s, WORLD, case).wedges.tariff, build(extended, WORLD, case).wedges.tariff
    assert (a == b).all()
    within = load("agoa-renewal").model_copy(update={"horizon": TWO_YEARS})
    assert (build(within, WORLD, case).wedges.tariff == WORLD.tariff).all()


def test_a_grant_lowers_the_duty_of_those_who_had_none() -> None:
    text = 'schema=2\nname="x"\ntitle="X"\n[[shock]]\nkind="preference"\nprogramme="agoa"\nchange="grant"\nexporters=["ETH"]'
    s = loads(text)
    check(s, WORLD)
    j, u, e = (WORLD.sector("apparel"), WORLD.index("USA"), WORLD.index("ETH"))
    w = build(s, WORLD, cases(s)[0]).wedges.tariff
    assert w[j, u, e] < 0.1 * WORLD.tariff[j, u, e]
    k = WORLD.index("KEN")
    assert w[j, u, k] == WORLD.tariff[j, u, k]
    assert j in about(WORLD, s)
    with pytest.raises(ScenarioError, match="KEN had agoa in 2023"):
        check(loads(text.replace("ETH", "KEN")), WORLD)


def test_who_has_nothing_to_lose_and_who_would_lose_it_twice_is_told() -> None:
    s = load("agoa-lapse")
    with pytest.raises(ScenarioError, match="VNM has nothing to lose"):
        check(with_shock(s, exporters=("KEN", "VNM")), WORLD)
    twice = s.model_copy(update={"shock": (*s.shock, s.shock[0].model_copy(update={"note": "again"}))})
    with pytest.raises(ScenarioError, match=r"shock\[1\]: says of agoa what shock\[0\] says"):
        check(twice, WORLD)
    apart = (s.shock[0].model_copy(update={"exporters": (x,)}) for x in ("KEN", "LSO"))
    check(s.model_copy(update={"shock": tuple(apart)}), WORLD)
    in_turn = (
        s.shock[0].model_copy(update={"end": date(2027, 12, 31)}),
        s.shock[0].model_copy(update={"start": date(2028, 1, 1), "surcharge": 0.1}),
    )
    check(s.model_copy(update={"shock": in_turn}), WORLD)


@pytest.mark.parametrize("name", ["agoa-lapse", "agoa-lapse-surcharge", "agoa-renewal"])
@pytest.mark.parametrize("year", [1, 2, 3])
def test_the_elasticity_of_a_year_is_that_of_the_back_tests(name: str, year: int) -> None:
    s = load(name)
    r = after(year)
    assert {c.elasticity: c.sigma for c in cases(s, year)} == pytest.approx(
        {k: getattr(r, k) for k in LEVELS}
    )
    assert cases(s, year)[0].central


def test_in_the_first_year_the_model_is_run_no_lower_than_it_can_be() -> None:
    s = load("agoa-lapse")
    low = next(c for c in cases(s, 1) if c.elasticity == "low")
    assert low.sigma == 0.6
    b = build(s, WORLD, low)
    assert b.calibration.theta[WORLD.sector("apparel")] == THETA_LEAST


def test_without_a_first_year_every_year_is_alike() -> None:
    s = load("red-sea-2024")
    assert cases(s, 1) == cases(s, 3)
    e = load("agoa-lapse").uncertainty.elasticity
    assert e is not None
    plain = load("agoa-lapse").model_copy(
        update={
            "uncertainty": s.uncertainty.model_copy(
                update={"elasticity": e.model_copy(update={"first_year": None})}
            )
        }
    )
    assert cases(plain, 1) == cases(plain, 3)


DAY = date(2026, 11, 24)


def test_the_draft_of_a_lapse_is_the_packaged_one() -> None:
    i = instrument("agoa")
    drafted = {o.key: o.scenario for o in programme_options(i, "KEN", DAY, standing(i, "KEN", DAY))}
    for key, name in (("lapse", "agoa-lapse"), ("renewal", "agoa-renewal")):
        packaged = load(name)
        assert drafted[key] == packaged.model_copy(update={"title": drafted[key].title})
    check(drafted["stop-gap"], WORLD)
    assert drafted["stop-gap"].shock[0].until == date(2027, 12, 31)  # type: ignore[attr-defined]
    assert len({s.horizon for s in drafted.values()}) == 1


def test_no_economy_and_no_programme_is_named_in_the_code() -> None:
    root = Path(kaskazi.__file__).parent
    for room in ("scenario", "shocks"):
        for path in sorted((root / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            assert '"USA"' not in text, path
            assert "agoa" not in text.casefold(), path


@pytest.mark.parametrize(("home", "sources"), [("KEN", {"gtap-7485", "unctad-2025-09"}), ("LSO", set())])
def test_a_published_estimate_of_one_economy_stands_beside_that_economy_only(
    home: str, sources: set[str]
) -> None:
    lapse = load("agoa-lapse").model_copy(update={"home": home})
    held = stake(lapse, WORLD)
    assert held is not None
    found = {c.source for c in comparisons(lapse, WORLD, held)}
    assert sources <= found
    assert found - sources  # those of any economy
    assert home == "KEN" or not found & {"gtap-7485", "unctad-2025-09"}
