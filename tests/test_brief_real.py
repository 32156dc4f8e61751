"""The brief of the packaged example, with the world, the law and the network as they are shipped."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kaskazi.agenda import draft_agenda
from kaskazi.documents import example_path, read
from kaskazi.pipeline import run
from kaskazi.report import Brief
from kaskazi.world import World
from test_brief import text_of_html, text_of_markdown
from test_brief_browser import Opened, browser  # noqa: F401

pytestmark = pytest.mark.slow

AS_OF = date(2026, 11, 24)


@pytest.fixture(scope="module")
def real() -> Brief:
    dossier = read(example_path())
    table = draft_agenda(dossier, as_of=AS_OF, home="KEN")
    world = World.load()
    results = [run(o.scenario, world) for item in table for o in item.options]
    return Brief(dossier, table, results, made=AS_OF)


def test_every_source_of_a_shipped_figure_has_its_entry(real: Brief) -> None:
    assert [c.id for c in real.page.sources if c.source is None] == []
    for s in real.page.stakes:
        for row in s.rows:
            assert row.sources or row.method == "network", row.label


def test_the_same_facts_in_all_three_forms(real: Brief) -> None:
    page, md, plain = text_of_html(real.html()), text_of_markdown(real.markdown()), real.to_dict()
    assert plain["figures"]
    for f in plain["figures"]:
        for form in (page, md):
            assert f["label"] in form
            assert f["text"].partition(" (")[0] in form
    for s in real.dossier.statements:
        for form in (page, md):
            assert re.sub(r"[ \t\n]+", " ", s.content) in form
    for c in real.page.sources:
        for form in (page, md):
            assert c.id in form


def test_every_option_of_the_agenda_is_worked_out(real: Brief) -> None:
    assert all(not s.open for s in real.page.stakes)
    assert 3 <= len(real.page.keys) <= 5
    assert all(i.why for i in real.page.not_yet)


def test_it_fits_a_phone(real: Brief, browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    o = Opened(browser, real.write(tmp_path / "b.html"), 390)
    assert o.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert o.said == []
    assert len(o.asked) == 1
    outside = o.page.evaluate(
        """() => [...document.querySelectorAll('figure svg text')].filter(t => {
            const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();
            return a.width && (a.left < b.left - 2 || a.right > b.right + 2);
        }).map(t => t.textContent)"""
    )
    assert outside == []
    o.page.close()
