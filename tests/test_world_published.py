"""The shipped world beside what publishers say: totals of pairs, products, value added, openness, employment, error bands."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator

import numpy as np
import pytest

from databuild.world import totals
from databuild.world.technology import BROAD, broad_of
from kaskazi.world import ESTIMATED, IMPUTED, OBSERVED, World
from kaskazi.world.bands import band, bands, level_error
from shared import shared

WORLD = World.load()
AT = {c: k for k, c in enumerate(WORLD.economies)}


def rows(name: str) -> Iterator[dict[str, str]]:
    path = shared(name)
    with gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else path.open() as f:
        yield from csv.DictReader(f)


def newest(name: str, key: str, value: str) -> dict[tuple[str, str], float]:
    """Figures of 2018 to 2024, the year nearest to 2023."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for r in rows(name):
        at, off = (r["iso3"], r[key]), abs(int(r["year"]) - 2023)
        if 2018 <= int(r["year"]) <= 2024 and (at not in found or off < found[at][0]):
            found[at] = (off, float(r[value]))
    return {k: v for k, (_, v) in found.items()}


def abroad() -> tuple[np.ndarray, np.ndarray]:
    """Exports and imports (N,J)."""
    n = np.arange(len(AT))
    off = WORLD.flows.copy()
    off[:, n, n] = 0.0
    return off.sum(axis=1).T, off.sum(axis=2).T


@pytest.mark.slow
def test_published_pairs_are_as_published_and_published_zeros_are_zeros() -> None:
    shared(totals.BACI)
    published, known = totals.published(WORLD.economies)
    ours = WORLD.goods()
    off = np.abs(ours - published) > 1e-4 * published + 1e-3
    told = {tuple(x.split(":")[0].split(" to ")) for x in WORLD.ledger if ": goods of" in x and " to " in x}
    for n, i in np.argwhere(off & known):
        assert (WORLD.economies[i], WORLD.economies[n]) in told
    assert (off & known).sum() < 0.01 * (published > 0).sum()
    assert not ours[known & (published <= 0)].any()
    unknown = ~known & ~np.eye(len(AT), dtype=bool)
    assert (ours[unknown] > 0).mean() > 0.9  # nobody has said that these are zero


@pytest.mark.slow
def test_openness_and_value_added_are_as_published() -> None:
    exports, imports = abroad()
    open_ = newest("macro/wdi_openness.csv.gz", "series", "value")
    ratio = []
    for c, k in AT.items():
        sides = [open_.get((c, f"{s}_percent_of_gdp")) for s in ("exports", "imports")]
        if all(sides):
            ratio.append(float(exports[k].sum() + imports[k].sum()) / WORLD.gdp[k] / (sum(sides) / 100))
    assert (
        np.mean(np.abs(np.array(ratio) - 1) <= 0.15) >= 0.88
    )  # customs goods alone are more in most of the others
    value, broad = WORLD.value_added(), np.array(broad_of())
    shares = newest("macro/wdi_value_added_shares.csv.gz", "sector", "pct_of_gdp")
    gaps = []
    for c, k in AT.items():
        if all((c, b) in shares for b in BROAD):
            whole = sum(shares[c, b] for b in BROAD)
            gaps += [abs(value[k, broad == b].sum() / value[k].sum() - shares[c, b] / whole) for b in BROAD]
    assert len(gaps) > 3 * 180
    assert np.mean(gaps) < 0.005
    assert max(gaps) < 0.06


@pytest.mark.slow
def test_farm_employment_is_as_published() -> None:
    shares = newest("labour/ilo_employment_shares.csv.gz", "sector", "pct_of_employment")
    farm = np.array(broad_of()) == "agriculture"
    off = [
        abs(WORLD.jobs[AT[c], farm].sum() / WORLD.jobs[AT[c]].sum() - v / 100)
        for (c, b), v in shares.items()
        if b == "agriculture" and c in AT and WORLD.jobs[AT[c]].any()
    ]
    assert len(off) >= 180
    assert np.mean(off) <= 0.02


def test_accounts_that_were_broken_are_sane() -> None:
    exports, imports = abroad()
    value, made = WORLD.value_added(), WORLD.output()
    farm = np.array(broad_of()) == "agriculture"
    zmb, vnm, ken, fra = (AT[c] for c in ("ZMB", "VNM", "KEN", "FRA"))
    assert 0.10 < value[zmb, WORLD.sector("public")] / WORLD.gdp[zmb] < 0.25
    assert 0.3 < exports[zmb].sum() / WORLD.gdp[zmb] < 0.65
    goods = WORLD.is_goods
    assert 270e3 < imports[vnm, goods].sum() < 400e3
    assert imports[vnm].sum() - exports[vnm].sum() < 0
    assert exports[fra, WORLD.sector("vehicles")] / made[fra, WORLD.sector("vehicles")] < 0.8
    share = WORLD.jobs[ken, farm].sum() / WORLD.jobs[ken].sum()
    assert 0.30 < share < 0.45  # ILO 32 %, the national account of 2018 44 %
    assert WORLD.jobs[ken, ~farm].sum() > 14e6


def test_bands_are_by_grade_and_size_and_hold_zero() -> None:
    assert {b.grade for b in bands()} == {OBSERVED, ESTIMATED, IMPUTED}
    for b in bands():
        assert b.low < 0 < b.high
        assert b.cells > 10
    assert band(OBSERVED, 500).half < band(ESTIMATED, 500).half < band(IMPUTED, 500).half
    assert band(IMPUTED, 500).half < band(IMPUTED, 5).half


def test_what_moves_on_sure_cells_is_surer() -> None:
    """One large observed cell errs less than one small imputed one, and a sum of many less than its parts."""
    moved = np.zeros_like(WORLD.flows)
    sure = tuple(np.argwhere((WORLD.grade == OBSERVED) & (WORLD.flows > 200))[0])
    vague = [tuple(x) for x in np.argwhere((WORLD.grade == IMPUTED) & (WORLD.flows > 200))[:50]]
    moved[sure] = 1.0
    first = level_error(WORLD, moved)
    assert first == pytest.approx(band(OBSERVED, 200).half)
    one = np.zeros_like(moved)
    one[vague[0]] = 1.0
    many = np.zeros_like(moved)
    for cell in vague:
        many[cell] = 1.0
    assert first < level_error(WORLD, one)
    assert level_error(WORLD, many) < level_error(WORLD, one)
    assert level_error(WORLD, np.zeros_like(moved)) == 0.0


def test_an_older_world_still_loads() -> None:
    old = World.load("2023.2")
    assert old.version == "2023.2"
    assert old.bases == ()
    assert old.basis_of("apparel", "USA", "KEN") == ("", "")
    assert old.published().any()
