"""Duties as printed: ad valorem, specific and compound, and their ad valorem equivalents.

A text that states no plain rate is None and is listed by `schedule.unread`: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FOOTNOTE = re.compile(r"\s*\d+/\s*$")
PER_CENT = re.compile(r"^(?P<n>\d+(?:\.\d+)?)(?: (?P<top>\d)/(?P<bottom>[1-9]))?\s*%$")
CENTS = re.compile(r"^(?P<n>\d+(?:\.\d+)?)\s*¢\s*(?:/\s*(?P<unit>[\w. ]+?)|(?P<each>each))$")
DOLLARS = re.compile(r"^\$(?P<n>[\d,]+(?:\.\d+)?)\s*(?:/\s*(?P<unit>[\w. ]+?)|(?P<each>each))$")

UnitValue = float | Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A duty: ad_valorem as a ratio, and specific parts as (USD, unit)."""

    ad_valorem: float
    specific: tuple[tuple[float, str], ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The units its specific parts are charged on, each once."""
        return tuple(dict.fromkeys(u for _, u in self.specific))

    def equivalent(self, unit_value: UnitValue) -> float | None:
        """The whole as an ad valorem equivalent, ratio.

        unit_value: USD of customs value a unit; one number where there is one unit, else a number for each
        unit by name. None where a unit has no value: an equivalent is never guessed.
        """
        total = self.ad_valorem
        for amount, unit in self.specific:
            value = unit_value.get(unit) if isinstance(unit_value, Mapping) else unit_value
            if not isinstance(unit_value, Mapping) and len(self.units) > 1:
                return None
            if value is None or value <= 0:
                return None
            total += amount / value
        return total


def parse_rate(text: str) -> Rate | None:
    """A duty from its text: "Free", "16.6%", "5¢/kg", "29.1¢/kg + 25.9%", "0.9¢ each". None if it is none."""
    bare = FOOTNOTE.sub("", text.strip())
    if bare == "Free":
        return Rate(0.0, ())
    ad, specific = 0.0, []
    for part in (FOOTNOTE.sub("", p.strip()) for p in bare.split("+")):
        if m := PER_CENT.match(part):
            ad += (float(m["n"]) + (int(m["top"]) / int(m["bottom"]) if m["top"] else 0)) / 100
        elif m := CENTS.match(part):
            specific.append((float(m["n"]) / 100, m["unit"] or "each"))
        elif m := DOLLARS.match(part):
            specific.append((float(m["n"].replace(",", "")), m["unit"] or "each"))
        else:
            return None
    return Rate(ad, tuple(specific))
