"""Ways in: encodings, web pages, Word, PDF, letters, Markdown; every block leads back to its place."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from kaskazi.documents import read
from kaskazi.documents.load import docx, encodings, files, html, pdf, web
from kaskazi.errors import DocumentError

SAID = "Kenya asked Uganda to reopen Busia – in Kampala."


@pytest.mark.parametrize(
    ("raw", "noted"),
    [
        (SAID.encode(), False),
        (b"\xef\xbb\xbf" + SAID.encode(), False),
        (SAID.encode("utf-16"), True),
        (SAID.encode("utf-16-le"), True),
        (SAID.encode("utf-16-be"), True),
        (SAID.encode("utf-32"), True),
        (SAID.encode("cp1252"), True),
    ],
)
def test_encodings_are_found_and_said(tmp_path: Path, raw: bytes, noted: bool) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    d = read(path)
    assert d.document.text == SAID
    assert bool(d.document.notes) == noted
    assert [(a.by, a.to) for a in d.asks] == [("KEN", "UGA")]


def test_a_declared_encoding_is_used() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Šefčovič met Kinyanjui.</p></body></html>'
    assert "Šefčovič" in files.of_bytes(page.encode("iso-8859-2"), "p.html", ".html").text
    with pytest.raises(DocumentError, match="binary"):
        encodings.decode(bytes(range(256)) * 4, "x")


PAGE = """<!doctype html><html><head><title>Talks &amp; more</title><style>p {color: red}</style>
<meta property="article:published_time" content="2026-03-05T10:00:00Z"></head><body><script>var a = "<p>no</p>";</script>
<h1>Kenya asks</h1><p>Kenya <b>asked</b> Uganda&nbsp;to reopen
Busia.</p><ul><li>one item</li></ul><p>Unclosed<p>next</body></html>"""


def test_a_web_page_gives_its_text_blocks_and_day() -> None:
    text, blocks, day = html.read(PAGE)
    assert day == date(2026, 3, 5)
    assert "color" not in text
    assert "no" not in text.split()
    for b in blocks:
        assert b.origin is not None
        source = PAGE[b.origin.start : b.origin.end]
        assert source.split()[0].strip("<>b/").startswith(text[b.span.start : b.span.end].split()[0][:5])
    kinds = {text[b.span.start : b.span.end]: b.kind for b in blocks}
    assert kinds["Kenya asks"] == "heading"
    assert kinds["one item"] == "list item"
    d = read(PAGE)
    assert d.document.text == PAGE  # a string is a text, not a page
    e = files.of_bytes(PAGE.encode(), "p", "")
    assert (e.format, e.dated) == ("html", date(2026, 3, 5))


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word(body: str, extra: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in (extra or {}).items():
            z.writestr(name, text)
    return out.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_a_word_document_with_all_its_corners() -> None:
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run("Talks")}</w:p>'
        f"<w:p>{run('Kenya asked ')}<w:ins>{run('Uganda ')}</w:ins><w:del><w:r><w:delText>Ghana</w:delText></w:r></w:del>{run('to reopen Busia.')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('A control.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('A cell.')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p>{run('Anchor.')}<w:r><w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent></w:r></w:p>"
    )
    notes = f"<w:footnotes {W}><w:footnote><w:p>{run('A note.')}</w:p></w:footnote></w:footnotes>"
    text, blocks, said = docx.read(word(body, {"word/footnotes.xml": notes}), "t.docx")
    assert text.split("\n\n") == ["Talks", "Kenya asked Uganda to reopen Busia.", "A control.", "A cell.", "Anchor.", "In a box.", "A note."]  # fmt: skip
    assert [b.kind for b in blocks][:2] == ["heading", "paragraph"]
    assert blocks[-1].kind == "note"
    assert blocks[1].paragraph == 2
    assert "Tracked changes" in said[0]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04 broken", "broken Word"),
        (word("<w:p>"), "not well formed"),
        (b"%PDF-1.4 broken", "broken PDF"),
    ],
)
def test_broken_files_are_refused(raw: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        files.of_bytes(raw, "x", "")


def test_entities_in_a_word_document_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("word/document.xml", f'<!DOCTYPE x [<!ENTITY a "b">]><w:document {W}/>')
    with pytest.raises(DocumentError, match="entities"):
        docx.read(out.getvalue(), "x")


def simple_pdf(lines: list[str]) -> bytes:
    """One page of Helvetica, written by hand."""
    show = "".join(f"BT /F1 12 Tf 72 {720 - 16 * k} Td ({line}) Tj ET\n" for k, line in enumerate(lines))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(show)} >>\nstream\n{show}endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for n, o in enumerate(objects):
        places.append(len(out))
        out += f"{n + 1} 0 obj\n{o}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{p:010d} 00000 n \n" for p in places
    )
    return (out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").encode()


def test_a_pdf_gives_text_pages_and_boxes() -> None:
    d = files.of_bytes(simple_pdf(["Kenya asked Uganda", "to reopen Busia."]), "t.pdf", ".pdf")
    assert " ".join(d.text.split()) == "Kenya asked Uganda to reopen Busia."
    assert d.format == "pdf"
    first = d.blocks[0]
    assert first.page == 1
    assert first.box is not None
    assert 70 < first.box[0] < 74
    assert 715 < first.box[1] < 725
    with pytest.raises(DocumentError, match="pictures"):
        pdf.read(simple_pdf([]), "scan.pdf")


def test_a_letter_is_dated_by_its_head(tmp_path: Path) -> None:
    m = EmailMessage()
    m["From"], m["To"], m["Subject"] = "a@example.org", "b@example.org", "Busia"
    m["Date"] = "Tue, 3 Mar 2026 09:14:00 +0300"
    m.set_content("Kenya asked Uganda to reopen Busia yesterday.\n")
    m.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    path = tmp_path / "m.eml"
    path.write_bytes(m.as_bytes())
    d = read(path)
    assert (d.document.dated, d.document.basis) == (date(2026, 3, 3), "header")
    assert "a.pdf" in d.document.notes[0]
    assert next(w.start for w in d.times if w.text == "yesterday") == date(2026, 3, 2)


def test_markdown_marks_and_front_matter_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "m.md"
    path.write_text(
        "---\ndate: '2026-03-05'\ntitle: x\n---\n\n# Talks\n\n**Kenya** asked [Uganda](http://x.org) to reopen _Busia_.\n"
    )
    d = read(path)
    assert d.document.dated == date(2026, 3, 5)
    assert [(a.by, a.to) for a in d.asks] == [("KEN", "UGA")]
    for a in d.asks:
        assert d.document.exact(a.span) in d.document.text


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/x", "http://localhost:8000/", "ftp://example.org/x", "http://[::1]/"]
)
def test_addresses_of_this_machine_are_refused(address: str) -> None:
    with pytest.raises(DocumentError, match=r"this machine|no web address"):
        web.check(address)


WESTERN = "“Élysée and Lomé,” said the naïve señor Müller – Kenya asked Uganda to reopen Busia."
CENTRAL = (
    "Minister Šefčovič asked Poland to reopen the border at Łódź. Žižkov and Dvořák said that it is ready."
)
RUSSIAN = "Министр торговли Кении просил Уганду открыть границу. Он сказал, что это важно."


@pytest.mark.parametrize(
    ("text", "encoding", "called"),
    [
        (WESTERN, "cp1252", "Windows-1252"),
        (WESTERN, "mac_roman", "Mac Roman"),
        (CENTRAL, "cp1250", "Windows-1250"),
        (CENTRAL, "iso-8859-2", "Latin-2"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        ("Cumhurbaşkanı Erdoğan Kenya ile görüştü, dışişleri bakanı da çağrıldı.", "cp1254", "Windows-1254"),
        ("El ministro pidió a Perú que abriera la frontera; mañana habrá más.", "latin-1", "Windows-1252"),
        ("El PIB creció. ¿Cómo? Un 5 %. §5 vale £3 y 20° a la sombra.", "latin-1", "Windows-1252"),
    ],
)
def test_an_encoding_without_a_name_is_told_by_its_words(text: str, encoding: str, called: str) -> None:
    d = files.of_bytes(text.encode(encoding), "a.txt", ".txt")
    assert d.text == text
    assert d.notes == (f"Not UTF-8: read as {called}.",)


def test_a_quotation_by_lines_reads_as_one_and_toml_heads_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "q.md"
    path.write_text(
        "+++\ndate = 2026-03-05\n+++\n> Kenya **asked** Uganda to open again and\n> without delay the border at Busia.\n"
    )
    d = read(path, engine="light")
    assert (d.document.dated, d.document.basis) == (date(2026, 3, 5), "header")
    (ask,) = d.asks
    assert (ask.by, ask.to) == ("KEN", "UGA")
    assert d.document.exact(ask.span).endswith("at Busia")


def test_a_letter_is_known_by_its_heads_and_rtf_is_refused() -> None:
    raw = b"From: a@example.org\r\nMIME-Version: 1.0\r\nDate: Tue, 3 Mar 2026 09:14:00 +0300\r\n\r\nKenya asked Uganda to reopen Busia.\r\n"
    d = files.of_bytes(raw, "standard input", "")
    assert (d.format, d.dated) == ("email", date(2026, 3, 3))
    assert files.of_bytes(b"Note: Kenya asked.\nFrom: nobody\n", "a", "").format == "text"
    with pytest.raises(DocumentError, match="RTF"):
        files.of_bytes(b"{\\rtf1 Kenya}", "a.txt", ".txt")


def test_the_foot_and_head_of_every_page_are_read_once() -> None:
    part = f"<w:ftr {W}><w:p>{run('Page foot')}</w:p></w:ftr>"
    text, blocks, _ = docx.read(
        word(f"<w:p>{run('Body.')}</w:p>", {"word/footer1.xml": part, "word/footer2.xml": part}), "t"
    )
    assert text == "Body.\n\nPage foot"
    assert blocks[-1].kind == "header"


def test_comments_before_a_page_do_not_run_away() -> None:
    import time

    start = time.process_time()
    files.of_bytes(b"<!---->" * 280 + b"x", "a", "")
    files.of_bytes(b"A: b\n" * 900, "a", "")
    assert time.process_time() - start < 1
