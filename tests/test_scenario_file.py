"""Scenario files: what is read, what is refused and how, and that what is written is read again the same."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.errors import Problem, ScenarioError
from kaskazi.files import SCHEMAS
from kaskazi.scenario import Elasticity, Range, Scenario, Shock
from kaskazi.shocks import KINDS, build, cases, check, json_schema, load, loads, parse, regimes
from kaskazi.shocks.kinds.barrier import Barrier
from kaskazi.shocks.kinds.chokepoint import Chokepoint
from kaskazi.shocks.kinds.preference import Preference
from kaskazi.shocks.kinds.tariff import Tariff
from kaskazi.world import World

GOOD = """schema = 2
name = "agoa-lapse"
title = "AGOA ends with 2026"
partner = "USA"

[[shock]]
kind = "preference"
programme = "agoa"
change = "lapse"
start = 2027-01-01
cite = { source = "pl-119-75" }

[[shock]]
kind = "chokepoint"
chokepoint = "bab-el-mandeb"
open_share = 0.35
"""
HEAD = 'schema = 2\nname = "x"\ntitle = "X"\n'


def problems(text: str) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "x.toml")
    return list(caught.value.problems)


def test_a_good_file_is_read() -> None:
    s = loads(GOOD)
    assert isinstance(s.shock[0], Preference)
    assert s.shock[0].start == date(2027, 1, 1)
    assert isinstance(s.shock[1], Chokepoint)
    assert s.shock[1].cite is None


def test_every_problem_is_told_at_once_with_place_and_nearest_name() -> None:
    bad = GOOD.replace("open_share = 0.35", "open_shre = 0.35").replace('"lapse"', '"laps"')
    bad = bad.replace('"pl-119-75"', '"pl-119-57"').replace('"USA"', '"United States"')
    bad += '\n[[shock]]\nkind = "tarif"\n'
    found = {p.where: p for p in problems(bad)}
    assert set(found) >= {
        "partner", "shock[0].change", "shock[0].cite.source", "shock[1].open_shre", "shock[2].kind",
    }  # fmt: skip
    assert found["shock[0].change"].nearest == "lapse"
    assert "'extend'" in found["shock[0].change"].expected
    assert found["shock[0].cite.source"].nearest == "pl-119-75"
    assert found["shock[1].open_shre"].nearest == "open_share"
    assert found["shock[2].kind"].nearest == "tariff"


def test_a_source_nobody_knows_is_refused_wherever_it_is_cited() -> None:
    text = HEAD + "shock = []\n[uncertainty.elasticity]\nlow = 2\ncentral = 3\nhigh = 4\n"
    text += (
        'sources = ["smart-default"]\n[uncertainty.elasticity.first_year]\nlow = 1\ncentral = 1\nhigh = 1\n'
    )
    found = problems(text + 'sources = ["baci-textile-us"]\n')
    assert [(p.where, p.nearest) for p in found] == [
        ("uncertainty.elasticity.sources[0]", "smart-defaults"),
        ("uncertainty.elasticity.first_year.sources[0]", "baci-textiles-us"),
    ]


def test_a_rate_in_per_cent_is_refused_with_the_ratio() -> None:
    text = HEAD + '[[shock]]\nkind="tariff"\nimporters=["USA"]\nexporters=["KEN"]\nrate=25\n'
    assert [str(p) for p in problems(text)] == [
        "shock[0].rate: 25 means 2500 %. Expected a ratio: 0.25 = 25 %."
    ]


@pytest.mark.parametrize(
    ("change", "where", "word"),
    [
        (("name = ", "nam = "), "nam", "not a field"),
        (('title = "AGOA ends with 2026"', 'title = ""'), "title", ""),
        (('partner = "USA"', 'closure = { deficit = "frozen" }'), "closure.deficit", "frozen"),
        (('partner = "USA"', 'closure = { defict = "zero" }'), "closure.defict", "deficit"),
        (("start = 2027-01-01", "start = 2027-01-01\nend = 2026-01-01"), "shock[0].end", "before start"),
        (('partner = "USA"', "horizon = {start=2028-12-31, end=2027-01-01}"), "horizon.end", "before start"),
        (("schema = 2", "schema = 3"), "schema", "newer kaskazi"),
        (("schema = 2", "schema = true"), "schema", "1 to 2"),
        (('kind = "chokepoint"', 'kind = "gate"'), "shock[1].kind", 'Nearest: "chokepoint"'),
        (("schema = 2", "schem = 2"), "schem", 'Nearest: "schema"'),
        (('kind = "chokepoint"', ""), "shock[1].kind", "is missing"),
        (("open_share = 0.35", "open_share = nan"), "shock[1].open_share", ""),
        (
            (
                "title = ",
                "uncertainty.elasticity = {low=2, central=3, high=4, first_year={low=1, central=1, high=inf}}\ntitle = ",
            ),
            "uncertainty.elasticity.first_year.high",
            "finite",
        ),
    ],
)
def test_one_fault_is_named_with_its_place(change: tuple[str, str], where: str, word: str) -> None:
    found = problems(GOOD.replace(*change))
    assert any(p.where == where and word in str(p) for p in found), [str(p) for p in found]


def test_a_range_may_not_fall() -> None:
    with pytest.raises(ValueError, match="must not fall"):
        Range(low=1.0, central=0.5, high=2.0)
    with pytest.raises(ValueError, match="0 to 1"):
        Elasticity(low=2, central=3, high=4, first_year={"low": 0, "central": 1, "high": 1})  # type: ignore[arg-type]


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(tmp_path)
    with pytest.raises(ScenarioError, match="agoa-lapse"):
        load("agoa-laps")
    broken = tmp_path / "b.toml"
    for content, said in (
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"name = ", "not valid TOML"),
        (b"#" * 1_000_001, "at most 1,000,000 bytes"),
        (b"a = 1" + b"0" * 5000, "line 1: a number is too long"),
        (b"\na" + b".a" * 5000 + b" = 1", "line 2: a key has too many parts"),
        (b"a = " + b"[" * 5000, "line 1: tables lie too deep"),
        (b'a = {b = "[[[[[[[[[[[[", c = ' + b"{c = " * 9, "tables lie too deep"),
        (b"a = 99-99-99", "not valid TOML"),
    ):
        broken.write_bytes(content)
        with pytest.raises(ScenarioError, match=said):
            load(broken)


@pytest.mark.parametrize(
    "text",
    [
        'name = "' + '\\"' * 400_000,
        "a = " + "'" * 999_999,
        "a" * 900_000,
        "a " * 400_000,
        "a = " + "1_" * 20 + "x = [" * 10,
        'a = """' + '"" ' * 300_000,
        "[[shock]]\n" * 20_000,
        GOOD + '[[shock]]\nkind = "tarif"\n' * 10_000,
    ],
    ids=range(8),
)
def test_what_is_long_and_wrong_is_refused_soon(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert time.process_time() - start < 3
    assert len(caught.value.problems) < 210


def test_a_name_given_often_counts_once() -> None:
    often = ", ".join(['"USA"'] * 20_000)
    text = HEAD + f'[[shock]]\nkind="tariff"\nimporters=[{often}]\nexporters=[{often}, "KEN"]\nchange=0.1\n'
    s, world = loads(text), World.load()
    w = build(s, world, cases(s)[0]).wedges.tariff
    k, u = world.index("KEN"), world.index("USA")
    assert w[0, u, k] == pytest.approx(world.tariff[0, u, k] + 0.1)
    wrong = loads(text.replace('"USA"', '"UUU"'))
    with pytest.raises(ScenarioError) as caught:
        check(wrong, world)
    assert len(caught.value.problems) == 2


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    marked = tmp_path / "bom.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(marked) == loads("\ufeff" + GOOD) == loads(GOOD)


def test_notes_may_hold_what_a_table_may_not() -> None:
    note = "see [[[[[[[[[[[[ a.b.c.d.e.f.g.h.i.j.k 1234567890123456789012345678901234567890123"
    s = loads(GOOD.replace("open_share = 0.35", f'open_share = 0.35\nnote = "{note}"'))
    assert s.shock[1].note == note


iso3 = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
ranges = st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=3).map(
    lambda v: Range(low=min(v), central=sorted(v)[1], high=max(v))
)
printed = st.text(max_size=20).filter(lambda s: all(c.isprintable() for c in s))
shocks = st.one_of(
    st.builds(
        Tariff,
        importers=st.lists(iso3, min_size=1, max_size=3),
        exporters=st.lists(iso3, min_size=1, max_size=3),
        rate=st.floats(0, 2),
        change=st.none(),
        start=st.none() | st.dates(),
        end=st.none(),
        note=printed,
    ),
    st.builds(
        Barrier,
        importers=st.lists(iso3, min_size=1, max_size=2),
        exporters=st.lists(iso3, min_size=1, max_size=2),
        ave_change=ranges,
    ),
    st.builds(
        Preference,
        programme=st.just("agoa"),
        change=st.just("extend"),
        until=st.dates(),
        exporters=st.lists(iso3),
    ),
)


