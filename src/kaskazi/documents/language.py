"""Which language a text is in, by its most common words."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import get_args

from kaskazi.documents.clauses.forms import forms
from kaskazi.dossier import Language

READ: tuple[Language, ...] = tuple(x for x in get_args(Language) if x != "other")
WORD = re.compile(r"[^\W\d_]+")
HEAD = 20_000  # characters looked at
MANY = 6  # words without any known one, by which a text is in none of the languages known


@cache
def _common() -> dict[str, frozenset[str]]:
    """Common words of every language known."""
    raw = tomllib.loads(files("kaskazi.documents").joinpath("lexicon", "languages.toml").read_text("utf-8"))
    own = {k: frozenset(raw[k].split()) for k in READ}
    return {**{k: frozenset(v.split()) for k, v in raw["others"].items()}, **own}


def detect(text: str) -> Language:
    """en, fr or sw; other where the common words of another language are more, where the script is another, or where
    no word is known."""
    counts = Counter(w.casefold() for w in WORD.findall(text[:HEAD]))
    letters = [c for c in text[:2000] if c.isalpha()]
    latin = sum(c < "\u0250" or "\u1e00" <= c < "\u1f00" for c in letters)
    if letters and latin < len(letters) / 2:
        return "other"
    words = _common()
    scores = {k: sum(counts[w] for w in own) for k, own in words.items()}
    best: Language = max(READ, key=lambda k: scores[k])
    most = max(scores.values())
    if scores[best] < most:
        return "other"
    if most == 0:
        strange = counts.total() >= MANY and not any(w in forms("en") for w in counts)
        return "other" if strange else "en"
    return best
