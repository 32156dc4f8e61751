"""Three kinds of number, never mixed: what follows from a text, what is drafted from it, what stands for scale."""

from __future__ import annotations

import pytest

import kaskazi as kz
from kaskazi.agenda.rules import amount_rules, conditions, region_wars, topics, wars
from kaskazi.agenda.types import Agenda, AgendaItem, kind_of_number
from kaskazi.documents import read_text
from kaskazi.outcomes import indicators
from kaskazi.scenario import Scenario
from kaskazi.shocks import loads
from kaskazi.shocks.kinds.conflict import Conflict
from kaskazi.shocks.kinds.investment import Investment
from kaskazi.shocks.kinds.loan import Loan
from kaskazi.shocks.kinds.preference import Preference
from kaskazi.shocks.kinds.tariff import Tariff
from kaskazi.shocks.kinds.transfer import Transfer
from kaskazi.sources import source

DAY = "2026-11-28"


def drafted(text: str, home: str = "KEN") -> Agenda:
    return kz.draft_agenda(read_text(text, dated="2026-05-01"), as_of=DAY, home=home)


def item(a: Agenda, kind: str) -> AgendaItem:
    return next(i for i in a if i.kind == kind or i.id == kind)


def first(i: AgendaItem) -> Scenario:
    return i.options[0].scenario


def test_the_rule_of_the_kinds() -> None:
    assert kind_of_number(True, False) == "measured"
    assert kind_of_number(True, True) == "drafted"
    assert kind_of_number(False, False) == kind_of_number(False, True) == "for scale"


@pytest.mark.parametrize(
    ("text", "part", "number", "left_open"),
    [
        ("Japan will invest $300 million in Kenyan textiles.", Investment, "measured", ()),
        (
            "The United Arab Emirates agreed to invest USD 1.5 billion in Kenya's power.",
            Investment, "drafted", ("the sector",),
        ),
        (
            "The United States announced a loan of $250 million to Kenya.",
            Loan, "drafted", ("the rate of interest", "years to repay, and of grace"),
        ),
        ("The United States pledged a grant of $100 million a year to Kenya.", Transfer, "measured", ()),
        (
            "The World Bank approved a loan of $1 billion for Kenya.",
            Loan, "drafted", ("the rate of interest", "years to repay, and of grace", "whose money it is"),
        ),
    ],
)  # fmt: skip
def test_an_amount_in_the_text_is_a_scenario_of_that_amount(
    text: str, part: type, number: str, left_open: tuple[str, ...]
) -> None:
    i = item(drafted(text), "measure")
    o = i.options[0]
    shock = o.scenario.shock[0]
    assert isinstance(shock, part)
    assert (o.number, o.scenario.number) == (number, number)
    assert tuple(x.name for x in o.opens) == left_open
    assert o.anchor == i.evidence[0].item
    said = getattr(shock, "amount")  # noqa: B009
    millions = said if isinstance(said, float) else said.central
    assert millions in (300.0, 1500.0, 250.0, 100.0, 1000.0)
    assert f"{millions:,.0f}".replace(",", "\u202f")[-3:] in i.why
    assert loads(o.scenario.dumps()) == o.scenario


def test_an_amount_in_a_money_without_a_rate_is_told_and_moves_nothing() -> None:
    i = item(drafted("The European Union pledged a grant of EUR 60 million to Kenya for health."), "measure")
    assert (i.options, i.number) == ((), None)
    assert "USD" in i.why


@pytest.mark.parametrize(
    ("text", "added"),
    [
        (
            "The proclamation invokes section 122 of the Trade Act of 1974. The United States will impose an import duty "
            "of 10 percent on articles of Kenya.",
            True,
        ),
        ("The United States will impose an import duty of 10 percent on goods of Kenya.", False),
    ],
)
def test_a_duty_where_one_surcharge_of_its_giver_is_named_is_added_to_those_there_are(
    text: str, added: bool
) -> None:
    shock = first(item(drafted(text), "measure")).shock[0]
    assert isinstance(shock, Tariff)
    assert (shock.change, shock.rate) == ((0.1, None) if added else (None, 0.1))


