"""Makes the small tables behind people, climate and households in `src/kaskazi/evidence/`, each of derived figures.

    python -m databuild.stakes DATA OUT

DATA: a folder with the publishers' files (remittances, emissions, exports by heading, Kenya's accounts); OUT: the
folder for the tables. corridors.csv: the largest senders of each receiver, their share, the cost of sending.
emissions.csv: CO2 by economy and group of sectors. carbon_goods.csv: part of each exporter's sector that is goods of
Regulation (EU) 2023/956. debt.csv: debt service and external debt. households.csv: what household groups live on and spend it on.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from kaskazi.codes.hs import sector_of_hs
from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError
from kaskazi.world import World

MOST_SENDERS = 3
EMISSIONS_YEAR = "2018"
GROUPS = {
    "Electricity and heat": "power",
    "Manufacturing and construction": "industry",
    "Industry": "processes",
    "Transport": "transport",
    "Buildings": "buildings",
    "Fugitive emissions": "fuels",
    "Other fuel combustion": "other",
}
# Headings of HS 1992 that Annex I names, as far as four digits tell; scrap and ferro-silicon are left out with 7204.
CARBON = {
    "metals": {f"72{k:02d}" for k in (1, 3, *range(5, 30))} - {"7204"}
    | {f"73{k:02d}" for k in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 18, 26)}
    | {"7601", "7603", "7604", "7605", "7606", "7607", "7608", "7609", "7610", "7611", "7612", "7613", "7614", "7616"},
    "non-metallic": {"2523"},
    "chemicals": {"2808", "2814", "3102", "3105"},
}  # fmt: skip


def rows(path: Path) -> Iterable[Mapping[str, str]]:
    """The rows of a CSV, compressed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as f:
        yield from csv.DictReader(f)


def table(columns: tuple[str, ...], body: Iterable[tuple[object, ...]]) -> str:
    """CSV text."""
    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(columns)
    w.writerows(body)
    return out.getvalue()


def corridors(data: Path) -> str:
    """Largest senders of each receiver, and the latest cost of sending USD 200 where it is held."""
    flows: dict[str, dict[str, float]] = defaultdict(dict)
    for r in rows(data / "remittances" / "bilateral_2017.csv.gz"):
        flows[r["receiver"]][r["sender"]] = float(r["value_musd"])
    cost: dict[tuple[str, str], tuple[tuple[str, str], float]] = {}
    for r in rows(data / "remittances" / "corridor_costs_2011_2020.csv.gz"):
        key, when = (r["receiver"], r["sender"]), (r["year"], r["quarter"])
        if key not in cost or when > cost[key][0]:
            cost[key] = (when, float(r["value"]) / 100)
    body: list[tuple[object, ...]] = []
    for receiver, found in sorted(flows.items()):
        total = sum(found.values())
        for sender, value in sorted(found.items(), key=lambda x: -x[1])[:MOST_SENDERS]:
            if total <= 0 or value / total < 0.02:
                continue
            when, price = cost.get((receiver, sender), (("", ""), float("nan")))
            held = price == price
            body.append(
                (
                    receiver,
                    sender,
                    f"{value / total:.3f}",
                    "",
                    f"{price:.4f}" if held else "",
                    when[0] if held else "",
                )
            )
    return table(("receiver", "sender", "share", "source", "cost", "cost_year"), body)


