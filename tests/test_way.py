"""The whole way: document, agenda, scenario, wedges, model, outcome, and what each step may and may not do."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import kaskazi as kz
from kaskazi.documents import example_path, read_text
from kaskazi.errors import ScenarioError
from kaskazi.law import exposure
from kaskazi.outcomes import Outcome
from kaskazi.scenario import Horizon, Scenario
from kaskazi.shocks import Case, build, cases, load, loads, regimes
from kaskazi.shocks import packaged_names as names
from kaskazi.sources import source
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import number
from shared import shared

WORLD = kz.World.load()
TALKS = "documents/talks_2024-02-02.txt"
CENTRAL = Case("central", "central", 4.8)


@pytest.fixture(scope="module")
def table() -> kz.draft_agenda:  # type: ignore[valid-type]
    return kz.draft_agenda(kz.read(shared(TALKS), dated="2024-02-02"), as_of="2026-11-24", home="KEN")


@pytest.fixture(scope="module")
def lapse() -> Outcome:
    return kz.run(load("agoa-lapse"), WORLD)


def test_all_fourteen_things_are_worked_out_and_say_what_their_numbers_are(table) -> None:  # type: ignore[no-untyped-def]
    found = {i.id: [(o.key, o.number) for o in i.options] for i in table}
    assert found == {
        "agoa": [("lapse", "measured"), ("stop-gap", "drafted"), ("renewal", "measured")],
        "ken-usa-stip": [("concluded", "drafted")],
        "logistics-red-sea-2024": [("a year", "drafted"), ("six months", "drafted")],
        "peace-security": [("a year of war", "drafted")],
        "regional-conflict": [("a year of war", "drafted")],
        "mediation": [("a year of war", "drafted")],
        "terrorism": [("suspended", "drafted")],
        "human-rights": [("suspended", "drafted")],
        "jobs": [("agoa-lapse", "measured")],
        "markets": [("one-per-cent", "for scale")],
        "climate": [("border-charge", "for scale")],
        "development-finance": [("concessional-billion", "for scale")],
        "investment": [("hundred-million", "for scale")],
        "labour-mobility": [("thousand-workers", "for scale"), ("cost-to-target", "for scale")],
    }
    names = [o.scenario.name for i in table for o in i.options]
    assert len(set(names)) == len(names)
    for i in table:
        assert i.evidence
        assert i.sharpen
        for o in i.options:
            assert o.scenario.number == o.number
            assert bool(o.opens) == (o.number == "drafted")
            assert ("for scale" in o.title.casefold()) == (o.number == "for scale")


def test_the_law_then_and_now(table) -> None:  # type: ignore[no-untyped-def]
    then, now = next(i for i in table if i.id == "agoa").law
    assert (then.on, then.in_force, then.until) == (date(2024, 2, 2), True, date(2025, 9, 30))
    assert (now.on, now.in_force, now.until) == (date(2026, 11, 24), True, date(2026, 12, 31))
    assert "lapsed on 30 September 2025" in now.text
    assert "restored on 3 February 2026" in now.text
    assert source(then.source)
    assert source(now.source)


def test_an_answer_only_claimed_is_counter_evidence(table) -> None:  # type: ignore[no-untyped-def]
    agoa = next(i for i in table if i.id == "agoa")
    assert any("claimed by Musalia Mudavadi only" in e.note for e in agoa.evidence)
    assert any("not confirmed" in e.note for e in agoa.counter_evidence)


def test_evidence_reproduces_the_text(table) -> None:  # type: ignore[no-untyped-def]
    text = shared(TALKS).read_text(encoding="utf-8")
    for i in table:
        for e in (*i.evidence, *i.counter_evidence):
            assert text[e.start : e.end] == e.text


def test_without_a_date_the_law_then_is_not_said() -> None:
    found = kz.draft_agenda(kz.read(shared(TALKS)), as_of="2026-11-24")
    assert any("not known" in n for n in found.notes)
    assert [w.label for w in next(i for i in found if i.id == "agoa").law] == ["as of today"]


def test_a_topic_alone_is_for_scale_only() -> None:
    found = kz.draft_agenda(
        read_text("They discussed climate, foreign direct investment and trade."), as_of="2026-11-24"
    )
    assert {i.id for i in found} == {"climate", "investment"}
    for i in found:
        assert i.options
        assert {o.number for o in i.options} == {"for scale"}
        assert not any(o.anchor for o in i.options)
        assert "does not follow from the text" in i.why


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2025-11-01", "2027-03-01"])
def test_after_the_expiry_the_question_is_restoration(day: str) -> None:
    found = kz.draft_agenda(kz.read(example_path()), as_of=day)
    agoa = next(i for i in found if i.id == "agoa")
    assert not agoa.law[-1].in_force
    assert [o.key for o in agoa.options] == ["stays-lapsed", "restored"]
    gone, back = (kz.run(o.scenario, WORLD) for o in agoa.options)
    assert gone.figure("exports_lines").value.central == pytest.approx(-296, abs=1)
    lost = {y.year: y.value.central for y in back.path("exports_lines").years}
    last = int(day[:4])
    assert all((x < 0) == (year == last) for year, x in lost.items())  # restored with the year that follows
    assert gone.figure("exports_horizon").value.central < back.figure("exports_horizon").value.central


def test_every_draft_is_a_file_that_reads_back_the_same(table) -> None:  # type: ignore[no-untyped-def]
    for i in table:
        for o in i.options:
            assert loads(o.scenario.dumps()) == o.scenario


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_packaged_scenarios_run_with_a_certificate(name: str) -> None:
    out = kz.run(load(name), WORLD)
    assert out.solved
    assert all(s.largest_residual < 1e-9 for s in out.solved)
    assert out.manifest.world_sha256 == WORLD.sha256
    assert len(out.economies) == len(WORLD.economies)
    for f in out.headline:
        assert f.value.low <= f.value.central <= f.value.high
        for s in f.sources:
            assert source(s)


def on_the_worlds_trade(sigma: float) -> float:
    """Per cent change of Kenya's sales to the United States: the lines' change in each sector, the world's weights."""
    sold = WORLD.flows[:, WORLD.index("USA"), WORLD.index("KEN")]
    before, after = np.zeros(len(sold)), np.zeros(len(sold))
    for r in exposure("agoa", "KEN", WORLD.year).rows:
        j = WORLD.sector(WORLD.sector_of_line(r.hs))
        before[j] += r.value
        after[j] += r.value * ((1 + r.rate_without) / (1 + r.rate_with)) ** -sigma
    kept = np.divide(after, before, out=np.ones_like(after), where=before > 0)
    goods = WORLD.is_goods
    return float(100 * ((sold * kept)[goods].sum() / sold[goods].sum() - 1))


