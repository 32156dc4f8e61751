"""Published figures beside what the network makes of them: hits and misses, nothing left out.

The figures stand in `network_checks.toml`, each with the measure that works out ours (`network_measures.py`) and what it
needs. `validate` takes trade from its caller. What is published by volume is weighted by tonnes at sea. A check is
`calibrated` where the published figure set one of our parameters: a hit there says only that the arithmetic holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.analysis.network_measures import MEASURES, Ground, Trade, flat
from kaskazi.network import Network
from kaskazi.network.corridors import corridors, hours_by_road, price_by_distance


@dataclass(frozen=True, slots=True)
class Check:
    """One published figure [low, high] and ours [low, central, high]; hit: our central value lies within."""

    name: str
    unit: str
    published: tuple[float, float]
    ours: tuple[float, float, float]
    calibrated: bool
    source: str
    note: str = ""

    @property
    def hit(self) -> bool:
        """Our central value within the published range (rounded as printed)."""
        return self.published[0] - 1e-9 <= round(self.ours[1], 2) <= self.published[1] + 1e-9

    @property
    def near(self) -> bool:
        """Not a hit, but our low to high overlaps the published range."""
        return not self.hit and min(self.ours) <= self.published[1] and max(self.ours) >= self.published[0]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {**asdict(self), "hit": self.hit, "near": self.near}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(
        files("kaskazi.analysis").joinpath("network_checks.toml").read_text(encoding="utf-8")
    )


def validate(network: Network, trade: Trade) -> tuple[Check, ...]:
    """All checks, in the table's order; those about an economy that the trade does not hold are left out."""
    ground = Ground(network, trade)
    found: list[Check] = []
    for row in _table()["check"]:
        if row["measure"] == "corridors":
            found += _corridors(network)
        elif {*row.get("pair", ()), *([row["economy"]] if "economy" in row else [])} <= {*trade.economies}:
            found.append(_check(ground, row))
    return tuple(found)


def _check(ground: Ground, row: dict[str, Any]) -> Check:
    low, high = (float(x) for x in row["published"])
    band = float(row.get("band", 0.0))
    return Check(
        row["name"],
        row["unit"],
        (low - band * abs(low), high + band * abs(high)),
        MEASURES[row["measure"]](ground, row),
        bool(row.get("calibrated", False)),
        row["source"],
        row.get("note", ""),
    )


def _corridors(network: Network) -> list[Check]:
    """What the table would say of its legs if only their kilometres and driving hours were known, as it does of those
    without a price or an observed time. That the network holds what is published is a test's to see."""
    rule = _table()["corridors"]
    t, p = float(rule["time_band"]), float(rule["price_band"])
    found = []
    for x in corridors():
        label = f"{network.ports[x.port].name} to {x.place}"
        if x.observed_hours is not None and x.road_hours is not None:
            h = x.observed_hours
            ours = hours_by_road(x.road_hours, x.border_hours or 0.0, without=x.corridor)
            found.append(
                Check(f"{label}, time from driving hours and borders", "h", ((1 - t) * h, (1 + t) * h), flat(ours), False,
                      x.hours_source, f"hours for one of driving as on the other corridors only; band {100 * t:.0f} %")
            )  # fmt: skip
        if x.seen is not None:
            half = 2.0 if x.usd_feu is None else 1.0  # of a 40 ft box, where the price is that of a TEU
            km, usd = x.seen
            found.append(
                Check(f"{label}, price by the kilometre", "USD/40 ft" if half == 1.0 else "USD/15 t",
                      ((1 - p) * usd / half, (1 + p) * usd / half), flat(price_by_distance(km, without=x.corridor) / half),
                      False, x.usd_source, f"by distance, fitted on the prices of the other corridors only; band {100 * p:.0f} %")
            )  # fmt: skip
    return found


def render(checks: Sequence[Check]) -> str:
    """A Markdown table of all checks with the verdict of each."""

    def number(x: float) -> str:
        return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.2f}" if abs(x) < 1 else f"{x:.1f}"

    def span(values: Sequence[float]) -> str:
        low, high = min(values), max(values)
        return number(low) if number(low) == number(high) else f"{number(low)} to {number(high)}"

    lines = [
        "| Check | Unit | Published | Ours | Low to high | Verdict | Source |",
        "|:--|:--|--:|--:|--:|:--|:--|",
    ]
    for c in checks:
        verdict = "hit" if c.hit else "within our range" if c.near else "**miss**"
        verdict += " (calibrated)" if c.calibrated else ""
        wide = span(c.ours) if c.ours[0] != c.ours[2] else ""
        lines.append(
            f"| {c.name} | {c.unit} | {span(c.published)} | {number(c.ours[1])} | {wide} | {verdict} | {c.source} |"
        )
    by_note: dict[str, list[str]] = {}
    for c in checks:
        if c.note:
            by_note.setdefault(c.note, []).append(c.name)
    notes = [f"- {'; '.join(names)}: {note}." for note, names in by_note.items()]
    free = [c for c in checks if not c.calibrated]
    hits, near = sum(c.hit for c in free), sum(c.near for c in free)
    tail = (
        f"Of {len(free)} checks that set no parameter, {hits} hit, {near} lie within our low to high, "
        f"{len(free) - hits - near} miss."
    )
    return "\n".join([tail, "", *lines, "", "Notes", "", *notes])
