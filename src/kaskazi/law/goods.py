"""Headings that a word for goods may mean: `goods.csv`, and the names of headings that are held. A help, no classification."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from kaskazi.errors import nearest
from kaskazi.evidence.negotiation import heading_names

MOST = 8


@cache
def _words() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    text = files("kaskazi.law").joinpath("goods.csv").read_text(encoding="utf-8")
    for r in csv.DictReader(text.splitlines()):
        found.setdefault(r["word"], []).append((r["code"], r["what"]))
    return {k: tuple(v) for k, v in found.items()}


def called(word: str) -> tuple[tuple[str, str], ...]:
    """(digits, what they are) of the headings that a word may mean, best first; empty where none is known."""
    text = " ".join(word.casefold().replace("tshirt", "t-shirt").split())
    words = text.split()
    exact = _of(text)
    for w in reversed(words if not exact else []):  # "cotton shirts": shirts, those of cotton first
        exact = tuple(sorted(_of(w), key=lambda x: -sum(v in x[1] for v in words)))
        if exact:
            break
    named = _holding(words, heading_names().items())
    if not exact and not named and (near := nearest(text, _words())):
        exact = _words()[near]
    return tuple(dict.fromkeys((*exact, *named)))[:MOST]


def _of(text: str) -> tuple[tuple[str, str], ...]:
    forms = (text, text.removesuffix("s"), text.removesuffix("es"), f"{text}s")
    return next((_words()[f] for f in forms if f in _words()), ())


def _holding(words: list[str], rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headings whose name holds every word."""
    stems = [w.removesuffix("s") for w in words if len(w) > 2]
    return tuple((c, n) for c, n in rows if stems and all(s in n.casefold() for s in stems))
