"""The one-sector world: goods trade between all economies and each one's own absorption.

    python -m kaskazi.world.build.make FOLDER [OUT]

FOLDER holds the package archives named in `carriers` (see `fetch_commands`).
"""

from __future__ import annotations

import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.sources import sources
from kaskazi.world.build import carriers, margins, readers
from kaskazi.world.build.factbook import Entry, factbook
from kaskazi.world.build.trade import Evidence, reconstruct, stated_shares
from kaskazi.world.economies import EAC, economies
from kaskazi.world.types import ESTIMATED, IMPUTED, OBSERVED, World, path_of, to_bytes

Array = NDArray[np.float64]
YEAR = 2023
VERSION = "2023.1"
OWN_FLOOR = 0.2  # own sales are at least this share of GDP
RAW_OBSERVED = 0.9  # a cell that is raw materials to this share counts as observed
THETA, THETA_SE = 4.0, 1.0
SOURCES = (
    "wdi",
    "geodist",
    "factbook",
    "oecd-icio-2025",
    "baci-raw-materials",
    "ifpri-sam-kenya-2019",
    "census-hts10-2022-2024",
    "knbs-es-2024",
    "knbs-es-2025",
    "simonovska-waugh-2014",
)


def overrides() -> dict[str, Any]:
    """The figures entered by hand. Raises DataError for an unknown economy or source."""
    raw = tomllib.loads(files("kaskazi.world").joinpath("data", "overrides.toml").read_text(encoding="utf-8"))
    known, cited, problems = economies(), sources(), []
    for k, f in enumerate(raw["flow"]):
        for field in ("exporter", "importer"):
            if f[field] not in known:
                problems.append(Problem(f"flow[{k}].{field}", f'"{f[field]}" is not an economy.'))
        if f["source"] not in cited:
            problems.append(Problem(f"flow[{k}].source", f'"{f["source"]}" is not a source.'))
    if problems:
        raise DataError("overrides.toml", problems)
    return raw


def usd(entry: dict[str, Any], rates: dict[tuple[str, int], float]) -> float:
    """A hand-entered value in million USD."""
    value = float(entry["value"])
    return value if entry["currency"] == "USD" else value / rates[entry["currency"], entry["year"]]


