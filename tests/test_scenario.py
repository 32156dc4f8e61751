"""Scenario files: what is valid, what is refused and how."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.errors import ScenarioError
from kaskazi.scenario import Barrier, Gate, Programme, Range, Scenario, Tariff
from kaskazi.shocks.build import check, disruptions
from kaskazi.world import World

GOOD = """
name = "agoa-lapse"
title = "AGOA ends with 2026"
partner = "USA"

[[shock]]
kind = "programme"
programme = "agoa"
change = "lapse"
start = 2027-01-01
cite = { source = "pl-119-75" }

[[shock]]
kind = "gate"
gate = "bab-el-mandeb"
open_share = 0.35
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.loads(text, "x.toml")
    return [str(p) for p in caught.value.problems]


def test_a_good_file_is_read() -> None:
    s = Scenario.loads(GOOD)
    assert isinstance(s.shock[0], Programme)
    assert s.shock[0].start == date(2027, 1, 1)
    assert isinstance(s.shock[1], Gate)
    assert s.shock[1].cite is None


def test_every_problem_is_told_at_once_with_place_and_nearest_name() -> None:
    bad = GOOD.replace("open_share = 0.35", "open_shre = 0.35").replace('"lapse"', '"laps"')
    bad += '\n[[shock]]\nkind = "tarif"\n'
    found = problems(bad)
    assert len(found) == 3
    assert any("shock[1].open_shre" in p and '"open_share"' in p for p in found)
    assert any("shock[2].kind" in p and '"tariff"' in p for p in found)
    assert any("shock[0].change" in p for p in found)


def test_a_rate_in_per_cent_is_refused_with_the_ratio() -> None:
    text = 'name="a"\ntitle="b"\n[[shock]]\nkind="tariff"\nimporters=["USA"]\nexporters=["KEN"]\nrate=25\n'
    assert problems(text) == ["shock[0].rate: 25 means 2500 %. Expected a ratio: 0.25 = 25 %."]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("name = ", "nam = "), "name"),
        (('title = "AGOA ends with 2026"', 'title = ""'), "title"),
        (('partner = "USA"', 'partner = "United States"'), "partner"),
        (('partner = "USA"', 'closure = { deficit = "frozen" }'), "closure.deficit"),
        (("start = 2027-01-01", "start = 2027-01-01\nend = 2026-01-01"), "end is before start"),
    ],
)
def test_one_fault_is_named(change: tuple[str, str], word: str) -> None:
    assert any(word in p for p in problems(GOOD.replace(*change)))


def test_a_range_may_not_fall() -> None:
    with pytest.raises(ValueError, match="must not fall"):
        Range(low=1.0, central=0.5, high=2.0)


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        Scenario.load(tmp_path / "none.toml")
    broken = tmp_path / "b.toml"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        Scenario.load(broken)
    broken.write_text("name = ", encoding="utf-8")
    with pytest.raises(ScenarioError, match="not valid TOML"):
        Scenario.load(broken)
    broken.write_text("#" * 1_000_001, encoding="utf-8")
    with pytest.raises(ScenarioError, match="at most"):
        Scenario.load(broken)


iso3 = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
ratio = st.floats(0, 2, allow_nan=False)
ranges = st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=3).map(
    lambda v: Range(low=min(v), central=sorted(v)[1], high=max(v))
)
shocks = st.one_of(
    st.builds(
        Tariff,
        kind=st.just("tariff"),
        importers=st.lists(iso3, min_size=1, max_size=3),
        exporters=st.lists(iso3, min_size=1, max_size=3),
        rate=ratio,
        change=st.none(),
        start=st.dates(),
        end=st.none(),
        cite=st.none(),
        sectors=st.just([]),
        note=st.text(max_size=20).filter(lambda s: all(c.isprintable() for c in s)),
    ),
    st.builds(
        Barrier,
        kind=st.just("barrier"),
        importers=st.lists(iso3, min_size=1, max_size=2),
        exporters=st.lists(iso3, min_size=1, max_size=2),
        ave_change=ranges,
        start=st.none(),
        end=st.none(),
        cite=st.none(),
        sectors=st.just([]),
        note=st.just(""),
    ),
)


