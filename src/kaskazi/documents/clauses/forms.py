"""Base forms of the verbs in the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kaskazi.documents.lexicon import table

VOWELS = "aeiou"


@cache
def forms(language: str = "en") -> Mapping[str, str]:
    """Every known form of a verb to its base form."""
    t = table("verbs", language)
    irregular: dict[str, list[str]] = t.get("irregular", {})
    found: dict[str, str] = {}
    bases = set(irregular) | {w.split()[0] for w in _words({k: v for k, v in t.items() if k != "irregular"})}
    bases |= {
        w.split()[0] for name in ("measures", "routes", "standing") for w in _words(_verbs(name, language))
    }
    for base in sorted(bases):
        for f in (base, *(irregular.get(base) or regular(base))):
            found.setdefault(f, base)
    return found


def _verbs(name: str, language: str) -> object:
    try:
        return table(name, language).get("verbs", {})
    except FileNotFoundError:
        return {}


def _words(x: object) -> list[str]:
    if isinstance(x, str):
        return [x]
    if isinstance(x, dict):
        return [w for v in x.values() for w in _words(v)]
    return [w for v in x for w in _words(v)] if isinstance(x, list) else []


def regular(base: str) -> tuple[str, ...]:
    """Forms with -s, -ed, -ing of a regular verb."""
    if base.endswith("e"):
        return base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    s = "es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return base + s, base + "ed", base + "ing"


def lemma(word: str, language: str = "en") -> str:
    """The base form of a verb's form, or the word, small."""
    low = word.casefold()
    return forms(language).get(low, low)
