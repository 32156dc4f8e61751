"""The page in a real browser: narrow, wide and in print."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from brief_case import TEXT, agenda, case, dossier
from kaskazi.report import Brief
from test_brief_safe import ALARM, poisoned
from test_front import pages, stretched

pytestmark = pytest.mark.slow

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def absent(reason: str) -> None:
    """A skip with the reason; a failure in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("playwright is not installed")
    if not CHROMIUM:
        absent("no chromium on the path; set CHROMIUM to one")
    with sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


class Opened:
    """A page with everything it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, width: int) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page = browser.new_page(viewport={"width": width, "height": 844})
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("console", lambda m: self.said.append(m.text))
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.on("dialog", lambda d: (self.said.append("dialog"), d.dismiss()))
        self.page.goto(path.as_uri())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case().write(tmp_path_factory.mktemp("brief") / "brief.html")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_sideways_scroll_no_complaint_no_request(browser: Any, written: Path, width: int) -> None:
    o = Opened(browser, written, width)
    assert o.page.evaluate("document.documentElement.scrollWidth") <= width
    assert o.said == []
    assert o.asked == [written.as_uri()]
    o.page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_tables_charts_and_maps_are_seen(browser: Any, written: Path, width: int) -> None:
    o = Opened(browser, written, width)
    for table in o.page.query_selector_all("table"):
        assert table.is_visible()
    for k in range(o.page.locator("td:not(.none)").count()):
        assert o.page.locator("td:not(.none)").nth(k).bounding_box()["width"] > 20
    drawn = [s for s in o.page.query_selector_all("figure svg[role=img]") if s.is_visible()]
    assert (
        len(drawn) == 10
    )  # the two pages: falls, published, clock; the annex: options, clock, falls, published, two maps, a route
    for s in drawn:
        assert s.bounding_box()["width"] > 250
    small = o.page.evaluate(
        """() => [...document.querySelectorAll('figure svg text')].filter(t => t.getBoundingClientRect().width)
            .map(t => t.getBoundingClientRect().height).filter(h => h < 10).length"""
    )
    assert small == 0
    o.page.close()


def test_text_stays_within_its_drawing(browser: Any, written: Path) -> None:
    for width in (390, 1280):
        o = Opened(browser, written, width)
        outside = o.page.evaluate(
            """() => [...document.querySelectorAll('figure svg text')].filter(t => {
                const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();
                return a.width && (a.left < b.left - 2 || a.right > b.right + 2);
            }).map(t => t.textContent)"""
        )
        assert outside == []
        o.page.close()


def test_a_script_in_a_readout_is_inert(browser: Any, tmp_path: Path) -> None:
    o = Opened(browser, poisoned(ALARM).write(tmp_path / "b.html"), 390)
    assert o.said == []
    assert len(o.asked) == 1
    assert o.page.evaluate("document.querySelectorAll('script, img').length") == 0
    assert ALARM in o.page.inner_text("main")
    assert o.page.evaluate("document.documentElement.scrollWidth") <= 390
    o.page.close()


def test_long_words_do_not_break_the_page(browser: Any, tmp_path: Path) -> None:
    word = "unbroken" * 40
    o = Opened(browser, poisoned(word).write(tmp_path / "b.html"), 390)
    assert o.page.evaluate("document.documentElement.scrollWidth") <= 390
    o.page.close()


def test_each_place_leads_to_its_words(browser: Any, written: Path) -> None:
    o = Opened(browser, written, 390)
    d = case().dossier
    for s in d.statements:
        o.page.locator(f'a[href="#t{s.span.start}-{s.span.end}"]').first.click()
        mark = o.page.locator(f'a.at[id="t{s.span.start}-{s.span.end}"] + mark')
        assert mark.inner_text().startswith(s.content[:20])
        box = mark.bounding_box()
        assert 0 <= box["y"] < 844
    o.page.close()


def test_landmarks_headings_and_tables_are_labelled(browser: Any, written: Path) -> None:
    o = Opened(browser, written, 1280)
    ask = o.page.evaluate
    assert ask("document.documentElement.lang") == "en"
    assert ask("document.querySelectorAll('header, main, nav, footer').length") == 4
    assert ask("document.querySelectorAll('h1').length") == 1
    assert ask(
        "[...document.querySelectorAll('table')].every(t => t.caption && t.querySelector('th[scope]'))"
    )
    assert ask("[...document.querySelectorAll('section')].every(s => s.getAttribute('aria-labelledby'))")
    levels = ask("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert all(b <= a + 1 for a, b in pairwise(levels))
    o.page.close()


def test_print_shows_scenarios_and_addresses(browser: Any, written: Path, tmp_path: Path) -> None:
    o = Opened(browser, written, 1280)
    o.page.emulate_media(media="print")
    pdf = o.page.pdf(path=str(tmp_path / "b.pdf"), format="A4")
    assert pdf.startswith(b"%PDF")
    assert o.page.locator("pre").first.evaluate("e => e.getBoundingClientRect().height") > 50
    address = "https://www.naturalearthdata.com/downloads/110m-cultural-vectors/"
    assert o.page.locator(f'a[href="{address}"]').inner_text() == address
    o.page.close()


def test_an_empty_agenda_still_makes_a_page(browser: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    empty = Brief(dossier(None, TEXT), replace(agenda(), items=()), ())
    o = Opened(browser, empty.write(tmp_path / "b.html"), 390)
    assert o.said == []
    assert "nothing on the table" in o.page.inner_text("main")
    o.page.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("long", [False, True])
def test_the_two_pages_print_on_two_pages(browser: Any, tmp_path: Path, paper: str, long: bool) -> None:
    b = stretched() if long else case()
    path = b.write(tmp_path / "b.html", pages="2")
    o = Opened(browser, path, 1280)
    margin = {"top": "12mm", "bottom": "12mm", "left": "15mm", "right": "15mm"}
    assert pages(o.page.pdf(format=paper, margin=margin)) == 2


@pytest.mark.parametrize("width", [375, 1280])
def test_an_accessibility_checker_finds_nothing_serious(browser: Any, written: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    o = Opened(browser, written, width)
    # the page's own policy allows no script, so the checker's is put in beside it
    found = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 844}).new_page()
    found.goto(written.as_uri())
    report = axe.Axe().run(found).response
    serious = [v for v in report["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []
    assert report["passes"]
    assert o.said == []
