"""What can go wrong, said so that it can be put right.

KaskaziError
  InputError      what was given cannot be used; carries every problem found
    DocumentError   a document
    ScenarioError   a scenario
    DataError       a data file or table
      IdentityError   accounts that do not add up
  NoSolution      the model found no equilibrium that satisfies all its equations
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where it stands, what it is, what was expected, the nearest valid name."""

    where: str
    what: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.expected:
            text += f" Expected {self.expected}."
        if self.nearest:
            text += f' Nearest: "{self.nearest}".'
        return text


def nearest(name: str, names: Iterable[str]) -> str:
    """The valid name closest in spelling to `name`, or an empty string."""
    from difflib import SequenceMatcher, get_close_matches  # only when something is wrong

    pool = list(names)
    folded = {n.casefold(): n for n in pool}
    swapped = [n for n in folded if n[:1] == name.casefold()[:1] and sorted(n) == sorted(name.casefold())]
    if swapped:  # letters in the wrong order
        return folded[swapped[0]]
    word = name.casefold()
    hits = get_close_matches(word, list(folded), n=8, cutoff=0.5)
    if not hits:
        return ""

    def likeness(hit: str) -> float:  # of two as like, the one that begins alike: a slip comes late in a word
        alike = (hit[:1] == word[:1]) + (hit[:2] == word[:2])
        return SequenceMatcher(None, hit, word).ratio() + 0.01 * alike

    return folded[max(hits, key=likeness)]


class KaskaziError(Exception):
    """Base of every error raised on purpose."""


class InputError(KaskaziError):
    """Input that cannot be used; `problems` lists all that was found, not just the first."""

    def __init__(self, title: str, problems: Iterable[Problem] = ()) -> None:
        self.title = title
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        if not self.problems:
            return self.title
        if len(self.problems) == 1:
            return f"{self.title}: {self.problems[0]}"
        lines = [f"{self.title} has {len(self.problems)} problems"]
        lines += [f"  {p}" for p in self.problems]
        return "\n".join(lines)


class DocumentError(InputError):
    """A document that cannot be read."""


class ScenarioError(InputError):
    """A scenario that cannot be run as written."""


class DataError(InputError):
    """A data file or table that cannot be used."""


class IdentityError(DataError):
    """Accounts that do not add up; the problems name the cells."""


class NoSolution(KaskaziError):
    """No equilibrium met the tolerance in every equation; nothing is returned.

    `residuals` holds the largest residual of each equation at the best iterate.
    """

    def __init__(self, message: str, residuals: Mapping[str, float] | None = None) -> None:
        self.residuals: dict[str, float] = dict(residuals or {})
        super().__init__(message)
