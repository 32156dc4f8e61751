"""An outcome as a tidy table: indicator, economy, sector, year, case, value, unit, horizon, source."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kaskazi.evidence.derived import HOUSEHOLDS

if TYPE_CHECKING:
    from kaskazi.outcomes.types import Outcome
    from kaskazi.text.intervals import Interval

CASES = ("low", "central", "high")
ECONOMY = {
    "real_income": "%",
    "income": "USD m",
    "exports": "%",
    "imports": "%",
    "revenue": "USD m",
}
SECTOR = {"output": "%", "exports": "USD m", "jobs": "jobs"}


def records(o: Outcome) -> list[dict[str, Any]]:
    """One dict a number; sector and year are empty where they do not apply."""
    found: list[dict[str, Any]] = []

    def put(
        indicator: str,
        v: Interval,
        unit: str,
        horizon: str,
        source: str,
        economy: str,
        sector: str = "",
        year: int | None = None,
    ) -> None:
        for case in CASES:
            found.append(
                {
                    "indicator": indicator,
                    "economy": economy,
                    "sector": sector,
                    "year": year,
                    "case": case,
                    "value": getattr(v, case),
                    "unit": unit,
                    "horizon": horizon,
                    "source": source,
                }
            )

    world = " ".join(dict.fromkeys(s for f in o.headline if f.method == "model" for s in f.sources))
    level = next((f.horizon.text for f in o.headline if f.method == "model"), "")
    for f in o.headline:
        put(f.id, f.value, f.unit, f.horizon.text, " ".join(f.sources), o.home)
    for p in o.paths:
        for y in p.years:
            put(p.id, y.value, p.unit, "in the year", world, o.home, year=y.year)
    for x in o.lines:
        put("exports_lines", x.change, "USD m", level, " ".join(x.sources), o.home, x.id)
    for s in o.sectors:
        for name, unit in SECTOR.items():
            put(f"sector_{name}", getattr(s, name), unit, level, world, o.home, s.id)
    for group in o.households:
        put(f"households_{group.id}", group.real_income, "%", level, f"{world} {HOUSEHOLDS}".strip(), o.home)
    for e in o.economies:
        for name, unit in ECONOMY.items():
            put(f"economy_{name}", getattr(e, name), unit, level, world, e.iso3)
    return found


def frame(o: Outcome) -> Any:
    """The records as a pandas or polars DataFrame where one is installed, else as they are."""
    rows = records(o)
    for library in ("pandas", "polars"):
        if find_spec(library):
            return import_module(library).DataFrame(rows)
    return rows