def test_what_agoas_lapse_is_worth(lapse: Outcome) -> None:
    assert lapse.figure("duty").value.central == pytest.approx(110.7, abs=0.1)
    jobs = lapse.figure("jobs")
    assert (jobs.base, jobs.base_year) == (58_002, 2023)
    assert jobs.value.low < jobs.value.central < jobs.value.high < 0
    lines, model = lapse.figure("exports_lines"), lapse.figure("exports_partner")
    assert lines.percent is not None
    assert model.percent is not None
    # the two use the same elasticity, the same year and a volume-equivalent duty by sector: they differ by general
    # equilibrium only
    assert model.percent.central == pytest.approx(on_the_worlds_trade(4.8), abs=2.0)
    assert on_the_worlds_trade(4.8) == pytest.approx(lines.percent.central, abs=0.5)
    apparel = next(s for s in lapse.sectors if s.id == "apparel")
    assert apparel.exports.central < 0
    assert apparel.jobs.central < 0
    assert abs(sum(s.jobs.central for s in lapse.sectors)) < 0.001 * sum(s.base_jobs for s in lapse.sectors)
    assert lapse.figure("income").value.high < 0
    assert lapse.figure("revenue").value.high < 0
    assert model.base_observed == pytest.approx(1.0)
    assert sum(x.duty for x in lapse.lines) == pytest.approx(110.7, abs=0.1)


def test_lesotho_loses_most_of_its_income(lapse: Outcome) -> None:
    assert lapse.economies[0].iso3 == "LSO"


def test_published_estimates_stand_beside_ours(lapse: Outcome) -> None:
    found = {c.source: c for c in lapse.comparisons}
    assert found["gtap-7485"].value.central == -16
    assert {c.value.central for c in lapse.comparisons if c.source == "wps10424"} == {-39, -88}
    assert found["unctad-2025-09"].ours.central == pytest.approx(25.9, abs=0.05)  # 15.9 and 10 points of 2025
    lines = lapse.figure("exports_lines").percent
    assert lines is not None
    for k in ("low", "central", "high"):
        assert getattr(found["gtap-7485"].ours, k) == pytest.approx(getattr(lines, k))


@pytest.mark.slow
def test_reopening_after_six_months_spares_half(table) -> None:  # type: ignore[no-untyped-def]
    options = {o.key: o.scenario for i in table if i.kind == "disruption" for o in i.options}
    out = {k: kz.run(s, WORLD) for k, s in options.items()}
    for figure in ("days", "usd_per_teu", "ave", "rent", "income"):  # while it lasts, the same
        half, whole = (out[k].figure(figure).value.central for k in ("six months", "a year"))
        assert half == pytest.approx(whole)
    lost = {k: o.figure("income_horizon").value.central for k, o in out.items()}
    assert lost["six months"] / lost["a year"] == pytest.approx(0.5, abs=0.01)


