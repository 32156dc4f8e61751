"""Trade elasticities by product, brought to sectors.

protee: CEPII ProTEE (Fontagné, Guimbard and Orefice 2022): HS6 (HS 2007), zero, positive, sigma. Its sigma is the
elasticity of trade value net of duty to one plus the tariff, so negative: in an Armington model minus the
elasticity of substitution. The model's theta = -sigma - 1. Flagged products carry the mean of their heading, not
an estimate of their own: they are left out unless asked for. other: a CSV with `hs` or `sector`, and `theta`
(above 0) or `sigma` (the elasticity of substitution, above 1; theta = sigma - 1), and perhaps `se`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers.harmonized import LATEST, place_codes, vintage
from kaskazi.world.importers.labels import slug
from kaskazi.world.importers.table import holders
from kaskazi.world.types import World

Array = NDArray[np.float64]
THETA_MOST = 65.0  # above it the model refuses nothing, but a unit slip is likelier than the estimate
THETA_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Elasticities:
    """theta, se (T,) by sector; products: how many stand behind each; spread: their standard deviation; weighted:
    by trade or not; left_out: why products were, with numbers."""

    title: str
    sectors: tuple[str, ...]
    theta: Array
    se: Array
    products: tuple[int, ...]
    spread: Array
    weighted: bool
    left_out: Mapping[str, int]
    source: str


def read_protee(
    path: Path,
    weights: Path | None = None,
    flagged: bool = False,
    concordance: Mapping[str, dict[str, float]] | None = None,
) -> Elasticities:
    """Elasticities by sector: means over products, by world trade of a BACI file of HS 2007 if given.

    flagged: also take products whose value is the mean of their heading. se: standard deviation over products by
    the root of their effective number, a measure of how well the mean is known, not of the estimates themselves.
    Raises DataError with every fault.
    """
    file, con, title = engine.present(path), engine.connect(), path.stem
    source = engine.scan(file)
    c = {k: engine.name(v) for k, v in engine.pick(engine.columns(con, source, title), {"k": ("HS6",), "zero": ("zero",), "positive": ("positive",), "sigma": ("sigma",)}, title).items()}  # fmt: skip
    found = engine.rows(con, f"select {c['k']}, {c['zero']}, {c['positive']}, {c['sigma']} from {source}", title)  # fmt: skip
    problems: list[Problem] = []
    theta: dict[str, float] = {}
    seen: set[str] = set()
    out = {"flagged: not an estimate of their own": 0, "without a value": 0, "theta not above 0": 0}
    for n, (k, zero, positive, sigma) in enumerate(found, 2):
        value = _number(sigma)
        if not (k and k.isdigit() and len(k) == 6):
            problems.append(Problem(f"line {n}", f'"{k}" is not a code of six digits.', "leading zeros kept"))
        elif k in seen:
            problems.append(Problem(f"line {n}", f"{k} is there twice."))
        elif zero not in ("0", "1") or positive not in ("0", "1"):
            problems.append(Problem(f"line {n}", f"flags {zero!r}, {positive!r} are not 0 or 1."))
        elif sigma and value is None:
            problems.append(Problem(f"line {n}", f'"{sigma}" is not a number.'))
        elif value is not None and (value >= 0 or value < -500):
            problems.append(
                Problem(f"line {n}", f"sigma {value:g} is no elasticity to the tariff.", "a negative number")
            )
        seen.add(k or "")
        if len(problems) > 20 or (problems and problems[-1].where == f"line {n}"):
            if len(problems) > 20:
                break
            continue
        if not flagged and "1" in (zero, positive):
            out["flagged: not an estimate of their own"] += 1
        elif value is None:
            out["without a value"] += 1
        elif -value - 1 < THETA_LEAST:
            out["theta not above 0"] += 1
        else:
            theta[k] = -value - 1
    if problems:
        raise DataError(title, problems[:20])
    return _by_sector(con, title, theta, None, "HS07", weights, out, "protee", concordance)


def read_elasticities(
    path: Path,
    weights: Path | None = None,
    of: str | None = None,
    concordance: Mapping[str, dict[str, float]] | None = None,
) -> Elasticities:
    """Elasticities of anyone's: by sector as they stand, by product as means. Raises DataError."""
    file, con, title = engine.present(path), engine.connect(), path.stem
    source = engine.scan(file)
    names = engine.columns(con, source, title)
    key = "sector" if "sector" in names else "hs"
    value = "theta" if "theta" in names else "sigma"
    engine.need(names, (key, value), title)
    se = "cast(se as varchar)" if "se" in names else "''"
    found = engine.rows(
        con, f"select cast({key} as varchar), cast({value} as varchar), {se} from {source}", title
    )
    problems: list[Problem] = []
    theta: dict[str, float] = {}
    errors: dict[str, float] = {}
    for n, (k, v, e) in enumerate(found, 2):
        x, s = _number(v), _number(e)
        least = 0.0 if value == "theta" else 1.0
        if k in theta:
            problems.append(Problem(f"line {n}", f"{k} is there twice."))
        elif x is None or not least < x < THETA_MOST:
            what = f"{value} {v!r} is not between {least:g} and {THETA_MOST:g}."
            problems.append(
                Problem(f"line {n}", what, "theta above 0" if value == "theta" else "sigma above 1")
            )
        elif key == "sector" and k not in sectors():
            problems.append(
                Problem(f"line {n}", f'"{k}" is not a sector.', nearest=nearest(k or "", sectors()))
            )
        elif key == "hs" and not (k.isdigit() and len(k) in (2, 4, 6)):
            problems.append(Problem(f"line {n}", f'"{k}" is not an HS code.', "2, 4 or 6 digits"))
        elif e and (s is None or s < 0):
            problems.append(Problem(f"line {n}", f"se {e!r} is not a number from 0 up."))
        else:
            theta[k] = x - least
            if s is not None:
                errors[k] = s
    if not found:
        problems.append(Problem("", "has no rows."))
    if problems:
        raise DataError(title, problems[:20])
    if key == "hs":
        wide = [k for k in theta if len(k) != 6]
        if wide and weights is not None:
            raise DataError(title, [Problem("hs", f"{wide[0]} has not six digits; weights need them.")])
        return _by_sector(
            con, title, theta, errors, vintage(of or LATEST, title), weights, {}, "", concordance
        )
    order = tuple(s for s in sectors() if s in theta)
    th = np.array([theta[s] for s in order])
    return Elasticities(
        title,
        order,
        th,
        np.array([errors.get(s, 0.0) for s in order]),
        (1,) * len(order),
        np.zeros(len(order)),
        False,
        {},
        "",
    )


