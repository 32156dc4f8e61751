"""Quotas and caps that govern a line: US tariff quotas as the schedule says, and the caps on AGOA apparel."""

from __future__ import annotations

from datetime import date

from kaskazi.law.schedules import Line

# Year from 1 October to 30 September: (all regional and third-country fabric, of which third-country), m2 equivalent.
CAPS = {2024: (1_757_888_503, 878_944_252)}


def quota_of(line: Line) -> str:
    """What tariff quota governs a line of the US schedule; empty where none does."""
    side, _, note = line.quota.partition(" ")
    chapter = int(line.code[:2])
    where = f"additional US note {note} to chapter {chapter}"
    if side == "in":
        return (
            f"inside the tariff quota of {where}; allocations and fill are not held. Above it the line "
            f"beside it applies{_sugar(line)}."
        )
    if side == "over":
        return f"above the tariff quota of {where}{_sugar(line)}; safeguard duties of chapter 99 may add."
    if side == "note":
        return "only goods of general note 15 (samples, personal use and the like), outside the quota."
    return ""


def _sugar(line: Line) -> str:
    return " (raw cane sugar: shares by country, set each year)" if line.code[:4] == "1701" else ""


def apparel_cap(on: date, number: str) -> str:
    """The AGOA cap that a 9819.11 number counts against, in words with its source; empty where none."""
    if number not in ("9819.11.09", "9819.11.12"):
        return ""
    year = on.year if on.month >= 10 else on.year - 1
    third = number == "9819.11.12"
    share = "3.5 %" if third else "7 %, third-country fabric within it"
    text = f"counts against the AGOA cap of {share} of US apparel imports in square metres"
    if year in CAPS:
        size = f"{CAPS[year][int(third)]:,}".replace(",", " ")
        text += f": {size} m2 from October {year} to September {year + 1} [cita-cap-2024]"
    return text + "; fill is not held."
