"""Which language a text is in, by its most common words."""

from __future__ import annotations

import re
from collections import Counter

from kaskazi.dossier import Language

STOP: dict[Language, frozenset[str]] = {
    "en": frozenset(["the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "as", "by", "he", "she", "it", "at", "from", "his", "her", "be", "are", "this", "has", "have", "not", "will", "said", "an", "which", "were", "its"]),
    "fr": frozenset(["le", "la", "les", "de", "des", "du", "et", "à", "un", "une", "en", "que", "qui", "dans", "pour", "sur", "par", "est", "au", "aux", "avec", "ce", "cette", "ne", "pas", "il", "elle", "ont", "été", "son", "sa", "ses", "nous"]),
    "sw": frozenset(["na", "ya", "wa", "kwa", "ni", "katika", "za", "la", "cha", "kuwa", "hiyo", "huo", "hii", "kama", "pia", "si", "yake", "wake", "alisema", "hadi", "tarehe", "mjini", "lakini", "au", "vya", "kwamba", "ili", "bila"]),
}  # fmt: skip
OTHER = frozenset(
    [
        "der",
        "die",
        "und",
        "das",
        "ist",
        "von",
        "den",
        "mit",
        "für",
        "ein",
        "eine",
        "el",
        "los",
        "las",
        "y",
        "del",
        "una",
        "se",
        "por",
        "los",
        "con",
        "para",
        "como",
        "não",
        "os",
        "uma",
        "em",
        "het",
        "een",
        "van",
        "dat",
        "och",
        "att",
    ]
)
WORD = re.compile(r"[^\W\d_]+")
HEAD = 20_000  # characters looked at


def detect(text: str) -> Language:
    """en, fr or sw; other where none of their common words are there, or those of another language are more."""
    counts = Counter(w.casefold() for w in WORD.findall(text[:HEAD]))
    scores: dict[Language, int] = {k: sum(counts[w] for w in words) for k, words in STOP.items()}
    best = max(scores, key=lambda k: scores[k])
    total = sum(counts.values())
    letters = [c for c in text[:2000] if c.isalpha()]
    latin = sum(c < "\u0250" for c in letters)
    if letters and latin < len(letters) / 2:
        return "other"
    if total >= 12 and sum(counts[w] for w in OTHER) > scores[best]:
        return "other"
    return best if scores[best] else "en"
