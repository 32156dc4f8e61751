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
# Titles whose answers were cut out of them wrongly, by their first word that tells them apart, with the right ones: a
# part of an office or of a name taken for the surname, the second person left out, a topic taken for a side.
RIGHT = {
    "Suga Yoshihide": {"suga"}, "Japan’s National Security Secretariat": {"takeo"}, "with Prime Minister Kishida Fumio of Japan and": {"kishida", "yeol"},
    "with Prime Minister Kishida Fumio": {"kishida"}, "Armen Grigoryan": {"grigoryan", "hajiyev"}, "MOTEGI": {"toshimitsu"},
    "bin Zayed Al Nahyan": {"nahyan"}, "Taoiseach Simon Harris": {"harris"},
    "Correia e Silva": {"silva"}, "Khalifaand": {"khalifa"},
}  # fmt: skip
NO_SIDE = {"Pelosi on Afghanistan": "AFG"}


@dataclass(frozen=True)
class Scores:
    """Shares of right answers."""

    mode: float
    precision: float
    recall: float
    countries: float


def scores(*, title: bool, mended: bool, engine: str = "parser") -> Scores:
    """mended: the answers put right, and without what only the title names where the title is not read."""
    rows = [
        json.loads(x) for x in shared("documents/readouts_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    modes = right = said = wanted = there = places = 0
    for r in rows:
        text = (r["title"] + "\n" if title else "") + r["body"]
        found = [
            e for e in read_text(text, engine=engine).engagements if e.mode in ("call", "meeting", "round")
        ]
        gold = r["gold"]
        first = found[0] if found else None
        people = first.participants if first else ()
        others = [p for p in people if p.role == "counterpart"] or list(people)
        want = {fold(x) for x in gold["counterpart_surnames"] if not re.fullmatch("[ivx]+", x)}
        want = want or {fold(surname(c)) for c in gold["counterparts"]}
        sides, own = set(gold["countries"]) - {"USA"}, OWN_SIDE
        if mended:
            want = next((v for k, v in RIGHT.items() if k in r["title"]), want)
            own = OWN_SIDE - want
            sides -= {v for k, v in NO_SIDE.items() if k in r["title"]}
            named = {x for x in want if title or x in fold(r["body"])}
            want, sides = named, sides if named else set()
        names = {fold(surname(p.name)) for p in others} - own
        modes += first is not None and first.mode == gold["mode"]
        right, said, wanted = right + len(names & want), said + len(names), wanted + len(want)
        have = {p.side for p in people} | set(first.sides if first else ())
        there, places = there + len(have & sides), places + len(sides)
    return Scores(modes / len(rows), right / said, right / wanted, there / places)


@pytest.mark.slow
@pytest.mark.parametrize("title", [True, False])
def test_who_met_whom(title: bool) -> None:
    raw = scores(title=title, mended=False)
    assert raw.mode >= 0.99
    assert raw.precision >= 0.945
    assert raw.recall >= (0.96 if title else 0.945)
    assert raw.countries >= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("title", [True, False])
def test_who_met_whom_by_answers_that_are_right(title: bool) -> None:
    s = scores(title=title, mended=True)
    assert s.mode >= 0.99
    assert s.precision >= 0.985
    assert s.recall >= 0.99
    assert s.countries >= 0.99
