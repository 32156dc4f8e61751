"""Pictures: what recognises text is asked where it is there, its confidence kept; where not, what to do is said."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from kaskazi.documents import read
from kaskazi.documents.load import files, ocr
from kaskazi.errors import DocumentError
from test_documents_load import simple_pdf

TSV = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t
5\t1\t1\t1\t1\t1\t60\t100\t50\t12\t96.5\tKenya
5\t1\t1\t1\t1\t2\t115\t100\t50\t12\t90.5\tasked
5\t1\t1\t1\t2\t1\t60\t118\t60\t12\t30\tsmudge
"""


def png(width: int = 8, height: int = 8) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\xff" * 3 * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_words_of_a_line_are_put_together() -> None:
    one, two = ocr.table(TSV)
    assert (one.text, one.box) == ("Kenya asked", (60, 100, 165, 112))
    assert one.sure == pytest.approx(0.935)
    assert two.sure < ocr.LEAST


def test_without_a_recogniser_what_to_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recogniser", lambda: "")
    with pytest.raises(DocumentError, match=r"kaskazi\[ocr\].*tesseract"):
        files.of_bytes(png(), "scan.png", ".png")
    with pytest.raises(DocumentError, match=r"pictures.*kaskazi\[ocr\]"):
        files.of_bytes(simple_pdf([]), "scan.pdf", ".pdf")


def test_a_scanned_page_keeps_box_and_confidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recogniser", lambda: "RapidOCR")
    seen = []

    def lines(pixels: object) -> list[ocr.Line]:
        seen.append(pixels.shape)  # type: ignore[attr-defined]
        return [
            ocr.Line("Kenya asked Uganda to reopen the border", (216, 216, 900, 246), 0.97),
            ocr.Line("at Busia.", (216, 250, 400, 280), 0.91),
            ocr.Line("smudge", (0, 900, 10, 910), 0.2),
        ]

    monkeypatch.setattr(ocr, "lines", lines)
    d = files.of_bytes(simple_pdf([]), "scan.pdf", ".pdf")
    assert d.text == "Kenya asked Uganda to reopen the border\nat Busia."
    first = d.blocks[0]
    assert (first.page, first.confidence) == (1, 0.97)
    assert first.box == pytest.approx((72, 792 - 82, 300, 792 - 72), abs=1)
    assert "0.94 on average, 0.91 at least" in d.notes[0]
    assert seen[0][2] == 3


def test_a_real_recogniser_reads_a_real_picture(tmp_path: Path) -> None:
    if not ocr.recogniser():
        pytest.skip("no recogniser of text is installed")
    draw = pytest.importorskip("PIL.ImageDraw", reason="Pillow is not installed")
    image = pytest.importorskip("PIL.Image")
    font = pytest.importorskip("PIL.ImageFont").load_default(size=28)
    page = image.new("RGB", (1240, 600), "white")
    draw.Draw(page).text(
        (80, 100), "Kenya asked Uganda to reopen the border at Busia.", fill="black", font=font
    )
    page.save(tmp_path / "page.png")
    d = read(tmp_path / "page.png", engine="light")
    assert [(a.by, a.to) for a in d.asks] == [("KEN", "UGA")]
    assert all(b.confidence and b.confidence > 0.8 for b in d.document.blocks)