def build(folder: Path) -> World:
    """The world from the archives in `folder`. Raises DataError if one is missing or not the pinned one."""
    carriers.check(folder)
    codes = tuple(economies())
    at = {c: k for k, c in enumerate(codes)}
    n = len(codes)
    wdi, weo, book = readers.wdi(folder), readers.weo_gdp(folder), factbook(folder)
    by_hand = overrides()
    rates = {(r["currency"], r["year"]): float(r["per_usd"]) for r in by_hand["rate"]}
    gdp, how_gdp = margins.gdp_level(codes, wdi["gdp"], weo, book, YEAR)
    ledger = [f"GDP of {c}: {h}" for c, h in zip(codes, how_gdp, strict=True) if h != "wdi"]

    raw = np.zeros((n, n))
    flows, dropped = readers.raw_materials(folder, YEAR)
    for (_, exporter, importer), v in flows.items():
        if exporter != importer:
            raw[at[importer], at[exporter]] += v
    ledger.append(f"raw materials: {len(dropped)} UN codes without an economy here left out")

    gdps = {(c, y): v for (c, y), v in {**weo, **wdi["gdp"]}.items()}
    regions = [economies()[c].region for c in codes]
    x, how_x = margins.published(
        codes,
        regions,
        wdi["exports_goods_bop"],
        gdps,
        {c: book[c].exports for c in codes},
        raw.sum(axis=0),
        YEAR,
    )
    m, how_m = margins.published(
        codes,
        regions,
        wdi["imports_goods_bop"],
        gdps,
        {c: book[c].imports for c in codes},
        raw.sum(axis=1),
        YEAR,
    )
    for what, how in (("exports", how_x), ("imports", how_m)):
        ledger += [f"goods {what} of {c}: {h}" for c, h in zip(codes, how, strict=True) if h != f"wdi {YEAR}"]
    fixed_x = {at[t["economy"]]: usd(t, rates) for t in by_hand["total"] if t["kind"] == "exports"}
    fixed_m = {at[t["economy"]]: usd(t, rates) for t in by_hand["total"] if t["kind"] == "imports"}
    share_x, share_m = stated_shares(codes, book)
    x, m = margins.agree(x, m, share_x, share_m, raw, fixed_x, fixed_m)

    capitals = {c: book[c].capital or (0.0, 0.0) for c in codes}
    geo = readers.geography(folder, codes, capitals)
    table = readers.icio(folder)
    kept = [k for k, c in enumerate(table.countries) if c in at]
    members = [at[table.countries[k]] for k in kept]
    goods = [k for k, s in enumerate(table.sectors) if s[0] in "ABC" and not s.startswith("B")]
    between = table.intermediate(goods)[np.ix_(kept, kept)].T
    hand = {(at[f["importer"]], at[f["exporter"]]): usd(f, rates) for f in by_hand["flow"]}
    trade, evidence = reconstruct(x, m, geo, between, members, share_x, share_m, raw, hand)
    np.fill_diagonal(trade, 0.0)

    exports = trade.sum(axis=0)
    own = np.maximum(gdp - exports, OWN_FLOOR * gdp)
    ledger += [
        f"{c}: exports of goods are {exports[k] / gdp[k]:.0%} of GDP; own sales held at {OWN_FLOOR:.0%} of GDP, "
        "so output here exceeds GDP"
        for k, c in enumerate(codes)
        if own[k] > gdp[k] - exports[k] + 1e-9
    ]
    total = trade.copy()
    np.fill_diagonal(total, own)
    tariff, tariff_grade = tariffs(folder, codes, trade)
    return World(
        version=VERSION,
        year=YEAR,
        economies=codes,
        names=tuple(economies()[c].name for c in codes),
        sectors=("all",),
        sector_names=("Goods traded; everything at home",),
        flows=total[None].astype(np.float32).astype(np.float64),
        grade=grades(total, evidence)[None],
        tariff=tariff[None],
        tariff_grade=tariff_grade[None],
        beta=np.ones((n, 1)),
        gamma=np.zeros((n, 1, 1)),
        theta=np.array([THETA]),
        theta_se=np.array([THETA_SE]),
        gdp=gdp,
        population=np.array([_newest(wdi["population"], c) for c in codes]),
        labour_force=np.array([book[c].labour_force or np.nan for c in codes]),
        remittances=np.array([_remittances(book[c], g) for c, g in zip(codes, gdp, strict=True)]),
        hand=evidence.hand[None],
        ledger=tuple(ledger),
        sources=SOURCES,
    )


def grades(total: Array, e: Evidence) -> NDArray[np.uint8]:
    """Grade of every cell: stated by a publisher, computed from a statement about it, or from priors."""
    out = np.full(total.shape, IMPUTED, dtype=np.uint8)
    out[e.both | e.one | e.table] = ESTIMATED
    out[e.hand | (e.raw_share > RAW_OBSERVED)] = OBSERVED
    np.fill_diagonal(out, ESTIMATED)
    out[total <= 0] = 0
    return out


def tariffs(folder: Path, codes: tuple[str, ...], trade: Array) -> tuple[Array, NDArray[np.uint8]]:
    """Tariffs paid (N,N). Kenya's is what it collected in 2019 over imports from outside the EAC; no package
    states others' applied tariffs, so they are zero here and graded imputed."""
    accounts, cells = readers.sam(folder)
    rows = {a: k for k, a in enumerate(accounts)}
    duty = float(cells[rows["mtax"]].sum())
    imports = float(cells[rows["row"]].sum())
    rate = np.zeros_like(trade)
    grade = np.full(trade.shape, IMPUTED, dtype=np.uint8)
    k = codes.index("KEN")
    outside = np.array([c not in EAC for c in codes])
    share = trade[k, outside].sum() / trade[k].sum()
    rate[k, outside] = round(duty / (imports * share), 4)
    grade[k] = ESTIMATED
    np.fill_diagonal(rate, 0.0)
    return rate, grade


def _newest(series: dict[tuple[str, int], float], code: str) -> float:
    return next((series[code, y] for y in range(YEAR, 2000, -1) if (code, y) in series), float("nan"))


def _remittances(entry: Entry, gdp: float) -> float:
    return float("nan") if entry.remittances_share is None else entry.remittances_share * gdp


def main() -> None:
    """Command line of the builder."""
    folder = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else path_of(VERSION)
    raw = to_bytes(build(folder))
    temporary = out.with_name(f".{out.name}.part")
    temporary.write_bytes(raw)
    temporary.replace(out)
    print(f"{out}: {len(raw):,} bytes")


if __name__ == "__main__":
    main()