@given(st.lists(shocks, min_size=1, max_size=4))
def test_written_and_read_again_it_is_the_same(found: list[Tariff | Barrier]) -> None:
    s = Scenario(name="x", title="y", shock=found)
    again = Scenario.loads(s.dumps())
    assert again == s
    assert again.sha256 == s.sha256


def test_the_hash_follows_the_content_not_the_layout() -> None:
    a = Scenario.loads(GOOD)
    b = Scenario.loads("# a comment\n" + GOOD.replace("open_share = 0.35", "open_share  =  0.350"))
    assert a.sha256 == b.sha256
    assert a.sha256 != Scenario.loads(GOOD.replace("0.35", "0.36")).sha256


GATE = """name = "x"
title = "X"
home = "KEN"
[[shock]]
"""


def test_every_kind_of_disruption_can_be_written_and_reaches_the_network() -> None:
    text = (
        GATE
        + """kind = "gate"
gate = "suez"
open_share = 0.5
by_class = { container = 0.2, lng = 0 }
premium_rate = 0.01
teu_miles = 0.1
[[shock]]
kind = "port"
port = "KEMBA"
open_share = 0.5
[[shock]]
kind = "border"
exporter = "UGA"
importer = "RWA"
delay_days = 3
"""
    )
    s = Scenario.loads(text)
    assert Scenario.loads(s.dumps()) == s
    check(s, World.load())
    held = [d for shock in s.shock for d in disruptions(shock)]
    assert held[0].open_to("container") == 0.2
    assert held[0].open_to("lng") == 0
    assert held[0].open_to("bulk") == 0.5
    assert (held[0].premium_rate, held[0].teu_miles) == (0.01, 0.1)
    assert held[1].port == "KEMBA"
    assert held[2].border == ("UGA", "RWA")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('packaged = "red-sea-2024"\nopen_share = 0.5', "open_share cannot be changed beside it"),
        (
            'packaged = "red-sea-2024"\npremium = 0\ndelay_days = 2',
            "premium and delay_days cannot be changed",
        ),
        ('gate = "suez"\nopen_share = 0\nend = 2026-03-01', "has no start"),
        ('gate = "suez"', "needs open_share, by_class, premium"),
    ],
)
def test_a_gate_that_says_too_much_or_too_little_is_refused(fields: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        Scenario.loads(GATE + f'kind = "gate"\n{fields}\n')


def test_wrong_names_and_dates_of_disruptions_are_told_at_once() -> None:
    text = (
        GATE
        + """kind = "gate"
gate = "suez"
by_class = { containers = 0.2 }
[[shock]]
kind = "port"
port = "KEMBB"
open_share = 0
[[shock]]
kind = "border"
exporter = "UGA"
importer = "RWX"
open_share = 0
"""
    )
    with pytest.raises(ScenarioError) as caught:
        check(Scenario.loads(text), World.load())
    assert {p.nearest for p in caught.value.problems} >= {"container", "KEMBA"}
    assert len(caught.value.problems) == 3
    named = GATE + 'kind = "port"\nport = "Mombasa"\nopen_share = 0\n'
    named += '[[shock]]\nkind = "border"\nexporter = "UGA"\nimporter = "NLD"\nopen_share = 0\n'
    with pytest.raises(ScenarioError, match="do not trade over land") as caught:
        check(Scenario.loads(named), World.load())
    assert caught.value.problems[0].nearest == "KEMBA"
    far = (
        GATE
        + """kind = "gate"
gate = "suez"
open_share = 0
start = 2025-01-01
end = 2025-02-01
[[shock]]
kind = "gate"
gate = "hormuz"
open_share = 0
start = 2027-01-01
"""
    )
    with pytest.raises(ScenarioError, match="a year or more after the first start"):
        check(Scenario.loads(far), World.load())


def test_the_scenario_in_the_documentation_is_one() -> None:
    page = Path(__file__).resolve().parents[1].joinpath("docs", "network", "routes.md").read_text("utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    s = Scenario.loads(text)
    check(s, World.load())
    assert {shock.kind for shock in s.shock} == {"gate", "port", "border"}
