"""Every packaged scenario of the network: it loads, cites, solves, has sensible signs, and can be edited."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kaskazi.analysis.compare import against
from kaskazi.cli.run import run as run_command
from kaskazi.cli.run import two
from kaskazi.cli.scenarios import scenarios as list_command
from kaskazi.errors import InputError
from kaskazi.model import Equilibrium, solve
from kaskazi.network import Disruption, Network, cost_change, packaged
from kaskazi.network.cargo import goods
from kaskazi.pipeline import run
from kaskazi.scenario import Scenario
from kaskazi.shocks import Built, build, cases, check, load, loads, regimes
from kaskazi.shocks import packaged_names as names
from kaskazi.shocks.kinds.chokepoint import Chokepoint
from kaskazi.sources import source, sources
from kaskazi.text.tables import render
from kaskazi.world import World

NETWORK = tuple(n for n in names() if any(isinstance(s, Chokepoint) for s in load(n).shock))
MEDIATED = {
    **{f"{x}-mediated-{m}": x for x in ("red-sea-2024", "hormuz-2026") for m in (3, 6)},
    **{f"{x}-mediated-{m}": f"{x}-closed" for x in ("bab-el-mandeb", "suez") for m in (3, 6)},
    **{f"mombasa-mediated-{m}": "mombasa-stopped" for m in (3, 6)},
    "northern-corridor-2008": "northern-corridor-blocked",
}
EUROPE = ("NLD", "DEU", "FRA", "GBR", "ITA", "ESP", "BEL")
# Economy that must lose, for each disruption left as it is.
HIT = {
    "red-sea-2024": ("KEN", "DJI", "SAU", "EGY"),
    "bab-el-mandeb-closed": ("KEN", "DJI", "SAU", "EGY"),
    "suez-closed": ("KEN", "EGY", "SAU"),
    "hormuz-2026": ("KWT", "QAT", "SAU"),
    "panama-drought": ("PAN", "USA"),
    "mombasa-stopped": ("KEN", "UGA", "RWA"),
    "northern-corridor-blocked": ("UGA", "RWA"),
    "gatuna-2019": ("UGA", "RWA"),
}


@cache
def world() -> World:
    return World.load()


@cache
def solved(name: str) -> tuple[Built, Equilibrium]:
    """The central case of a packaged scenario."""
    return central(load(name))


def central(s: Scenario) -> tuple[Built, Equilibrium]:
    check(s, world())
    built = build(s, world(), cases(s)[0])
    return built, solve(built.calibration, built.wedges, deficit=s.closure.deficit)


def income(name: str, iso3: str) -> float:
    """Change of real income, per cent."""
    return 100 * (float(solved(name)[1].real_income_hat[world().index(iso3)]) - 1)


def lost(name: str, iso3: str) -> float:
    """Change of real income over the year, per cent of it: the yearly rate for the days in force."""
    cut = regimes(load(name))
    whole = sum(r.days for r in cut)
    return income(name, iso3) * (sum(r.days for r in cut if r.active) / whole if cut else 1.0)


def trade(name: str, partners: tuple[str, ...]) -> float:
    """Change of Kenya's trade with some partners, both ways, per cent."""
    built, e = solved(name)
    c = built.calibration
    base = c.pi * c.X.T[:, :, None] / (1.0 + c.tau)
    k, p = world().index("KEN"), [world().index(x) for x in partners]
    now, then = (float(f[:, k, p].sum() + f[:, p, k].sum()) for f in (base, e.flows))
    return 100 * (then / now - 1)


def test_the_disruptions_of_the_talks_are_all_there() -> None:
    assert set(HIT) | set(MEDIATED) == set(NETWORK)
    listed = json.loads(CliRunner().invoke(list_command, ["--json"]).output)
    assert {x["name"] for x in listed} >= set(NETWORK)
    assert len({x["title"] for x in listed}) == len(listed)


@pytest.mark.parametrize("name", NETWORK)
def test_it_cites_known_sources_and_can_be_edited(name: str) -> None:
    s = load(name)
    again = loads(s.dumps())
    assert again == s
    assert again.sha256 == s.sha256
    for shock in s.shock:
        assert shock.cite
        assert source(shock.cite.source)
        assert isinstance(shock, Chokepoint)
        cited = {x for d in packaged()[shock.packaged] for x in d.sources}
        assert shock.cite.source in cited
        assert cited <= set(sources())


