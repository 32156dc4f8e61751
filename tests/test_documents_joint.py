"""Several documents on one event: one dossier, each item still its own document's, contradictions shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaskazi.agenda import draft_agenda
from kaskazi.cli.read import read as verb
from kaskazi.documents import read
from kaskazi.documents.joint import join
from kaskazi.dossier import Dossier
from kaskazi.errors import DocumentError
from test_documents import all_spans

THEIRS = """Kampala, 3 March 2026

President Yoweri Museveni met President William Ruto of Kenya in Kampala on Monday. Uganda agreed to reopen the border at \
Busia. Uganda will impose a 25% duty on sugar from Kenya from 1 July 2026. “We agreed on all points,” said President \
Museveni. AGOA expires on 31 December 2026.
"""
OURS = """Nairobi, 4 March 2026

President Museveni did not meet President William Ruto of Kenya in Kampala. Uganda has not agreed to reopen the border at \
Busia. Uganda will impose a 35% duty on sugar from Kenya from 1 July 2026. “We agreed on nothing at all,” said President \
Ruto. AGOA expires on 30 September 2026.
"""


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    for name, text in (("theirs.txt", THEIRS), ("ours.txt", OURS)):
        tmp_path.joinpath(name).write_text(text, encoding="utf-8")
    return [tmp_path / "theirs.txt", tmp_path / "ours.txt"]


@pytest.fixture
def both(papers: list[Path]) -> Dossier:
    return read(papers, engine="light", keep=False)


def test_every_span_lies_in_its_own_document(both: Dossier) -> None:
    doc = both.document
    assert [doc.exact(p.span) for p in doc.parts] == [THEIRS, OURS]
    assert [p.name for p in doc.parts] == ["theirs.txt", "ours.txt"]
    for s in all_spans(both):
        part = doc.part(s)
        assert part is not None
        assert s.end <= part.span.end
    for s in both.statements:
        assert s.content == doc.exact(s.span)
    said = {doc.part(s.span).name: s.speaker for s in both.statements if s.kind == "direct"}  # type: ignore[union-attr]
    assert said == {"theirs.txt": "Yoweri Museveni", "ours.txt": "William Ruto"}
    assert {m.found.asserted_by for m in both.measures} == {"theirs.txt", "ours.txt"}


def test_who_is_the_same_stands_once(both: Dossier) -> None:
    people = [a for a in both.actors if a.kind == "person"]
    assert sorted(a.name for a in people) == ["William Ruto", "Yoweri Museveni"]
    for e in both.engagements:
        for p in e.participants:
            actor = both.actor(p.actor)
            assert actor is not None
            assert actor.name == p.name


def test_contradictions_are_shown_with_both_sides(both: Dossier) -> None:
    kinds = {(c.kind, tuple(v.document for v in c.versions)) for c in both.contradictions}
    assert {k for k, _ in kinds} == {"denial", "rate", "date"}
    assert {v for _, v in kinds} == {("theirs.txt", "ours.txt")}
    rate = next(c for c in both.contradictions if c.kind == "rate")
    assert [v.says.split(" %")[0] for v in rate.versions] == ["25", "35"]
    date = next(c for c in both.contradictions if c.kind == "date")
    assert date.about == "agoa"
    notes = draft_agenda(both, as_of="2026-05-01", home="KEN").notes
    assert any("theirs.txt says 25 %" in n and "ours.txt says 35 %" in n for n in notes)


def test_what_agrees_is_no_contradiction(papers: list[Path]) -> None:
    papers[1].write_text(THEIRS.replace("on all points", "on every point"), encoding="utf-8")
    assert read(papers, engine="light", keep=False).contradictions == ()


def test_it_is_written_and_read_again(both: Dossier) -> None:
    raw = json.loads(json.dumps(both.to_dict()))
    assert Dossier.from_dict(raw) == both
    assert raw["commitments"][0]["span"]["document"] == "theirs.txt"


def test_one_document_is_what_it_was(papers: list[Path]) -> None:
    one = read(papers[0], engine="light", keep=False)
    assert read([papers[0]], engine="light", keep=False) == one
    assert join([one, one]) == one
    raw = one.to_dict()
    assert "contradictions" not in raw
    assert "parts" not in raw["document"]
    assert all("document" not in c["span"] for c in raw["commitments"])
    with pytest.raises(DocumentError, match="no document"):
        read([])


def test_the_command_takes_several(papers: list[Path]) -> None:
    out = CliRunner().invoke(
        verb, [*map(str, papers), "--engine", "light", "--no-cache"], catch_exceptions=False
    )
    assert "theirs.txt 3:" in out.output
    assert "against, rate" in out.output
