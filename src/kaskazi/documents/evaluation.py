"""Scores: precision, recall and F by type of item, and how many attributes of the found ones are right.

A labelled document is a TOML file: `text`, `language`, `kind`, `dated`, and `items`, each with its `type`, the
exact words `at` which it stands, and what must be right about it (`by`, `to`, `spk`, `who`, `rate` ...; several
right answers apart by "|"). A found item counts where its span meets the words of one label of its type. An
`optional` label counts neither when found nor when missed. Files of odd number are the half that may be looked
at, even ones the half that may not.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from kaskazi.documents.reading import read_text
from kaskazi.dossier import Dossier, Span, When
from kaskazi.errors import DocumentError, Problem

Half = Literal["a", "b"]
TYPES = ("engagement", "direct", "indirect", "ask", "answer", "commitment", "deadline", "measure", "disruption",
         "instrument")  # fmt: skip
SELDOM = ("optional", "type", "at", "kind_optional", "imposer_optional", "start", "end", "exact")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with what it holds: labels with a span each."""

    name: str
    text: str
    dated: date | None
    labels: tuple[tuple[Span, Mapping[str, Any]], ...]


@dataclass(slots=True)
class Score:
    """Counts of one type of item; attributes: right and asked, by name."""

    right: int = 0
    found: int = 0
    labels: int = 0
    attributes: dict[str, list[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that were found; 1 where there are none."""
        return self.right / self.labels if self.labels else 1.0

    @property
    def f(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain types."""
        return {
            "precision": round(self.precision, 4), "recall": round(self.recall, 4), "f": round(self.f, 4),
            "labels": self.labels, "found": self.found,
            "attributes": {k: {"right": a, "of": b} for k, (a, b) in sorted(self.attributes.items())},
        }  # fmt: skip


def labelled(folder: Path, half: Half | None = None) -> Iterator[Labelled]:
    """The labelled documents of a folder, in order. Raises DocumentError for words that do not stand in a text."""
    paths = sorted(p for p in folder.glob("*") if p.suffix in (".toml", ".json"))
    if not paths:
        raise DocumentError(str(folder), [Problem("", "holds no labelled document.", "files NN-name.toml")])
    for p in paths:
        number = p.name.split("-")[0]
        if half and number.isdigit() and int(number) % 2 != (1 if half == "a" else 0):
            continue
        yield _toml(p) if p.suffix == ".toml" else _json(p)


def _toml(p: Path) -> Labelled:
    raw = tomllib.loads(p.read_text(encoding="utf-8"))
    text = raw["text"]
    labels = []
    for n, item in enumerate(raw["items"]):
        if text.count(item["at"]) != 1:
            what = f'the words "{item["at"]}" stand {text.count(item["at"])} times in the text.'
            raise DocumentError(p.name, [Problem(f"items[{n}]", what, "once")])
        at = text.index(item["at"])
        labels.append((Span(at, at + len(item["at"])), item))
    day = raw.get("dated")
    return Labelled(p.stem, text, date.fromisoformat(day) if day else None, tuple(labels))


def _json(p: Path) -> Labelled:
    raw = json.loads(p.read_text(encoding="utf-8"))
    text = p.with_suffix(".txt").read_text(encoding="utf-8")
    labels = tuple((Span(i["start"], i["end"]), i) for i in raw["items"])
    return Labelled(p.stem, text, date.fromisoformat(raw["dated"]) if raw.get("dated") else None, labels)


def evaluate(documents: Iterable[Labelled], engine: str | None = None) -> dict[str, Score]:
    """Scores by type over the documents, read with an engine ("parser", "light"; None: the best there is)."""
    scores = {t: Score() for t in TYPES}
    for doc in documents:
        compare(doc, read_text(doc.text, doc.dated, doc.name, engine=engine), scores)
    return scores


def compare(doc: Labelled, d: Dossier, scores: dict[str, Score]) -> None:
    """Add one document's counts to the scores."""
    for kind in TYPES:
        items = list(_items(d, kind))
        labels = [(s, x) for s, x in doc.labels if x["type"] == kind]
        score = scores[kind]
        taken: dict[int, int] = {}
        for n, (span, x) in enumerate(labels):
            best = max(
                (k for k in range(len(items)) if k not in taken and _meets(items[k][1], span)),
                key=lambda k: (_fits(items[k][0], x), _overlap(items[k][1], span)),
                default=None,
            )
            if best is not None:
                taken[best] = n
        for k, n in taken.items():
            span, x = labels[n]
            if x.get("optional"):
                continue
            score.right += 1
            for name, ok in judged(items[k][0], x, d).items():
                pair = score.attributes.setdefault(name, [0, 0])
                pair[0] += ok
                pair[1] += 1
                if not ok:
                    score.faults.append(
                        f"{doc.name}: {kind} {name}: {x['at'] if 'at' in x else x['exact']!r} {x}"
                    )
        needed = [n for n, (_, x) in enumerate(labels) if not x.get("optional")]
        score.labels += len(needed)
        hit = set(taken.values())
        score.faults += [
            f"{doc.name}: missed {kind}: {d.document.exact(labels[n][0])!r}" for n in needed if n not in hit
        ]
        for k, (_, spans) in enumerate(items):
            if k in taken:
                score.found += not labels[taken[k]][1].get("optional")
            elif not any(x.get("optional") and _meets(spans, s) for s, x in labels):
                score.found += 1
                score.faults.append(
                    f"{doc.name}: extra {kind}: {d.document.exact(spans[0])[:120]!r} {_short(items[k][0])}"
                )


def _short(item: Any) -> str:
    names = (
        "by",
        "to",
        "speaker",
        "imposer",
        "affected",
        "rate",
        "status",
        "mode",
        "tense",
        "stance",
        "where",
    )
    return " ".join(f"{n}={getattr(item, n)!r}" for n in names if hasattr(item, n))


def _items(d: Dossier, kind: str) -> Iterator[tuple[Any, tuple[Span, ...]]]:
    if kind == "engagement":
        yield from ((e, e.spans) for e in d.engagements)
        return
    if kind in ("direct", "indirect"):
        yield from ((s, (s.span,)) for s in d.statements if s.kind == kind)
        return
    lists = {
        "ask": d.asks, "answer": d.answers, "commitment": d.commitments, "deadline": d.deadlines,
        "measure": d.measures, "disruption": d.disruptions, "instrument": d.instruments,
    }  # fmt: skip
    found: Sequence[Any] = lists[kind]
    yield from ((x, (x.span,)) for x in found)


def _overlap(spans: tuple[Span, ...], label: Span) -> int:
    return max(min(s.end, label.end) - max(s.start, label.start) for s in spans)


def _meets(spans: tuple[Span, ...], label: Span) -> bool:
    return _overlap(spans, label) > 0


def _fits(item: Any, label: Mapping[str, Any]) -> bool:
    return "mode" not in label or item.mode == label["mode"]


def judged(item: Any, label: Mapping[str, Any], d: Dossier) -> dict[str, bool]:
    """Attribute by attribute: is what the label asks for so?"""
    out = {}
    for name, want in label.items():
        if name in SELDOM or want is None:
            continue
        ask = _JUDGES.get(name)
        out[name] = ask(item, want, d) if ask else _one_of(str(getattr(item, name, "")), str(want))
    return out


def _one_of(have: str, want: str) -> bool:
    have = have.casefold()
    whole = set(re.findall(r"[\w’'-]+", have))
    return any(
        w.casefold() == have or w.casefold() in whole or (len(w) > 3 and w.casefold() in have)
        for w in want.split("|")
    )


def _side(name: str) -> Any:
    def judge(item: Any, want: str, d: Dossier) -> bool:
        have = str(getattr(item, name))
        country = next((a.country for a in d.actors if a.name == have), "")
        return _one_of(have, want) or (bool(country) and country in want.split("|"))

    return judge


def _who(item: Any, want: Sequence[str], d: Dossier) -> bool:
    names = [p.name.casefold() for p in item.participants]
    return all(any(w.casefold() in n for n in names) for w in want)


def _sides(item: Any, want: Sequence[str], d: Dossier) -> bool:
    return set(item.sides) == set(want)


def _on(item: Any, want: str, d: Dossier) -> bool:
    if isinstance(getattr(item, "affected", None), str):
        return _one_of(item.affected, want)
    when: When | None = item.when
    if when is None or when.start is None:
        return False
    days = [x.isoformat() for x in (when.start, when.end) if x]
    return want in days or (len(want) == 4 and days[0][:4] == want)


def _number(name: str) -> Any:
    def judge(item: Any, want: float, d: Dossier) -> bool:
        have = getattr(item, name)
        return have is not None and abs(have - want) <= 1e-6 * max(1.0, abs(want))

    return judge


def _from(item: Any, want: str, d: Dossier) -> bool:
    return item.start is not None and item.start.start == date.fromisoformat(want)


_JUDGES: dict[str, Any] = {
    "by": _side("by"), "to": _side("to"), "imposer": _side("imposer"), "who": _who, "sides": _sides, "on": _on,
    "rate": _number("rate"), "amount": _number("amount"), "share_of_lines": _number("share_of_lines"),
    "days": _number("days"), "from": _from, "spk": lambda i, w, d: _one_of(i.speaker, w),
    "conditional": lambda i, w, d: i.conditional == w,
    "where": lambda i, w, d: any(x in i.where for x in w.split("|")),
    "asserted_by": lambda i, w, d: _one_of(i.found.asserted_by, w),
    "ref": lambda i, w, d: w == getattr(i, "ref", getattr(i, "instrument", "")),
}  # fmt: skip
