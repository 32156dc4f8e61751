"""Relative times in French and Swahili, each said in English for the routines of `dates`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kaskazi.documents.lexicon import table
from kaskazi.dossier import Span


@cache
def _patterns(
    language: str,
) -> tuple[re.Pattern[str] | None, dict[str, str], dict[str, re.Pattern[str]], dict[str, Any]]:
    t = table("dates", language)
    said: dict[str, str] = t.get("relative", {})
    words = "|".join(re.escape(w).replace("'", "['’]") for w in sorted(said, key=lambda w: -len(w)))
    far: dict[str, Any] = t.get("distance", {})
    flags = re.IGNORECASE
    found: dict[str, re.Pattern[str]] = {
        k: re.compile(rf"\b(?:{far[k]})\b", flags) for k in ("ahead", "ago", "quarter") if k in far
    }
    return (re.compile(rf"\b(?:{words})\b", flags) if words else None), said, found, far


def in_english(text: str, language: str) -> Iterator[tuple[Span, str]]:
    """Places of relative times and the same in English: "dans deux semaines" is "in 2 weeks"."""
    phrase, said, found, far = _patterns(language)
    for m in phrase.finditer(text) if phrase else ():
        yield Span(*m.span()), said[m[0].casefold().replace("’", "'")]
    for name, pattern in found.items():
        for m in pattern.finditer(text):
            if name == "quarter":
                yield Span(*m.span()), f"{far['quarters'][m['word'].casefold()]} quarter of {m['year']}"
                continue
            n = m["n"].casefold()
            count = int(n) if n.isdigit() and len(n) < 4 else far["numbers"].get(n)
            unit = far["units"].get(m["unit"].casefold()) or far["units"].get(
                m["unit"].casefold().rstrip("s")
            )
            if count is not None and unit:
                yield Span(*m.span()), f"in {count} {unit}s" if name == "ahead" else f"{count} {unit}s ago"
