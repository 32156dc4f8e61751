"""Makes `experiments.csv`: textiles and apparel to the US by exporter and year, the data of the back-tests.

    python -m databuild.experiments BACI.csv IMPORTS.csv.gz OUT.csv

BACI: CEPII's BACI grouped by sector, columns year, exporter_iso3_code, sector, value (thousand USD). IMPORTS: US
imports for consumption, columns year, Country, hs10, usd (US Census); of these chapters 61 and 62. USD m a year.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from pathlib import Path

SECTOR = "Textile & Apparel Manufacturing"
YEARS = range(2006, 2024)
CHAINED = (
    "ETH",
    "KEN",
    "LSO",
    "MDG",
)  # BACI to 2022, from there the growth of the Census's chapters 61 and 62
NAMES = {
    "Ethiopia": "ETH",
    "Kenya": "KEN",
    "Lesotho": "LSO",
    "Madagascar": "MDG",
    "Mauritius": "MUS",
    "Eswatini": "SWZ",
}


def build(baci: Path, imports: Path) -> str:
    """The table as CSV text."""
    sums: dict[tuple[str, str, int], float] = defaultdict(float)
    with baci.open(encoding="utf-8-sig", newline="") as f:
        for r in csv.DictReader(f):
            who, year = r["exporter_iso3_code"], int(r["year"])
            if r["sector"] == SECTOR and who in NAMES.values() and year in YEARS:
                sums["baci", who, year] += float(r["value"]) / 1e3
    with gzip.open(imports, "rt", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            if r["Country"] in NAMES and r["hs10"].zfill(10)[:2] in ("61", "62"):
                sums["census", NAMES[r["Country"]], int(r["year"])] += float(r["usd"]) / 1e6
    for who in CHAINED:
        for year in (2021, 2022):
            sums["chained", who, year] = sums["baci", who, year]
        for year in (2023, 2024):
            growth = sums["census", who, year] / sums["census", who, 2022]
            sums["chained", who, year] = sums["baci", who, 2022] * growth
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["series", "iso3", "year", "usd_m"])
    writer.writerows([*key, f"{v:.3f}"] for key, v in sorted(sums.items()))
    return out.getvalue()


def main() -> None:
    """Command line of the builder."""
    text = build(Path(sys.argv[1]), Path(sys.argv[2]))
    Path(sys.argv[3]).write_text(text, encoding="utf-8")
    print(f"{len(text.splitlines()) - 1} rows")


if __name__ == "__main__":
    main()
