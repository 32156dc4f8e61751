"""Economies and sectors put together or taken apart, with accounts and grades kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.economies import economies
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.types import ABSENT, ESTIMATED, IMPUTED, OBSERVED, World, untraced

Array = NDArray[np.float64]
MOSTLY = 0.9  # a sum is observed if this share of its value is


def aggregate(w: World, groups: Mapping[str, str], names: Mapping[str, str] | None = None) -> World:
    """Economies put together: `groups` maps ISO3 to the code of the group; the rest stay as they are.

    Flows, GDP, jobs, value added, inputs and the indicators that sum add up; trade inside a group becomes its own sales, and
    tariffs levied inside it are left out; other tariffs are means weighted by trade. A cell's grade is observed
    where nine tenths of its value is, else estimated where nine tenths is observed or estimated, else imputed.
    Raises DataError for unknown codes and for a group named like an
    economy outside it.
    """
    _check_groups(groups, w.economies, "an economy")
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
        grade=_grades(lambda x: M @ x @ M.T, w.grade, w.flows),
        tariff=tariff,
        tariff_grade=_worst(w.tariff_grade, lambda x: M @ x @ M.T),
        **_technology(w, lambda x: M @ x, lambda x: np.tensordot(M, x, axes=1)),
        gdp=M @ w.gdp,
        indicators={k: x.grouped(M) for k, x in w.indicators.items()},
        hand=(M @ w.hand @ M.T) > 0,
        mirror=(M @ w.mirror @ M.T) > 0,
        ledger=(*w.ledger, f"{len(w.economies)} economies put together into {len(codes)}"),
        **untraced(),
        sha256="",
    )


def by_region(w: World, keep: Sequence[str]) -> World:
    """The economies to `keep`, and the rest of each region put together: a small world that still adds up.

    Regions are those of `economies.csv`; a region's code is its name in capitals ("REST-OF-AFRICA"). Raises DataError
    for unknown codes.
    """
    _check_groups({c: c for c in keep}, w.economies, "an economy")
    known = economies()
    rest = {c: f"Rest of {known[c].region}" for c in w.economies if c not in set(keep) and c in known}
    codes = {name: name.upper().replace(" ", "-") for name in rest.values()}
    return aggregate(w, {c: codes[n] for c, n in rest.items()}, {code: name for name, code in codes.items()})


def split(
    w: World, economy: str, parts: Mapping[str, float], names: Mapping[str, str] | None = None
) -> World:
    """One economy taken apart in proportion to `parts` (code to share, summing to 1).

    Own sales are spread over the pairs of parts, so that each part buys alike from all. Every new cell is
    graded imputed: nobody states it. Raises DataError for shares that do not sum to 1 or codes in use.
    """
    k = w.index(economy)
    shares = _check_parts(parts, w.economies, economy, "an economy")
    keep = [i for i in range(len(w.economies)) if i != k]
    n, p = len(keep) + len(shares), len(shares)
    pick = np.zeros((n, len(w.economies)))  # the old economy each new one comes from
    pick[np.arange(len(keep)), keep] = 1.0
    pick[len(keep) :, k] = 1.0
    scale = np.concatenate([np.ones(len(keep)), shares])
    flows = (pick @ w.flows @ pick.T) * scale[None, :, None] * scale[None, None, :]
    new = np.zeros((n, n), dtype=bool)
    new[n - p :, :] = new[:, n - p :] = True

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
        technology_grade=np.where((old == k)[:, None], IMPUTED, w.technology_grade[old]).astype(np.uint8),
        jobs=w.jobs[old] * scale[:, None],
        jobs_grade=np.where((old == k)[:, None], IMPUTED, w.jobs_grade[old]).astype(np.uint8),
        gdp=w.gdp[old] * scale,
        indicators={key: x.picked(old, scale) for key, x in w.indicators.items()},
        hand=w.hand[:, old][:, :, old] & ~new,
        mirror=w.mirror[old][:, old],
        ledger=(*w.ledger, f"{economy} taken apart into {', '.join(parts)} in proportion"),
        **untraced(),
        sha256="",
    )


def aggregate_sectors(w: World, groups: Mapping[str, str], names: Mapping[str, str] | None = None) -> World:
    """Sectors put together: `groups` maps sector ids to the id of the group; the rest stay as they are.

    Flows, value added, inputs and jobs add up; tariffs and elasticities are means weighted by trade; grades as in
    `aggregate`. A group of goods and services counts as what most of its trade is, and the ledger says so. Raises
    DataError for unknown sectors and for a group named like a sector outside it.
    """
    _check_groups(groups, w.sectors, "a sector")
    target = [groups.get(s, s) for s in w.sectors]
    keys = tuple(dict.fromkeys(target))
    S = np.array([[float(t == k) for t in target] for k in keys])
    flows = np.tensordot(S, w.flows, axes=1)
    paid = np.tensordot(S, w.flows * w.tariff, axes=1)
    off = ~np.eye(len(w.economies), dtype=bool)
    trade = w.flows[:, off].sum(axis=1)
    labels = {**dict(zip(w.sectors, w.sector_names, strict=True)), **(names or {})}
    goods = S @ (trade * w.is_goods) >= 0.5 * (S @ trade)
    mixed = [k for k, row in zip(keys, S, strict=True) if len(set(w.is_goods[row > 0].tolist())) > 1]
    said = [f"{k} holds goods and services" for k in mixed]
    weight = S * np.maximum(trade, 1e-9)[None, :]
    weight /= weight.sum(axis=1, keepdims=True)
    return replace(
        w,
        version=f"{w.version}:{len(keys)}s",
        sectors=keys,
        sector_names=tuple(labels.get(k, k) for k in keys),
        kinds=tuple("goods" if x else "services" for x in goods),
        members=tuple(" ".join(m for m, t in zip(w.members, target, strict=True) if t == k) for k in keys),
        flows=np.ascontiguousarray(flows),
        grade=_grades(lambda x: np.tensordot(S, x, axes=1), w.grade, w.flows),
        tariff=np.divide(paid, flows, out=np.zeros_like(flows), where=flows > 0),
        tariff_grade=_worst(w.tariff_grade, lambda x: np.tensordot(S, x, axes=1)),
        **_technology(w, lambda x: x @ S.T, lambda x: S @ x @ S.T),
        theta=weight @ w.theta,
        theta_se=weight @ w.theta_se,
        hand=np.tensordot(S, w.hand.astype(np.float64), axes=1) > 0,
        ledger=(*w.ledger, f"{len(w.sectors)} sectors put together into {len(keys)}", *said),
        **untraced(),
        sha256="",
    )


def split_sector(
    w: World, sector: str, parts: Mapping[str, float], names: Mapping[str, str] | None = None
) -> World:
    """One sector taken apart in proportion to `parts` (id to share, summing to 1).

    Each part is made, bought and taxed alike; every new cell is graded imputed. HS codes of the old sector stay
    with the first part unless a part is named like a sector of the default. Raises DataError for shares that do
    not sum to 1 or ids in use.
    """
    from kaskazi.codes.sectors import sectors

    k = w.sector(sector)
    shares = _check_parts(parts, w.sectors, sector, "a sector")
    keep = [j for j in range(len(w.sectors)) if j != k]
    old = np.array(keep + [k] * len(shares))
    scale = np.concatenate([np.ones(len(keep)), shares])
    new = np.arange(len(old)) >= len(keep)
    keys = [w.sectors[j] for j in keep] + list(parts)
    labels = {**dict(zip(w.sectors, w.sector_names, strict=True)), **(names or {})}
    flows = w.flows[old] * scale[:, None, None]
    members = [w.members[j] for j in keep] + [p if p in sectors() else w.members[k] for p in parts]

    def worst(grade: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
        return np.where(mask & (grade > 0), IMPUTED, grade).astype(np.uint8)

    return replace(
        w,
        version=f"{w.version}:{sector}-in-{len(shares)}",
        sectors=tuple(keys),
        sector_names=tuple(labels.get(x, x) for x in keys),
        kinds=tuple(w.kinds[j] for j in old),
        members=tuple(members),
        flows=np.ascontiguousarray(flows),
        grade=worst(w.grade[old], new[:, None, None]),
        tariff=w.tariff[old].copy(),
        tariff_grade=w.tariff_grade[old].copy(),
        beta=w.beta[:, old],
        gamma=np.ascontiguousarray(w.gamma[:, old][:, :, old] * scale[None, :, None]),
        technology_grade=worst(w.technology_grade[:, old], new[None, :]),
        theta=w.theta[old],
        theta_se=w.theta_se[old],
        jobs=w.jobs[:, old] * scale[None, :],
        jobs_grade=worst(w.jobs_grade[:, old], new[None, :]),
        hand=w.hand[old] & ~new[:, None, None],
        ledger=(*w.ledger, f"{sector} taken apart into {', '.join(parts)} in proportion"),
        **untraced(),
        sha256="",
    )


def _check_groups(groups: Mapping[str, str], known: Sequence[str], what: str) -> None:
    problems = [
        Problem("groups", f'"{c}" is not {what}.', nearest=nearest(c, known))
        for c in groups
        if c not in known
    ]
    problems += [
        Problem("groups", f'"{g}" is the name of {what} that is not in the group.')
        for g in sorted(set(groups.values()))
        if g in known and groups.get(g) != g
    ]
    if problems:
        raise DataError("aggregation", problems)


def _check_parts(parts: Mapping[str, float], known: Sequence[str], old: str, what: str) -> Array:
    shares = np.array(list(parts.values()))
    problems = []
    if abs(shares.sum() - 1) > 1e-9 or (shares <= 0).any():
        problems.append(Problem("parts", f"sum to {shares.sum():g}.", "shares above 0 that sum to 1"))
    problems += [Problem("parts", f'"{c}" is {what} already.') for c in parts if c in known and c != old]
    if problems:
        raise DataError("splitting", problems)
    return shares


def _technology(w: World, total: Callable[[Array], Array], block: Callable[[Array], Array]) -> dict[str, Any]:
    """beta, gamma, jobs and their grades from sums of value added and inputs: total sums (N,J), block (N,J,J)."""
    output = w.output()
    materials = (1 - w.beta) * output
    inputs = block(w.gamma * materials[:, None, :])
    made, value, used = total(output), total(w.beta * output), inputs.sum(axis=1)
    beta = np.divide(value, made, out=np.ones_like(value), where=made > 0)
    gamma = np.divide(inputs, used[:, None, :], out=np.zeros_like(inputs), where=used[:, None, :] > 0)
    return {
        "beta": beta,
        "gamma": np.ascontiguousarray(gamma),
        "technology_grade": _grades(total, w.technology_grade, output),
        "jobs": total(w.jobs),
        "jobs_grade": _grades(total, w.jobs_grade, w.jobs),
    }


def _grades(total: Callable[[Array], Array], grade: NDArray[np.uint8], values: Array) -> NDArray[np.uint8]:
    """Grade of sums: observed where nine tenths of the value is, else estimated, else imputed."""
    whole = total(values)
    observed = total(values * (grade == OBSERVED))
    known = total(values * ((grade == OBSERVED) | (grade == ESTIMATED)))
    out = np.where(known >= MOSTLY * whole, ESTIMATED, IMPUTED)
    out = np.where(observed >= MOSTLY * whole, OBSERVED, out)
    return np.where(whole > 0, out, ABSENT).astype(np.uint8)


def _worst(grade: NDArray[np.uint8], total: Callable[[Array], Array]) -> NDArray[np.uint8]:
    out: NDArray[np.uint8] | None = None
    for g in (OBSERVED, ESTIMATED, IMPUTED):
        found = total((grade == g).astype(np.float64)) > 0
        out = np.zeros(found.shape, dtype=np.uint8) if out is None else out
        out[found] = g
    return np.zeros(0, dtype=np.uint8) if out is None else out