def _number(text: Any) -> float | None:
    """A finite number, written without blanks; else None."""
    try:
        x = float(text) if text == str(text).strip() else None
    except (TypeError, ValueError):
        return None
    return x if x is not None and np.isfinite(x) else None


def _by_sector(
    con: Any,
    title: str,
    theta: Mapping[str, float],
    errors: Mapping[str, float] | None,
    hs: str,
    weights: Path | None,
    out: Mapping[str, int],
    source: str,
    concordance: Mapping[str, dict[str, float]] | None,
) -> Elasticities:
    """Means over products, weighted by trade of all the world where given."""
    if not theta:
        raise DataError(title, [Problem("", "no product has an estimate that can be used.")])
    order = place_codes(con, hs, title, concordance)
    codes = sorted(theta)
    value = dict.fromkeys(codes, 1.0)
    if weights is not None:
        from kaskazi.world.importers.tariffs import _trade

        _trade(con, weights)
        found = {
            f"{k:06d}": float(v)
            for k, v in engine.rows(con, "select k, sum(v) from trade where k is not null group by k", title)
        }
        value = {k: found.get(k, 0.0) for k in codes}
        if not any(value.values()):
            raise DataError(
                title, [Problem("weights", "hold none of the products.", "trade in the same HS vintage")]
            )
    rows: dict[int, list[tuple[str, float]]] = {}
    for digits in (2, 4, 6):
        keys = [int(k) for k in codes if len(k) == digits]
        size = 10 ** (6 - digits)
        query = f"select p, s, sum(w) from (select k // {size} p, s, w from hs) where p in (select unnest(?)) group by all"
        parts: dict[int, dict[int, float]] = {}
        for p, s, w in engine.rows(con, query, title, [keys]) if keys else []:
            parts.setdefault(int(p), {})[int(s)] = float(w)
        for p, inner in parts.items():
            for s, v in inner.items():
                rows.setdefault(s, []).append((f"{p:0{digits}d}", v / sum(inner.values())))
    have = [s for s in range(len(order)) if sum(value[k] * w for k, w in rows.get(s, [])) > 0]
    th, spread, se, count = [], [], [], []
    for s in have:
        w = np.array([value[k] * share for k, share in rows[s]])
        x = np.array([theta[k] for k, _ in rows[s]])
        w = w / w.sum()
        mean = float(w @ x)
        deviation = float(np.sqrt(w @ (x - mean) ** 2))
        own = float(np.sqrt(((w * np.array([(errors or {}).get(k, 0.0) for k, _ in rows[s]])) ** 2).sum()))
        th.append(mean)
        spread.append(deviation)
        se.append(float(np.hypot(deviation * np.sqrt((w**2).sum()), own)))
        count.append(int((w > 0).sum()))
    names = tuple(order[s] for s in have)
    return Elasticities(
        title,
        names,
        np.array(th),
        np.array(se),
        tuple(count),
        np.array(spread),
        weights is not None,
        dict(out),
        source,
    )


