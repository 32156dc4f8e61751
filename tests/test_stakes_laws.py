"""Laws of what is said beside trade: money moves and does not grow, a loan at the discount rate is no gift, war costs those
in it, carbon dioxide adds up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from kaskazi.agenda.rules import wars
from kaskazi.agenda.topics import war_shock
from kaskazi.evidence.derived import carbon_sectors, corridors, emissions, household_groups
from kaskazi.evidence.parameters import parameter, parameters
from kaskazi.model import Equilibrium, Wedges, solve
from kaskazi.outcomes.emissions import by_sector, consumed, volumes
from kaskazi.outcomes.markets import export_potential
from kaskazi.outcomes.solution import Solution
from kaskazi.outcomes.welfare import households
from kaskazi.scenario import LEVELS, Scenario
from kaskazi.shocks import KINDS, Built, Case, build, check, load, loads, packaged_names
from kaskazi.shocks.kinds.carbon import Carbon, charge
from kaskazi.shocks.kinds.conflict import Conflict
from kaskazi.shocks.kinds.remittances import Remittances
from kaskazi.shocks.loan_terms import PROFILES, Terms, grant_element, payments, yearly
from kaskazi.sources import sources
from kaskazi.world import World

WORLD = World.load()
OWN = Case("central", "central", None)
DISCOUNT = 2 * (1.05**0.5 - 1)  # paid twice a year, worth 5 % over the year


# --- loans ---


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (Terms(0.0075, 38, 6), 53.17),
        (Terms(0.0, 50, 10), 73.34),
        (Terms(0.0075, 40, 10), 57.80),
        (Terms(0.0075, 40, 10, profile="stepped", steps=(10, 0.02, 20, 0.04)), 60.54),
        (Terms(0.02, 30, 5, profile="stepped", steps=(20, 0.033, 5, 0.068)), 34.86),
        (Terms(0.02, 20, 7), 28.57),
    ],
)
def test_published_grant_elements_are_met_to_the_digit(terms: Terms, told: float) -> None:
    assert round(grant_element(terms), 2) == told


def of(profile: str, rate: float, owed: float = 1.0) -> Terms:
    steps = {"stepped": (6, 0.1, 4, 0.1), "listed": (0.05,) * 20}.get(profile, ())
    return Terms(rate, 12, 2, profile=profile, steps=steps, owed=owed)  # type: ignore[arg-type]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_loan_at_the_discount_rate_is_no_gift_a_dearer_one_less_and_a_gift_is_whole(profile: str) -> None:
    assert grant_element(of(profile, DISCOUNT)) == pytest.approx(0.0, abs=1e-10)
    assert grant_element(of(profile, DISCOUNT + 0.01)) < 0 < grant_element(of(profile, DISCOUNT - 0.01))
    assert grant_element(of(profile, 0.02, owed=0.0)) == 100.0
    assert payments(of(profile, 0.0)).sum() == pytest.approx(1.0)


def test_terms_that_cannot_be_repaid_are_refused() -> None:
    for wrong in (
        {"maturity": 5, "grace": 5},
        {"maturity": 5, "profile": "stepped", "steps": (5, 0.1)},
        {"maturity": 5, "profile": "listed", "steps": (1.0,)},
    ):
        with pytest.raises(ValueError, match=r"repay|add up|parts"):
            Terms(0.02, **wrong)  # type: ignore[arg-type]


def test_the_same_sum_each_year_is_worth_the_amount() -> None:
    for rate in (0.0, 0.05, 0.1):
        flow = yearly(100.0, 10, rate)
        assert sum(flow / (1 + rate) ** k for k in range(1, 11)) == pytest.approx(100.0)


# --- what moves, and what does not ---


MONEY = (
    "remittance-cost-usa",
    "remittance-excise-usa",
    "workers-sau",
    "loan-concessional",
    "investment-apparel",
)


@cache
def built(name: str) -> Wedges:
    s = load(name)
    check(s, WORLD)
    return build(s, WORLD, OWN).wedges


@pytest.mark.parametrize("name", [*MONEY, "aid-hundred-million"])
def test_transfers_sum_to_zero(name: str) -> None:
    t = built(name).transfer
    assert t.any()
    assert t.sum() == pytest.approx(0.0, abs=1e-9)
    assert np.count_nonzero(t) == 2


def test_what_sending_costs_less_is_sent_more_and_a_tax_the_other_way() -> None:
    def shock(new: float, response: float) -> Remittances:
        point = {"low": response, "central": response, "high": response}
        cost = {"low": new, "central": new, "high": new}
        return Remittances(
            sender="USA", receiver="KEN", flow=1000.0, cost=0.06, new_cost=cost, response=point  # type: ignore[arg-type]
        )  # fmt: skip

    assert shock(0.03, 1.5).more("central") == pytest.approx(45.0)
    assert shock(0.03, 1.5).saved("central") == pytest.approx(30.0)
    assert shock(0.07, 1.6).more("central") == pytest.approx(-16.0)
    assert shock(0.06, 1.6).more("central") == 0.0
    at = load("remittance-excise-usa").shock[0]
    assert isinstance(at, Remittances)
    assert [at.more(x) for x in LEVELS] == sorted((at.more(x) for x in LEVELS), reverse=True)


def test_workers_take_their_hands_along_and_are_counted_by_their_wage() -> None:
    w, k, s = built("workers-sau"), WORLD.index("KEN"), WORLD.index("SAU")
    assert w.labour[k] < 1 < w.labour[s]
    base = WORLD.calibration().VA
    lost, gained = (1 - w.labour[k]) * base[k], (w.labour[s] - 1) * base[s]
    assert gained / lost == pytest.approx(parameter("wage-ratio").central)
    assert w.transfer[k] == pytest.approx(gained * parameter("share-sent").central)


def test_capital_raises_output_by_what_it_earns() -> None:
    w, k, j = built("investment-apparel"), WORLD.index("KEN"), WORLD.sector("apparel")
    p = w.productivity[k, j] - 1
    earned = 100 * parameter("capital-share").central / parameter("capital-output").central
    assert p * WORLD.output()[k, j] == pytest.approx(earned)
    assert np.count_nonzero(w.productivity != 1) == 1


def test_the_carbon_charge_names_its_goods_and_nothing_else() -> None:
    eu = ("DEU", "FRA")
    rates = charge(Carbon(importers=eu, price=100.0), WORLD, "central")
    named = {WORLD.sector(s) for s in carbon_sectors()}
    assert set(np.flatnonzero(rates.any(axis=1))) == named
    for s in ("crops", "horticulture", "apparel", "food"):  # tea, coffee and flowers owe nothing
        assert not rates[WORLD.sector(s)].any()
    assert not rates[:, [WORLD.index(x) for x in eu]].any()
    half = charge(Carbon(importers=eu, price=100.0, phased_in=0.5), WORLD, "central")
    assert half == pytest.approx(rates / 2)
    metals = WORLD.sector("metals")
    assert 0 < rates[metals, WORLD.index("KEN")] < 100 * parameter("carbon-metals").central / 1000


# --- war ---


@cache
def at_war(part: float) -> Equilibrium:
    s = Scenario(name="w", title="w", home="KEN", shock=(war_shock(("SSD",), ("KEN", "UGA"), part),))
    check(s, WORLD)
    b = build(s, WORLD, OWN)
    return solve(b.calibration, b.wedges, deficit=s.closure.deficit)


def test_peace_is_never_worse_than_war_and_a_deeper_war_never_better() -> None:
    at = [WORLD.index(c) for c in ("SSD", "KEN", "UGA")]
    half, whole = at_war(0.5).real_income_hat[at], at_war(1.0).real_income_hat[at]
    assert (whole < half).all()
    assert (half < 1).all()
    for chance in (0.0, 0.3, 1.0):  # the same prior on both paths
        assert (chance * 1.0 + (1 - chance) * whole >= whole).all()


def test_a_neighbour_at_war_itself_bears_the_wars_cost_once() -> None:
    with pytest.raises(Exception, match="at war itself"):
        check(Scenario(name="w", title="w", home="KEN", shock=(war_shock(("SSD",), ("SSD",), 1.0),)), WORLD)
    s = load("war-south-sudan").shock[0]
    assert isinstance(s, Conflict)
    ice = built("war-south-sudan").iceberg
    k, x, u = (WORLD.index(c) for c in ("KEN", "SSD", "USA"))
    assert ice[0, k, x] == ice[0, x, k] == pytest.approx(1 + s.trade_ave.central)
    assert s.neighbour_ave
    assert ice[0, k, u] == pytest.approx(1 + s.neighbour_ave.central)
    assert ice[0, k, k] == ice[0, u, u] == 1


def test_packaged_wars_are_those_of_the_table() -> None:
    for w in wars().values():
        near = tuple(c for c in w.neighbours if c in WORLD.economies)
        assert load(f"war-{w.id}").shock == (war_shock(w.economies, near, w.part),)


# --- carbon dioxide, potential, households ---


def test_emissions_add_up() -> None:
    made = by_sector(WORLD)
    for c in ("KEN", "USA", "LSO"):
        held = emissions(c)
        total = sum(held.values()) if held else 0.0
        assert made[WORLD.index(c)].sum() == pytest.approx(total)
    assert consumed(WORLD).sum() == pytest.approx(made.sum(), rel=1e-9)


def neutral() -> tuple[Built, Equilibrium]:
    c = WORLD.calibration()
    w = Wedges.neutral(c)
    return Built(OWN, c, w, None, ()), solve(c, w)


def test_where_nothing_changes_nobody_gains_or_emits_more() -> None:
    b, e = neutral()
    k = WORLD.index("KEN")
    assert volumes(b, e, k) == pytest.approx(1.0)
    g = Solution(load("aid-hundred-million"), WORLD, [(b, e)], k)
    found = households(g)
    assert len(found) == 10
    assert sum(h.size for h in found) == pytest.approx(1.0, abs=1e-3)
    assert max(abs(h.real_income.central) for h in found) < 1e-6
    elsewhere = Solution(load("aid-hundred-million").model_copy(update={"home": "USA"}), WORLD, [(b, e)], k)
    assert households(elsewhere) == ()


def test_what_a_group_spends_adds_up_and_money_from_abroad_reaches_who_has_it() -> None:
    groups = household_groups("KEN")
    for x in groups:
        assert sum(x.spending.values()) == pytest.approx(1.0, abs=2e-3)
    rich, poor = groups[-1], groups[0]
    assert rich.abroad > poor.abroad


def test_potential_is_what_supply_demand_and_ease_make() -> None:
    h = WORLD.index("KEN")
    p = export_potential(WORLD, h)
    assert not p.potential[:, h].any()
    assert (p.unrealised >= 0).all()
    ratio = p.potential.sum() / p.sold.sum()
    assert 0.8 < ratio < 1.25  # ease takes what both sides' shares would give to what is sold
    untaxed = p.sold.sum(axis=0)
    assert np.corrcoef(p.potential.sum(axis=0), untaxed)[0, 1] > 0.9


# --- tables ---


def test_every_parameter_is_ordered_sourced_and_used() -> None:
    for p in parameters().values():
        assert p.low <= p.central <= p.high
        assert p.sources
        assert all(s in sources() for s in p.sources)
        assert p.unit
        assert p.title


def test_the_central_bank_goes_before_the_modelled_matrix() -> None:
    first, *rest = corridors("KEN")
    assert (first.sender, first.share, first.source) == ("USA", 0.53, "usa-ken-remit-2024")
    assert all(c.source == "wb-bilateral-remittances" for c in rest)
    assert sum(c.share for c in corridors("KEN")) < 1


def test_at_least_forty_five_scenarios_are_packaged_each_in_a_plain_sentence_with_sources() -> None:
    found = [load(n) for n in packaged_names()]
    assert len(found) >= 45
    assert len({s.title for s in found}) == len(found)
    assert {x.kind for s in found for x in s.shock} >= {
        "conflict", "remittances", "workers", "loan", "investment", "opening", "carbon", "transfer", "tariff",
    }  # fmt: skip
    for s in found:
        check(s, WORLD)
        assert any(x.cite and x.cite.source for x in s.shock) or s.name == "agoa-lapse-surcharge", s.name


@pytest.mark.parametrize(
    ("shock", "said"),
    [
        ('kind="loan"\nlender="USA"\nborrower="KEN"\namount=1\nrate=0.02\nmaturity=5\ngrace=5\n', "maturity"),
        ('kind="workers"\norigin="KEN"\ndestination="KEN"\nnumber=1\nwage_home=1\n', "destination"),
        ('kind="carbon"\nimporters=["DEU"]\nprice=-1\n', "price"),
        ('kind="opening"\nexporter="KNE"\n', "KEN"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(shock: str, said: str) -> None:
    one = "{low=0.1,central=0.1,high=0.1}"
    more = {
        "loan": f"market_rate={one}",
        "workers": f"wage_ratio={one}\nshare_sent={one}",
        "opening": f"cost_change={one}",
    }
    kind = shock.split('"')[1]
    head = 'schema = 2\nname = "x"\ntitle = "X"\nhome = "KEN"\n[[shock]]\n'
    with pytest.raises(Exception, match=said):
        check(loads(head + shock + more.get(kind, "")), WORLD)
    assert kind in KINDS
