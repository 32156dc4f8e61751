"""A figure that somebody uses, beside ours."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from kaskazi.analysis.claims import Check, check, read_claim
from kaskazi.errors import InputError
from kaskazi.shocks import load
from kaskazi.world import World


@cache
def lapse(text: str) -> Check:
    return check(read_claim(text), load("agoa-lapse"), World.load())


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("300,000 jobs", 300_000, "jobs"),
        ("300 000 livelihoods", 300_000, "jobs"),
        ("1.2 million workers", 1.2e6, "jobs"),
        ("USD 1.2 billion", 1200, "USD m"),
        ("$350m", 350, "USD m"),
        ("-16 %", 16, "%"),
        ("16 per cent", 16, "%"),
        ("66k jobs", 66_000, "jobs"),
    ],
)
def test_a_figure_in_words(text: str, value: float, unit: str) -> None:
    c = read_claim(text)
    assert c.value == pytest.approx(value)
    assert c.unit == unit


@pytest.mark.parametrize("text", ["many", "jobs", "12 apples", "", "300", "9" * 400 + " jobs"])
def test_what_holds_no_figure_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(InputError, match="a number and a unit"):
        read_claim(text)


def test_more_jobs_than_there_are_need_another_definition_and_no_elasticity_gives_them() -> None:
    found = lapse("300,000 jobs")
    jobs = next(x for x in found.found if x.figure == "jobs")
    assert not jobs.inside
    assert jobs.ratio == pytest.approx(300_000 / abs(jobs.ours.central))
    told = " ".join(jobs.needs)
    assert "Another definition" in told
    assert "no elasticity gives it" in told
    assert any("300" in k and "not used here" in k for k in found.known)


@pytest.mark.slow
def test_the_elasticity_that_would_give_a_claim_gives_it() -> None:
    found = lapse("16 %")
    exports = next(x for x in found.found if x.figure == "exports_lines")
    said = next(n for n in exports.needs if n.startswith("Another elasticity: "))
    s = float(said.removeprefix("Another elasticity: ").split(" ")[0])
    assert s < 1.5  # the lowest that is used gives 18 %
    own = lapse(f"{abs(exports.ours.central):.4f} %")
    assert next(x for x in own.found if x.figure == "exports_lines").inside


@pytest.mark.slow
def test_the_command(tmp_path: Path) -> None:
    from test_cli import kaskazi

    facts = json.loads(kaskazi("check", "300,000 jobs", "--of", "agoa-lapse", "--json", cwd=tmp_path).stdout)
    assert facts["schema"] == 1
    text = kaskazi("check", "300,000 jobs", "--of", "agoa-lapse", cwd=tmp_path).stdout
    assert "What would have to be true" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "number and a unit" in kaskazi("check", "many", "--of", "agoa-lapse", cwd=tmp_path, ok=1).stderr
