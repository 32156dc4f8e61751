"""Tables set beside the figures of a brief: plain cells that others made, printed as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaskazi.text.catalogue import say


@dataclass(frozen=True, slots=True)
class Annex:
    """One table. heads, numeric and every row have the same length; more: rows left out; sources: ids; missing: what
    one would expect in it and no data held gives."""

    title: str
    confidence: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        if any(len(r) != len(self.heads) for r in (self.numeric, *self.rows)):
            raise ValueError(f"annex {self.title}: rows and heads differ in length")


def uses(annexes: Iterable[Annex]) -> Iterable[tuple[str, str]]:
    """Every source id with the table that uses it."""
    for a in annexes:
        yield from ((key, say("sources.table", title=a.title)) for key in a.sources)
