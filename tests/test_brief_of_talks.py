"""The brief of the talks that the mission began with: all fourteen things worked out, on two pages in every form."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kaskazi as kz
from kaskazi.report import Brief, brief
from shared import shared
from test_brief_browser import Opened, browser  # noqa: F401
from test_front import pages

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def talks() -> Brief:
    path = shared("documents/talks_2024-02-02.txt")
    return brief(kz.study(path, dated="2024-02-02", home="KEN", as_of="2026-11-28"))


def test_all_that_was_raised_is_worked_out_and_says_what_kind_of_number_it_has(talks: Brief) -> None:
    worked = {item for item, _, _ in talks.results}  # type: ignore[misc]
    assert {i.id for i in talks.agenda.items} == worked
    assert len(worked) == 14
    kinds = [i.number for i in talks.agenda.items]
    assert sum(k in ("measured", "drafted") for k in kinds) >= 8
    assert "for scale" in kinds


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_two_pages_of_pdf(talks: Brief, paper: str) -> None:
    assert pages(bytes(talks.form(".pdf", paper=paper))) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_two_printed_pages_in_a_browser(talks: Brief, browser: Any, tmp_path: Path, paper: str) -> None:  # noqa: F811
    o = Opened(browser, talks.write(tmp_path / "b.html", pages="2"), 1280)
    margin = {"top": "12mm", "bottom": "12mm", "left": "15mm", "right": "15mm"}
    assert pages(o.page.pdf(format=paper, margin=margin)) == 2


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_scrolls_sideways(talks: Brief, browser: Any, tmp_path: Path, width: int) -> None:  # noqa: F811
    o = Opened(browser, talks.write(tmp_path / "b.html"), width)
    assert o.page.evaluate("document.documentElement.scrollWidth") <= width
    assert o.said == []


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed (Debian: libreoffice-writer)"
)
def test_two_pages_of_a_word_document(talks: Brief, tmp_path: Path) -> None:
    path = talks.write(tmp_path / "b.docx")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180
    )
    assert pages((tmp_path / "b.pdf").read_bytes()) == 2
