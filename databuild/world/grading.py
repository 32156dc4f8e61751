"""How sure each cell of trade is, and what it is made of: grades and bases (J,N,N)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from databuild.world import totals
from databuild.world.sectoral import Ground
from databuild.world.stated import held_cells
from kaskazi.world.types import ABSENT, ESTIMATED, IMPUTED, OBSERVED

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]
Flags = NDArray[np.bool_]
RAW_OBSERVED = 0.9  # a cell that is raw materials to this share counts as observed
PRODUCTS = "atlas-exports-2016 wdi-export-groups oecd-icio-2025"
# What a cell is made of and the ids of its sources (`hand`: the row of the tables entered by hand that names its own); a
# cell's basis is its place here.
BASES: tuple[str, ...] = (
    "absent:",
    "published-cell: census-hts10-2022-2024 hand",
    "published-raw-materials: baci-raw-materials",
    f"published-pair-by-products: baci-2023 {PRODUCTS}",
    f"hand-pair-by-products: hand {PRODUCTS}",
    f"stated-share-by-products: factbook baci-2023 {PRODUCTS}",
    f"earlier-report-by-products: comtrade-exports-2016 baci-raw-materials baci-2023 {PRODUCTS}",
    f"gravity-by-products: baci-2023 geodist head-mayer-2014 {PRODUCTS}",
    f"rebuilt-pair-by-products: wdi factbook geodist {PRODUCTS}",
    "table-service: oecd-icio-2025 wdi wdi-openness geodist",
    "gravity-service: wdi wdi-openness geodist head-mayer-2014",
    "own-accounts: oecd-icio-2025 ifpri-sam-kenya-2019 wdi-value-added",
    "accounts-of-peers: oecd-icio-2025 wdi-value-added",
)
CELL, RAW, PAIR, SERVICE_TABLE, SERVICE_GRAVITY, OWN, OWN_PEERS = 1, 2, 3, 9, 10, 11, 12
SURE = (
    totals.OBSERVED,
    totals.HAND,
    totals.SHARE,
)  # pairs whose total is published, or computed from a statement of the year


def graded(flows: Array, g: Ground, is_goods: Flags, accounts: Sequence[int]) -> tuple[Grades, Flags, Grades]:
    """Grade, whether entered by hand, and basis of every cell (J,N,N). accounts: places of economies whose own accounts
    are known.

    A sector of a pair is estimated where the pair's total is published or stated and the seller's products are, or in the
    inter-country table; own sales where the economy's accounts are known.
    """
    p, n = g.pairs, len(g.codes)
    held, is_held = held_cells(g.codes, p.trade)
    basis = np.zeros(flows.shape, dtype=np.uint8)
    table = np.zeros((n, n), dtype=bool)
    table[np.ix_(g.members, g.members)] = True
    places = {kind: PAIR + k for k, kind in enumerate((totals.OBSERVED, *totals.WORDS))}
    of_pair = np.zeros((n, n), dtype=np.uint8)
    for kind, place in places.items():
        of_pair[p.basis == kind] = place
    basis[is_goods] = of_pair
    basis[~is_goods] = np.where(table, SERVICE_TABLE, SERVICE_GRAVITY)
    by_hand = is_held & (held > 0)
    observed = (p.raw > RAW_OBSERVED * np.maximum(flows, 1e-12)) & is_goods[:, None, None]
    basis[observed] = RAW
    basis[by_hand] = CELL
    d = np.arange(n)
    basis[:, d, d] = OWN_PEERS
    basis[:, accounts, accounts] = OWN
    basis[flows <= 0] = 0
    grade = np.full(flows.shape, IMPUTED, dtype=np.uint8)
    sure = np.isin(p.basis, SURE)
    grade[np.isin(basis, [places[k] for k in SURE]) & sure[None]] = ESTIMATED
    grade[np.isin(basis, (SERVICE_TABLE, OWN))] = ESTIMATED
    grade[np.isin(basis, (RAW, CELL))] = OBSERVED
    grade[basis == 0] = ABSENT
    hand = (by_hand | (p.hand & is_goods[:, None, None])) & (flows > 0)
    return grade, hand, basis
