"""Duties line by line and day by day: cases in duty_cases.toml, worked out by hand from the law."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.codes.economies import economies
from kaskazi.codes.groups import member
from kaskazi.errors import InputError
from kaskazi.law.duty import DutyQuery, render
from kaskazi.law.duty import duty as answer
from kaskazi.law.eligibility import eligible, lesser_developed, members, spells, with_apparel
from kaskazi.law.layers import Duty, percent
from kaskazi.law.surcharges import stack
from kaskazi.sources import source
from kaskazi.text import tables

TODAY = date(2026, 11, 24)
ADDITIONAL = {
    "reciprocal": "additional duty, emergency powers, reciprocal",
    "fentanyl": "additional duty, emergency powers, on China, Canada, Mexico",
    "country": "additional duty, emergency powers, on Brazil, India",
    "s122": "additional duty, section 122",
    "s232": "additional duty, section 232",
    "forced": "additional duty, section 301, forced labour",
    "brazil": "additional duty, section 301, Brazil",
    "china": "additional duty, section 301 on China",
}
WRITTEN: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "duty_cases.toml").read_text(encoding="utf-8")
)
CASES = WRITTEN["case"]
SUMS = WRITTEN["sum"]


def duty(*words: Any, lines: Any = None, **more: Any) -> Duty:
    return answer(DutyQuery(*words, **more), lines)


def told(d: Duty) -> str:
    """What is printed of a duty on a wide terminal."""
    return tables.render(render(d), 400)


def work_out(c: dict[str, Any]) -> Duty:
    return duty(
        c["line"],
        c["from"],
        c["on"],
        market=c.get("to", "USA"),
        known=c.get("known"),
        claimed=not c.get("unclaimed", False),
        fabric=c.get("fabric", ""),
        unit_value=c.get("unit_value"),
        mfn=c["mfn_given"] / 100 if "mfn_given" in c else None,
        without=c.get("without", ()),
        assume=c.get("assume", ()),
        us_content=c.get("us_content", 0.0),
        metal_content=c.get("metal_content"),
    )


@pytest.mark.parametrize("c", CASES, ids=lambda c: f"{c['line']}-{c['from']}-{c.get('to', 'USA')}-{c['on']}")
def test_the_stack(c: dict[str, Any]) -> None:
    d = work_out(c)
    rates = {x.name: x for x in d.layers}
    if "mfn" in c:
        general = rates["column 2 rate" if c.get("column2") else "general rate (MFN)"]
        if c["mfn"] == "unknown":
            assert general.rate is None
        else:
            assert general.rate == pytest.approx(c["mfn"] / 100, abs=1e-12)
    preferences = [x.name for x in d.layers[1:] if x.kind == "preference"]
    assert preferences == ([c["claim"]] if "claim" in c else [])
    for key, name in ADDITIONAL.items():
        if key not in c:
            assert name not in rates
        elif c[key] == "exempt":
            assert (rates[name].rate, rates[name].status) == (0.0, "exempt")
        else:
            assert rates[name].rate == pytest.approx(c[key] / 100, abs=1e-12)
    if c["total"] == "unknown":
        assert d.total is None
    else:
        assert d.total == pytest.approx(c["total"] / 100, abs=1e-12)
        assert d.least == pytest.approx(c.get("least", c["total"]) / 100, abs=1e-12)
    if c["source"]:
        assert c["source"] in d.sources()
    for key in d.sources():
        assert source(key)
    assert told(d).count("\n") >= 2


def summed(case: str) -> tuple[Duty, str]:
    """The duty of a case in one row, and how it should be written."""
    asked, expected = case.split(" = ")
    line, origin, on, *options = asked.split()
    more: dict[str, Any] = {}
    for option in options:
        key, _, value = option.partition("=")
        if key == "unclaimed":
            more["claimed"] = False
        elif key == "is_so":
            more[key] = (value,)
        elif key == "known":
            more[key] = date.fromisoformat(value)
        else:
            more[key] = float(value) / (100 if key == "us_content" else 1)
    return duty(line, origin, date.fromisoformat(on), **more), expected


def written(d: Duty) -> str:
    """A total as a row of the cases writes it."""
    least, total, most = (
        f"{round(100 * x, 4):g}" if x is not None else "" for x in (d.least, d.total, d.most)
    )
    if total and least == most:
        return total
    return f"{total or '?'} {least}..{most if total else ''}"


@pytest.mark.parametrize("group", SUMS, ids=lambda g: g["law"][:40])
def test_sums_by_law_and_boundary_day(group: dict[str, Any]) -> None:
    found, named = {}, set()
    for case in group["cases"].strip().splitlines():
        d, expected = summed(case)
        found[case] = (written(d), expected)
        named |= set(d.sources())
    assert not {case: f for case, f in found.items() if f[0] != f[1]}
    assert group["source"] in named


def test_there_are_cases_enough_on_many_days_from_many_origins() -> None:
    assert len(CASES) >= 80
    assert len({c["on"] for c in CASES}) >= 40
    assert len({c["from"] for c in CASES}) >= 20
    assert len({c.get("to", "USA") for c in CASES}) >= 6
    assert {source(c["source"]).id for c in CASES if c["source"]}


def test_a_total_is_the_sum_of_its_layers() -> None:
    for c in CASES:
        d = work_out(c)
        if d.total is not None and all(x.rate is not None for x in d.layers):
            assert d.total == pytest.approx(sum(x.rate or 0 for x in d.layers), abs=1e-12)


@given(
    st.sampled_from(sorted(set(economies()) - {"USA"})),
    st.dates(date(1995, 1, 1), date(2030, 1, 1)),
    st.sampled_from(
        ["6203.42.07", "0901.11.00", "0802.62.00", "7210.49.00", "8703.23.01", "2709.00.20", "9801.00.10"]
    ),
)
def test_any_origin_on_any_day_gets_an_answer(origin: str, on: date, line: str) -> None:
    d = duty(line, origin, on)
    assert d.layers
    assert d.total is None or d.total >= -1e-12
    assert d.least <= (d.total if d.total is not None else 99) + 1e-12
    assert d.layers[0].kind != "additional"


@given(
    st.sampled_from(sorted(set(economies()))),
    st.sampled_from(["EU", "GBR", "KEN", "UGA", "CHN", "ARE", "JPN"]),
)
def test_any_market_says_what_it_can(origin: str, market: str) -> None:
    if origin == market or (market == "EU" and member("EU", origin)):
        with pytest.raises(InputError, match="market"):
            duty("6203.42", origin, date(2026, 6, 1), market=market, mfn=0.25)
        return
    d = duty("6203.42", origin, date(2026, 6, 1), market=market, mfn=0.25)
    assert d.total is None or 0 <= d.total <= 0.25


def test_a_claim_never_costs_more() -> None:
    for c in CASES:
        if c.get("unclaimed") or "claim" not in c:
            continue
        with_claim, without = work_out(c), work_out({**c, "unclaimed": True})
        if with_claim.total is not None and without.total is not None:
            assert with_claim.total <= without.total + 1e-12


def test_members_are_those_of_the_spells() -> None:
    """Counts of the publishers' lists, and a day on which a list of today's members would err in 13 places."""
    for on in (date(2020, 6, 1), date(2025, 1, 1), date(2026, 6, 1), TODAY):
        assert members("agoa", on) == tuple(sorted(x for x in set(economies()) if eligible("agoa", x, on)))
    assert len(members("agoa", date(2025, 6, 1))) == 32
    assert len(members("agoa", date(2000, 10, 2))) == 34
    then, now = set(members("agoa", date(2020, 6, 1))), set(members("agoa", TODAY))
    assert then - now == {"BFA", "CAF", "ETH", "GIN", "MLI", "NER", "UGA"}
    assert now - then == {"COD", "MRT"}
    assert members("nothing", TODAY) == ()


def test_a_member_is_not_known_before_it_is_named() -> None:
    assert "GAB" not in members("agoa", date(2026, 2, 1))
    assert "GAB" in members("agoa", date(2026, 2, 1), known=date(2026, 6, 1))


def test_apparel_benefits_are_those_of_the_publishers_lists() -> None:
    now = "BEN BWA CPV TCD CIV SWZ GHA KEN LSO LBR MDG MWI MUS MOZ NAM NGA SEN SLE ZAF TZA TGO ZMB"
    assert {x for x in set(economies()) if with_apparel("agoa", x, date(2025, 6, 1))} == set(now.split())
    then = """BEN BWA BFA CMR CPV TCD ETH GMB GHA KEN LSO MDG MWI MLI MUS MOZ NAM NER NGA RWA SEN SLE ZAF TZA UGA
    ZMB SWZ"""
    assert {x for x in set(economies()) if with_apparel("agoa", x, date(2008, 5, 30))} == set(then.split())
    assert not lesser_developed("agoa", "ZAF")
    assert lesser_developed("agoa", "MUS")
    assert not lesser_developed("agoa", "VNM")
    assert spells("agoa", "VNM") == ()


def test_the_emergency_duty_tells_that_it_is_void_once_that_is_known() -> None:
    before = duty("6203.42.07", "KEN", date(2025, 11, 1))
    after = duty("6203.42.07", "KEN", date(2025, 11, 1), known=TODAY)
    assert "refundable" not in told(before)
    assert "refundable" in told(after)
    assert "2 August 2026" in told(after)


def test_specific_duties_are_printed_as_such_without_a_unit_value() -> None:
    bare = duty("0802.62.00", "KEN", date(2027, 2, 1), known=TODAY)
    text = told(bare)
    assert bare.total is None
    assert "5¢/kg" in text
    assert "No AVE: unit value unknown; give --unit-value USD_PER_UNIT" in text
    with_value = duty("0802.62.00", "KEN", date(2027, 2, 1), known=TODAY, unit_value=10.0)
    assert "at a unit value of 10 USD/kg" in told(with_value)


def test_two_units_need_two_values() -> None:
    line = "2206.00.30"  # 3.1 cents a litre + 22.1 cents a proof litre
    assert duty(line, "VNM", date(2024, 1, 5), unit_value=2.0).total is None
    d = duty(
        line, "VNM", date(2024, 1, 5), unit_value={"liter": 2.0, "pf. liter on ethyl alcohol content": 20.0}
    )
    assert d.total == pytest.approx(0.031 / 2 + 0.221 / 20)


def test_utilisation_weighs_the_duty() -> None:
    d = duty("6302.31.30", "KEN", date(2024, 2, 2))  # chapter 63, no D: nothing to weigh
    assert d.expected is None
    d = duty("0603.11.00", "KEN", date(2024, 2, 2))
    assert d.total == 0
    assert d.expected == pytest.approx(0.09 * 0.068)


def test_quotas_and_caps_are_named() -> None:
    assert (
        "inside the tariff quota of additional US note 5 to chapter 17"
        in duty("1701.14.10", "SWZ", date(2024, 6, 1)).quota
    )
    assert "above the tariff quota" in duty("1701.14.50", "SWZ", date(2024, 6, 1)).quota
    third = duty("6203.42.07", "KEN", date(2025, 3, 1)).quota
    assert "3.5 %" in third
    assert "878 944 252 m2" in third
    assert "7 %" in duty("6203.42.07", "KEN", date(2025, 3, 1), fabric="regional").quota
    assert duty("6203.42.07", "KEN", date(2025, 3, 1), fabric="us").quota == ""
    assert duty("0901.11.00", "KEN", date(2025, 3, 1)).quota == ""


def test_the_programme_asked_for_is_the_one_claimed() -> None:
    d = duty("7117.19.90", "KEN", date(2019, 6, 1), programme="a")
    assert [x.name for x in d.layers][1] == "GSP, claim A"
    none = duty("7117.19.90", "KEN", date(2019, 6, 1), programme="KR")
    assert none.total == pytest.approx(0.11)
    assert any("open: D, A" in n for n in none.notes)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"origin": "KNE"}, "KEN"),
        ({"market": "UASS"}, "economy"),
        ({"origin": "USA"}, "market itself"),
        ({"without": ["us-section-12"]}, "us-section-122"),
        ({"assume": ["agoa"]}, "not a surcharge"),
        ({"code": "9903.01.25"}, "chapter 99"),
        ({"market": "GBR", "mfn": 25.0}, "ratio"),
        ({"us_content": 40.0}, "share of the value"),
    ],
)
def test_what_cannot_be_asked_is_said(words: dict[str, Any], said: str) -> None:
    asked = {"code": "6203.42.07", "origin": "KEN", "on": TODAY, **words}
    with pytest.raises(InputError, match=said):
        duty(**asked)


def test_every_surcharge_of_the_stack_is_on_record() -> None:
    from kaskazi.law import instruments

    assert set(stack()) <= set(instruments())


@pytest.mark.parametrize(
    ("x", "text"), [(0.166, "16.6 %"), (0.0, "0 %"), (0.27355, "27.355 %"), (1.0, "100 %")]
)
def test_percent_is_written_plainly(x: float, text: str) -> None:
    assert percent(x) == text


def test_the_command(tmp_path: Path) -> None:
    from test_cli import kaskazi

    def run(*words: str, ok: int = 0) -> str:
        done = kaskazi("duty", *words, cwd=tmp_path, ok=ok)
        return done.stdout + done.stderr

    text = run("6203.42.07", "--from", "KEN", "--to", "USA", "--on", "2025-11-01")
    assert "26.6 %" in text
    assert "us-hts-2025" in text
    facts = json.loads(
        run("6203.42.07", "--from", "KEN", "--on", "2025-11-01", "--known", "2026-11-24", "--json")
    )
    assert facts["total"] == pytest.approx(0.10)
    table = run("6203.42", "--from", "ken", "--on", "2025-11-01")
    assert "6203.42.07" in table
    assert "Free to 16.6 %" in " ".join(table.split())
    assert "lifts it" in run("6203.42", "--from", "KEN", "--to", "DEU", "--on", "2025-03-01")
    assert "needs the general rate" in run("0603.11", "--from", "COL", "--to", "JPN", "--on", "2025-03-01")
    assert "25 %" in run("0603.11", "--from", "COL", "--to", "KEN", "--on", "2025-03-01", "--mfn", "25%")
    assert "the ensemble" in run("--unparsed")
    assert "KEN" in run("6203.42.07", "--from", "KNE", ok=1)
    assert "unit value" in run("0802.62", "--from", "KEN", "--unit-value", "x", ok=2)
    assert "--from" in run("6203.42.07", ok=2)
    assert [*tmp_path.iterdir()] == []


def test_the_page_shows_what_the_command_prints() -> None:
    """Each block of docs/instruments/duties.md is the output of the command in its first line."""
    import re
    import shlex

    from click.testing import CliRunner

    from kaskazi.cli import kaskazi as command

    page = (Path(__file__).parents[1] / "docs" / "instruments" / "duties.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n\$ kaskazi ([^\n]*)\n(.*?)```", page, re.DOTALL)
    assert len(blocks) >= 3
    for words, printed in blocks:
        assert CliRunner(env={"COLUMNS": "80"}).invoke(command, shlex.split(words)).output == printed
    assert f"holds {len(CASES)} stacks" in page


def test_the_command_lists_instruments(tmp_path: Path) -> None:
    from test_cli import kaskazi

    def run(*words: str, ok: int = 0) -> str:
        done = kaskazi("instruments", *words, cwd=tmp_path, ok=ok)
        return done.stdout + done.stderr

    assert "agoa" in run("--on", "2025-11-01")
    life = run("agoa", "--on", "2025-11-01", "--known", "2026-03-01")
    assert "in force" in life
    assert "retroactive" in life
    assert "2018-07-30" in run("agoa", "--of", "RWA")
    assert "group B" in run("eu-ken-epa")
    mine = run("--of", "KEN")
    assert "agoa" in mine
    assert "chn-africa-zero" in mine
    assert "us-idn-art" not in mine
    assert "35 %" in run("eac-cu")
    assert json.loads(run("agoa", "--on", "2025-11-01", "--json"))["state"]["in_force"] is False
    assert '"agoa"' in run("agao", ok=1)
