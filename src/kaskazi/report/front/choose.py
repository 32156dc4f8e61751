"""Which item leads the two pages, and which of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaskazi.law import instruments
from kaskazi.outcomes.types import Figure, Outcome
from kaskazi.report.clock import days_left
from kaskazi.report.page import Page
from kaskazi.report.stakes import Stake, shown
from kaskazi.text.catalogue import catalogue, fields, say
from kaskazi.text.numbers import sized

SOLD = ("exports_lines", "exports_partner", "trade")  # what is sold: the first that an outcome has
WORK = ("jobs", "jobs_moved")
EARNED = ("income",)
COST = ("usd_per_teu", "cut", "days", "ave")  # what a disruption costs before anybody adjusts
SUMS = ("exports_horizon", "income_horizon", "revenue_horizon")
YEARLY = ("exports_partner", "trade", "income", "revenue")


@dataclass(frozen=True, slots=True)
class Lead:
    """The item that leads, what happens to it if nothing is done, the day that counts (None: no day is known) and the days to
    it (None: the law was checked too long ago to count them)."""

    stake: Stake
    outcome: Outcome
    until: date | None
    days: int | None = None

    @property
    def holds(self) -> bool:
        """False where the home economy does not hold the preference that the item is about."""
        s = self.stake.item.standing
        return s is None or s in ("beneficiary", "giver")

    @property
    def name(self) -> str:
        """Short name of the item: of its instrument where it has one."""
        return short_title(self.stake)


def lead(page: Page) -> Lead | None:
    """The largest stake with the nearest deadline that a person can still influence; then the largest without one.

    Size is the home economy's real income in the first option, which every outcome has. A deadline counts where the
    law in force today ends on a known day. What stands for scale does not lead: it does not follow from the text. None
    where nothing else was worked out.
    """
    anchored = [s for s in page.stakes if s.worked and s.worked[0].option.number != "for scale"]
    found = [_lead(s, page.agenda.as_of) for s in anchored]
    if not found:
        return None
    return min(found, key=lambda x: (x.until is None, -abs(_income(x.outcome))))


def _lead(stake: Stake, today: date) -> Lead:
    until = next((w.until for w in stake.item.law if w.on == today and w.in_force and w.until), None)
    return Lead(stake, stake.worked[0].outcome, until, days_left(stake.item.id, today) if until else None)


def _income(outcome: Outcome) -> float:
    return next((f.value.central for f in outcome.headline if f.id == "income"), 0.0)


def first_of(outcome: Outcome, ids: Sequence[str]) -> Figure | None:
    """The first of these figures that an outcome has."""
    by_id = {f.id: f for f in outcome.headline}
    return next((by_id[x] for x in ids if x in by_id), None)


def tiles(outcome: Outcome) -> tuple[Figure, ...]:
    """Three figures: what is sold (or what it costs to ship), who works, what is earned."""
    groups = (COST, SOLD, EARNED) if first_of(outcome, COST) else (SOLD, WORK, EARNED)
    return tuple(f for ids in groups if (f := first_of(outcome, ids)))


def short(figure: Figure, outcome: Outcome, page: Page) -> str:
    """A figure's name without what the page says anyway; its label where the catalogue has no shorter one."""
    key = f"short.{figure.id}"
    if key not in catalogue():
        return figure.label
    partner = outcome.partner or ""
    names = {"partner": page.the(partner)} if "partner" in fields(key) else {}
    return say(key, **names)


def horizon(figure: Figure) -> str:
    """What a figure is the figure of, in few words."""
    years = {"years": figure.horizon.years} if figure.horizon.kind == "sum" else {}
    return say(f"front.horizon.{figure.horizon.kind}", **years)


def money(figure: Figure) -> str:
    """A figure as it stands in a line: "−USD 187 million (−631 to −53)"."""
    size, span = sized(figure.value, figure.unit, signed=figure.is_change), shown(figure).range
    return f"{size} ({span})" if span else size


def short_title(stake: Stake) -> str:
    """The short name of an item's instrument, else its title."""
    found = instruments().get(stake.item.id)
    return (
        found.names[-1]
        if found and found.names and len(found.names[-1]) < len(stake.item.title)
        else stake.item.title
    )
