"""Tables beside the figures of a brief: the same cells in all forms, their sources listed, nothing else moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from brief_case import case
from kaskazi.analysis.tables import Extract, extracts
from kaskazi.report import Brief
from kaskazi.world import World
from test_brief import squeezed, text_of_html, text_of_markdown
from test_brief_browser import Opened, browser  # noqa: F401


@pytest.fixture(scope="module")
def annexed() -> Brief:
    found = extracts("KEN", "USA", date(2026, 11, 24), World.load())
    return replace(case(), annexes=tuple(found))


@pytest.mark.slow
def test_every_cell_stands_in_all_three_forms(annexed: Brief) -> None:
    page, md, plain = text_of_html(annexed.html()), text_of_markdown(annexed.markdown()), annexed.to_dict()
    assert [a["title"] for a in plain["tables"]] == [a.title for a in annexed.annexes]
    assert len(annexed.annexes) == 6
    for a in annexed.annexes:
        assert a.rows, a.title
        for text in (a.title, *a.heads, *(x for r in a.rows for x in r), *a.missing):
            for form in (page, md):
                assert squeezed(text) in form, text


def test_their_sources_are_listed(annexed: Brief) -> None:
    listed = {c.id: c for c in annexed.page.sources}
    for a in annexed.annexes:
        assert a.sources
        for key in a.sources:
            assert listed[key].source is not None
            assert f"table: {a.title}" in listed[key].uses


def test_markdown_tables_are_whole(annexed: Brief) -> None:
    lines = annexed.markdown().split("\n")
    start = lines.index("### Tables for the negotiation")
    for a in annexed.annexes:
        at = next(
            k
            for k, x in enumerate(lines)
            if k > start and x == f"| {a.heads[0]} | " + " | ".join(a.heads[1:]) + " |"
        )
        assert all(x.count(" | ") == len(a.heads) - 1 for x in lines[at + 2 : at + 2 + len(a.rows)])
        assert lines[at + 1].count("---") == len(a.heads)


def test_without_tables_nothing_is_said_of_them() -> None:
    assert "Tables for the negotiation" not in case().html() + case().markdown()
    assert "tables" not in case().to_dict()


def test_a_pair_without_lines_has_no_extract() -> None:
    assert extracts("KEN", "GBR", date(2026, 11, 24), World.load()) == ()


def test_an_uneven_table_is_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Extract("x", "A", ("a", "b"), (False, True), (("1",),), 0, (), (), ())


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_still_fits(annexed: Brief, browser, tmp_path: Path, width: int) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    o = Opened(browser, annexed.write(tmp_path / "b.html"), width)
    assert o.page.evaluate("document.documentElement.scrollWidth") <= width
    assert o.said == []
    o.page.close()