def test_claims_of_jobs_that_disagree_are_told(lapse: Outcome) -> None:
    told = " ".join(lapse.notes)
    assert number(300_000) in told
    assert number(660_000) in told


def test_a_renewal_changes_nothing_while_it_holds() -> None:
    s = load("agoa-renewal")
    assert s.horizon
    held = s.model_copy(update={"horizon": Horizon(start=s.horizon.start, end=s.shock[0].until)})  # type: ignore[attr-defined]
    out = kz.run(held, WORLD)
    found = [f.value for f in out.headline if f.method == "model"] + [p.total for p in out.paths]
    assert len(found) > 5
    assert all((v.low, v.central, v.high) == (0, 0, 0) for v in found)


def test_the_disruption_costs_kenya_and_hardly_touches_its_trade_with_india() -> None:
    b = build(load("red-sea-2024"), WORLD, CENTRAL)
    k, i, n = WORLD.index("KEN"), WORLD.index("IND"), WORLD.index("NLD")
    assert b.wedges.iceberg[0, i, k] == 1.0
    assert b.wedges.iceberg[0, n, k] > 1.005
    assert b.logistics is not None
    assert b.logistics.days > 0


def test_each_kind_of_shock_moves_its_own_array() -> None:
    def built(shock: str) -> object:
        s = loads(f'schema=2\nname="x"\ntitle="x"\n[[shock]]\n{shock}')
        return build(s, WORLD, CENTRAL).wedges

    k, u = WORLD.index("KEN"), WORLD.index("USA")
    t = built('kind="tariff"\nimporters=["USA"]\nexporters=["KEN"]\nrate=0.1')
    assert t.tariff[0, u, k] == 0.1  # type: ignore[attr-defined]
    more = built('kind="tariff"\nimporters=["KEN"]\nexporters=["USA","KEN"]\nchange=0.05')
    assert more.tariff[0, k, u] == pytest.approx(WORLD.tariff[0, k, u] + 0.05)  # type: ignore[attr-defined]
    assert more.tariff[0, k, k] == 0  # type: ignore[attr-defined]
    g = built('kind="transfer"\npayer="USA"\nreceiver="KEN"\namount={low=1,central=100,high=200}')
    assert (g.transfer[k], g.transfer[u]) == (100, -100)  # type: ignore[attr-defined]
    w = built('kind="labour"\neconomy="KEN"\nratio={low=1,central=1.1,high=1.2}')
    assert w.labour[k] == pytest.approx(1.1)  # type: ignore[attr-defined]
    c = built(
        'kind="conflict"\neconomies=["SDN"]\nproductivity={low=0.8,central=0.9,high=1}\n'
        "trade_ave={low=0,central=0.5,high=1}"
    )
    s = WORLD.index("SDN")
    assert c.productivity[s, 0] == pytest.approx(0.9)  # type: ignore[attr-defined]
    assert c.iceberg[0, k, s] == pytest.approx(1.5)  # type: ignore[attr-defined]
    assert c.iceberg[0, s, s] == 1  # type: ignore[attr-defined]


@pytest.mark.slow
def test_more_aid_more_income_more_war_less() -> None:
    def income(shock: str, economy: str) -> float:
        s = loads(f'schema=2\nname="x"\ntitle="x"\nhome="{economy}"\n[[shock]]\n{shock}')
        return kz.run(s, WORLD).figure("income").value.central

    assert (
        income('kind="transfer"\npayer="USA"\nreceiver="KEN"\namount={low=90,central=100,high=110}', "KEN")
        > 90
    )
    war = 'kind="conflict"\neconomies=["SDN"]\nproductivity={low=0.8,central=0.9,high=1}\ntrade_ave={low=0,central=0.5,high=1}'
    assert income(war, "SDN") < 0


def test_unknown_names_are_told_all_at_once() -> None:
    s = loads(
        'schema=2\nname="x"\ntitle="x"\nhome="KNE"\n[[shock]]\nkind="preference"\nprogramme="agao"\nchange="lapse"\n'
        '[[shock]]\nkind="chokepoint"\nchokepoint="suz"\nopen_share=0.5\n'
        '[[shock]]\nkind="tariff"\nimporters=["USA"]\nexporters=["UKK"]\nrate=0.1\n'
        '[[shock]]\nkind="corridor"\ncorridor="northen"\nopen_share=0.5\n'
    )
    with pytest.raises(ScenarioError) as caught:
        kz.run(s, WORLD)
    found = [p.nearest for p in caught.value.problems]
    assert len(found) == 5
    assert {"KEN", "agoa", "suez", "northern"} <= set(found)


