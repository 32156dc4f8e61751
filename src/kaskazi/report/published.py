"""Published estimates beside ours, as rows of one picture."""

from __future__ import annotations

from collections.abc import Sequence

from kaskazi.outcomes.types import Comparison
from kaskazi.report.figures.intervals import Group, Mark
from kaskazi.text.catalogue import say
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import fixed, per_cent

CHANGE = "%"  # the unit of a comparison of changes


def published(comparisons: Sequence[Comparison]) -> tuple[Group, ...]:
    """Groups of published changes with ours last, one a quantity of ours; levels stay in the table only."""
    groups: dict[Interval, list[Comparison]] = {}
    for c in comparisons:
        if c.unit == CHANGE:
            groups.setdefault(c.ours, []).append(c)
    found = []
    for ours, group in groups.items():
        whats = tuple(dict.fromkeys(c.what for c in group))
        marks = []
        for c in group:
            label = c.study if len(whats) == 1 else say("sources.study", study=c.study, what=c.what)
            marks.append(Mark(label, c.value, stated(c.value, c.unit), ours=False))
        marks.append(Mark(say("picture.ours"), ours, stated(ours, CHANGE)))
        found.append(Group(whats[0] if len(whats) == 1 else "", tuple(marks)))
    return tuple(found)


def stated(v: Interval, unit: str) -> str:
    """A published figure or ours, in per cent: a change with its sign, a level with a decimal."""
    change = unit == CHANGE
    whole = change or all(x == round(x) for x in (v.low, v.central, v.high))
    return per_cent(fixed(v, 0 if whole else 1, signed=change).text)