def put_elasticities(w: World, e: Elasticities) -> World:
    """The world with elasticities of the sectors that the file covers; the accounts do not change.

    A sector of the world made of several takes their mean by its world trade. Raises DataError where it covers none.
    """
    theta, se = w.theta.copy(), w.theta_se.copy()
    trade = (w.flows * ~np.eye(len(w.economies), dtype=bool)[None]).sum(axis=(1, 2))
    hit: dict[int, list[int]] = {}
    for k, s in enumerate(e.sectors):
        for j in holders(w, s):
            hit.setdefault(j, []).append(k)
    if not hit:
        raise DataError(e.title, [Problem("sectors", "none is one of this world.", ", ".join(w.sectors))])
    for j, parts in hit.items():
        theta[j], se[j] = float(e.theta[parts].mean()), float(e.se[parts].mean())
    entries = [
        f"{e.title}: elasticities of {len(hit)} sectors, {'trade-weighted' if e.weighted else 'simple'} means over products"
    ]
    entries += [f"{e.title}: {n} products left out: {why}" for why, n in e.left_out.items() if n]
    share = float(trade[sorted(hit)].sum() / max(trade.sum(), 1e-12))
    return replace(
        w,
        version=f"{w.version}+{slug(e.title)}",
        theta=theta,
        theta_se=se,
        ledger=(*w.ledger, *entries, f"{e.title}: they cover {share:.0%} of world trade"),
        sources=(*w.sources, *([e.source] if e.source and e.source not in w.sources else [])),
        sha256="",
    )


def summary(e: Elasticities) -> dict[str, Any]:
    """What was read, for a report."""
    return {
        "title": e.title,
        "theta": {s: round(float(v), 3) for s, v in zip(e.sectors, e.theta, strict=True)},
        "se": {s: round(float(v), 3) for s, v in zip(e.sectors, e.se, strict=True)},
        "products": dict(zip(e.sectors, e.products, strict=True)),
        "weights": "world trade" if e.weighted else "none: simple means",
        "left_out": dict(e.left_out),
    }
