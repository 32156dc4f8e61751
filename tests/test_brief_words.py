"""Figures in words, and the document's text with its marks."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from brief_case import DAY, SAID, agenda, case
from kaskazi.dossier import Document, Span
from kaskazi.outcomes.indicators import FigureHorizon
from kaskazi.outcomes.types import Figure
from kaskazi.report import Brief
from kaskazi.report.published import stated
from kaskazi.report.record import context, marked, record
from kaskazi.report.stakes import sentence
from kaskazi.report.words import stated_amount, stated_rate
from kaskazi.text.intervals import Interval


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
    assert (
        sentence(Figure("x", "Exports", "USD m", Interval(*v), "model", FigureHorizon("adjusted"), ""))
        == told
    )


def test_figures_that_rest_on_the_same_stand_together_and_shared_assumptions_once() -> None:
    stake = case().page.stakes[0]
    assert [b.labels for b in stake.bases if "world-test" in b.sources] == [
        ("Kenya's exports, all partners", "Kenya's real income (equivalent variation)")
    ]
    assert [(a.titles, len(a.texts)) for a in stake.assumed] == [((), 2)]


def test_our_figure_beside_a_published_one() -> None:
    assert stated(Interval(-64.4, -47.0, -20.0), "%") == "−47 (−64 to −20)\u202f%"
    assert stated(Interval(28.0, 28.0, 28.0), "duty %") == "28\u202f%"


# --- the text and its marks ---


def test_marks_never_change_the_text_and_every_place_has_its_anchor() -> None:
    b = case()
    told = b.page.record
    assert "\n".join(line.text for line in told.lines) == b.dossier.document.text
    anchors = {a for line in told.lines for s in line.pieces for a in s.anchors}
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
    first = [(s.text, s.kinds) for s in lines[0].pieces]
    assert first == [("a", ()), ("b", ("quote",)), ("cd", ("ask", "quote")), ("ef", ("ask",))]
    assert [(s.text, s.kinds) for s in lines[1].pieces] == [("g", ("ask",)), ("hi", ())]


def test_of_a_long_text_only_the_marked_lines_are_printed() -> None:
    d = Document("x", "", "plain\n" * 50_000 + "said", SAID, "given")
    lines, cut = marked(d, [(Span(len(d.text) - 4, len(d.text)), "quote")])
    assert cut
    assert [(x.number, x.text) for x in lines] == [(50_001, "said")]
    one = Document("x", "", "a" * 300_000 + "said" + "b" * 300_000, SAID, "given")
    lines, cut = marked(one, [(Span(300_000, 300_004), "quote")])
    assert cut
    assert len(lines[0].text) < 1000
    assert [s.text for s in lines[0].pieces if s.kinds] == ["said"]


def test_every_link_within_the_page_has_a_target() -> None:
    page = case().html()
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


# --- rates, amounts, measures and denials ---


@pytest.mark.parametrize(
    ("x", "told"), [(0.25, "25\u202f%"), (0.125, "12.5\u202f%"), (0.07, "7\u202f%"), (0.0, "0\u202f%")]
)
def test_a_rate_is_told_with_the_decimals_it_has(x: float, told: str) -> None:
    assert stated_rate(x) == told


def test_an_amount_is_told_in_full_with_its_unit() -> None:
    assert stated_amount(30e9, "USD") == "USD 30\u202f000\u202f000\u202f000"
    assert stated_amount(1.5, "tonnes") == "1.5 tonnes"
    assert stated_amount(0.99, "%") == "99\u202f%"
    assert stated_amount(4, "") == "4"


def test_a_measure_is_told_with_all_that_is_stated_of_it_and_nothing_more() -> None:
    d = case().dossier
    (m,) = case().page.record.measures
    assert m.head == "United States: duty (threatened)"
    assert m.detail == (
        "Affected: Kenya",
        "Product: apparel",
        "Rate: 12.5\u202f%",
        "From: December 2026 (“next month”)",
    )
    bare = replace(d.measures[0], imposer="", affected="all", product="", rate=None, start=None, days=90)
    full = replace(
        bare, share_of_lines=0.9, amount=2.0, unit="USD", end=d.times[2], instrument="agoa", status="in force"
    )
    told = record(replace(d, measures=(bare, full)), agenda(), {}).measures
    assert told[0].head == "Not said who: duty (threatened)"
    assert told[0].detail == ("Affected: all countries", "For 90 days")
    assert told[1].head == "Not said who: duty (in force)"
    assert told[1].detail == (
        "Affected: all countries",
        "Amount: USD 2",
        "Share of lines or goods: 90\u202f%",
        "Until: 31 December 2026 (“the end of the year”)",
        "For 90 days",
        "Under: African Growth and Opportunity Act",
    )


def test_a_denial_says_how_it_is_told_and_that_it_moves_no_number() -> None:
    d = case().dossier
    (x,) = case().page.record.denials
    assert (x.head, x.words) == ("Kenya: commitment (denied)", "buy wheat")
    imagined = replace(d.denials[0], by="", of="disruption", polarity="hypothetical")
    told = record(replace(d, denials=(imagined,)), agenda(), {}).denials
    assert told[0].head == "Disruption (only imagined)"
    for form in (case().html(), case().markdown()):
        assert "none moves a number" in form
    none = Brief(replace(d, denials=(), measures=()), agenda(), (), made=DAY)
    for form in (none.html(), none.markdown()):
        assert "none moves a number" not in form
        assert "12.5\u202f%" not in form


def test_measures_and_denials_are_marked_in_the_text_and_stand_in_the_json() -> None:
    b = case()
    marks = {k: s.text for line in b.page.record.lines for s in line.pieces for k in s.kinds}
    assert marks["measure"] == "a duty of 12.5 % on apparel of Kenya"
    assert marks["denial"] == "buy wheat"
    assert '<mark class="measure">a duty of' in b.html()
    told = b.to_dict()["dossier"]
    assert [(m["imposer"], m["rate"]) for m in told["measures"]] == [("USA", 0.125)]
    assert [n["polarity"] for n in told["denials"]] == ["denied"]


def test_a_tense_a_stance_and_a_status_are_told_in_words() -> None:
    d = case().dossier
    d = replace(
        d,
        engagements=(replace(d.engagements[0], tense="postponed"),),
        answers=(replace(d.answers[0], stance="deferred"),),
        disruptions=(replace(d.disruptions[0], status="threatened"),),
    )
    r = record(d, agenda(), {"USA": "United States"})
    assert r.engagements[0].head == "Meeting (postponed)"
    assert r.asks[0].answers[0].head == "United States: put off"
    assert r.disruptions[0].detail == ("rerouting", "threatened")
