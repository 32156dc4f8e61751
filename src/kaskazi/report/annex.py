"""Tables set beside the figures of a brief: plain cells that others made, printed as they are."""

from __future__ import annotations

from collections.abc import Iterable

from kaskazi.analysis.tables.extract import Extract
from kaskazi.text.catalogue import say


def uses(annexes: Iterable[Extract]) -> Iterable[tuple[str, str]]:
    """Every source id with the table that uses it."""
    for a in annexes:
        yield from ((key, say("sources.table", title=a.title)) for key in a.sources)
