"""The brief: the same facts in three forms, nothing uncertified, nothing half-written."""

from __future__ import annotations

import html as entities
import json
import math
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from brief_case import DAY, SAID, agenda, case, dossier, outcome, scenario
from kaskazi.dossier import Document, Span
from kaskazi.errors import InputError, NoSolution
from kaskazi.outcomes.types import Comparison, Figure, SectorEffect
from kaskazi.report import Brief, check_path
from kaskazi.report.certify import LIMIT
from kaskazi.report.said import context, marked
from kaskazi.report.stakes import ours, sentence
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import amount, interval, level, minus, number, percent, small, with_unit

GOLDEN = Path(__file__).parent / "golden"


def text_of_html(page: str) -> str:
    """What a reader sees, roughly: tags out, entities in, white space as one blank."""
    body = re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.S)
    return squeezed(entities.unescape(re.sub(r"<[^>]+>", " ", body)))


def text_of_markdown(page: str) -> str:
    return squeezed(entities.unescape(re.sub(r"\\([\\`*_\[\]|~$#+=.)-])", r"\1", page)).replace("**", ""))


def squeezed(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text)


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
    for form in forms[0], forms[1], forms[3]:
        assert "Named without an amount or a measure." in form


def test_the_law_on_both_days(forms: tuple[str, str, dict[str, object], str]) -> None:
    for form in forms[0], forms[1]:
        assert "17 November 2026" in form
        assert "24 November 2026" in form
        assert "as of today" in form.lower()
        assert "when this was said" in form.lower()


def test_the_opening_paragraph_says_how_long_the_law_still_runs(
    forms: tuple[str, str, dict[str, object], str],
) -> None:
    for form in forms[0], forms[1], forms[3]:
        assert (
            "African Growth and Opportunity Act runs until 31 December 2026, 37 days from 24 November 2026."
            in form
        )


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
    assert b.markdown().startswith("# What is at stake for Kenya")


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


# --- refused ---


def results(**changes: object) -> list[tuple[str, str, object]]:
    o = agenda().items[0].options[0]
    return [("agoa", "lapse", replace(outcome(o.scenario), **changes))]  # type: ignore[arg-type]


@pytest.mark.parametrize("residual", [1e-3, math.nan, math.inf, 1.01 * LIMIT])
def test_an_uncertified_result_is_refused(residual: float) -> None:
    s = scenario("agoa-lapse", "AGOA ends with 2026")
    with pytest.raises(NoSolution, match="agoa/lapse"):
        Brief(dossier(), agenda(), [("agoa", "lapse", outcome(s, residual=residual))])


def test_a_walras_gap_is_refused() -> None:
    good = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    bad = replace(good, solved=(replace(good.solved[0], walras=-1e-3),))
    with pytest.raises(NoSolution, match="Walras"):
        Brief(dossier(), agenda(), [("agoa", "lapse", bad)])


def test_an_unsolved_result_is_refused() -> None:
    with pytest.raises(NoSolution, match="no solved case"):
        Brief(dossier(), agenda(), results(solved=()))  # type: ignore[arg-type]


def test_a_number_that_is_none_is_refused() -> None:
    nan = Figure("income", "Income", "USD m", Interval(-1.0, 0.0, 1.0), "model", "", base=math.nan)
    with pytest.raises(NoSolution, match=r"headline\.income\.base"):
        Brief(dossier(), agenda(), results(headline=(nan,)))  # type: ignore[arg-type]


def test_results_of_another_agenda_are_told_all_at_once() -> None:
    o = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    stray = outcome(scenario("else", "Something else"))
    with pytest.raises(InputError) as told:
        Brief(dossier(), agenda(), [("agoa", "laps", o), ("agoa", "lapse", o), ("agoa", "lapse", o), stray])
    assert len(told.value.problems) == 3
    assert 'Nearest: "agoa/lapse"' in str(told.value)
    assert "given twice" in str(told.value)


def test_bare_outcomes_find_their_option() -> None:
    o = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    assert Brief(dossier(), agenda(), [o]).results == (("agoa", "lapse", o),)


# --- written whole or not at all ---


def test_write_by_suffix(tmp_path: Path) -> None:
    b = case()
    for suffix in (".html", ".md", ".json", ".HTML"):
        path = b.write(tmp_path / f"b{suffix}")
        assert path.read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.HTML", "b.html", "b.json", "b.md"]
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["home"] == "KEN"


