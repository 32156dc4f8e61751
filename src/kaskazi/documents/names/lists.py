"""Word lists for names, made ready once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from kaskazi.codes.naming import rows
from kaskazi.documents.lexicon import table
from kaskazi.documents.names.tokens import Names, words_of

PlaceKind = Literal["name", "people", "seat"]


@dataclass(frozen=True, slots=True)
class Place:
    """A country by one of its names, peoples or seats of government."""

    iso3: str
    kind: PlaceKind


@cache
def places(language: str = "en") -> Names[Place]:
    """Countries and groups that act as one, their peoples, their seats of government; English names in any language."""
    found: dict[str, Place] = {}
    for n in [
        n
        for lang in dict.fromkeys(("en", language))
        for kind in ("economies", "groups")
        for n in rows(kind, lang).values()
    ]:
        spellings: tuple[tuple[PlaceKind, tuple[str, ...]], ...] = (
            ("seat", n.government),
            ("people", n.people),
            ("name", n.read),
        )
        for kind, names in spellings:
            for spelled in names:
                found[spelled] = Place(n.id, kind)
                if kind == "people" and spelled.endswith(("n", "i")):
                    found.setdefault(spelled + "s", Place(n.id, "people"))
    for iso3, more in table("more_places", language if language in ("fr", "sw") else "en").items():
        for kind, names in more.items():
            for spelled in names:
                found[spelled] = Place(iso3, kind)
    return Names(found)


@cache
def words(name: str) -> frozenset[str]:
    """One list of `words.toml`."""
    return words_of(table("words")[name])


@cache
def office_words(kind: str, language: str = "en") -> frozenset[str]:
    """titles, portfolios or prefixes."""
    english = words_of(table("offices")["words"][kind])
    return (
        english | words_of(table("offices", language).get(kind, ())) if language in ("fr", "sw") else english
    )


@cache
def offices(language: str = "en") -> Names[str]:
    """Office heads by their words, whatever the case."""
    more = {h: h for h in table("offices", language)["heads"]} if language in ("fr", "sw") else {}
    own = {o["name"]: o["name"] for o in table("offices")["office"]}
    return Names({**own, **{plural(n): n for n in own if n != "PS"}, **more}, fold=True)


def plural(office: str) -> str:
    """ "Ministers", "Cabinet Secretaries", "Secretaries of State"."""
    head, of, rest = office.partition(" of ")
    return (head[:-1] + "ies" if head.endswith("ry") else head + "s") + of + rest


@cache
def office_country() -> Mapping[str, str]:
    """Office to the one country that has it, "" where many do."""
    return {o["name"]: o.get("country", "") for o in table("offices")["office"]}


@cache
def portfolio_country() -> Mapping[str, str]:
    """Office to the one country that has it together with a portfolio."""
    return {o["name"]: o["portfolio_country"] for o in table("offices")["office"] if "portfolio_country" in o}


@cache
def one(name: str) -> str:
    """One word of `words.toml`."""
    return str(table("words")[name])


@dataclass(frozen=True, slots=True)
class Leader:
    """Who held a high office, from when to when (None: not known to have ended)."""

    name: str
    iso3: str
    offices: tuple[str, ...]
    start: date
    end: date | None


@cache
def leaders() -> Mapping[str, tuple[Leader, ...]]:
    """Leaders by the folded last word of their name, or the words by which they are known."""
    raw = tomllib.loads(
        files("kaskazi.documents").joinpath("lexicon", "leaders.toml").read_text(encoding="utf-8")
    )
    found: dict[str, list[Leader]] = {}
    for iso3, held_by in raw.items():
        for row in held_by:
            known, name, held, start, *end = row
            one = Leader(
                name, iso3, tuple(held.split("|")), date(start, 1, 1), date(end[0], 12, 31) if end else None
            )
            found.setdefault(known.casefold(), []).append(one)
    return {k: tuple(v) for k, v in found.items()}
