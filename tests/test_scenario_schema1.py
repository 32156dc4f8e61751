"""Files of schema 1 (no `schema` key, kinds `gate` and `programme`) are read and mean what they meant."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from kaskazi.scenario import Horizon, Scenario
from kaskazi.scenario.file import upgrade
from kaskazi.shocks import check, in_force, load, loads, packaged_names
from kaskazi.shocks.kinds.preference import Preference
from kaskazi.world import World

FIXTURES = Path(__file__).parent / "fixtures" / "schema1"


def without_first_year(s: Scenario) -> Scenario:
    """Schema 1 had no elasticity of the first year."""
    e = s.uncertainty.elasticity
    if e is None:
        return s
    u = s.uncertainty.model_copy(update={"elasticity": e.model_copy(update={"first_year": None})})
    return s.model_copy(update={"uncertainty": u})


def test_the_fixtures_are_the_files_that_were_packaged() -> None:
    stems = {p.stem for p in FIXTURES.glob("*.toml")}
    assert len(stems) == 23
    assert stems <= set(packaged_names())
    for p in FIXTURES.glob("*.toml"):
        raw = tomllib.loads(p.read_text(encoding="utf-8"))
        assert "schema" not in raw
        assert {s["kind"] for s in raw["shock"]} <= {"gate", "programme", "barrier"}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.toml")), ids=lambda p: p.stem)
def test_each_means_the_same_as_its_file_of_today(path: Path) -> None:
    old, new = load(path), without_first_year(load(path.stem))
    h = tomllib.loads(path.read_text(encoding="utf-8")).get("horizon")
    assert old.horizon == (Horizon(**h) if h else None)
    assert old == new.model_copy(
        update={"horizon": old.horizon}
    )  # how many years are compared may have grown
    check(old, World.load())


def test_a_gate_of_ones_own_keeps_its_fields() -> None:
    text = 'name="x"\ntitle="x"\n[[shock]]\nkind="gate"\ngate="suez"\nopen_share=0.5\npremium=100\n'
    new = 'schema=2\nname="x"\ntitle="x"\n[[shock]]\nkind="chokepoint"\nchokepoint="suez"\nopen_share=0.5\npremium=100\n'
    assert loads(text) == loads(new)


STOP_GAP = """name = "agoa-stop-gap"
title = "AGOA is carried to 31 December 2027, then lapses"
partner = "USA"
horizon = { start = 2027-01-01, end = 2028-12-31 }
[[shock]]
kind = "programme"
programme = "agoa"
change = "keep"
until = 2027-12-31
note = "A year more is an assumption."
[[shock]]
kind = "programme"
programme = "agoa"
change = "lapse"
start = 2028-01-01
surcharge = 0.1
cite = { source = "pl-119-75" }
"""


def test_a_stop_gap_is_one_extension_that_ends() -> None:
    s = loads(STOP_GAP)
    assert s.shock == (
        Preference(
            programme="agoa",
            change="extend",
            until=date(2027, 12, 31),
            surcharge=0.1,
            note="A year more is an assumption.",
        ),
    )
    check(s, World.load())


def test_what_was_kept_without_a_horizon_changes_nothing_as_before() -> None:
    kept = STOP_GAP.split('[[shock]]\nkind = "programme"\nprogramme = "agoa"\nchange = "lapse"')[0]
    s = loads(kept.replace("horizon = { start = 2027-01-01, end = 2028-12-31 }\n", ""))
    assert in_force(s) == ()
    assert "Kept until 2027-12-31." in s.shock[0].note
    check(s, World.load())
    assert in_force(loads(kept)) == (0,)  # within a horizon the days after `until` count


def test_what_is_of_todays_schema_is_left_alone() -> None:
    raw = load("agoa-lapse").to_dict()
    assert upgrade(raw) == raw
