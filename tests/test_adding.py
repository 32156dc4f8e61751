"""What can be added is registered once, where docs/adding.md says, and nowhere else."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kaskazi.codes.naming import rows
from kaskazi.law import instruments
from kaskazi.law.eligibility import programmes
from kaskazi.outcomes import indicators, methods
from kaskazi.report.writers import writers
from kaskazi.shocks import KINDS
from kaskazi.world.indicators import registry as world_indicators
from shared import ROOT

PACKAGE = ROOT / "src" / "kaskazi"
ADDING = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")


def test_every_kind_of_shock_is_one_file() -> None:
    files = sorted(p.stem for p in (PACKAGE / "shocks" / "kinds").glob("*.py") if p.stem != "__init__")
    assert files == sorted(KINDS)


def test_every_writer_is_one_file() -> None:
    files = sorted(p.stem for p in (PACKAGE / "report" / "writers").glob("*.py") if p.stem != "__init__")
    assert len(files) == len(writers()) == len(set(writers()))


def test_every_indicator_is_one_row_and_one_figure() -> None:
    text = (PACKAGE / "outcomes" / "indicators.toml").read_text(encoding="utf-8")
    told = Counter(re.findall(r"^\[indicator\.(\w+)\]", text, re.MULTILINE))
    assert set(told) == set(indicators())
    assert max(told.values()) == 1
    code = "\n".join(p.read_text(encoding="utf-8") for p in (PACKAGE / "outcomes").glob("*.py"))
    for key, row in indicators().items():
        assert re.search(rf'"{key}"', code), f"{key} is a row of the table, and no figure is made of it"
        assert row.method in methods()


def test_every_figure_made_is_a_row() -> None:
    made = set()
    for p in (PACKAGE / "outcomes").glob("*.py"):
        made |= set(re.findall(r'(?:g\.figure|g\.modelled)\(\s*"(\w+)"', p.read_text(encoding="utf-8")))
    assert made <= set(indicators())
    assert len(made) > 8


def test_every_instrument_is_named_once_and_every_programme_is_one() -> None:
    text = (PACKAGE / "law" / "registry.toml").read_text(encoding="utf-8")
    told = Counter(re.findall(r"^\[([\w-]+)\]", text, re.MULTILINE))
    assert set(told) == set(instruments())
    assert max(told.values()) == 1
    assert set(instruments()) <= set(rows("instruments"))


def test_members_stand_in_one_list() -> None:
    lists = [p for p in PACKAGE.rglob("*.csv") if "programme" in p.read_text(encoding="utf-8").split("\n")[0]]
    assert [p.name for p in lists] == ["spells.csv"]
    assert len(set(programmes())) == len(programmes())


def test_every_figure_of_an_economy_is_one_row_and_one_table() -> None:
    files = sorted(p.stem for p in (PACKAGE / "world" / "data" / "indicators").glob("*.csv"))
    assert files == sorted(world_indicators())


@pytest.mark.parametrize(
    "heading",
    [
        "A writer",
        "A picture",
        "A sentence",
        "An alias or a language",
        "An economy's code",
        "A group",
        "An economy's figure",
        "A preference, an agreement, a surcharge",
        "A kind of shock",
        "An indicator of an outcome",
    ],
)
def test_each_thing_has_its_section(heading: str) -> None:
    assert ADDING.count(f"\n## {heading}\n") == 1


def test_the_files_that_the_page_names_exist() -> None:
    for name in set(re.findall(r"`(src/kaskazi/[\w/.-]+|tests/[\w/.-]+)`", ADDING)):
        if "NAME" not in name and "reserves" not in name:  # made-up examples
            assert (ROOT / name).exists(), name
