"""Economies put together or taken apart, with accounts and grades kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.types import ABSENT, ESTIMATED, IMPUTED, OBSERVED, World

Array = NDArray[np.float64]
MOSTLY = 0.9  # a sum is observed if this share of its value is


def aggregate(w: World, groups: Mapping[str, str], names: Mapping[str, str] | None = None) -> World:
    """Economies put together: `groups` maps ISO3 to the code of the group; the rest stay as they are.

    Flows, GDP, people add up; trade inside a group becomes its own sales; tariffs are means weighted by
    trade; a cell's grade is observed where nine tenths of its value is, else estimated where nine tenths is
    observed or estimated, else imputed. Raises DataError for unknown codes and for a group named like an
    economy outside it.
    """
    problems = [
        Problem("groups", f'"{c}" is not an economy.', nearest=nearest(c, w.economies))
        for c in groups
        if c not in w.economies
    ]
    problems += [
        Problem("groups", f'"{g}" is the name of an economy that is not in the group.')
        for g in sorted(set(groups.values()))
        if g in w.economies and groups.get(g) != g
    ]
    if problems:
        raise DataError("aggregation", problems)
    target = [groups.get(c, c) for c in w.economies]
    codes = tuple(dict.fromkeys(target))
    M = np.array([[float(t == c) for t in target] for c in codes])
    labels = {**dict(zip(w.economies, w.names, strict=True)), **(names or {})}
    flows = M @ w.flows @ M.T
    paid = M @ (w.flows * w.tariff) @ M.T
    tariff = np.divide(paid, flows, out=np.zeros_like(flows), where=flows > 0)
    d = np.arange(len(codes))
    tariff[:, d, d] = 0.0
    return replace(
        w,
        version=f"{w.version}:{len(codes)}",
        economies=codes,
        names=tuple(labels.get(c, c) for c in codes),
        flows=np.ascontiguousarray(flows),
        grade=_grades(w, M, flows),
        tariff=tariff,
        tariff_grade=_worst(w.tariff_grade, M),
        beta=_mean(w.beta, w, M),
        gamma=_mean(w.gamma.reshape(len(w.economies), -1), w, M).reshape(len(codes), *w.gamma.shape[1:]),
        gdp=M @ w.gdp,
        population=M @ np.nan_to_num(w.population),
        labour_force=M @ np.nan_to_num(w.labour_force),
        remittances=M @ np.nan_to_num(w.remittances),
        hand=(M @ w.hand @ M.T) > 0,
        ledger=(*w.ledger, f"{len(w.economies)} economies put together into {len(codes)}"),
        sha256="",
    )


def split(
    w: World, economy: str, parts: Mapping[str, float], names: Mapping[str, str] | None = None
) -> World:
    """One economy taken apart in proportion to `parts` (code to share, summing to 1).

    Own sales are spread over the pairs of parts, so that each part buys alike from all. Every new cell is
    graded imputed: nobody states it. Raises DataError for shares that do not sum to 1 or codes in use.
    """
    k = w.index(economy)
    shares = np.array(list(parts.values()))
    problems = []
    if abs(shares.sum() - 1) > 1e-9 or (shares <= 0).any():
        problems.append(Problem("parts", f"sum to {shares.sum():g}.", "shares above 0 that sum to 1"))
    problems += [
        Problem("parts", f'"{c}" is an economy already.') for c in parts if c in w.economies and c != economy
    ]
    if problems:
        raise DataError("splitting", problems)
    keep = [i for i in range(len(w.economies)) if i != k]
    n, p = len(keep) + len(shares), len(shares)
    pick = np.zeros((n, len(w.economies)))  # the old economy each new one comes from
    pick[np.arange(len(keep)), keep] = 1.0
    pick[len(keep) :, k] = 1.0
    scale = np.concatenate([np.ones(len(keep)), shares])
    flows = (pick @ w.flows @ pick.T) * scale[None, :, None] * scale[None, None, :]
    new = np.zeros((n, n), dtype=bool)
    new[n - p :, :] = new[:, n - p :] = True

    def per_economy(values: Array) -> Array:
        out: Array = (pick @ np.nan_to_num(values)) * scale
        return out

    old = np.argmax(pick, axis=1)
    grade = w.grade[:, old][:, :, old].copy()
    grade[:, new] = np.where(flows[:, new] > 0, IMPUTED, ABSENT)
    codes = [w.economies[i] for i in keep] + list(parts)
    labels = {**dict(zip(w.economies, w.names, strict=True)), **(names or {})}
    tariff = w.tariff[:, old][:, :, old].copy()
    inside = np.zeros((n, n), dtype=bool)
    inside[n - p :, n - p :] = True
    tariff[:, inside] = 0.0
    return replace(
        w,
        version=f"{w.version}:{economy}-in-{p}",
        economies=tuple(codes),
        names=tuple(labels.get(c, c) for c in codes),
        flows=np.ascontiguousarray(flows),
        grade=grade,
        tariff=tariff,
        tariff_grade=w.tariff_grade[:, old][:, :, old].copy(),
        beta=w.beta[old],
        gamma=w.gamma[old],
        gdp=per_economy(w.gdp),
        population=per_economy(w.population),
        labour_force=per_economy(w.labour_force),
        remittances=per_economy(w.remittances),
        hand=w.hand[:, old][:, :, old] & ~new,
        ledger=(*w.ledger, f"{economy} taken apart into {', '.join(parts)} in proportion"),
        sha256="",
    )


def _grades(w: World, M: Array, flows: Array) -> NDArray[np.uint8]:
    observed = M @ (w.flows * (w.grade == OBSERVED)) @ M.T
    known = M @ (w.flows * (w.grade <= ESTIMATED)) @ M.T
    grade = np.where(known >= MOSTLY * flows, ESTIMATED, IMPUTED)
    grade = np.where(observed >= MOSTLY * flows, OBSERVED, grade)
    return np.where(flows > 0, grade, ABSENT).astype(np.uint8)


def _worst(grade: NDArray[np.uint8], M: Array) -> NDArray[np.uint8]:
    out = np.zeros((grade.shape[0], len(M), len(M)), dtype=np.uint8)
    for g in (OBSERVED, ESTIMATED, IMPUTED):
        out[(M @ (grade == g) @ M.T) > 0] = g
    return out


def _mean(values: Array, w: World, M: Array) -> Array:
    weight = M * w.gdp[None, :]
    out: Array = weight @ values / weight.sum(axis=1, keepdims=True)
    return out