@pytest.mark.parametrize("name", NETWORK)
def test_it_solves_in_every_equation(name: str) -> None:
    certificate = solved(name)[1].certificate
    assert certificate.largest < 1e-9
    assert abs(certificate.walras) < 1e-9


@pytest.mark.parametrize("name", list(HIT))
def test_who_is_named_loses(name: str) -> None:
    for iso3 in HIT[name]:
        assert income(name, iso3) < -0.01, iso3


@pytest.mark.parametrize(("name", "whole"), list(MEDIATED.items()))
def test_mediation_spares_what_the_closure_costs(name: str, whole: str) -> None:
    for iso3 in HIT[whole]:
        if iso3 != "KEN" or income(whole, iso3) < -0.02:
            assert lost(whole, iso3) < lost(name, iso3) < 0, iso3
    for shock in load(name).shock:
        assert shock.start
        assert shock.end


@pytest.mark.parametrize("stem", ["red-sea-2024", "bab-el-mandeb", "suez", "hormuz-2026", "mombasa"])
def test_three_months_cost_less_than_six(stem: str) -> None:
    three, six = f"{stem}-mediated-3", f"{stem}-mediated-6"
    for iso3 in HIT[MEDIATED[three]]:
        assert lost(six, iso3) < lost(three, iso3) < 0, iso3


def test_kenyas_trade_with_europe_falls_and_with_asia_hardly_moves() -> None:
    for name in ("bab-el-mandeb-closed", "suez-closed", "red-sea-2024"):
        assert trade(name, EUROPE) < -5
        assert abs(trade(name, ("CHN", "IND"))) < 4
        assert trade(name, EUROPE) < trade(name, ("CHN", "IND")) - 7
    assert trade("bab-el-mandeb-closed", ("SAU",)) < trade("suez-closed", ("SAU",))


def test_suez_costs_egypt_more_than_china_and_hormuz_the_gulf_more_than_anyone() -> None:
    assert income("suez-closed", "EGY") < 2 * income("suez-closed", "CHN") < 0
    e = solved("hormuz-2026")[1].real_income_hat
    worst = [world().economies[k] for k in np.argsort(e)[:3]]
    assert set(worst) <= {"KWT", "QAT", "BHR", "IRQ", "IRN", "ARE", "OMN", "SAU"}
    loss = solved("panama-drought")[1].real_income_hat
    assert "PAN" in {world().economies[k] for k in np.argsort(loss)[:8]}


def test_who_is_far_from_it_is_left_alone() -> None:
    assert abs(income("gatuna-2019", "KEN")) < 0.005
    assert abs(income("mombasa-stopped", "CHN")) < 0.005
    assert abs(income("panama-drought", "KEN")) < 0.02


def test_less_room_costs_mean_cargo_more() -> None:
    """The narrower Bab el-Mandeb, the dearer Kenya's trade with Europe; shut it is dearest."""
    at = ("KEN", *EUROPE)
    k = [world().index(c) for c in at]
    trade_ = world().goods()[np.ix_(k, k)]
    found = []
    for share in (1.0, 0.8, 0.5, 0.2, 0.0):
        c = cost_change(
            Network.load(), [Disruption(chokepoint="bab-el-mandeb", open_share=share)], at, trade=trade_
        )
        found.append(float(c.ave[0, 1:, 0].mean()))
    assert found[0] == pytest.approx(0.0, abs=1e-12)
    assert all(b >= a - 1e-9 for a, b in pairwise(found))
    assert found[-1] > 0.01


def test_kenyas_trade_by_destination_when_bab_el_mandeb_closes() -> None:
    """India and China nearly untouched, Europe hit, the Red Sea's other side hit hardest."""
    b, e = solved("bab-el-mandeb-closed")
    w = world()
    k, goods_ = w.index("KEN"), w.is_goods
    now = (e.pi * e.X.T[:, :, None] / (1 + b.wedges.tariff))[goods_][:, :, k].sum(axis=0)
    before = w.flows[goods_][:, :, k].sum(axis=0)
    change = np.divide(now, before, out=np.ones_like(now), where=before > 0) - 1
    at = {
        c: float(change[w.index(c)])
        for c in ("IND", "CHN", "PAK", "UGA", "NLD", "DEU", "GBR", "EGY", "TUR", "USA")
    }
    assert all(abs(at[c]) < 0.04 for c in ("IND", "CHN", "PAK", "UGA")), at
    assert all(-0.4 < at[c] < -0.06 for c in ("NLD", "DEU", "GBR")), at
    assert all(at[c] < at["NLD"] - 0.05 for c in ("EGY", "TUR")), at
    assert at["NLD"] < at["USA"] < 0.0, at