@pytest.mark.parametrize("name", ["b.docx", "b", "b.htm", "no/b.html"])
def test_a_wrong_path_is_told_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as told:
        check_path(tmp_path / name)
    if "/" not in name:
        assert ".html, .md, .json" in str(told.value)
    with pytest.raises(InputError):
        case().write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.md"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kaskazi.files.os.replace", full)
    with pytest.raises(InputError, match="No space left"):
        case().write(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["b.md"]


def test_half_a_character_is_written_too(tmp_path: Path) -> None:
    d = dossier()
    broken = replace(d, document=replace(d.document, notes=("half \ud800 a character",)))
    b = Brief(broken, agenda(), (), made=DAY)
    told = json.loads(b.write(tmp_path / "b.json").read_text(encoding="utf-8"))
    assert told["dossier"]["document"]["notes"] == ["half \ud800 a character"]
    for suffix in (".html", ".md"):
        assert "U+D800" in b.write(tmp_path / f"b{suffix}").read_text(encoding="utf-8")


# --- numbers ---


@pytest.mark.parametrize(
    ("v", "text"),
    [
        ((-417.3, -290.4, -148.1), "−290 (−417 to −148)"),
        ((-58_422.0, -40_656.0, -20_734.0), "−40\u202f700 (−58\u202f400 to −20\u202f700)"),
        ((0.0, 0.0, 0.0), "0"),
        ((-0.2, 0.01, 0.31), "+0.010 (−0.200 to +0.310)"),
        ((66_804.0, 66_804.0, 66_804.0), "+66\u202f804"),
        ((999.7, 999.7, 999.7), "+1\u202f000"),
        ((-0.00001, 0.0, 0.00001), "0"),
        ((2.0, 3.25, 5.5), "+3.25 (+2.00 to +5.50)"),
    ],
)
def test_an_interval_has_one_precision_and_sensible_digits(v: tuple[float, float, float], text: str) -> None:
    assert interval(Interval(*v), signed=True).text == text


def test_numbers_are_printed_one_way() -> None:
    assert number(-0.004, 2) == "0.00"
    assert number(1234567.8) == "1\u202f234\u202f568"
    assert amount(738.5) == "738.5"
    assert amount(66804.0) == "66\u202f804"
    assert percent(Interval(-60.94, -39.32, -20.05)).text == "−39 (−61 to −20)"
    assert percent(Interval(-13.04, -2.06, -0.17)).text == "−2.1 (−13.0 to −0.2)"
    assert percent(Interval(-1e-13, 0.0, 1e-14)).text == "0"
    assert level(120_322.4, "USD m") == "USD 120 billion"
    assert level(738.5, "USD m") == "USD 738.5 million"
    assert small(2.04e-11) == "2 × 10⁻¹¹"
    assert small(9.7e-12) == "1 × 10⁻¹¹"
    assert small(0) == "0"
    assert with_unit("290", "USD m") == "USD 290 million"
    assert minus("-28 % (-3 to +3), trade-weighted 2025-26") == "−28 % (−3 to +3), trade-weighted 2025-26"
    with pytest.raises(ValueError, match="cannot be printed"):
        number(math.nan)


@pytest.mark.parametrize(
    ("v", "told"),
    [
        ((-3.0, -2.0, -1.0), "exports would fall by USD 2.00 million (1.00 to 3.00)"),
        ((1.0, 2.0, 3.0), "exports would rise by USD 2.00 million (1.00 to 3.00)"),
        ((-1.0, 2.0, 3.0), "exports would change by USD +2.00 million (−1.00 to +3.00)"),
        ((0.0, 0.0, 0.0), "exports would not change"),
    ],
)
def test_a_figure_in_words_has_the_right_direction(v: tuple[float, float, float], told: str) -> None:
    assert sentence(Figure("x", "Exports", "USD m", Interval(*v), "model", "")) == told


def test_figures_that_rest_on_the_same_stand_together_and_shared_assumptions_once() -> None:
    stake = case().page.stakes[0]
    assert [b.labels for b in stake.bases if "world-test" in b.sources] == [
        ("Kenya's exports, all partners", "Kenya's real income (equivalent variation)")
    ]
    assert [(a.titles, len(a.texts)) for a in stake.assumed] == [((), 2)]


def test_our_figure_beside_a_published_one() -> None:
    def beside(text: str) -> str:
        return ours(Comparison("S", "m", "w", "-16 %", text, "s"))

    assert beside("-64 % / -47 % / -20 %") == "−47 (−64 to −20)\u202f%"
    assert beside("17.7 % without, 27.7 % with") == "17.7 % without, 27.7 % with"


# --- the text and its marks ---


def test_marks_never_change_the_text_and_every_place_has_its_anchor() -> None:
    b = case()
    record = b.page.record
    assert "\n".join(line.text for line in record.lines) == b.dossier.document.text
    anchors = {a for line in record.lines for s in line.segments for a in s.anchors}
    links = set(re.findall(r'href="#(t\d+-\d+)"', b.html()))
    assert links
    assert links <= anchors
    ids = re.findall(r'\bid="([^"]+)"', b.html())
    assert len(ids) == len(set(ids))


def test_a_short_span_is_shown_with_the_words_around_it() -> None:
    line = "He said that " + "many " * 30 + "were positive about it, " + "truly " * 30
    d = Document("x", "", "first\n" + line + "\nlast", SAID, "given")
    at = d.text.index("positive")
    before, after = context(d, Span(at, at + 8))
    assert before.startswith("…many")
    assert before.endswith("were ")
    assert after.startswith(" about it")
    assert after.endswith("truly…")
    assert context(d, Span(0, 5)) == ("", "")  # the whole line
    assert context(d, Span(6, 100)) == ("", "")  # long enough by itself


def test_overlapping_marks_nest() -> None:
    d = Document("x", "", "abcdef\nghi", SAID, "given")
    lines, _ = marked(d, [(Span(1, 4), "quote"), (Span(2, 8), "ask")])
    first = [(s.text, s.kinds) for s in lines[0].segments]
    assert first == [("a", ()), ("b", ("quote",)), ("cd", ("ask", "quote")), ("ef", ("ask",))]
    assert [(s.text, s.kinds) for s in lines[1].segments] == [("g", ("ask",)), ("hi", ())]


def test_of_a_long_text_only_the_marked_lines_are_printed() -> None:
    d = Document("x", "", "plain\n" * 50_000 + "said", SAID, "given")
    lines, cut = marked(d, [(Span(len(d.text) - 4, len(d.text)), "quote")])
    assert cut
    assert [(x.number, x.text) for x in lines] == [(50_001, "said")]
    one = Document("x", "", "a" * 300_000 + "said" + "b" * 300_000, SAID, "given")
    lines, cut = marked(one, [(Span(300_000, 300_004), "quote")])
    assert cut
    assert len(lines[0].text) < 1000
    assert [s.text for s in lines[0].segments if s.kinds] == ["said"]


def test_every_link_within_the_page_has_a_target() -> None:
    page = case().html()
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
