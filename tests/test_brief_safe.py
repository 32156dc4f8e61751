"""Text that others wrote is shown, never obeyed: in HTML, in SVG, in Markdown, in file names."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brief_case import DAY, agenda, case, dossier, outcome, scenario, text_of
from kaskazi.report import Brief
from kaskazi.report.figures import base_bars, intervals, timeline
from kaskazi.report.figures.base_bars import Loss
from kaskazi.report.figures.intervals import Group, Mark
from kaskazi.report.figures.svg import check
from kaskazi.report.writers import writers
from kaskazi.text.intervals import Interval
from kaskazi.text.safe import fence, flat, link, markdown, visible

ALARM = '<script>alert("x")</script><img src=x onerror=alert(1)>'
BIDI = "safe\u202etxt.exe\u202c \u2066x\u2069 \u200bz\ufeff"
MARKS = "# head\n> quote `code` [link](http://evil.example) ![p](x) *b* _i_ ~s~ |cell| <b>b</b> $x$ &amp;"


class Tags(HTMLParser):
    """Element names, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(k, v or "") for k, v in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def poisoned(text: str) -> Brief:
    """A brief in which every free text of a document or an agenda is `text`."""
    d, a = dossier(), agenda()
    q, e = d.statements[0], d.engagements[0]
    d = replace(
        d,
        document=replace(d.document, name=text, notes=(text,)),
        statements=(replace(q, content=text, speaker=text, medium=text),),
        engagements=(
            replace(e, place=text, participants=(replace(e.participants[0], name=text, office=text),)),
        ),
        asks=(replace(d.asks[0], content=text, by=text),),
        answers=(replace(d.answers[0], by=text, stance=text),),
        commitments=(replace(d.commitments[0], content=text, by=text),),
        measures=(
            replace(
                d.measures[0],
                kind=text,
                imposer=text,
                affected=text,
                product=text,
                amount=5.0,
                unit=text,
                instrument=text,
                status=text,
                start=replace(d.times[1], text=text),
                end=replace(d.times[1], start=None, why=text),
            ),
        ),
        denials=(replace(d.denials[0], of=text, by=text, polarity=text, content=text),),
    )
    item = a.items[0]
    item = replace(
        item,
        title=text,
        why=text,
        evidence=(replace(item.evidence[0], text=text, note=text, asserted_by=text),),
        law=(replace(item.law[0], text=text),),
        options=(replace(item.options[0], title=text, note=text),),
    )
    a = replace(a, items=(item, *a.items[2:]), notes=(text,))
    o = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    o = replace(
        o,
        headline=tuple(replace(f, label=text, basis=text) for f in o.headline[:2]),
        lines=(replace(o.lines[0], label=text, route=text, note=text),),
        economies=tuple(replace(x, name=text) for x in o.economies[:2]),
        comparisons=(replace(o.comparisons[0], study=text, method=text, what=text),),
        assumptions=(text,),
        notes=(text,),
    )
    return Brief(d, a, [("agoa", "lapse", o)], made=DAY)


def test_a_script_in_the_document_is_shown_as_text() -> None:
    page = poisoned(ALARM).html()
    seen = Tags(page)
    assert not {"script", "img", "iframe", "object", "embed", "link", "base", "form"} & set(seen.tags)
    assert not [k for k, _ in seen.attributes if k.startswith("on")]
    assert ALARM in "".join(seen.words)


def test_the_policy_of_the_page_allows_no_network_and_no_script() -> None:
    page = case().html()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'")
    assert "script" not in policy[1]
    loads = re.findall(r'(?:src|srcset|action|poster|data)="', page)
    assert loads == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_characters_that_reorder_or_hide_are_made_visible() -> None:
    b = poisoned(BIDI)
    for form in (b.html(), b.markdown()):  # JSON holds the document's own text, as data
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", form)
        assert "U+202E" in form
    assert visible("a\u202eb") == "a[U+202E]b"
    assert visible("\u0643\u062a\u0628 ni\u00f1o \u200d") == "\u0643\u062a\u0628 ni\u00f1o \u200d"


