"""The word lists, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str, language: str = "en") -> dict[str, Any]:
    """One TOML file of `lexicon/<language>/`."""
    path = files("kaskazi.documents").joinpath("lexicon", language, f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


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
    """The countries lexicon, ready to match."""
    names: dict[str, str] = {}
    people: dict[str, str] = {}
    seats: dict[str, str] = {}
    for iso3, e in table("countries").items():
        names.update(dict.fromkeys(e["names"], iso3))
        people.update(dict.fromkeys(e["people"], iso3))
        seats.update(dict.fromkeys(e["seats"], iso3))
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
    """The first name of a country; the code itself where it is none."""
    entry = table("countries").get(iso3)
    return str(entry["names"][0]) if entry else iso3


@cache
def office_names() -> Mapping[str, str]:
    """Office to the one country that has it, "" where many do."""
    return {o["name"]: o.get("country", "") for o in table("offices")["office"]}


@cache
def words(kind: str) -> frozenset[str]:
    """titles, portfolios or prefixes."""
    return frozenset(table("offices")["words"][kind])
