"""Several documents on one event as one dossier: their texts one after the other, their items side by side, each still
its own document's, and what one says against the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kaskazi.documents.contradictions import contradictions
from kaskazi.documents.names.people import fold
from kaskazi.documents.view import View
from kaskazi.dossier import Actor, Dossier, Part, Span, identified
from kaskazi.errors import DocumentError, Problem

GAP = "\n\n"
ITEMS = ("engagements", "statements", "asks", "answers", "commitments", "deadlines", "instruments", "areas", "disruptions",
         "claims", "topics", "times", "measures", "denials")  # fmt: skip


def join(dossiers: Sequence[Dossier]) -> Dossier:
    """One dossier of several; the same document given twice counts once. Raises DocumentError where none is given."""
    single: dict[str, Dossier] = {}
    for d in dossiers:
        single.setdefault(d.document.sha256, d)
    if not single:
        raise DocumentError("the documents", [Problem("", "no document is given.", "one or more")])
    if len(single) == 1:
        return next(iter(single.values()))
    moved = list(_moved(tuple(single.values())))
    first = moved[0].document
    parts = tuple(x for d in moved for x in d.document.parts)
    days = [d.document for d in moved if d.document.dated]
    last = max(days, key=lambda x: x.dated or x.dated, default=first)  # type: ignore[arg-type, return-value]
    notes = [f"{d.document.name}: {n}" for d in moved for n in d.document.notes]
    if len(single) < len(dossiers):
        notes.append("A document given twice is read once.")
    spoken = {d.document.language for d in moved}
    document = replace(
        first,
        name=" + ".join(p.name for p in parts),
        sha256=hashlib.sha256("".join(p.sha256 for p in parts).encode()).hexdigest(),
        text=GAP.join(d.document.text for d in single.values()),
        dated=last.dated,
        basis=last.basis,
        notes=tuple(notes),
        format=first.format if len({d.document.format for d in moved}) == 1 else "text",
        language=first.language if len(spoken) == 1 else "en" if "en" in spoken else first.language,
        blocks=tuple(b for d in moved for b in d.document.blocks),
        parts=parts,
    )
    ids: dict[str, str] = {}
    actors = tuple(_cast(moved, ids))
    joined = {name: tuple(x for d in moved for x in getattr(d, name)) for name in ITEMS}
    whole = _with_actors(Dossier(document=document, actors=actors, **joined), ids)
    whole = identified(whole)
    return replace(whole, contradictions=tuple(contradictions(whole)))


def _moved(dossiers: Sequence[Dossier]) -> Iterator[Dossier]:
    """Each with its spans on the joined text, its ids its own, and itself named as who asserts what it states."""
    names: dict[str, int] = {}
    at = 0
    for n, d in enumerate(dossiers):
        doc = d.document
        names[doc.name] = names.get(doc.name, 0) + 1
        name = doc.name if names[doc.name] == 1 else f"{doc.name} ({names[doc.name]})"
        length = len(doc.text)
        way = View("", [0], [at], at + length)
        # what leads back to the source of a page stays on the source
        blocks = tuple(replace(b, span=way.span(b.span)) for b in doc.blocks)
        bare = replace(doc, name=name, blocks=())
        moved = way.back(replace(d, document=bare))
        part = Part(name, doc.sha256, Span(at, at + length), doc.dated, doc.basis, doc.format, doc.language)
        own = {
            k: tuple(_own(x, n, name) for x in getattr(moved, k)) for k in (*ITEMS, "actors") if k != "times"
        }
        yield replace(moved, document=replace(bare, blocks=blocks, parts=(part,)), **own)
        at += length + len(GAP)


def _own(x: Any, n: int, name: str) -> Any:
    changed: dict[str, Any] = {"id": f"{n}:{x.id}"}
    if hasattr(x, "ask"):
        changed["ask"] = f"{n}:{x.ask}"
    if getattr(x, "speaker_id", ""):
        changed["speaker_id"] = f"{n}:{x.speaker_id}"
    if hasattr(x, "participants"):
        changed["participants"] = tuple(replace(p, actor=f"{n}:{p.actor}") for p in x.participants)
    if hasattr(x, "found") and x.found.asserted_by == "document":
        changed["found"] = replace(x.found, asserted_by=name)
    return replace(x, **changed)


def _cast(moved: Sequence[Dossier], ids: dict[str, str]) -> Iterator[Actor]:
    """Actors of all documents; who is surely the same stands once. ids: the old id to the one that is kept."""
    kept: list[Actor] = []
    by_word: dict[str, list[int]] = {}
    for d in moved:
        known = len(kept)  # two actors of one document are never one
        for a in d.actors:
            words = [w.strip(".,") for w in fold(a.name).split()]
            same = [k for k in by_word.get(words[-1] if words else "", []) if k < known and _same(kept[k], a)]
            if len(same) == 1:
                k = same[0]
                old = kept[k]
                kept[k] = replace(
                    old,
                    name=max((old.name, a.name), key=len),
                    country=old.country or a.country,
                    offices=tuple(dict.fromkeys((*old.offices, *a.offices))),
                    mentions=(*old.mentions, *a.mentions),
                )
            else:
                k = len(kept)
                kept.append(a)
                by_word.setdefault(words[-1] if words else "", []).append(k)
            ids[a.id] = kept[k].id
    yield from kept


def _same(a: Actor, b: Actor) -> bool:
    """One kind, no other country, and one name within the other."""
    if a.kind != b.kind or (a.country and b.country and a.country != b.country):
        return False
    mine, other = set(fold(a.name).split()), set(fold(b.name).split())
    if a.kind != "person":
        return mine == other
    return mine <= other or other <= mine


def _with_actors(d: Dossier, ids: dict[str, str]) -> Dossier:
    return replace(
        d,
        statements=tuple(replace(s, speaker_id=ids.get(s.speaker_id, s.speaker_id)) for s in d.statements),
        engagements=tuple(
            replace(
                e, participants=tuple(replace(p, actor=ids.get(p.actor, p.actor)) for p in e.participants)
            )
            for e in d.engagements
        ),
    )
