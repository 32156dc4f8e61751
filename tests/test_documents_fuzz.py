"""Any text at all is read: no crash, no hang, no wrong span, whichever engine reads it.

KASKAZI_FUZZ multiplies the number of texts (1: a minute; 100: the 100,000 and 2,000 that a release is tried with).
"""

from __future__ import annotations

import os
import random
import time
from datetime import date

import pytest

from kaskazi.agenda import draft_agenda
from kaskazi.documents import read_text
from kaskazi.dossier import Dossier
from kaskazi.errors import DocumentError
from test_documents import all_spans

TIMES = float(os.environ.get("KASKAZI_FUZZ", "1"))
LIGHT, PARSER = int(1000 * TIMES), int(20 * TIMES)
LONGEST = 2.0  # seconds for 20,000 characters
DAYS = [None, "2025-01-05", "9999-12-31", "0001-01-01", "2024-02-29"]
PIECES = """President|Ruto|William Ruto|Mr.|H.E.|Minister of Trade|met|will meet|did not meet|asked|asks|to reopen|denied that|agreed to|shall
|Kenya|Uganda|the United States|U.S.|Côte d’Ivoire|Washington|Nairobi|AGOA|the Red Sea|Houthi attacks|Mombasa|Busia|tariff|a 25% duty on steel
|“|”|"|'|‘|’|«|»|„|(|)|[|]|:|;|,|.|...|!|?|—|–|-|*|_|#|>|@|/|\\|said|told reporters|according to|by|on Monday|next year|tomorrow
|31 December 9999. They meet tomorrow.|on 30 February 2025|1 January 0001|01/02/2025|within 30 days|in ten thousand years|999 weeks ago|Q4 2025
|by the end of 2026|fiscal year 2025/26|31 mai 2024|tarehe 3 Machi|ſunday|Opportunıty|İstanbul|KENYA|ﬁnance|ǅ|ß|ẞ|a\u0301|\u200b|\u200d|\u202e|\u2066|\ufeff
|\ud83d|\ude00|😀|𝔎enya|مصر|中国|\x00|\x1b[2J|\x07|\r|\r\n|\t|\u2028|\u0085|\x0c|\u00a0|\u00ad
|$20 million|KSh. 1,000|1.000,5|99 percent of|%|0|１２|²|IV|Jr.|St. John’s|al-Sisi|O'Brien|X Y Z|Q:|A:|MR RUTO:|1. |- |(a) |a ministerial|Le ministre a déclaré que|Waziri alisema
|he|she|they|both sides|it|we|I|who|which|that|if|unless|and|or|but|not|never|no longer|---|date: 2025-01-01|<html>|&amp;|http://x.org""".replace("\n", "").split("|")  # fmt: skip


def text_of(rng: random.Random) -> str:
    """A text of pieces, of letters, of one piece many times, or a sentence spoilt."""
    kind = rng.randrange(5)
    if kind == 0:
        return "".join(chr(rng.choice((rng.randrange(0x20, 0x7F), rng.randrange(0x250), rng.randrange(0x11_0000)))) for _ in range(rng.randrange(1, 200)))  # fmt: skip
    if kind == 1:
        return (rng.choice(PIECES) + rng.choice(("", " ", "\n"))) * rng.randrange(1, 60)
    words = [rng.choice(PIECES) for _ in range(rng.randrange(1, 40))]
    joined = rng.choice((" ", " ", " ", "", "\n")).join(words)
    if kind == 2:
        cut = rng.randrange(len(joined) + 1)
        joined = joined[cut:] + joined[:cut]
    return joined


def checked(text: str, d: Dossier) -> None:
    n = len(text)
    assert d.document.text == text
    for s in all_spans(d):
        assert 0 <= s.start < s.end <= n
    for q in d.statements:
        assert text[q.span.start : q.span.end] == q.content
    for m in (*d.instruments, *d.topics, *d.areas, *d.claims, *d.disruptions, *d.times):
        assert text[m.span.start : m.span.end] == m.text
    ids = {a.id for a in d.actors}
    for e in d.engagements:
        for p in e.participants:
            assert p.actor in ids
    assert all(s.speaker_id in ids for s in d.statements if s.speaker_id)


def tried(n: int, engine: str, seed: int) -> None:
    rng = random.Random(seed)
    for k in range(n):
        text = text_of(rng)
        day = rng.choice(DAYS)
        if not text.strip():
            continue
        start = time.process_time()
        try:
            d = read_text(text, dated=day, engine=engine)
            checked(text, d)
            if k % 50 == 0:
                assert Dossier.from_dict(d.to_dict()) == d
        except Exception as why:
            raise AssertionError(f"text {k} of seed {seed}: {text!r}, dated {day}") from why
        assert time.process_time() - start < LONGEST, repr(text)


@pytest.mark.slow  # twenty seconds
@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_texts_by_the_light_engine(seed: int) -> None:
    tried(max(1, LIGHT // 4), "light", seed)


@pytest.mark.slow
def test_so_by_the_parser() -> None:
    pytest.importorskip("spacy", reason="the parser is not installed")
    tried(max(20, PARSER), "parser", 11)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 December 9999. They meet tomorrow.", "9999-12-31"),
        ("They met yesterday, last week, last year, 3 weeks ago and last Monday.", "0001-01-01"),
        ("They meet next month, next quarter, next Friday, in 999 years and within 30 days.", "9999-12-31"),
        ("On ſunday the African Growth and Opportunıty Act was named, and KENYA met İstanbul.", "2025-01-05"),
        ("Kenya met Uganda \ud83d today, said \ude00 President Ruto.", "2025-01-05"),
        ("99999999999999999999 days ago and 31 April 2025 and 0/0/2025 and 29 February 2025", "2025-01-05"),
    ],
)
def test_the_ends_of_calendar_and_alphabet(text: str, day: str) -> None:
    d = read_text(text, dated=day, engine="light")
    checked(text, d)
    with pytest.raises(DocumentError, match="a day up to"):
        draft_agenda(d, as_of=date.max, home="KEN")
    draft_agenda(d, as_of=date(9899, 12, 31), home="KEN")
    draft_agenda(d, as_of=date.min, home="KEN")