def test_markdown_marks_in_a_document_are_plain_characters() -> None:
    md = poisoned(MARKS).markdown()
    assert not re.search(r"(?<!\\)\]\(", md)
    assert "http:" not in md
    assert "<b>" not in md
    assert "<img" not in md
    # rows of tables keep their number of cells
    for block in re.findall(r"(?:^\|.*\n)+", md, flags=re.M):
        counts = {len(re.findall(r"(?<!\\)\|", row)) for row in block.strip().split("\n")}
        assert len(counts) == 1, block


TEMPLATES = "{{ 7 * 7 }} {% raw %} {title} {0} %(x)s ${x} #{x} <%= 1 %> {{{{"


def test_template_syntax_is_plain_text_in_every_form() -> None:
    b = poisoned(TEMPLATES)
    for suffix, w in writers().items():
        form = text_of(w.spelt(b.document()))
        assert "49 {%" not in form, suffix
        plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", entities.unescape(form))
        assert TEMPLATES.replace(" ", "") in re.sub(r"\s", "", plain), suffix


def test_every_form_is_held_to_the_same() -> None:
    """A writer that comes later must join these tests."""
    assert set(writers()) == {".docx", ".html", ".json", ".md", ".pdf"}


def test_a_fence_is_longer_than_any_in_its_text() -> None:
    assert fence("``` ````") == "`````"


def test_only_plain_addresses_become_links() -> None:
    assert link("https://doi.org/10.1016/j.x_(1)?a=b&c") == "<https://doi.org/10.1016/j.x_(1)?a=b&c>"
    assert link("javascript:alert(1)") == "javascript&#58;alert(1)"
    assert "<" not in link("https://x.example/><script>")


def rendered(md: str) -> str:
    """A line of escaped Markdown as a renderer shows it: escapes and entities resolved once."""
    return entities.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", md))


@given(st.text(max_size=60))
def test_escaped_markdown_shows_the_text_itself(text: str) -> None:
    plain = flat(text)
    assert rendered(markdown(text)) == plain
    unescaped = re.sub(r"\\.", "", markdown(text))
    assert not re.search(r"[<>`*_\[\]|~]", unescaped)


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_[]()|#/\\ax\n\u202e=;:"), max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_said_stands_in_the_page_as_said(text: str) -> None:
    d = dossier()
    d = replace(d, statements=(replace(d.statements[0], content=text),), asks=(), answers=())
    clean = Brief(replace(d, statements=()), agenda(), (), made=DAY).html()
    page = Brief(d, agenda(), (), made=DAY).html()
    extra = set(Tags(page).tags) - set(Tags(clean).tags)
    assert extra <= {"blockquote"}
    assert visible(text).strip() in "".join(Tags(page).words)


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_labels_of_charts_are_text(label: str) -> None:
    v, day = Interval(-1.0, 0.0, 2.0), date(2026, 1, 1)
    moments = (timeline.Moment(day, label, label, "law"),)
    for narrow in (False, True):
        drawn = (
            intervals.draw((Group(label, (Mark(label, v, label),)),), label, label, key=label, narrow=narrow),
            base_bars.draw((Loss(label, 3.0, v, label),), label, label, key=label, narrow=narrow),
            timeline.draw(timeline.Span(day, day), (), moments, label, label, key=label, narrow=narrow),
        )
        for one in drawn:
            check(one)
            assert visible(label) in entities.unescape(one)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        "<foreignObject/>",
        '<image href="x"/>',
        '<a href="javascript:1"><path/></a>',
        '<path onclick="1"/>',
        '<path fill="url(http://x)"/>',
        "<style>*{}</style>",
    ],
)
def test_a_drawing_with_more_than_shapes_is_refused(inside: str) -> None:
    with pytest.raises(ValueError, match="in a drawing"):
        check(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')
