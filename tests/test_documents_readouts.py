"""Held against 260 public readouts whose titles give the answers: who met whom, call or meeting."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from kaskazi.documents import read_text
from kaskazi.documents.names.people import fold, surname
from shared import shared

OWN_SIDE = {"biden", "harris", "sullivan", "finer", "trump", "vance"}


@dataclass(frozen=True)
class Scores:
    """Shares of right answers."""

    mode: float
    precision: float
    recall: float
    countries: float


def scores(*, title: bool) -> Scores:
    rows = [
        json.loads(x) for x in shared("documents/readouts_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    modes = right = said = wanted = there = places = 0
    for r in rows:
        text = (r["title"] + "\n" if title else "") + r["body"]
        found = [e for e in read_text(text).engagements if e.mode in ("call", "meeting", "round")]
        gold = r["gold"]
        first = found[0] if found else None
        people = first.participants if first else ()
        others = [p for p in people if p.role == "counterpart"] or list(people)
        names = {fold(surname(p.name)) for p in others} - OWN_SIDE
        want = {fold(x) for x in gold["counterpart_surnames"] if not re.fullmatch("[ivx]+", x)}
        want = want or {fold(surname(c)) for c in gold["counterparts"]}
        modes += first is not None and first.mode == gold["mode"]
        right, said, wanted = right + len(names & want), said + len(names), wanted + len(want)
        sides = {p.side for p in people} | set(first.sides if first else ())
        there += len(sides & (set(gold["countries"]) - {"USA"}))
        places += len(set(gold["countries"]) - {"USA"})
    return Scores(modes / len(rows), right / said, right / wanted, there / places)


@pytest.mark.slow
@pytest.mark.parametrize("title", [True, False])
def test_who_met_whom(title: bool) -> None:
    s = scores(title=title)
    assert s.mode >= 0.97
    assert s.precision >= 0.93
    assert s.recall >= 0.91
    assert s.countries >= (0.93 if title else 0.84)
