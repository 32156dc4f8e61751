"""Remittances by corridor: published shares first, regions next, the rest as the matrix has it."""

from __future__ import annotations

import pytest

from databuild.world import corridors as builder
from kaskazi.codes.economies import of_the_world
from kaskazi.sources import source
from kaskazi.world import World
from kaskazi.world.corridors import corridors
from kaskazi.world.show import summary
from shared import shared


def test_corridors_sum_to_what_is_received_and_the_central_bank_comes_first() -> None:
    received = World.load().indicator("remittances").values
    codes = World.load().economies
    for receiver, found in corridors().items():
        total = float(received[codes.index(receiver)])
        assert sum(c.value for c in found) == pytest.approx(total, rel=0.02, abs=3.0), receiver
        assert [c.value for c in found] == sorted((c.value for c in found), reverse=True)
    kenya = {c.sender: c for c in corridors()["KEN"]}
    assert 0.50 < kenya["USA"].value / 4190 < 0.60
    assert kenya["USA"].basis == "published share"
    assert kenya["USA"].cost == pytest.approx(0.0602)
    assert kenya["TZA"].cost == pytest.approx(0.19)
    assert {c.sender for found in corridors().values() for c in found} <= set(of_the_world())
    assert all(source(s) for s in {c.source for found in corridors().values() for c in found})
    assert summary(World.load(), "KEN")["remittance_corridors"][0]["sender"] == "USA"


def test_published_shares_are_of_the_year_and_its_longest_period() -> None:
    one, groups = builder.published_shares("KEN", 2023)
    assert one["USA"] == (0.56, "cbk-remit-2023")  # of the year, not of a month
    assert one["GBR"][0] == pytest.approx(28.1 / (203.5 + 60.7 + 47.5 + 31.3 + 11.9))
    assert sum(v for v, _ in groups.values()) == pytest.approx(1.0)
    assert builder.published_shares("UGA", 2023) == ({}, {})


def test_the_table_is_what_its_builder_makes() -> None:
    shared(builder.MATRIX)
    made = builder.built()
    rows = [f"{r},{c.sender},{c.year},{c.value:.4g}" for r, found in corridors().items() for c in found]
    assert [",".join(line.split(",")[:4]) for line in made.splitlines()[1:]] == rows
    assert builder.packed(made) == builder.packed(made)
    sent = builder.spread("UGA", 1000.0, 2023)
    assert sum(v for v, _, _ in sent.values()) == pytest.approx(1000.0)
