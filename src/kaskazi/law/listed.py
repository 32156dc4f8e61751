"""The lines that US additional duties name or spare: `us_lists.txt.gz`, made by `databuild/us_lists.py`."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

Standing = Literal["whole", "part", "none"]
SOURCE = "us-chapter-99"


@dataclass(frozen=True, slots=True)
class Span:
    """Codes of a list from one day to another."""

    start: date
    end: date
    codes: str

    def covers(self, on: date) -> bool:
        return self.start <= on <= self.end


@cache
def _spans() -> Mapping[str, tuple[Span, ...]]:
    raw = gzip.decompress(files("kaskazi.law").joinpath("us_lists.txt.gz").read_bytes()).decode()
    found: dict[str, list[Span]] = {}
    for row in raw.splitlines():
        name, start, end, codes = row.split("\t")
        span = Span(
            date.fromisoformat(start) if start else date.min,
            date.fromisoformat(end) if end else date.max,
            codes,
        )
        found.setdefault(name, []).append(span)
    return {k: tuple(v) for k, v in found.items()}


@cache
def _codes(span: Span) -> tuple[frozenset[str], frozenset[str]]:
    """The codes of a span, and the eight digits of those that are longer."""
    codes = frozenset(span.codes.split())
    return codes, frozenset(c[:8] for c in codes if len(c) > 8)


def names() -> tuple[str, ...]:
    """Names of the lists."""
    return tuple(_spans())


def standing(name: str, code: str, on: date) -> Standing:
    """Whether a list names a line on a day: whole; part, where it names some statistical numbers of it; or none."""
    part = False
    for span in _spans()[name]:
        if not span.covers(on):
            continue
        codes, parts = _codes(span)
        if any(code[:k] in codes for k in range(4, len(code) + 1)):
            return "whole"
        part |= len(code) == 8 and code in parts
    return "part" if part else "none"


def since(name: str, code: str, on: date) -> date | None:
    """The day of the span by which a list names a line, or a part of it, on a day; None where it does not."""
    found = [
        s.start
        for s in _spans()[name]
        if s.covers(on)
        and (any(code[:k] in _codes(s)[0] for k in range(4, len(code) + 1)) or code in _codes(s)[1])
    ]
    return max(found, default=None)


def on_any(lists: Iterable[str], code: str, on: date) -> Standing:
    """The fullest standing on several lists."""
    seen = {standing(x, code, on) for x in lists}
    return "whole" if "whole" in seen else "part" if "part" in seen else "none"
