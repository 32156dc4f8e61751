"""Makes `us_imports.csv.gz`: what each African economy sells to the United States, by line.

    python -m databuild.us_imports IMPORTS.csv.gz SCHEDULE.csv OUT.csv.gz

IMPORTS: US imports for consumption, customs value, columns year, Country, hs10, usd (US Census).
Every exporter is kept by eight-digit line, split by route.
SCHEDULE: the eight-digit lines of the US schedule with columns hs8, gen, agoa_D, mfn_rate, rate_type.
Apparel (chapters 61 and 62) has no "D" in the schedule: it enters free under heading 9819, so its route is
"9819" whatever the special column says. A specific duty, or the specific part of a compound one, is not
turned into a rate here, for want of a quantity: `specific` holds the value that bears one.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from pathlib import Path

YEARS = ("2022", "2023", "2024")
APPAREL = ("61", "62")
COLUMNS = ("iso3", "year", "hs", "route", "usd", "rate", "specific")


def route(chapter: str, line: dict[str, str] | None) -> str:
    """How goods of a line enter free: 9819, D, MFN-free, none, 98-99 or unmatched."""
    if chapter in APPAREL:
        return "9819"
    if chapter in ("98", "99"):
        return "98-99"
    if line is None:
        return "unmatched"
    if line["rate_type"] == "free" or line["gen"].strip() == "Free":
        return "MFN-free"
    return "D" if line["agoa_D"] == "1" else "none"


def rate(line: dict[str, str] | None) -> float:
    """The ad valorem part of the general duty, ratio; read from the text where the table left it out."""
    if line is None:
        return 0.0
    if line["rate_type"]:
        return float(line["mfn_rate"] or 0)
    text = line["gen"].strip()
    if text.endswith("%") and text[:-1].replace(".", "", 1).isdigit():
        return float(text[:-1]) / 100
    return 0.0


def bears_specific(line: dict[str, str] | None) -> bool:
    """True where all or part of the general duty is an amount a unit."""
    return line is not None and ("¢" in line["gen"] or "$" in line["gen"])


def build(imports: Path, schedule: Path, iso3: dict[str, str]) -> list[dict[str, str]]:
    """Rows iso3, year, hs, route: value and specific-duty value in whole USD, mean ad valorem rate."""
    with schedule.open(encoding="utf-8-sig", newline="") as f:
        lines = {r["hs8"].replace(".", "").zfill(8): r for r in csv.DictReader(f)}
    sums: dict[tuple[str, str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    with gzip.open(imports, "rt", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            code = r["hs10"].zfill(10)
            if r["year"] not in YEARS or r["Country"] not in iso3:
                continue
            line = lines.get(code[:8])
            who, value = iso3[r["Country"]], float(r["usd"])
            cell = sums[who, r["year"], code[:8], route(code[:2], line)]
            cell[0] += value
            cell[1] += value * rate(line)
            cell[2] += value * bears_specific(line)
    return [
        dict(zip(COLUMNS, (*key, f"{v[0]:.0f}", f"{v[1] / v[0]:.6g}", f"{v[2]:.0f}"), strict=True))
        for key, v in sorted(sums.items())
        if v[0] >= 0.5
    ]


def pack(rows: list[dict[str, str]]) -> bytes:
    """The table as gzip with a fixed date: the same rows give the same bytes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return gzip.compress(out.getvalue().encode(), 9, mtime=0)


def main() -> None:
    """Command line of the builder."""
    from kaskazi.line_trade import exporters

    rows = build(Path(sys.argv[1]), Path(sys.argv[2]), exporters("us-imports"))
    Path(sys.argv[3]).write_bytes(pack(rows))
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
