"""An entry as the additional duties see it, and the questions whose answers the schedule does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kaskazi.law.registry import instruments
from kaskazi.law.territories import area_of


@dataclass(frozen=True, slots=True)
class Question:
    """Something about the goods or the law that decides a duty.

    taken: the answer that is counted where nobody gave one. ranged: the duty is printed as a range over both
    answers; else it is a plain assumption about the goods, which is stated.
    """

    id: str
    text: str
    taken: bool
    ranged: bool


@dataclass(slots=True)
class Asking:
    """Answers to questions: those given (`said`), those tried, and a record of every question asked; heeded: ids said that some
    question took."""

    said: Mapping[str, bool]
    tried: Mapping[str, bool] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)
    heeded: set[str] = field(default_factory=set)

    def __call__(self, key: str, text: str, taken: bool, *, ranged: bool) -> bool:
        """The answer to a question: as said, as tried, or as taken."""
        if key in self.said:
            self.heeded.add(key)
            return self.said[key]
        self.asked[key] = Question(key, text, taken, ranged)
        return self.tried.get(key, taken)


@dataclass(frozen=True, slots=True)
class Entry:
    """What an additional duty looks at.

    code: 8 or 10 digits; mfn, paid: general rate, and the rate left after a preference, as ratios or None where
    they need a unit value; floor: the part of the general rate that is ad valorem; claimed: id of the programme
    claimed, or empty; without, assume: ids taken out of force, or into it, whatever the law says; us_content,
    metal_content: shares of the value that are of US origin, or of the metal, ratios, None where not given.
    """

    code: str
    origin: str
    on: date
    known: date
    mfn: float | None = None
    floor: float = 0.0
    paid: float | None = None
    claimed: str = ""
    without: frozenset[str] = frozenset()
    assume: frozenset[str] = frozenset()
    us_content: float = 0.0
    metal_content: float | None = None
    parcel: float | None = None
    said: Mapping[str, bool] = field(default_factory=dict)

    def in_force(self, key: str) -> bool:
        """Whether an instrument counts."""
        if key in self.without:
            return False
        return key in self.assume or instruments()[key].in_force(self.on, self.known)

    @property
    def area(self) -> str:
        """The market the origin is in: a union for its members."""
        return area_of(self.origin, self.on)

    def of(self, origins: Mapping[str, object] | list[str]) -> bool:
        """True where the origin, or the union it is in, is named."""
        return self.origin in origins or self.area in origins