def emissions(data: Path) -> str:
    """CO2 by economy and group, million tonnes."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for r in rows(data / "emissions" / "cait_2021_sectors.csv.gz"):
        if r["gas"] == "co2" and r["year"] == EMISSIONS_YEAR and r["sector"] in GROUPS:
            found[r["iso3"]][GROUPS[r["sector"]]] = float(r["value_mt"])
    names = tuple(GROUPS.values())
    return table(
        ("iso3", *names), ((c, *(f"{x.get(n, 0):.2f}" for n in names)) for c, x in sorted(found.items()))
    )


def carbon_goods(data: Path) -> str:
    """Part of each exporter's sector that is named goods, ratio of value; below a thousandth left out.

    The smaller of its part in what the exporter sells to all and in what the world sells: what goes to which market is
    not held by heading, and cement, for one, is sold next door.
    """
    whole: dict[tuple[str, str], float] = defaultdict(float)
    named: dict[tuple[str, str], float] = defaultdict(float)
    for r in rows(data / "trade" / "exports_2016_hs92_4digit.csv.gz"):
        try:
            sector = sector_of_hs(r["hs4"])
        except DataError:
            continue
        if sector in CARBON:
            whole[r["exporter"], sector] += float(r["value_usd"])
            if r["hs4"] in CARBON[sector]:
                named[r["exporter"], sector] += float(r["value_usd"])
    of_all = {
        s: sum(v for (_, k), v in named.items() if k == s) / sum(v for (_, k), v in whole.items() if k == s)
        for s in CARBON
    }
    shares = ((c, s, min(v / whole[c, s], of_all[s])) for (c, s), v in sorted(named.items()))
    return table(("exporter", "sector", "share"), ((c, s, f"{x:.3f}") for c, s, x in shares if x >= 0.001))


def debt(data: Path) -> str:
    """Debt service, ratio of exports and primary income, and external debt, USD million: the latest year of each."""
    names = {
        "debt_servicing_costs_percent_of_exports_and_net_income_from_abroad": (0, 0.01),
        "external_debt_total_us_not_inflation_adjusted": (1, 1e-6),
    }
    latest: dict[str, dict[int, tuple[int, float]]] = defaultdict(dict)
    for r in rows(data / "finance" / "wdi_external_debt.csv.gz"):
        if r["series"] in names:
            k, scale = names[r["series"]]
            year = int(r["year"])
            if k not in latest[r["iso3"]] or year > latest[r["iso3"]][k][0]:
                latest[r["iso3"]][k] = (year, float(r["value"]) * scale)
    whole = ((c, x) for c, x in sorted(latest.items()) if len(x) == 2 and x[0][0] >= 2020)
    columns = ("iso3", "service", "year", "external_debt")
    return table(columns, ((c, f"{x[0][1]:.4f}", x[0][0], f"{x[1][1]:.0f}") for c, x in whole))


def households(data: Path) -> str:
    """Income by source and spending by sector of each household group, ratios; size: its part of all incomes.

    A commodity that several sectors share is split between them as the world's final use is.
    """
    found = list(csv.reader((data / "kenya" / "002_IFPRI_SAM_KEN_2019_SAM.csv").open(encoding="utf-8-sig")))
    head = found[0]
    cells = {r[1]: dict(zip(head[2:], r[2:], strict=True)) for r in found[1:]}
    world = World.load()
    final = dict(zip(world.sectors, world.final()[world.index("KEN")], strict=True))
    holders: dict[str, list[str]] = defaultdict(list)
    for s in sectors().values():
        for name in s.sam:
            holders[name].append(s.id)
    groups = [c for c in head if c.startswith("hhd-")]
    income = {g: {k: float(v or 0) for k, v in cells[g].items()} for g in groups}
    total = sum(income[g]["total"] for g in groups)
    body = []
    for g in groups:
        whole = income[g]["total"]
        spent = dict.fromkeys(sectors(), 0.0)
        for name, into in holders.items():
            paid = sum(float(cells[f"{k}{name}"].get(g) or 0) for k in "ac" if f"{k}{name}" in cells)
            weights = np.array([max(final[s], 0.0) for s in into])
            for s, w in zip(into, weights / weights.sum(), strict=True):
                spent[s] += paid * float(w)
        bought = sum(spent.values())
        abroad, public = income[g]["row"] / whole, income[g]["gov"] / whole
        body.append(
            ("KEN", g, f"{whole / total:.4f}", f"{abroad:.4f}", f"{public:.4f}",
             *(f"{spent[s] / bought:.4f}" for s in sectors()))
        )  # fmt: skip
    return table(("iso3", "group", "size", "from_abroad", "from_government", *sectors()), body)


BUILDERS = {
    "corridors.csv": corridors,
    "emissions.csv": emissions,
    "carbon_goods.csv": carbon_goods,
    "debt.csv": debt,
    "households.csv": households,
}


def main() -> None:
    """Every table, written whole."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    for name, build in BUILDERS.items():
        (out / name).write_text(build(data), encoding="utf-8")


if __name__ == "__main__":
    main()
