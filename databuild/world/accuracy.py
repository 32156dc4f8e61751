"""How far the build's figures are off on cells it did not see: `python -m databuild.world.accuracy FOLDER` measures it again
and writes the shipped table of error bands.

Observed: what two publishers say of one pair in one year. Estimated: a pair's goods by sector, the stated cells hidden.
Imputed: pairs that are published, hidden as though neither side had reported, each with the error of its split by sector.
"""

from __future__ import annotations

import csv
import io
import itertools
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world import carriers, pairs, products, readers, technology, totals, workers
from databuild.world.factbook import factbook
from databuild.world.make import YEAR
from databuild.world.sectoral import Ground, goods_by_sector
from databuild.world.stated import held_cells
from databuild.world.trade import stated_shares
from kaskazi import files as whole
from kaskazi.codes.economies import of_the_world
from kaskazi.world.published import FREE_ON, usd, used_flows
from kaskazi.world.types import ESTIMATED, GRADE_NAMES, IMPUTED, OBSERVED

Array = NDArray[np.float64]
SIZES = (0.0, 10.0, 100.0, np.inf)  # million USD, by what the build says
LOW, HIGH = 0.1, 0.9  # a band holds four cells of five
HIDDEN, ROUNDS, SEED = 45, 4, 1  # economies hidden at a time, as often
LEAST = 1e-3  # million USD; what is less is no trade in either figure
COLUMNS = ("grade", "from_musd", "to_musd", "low", "high", "cells")
Sample = tuple[Array, Array]  # what the build says and what is published, million USD


def observed(codes: Sequence[str], published: Array) -> Sample:
    """Figures entered by hand of the year, beside BACI's."""
    at = {c: k for k, c in enumerate(codes)}
    rows = [f for f in used_flows(YEAR) if f["year"] == YEAR]
    ours = np.array([usd(f) for f in rows])
    theirs = np.array([published[at[f["importer"]], at[f["exporter"]]] for f in rows])
    return ours[theirs > 0], theirs[theirs > 0]


def estimated(g: Ground, inputs: Array) -> Sample:
    """Stated cells of pairs, and what the build makes of them without having seen any."""
    held, is_held = held_cells(g.codes, g.pairs.trade)
    none = np.zeros_like(is_held)
    blind = goods_by_sector(g, inputs, (np.zeros_like(held), none))
    use = is_held & (held > 0)
    return blind[use], held[use]


def imputed(folder: Path, codes: tuple[str, ...], g: Ground) -> Sample:
    """Published pairs of random economies, filled as though none of these had reported."""
    trade, known = totals.published(codes)
    raw = g.pairs.raw.sum(axis=0)
    then = {
        y: (past, pairs.raw_by_sector(folder, codes, y)[0].sum(axis=0))
        for y, past in totals.earlier(codes).items()
    }
    share_x, share_m = stated_shares(codes, g.book)
    absent = np.isin(codes, tables.table("goods_totals")["not_in"])
    silent = np.isin(codes, tables.table("goods_totals")["not_reported"])
    near, random = totals.neighbours(codes, FREE_ON), np.random.default_rng(SEED)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        hidden = np.isin(
            np.arange(len(codes)), random.choice(np.flatnonzero(~silent & ~absent), HIDDEN, replace=False)
        )
        pair = hidden[:, None] & hidden[None, :] & known & (trade > LEAST)
        left = np.where(pair, 0.0, trade)
        seen_raw = np.where(pair, 0.0, raw)
        found = totals.filled(
            left, known & ~pair, g.geo, then, seen_raw, near,
            np.where(pair, np.nan, share_x), np.where(pair, np.nan, share_m), {}, left, absent,
        )  # fmt: skip
        ours.append(found.trade[pair])
        theirs.append(trade[pair])
    return np.concatenate(ours), np.concatenate(theirs)


def bands(samples: dict[int, Sample], split: Sample) -> list[tuple[str, float, float, float, float, int]]:
    """Rows by grade and size: the 10th and 90th percentile of the log of ours over what is published. An imputed cell's error
    is a pair's and, independently, that of its split by sector."""
    out = []
    random = np.random.default_rng(SEED)
    for grade, (ours, theirs) in samples.items():
        for low, high in itertools.pairwise(SIZES):
            use = (ours > max(low, LEAST)) & (ours <= high) & (theirs > LEAST)
            error = np.log(ours[use] / theirs[use])
            if grade == IMPUTED:
                a, b = split
                inside = (a > max(low, LEAST)) & (a <= high) & (b > LEAST)
                error = error + random.choice(np.log(a[inside] / b[inside]), len(error))
            q = np.quantile(error, (LOW, HIGH))
            out.append(
                (GRADE_NAMES[grade], low, high, round(float(q[0]), 2), round(float(q[1]), 2), int(use.sum()))
            )
    return out


def measured(folder: Path) -> list[tuple[str, float, float, float, float, int]]:
    """The rows of the table, from the archives in `folder` and the tables of statistics."""
    carriers.check(folder)
    codes = tuple(of_the_world())
    wdi, book, icio = readers.wdi(folder), factbook(folder), readers.icio(folder)
    geo = readers.geography(folder, codes, {c: book[c].capital or (0.0, 0.0) for c in codes})
    p = pairs.pairs(folder, codes, YEAR, wdi, book, geo, icio)
    g = Ground(codes, wdi, book, geo, icio, p, technology.sam_trade(*readers.sam(folder)), YEAR)
    split = estimated(g, products.between(icio))
    published, _ = totals.published(codes)
    return bands(
        {OBSERVED: observed(codes, published), ESTIMATED: split, IMPUTED: imputed(folder, codes, g)}, split
    )


def farm_share_error(folder: Path) -> tuple[float, ...]:
    """Mean absolute error (percentage points) of agriculture's share of employment in each fifth of the economies that have
    one, guessed without that fifth."""
    codes = tuple(of_the_world())
    wdi, book = readers.wdi(folder), factbook(folder)
    gdp, people = wdi["gdp_ppp"], wdi["population"]
    newest = [
        next((y for y in range(YEAR, 2009, -1) if (c, y) in gdp and (c, y) in people), 0) for c in codes
    ]
    income = np.array(
        [gdp[c, y] * 1e6 / people[c, y] if y else np.nan for c, y in zip(codes, newest, strict=True)]
    )
    shares = workers.published(codes, YEAR)
    x = workers.features(codes, book, income, YEAR)
    fifths = (workers.held_out(codes, x, shares, k) for k in range(5))
    return tuple(round(float(100 * np.abs(a - b).mean()), 2) for a, b in fifths)


def written(rows: Sequence[Sequence[object]]) -> str:
    """The table as CSV."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows(rows)
    return out.getvalue()


def main() -> None:
    """Command line: measure, write and print the table."""
    text = written(measured(Path(sys.argv[1])))
    whole.write(Path(str(files("kaskazi.world").joinpath("data", "bands.csv"))), text.encode())
    print(text, end="")
    print("agriculture's share of jobs, each fifth unseen, points:", farm_share_error(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
