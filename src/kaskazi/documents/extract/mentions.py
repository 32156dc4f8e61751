"""What is named: instruments, areas of talks, disruptions, claims and topics."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from kaskazi.documents import finding, lexicon
from kaskazi.documents.lexicon import alternatives, table
from kaskazi.dossier import Found, Mention, Span


@cache
def _aliases() -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {name: key for key, n in lexicon.instruments().items() for name in n.read}
    folded = {lexicon.key(n): k for n, k in by_name.items()}
    pattern = re.compile(rf"(?<![\w])(?:{alternatives(by_name)})(?![\w])", re.IGNORECASE)
    return pattern, folded


def instruments(text: str) -> list[Mention]:
    """Agreements, programmes and measures named, longest name first; short names must match in case."""
    pattern, folded = _aliases()
    found: list[Mention] = []
    for m in pattern.finditer(text):
        key = folded[" ".join(lexicon.key(m[0]).split())]
        short = len(m[0]) <= 6
        if short and m[0] not in lexicon.instruments()[key].read:
            continue
        if short and re.match(
            r"\s+(?:grants?|scholarships?|fellow\w*|students?|award)\b", text[m.end() : m.end() + 16]
        ):
            continue
        at = Span(*m.span())
        found.append(
            Mention(f"instrument-{len(found) + 1}", key, m[0], at, Found("name in the lexicon", 0.97))
        )
    return found


def _scan(kind: str, text: str, label: str) -> list[Mention]:
    found: list[Mention] = []
    for ref, entry in table(kind).items():
        pattern = re.compile("|".join(entry["patterns"]), re.IGNORECASE)
        for m in finding.matches(pattern, text, finding.heads(tuple(entry["patterns"]))):
            found.append(Mention("", ref, m[0], Span(*m.span()), Found(f"{label}: {ref}", 0.8)))
    found.sort(key=lambda x: (x.span.start, x.ref))
    return [Mention(f"{label}-{k + 1}", x.ref, x.text, x.span, x.found) for k, x in enumerate(found)]


def topics(text: str) -> list[Mention]:
    """Topics spoken of. They never move a number."""
    return _scan("topics", text, "topic")


def areas(text: str, sentences: Sequence[Span], named: Sequence[Mention]) -> list[Mention]:
    """Areas of an agreement under negotiation, where the text speaks of talks."""
    if not any(m.ref.endswith("stip") for m in named):
        return []
    found = _scan("areas", text, "area")
    talk = re.compile(
        r"\b(?:focus|negotiat|collaborat|cover|chapter|areas?|partnership|round)", re.IGNORECASE
    )
    kept = []
    order = sorted(range(len(sentences)), key=lambda k: sentences[k].start)
    heads = [sentences[k].start for k in order]
    for x in found:
        n = bisect_right(heads, x.span.start)
        over = [k for k in order[max(0, n - 12) : n] if x.span.start < sentences[k].end]
        s = sentences[min(over)] if over else None
        if s and talk.search(text, s.start, s.end):
            kept.append(x)
    return kept


def claims(text: str) -> list[Mention]:
    """Assertions about what a measure does, as the text words them."""
    return _scan("claims", text, "claim")
