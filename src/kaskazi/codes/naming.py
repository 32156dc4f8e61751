"""What things are called, by language: economies, groups, instruments, chokepoints, ports, corridors.

One file a kind and language, ``names/<language>/<kind>.toml``; one row a thing. A language is a folder; a kind it has no file
for, or a thing it has no row for, is called by its English name.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kaskazi.errors import DataError, InputError, Problem, nearest

ENGLISH = "en"
KINDS = ("economies", "groups", "instruments", "chokepoints", "ports", "corridors")


@dataclass(frozen=True, slots=True)
class Name:
    """What one thing is called in one language.

    name: as it is printed; short: in running text, where it differs; aliases: other names, typed by a person or standing in a
    document; typed: names accepted where a person types one, never looked for in a document; signs: words that stand for it in
    a document and are accepted from nobody; unread: no document is searched for `name`. people: adjectives and peoples.
    capital, seats: places that stand for the government in a document; seat: whether the capital does. article: those of the
    names that take one; plural: the name ends in a plural.
    """

    id: str
    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    unread: bool = False
    people: tuple[str, ...] = ()
    capital: str = ""
    seats: tuple[str, ...] = ()
    seat: bool = True
    article: tuple[str, ...] = ()
    plural: bool = False

    @property
    def brief(self) -> str:
        """The short name, else the name."""
        return self.short or self.name

    @property
    def read(self) -> tuple[str, ...]:
        """Names that a document is searched for."""
        return self.aliases if self.unread else (self.name, *self.aliases)

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every name a person may type."""
        return tuple(dict.fromkeys(n for n in (self.name, self.short, *self.aliases, *self.typed) if n))

    @property
    def government(self) -> tuple[str, ...]:
        """Places that stand for the government in a document."""
        capital = (self.capital,) if self.capital and self.seat else ()
        return (*capital, *self.seats)


def folded(word: str) -> str:
    """Letters and digits only, without accents or case: "Bab el-Mandeb" is "babelmandeb", "GSP+" is "gspplus"."""
    plain = unicodedata.normalize("NFKD", word).casefold().replace("+", "plus")
    return "".join(c for c in plain if c.isalnum())


@cache
def languages() -> tuple[str, ...]:
    """Languages that have names, English first."""
    folder = files("kaskazi.codes").joinpath("names")
    found = sorted(f.name for f in folder.iterdir() if f.is_dir() and not f.name.startswith("_"))
    return (ENGLISH, *(x for x in found if x != ENGLISH))


@cache
def rows(kind: str, language: str = ENGLISH) -> Mapping[str, Name]:
    """The rows of one file by id; none where the language has no such file. Raises DataError for a faulty row."""
    if kind not in KINDS or language not in languages():
        known = KINDS if kind not in KINDS else languages()
        wrong = kind if kind not in KINDS else language
        raise InputError(
            "names", [Problem("", f'"{wrong}" has none.', ", ".join(known), nearest(wrong, known))]
        )
    path = files("kaskazi.codes").joinpath("names", language, f"{kind}.toml")
    if not path.is_file():
        return MappingProxyType({})
    allowed = {f.name for f in fields(Name)} - {"id"}
    table: dict[str, Name] = {}
    problems: list[Problem] = []
    for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if extra := sorted(set(entry) - allowed):
            problems += [Problem(key, f'unknown column "{x}".', nearest=nearest(x, allowed)) for x in extra]
        elif not entry.get("name"):
            problems.append(Problem(key, "has no name."))
        else:
            columns: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
            table[key] = Name(key, **columns)
    if problems:
        raise DataError(f"names/{language}/{kind}.toml", problems)
    return MappingProxyType(table)


@dataclass(frozen=True, slots=True)
class Names:
    """All names in one language, kind by kind; English where the language has none."""

    language: str

    def _all(self, kind: str) -> Mapping[str, Name]:
        return _filled(kind, self.language)

    @property
    def economies(self) -> Mapping[str, Name]:
        """By ISO3."""
        return self._all("economies")

    @property
    def groups(self) -> Mapping[str, Name]:
        """By id of a group of economies."""
        return self._all("groups")

    @property
    def instruments(self) -> Mapping[str, Name]:
        """By id of the registry of law."""
        return self._all("instruments")

    @property
    def chokepoints(self) -> Mapping[str, Name]:
        """By id of the network's straits and canals."""
        return self._all("chokepoints")

    @property
    def ports(self) -> Mapping[str, Name]:
        """By UN/LOCODE."""
        return self._all("ports")

    @property
    def corridors(self) -> Mapping[str, Name]:
        """By id of the network's land corridors."""
        return self._all("corridors")


@cache
def _filled(kind: str, language: str) -> Mapping[str, Name]:
    return MappingProxyType({**rows(kind), **rows(kind, language)})


def names(language: str = ENGLISH) -> Names:
    """The names in a language. Raises InputError for a language that has none."""
    rows("economies", language)
    return Names(language)


@cache
def spoken(kind: str) -> Mapping[str, str]:
    """Every accepted name of a kind, folded, in every language -> id; English wins where languages differ."""
    found: dict[str, str] = {}
    for language in languages():
        for key, n in rows(kind, language).items():
            for word in n.accepted:
                found.setdefault(folded(word), key)
    return MappingProxyType(found)


def find(kind: str, word: str) -> str:
    """The id that a word means, by id or by a name in any language; "" where none does."""
    key = folded(word)
    ids = {folded(k): k for k in rows(kind)}
    return ids.get(key) or spoken(kind).get(key, "")


def closest(kind: str, word: str) -> str:
    """The id whose id or name is nearest in spelling to a word; "" for none."""
    ids = {folded(k): k for k in rows(kind)}
    hit = nearest(folded(word), ids) if len(word) < 4 else nearest(folded(word), [*ids, *spoken(kind)])
    return ids.get(hit) or spoken(kind).get(hit, "")


def _called(name: str) -> Iterator[Name]:
    for kind in ("economies", "groups"):
        if key := spoken(kind).get(folded(name)):
            yield rows(kind)[key]


def the(name: str) -> str:
    """An English name of an economy or group as it stands in a sentence: "the United States", "Kenya"."""
    return f"the {name}" if any(name in n.article for n in _called(name)) else name


def possessive(name: str) -> str:
    """An English name as a possessive: "Kenya's", "the United Arab Emirates'", "Honduras's"."""
    bare = name.removeprefix("the ")
    plural = any(n.plural and bare == n.name for n in _called(bare))
    return f"{name}'" if plural else f"{name}'s"


def capital(text: str) -> str:
    """First letter as a capital: "The United States' exports"."""
    return text[:1].upper() + text[1:]