@given(st.lists(shocks, min_size=1, max_size=4))
def test_written_and_read_again_it_is_the_same(found: list[Tariff | Barrier | Preference]) -> None:
    s = Scenario(name="x", title="y", shock=tuple(found))
    again = loads(s.dumps())
    assert again == parse(s.to_dict()) == s
    assert again.sha256 == s.sha256


def test_the_hash_follows_the_content_not_the_layout() -> None:
    a = loads(GOOD)
    b = loads("# a comment\n" + GOOD.replace("open_share = 0.35", "open_share  =  0.350"))
    assert a.sha256 == b.sha256
    assert a.sha256 != loads(GOOD.replace("0.35", "0.36")).sha256


def test_what_is_written_carries_its_schema() -> None:
    assert loads(GOOD).dumps().startswith("schema = 2\n")
    assert loads(GOOD).to_dict()["schema"] == SCHEMAS["scenario"] == 2


def test_the_json_schema_names_every_kind_and_field() -> None:
    told = json_schema()
    assert set(told["properties"]) >= {"schema", "name", "title", "horizon", "uncertainty", "shock"}
    for kind in KINDS.values():
        part = told["$defs"][kind.part.__name__]
        assert part["properties"]["kind"]["const"] == kind.name
        assert set(part["properties"]) == set(kind.part.model_fields)
        assert part["additionalProperties"] is False


