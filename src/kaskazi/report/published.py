"""Published estimates beside ours, as rows of one picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaskazi.outcomes.types import Comparison
from kaskazi.report.figures.intervals import Group, Mark
from kaskazi.text.catalogue import say
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import MINUS, minus, number, per_cent

_NUMBER = re.compile(rf"[-+{MINUS}]?\d+(?:[.,]\d+)?")


def measured(text: str) -> list[float]:
    """The numbers in a text such as "-16 %" or "-28 % / -61 % / -78 %"."""
    return [float(m.replace(MINUS, "-").replace(",", ".")) for m in _NUMBER.findall(text)]


def published(comparisons: Sequence[Comparison]) -> tuple[Group, ...]:
    """Groups of published changes with ours last, one a quantity of ours.

    A row joins where its value is one signed percentage (or two, as a range) and ours is three; the rest
    stays in the table only.
    """
    groups: dict[str, list[Comparison]] = {}
    for c in comparisons:
        theirs, ours = measured(c.value), measured(c.ours)
        if (
            c.value.strip()[:1] in ("-", "+", MINUS)
            and "%" in c.value
            and len(theirs) in (1, 2)
            and len(ours) == 3
        ):
            groups.setdefault(c.ours, []).append(c)
    found = []
    for key, group in groups.items():
        whats = tuple(dict.fromkeys(c.what for c in group))
        marks = []
        for c in group:
            low, high = min(measured(c.value)), max(measured(c.value))
            label = c.study if len(whats) == 1 else say("sources.study", study=c.study, what=c.what)
            marks.append(Mark(label, Interval(low, (low + high) / 2, high), minus(c.value), ours=False))
        low, central, high = sorted(measured(key))
        digits = max(len(m.partition(".")[2]) for m in _NUMBER.findall(key))
        text = "{} ({} to {})".format(*(number(x, digits, signed=True) for x in (central, low, high)))
        marks.append(Mark(say("picture.ours"), Interval(low, central, high), per_cent(text)))
        found.append(Group(whats[0] if len(whats) == 1 else "", tuple(marks)))
    return tuple(found)
