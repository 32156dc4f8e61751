"""Quotations, mark by mark, and the turns of a transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaskazi.documents.extract.ground import Quote
from kaskazi.dossier import Span

OPENERS = "“„«"
CLOSERS = "”»"
STRAIGHT = '"'
MARKS = re.compile(r"[“„«”»\"‘’]")
MIN_WORDS = 3
SPEECH_NEAR = re.compile(r"\b(?:sa(?:id|ys)|told|added|ask(?:ed|s)|adds|déclaré|dit|alisema)\b")
TURN = re.compile(
    r"(?m)^(?P<who>Q|A|Question|Answer|(?:(?:[A-Z][A-Z.’'\-]+|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|CS|PS|Minister|President|Ambassador|Secretary)[ ]){0,4}"
    r"[A-Z][\w.’'\-]+):[ \t]+(?P<what>\S.*)$"
)
NOT_TURNS = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "re",
        "fwd",
        "note",
        "notes",
        "sent",
        "ref",
        "tel",
        "fax",
        "email",
        "contact",
        "source",
        "sources",
        "key",
    ]
)


def quotations(text: str, paragraphs: Sequence[Span]) -> list[Quote]:
    """Quotations of three words or more, and turns of a transcript, in order; they never overlap."""
    said = turns(text)
    found: list[Quote] = []
    k = 0
    for q in marked(text, paragraphs):
        while k < len(said) and said[k].outer.end <= q.outer.start:
            k += 1
        if k < len(said) and said[k].outer.start <= q.outer.start:
            continue
        if len(text[q.inner.start : q.inner.end].split()) >= MIN_WORDS:
            found.append(q)
    return sorted([*found, *said], key=lambda q: q.outer.start)


def turns(text: str) -> list[Quote]:
    """Lines "NAME: words" of a transcript: where somebody asks (Q:), or names in capitals take turns."""
    hits = [m for m in TURN.finditer(text) if m["who"].casefold().split()[0] not in NOT_TURNS]
    asked = any(m["who"] in ("Q", "Question") for m in hits)
    out = []
    for m in hits:
        who = m["who"]
        if who in ("Q", "Question") or not (
            asked or (who.split()[-1].isupper() and len(who) > 3 and len(hits) > 1)
        ):
            continue
        at = Span(m.start("what"), m.start("what") + len(m["what"].rstrip()))
        out.append(Quote(at, at, True, "" if who in ("A", "Answer") else who))
    return out


def marked(text: str, paragraphs: Sequence[Span]) -> list[Quote]:
    """A mark opens after space or a bracket and closes before space or a stop, whatever its shape: curly may close
    straight. An apostrophe is never a mark; a single curly mark is one where it opens after space and closes after a
    stop. A quotation left open at the end of a paragraph goes on if the next one opens with a mark."""
    found: list[Quote] = []
    open_at: int | None = None
    single = False
    for n, p in enumerate(paragraphs):
        start = p.start
        if open_at is not None and text[start] in OPENERS + STRAIGHT:
            start += 1
        for m in MARKS.finditer(text, start, p.end):
            i, c = m.start(), m[0]
            before = text[i - 1] if i > p.start else " "
            after = text[i + 1] if i + 1 < p.end else " "
            opens = before.isspace() or before in "([{—–-"
            closes = not after.isalnum()
            if open_at is None:
                if c in OPENERS or (c == STRAIGHT and opens) or (c in CLOSERS and opens and after.isalnum()):
                    open_at, single = i, False
                elif c == "‘" and opens and after.isalnum():
                    open_at, single = i, True
            elif single:
                ends = before in ",.!?…" or after in ",.;:)!?\n"
                if c == "’" and closes and ends and i > open_at + 1:
                    found.append(Quote(Span(open_at, i + 1), Span(open_at + 1, i), True))
                    open_at = None
            elif c in CLOSERS + STRAIGHT + "“" and closes and i > open_at + 1 and not (c == "“" and opens):
                found.append(Quote(Span(open_at, i + 1), Span(open_at + 1, i), True))
                open_at = None
        if open_at is None:
            continue
        follows = n + 1 < len(paragraphs) and text[paragraphs[n + 1].start] in OPENERS + STRAIGHT
        if single or not (follows and p.end - open_at > 1):
            if p.end > open_at + 1 and not single:
                found.append(Quote(Span(open_at, p.end), Span(open_at + 1, p.end), False))
            open_at = None
        elif follows:
            found.append(Quote(Span(open_at, p.end), Span(open_at + 1, p.end), False))
            open_at = None
    return [
        Quote(q.outer, _trimmed(text, q.inner), q.closed)
        for q in found
        if text[q.inner.start : q.inner.end].strip()
    ]


def _trimmed(text: str, s: Span) -> Span:
    a, b = s.start, s.end
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return Span(a, b)
