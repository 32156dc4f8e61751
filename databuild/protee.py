"""Makes `protee_hs4.csv`: trade elasticities by heading, our own means of CEPII's by product.

    python -m databuild.protee PROTEE.csv IMPORTS.csv.gz OUT.csv

PROTEE: CEPII's ProTEE 0.1, columns HS6 (HS 2007), zero, positive, sigma (a tariff elasticity, negative). A flagged
product carries the mean of its heading, not an estimate of its own. IMPORTS: US imports for consumption with
columns year, Country, hs10, usd (US Census); their weights make the means of the baskets.
mean, low, high: mean and quartiles of the own estimates of a heading; own of all products have one. ken, agoa: mean
over the products of the heading weighted by the 2024 exports to the US of Kenya and of all AGOA beneficiaries, flagged
products with the mean of their heading; empty where nothing is traded. HS 2022 codes that HS 2007 lacks get no weight.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np

COLUMNS = ("hs4", "mean", "low", "high", "own", "all", "KEN", "beneficiaries")
YEAR = "2024"


def build(protee: Path, imports: Path, iso3: dict[str, str]) -> str:
    """The table as CSV text."""
    own: dict[str, list[float]] = defaultdict(list)
    size: dict[str, int] = defaultdict(int)
    sigma: dict[str, float] = {}
    with protee.open(encoding="utf-8-sig", newline="") as f:
        for r in csv.DictReader(f):
            code = r["HS6"].zfill(6)
            size[code[:4]] += 1
            if r["sigma"]:
                sigma[code] = -float(r["sigma"])
                if r["zero"] != "1" and r["positive"] != "1":
                    own[code[:4]].append(sigma[code])
    weight: dict[str, dict[str, float]] = {"KEN": defaultdict(float), "beneficiaries": defaultdict(float)}
    with gzip.open(imports, "rt", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            code = r["hs10"].zfill(10)[:6]
            if r["year"] == YEAR and r["Country"] in iso3 and code in sigma:
                weight["beneficiaries"][code] += float(r["usd"])
                if iso3[r["Country"]] == "KEN":
                    weight["KEN"][code] += float(r["usd"])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for heading in sorted(own):
        x = np.array(own[heading])
        low, high = np.quantile(x, [0.25, 0.75])
        row = [heading, f"{x.mean():.3f}", f"{low:.3f}", f"{high:.3f}", len(x), size[heading]]
        for basket in ("KEN", "beneficiaries"):
            w = {c: v for c, v in weight[basket].items() if c[:4] == heading}
            total = sum(w.values())
            row.append(f"{sum(v * sigma[c] for c, v in w.items()) / total:.3f}" if total else "")
        writer.writerow(row)
    return out.getvalue()


def beneficiaries() -> dict[str, str]:
    """ISO3 of AGOA's members of mid-2026 by the name the US Census gives them: whose trade weighs its basket."""
    from kaskazi.law import members
    from kaskazi.line_trade import exporters

    held = members("agoa", date(2026, 6, 1))
    return {name: iso3 for name, iso3 in exporters("us-imports").items() if iso3 in held}


def main() -> None:
    """Command line of the builder."""
    text = build(Path(sys.argv[1]), Path(sys.argv[2]), beneficiaries())
    Path(sys.argv[3]).write_text(text, encoding="utf-8")
    print(f"{len(text.splitlines()) - 1} headings")


if __name__ == "__main__":
    main()