PAGE = (Path(__file__).resolve().parents[1] / "docs" / "scenario-format.md").read_text(encoding="utf-8")


def test_the_scenario_of_the_page_is_one() -> None:
    s = loads(PAGE.split("```toml\n")[1].split("```")[0])
    check(s, World.load())
    assert [r.active for r in regimes(s)] == [(0,), (0, 1), (1,)]


def test_the_page_lists_every_kind_and_field() -> None:
    rows = {r.split("`")[1]: r for r in PAGE.splitlines() if r.startswith("| `")}
    assert set(rows) >= set(KINDS) | {f.alias or k for k, f in Scenario.model_fields.items()}
    assert set(rows) >= set(Shock.model_fields)
    for name, kind in KINDS.items():
        for field in set(kind.part.model_fields) - set(Shock.model_fields):
            assert f"`{field}`" in rows[name], (name, field)


@pytest.mark.parametrize(
    ("shock", "said"),
    [
        ("rate = true", "shock[0].rate: true is not a number."),
        ('rate = "0.25"', "shock[0].rate: '0.25' is not a number."),
    ],
)
def test_what_only_looks_like_a_number_is_refused(shock: str, said: str) -> None:
    with pytest.raises(ScenarioError) as told:
        loads(MINIMAL.format(top="", shock=shock))
    assert said in str(told.value)


def test_every_number_of_a_wrong_type_is_told_at_once() -> None:
    with pytest.raises(ScenarioError) as told:
        loads(
            MINIMAL.format(
                top='[uncertainty.elasticity]\nlow = "2"\ncentral = true\nhigh = 4\n', shock="rate = false"
            )
        )
    for where in ("uncertainty.elasticity.low", "uncertainty.elasticity.central", "shock[0].rate"):
        assert f"{where}: " in str(told.value)


@pytest.mark.parametrize("levels", ["[]", '["low"]', '["low", "low", "central"]'])
def test_the_central_case_is_always_run_and_no_case_twice(levels: str) -> None:
    with pytest.raises(ScenarioError, match="levels"):
        loads(MINIMAL.format(top=f"[uncertainty]\nlevels = {levels}\n", shock="rate = 0.1"))


MINIMAL = """schema = 2
name = "a"
title = "t"
home = "KEN"
{top}
[[shock]]
kind = "tariff"
importers = ["USA"]
exporters = ["KEN"]
{shock}
"""