@pytest.mark.slow
def test_less_room_costs_kenya_more() -> None:
    found = [narrowed(x) for x in (1.0, 0.9, 0.8, 0.5, 0.2, 0.1, 0.04, 0.0)]
    assert found[0] == pytest.approx(1.0, abs=1e-9)
    # costs of every sector rise (below); income may turn by a hair where others' costs rise as well
    assert all(b < a + 5e-6 for a, b in pairwise(found))
    assert found[-1] < found[0] - 5e-4


def test_less_room_costs_every_sector_of_every_pair_no_less() -> None:
    kinds = [s for s in world().sectors if s in goods()]
    net, at = Network.load(), ("KEN", "NLD", "IND", "CHN", "USA", "SAU", "ZMB", "EGY", "BRA")
    before = np.zeros((len(kinds), len(at), len(at)))
    for share in (0.9, 0.5, 0.2, 0.04, 0.0):
        now = cost_change(net, [Disruption(chokepoint="suez", open_share=share)], at, kinds)
        assert (now.ave >= before - 1e-9).all(), share
        before = now.ave


@cache
def narrowed(share: float) -> float:
    """Kenya's real income, ratio to the base, where Bab el-Mandeb keeps so much of its traffic."""
    shock = Chokepoint(chokepoint="bab-el-mandeb", open_share=share)
    e = central(load("red-sea-2024").model_copy(update={"shock": (shock,)}))[1]
    return float(e.real_income_hat[world().index("KEN")])


def test_a_mediated_scenario_is_the_closure_with_dates_that_a_person_can_edit() -> None:
    three = load("suez-mediated-3").shock[0]
    whole = load("suez-closed").shock[0]
    assert isinstance(three, Chokepoint)
    assert isinstance(whole, Chokepoint)
    assert three.packaged == whole.packaged
    net, at = Network.load(), ("KEN", "NLD")
    full = cost_change(net, packaged()[whole.packaged], at).days
    for end, days in ((three.end, 90), (date(2026, 10, 31), 304)):
        shut = [replace(d, start=three.start, end=end) for d in packaged()[three.packaged]]
        assert np.allclose(cost_change(net, shut, at).days, full * days / 365)


@pytest.mark.slow
def test_the_worth_of_mediation_is_printed() -> None:
    ran = CliRunner().invoke(run_command, ["suez-closed", "--against", "suez-mediated-3"])
    assert ran.exit_code == 0, ran.output
    assert "spared" in ran.output
    line = next(x for x in ran.output.splitlines() if x.startswith("Kenya's real income"))
    assert line.split()[-1].startswith("+")


def test_both_wrong_names_are_told_at_once() -> None:
    ran = CliRunner().invoke(run_command, ["suez-close", "--against", "suez-medated-3"])
    text = str(ran.exception)
    assert '"suez-closed"' in text
    assert '"suez-mediated-3"' in text


@pytest.mark.slow
def test_outcomes_of_two_homes_are_not_compared() -> None:
    a = run(load("gatuna-2019"), world())
    b = replace(a, home="UGA")
    with pytest.raises(InputError, match="home"):
        against(a, b)
    same = against(a, a)
    assert all(d.spared == 0 for d in same)
    assert render(two(a, a, same)).count("\n") > len(same)


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORK)
def test_every_case_solves_and_the_ends_hold_the_centre(name: str, tmp_path: Path) -> None:
    edited = tmp_path / "mine.toml"
    edited.write_text(load(name).dumps(), encoding="utf-8")
    o = run(load(str(edited)), world())
    banned = all(d.border and d.open_share == 0 for d in packaged().get(name, ())) and name in packaged()
    assert len(o.solved) == (3 if banned else 9)  # a ban is as whole at every level
    assert max(s.largest_residual for s in o.solved) < 1e-8
    f = o.figure("income")
    assert f.value.low <= f.value.central <= f.value.high
