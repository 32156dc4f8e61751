"""Tables of indicators from published statistics: `python -m databuild.world.statistics_tables`.

One CSV for every entry of `databuild/data/indicators.toml`, and three that are worked out: investment treaties in force,
duties and taxes as shares of GDP. Of each economy the rows within the reach of the world's year are kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from databuild import shared, tables
from databuild.world.indicators import YEAR, written
from databuild.world.revenue import TAX, TAXES, taxed
from kaskazi import files as whole
from kaskazi.codes.economies import of_the_world
from kaskazi.codes.groups import groups, members
from kaskazi.world.indicators import registry
from kaskazi.world.published import FREE_ON

TREATIES = "finance/unctad_investment_treaties.csv.gz"
IN_FORCE = "In force"
DIGITS = 6  # significant digits kept


def one(key: str, spec: Mapping[str, Any], year: int) -> str:
    """The CSV of an indicator: for each economy the year nearest to the world's, the earlier of two as near."""
    reach = registry()[key].within
    found: dict[str, dict[int, list[float]]] = {}
    for r in shared.rows(spec["file"]):
        if r["iso3"] not in of_the_world() or any(r[k] != v for k, v in spec["where"].items()):
            continue
        text = r[spec["value"]]
        value = float(spec["codes"][text]) if "codes" in spec and text in spec["codes"] else _number(text)
        if value is None or value < 0 or abs(int(r["year"]) - year) > reach:
            continue
        found.setdefault(r["iso3"], {}).setdefault(int(r["year"]), []).append(value * spec["scale"])
    rows = []
    for c in sorted(found):
        y = min(found[c], key=lambda y: (abs(y - year), y))
        of_year = found[c][y]
        value = sum(of_year) / len(of_year) if spec.get("several") == "mean" else of_year[-1]
        rows.append((c, y, f"{value:.{DIGITS}g}", "", ""))
    return written(rows)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def treaties(year: int) -> str:
    """Investment treaties in force at the end of a year by economy: signed alone or as a member of a group held."""
    count: dict[str, int] = {}
    for r in shared.rows(TREATIES):
        begun, over = r["in_force"][:4], r["terminated"][:4]
        if not begun or int(begun) > year or (over and int(over) <= year):
            continue
        if not over and r["status"] != IN_FORCE:
            continue
        parties: set[str] = set()
        for p in r["parties"].split("|"):
            name = next((g for g in groups() if g.casefold() == p.casefold()), "")
            parties |= set(members(name, FREE_ON)) if name else {p}
        for c in parties & set(of_the_world()):
            count[c] = count.get(c, 0) + 1
    return written((c, year, n, "", "") for c, n in sorted(count.items()))


def shares_of_gdp() -> Mapping[str, str]:
    """Import duties and all taxes as shares of GDP, each of its own year."""
    inside = of_the_world()
    duties = [(c, y, f"{v:.{DIGITS}g}", "", "") for c, (y, v) in sorted(taxed().items()) if c in inside]
    tax = [
        (r["iso3"], r["year"], f"{float(r['value']) / 100:.{DIGITS}g}", "", "")
        for r in sorted(shared.rows(TAXES), key=lambda r: r["iso3"])
        if r["indicator"] == TAX and r["iso3"] in inside
    ]
    return {"import-duties": written(duties), "tax-revenue": written(tax)}


def made(year: int = YEAR) -> Mapping[str, str]:
    """The CSV of every indicator made here, by id."""
    found = {key: one(key, spec, year) for key, spec in tables.table("indicators").items()}
    return {**found, "investment-treaties": treaties(year), **shares_of_gdp()}


def main() -> None:
    """Command line of the builder."""
    for key, content in made().items():
        out = Path(str(files("kaskazi.world").joinpath("data", "indicators", f"{key}.csv")))
        whole.write(out, content.encode("utf-8"))
        print(f"{out.name}: {content.count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
