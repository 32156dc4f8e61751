"""Where every dataset and published figure comes from.

The table is ``sources.toml``: one entry an id. A figure anywhere in the project names an id;
`source` refuses an unknown one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.errors import DataError, Problem, nearest

STATUSES = ("verified", "secondary", "memory")


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the sources table.

    status: ``verified`` seen in the primary or computed from a file with the hash given;
    ``secondary`` seen at a secondary address (press, abstract); ``memory`` not yet checked.
    """

    id: str
    title: str
    publisher: str
    vintage: str
    licence: str
    status: str
    url: str = ""
    sha256: str = ""
    page: str = ""
    note: str = ""

    def line(self) -> str:
        """One line for a reader: publisher, title, vintage, place, status."""
        parts = [self.publisher, self.title, self.vintage, self.page]
        text = ", ".join(p for p in parts if p)
        if self.status != "verified":
            text += f" [{STATUS_WORDS[self.status]}]"
        return text


STATUS_WORDS = {
    "verified": "verified",
    "secondary": "seen in a secondary source",
    "memory": "from memory, not yet verified",
}


@cache
def sources() -> Mapping[str, Source]:
    """All sources by id. Raises DataError with every faulty entry."""
    raw = tomllib.loads(files("kaskazi").joinpath("sources.toml").read_text(encoding="utf-8"))
    names = {f.name for f in fields(Source)} - {"id"}
    required = {"title", "publisher", "vintage", "licence", "status"}
    problems: list[Problem] = []
    table: dict[str, Source] = {}
    for key, entry in raw.items():
        for extra in sorted(set(entry) - names):
            problems.append(Problem(f"[{key}]", f'unknown field "{extra}".', nearest=nearest(extra, names)))
        for missing in sorted(required - set(entry)):
            problems.append(Problem(f"[{key}]", f'field "{missing}" is missing.'))
        if entry.get("status") not in STATUSES:
            problems.append(Problem(f"[{key}].status", f"{entry.get('status')!r}.", " or ".join(STATUSES)))
        if not problems:
            table[key] = Source(id=key, **entry)
    if problems:
        raise DataError("sources.toml", problems)
    return MappingProxyType(table)


def source(key: str) -> Source:
    """The source with this id. Raises DataError naming the nearest id."""
    table = sources()
    if key not in table:
        raise DataError("sources", [Problem(key, "no such source.", nearest=nearest(key, table))])
    return table[key]
