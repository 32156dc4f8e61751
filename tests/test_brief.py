"""The brief: the same facts in three forms, nothing uncertified, nothing half-written."""

from __future__ import annotations

import html as entities
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from brief_case import DAY, agenda, case, dossier
from kaskazi.outcomes.types import SectorEffect
from kaskazi.report import Brief
from kaskazi.text.intervals import Interval

GOLDEN = Path(__file__).parent / "golden"


def text_of_html(page: str) -> str:
    """What a reader sees, roughly: tags out, entities in, white space as one blank."""
    body = re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.S)
    return squeezed(entities.unescape(re.sub(r"<[^>]+>", " ", body)))


def text_of_markdown(page: str) -> str:
    return squeezed(entities.unescape(re.sub(r"\\([\\`*_\[\]|~$#+=.)-])", r"\1", page)).replace("**", ""))


def squeezed(text: str) -> str:
    return re.sub(r"[ \t\n\u00a0]+", " ", text)


# --- the same facts ---


def test_the_sectors_that_move_most_stand_in_all_three_forms() -> None:
    def at(x: float) -> Interval:
        return Interval(min(0.5 * x, 2 * x), x, max(0.5 * x, 2 * x))

    def effect(key: str, jobs: float, exports: float) -> SectorEffect:
        return SectorEffect(
            key, f"Sector <{key}>", 900.0, at(-1.0), 400.0, at(exports), 5e4, at(jobs), "estimated"
        )

    plain = case()
    sectors = (effect("apparel", -31_700, -295), effect("tea", 7_000, 16.6), effect("still", 0, 0))
    item, option, found = plain.results[0]
    b = replace(plain, results=((item, option, replace(found, sectors=sectors)), *plain.results[1:]))
    page, md, data = text_of_html(b.html()), text_of_markdown(b.markdown()), b.to_dict()
    for text in (
        "Sector <apparel>",
        "\u221231\u202f700",
        "\u2212295",
        "+16.6",
        "estimated",
        "mostly imputed",
    ):
        assert text in page, text
        assert text in md, text
    assert "Sector <still>" not in page + md
    assert [x["sector"] for x in data["sectors"]] == ["Sector <apparel>", "Sector <tea>"]
    assert "gain or lose most" not in text_of_html(plain.html())


@pytest.fixture(scope="module")
def forms() -> tuple[str, str, dict[str, object], str]:
    b = case()
    return text_of_html(b.html()), text_of_markdown(b.markdown()), b.to_dict(), b.json()


def test_every_figure_stands_in_all_three_forms(forms: tuple[str, str, dict[str, object], str]) -> None:
    page, md, _, js = forms
    for row in case().to_dict()["figures"]:
        assert row["label"] in page
        assert row["label"] in md
        assert row["label"] in js
        central = row["text"].partition(" (")[0]
        for form in (page, md, js):
            assert central in form
        ends = re.search(r"\((.*)\)", row["text"])
        if ends:
            for form in (page, md, js):
                assert ends[1] in form


def test_every_quotation_and_its_place_stand_in_all_three_forms(
    forms: tuple[str, str, dict[str, object], str],
) -> None:
    page, md, plain, _ = forms
    d = case().dossier
    told = plain["dossier"]
    assert isinstance(told, dict)
    for s in d.statements:
        place = f"characters {s.span.start}–{s.span.end}"
        assert s.content in page
        assert place in page
        assert s.content in md
        assert place in md
        assert s.content in [x["content"] for x in told["statements"]]
        assert s.speaker in page
        assert s.speaker in md


def test_every_source_and_scenario_stands_in_all_three_forms(
    forms: tuple[str, str, dict[str, object], str],
) -> None:
    page, md, _, js = forms
    plain = case().to_dict()
    ids = [s["id"] for s in plain["sources"]]
    assert {"tariff-test", "study-a", "pl-test", "natural-earth-110m"} <= set(ids)
    for key in ids:
        for form in (page, md, js):
            assert key in form
    for s in plain["scenarios"]:
        for form in (page, md, js):
            assert s["command"] in form
            assert s["sha256"] in form
            assert "[uncertainty.elasticity]" in form


def test_an_answer_says_who_claims_it_and_who_has_not_confirmed_it(
    forms: tuple[str, str, dict[str, object], str],
) -> None:
    page, md, _, _ = forms
    for form in (page, md):
        assert "claimed by Trade minister, not confirmed by United States" in form


def test_what_cannot_be_worked_out_is_listed_with_its_reason(
    forms: tuple[str, str, dict[str, object], str],
) -> None:
    for form in forms[0], forms[1]:
        assert "AGOA ends in 37 days." in form
        assert "To decide by 31 December 2026, in 37 days:" in form
    assert str(forms[2]["headline"]).startswith("AGOA ends in 37 days.")
    assert "runs until 31 December 2026, 37 days from 24 November 2026." in str(forms[2]["summary"])


def test_without_a_date_relative_times_stay_unresolved_and_the_brief_says_so() -> None:
    b = case(None)
    for form in (text_of_html(b.html()), text_of_markdown(b.markdown())):
        assert "16 November 2026" not in form
        assert "“Monday”: unresolved" in form
        assert "date is not known" in form
    assert len(b.to_dict()["dossier"]["unresolved"]) == 3


def test_a_brief_without_any_result_still_stands() -> None:
    b = Brief(dossier(), agenda(), (), made=DAY)
    assert "not run for this brief" in text_of_html(b.html()) or "No figure" in text_of_html(b.html())
    assert b.to_dict()["figures"] == []
    assert "none can be worked out yet" in b.markdown().splitlines()[2]


# --- golden files: set KASKAZI_GOLDEN=write to write them anew ---


@pytest.mark.parametrize("suffix", ["html", "md", "json"])
def test_golden(suffix: str) -> None:
    b = case()
    made = {"html": b.html, "md": b.markdown, "json": b.json}[suffix]()
    if suffix == "html":
        # where text ends depends on the fonts of the machine; drawings are tested as specifications
        made = re.sub(r"<svg xmlns.*?</svg>", "<svg/>", made, flags=re.S)
        made = re.sub(r"<style>.*?</style>", "<style/>", made, flags=re.S)
    path = GOLDEN / f"brief.{suffix}"
    if os.environ.get("KASKAZI_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")