@pytest.mark.parametrize(
    ("text", "at_war"),
    [
        ("They discussed the civil war in South Sudan.", {"SSD"}),
        ("They spoke of mediation and the war in Sudan.", {"SDN"}),
        ("They discussed regional conflicts in the Horn of Africa.", {"ETH", "SOM", "SDN", "SSD"}),
    ],
)
def test_a_place_at_war_anchors_what_is_said_of_conflict(text: str, at_war: set[str]) -> None:
    for i in drafted(text):
        o = i.options[0]
        assert o.number == "drafted"
        wars_of = [s for s in o.scenario.shock if isinstance(s, Conflict)]
        assert {c for s in wars_of for c in s.economies} == at_war
        near = [c for s in wars_of for c in s.neighbours]
        assert len(near) == len(set(near))  # a neighbour of several bears one cost
        assert not set(near) & at_war


@pytest.mark.parametrize(
    "text",
    [
        "They discussed conflict in Ukraine.",
        "Both sides spoke of peace and security in East Africa.",
        "They discussed climate, remittances, investors, market access and debt relief.",
    ],
)
def test_what_no_war_and_no_measure_anchors_stands_for_scale(text: str) -> None:
    a = drafted(text)
    assert len(a) >= 1
    for i in a:
        assert i.number == "for scale"
        assert all(o.anchor == "" and o.title.startswith("For scale") for o in i.options)


def test_what_hangs_on_rights_in_law_is_a_preference_that_home_has_or_had() -> None:
    named = item(drafted("They spoke of AGOA and of human rights."), "human-rights").options[0]
    assert named.number == "drafted"
    shock = named.scenario.shock[0]
    assert isinstance(shock, Preference)
    assert shock.exporters == ("KEN",)
    assert item(drafted("They spoke of human rights."), "human-rights").number == "for scale"
    gone = item(drafted("They spoke of AGOA and of human rights.", home="UGA"), "human-rights").options[0]
    assert gone.key == "agoa-stays-out"
    assert not item(drafted("They spoke of human rights.", home="DEU"), "human-rights").options
    (unit,) = item(drafted("They spoke of human rights.", home="ETH"), "human-rights").options
    assert (unit.number, unit.title) == ("for scale", "For scale: Ethiopia stays outside AGOA")


def test_a_figure_of_an_economys_own_goes_before_the_regions() -> None:
    def capital(home: str) -> tuple[float, float]:
        shock = first(item(drafted("They spoke of foreign direct investment.", home), "investment")).shock[0]
        assert isinstance(shock, Investment)
        return shock.capital_output.low, shock.capital_output.central

    assert capital("USA") == (2.91, 2.91)
    assert capital("DEU") == (3.71, 3.71)
    assert capital("KEN") == (1.64, 1.97)


def test_terrorism_is_not_priced_by_a_war_that_is_named_for_itself() -> None:
    a = drafted("They spoke of the fight against terrorism and of the civil war in Sudan.", home="USA")
    assert item(a, "regional-conflict").number == "drafted"
    assert item(a, "terrorism").number == "for scale"


def test_employment_follows_the_surest_measure_of_the_document() -> None:
    a = drafted(
        "They spoke of AGOA, the Strategic Trade and Investment Partnership and wealth and employment."
    )
    o = item(a, "jobs").options[0]
    assert (o.key, o.number) == ("agoa-lapse", "measured")
    assert item(drafted("They spoke of wealth and employment."), "jobs").number == "for scale"


@pytest.mark.parametrize("home", ["USA", "DEU", "LSO", "CHN", "SSD", "FJI"])
def test_every_home_gets_what_its_figures_allow(home: str) -> None:
    a = drafted(
        "They discussed climate, remittances, investors, market access, debt relief and civil war.", home
    )
    for i in a:
        for o in i.options:
            assert o.number == "for scale"
            assert o.scenario.home == home
            assert loads(o.scenario.dumps()) == o.scenario
    assert sum(bool(i.options) for i in a) >= 5


def test_the_tables_of_the_agenda_hold_together() -> None:
    known = wars()
    assert {k for ids in region_wars().values() for k in ids} <= set(known)
    for t in topics().values():
        assert t.sharpen
        assert t.units or t.through, t.id
        assert t.leads
        assert set(t.leads) <= set(indicators())
    for w in known.values():
        assert source(w.source)
        assert 0 < w.part <= 1
        assert not set(w.economies) & set(w.neighbours)
    for c in conditions():
        assert source(c.source)
        assert set(c.topics) <= set(topics())
    for r in amount_rules().values():
        assert {q["unless"] for q in r.opens} <= {"", "rate", "sector", "yearly"}
