"""One question, one answer: the commands, the tables, the ask list and the brief compared with each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import kaskazi as kz
from kaskazi.analysis.priorities import rank_asks
from kaskazi.analysis.tables.context import Context, context
from kaskazi.analysis.tables.exports import export_change, job_table
from kaskazi.documents import example_path
from kaskazi.outcomes import Outcome, Solves, work_out
from kaskazi.outcomes.path import part_of, stretches
from kaskazi.pipeline import Study, study
from kaskazi.shocks import load
from kaskazi.text.numbers import number
from kaskazi.world import World

DAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def solves() -> Solves:
    return Solves()


@pytest.fixture(scope="module")
def lapse(world: World, solves: Solves) -> Outcome:
    return work_out(load("agoa-lapse"), world, solves=solves)


@pytest.fixture(scope="module")
def table(world: World, solves: Solves) -> Context:
    return context("KEN", "USA", DAY, world, solves)


@pytest.fixture(scope="module")
def whole(world: World) -> Study:
    return study(example_path(), as_of=DAY, home="KEN", world=world)


def test_whose_figures_lead_changes_no_equilibrium(world: World, lapse: Outcome) -> None:
    other = kz.run("agoa-lapse", world, home="LSO")
    ours = {e.iso3: e.real_income for e in lapse.economies}
    theirs = {e.iso3: e.real_income for e in other.economies}
    assert ours == theirs
    assert other.home == "LSO"
    assert other.figure("income").percent == ours["LSO"]


@pytest.mark.slow
def test_keeping_a_preference_is_worth_what_its_lapse_costs(
    world: World, solves: Solves, lapse: Outcome
) -> None:
    asks = rank_asks(world, "KEN", "USA", DAY, top=2, solves=solves)
    keep = next(a for a in asks.asks if a.id == "agoa:all")
    assert keep.exact == lapse.figure("income").value.times(-1)
    assert keep.exports == -lapse.figure("trade").value.central


@pytest.mark.slow
def test_the_brief_says_of_the_lapse_what_run_says(whole: Study, lapse: Outcome) -> None:
    drafted = whole.outcomes["agoa", "lapse"]
    assert {f.id: (f.value, f.base) for f in drafted.headline} == {
        f.id: (f.value, f.base) for f in lapse.headline
    }
    assert drafted.paths == lapse.paths


def test_the_tables_say_of_the_lapse_what_run_says(table: Context, lapse: Outcome) -> None:
    t = export_change(table)
    at = {c.key: k for k, c in enumerate(t.columns)}
    total = t.rows[-1]
    v = lapse.figure("exports_lines").value
    assert (total[at["low"]], total[at["central"]], total[at["high"]]) == pytest.approx(
        (v.low, v.central, v.high)
    )
    for line in lapse.lines:
        rows = [r for r in t.rows[:-1] if r[at["group"]] == line.label]
        if rows and line.change.central:
            assert sum(r[at["central"]] for r in rows) == pytest.approx(line.change.central, abs=1e-6)
    j = job_table(table)
    at = {c.key: k for k, c in enumerate(j.columns)}
    jobs = lapse.figure("jobs").value
    settled = next(
        r for r in j.rows if str(r[at["what"]]).endswith("third year on") and r[at["unit"]] == "jobs"
    )
    assert settled[at["central"]] == pytest.approx(jobs.central)
    assert settled[at["low"]] == pytest.approx(jobs.low)


def test_two_methods_are_walked_from_one_to_the_other(lapse: Outcome) -> None:
    known = {f.id: f.value.central for f in lapse.headline}
    sectors = {f"sector:{s.id}": s.jobs.central for s in lapse.sectors}
    assert {w.first for w in lapse.walks} == {"exports_lines", "jobs"}
    for w in lapse.walks:
        end = {**known, **sectors}[w.second]
        assert known[w.first] + sum(x for _, x in w.steps) == pytest.approx(end)
        assert number(known[w.first], 0, signed=True) in w.text
        assert number(end, 0, signed=True) in w.text


def test_one_base_year_on_a_page(world: World, lapse: Outcome) -> None:
    years = {f.base_year for f in lapse.headline if f.base is not None}
    assert years == {world.year}
    lines, model = lapse.figure("exports_lines"), lapse.figure("exports_partner")
    assert lines.base == pytest.approx(
        model.base, rel=0.01
    )  # customs' own lines; the pair as BACI reconciles it
    assert any("2024" in n and "% more" in n for n in lapse.notes)


@pytest.mark.slow
def test_every_figure_names_its_horizon(whole: Study) -> None:
    for o in whole.outcomes.values():
        assert all(f.horizon.text for f in o.headline)
    kinds = {f.id: f.horizon.kind for f in whole.outcomes["agoa", "lapse"].headline}
    assert kinds["exports_lines"] == "third-year"
    assert kinds["income"] == "third-year-adjusted"
    assert kinds["exports_horizon"] == "sum"


@pytest.mark.slow
def test_exports_and_imports_that_move_alike_are_printed_once(lapse: Outcome) -> None:
    ids = {f.id for f in lapse.headline}
    assert "trade" in ids
    assert not {"exports", "imports"} & ids
    other = load("agoa-lapse").model_copy(
        update={"closure": load("agoa-lapse").closure.model_copy(update={"deficit": "own-gdp"})}
    )
    assert {"exports", "imports"} <= {f.id for f in kz.run(other).headline}


@pytest.mark.slow
def test_a_sum_over_years_is_the_sum_of_its_dated_path(whole: Study) -> None:
    found = {k: whole.outcomes["agoa", k] for k in ("lapse", "stop-gap", "renewal")}
    windows = {(p.years[0].year, p.years[-1].year) for o in found.values() for p in o.paths}
    assert windows == {(2027, 2031)}
    for o in found.values():
        for p in o.paths:
            assert p.total.central == pytest.approx(sum(y.value.central for y in p.years))
        assert o.figure("exports_horizon").value == o.path("exports_lines").total
    a, b, c = (found[k].path("exports_lines") for k in found)
    assert a.total.central < b.total.central < c.total.central < 0  # an option that ends later shows it
    assert b.years[0].value.central == 0
    assert [y.value.central for y in b.years[1:]] == pytest.approx([y.value.central for y in a.years[:-1]])
    first, second, third, *rest = (y.value.central for y in a.years)
    assert first > second > third
    assert rest == pytest.approx([third] * len(rest))
    assert third == pytest.approx(found["lapse"].figure("exports_lines").value.central)


@pytest.mark.slow
def test_equal_cases_of_several_options_are_solved_once(world: World) -> None:
    keep = Solves()
    s = load("agoa-lapse")
    work_out(s, world, solves=keep)
    before = len(keep)
    assert before > 0  # kept in what was given, empty as it was
    work_out(s.model_copy(update={"name": "again"}), world, solves=keep)
    assert len(keep) == before


def test_the_parts_of_a_year_add_up(world: World) -> None:
    for x in ("agoa-lapse", "agoa-renewal", "suez-mediated-3"):
        found = stretches(load(x))
        for y in range(found[0].start.year, found[-1].end.year + 1):
            whole = part_of(y, found[0].start, found[-1].end)
            assert sum(part_of(y, s.start, s.end) for s in found) == pytest.approx(whole)


@pytest.mark.slow
def test_a_closure_of_three_months_costs_a_quarter_of_a_year_of_it(world: World) -> None:
    short, year = kz.run("suez-mediated-3", world), kz.run("suez-closed", world)
    rate = year.figure("income").value.central
    assert short.figure("income").value.central == pytest.approx(rate)
    assert short.path("income").total.central == pytest.approx(rate * 90 / 365)


def test_what_is_observed_is_the_base_not_the_change(lapse: Outcome) -> None:
    jobs = lapse.figure("jobs")
    assert jobs.base_observed == 1.0
    assert jobs.modelled
    assert not lapse.figure("duty").modelled


@pytest.mark.slow
def test_the_duties_of_rivals_are_those_of_the_law(table: Context) -> None:
    from kaskazi.analysis.tables.exports import competitor_table

    t = competitor_table(table)
    at = {c.key: k for k, c in enumerate(t.columns)}
    now = {r[at["iso3"]]: r[at["duty_now"]] for r in t.rows if r[at["product"]] == "All apparel sold"}
    assert len({round(x, 3) for x in now.values()}) > 2
    assert now["CHN"] > now["VNM"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("home", "standing"),
    [("UGA", "former beneficiary"), ("CHE", "not a beneficiary"), ("BGD", "not a beneficiary")],
)
def test_an_economy_without_the_preference_is_told_so_first(home: str, standing: str, world: World) -> None:
    found = kz.draft_agenda(kz.read(example_path()), as_of=DAY, home=home)
    item = next(i for i in found if i.id == "agoa")
    assert item.standing == standing
    assert item.why.startswith(f"{world.name(home)} is not a beneficiary")
    for o in item.options:
        assert world.name(home) in o.scenario.title or "rival" in o.scenario.title
    if standing == "former beneficiary":
        out = work_out(item.options[0].scenario, world)
        assert [s.exporters for s in item.options[0].scenario.shock] == [(home,)]
        assert out.figure("exports_lines").value.central < 0
        others = [e for e in out.economies if e.iso3 in ("KEN", "LSO")]
        assert all(abs(e.real_income.central) < 1e-3 for e in others)


@pytest.mark.slow
def test_numbers_do_not_depend_on_the_order_of_cases(world: World, lapse: Outcome) -> None:
    again = work_out(load("agoa-lapse"), world)
    assert np.allclose(again.figure("income").value.central, lapse.figure("income").value.central, rtol=1e-12)
    assert replace(again, solved=()) == replace(lapse, solved=())
