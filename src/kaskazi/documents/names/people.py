"""Names of people compared; offices without their portfolios; a member of the cast."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from kaskazi.documents.names import lists
from kaskazi.documents.names.tokens import WORD
from kaskazi.dossier import ActorKind, Span

SHORT = {"Prime CS": "Prime Cabinet Secretary", "CS": "Cabinet Secretary", "PS": "Principal Secretary"}
VAGUE = frozenset({"Chair", "Director", "General", "Secretary", "Governor", "Speaker", "Administrator", "Envoy", "Chief",
                   "Spokesman", "Spokeswoman", "Spokesperson", "Adviser", "Advisor"})  # fmt: skip


def of_state(office: str) -> bool:
    own = base(office)
    return (
        own.endswith(("Minister", "Cabinet Secretary", "Principal Secretary"))
        or own in ("President", "Chancellor", "King", "Premier")
    ) and " of the " not in office


def fold(name: str) -> str:
    """A name without accents and case, for comparing."""
    if name.isascii():
        return name.casefold()
    bare = unicodedata.normalize("NFKD", name)
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold().replace("’", "'")


def surname(name: str) -> str:
    """The last word of a name that is not a suffix or a number of kings."""
    parts = [p.strip(".,") for p in name.split()]
    kept = [p for p in parts if p not in ("Jr", "Sr") and not re.fullmatch(r"[IVX]+", p)]
    return (kept or parts)[-1]


@lru_cache(maxsize=4096)
def base(office: str) -> str:
    """An office without its portfolio and place: "Trade Cabinet Secretary" is a "Cabinet Secretary"."""
    words = WORD.findall(office)
    known, most = _office_words()
    best = ""
    for k in range(len(words)):
        for n in range(1, most + 1):
            name = known.get(" ".join(words[k : k + n]).casefold(), "")
            if len(name) > len(best):
                best = name
    return SHORT.get(best, best or office)


@cache
def _office_words() -> tuple[dict[str, str], int]:
    """Offices by their words in small letters; the most words of one."""
    names = list(lists.office_country())
    return {n.casefold(): n for n in reversed(names)}, max(len(n.split()) for n in names)


@dataclass(slots=True)
class Member:
    """An actor while the text is read."""

    name: str
    kind: ActorKind
    country: str
    offices: list[str] = field(default_factory=list)
    mentions: list[Span] = field(default_factory=list)
    sure: bool = True

    @property
    def bases(self) -> set[str]:
        return {base(o) for o in self.offices}


@lru_cache(maxsize=16384)
def word(w: str) -> str:
    """A word of a name as it is compared."""
    key = fold(w).strip(".,")
    if key.endswith("'s"):
        key = key[:-2]
    return re.sub(r"^(?:al|el|ul)-", "", key)
