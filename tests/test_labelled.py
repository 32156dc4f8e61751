"""The labelled documents: unchanged since they were written, and read as well as before."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaskazi.cli.evaluate import evaluate as command
from kaskazi.documents import evaluation
from kaskazi.errors import DocumentError

LABELLED = Path(__file__).parent / "labelled"


@pytest.mark.parametrize(("folder", "least"), [(LABELLED, 40), (LABELLED / "news", 16)])
def test_no_label_was_moved_to_where_an_extractor_hits(folder: Path, least: int) -> None:
    sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    have = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*.toml")}
    assert have == sums
    assert len(have) >= least


@pytest.mark.parametrize(("engine", "least"), [("parser", 0.95), ("light", 0.89)])
def test_who_speaks_in_running_news_text(engine: str, least: float) -> None:
    direct = evaluation.evaluate(evaluation.labelled(LABELLED / "news"), engine)["direct"]
    assert direct.f >= 0.99
    right, _ = direct.attributes["spk"]
    assert right >= least * direct.labels, direct.faults


def test_halves_are_disjoint_and_whole() -> None:
    a, b = ({d.name for d in evaluation.labelled(LABELLED, h)} for h in ("a", "b"))
    assert not a & b
    assert len(a | b) == len(list(LABELLED.glob("*.toml")))


def test_words_that_are_not_in_the_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "1-x.toml").write_text('text = "A."\nitems = [{type = "ask", at = "B"}]\n', encoding="utf-8")
    with pytest.raises(DocumentError, match="stand 0 times"):
        list(evaluation.labelled(tmp_path))
    with pytest.raises(DocumentError, match="no labelled document"):
        list(evaluation.labelled(tmp_path / "none"))


def test_a_miss_an_extra_and_a_wrong_side_each_cost(tmp_path: Path) -> None:
    text = "Kenya asked Uganda to reopen Busia. Ghana asked India to cut its duty."
    labels = '{type = "ask", at = "Kenya asked Uganda", by = "UGA"}, {type = "answer", at = "to cut"}'
    (tmp_path / "1-x.toml").write_text(f'text = "{text}"\nitems = [{labels}]\n', encoding="utf-8")
    scores = evaluation.evaluate(evaluation.labelled(tmp_path))
    ask, answer = scores["ask"], scores["answer"]
    assert (ask.labels, ask.found, ask.right) == (1, 2, 1)
    assert ask.attributes["by"] == [0, 1]
    assert (answer.labels, answer.right, answer.recall) == (1, 0, 0.0)
    assert len(ask.faults) == 2


def test_the_command_prints_what_the_library_counts(tmp_path: Path) -> None:
    text = "Kenya asked Uganda to reopen Busia."
    (tmp_path / "1-x.toml").write_text(
        f'text = "{text}"\nitems = [{{type = "ask", at = "asked"}}]\n', encoding="utf-8"
    )
    out = CliRunner().invoke(command, [str(tmp_path), "--json"])
    assert json.loads(out.output)["ask"]["f"] == 1.0
    assert "precision" in CliRunner().invoke(command, [str(tmp_path), "--faults"]).output


# F of each type on each half with the parser; the rest are attributes. What was measured, less a little.
LEAST = {"engagement": 0.93, "direct": 0.97, "ask": 0.93, "answer": 0.85, "commitment": 0.83, "deadline": 0.95,
         "measure": 0.93, "disruption": 0.98, "indirect": 0.9}  # fmt: skip


@pytest.mark.parametrize("half", ["a", "b"])
def test_both_halves_are_read_as_well_as_when_last_measured(half: evaluation.Half) -> None:
    scores = evaluation.evaluate(evaluation.labelled(LABELLED, half), "parser")
    for kind, least in LEAST.items():
        assert scores[kind].f >= least, (kind, scores[kind].faults)
    right, of = scores["direct"].attributes["spk"]
    assert right >= 0.9 * of
    for side in ("by", "to"):
        right, of = scores["ask"].attributes[side]
        assert right >= 0.84 * of


def test_the_light_engine_is_useful_too() -> None:
    scores = evaluation.evaluate(evaluation.labelled(LABELLED), "light")
    for kind in ("engagement", "direct", "ask", "deadline", "measure"):
        assert scores[kind].f >= 0.85, (kind, scores[kind].faults)
