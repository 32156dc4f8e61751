"""The two pages to decide by: two printed pages in every form, every number with its source and horizon, safe and tagged."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from brief_case import agenda, case, dossier, text_of
from kaskazi.report import Brief
from kaskazi.report.document import Amount, Cell, Document, Mark, Paragraph, Section, Table, Tiles, walk
from kaskazi.report.front.notes import Notes
from kaskazi.report.typeset.glyphs import printable, runs
from kaskazi.report.writers import writers
from kaskazi.report.writers.pdf import PAPERS
from kaskazi.text.numbers import bound

LONG = "A sentence of the document that goes on and on about what was agreed and by whom and when, " * 30


def two(document: Document) -> Document:
    return replace(document, sections=())


def stretched() -> Brief:
    """A case in which whatever a document can make long is long."""
    b = case()
    d = b.dossier
    asks = tuple(replace(a, content=LONG) for a in d.asks) * 4
    said = tuple(replace(s, content=LONG, speaker=f"{s.speaker} {k}") for k in range(5) for s in d.statements)
    kept = replace(d, asks=asks, statements=said, document=replace(d.document, name=LONG[:300]))
    return replace(b, dossier=kept)


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("made", [case, stretched], ids=["a short case", "all that can be long"])
def test_a_pdf_has_two_pages(made: object, paper: str) -> None:
    d = two(made().document())  # type: ignore[operator]
    assert pages(bytes(writers()[".pdf"].spelt(d, paper))) == 2


def test_the_annex_follows_the_two_pages() -> None:
    whole = bytes(case().form(".pdf", "all"))  # type: ignore[arg-type]
    assert pages(whole) > 2
    assert pages(bytes(case().form(".pdf"))) == 2  # type: ignore[arg-type]


def test_a_pdf_is_the_same_twice_and_asks_for_no_font_of_the_system() -> None:
    assert case().form(".pdf") == case().form(".pdf")
    assert case().form(".docx") == case().form(".docx")


def test_a_pdf_is_tagged_with_title_language_and_alternatives() -> None:
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(bytes(case().form(".pdf")))) as pdf:  # type: ignore[arg-type]
        root = pdf.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]).startswith("What is at stake for Kenya")
        kinds, told = {}, []
        todo = [root.StructTreeRoot]
        while todo:
            node = todo.pop()
            if isinstance(node, pikepdf.Dictionary):
                kind = str(node.get("/S", ""))
                kinds[kind] = kinds.get(kind, 0) + 1
                if kind == "/Figure":
                    told.append(str(node.get("/Alt", "")))
                if "/K" in node:
                    todo.append(node.K)
            elif isinstance(node, pikepdf.Array):
                todo += list(node)
        assert kinds["/H1"] == 1
        assert kinds["/H2"] >= 6
        assert kinds["/Table"] >= 1
        assert kinds["/TH"] >= 3
        assert told
        assert all(told)


def test_every_figure_of_the_two_pages_has_a_source_and_a_horizon() -> None:
    found = 0
    for sheet in case().document().sheets:
        for b in walk(sheet.blocks):
            if isinstance(b, Tiles):
                for t in b.tiles:
                    assert any(isinstance(r, Mark) for r in t.sources), t.what
                    assert t.horizon, t.what
                    found += 1
            elif isinstance(b, Table):
                for r in b.rows:
                    first = r.cells[0]
                    if not any(isinstance(c, Amount) for c in r.cells) or not isinstance(first, Cell):
                        continue
                    assert any(isinstance(x, Mark) for x in first.runs), first
                    assert first.note, first
                    found += 1
    assert found > 3


def test_every_mark_is_in_the_list_of_sources() -> None:
    d = case().document()
    used: set[int] = set()
    for sheet in d.sheets:
        for b in walk(sheet.blocks):
            found = [*b.runs] if isinstance(b, Paragraph) else []
            if isinstance(b, Tiles):
                found += [r for t in b.tiles for r in t.sources]
            used |= {n for r in found if isinstance(r, Mark) for n in r.numbers}
    listed = next(
        b for s in d.sheets for b in walk(s.blocks) if isinstance(b, Section) and b.anchor == "front-sources"
    )
    text = "".join(getattr(r, "text", "") for r in listed.blocks[0].runs)  # type: ignore[union-attr]
    assert used
    assert all(f"{n} " in text for n in used)


def test_sources_are_numbered_once_and_many_of_them_stand_for_the_accounts() -> None:
    notes = Notes("9")
    assert notes.mark(["a", "b"]) == (Mark((1, 2)),)
    assert notes.mark(["b"]) == (Mark((2,)),)
    assert notes.mark([f"s{k}" for k in range(20)]) == (Mark((3,)),)
    assert notes.mark([]) == ()
    assert Mark((1, 2, 3, 5)).text == "1–3,5"
    assert Mark((1, 2)).text == "1,2"


def test_a_document_without_a_figure_still_has_its_pages() -> None:
    b = Brief(dossier(), agenda(), (), made=case().made)
    assert pages(bytes(b.form(".pdf"))) == 2  # type: ignore[arg-type]
    assert "none can be worked out yet" in text_of(b.form(".pdf"))


@pytest.mark.parametrize(
    "words",
    ['#image("/etc/passwd")', "$x$ @x <y> *b* _i_", "\\u{41} #sys.inputs", "مرحبا 中文 🙂 \u202egnp.exe"],
)
def test_what_a_document_says_is_data_in_a_pdf_and_in_a_word_document(words: str) -> None:
    b = case()
    d = b.dossier
    poisoned = replace(b, dossier=replace(d, asks=tuple(replace(a, content=words) for a in d.asks)))
    for suffix in (".pdf", ".docx"):
        said = "".join(text_of(poisoned.form(suffix)).split())
        kept = "".join(c for c in words if c.isascii() and not c.isspace())
        assert kept in said or all(x in said for x in ("U+4E2D", "U+202E")), suffix


def test_a_character_without_a_glyph_stands_as_its_code_point() -> None:
    assert printable("a中b") == "a[U+4E2D]b"
    assert printable("−€é–Жж≤") == "−€é–Жж≤"
    assert all(a <= b for a, b in runs())


def test_no_line_breaks_between_a_number_and_its_unit() -> None:
    assert bound("USD 127 to 405 million") == "USD\u00a0127 to 405\u00a0million"
    assert bound("in 33 days") == "in 33\u00a0days"
    assert bound("31 December") == "31 December"


def test_a_missing_package_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kaskazi.errors import InputError
    from kaskazi.report import check_path

    monkeypatch.setattr("kaskazi.report.writers.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"kaskazi\[docx\]"):
        check_path(tmp_path / "b.docx")


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed (Debian: libreoffice-writer)"
)
@pytest.mark.slow
def test_a_word_document_opens_with_its_tables_and_pictures_on_two_pages(tmp_path: Path) -> None:
    for k, b in enumerate((case(), stretched())):
        path = b.write(tmp_path / f"b{k}.docx")
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/lo",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180
        )
        made = (tmp_path / f"b{k}.pdf").read_bytes()
        assert pages(made) == 2
    words = text_of((tmp_path / "b0.pdf").read_bytes())
    assert "The options" in words
    first = pypdfium2.PdfDocument((tmp_path / "b0.pdf").read_bytes())[0]
    assert any(x.type == 3 for x in first.get_objects())  # a picture


def test_libreoffice_is_there_in_ci() -> None:
    assert not os.environ.get("CI") or shutil.which("soffice")


def test_days_to_the_end_are_counted_once_and_refused_where_the_law_was_checked_long_ago() -> None:
    from datetime import date

    from kaskazi.law import instruments
    from kaskazi.law.freshness import countdown
    from kaskazi.report.clock import days_left

    agoa = instruments()["agoa"]
    assert days_left("agoa", date(2026, 11, 28)) == countdown(agoa, date(2026, 11, 28)).days == 33
    b = case()
    late = replace(b.agenda, as_of=date(2028, 1, 1), items=b.agenda.items)
    assert days_left("agoa", late.as_of) is None
    assert days_left("nothing-of-this-name", date(2026, 11, 28)) is None
