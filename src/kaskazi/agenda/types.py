"""What is on the table: the document's items that can be worked out, and those that cannot yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from kaskazi.agenda.standing import Kind as Standing
from kaskazi.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the document that puts something on the table (or speaks against it).

    status: stated (the document says so), reported (one side says so), inferred.
    """

    item: str  # id of the dossier item
    start: int
    end: int
    text: str
    asserted_by: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """What the law was, or is, on a day: as it could be known on that day, or (a law made later may speak of it) as it
    is known today."""

    on: date
    label: str  # "when this was said" | "that day, as known today" | "as of today"
    text: str
    in_force: bool | None
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Option:
    """One way an item may go (lapse, stop-gap, renewal, low, high) and the scenario that works it out."""

    key: str
    title: str
    scenario: Scenario
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing on the table. `status` "workable" has options; "not yet" has none and says why."""

    id: str
    title: str
    kind: Literal["programme", "agreement", "measure", "disruption", "topic"]
    status: Literal["workable", "not yet"]
    why: str
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...]
    law: tuple[Law, ...]
    as_of: date
    options: tuple[Option, ...]
    standing: Standing | None = None  # of the home economy towards a preference

    @property
    def scenario(self) -> Scenario | None:
        """The first option's scenario: what happens if nothing is done."""
        return self.options[0].scenario if self.options else None

    def to_dict(self) -> dict[str, Any]:
        """Plain types only, ready for JSON."""
        out = asdict(self)
        out["options"] = [
            {"key": o.key, "title": o.title, "note": o.note, "scenario": o.scenario.to_dict()}
            for o in self.options
        ]
        out["as_of"] = self.as_of.isoformat()
        out["law"] = [
            {**asdict(w), "on": w.on.isoformat(), "until": w.until.isoformat() if w.until else None}
            for w in self.law
        ]
        return out


@dataclass(frozen=True, slots=True)
class Agenda:
    """All items, workable ones first. Iterates over its items."""

    home: str
    as_of: date
    items: tuple[AgendaItem, ...]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> Mapping[str, Any]:
        """Plain types only, ready for JSON."""
        return {
            "home": self.home,
            "as_of": self.as_of.isoformat(),
            "items": [i.to_dict() for i in self.items],
            "notes": list(self.notes),
        }
