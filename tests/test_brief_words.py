"""Figures in words, and the document's text with its marks."""

from __future__ import annotations

import re

import pytest

from brief_case import SAID, case
from kaskazi.dossier import Document, Span
from kaskazi.outcomes.indicators import FigureHorizon
from kaskazi.outcomes.types import Figure
from kaskazi.report.published import stated
from kaskazi.report.record import context, marked
from kaskazi.report.stakes import sentence
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
    record = b.page.record
    assert "\n".join(line.text for line in record.lines) == b.dossier.document.text
    anchors = {a for line in record.lines for s in line.pieces for a in s.anchors}
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
