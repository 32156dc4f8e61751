"""The brief's facts do not change with its form: every number that was printed before stands beside its words."""

from __future__ import annotations

import html as entities
import json
import re

import pytest

from brief_case import case
from brief_facts import Reader, bare, facts, numbers, squeezed
from kaskazi.report import Brief
from shared import ROOT

# Read from the page as it was before the blocks, by `facts`; see tests/brief_facts.py.
OLD = json.loads((ROOT / "tests" / "golden" / "facts.json").read_text(encoding="utf-8"))
# What charts said that are drawn no more, and captions that say the same in other words.
GONE = (
    "Options compared Dot: central value.",
    "Figures compared Dot: central value.",
    "Published estimates and ours They disagree.",
    # the first chapter, whose figures the two pages and the options' table hold
    "At stake",
    "3 things are on the table",
    "Duty on Kenya's goods in United States, on unchanged trade 129 USD million",
    "Kenya's exports to United States, line by line −290 USD million",
    "Jobs in apparel (direct, 2024) −40\u202f700 jobs",
    "Kenya's real income (equivalent variation) −212 USD million",
    "Extra cost of a container 480 USD per TEU",
)

REWORDED = ("Dots are economies too small", "Gains are dotted. Discs are economies too small")


@pytest.fixture(scope="module")
def brief() -> Brief:
    return case()


def rows_of(md: str) -> list[str]:
    """Rows of Markdown tables as plain words."""
    return [
        entities.unescape(re.sub(r"\\(.)", r"\1", x)).replace("**", "")
        for x in md.split("\n")
        if x.startswith("|")
    ]


def test_every_cell_of_every_table_stands_in_the_page(brief: Brief) -> None:
    cells = facts(brief.html())["cells"]
    found = {tuple(map(bare, c)) for c in cells}
    notes = [(bare(where), set(told.split(" | "))) for _, where, told in cells]
    assert len(OLD["cells"]) == 98
    for cell in OLD["cells"]:
        if cell[1].endswith("| note"):  # a base, a source: more may stand beside it now
            where, told = bare(cell[1]), set(cell[2].split(" | "))
            assert not numbers(cell[2]) or any(w == where and told <= t for w, t in notes), cell
        else:
            assert tuple(map(bare, cell)) in found, cell


def test_every_sentence_with_a_number_stands_in_the_page(brief: Brief) -> None:
    page = bare(" ".join(Reader(brief.html()).sentences))
    told = [re.sub(r"^\d (?=[A-Z])", "", s) for (s,) in OLD["sentences"]]  # chapters have other numbers now
    kept = [s.replace(*REWORDED) for s in told if not s.startswith(GONE)]
    assert len(kept) > 50
    for sentence in kept:
        assert bare(sentence) in page, sentence


def test_every_number_of_every_table_stands_in_markdown_in_a_row_of_its_label(brief: Brief) -> None:
    rows = [(squeezed(r), numbers(r)) for r in rows_of(brief.markdown())]
    for table, where, told in OLD["cells"]:
        label = where.partition(" | ")[0]
        values = told.split(" | ") if numbers(told) else []
        if not values or "Solver" in where:
            continue
        stem = label.split(" ")[0]
        assert any(squeezed(r).startswith(f"| {stem}") and set(values) <= set(n) for r, n in rows), (
            table,
            where,
        )


def test_every_figure_stands_in_json_as_before(brief: Brief) -> None:
    told = brief.to_dict()
    found = {
        (x["item"], x["option"], x["id"], x["label"], x["unit"], x["text"], x["percent"] or "")
        for x in told["figures"]
    }
    found |= {
        (x["item"], x["option"], x["id"], x["sentence"], x["unit"], x["text"], "")
        for x in told["key_figures"]
    }
    assert found == {tuple(x) for x in OLD["json"]}


def test_a_number_that_changed_would_be_seen(brief: Brief) -> None:
    page = brief.html().replace("−40\u202f700", "−40\u202f701")
    found = {tuple(map(bare, c)) for c in facts(page)["cells"]}
    assert any(tuple(map(bare, c)) not in found for c in OLD["cells"])
