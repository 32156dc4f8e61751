"""The dossier as a value and as a file: ids from content, a round trip, forms of older versions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from brief_case import dossier as by_hand
from kaskazi import read as read_either
from kaskazi.documents import example_path, read, read_text
from kaskazi.dossier import SCHEMA, Block, Document, Dossier, Span, identified
from kaskazi.errors import DocumentError

OLD = Path(__file__).parent / "golden" / "old"


@pytest.fixture(scope="module")
def example() -> Dossier:
    return read(example_path())


def ids(d: Dossier) -> set[str]:
    lists = (d.actors, d.engagements, d.statements, d.asks, d.answers, d.commitments, d.instruments, d.topics)
    return {x.id for items in lists for x in items}


def test_a_second_reading_gives_the_same_ids(example: Dossier) -> None:
    assert ids(read_text(example.document.text)) == ids(example)


def test_ids_are_unique(example: Dossier) -> None:
    lists = (example.actors, example.statements, example.asks, example.instruments, example.topics)
    every = [x.id for items in lists for x in items]
    assert len(every) == len(set(every))


def test_an_item_found_in_addition_changes_no_other_id(example: Dossier) -> None:
    more = read_text(example.document.text + "\nIndia asked Ghana to lower its duty on cocoa.\n")
    assert ids(example) <= ids(more)
    assert len(more.asks) == len(example.asks) + 1


def test_references_follow_the_ids() -> None:
    d = identified(by_hand())
    assert d.answers[0].ask == d.asks[0].id
    assert {p.actor for p in d.engagements[0].participants} == {a.id for a in d.actors}
    assert d.statements[0].speaker_id == d.actors[0].id


def test_the_same_words_twice_are_two_items() -> None:
    d = by_hand()
    doubled = identified(replace(d, topics=(d.topics[0], replace(d.topics[0], id="t2"))))
    first, second = doubled.topics
    assert second.id == f"{first.id}-2"


@pytest.mark.parametrize("make", [by_hand, lambda: read(example_path())], ids=["by hand", "example"])
def test_written_and_read_again_it_is_equal(make: Any) -> None:
    d = make()
    raw = json.loads(json.dumps(d.to_dict()))
    assert raw["schema"] == SCHEMA
    assert Dossier.from_dict(raw) == d


@pytest.mark.parametrize("name", ["dossier-1-example", "dossier-1-brief"])
def test_schema_1_is_upgraded(name: str, example: Dossier) -> None:
    raw = json.loads((OLD / f"{name}.json").read_text(encoding="utf-8"))
    text = raw.get("text", example.document.text)
    old = raw.get("dossier", raw)
    d = Dossier.from_dict(old, text)
    assert len(d.engagements) == len(old["engagements"]) > 0
    assert d.document.text == text
    assert all(a.id.startswith("actor-") and len(a.id) == 16 for a in d.actors)


def test_a_fresh_reading_and_the_upgraded_form_agree_on_ids(example: Dossier) -> None:
    raw = json.loads((OLD / "dossier-1-example.json").read_text(encoding="utf-8"))
    upgraded = Dossier.from_dict(raw, example.document.text)
    assert {m.id for m in upgraded.instruments} <= ids(example)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r.update(schema=99), "99 was written by a newer kaskazi"),
        (lambda r: r.update(schema=1) or r["document"].pop("text"), "does not hold the document's text"),
        (lambda r: r["engagements"][0].update(mode="metting"), 'Nearest: "meeting"'),
        (lambda r: r["asks"][0].update(ask_by="KEN"), "ask_by: is not a field"),
        (lambda r: r["asks"][0].pop("by"), "asks\\[0\\].by: is missing"),
        (lambda r: r["asks"][0]["span"].update(exact="other"), "reads otherwise"),
        (lambda r: r["asks"][0]["span"].update(end=10**9), "does not lie in the text"),
        (lambda r: r["document"].update(dated="2026-13-01"), "is not a date"),
        (lambda r: r.update(asks="none"), "asks: is not a list"),
        (lambda r: r["asks"][0]["found"].update(confidence="high"), "not a float"),
    ],
)
def test_what_is_no_dossier_is_refused_in_words(change: Any, said: str) -> None:
    raw = json.loads(json.dumps(by_hand().to_dict()))
    change(raw)
    with pytest.raises(DocumentError, match=said):
        Dossier.from_dict(raw)


def test_a_locator_says_line_paragraph_and_page() -> None:
    blocks = (Block("heading", Span(0, 5), 1, page=1), Block("paragraph", Span(6, 20), 2, page=2))
    d = Document("x", "", "Title\nThe two met here", None, "none", blocks=blocks)
    at = d.locator(Span(10, 13))
    assert (at.line, at.paragraph, at.page) == (2, 2, 2)


def test_read_takes_a_path_or_a_text(tmp_path: Path) -> None:
    path = tmp_path / "two words.txt"
    path.write_text("Kenya asked Uganda to reopen Busia.", encoding="utf-8")
    by_path = read_either(str(path))
    by_text = read_either("Kenya asked Uganda to reopen Busia.")
    assert [a.id for a in by_path.asks] == [a.id for a in by_text.asks] != []
    with pytest.raises(DocumentError, match="cannot be read"):
        read_either("no such file.txt")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_either("nofile")
