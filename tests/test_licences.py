"""Licences of the build's inputs: each stated with its status, a NOTICE of them, and open builds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from databuild import licences, shared, tables
from databuild.world import agreements
from kaskazi.sources import sources
from shared import ROOT


@pytest.fixture
def open_build() -> Iterator[None]:
    """A build from inputs of verified open licence alone, and back."""
    agreements.dyads.cache_clear()
    licences.open_only()
    yield
    licences.open_only(False)
    agreements.dyads.cache_clear()


def test_every_table_the_builders_read_states_its_licence() -> None:
    names = {x.value for p in _builders() for x in ast.walk(ast.parse(p.read_text())) if _names_a_table(x)}
    names |= {spec["file"] for spec in tables.table("indicators").values()}
    assert len(names) > 10
    assert names <= set(licences.inputs())


def _builders() -> list[Path]:
    return sorted((ROOT / "databuild").rglob("*.py"))


def _names_a_table(x: ast.AST) -> bool:
    return isinstance(x, ast.Constant) and isinstance(x.value, str) and x.value.endswith((".csv", ".csv.gz")) and "/" in x.value and not x.value.startswith(("data/", "examples/"))  # fmt: skip


def test_a_status_that_says_less_than_verified_is_never_used_by_an_open_build(open_build: None) -> None:
    for x in licences.inputs().values():
        assert licences.shut(x.name) == (not x.kept and not (x.open and x.status == "verified"))
        assert x.status == "verified" or not x.seen
        assert not x.source or x.source in sources()
    assert [x.name for x in licences.inputs().values() if x.kept] == ["sam"]
    assert licences.shut("tariffs/a_table_nobody_entered.csv")


def test_an_open_build_knows_only_its_own_groups_and_law(open_build: None) -> None:
    assert shared.rows("tariffs/desta_2.2_dyads.csv.gz") == ()
    on = date(2023, 7, 1)
    law = agreements.preferences(("KEN", "UGA", "CHN", "AUS"), on)
    assert law.keeps[0, 1] == 0.0
    assert law.keeps[2, 3] == 1.0  # an agreement that only the dyads hold


def test_the_notice_goes_with_the_file_and_names_every_publisher() -> None:
    text = files("kaskazi.world").joinpath("data", "NOTICE").read_text(encoding="utf-8")
    assert text == licences.notice()
    assert all(x.publisher in text for x in licences.inputs().values())
    assert {x.status for x in licences.inputs().values()} == set(licences.STATUSES)
