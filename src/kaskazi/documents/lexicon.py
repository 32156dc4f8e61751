"""The word lists, read once; names of economies, instruments and chokepoints are those of `codes/names/en`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kaskazi.codes.naming import Name, rows


@cache
def table(name: str, language: str = "en") -> dict[str, Any]:
    """One TOML file of `lexicon/<language>/`."""
    path = files("kaskazi.documents").joinpath("lexicon", language, f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def key(word: str) -> str:
    """A word as it is looked up after a match that ignored case: such a match takes letters for i (ı, İ) and s (ſ) that
    small letters alone do not give."""
    if word.isascii():
        return word.casefold()
    return word.casefold().replace("\u0307", "").replace("ı", "i").replace("’", "'")


def alternatives(words: Iterable[str]) -> str:
    """A pattern of literal words, longest first; white space may break over lines, apostrophes vary."""
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"[ \u00a0]").replace("'", "['’]") for w in ordered)


@dataclass(frozen=True, slots=True)
class Places:
    """Names of countries, peoples and seats of government, each to its ISO3."""

    names: Mapping[str, str]
    people: Mapping[str, str]
    seats: Mapping[str, str]
    country: re.Pattern[str]  # a country or a people
    anything: re.Pattern[str]  # a country, a people or a seat


@cache
def places() -> Places:
    """Economies and groups that a document may name, ready to match."""
    names: dict[str, str] = {}
    people: dict[str, str] = {}
    seats: dict[str, str] = {}
    for n in (*rows("economies").values(), *rows("groups").values()):
        names.update(dict.fromkeys(n.read, n.id))
        people.update(dict.fromkeys(n.people, n.id))
        seats.update(dict.fromkeys(n.government, n.id))
    plural = {p + "s": i for p, i in people.items() if p.endswith(("n", "i"))}
    people = {**plural, **people}
    guard = r"(?<![\w-])(?:{})(?![\w])"
    return Places(
        names=names,
        people=people,
        seats=seats,
        country=re.compile(guard.format(alternatives([*names, *people]))),
        anything=re.compile(guard.format(alternatives([*names, *people, *seats]))),
    )


def iso3_of(word: str) -> str:
    """ISO3 of a country, people or seat as matched, "" if none."""
    p = places()
    plain = word.replace("’", "'").replace("\u00a0", " ")
    return p.names.get(plain) or p.people.get(plain) or p.seats.get(plain) or ""


def country_name(iso3: str) -> str:
    """The name of an economy or group; the code itself where it is none."""
    entry = rows("economies").get(iso3) or rows("groups").get(iso3)
    return entry.name if entry else iso3


@cache
def instruments() -> Mapping[str, Name]:
    """Agreements, programmes and measures that a document may name, by the registry's id."""
    return MappingProxyType({k: n for k, n in rows("instruments").items() if n.read})


@cache
def chokepoints() -> Mapping[str, re.Pattern[str]]:
    """Straits and canals by id, with what stands for them in a document: names, waters, people."""
    found: dict[str, re.Pattern[str]] = {}
    for key, n in rows("chokepoints").items():
        words = [re.escape(w).replace(r"\ ", "[- ]").replace(r"\-", "[- ]") for w in (*n.read, *n.signs)]
        if words:
            found[key] = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return MappingProxyType(found)


@cache
def office_names() -> Mapping[str, str]:
    """Office to the one country that has it, "" where many do."""
    return {o["name"]: o.get("country", "") for o in table("offices")["office"]}


@cache
def words(kind: str) -> frozenset[str]:
    """titles, portfolios or prefixes."""
    return frozenset(table("offices")["words"][kind])
