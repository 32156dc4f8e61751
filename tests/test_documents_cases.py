"""Sentences that were read wrong once, each with the right reading; `../shared/cases/reading.toml`."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from kaskazi.agenda import draft_agenda
from kaskazi.documents import read_text
from kaskazi.dossier import Dossier, When
from shared import shared

# Sentences with a day but no year, and no date of their own: they are read as of this day.
SPOKEN = {"Uganda threatened to impose": "2026-03-03"}


def cases() -> list[dict[str, Any]]:
    try:
        path = shared("../cases/reading.toml")
    except BaseException:  # skipped or failed where the file is absent: the tests below say so
        return []
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return found


CASES = cases()


def test_the_cases_are_there() -> None:
    assert len(cases()) >= 63 or not shared("../cases/reading.toml").exists()


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_reading(case: dict[str, Any]) -> None:
    dated = case.get("dated") or next((d for k, d in SPOKEN.items() if case["text"].startswith(k)), None)
    d = read_text(case["text"], dated=dated)
    for key, want in case.items():
        if key in CHECKS:
            CHECKS[key](d, want)
    for kind in case.get("none", ()):
        absent(d, kind)


def absent(d: Dossier, kind: str) -> None:
    if kind == "scenario":
        assert not any(i.options for i in draft_agenda(d, as_of="2026-11-28"))
    elif kind == "ask between economies":
        assert not any(len(a.by) == 3 and len(a.to) == 3 and a.to.isupper() for a in d.asks)
    elif kind == "ask by JOR":
        assert not any(a.by == "JOR" for a in d.asks)
    elif kind == "topic climate":
        assert not any(t.ref == "climate" for t in d.topics)
    else:
        assert getattr(d, f"{kind}s") == ()


def on(w: When | None, want: str) -> bool:
    if w is None or w.start is None:
        return False
    return want in (w.start.isoformat(), w.end.isoformat() if w.end else "", str(w.start.year))


def one(found: Any, ok: Any) -> None:
    assert any(ok(x) for x in found), found


def ask(d: Dossier, want: dict[str, str]) -> None:
    one(
        d.asks,
        lambda a: (
            want.get("by", a.by) == a.by
            and want.get("to", a.to) == a.to
            and want.get("content", a.content) in a.content
            and ("instrument" not in want or want["instrument"] in a.instruments)
        ),
    )


def answer(d: Dossier, want: dict[str, str]) -> None:
    one(d.answers, lambda a: a.by == want["by"] and a.stance == want["stance"])


def commitment(d: Dossier, want: dict[str, Any]) -> None:
    one(
        d.commitments,
        lambda c: (
            want.get("by", c.by) == c.by
            and want.get("to", c.to) == c.to
            and want.get("content", c.content) == c.content
            and want.get("amount", c.amount) == c.amount
            and want.get("unit", c.unit) == c.unit
            and ("from" not in want or on(c.start, want["from"]))
            and want.get("asserted_by", c.found.asserted_by) == c.found.asserted_by
            and want.get("status", c.found.status) == c.found.status
        ),
    )


def measure(d: Dossier, want: dict[str, Any]) -> None:
    one(
        d.measures,
        lambda m: (
            want.get("imposer", m.imposer) == m.imposer
            and want.get("on", m.affected) == m.affected
            and want.get("product", m.product) == m.product
            and want.get("rate", m.rate) == m.rate
            and want.get("share_of_lines", m.share_of_lines) == m.share_of_lines
            and want.get("status", m.status) == m.status
            and want.get("days", m.days) == m.days
            and ("from" not in want or on(m.start, want["from"]))
        ),
    )


def deadline(d: Dossier, want: dict[str, str]) -> None:
    one(d.deadlines, lambda x: on(x.when, want["on"]) and want.get("kind", x.kind) == x.kind)
    assert len(d.deadlines) == 1


def engagement(d: Dossier, want: dict[str, Any]) -> None:
    def ok(e: Any) -> bool:
        names = [p.name for p in e.participants]
        return (
            want.get("mode", e.mode) == e.mode
            and want.get("tense", e.tense) == e.tense
            and want.get("place", e.place) == e.place
            and all(any(w in n for n in names) for w in want.get("who", ()))
            and ("sides" not in want or set(want["sides"]) == set(e.sides))
            and ("on" not in want or on(e.when, want["on"]))
        )

    one(d.engagements, ok)


def statement(d: Dossier, want: dict[str, str]) -> None:
    countries = {a.id: a.country for a in d.actors}
    one(
        d.statements,
        lambda s: (
            want["speaker"] in s.speaker
            and want.get("content", s.content) == s.content
            and want.get("country", countries.get(s.speaker_id)) == countries.get(s.speaker_id)
        ),
    )


def disruption(d: Dossier, want: dict[str, str]) -> None:
    (where,) = (v for k, v in want.items() if k != "mechanism")
    one(d.disruptions, lambda x: where in x.where and x.mechanism == want["mechanism"])


def when(d: Dossier, want: list[str]) -> None:
    one(d.times, lambda w: [w.start.isoformat(), w.end.isoformat()] == want)


def scenario(d: Dossier, want: bool) -> None:
    assert any(i.options for i in draft_agenda(d, as_of="2026-11-28"))


def asks(d: Dossier, want: list[dict[str, str]]) -> None:
    for w in want:
        ask(d, w)


CHECKS = {
    "ask": ask, "asks": asks, "answer": answer, "commitment": commitment, "measure": measure, "deadline": deadline,
    "engagement": engagement, "statement": statement, "disruption": disruption, "when": when, "scenario": scenario,
}  # fmt: skip
