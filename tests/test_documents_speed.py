"""Reading takes time in proportion to the text, whatever it is made of."""

from __future__ import annotations

import re
import time

import pytest

from hostile import KINDS
from kaskazi.documents import read_text
from patterns import attacks, patterns

SLOWER = 3.4  # times as long for twice the text: more is not linear
SIZE = 30_000


def seconds(text: str, engine: str) -> float:
    start = time.process_time()
    read_text(text, dated="2025-01-05", engine=engine)
    return time.process_time() - start


@pytest.mark.slow  # a minute
@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_takes_about_twice_as_long(kind: str) -> None:
    read_text("Kenya met Uganda in Kampala.", engine="light")
    made = KINDS[kind]
    for size in (SIZE, 4 * SIZE):  # a second look where the clock was unkind
        one, two = seconds(made(size), "light"), seconds(made(2 * size), "light")
        if two < max(SLOWER * one, 0.4):
            break
    else:
        pytest.fail(f"{kind}: {one:.2f} s for {size} characters, {two:.2f} s for twice as many")
    assert two < 60 * (2 * size / 2_000_000) + 1  # no two million characters take over a minute


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["one sentence", "nested marks", "deep list", "apostrophes", "distinct meetings"]
)
def test_so_with_the_parser(kind: str) -> None:
    pytest.importorskip("spacy", reason="the parser is not installed")
    seconds("Kenya met Uganda in Kampala.", "parser")
    made = KINDS[kind]
    one, two = seconds(made(SIZE), "parser"), seconds(made(2 * SIZE), "parser")
    assert two < max(SLOWER * one, 1.0)


def tried(pattern: re.Pattern[str], text: str, anchored: bool) -> float:
    start = time.process_time()
    if anchored:
        pattern.match(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - start


@pytest.mark.slow  # ten seconds
def test_no_pattern_is_worse_than_linear() -> None:
    known = patterns("kaskazi.documents")
    assert len(known) > 300  # else they are not found
    worse = []
    for name, (pattern, anchored) in known.items():
        for piece in attacks(pattern):
            text = (piece * 2000)[:2000]
            one = tried(pattern, text, anchored)
            if one > 0.006 and tried(pattern, text * 4, anchored) > 8 * min(
                one, tried(pattern, text, anchored)
            ):
                worse.append(f"{name}: {piece!r} repeated, {pattern.pattern[:80]}")
                break
    assert not worse, "\n".join(worse)


def test_a_pattern_that_runs_away_is_caught() -> None:
    bad = re.compile(r"\s+x$")
    text = " " * 2000
    assert max(tried(bad, p * 2000, False) for p in attacks(bad)) > 0
    assert tried(bad, text * 4, False) > 8 * tried(bad, text, False)


def test_a_sentence_without_end_is_cut_and_nothing_of_it_lost() -> None:
    text = "; ".join(f"Kenya asked Uganda to reopen border post number {k}" for k in range(200)) + "."
    d = read_text(text, engine="light")
    assert len(d.asks) > 150
    assert d.asks[-1].span.start > 0.9 * len(text)
    assert all(text[a.span.start : a.span.end].startswith(("asked", "Kenya", "reopen", "to")) for a in d.asks)
