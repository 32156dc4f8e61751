"""Places in the document's text as runs that lead there, and spans with the words around them."""

from __future__ import annotations

from collections.abc import Sequence

from kaskazi.report.document import Jump, Role, Runs, Words, joined, runs
from kaskazi.report.record import Place


def where(places: Sequence[Place]) -> Runs:
    """Every place, each leading to its words."""
    return joined([(Jump(p.text, p.anchor),) for p in places])


def located(places: Sequence[Place], *facts: str) -> Runs:
    """Places and then what else is known, apart by a point."""
    return runs(*where(places), *(f" · {x}" for x in facts if x))


def within(before: str, words: str, after: str) -> Runs:
    """Words of the text, strong within what stands around them."""
    if not (before or after):
        return runs(words)
    sides: list[tuple[str, Role]] = [(before, "quiet"), (words, "strong"), (after, "quiet")]
    return tuple(Words(x, role) for x, role in sides if x)
