"""Every sentence shown to a person, by key, from `catalogue/<language>.toml`.

    say("law.until", day="31 December 2026")      "until 31 December 2026"
    say("opening.count", n=3)                     the form for three of the forms "one" and "other"

A sentence names its values in braces. They enter as data: a brace in a value stays a brace. A key that the
catalogue lacks is a KeyError; a value that is missing, or that the sentence does not name, is a TypeError.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from kaskazi.text.numbers import number

T = TypeVar("T")
FORMS = frozenset({"one", "other"})
_FIELD = re.compile(r"\{(\w+)\}")


def say(key: str, /, **values: str | int) -> str:
    """The sentence with its values put in; n, a whole number, chooses the form. Raises KeyError, TypeError."""
    return "".join(str(x) for x in pieces(key, **_words(values)))


def pieces(key: str, /, **values: T) -> tuple[str | T, ...]:
    """The sentence in pieces: words of the catalogue and, between them, the values as they were given.

    Raises KeyError, TypeError.
    """
    template = _template(key, values.get("n"))
    named = {m[1] for m in _FIELD.finditer(template)}
    given = set(values) - ({"n"} if "n" not in named else set())
    if named != given:
        raise TypeError(f"{key} takes {sorted(named)}, not {sorted(given)}")
    out: list[str | T] = []
    for k, part in enumerate(_FIELD.split(template)):
        if part:
            out.append(values[part] if k % 2 else part)
    return tuple(out)


def fields(key: str, /) -> frozenset[str]:
    """The values that a sentence names. Raises KeyError."""
    entry = catalogue()[key]
    templates = entry.values() if isinstance(entry, Mapping) else (entry,)
    return frozenset(m[1] for t in templates for m in _FIELD.finditer(t))


def keys(language: str = "en") -> tuple[str, ...]:
    """Every key of a language."""
    return tuple(catalogue(language))


@cache
def catalogue(language: str = "en") -> Mapping[str, str | Mapping[str, str]]:
    """Sentences by dotted key; one with forms is a mapping "one", "other". Raises ValueError for a bad entry."""
    text = files("kaskazi.text").joinpath("catalogue", f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat("", tomllib.loads(text))))


def _flat(stem: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    for name, value in table.items():
        key = f"{stem}.{name}" if stem else name
        if isinstance(value, str) or (isinstance(value, dict) and set(value) == FORMS):
            yield key, value
        elif isinstance(value, dict):
            yield from _flat(key, value)
        else:
            raise ValueError(f"{key} is not a sentence")


def _template(key: str, n: object) -> str:
    found = catalogue().get(key)
    if found is None:
        raise KeyError(f"no sentence {key}")
    if isinstance(found, str):
        return found
    if n is None:
        raise TypeError(f"{key} needs n, the number that chooses its form")
    return found["one" if str(n) == "1" else "other"]


def _words(values: Mapping[str, str | int]) -> dict[str, str]:
    return {k: number(v) if isinstance(v, int) else v for k, v in values.items()}