def test_cases_are_every_elasticity_with_every_level_that_matters() -> None:
    assert cases(load("agoa-lapse"))[0].name == "elasticity central, shock central"
    assert len(cases(load("agoa-lapse"))) == 3
    assert len(cases(load("red-sea-2024"))) == 9


@pytest.mark.slow
@pytest.mark.parametrize("first", ["kaskazi.agenda.types", "kaskazi.pipeline", "kaskazi.report", "kaskazi"])
def test_the_library_can_be_called_whatever_was_imported_first(first: str) -> None:
    import subprocess
    import sys

    code = f"import {first}, kaskazi as kz; assert callable(kz.draft_agenda) and callable(kz.run) and callable(kz.read)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_intervals_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        Interval(2.0, 1.0, 3.0)
    assert Interval(1.0, 2.0, 4.0).times(-1) == Interval(-4.0, -2.0, -1.0)


@pytest.mark.slow
def test_a_shock_without_a_source_is_printed_as_an_assumption() -> None:
    s = load("agoa-lapse-surcharge")
    out = kz.run(s, WORLD)
    assert any("assumption" in a for a in out.assumptions)
    assert not any("assumption" in a for a in kz.run(load("agoa-lapse"), WORLD).assumptions)


@pytest.mark.slow
def test_results_are_the_same_twice(lapse: Outcome) -> None:
    again = kz.run(load("agoa-lapse"), WORLD)
    assert again.headline == lapse.headline
    assert again.economies == lapse.economies
    assert np.isfinite([e.real_income.central for e in again.economies]).all()


@pytest.mark.slow
def test_a_strait_with_no_way_round_stops_the_trade_that_passes_it() -> None:
    s = loads(
        'schema=2\nname="x"\ntitle="x"\nhome="KEN"\n[[shock]]\nkind="chokepoint"\npackaged="hormuz-2026"'
    )
    b = build(s, WORLD, CENTRAL)
    k, q, n = WORLD.index("KEN"), WORLD.index("KWT"), WORLD.index("NLD")
    assert b.wedges.iceberg[0, q, k] > 2
    assert b.wedges.iceberg[0, n, k] < 1.05
    out = {e.iso3: e.real_income.central for e in kz.run(s, WORLD).economies}
    assert out["KWT"] < -1
    assert out["KWT"] < out["NLD"]


def test_a_packaged_disruption_keeps_its_own_dates() -> None:
    def of(text: str) -> Scenario:
        return loads(f'schema=2\nname="x"\ntitle="x"\nhome="KEN"\n[[shock]]\nkind="chokepoint"\n{text}')

    short, whole = of('packaged="red-sea-2024-mediated"'), of('packaged="red-sea-2024"')
    assert [bool(r.active) for r in regimes(short)] == [True, False]
    assert regimes(short)[0].days == pytest.approx(182, abs=1)
    assert regimes(whole) == ()
    a, b = (build(s, WORLD, CENTRAL).wedges.iceberg for s in (short, whole))
    assert (a == b).all()


def test_a_sentence_with_two_straits_puts_both_on_the_table() -> None:
    text = (
        "Nairobi, 20 November 2026\n\nThe ministers discussed the closure of the Strait of Hormuz and attacks on vessels "
        "in the Red Sea in the Middle East crisis, which disturb shipping to Mombasa.\n"
    )
    found = [i for i in kz.draft_agenda(read_text(text), "2026-11-20").items if i.kind == "disruption"]
    assert {i.id for i in found} == {"logistics-hormuz-2026", "logistics-red-sea-2024"}
    assert not any(i.counter_evidence for i in found)  # the straits are named: no region has to stand for one


def test_the_law_of_the_day_is_what_could_be_known_then_and_now_stands_apart() -> None:
    text = "Nairobi, 3 November 2025\n\nKenya asked the United States to extend the African Growth and Opportunity Act."
    dossier = read_text(text, engine="light")
    law = kz.draft_agenda(dossier, as_of="2026-05-01", home="KEN").items[0].law
    assert [(w.label, w.in_force) for w in law] == [
        ("when this was said", False),
        ("that day, as known today", True),
        ("as of today", True),
    ]
    assert law[0].on == law[1].on
    assert law[1].until is not None
    soon = kz.draft_agenda(dossier, as_of="2025-11-05", home="KEN").items[0].law
    assert [w.label for w in soon] == ["when this was said", "as of today"]
