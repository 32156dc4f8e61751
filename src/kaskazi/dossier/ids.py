"""Ids from content: a hash of what an item is and of its exact words."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import Any

from kaskazi.dossier.types import Actor, Dossier, Engagement


def identified(d: Dossier) -> Dossier:
    """The same dossier with every id made from content, and every reference to an id following it."""
    text = d.document.text
    new: dict[str, str] = {}

    def named(kind: str, items: tuple[Any, ...]) -> tuple[Any, ...]:
        seen: Counter[str] = Counter()
        out = []
        for x in items:
            key = _hash(kind, *_content(x, text))
            seen[key] += 1
            own = f"{kind}-{key}" + (f"-{seen[key]}" if seen[key] > 1 else "")
            if x.id:  # what has none yet is referred to by nothing
                new[x.id] = own
            out.append(replace(x, id=own))
        return tuple(out)

    actors = named("actor", d.actors)
    asks = named("ask", d.asks)
    meetings = tuple(
        replace(e, participants=tuple(replace(p, actor=new.get(p.actor, p.actor)) for p in e.participants))
        for e in named("engagement", d.engagements)
    )
    said = tuple(
        replace(s, speaker_id=new.get(s.speaker_id, s.speaker_id)) for s in named("statement", d.statements)
    )
    answers = tuple(replace(a, ask=new.get(a.ask, a.ask)) for a in named("answer", d.answers))
    rest: dict[str, Any] = {
        name: named(kind, getattr(d, name))
        for name, kind in (
            ("commitments", "commitment"), ("deadlines", "deadline"), ("instruments", "instrument"),
            ("areas", "area"), ("disruptions", "disruption"), ("claims", "claim"), ("topics", "topic"),
            ("measures", "measure"), ("denials", "denial"),
        )
    }  # fmt: skip
    return replace(
        d, actors=actors, engagements=meetings, statements=said, asks=asks, answers=answers, **rest
    )


def _content(item: Any, text: str) -> tuple[str, ...]:
    if isinstance(item, Actor):
        return (item.kind, item.name.casefold())
    span = item.spans[0] if isinstance(item, Engagement) else item.span
    return (getattr(item, "ref", ""), " ".join(text[span.start : span.end].split()))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]
