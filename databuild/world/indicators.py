"""Tables of indicators from the package archives: `python -m databuild.world.indicators FOLDER`.

Writes population.csv, labour-force.csv and remittances.csv into the shipped tables. Rows of remittances that name a
publisher of their own were entered by hand and stay, first.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from databuild.world import readers
from databuild.world.factbook import Entry, factbook
from databuild.world.margins import gdp_level
from kaskazi import files as whole
from kaskazi.codes.economies import of_the_world
from kaskazi.sources import sources
from kaskazi.world.indicators import COLUMNS, text

YEAR = 2023
FIRST = 2001  # no figure of people is older


def written(rows: Iterable[Sequence[object]]) -> str:
    """Rows as the CSV of an indicator; numbers to the last digit."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows(rows)
    return out.getvalue()


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def population(series: Mapping[tuple[str, int], float], year: int) -> str:
    """The newest figure of every economy up to a year."""
    rows = []
    for c in sorted(of_the_world()):
        y = next((y for y in range(year, FIRST - 1, -1) if (c, y) in series), None)
        if y is not None:
            rows.append((c, y, _number(series[c, y]), "", ""))
    return written(rows)


def labour_force(book: Mapping[str, Entry]) -> str:
    """The Factbook's estimate, with its year where that is said."""
    return written(
        (c, e.labour_force_year or "", _number(e.labour_force), "", "")
        for c, e in sorted(book.items())
        if e.labour_force
    )


def remittances(book: Mapping[str, Entry], gdp: Mapping[str, float], year: int, before: str) -> str:
    """What was entered by hand, as it stands in `before`; for the others the Factbook's share times GDP (million USD)."""
    held = [r for r in csv.reader(before.splitlines()) if r[3] and r[0] != COLUMNS[0]]
    named = {r[0] for r in held if r[1] == str(year) and sources()[r[3]].status != "memory"}
    rest = [
        (c, year, _number(e.remittances_share * gdp[c]), "", f"{e.remittances_share:.3%} of GDP")
        for c, e in sorted(book.items())
        if e.remittances_share is not None and c not in named
    ]
    return written([*held, *rest])


def made(folder: Path, year: int) -> Mapping[str, str]:
    """The CSV of every indicator that is built, by id."""
    book, wdi, codes = factbook(folder), readers.wdi(folder), tuple(of_the_world())
    gdp, _ = gdp_level(codes, wdi["gdp"], readers.weo_gdp(folder), book, year)
    money = dict(zip(codes, map(float, gdp), strict=True))
    return {
        "population": population(wdi["population"], year),
        "labour-force": labour_force(book),
        "remittances": remittances(book, money, year, text("remittances")),
    }


def main() -> None:
    """Command line of the builder."""
    for key, content in made(Path(sys.argv[1]), YEAR).items():
        out = Path(str(files("kaskazi.world").joinpath("data", "indicators", f"{key}.csv")))
        whole.write(out, content.encode("utf-8"))
        print(f"{out}: {content.count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
