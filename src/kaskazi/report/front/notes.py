"""Numbered sources of the two pages: every figure has a mark, the list stands at the end of the second page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kaskazi.report.document import Mark, Runs, Words, joined, runs
from kaskazi.sources import sources
from kaskazi.text.catalogue import say

MOST_NAMED = (
    5  # sources of one figure; one with more rests on the world's accounts, whose sources are in the annex
)
ACCOUNTS = "world"  # stands for all sources of the world's accounts
LONGEST = 84  # characters of one source in the list


@dataclass(slots=True)
class Notes:
    """Numbers of sources, in the order in which they are first used. world: the version of the accounts."""

    world: str
    _numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, ids: Sequence[str]) -> Runs:
        """The marks of a figure that rests on these sources; nothing where it names none."""
        keys = list(dict.fromkeys(ids))
        if len(keys) > MOST_NAMED:
            keys = [ACCOUNTS]
        found = sorted(self._numbers.setdefault(key, len(self._numbers) + 1) for key in keys)
        return (Mark(tuple(found)),) if found else ()

    def list(self) -> Runs:
        """Every number with its sources, one after the other."""
        parts = [
            runs(
                Words(f"{n} ", "strong"),
                say("front.world", version=self.world) if key == ACCOUNTS else _line(key),
            )
            for key, n in self._numbers.items()
        ]
        return joined(parts, " ")


def _line(key: str) -> str:
    """Publisher, title and vintage, cut where they are long."""
    s = sources().get(key)
    if s is None:
        return key
    text = ", ".join(x for x in (s.publisher, s.title, s.vintage) if x)
    if len(text) <= LONGEST:
        return f"{text}."
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
