"""Writers: one file each, found by looking, fed from the same blocks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kaskazi.report.writers as room
from brief_case import case
from kaskazi.report.document import (
    Amount,
    Cell,
    Cite,
    Column,
    Document,
    Figure,
    Items,
    Link,
    Paragraph,
    Quotation,
    Row,
    Section,
    Table,
    Words,
    runs,
    walk,
)
from kaskazi.report.markup import Markup, el, join
from kaskazi.report.writers import writers


def document(*blocks: object) -> Document:
    return Document("en", "T", "k", "n", (), (Section("S", blocks, anchor="s"),), "end", "g", dict)  # type: ignore[arg-type]


def test_each_writer_is_one_file_and_one_suffix() -> None:
    found = sorted(p.stem for p in Path(room.__file__).parent.glob("*.py") if p.stem != "__init__")
    assert found == ["docx", "html", "json", "markdown", "pdf"]
    assert sorted(writers()) == [".docx", ".html", ".json", ".md", ".pdf"]


def test_a_new_writer_is_one_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "plain_text.py").write_text(
        'SUFFIX = ".txt"\n\n\ndef write(document):\n    return document.title\n', encoding="utf-8"
    )
    monkeypatch.setattr(room, "__path__", [*room.__path__, str(tmp_path)])
    writers.cache_clear()
    try:
        assert case().write(tmp_path / "b.txt").read_text(encoding="utf-8") == "What is at stake for Kenya"
    finally:
        monkeypatch.undo()
        writers.cache_clear()


def test_two_writers_for_one_suffix_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "second_html.py").write_text('SUFFIX = ".html"\nwrite = str\n', encoding="utf-8")
    monkeypatch.setattr(room, "__path__", [*room.__path__, str(tmp_path)])
    writers.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"two writers for \.html"):
            writers()
    finally:
        monkeypatch.undo()
        writers.cache_clear()


def test_json_carries_its_schema_first() -> None:
    told = json.loads(case().json())
    assert next(iter(told)) == "schema"
    assert told["schema"] == 2


def test_no_sentence_of_the_layout_is_written_twice() -> None:
    d = case().document()
    said = [b.runs for b in walk(d.sections) if isinstance(b, Paragraph) and b.tone == "note"]
    texts = ["".join(r.text for r in x if isinstance(r, Words)) for x in said]
    long = [t for t in texts if len(t) > 80]
    assert len(long) == len(set(long))


def test_every_figure_has_a_title_a_description_and_words() -> None:
    figures = [b for b in walk(case().document().sections) if isinstance(b, Figure)]
    assert len(figures) == 7
    for f in figures:
        assert f.title
        assert len(f.alternative) > 10
        for drawn in (f.wide, f.narrow):
            if drawn:
                assert "<title " in drawn
                assert "<desc " in drawn


def test_an_uneven_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not as many cells"):
        Table("x", (Column("a"), Column("b")), (Row((Cell(),)),))


def test_markup_escapes_all_but_markup() -> None:
    assert el("p", "<b>", Markup("<i>x</i>"), title='"') == '<p title="&quot;">&lt;b&gt;<i>x</i></p>'
    assert join("a\u202e", "&") == "a[U+202E]&amp;"


def test_a_number_keeps_its_range_and_share_in_both_forms() -> None:
    cell = Amount("−2", "−3 to −1", "−4\u202f%")
    d = document(Table("t", (Column("a", "text"), Column("b")), (Row((Cell(runs("x")), cell)),)))
    assert "| x | −2 (−3 to −1), −4\u202f% |" in str(writers()[".md"].write(d))
    page = str(writers()[".html"].write(d))
    assert '<b>−2</b> <span class="r">−3 to −1</span> <span class="pc">−4\u202f%</span>' in page


def test_only_plain_addresses_are_linked() -> None:
    d = document(
        Items((runs(Link("a", "javascript:alert(1)")), runs(Link("b", "https://x.org/")), (Cite("s"),)))
    )
    page = str(writers()[".html"].write(d))
    assert "javascript:" not in page
    assert '<a href="https://x.org/" rel="noreferrer">b</a>' in page
    assert '<a href="#s-s">s</a>' in page
    assert "<https://x.org/>" in str(writers()[".md"].write(d))


def test_answers_stand_under_their_ask() -> None:
    q = Quotation(
        "ask", "A", "please", (), answers=(Quotation("answer", "B", "yes", (), details=("claimed",)),)
    )
    md = str(writers()[".md"].write(document(q)))
    assert "- **A**: please\n  - **B**: yes. claimed" in md
