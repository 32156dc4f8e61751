"""A social accounting matrix: one economy's technology, demand and trade, put into a world.

CSV: a label column, then `Code`, then one column per account and `total`; rows receive from columns; empty is
zero. `kinds.csv` beside it (account, kind) says what each account is: activity, commodity, transaction-cost,
factor, household, enterprise, government, tax-direct, tax-product, savings, stocks, row. Commodities go to the
default's sectors by `sectors.csv` (column sam, for the codes of the Kenya matrix) or by your concordance
(columns account, sector). The currency does not matter: everything is taken relative to GDP.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.sectors import sectors as default_sectors
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.importers import duckdb_reader as engine
from kaskazi.world.importers import grids
from kaskazi.world.importers.apply_trade import balanced
from kaskazi.world.importers.labels import slug
from kaskazi.world.types import OBSERVED, World

Array = NDArray[np.float64]
KINDS = ("activity", "commodity", "transaction-cost", "factor", "household", "enterprise", "government",
         "tax-direct", "tax-product", "savings", "stocks", "row")  # fmt: skip
NEEDED = ("activity", "commodity", "factor", "household", "row")
UNBALANCED = 5e-3  # an account's receipts and payments may differ by this much of it
ROUNDING = 6.0  # or by this many units of the file
TRADE_FAR = 3.0  # exports over GDP beside the world's: more times apart is not the same economy
USED_MOST = 0.97


@dataclass(frozen=True, slots=True)
class Technology:
    """One economy by sector (J,) of the default: output, value_added, exports, imports in shares of GDP; used
    (J,J) [input, user], final (J,) likewise; duty: paid on imports over their value."""

    title: str
    sectors: tuple[str, ...]
    output: Array
    value_added: Array
    used: Array
    final: Array
    exports: Array
    imports: Array
    duty: float
    notes: tuple[str, ...]


def read_sam(
    path: Path,
    kinds: Path | None = None,
    concordance: Mapping[str, dict[str, float]] | None = None,
    mix: Mapping[str, float] | None = None,
) -> Technology:
    """Technology of one economy. kinds: the file of kinds (default: kinds.csv beside); mix: output by sector,
    by which a commodity that the built-in table puts in several sectors is split. Raises DataError."""
    title = path.stem
    accounts, M = _matrix(path)
    kind = _kinds(kinds or path.parent / "kinds.csv", accounts, title)
    total = M.sum(axis=1)
    off = [(a, float(r - c)) for a, r, c in zip(accounts, total, M.sum(axis=0), strict=True)]
    bad = [Problem(a, f"receives {d:+,.1f} more than it pays.", "a balanced matrix") for (a, d), r in zip(off, total, strict=True)
           if abs(d) > ROUNDING + UNBALANCED * abs(r)]  # fmt: skip
    if bad:
        raise DataError(title, bad[:20])
    at = {k: [n for n, a in enumerate(accounts) if kind[a] == k] for k in KINDS}
    order = tuple(default_sectors())
    P = _place([accounts[n] for n in at["commodity"]], order, title, concordance, mix or {})
    return _technology(title, M, at, P, order, max((abs(d) for _, d in off), default=0.0))


def _technology(
    title: str, M: Array, at: Mapping[str, list[int]], P: Array, order: tuple[str, ...], gap: float
) -> Technology:
    """Purchaser's prices to basic ones, activities to the commodities they make, all over GDP."""
    com, act, rows = at["commodity"], at["activity"], at["row"]
    make = M[np.ix_(act, com)]
    home = M[np.ix_(act, at["household"])].sum(axis=1)  # own consumption, straight from the activity
    imports = M[np.ix_(rows, com)].sum(axis=0)
    margins = M[np.ix_(at["transaction-cost"], com)].sum(axis=0)
    taxes = M[np.ix_(at["tax-product"], com)].sum(axis=0)
    services = M[np.ix_(com, at["transaction-cost"])].sum(axis=1)
    supply = make.sum(axis=0) + imports + margins + taxes
    basic = np.divide(make.sum(axis=0) + imports, supply, out=np.ones_like(supply), where=supply > 0)
    share = np.divide(margins, supply, out=np.zeros_like(supply), where=supply > 0)
    carriers = services / services.sum() if services.sum() > 0 else np.zeros_like(services)

    def at_basic(use: Array) -> Array:
        return np.asarray(
            basic[:, None] * use + carriers[:, None] * (share[:, None] * use).sum(axis=0)[None, :]
        )

    made = make.sum(axis=1) + home
    D = np.divide(
        make, make.sum(axis=1)[:, None], out=np.zeros_like(make), where=make.sum(axis=1)[:, None] > 0
    )
    used = at_basic(M[np.ix_(com, act)]) @ D
    output = made @ D
    exports = at_basic(M[np.ix_(com, rows)]).sum(axis=1)
    buyers = [n for k in ("household", "government", "savings", "stocks") for n in at[k]]
    final = at_basic(np.maximum(M[np.ix_(com, buyers)], 0.0)).sum(axis=1) + home @ D
    used, output, exports, imports, final = P @ used @ P.T, P @ output, P @ exports, P @ imports, P @ final
    load = used.sum(axis=0)
    cut = np.where(load > USED_MOST * output, USED_MOST * output / np.maximum(load, 1e-12), 1.0)
    used = used * cut[None, :]
    added = output - used.sum(axis=0)
    gdp = float(added.sum())
    if not gdp > 0:
        raise DataError(title, [Problem("", "has no value added.")])
    duties = at["tax-product"]
    levied = M[np.ix_(duties, com)]
    duty = float(levied[0].sum() / imports.sum()) if len(duties) and imports.sum() > 0 else 0.0
    notes = (f"accounts differ by up to {gap:,.1f} units of the file",
             "margins to the services that carry them, product taxes into value added",
             "activities to the commodities they make")  # fmt: skip
    return Technology(
        title,
        order,
        output / gdp,
        added / gdp,
        used / gdp,
        final / gdp,
        exports / gdp,
        imports / gdp,
        duty,
        notes,
    )


def put_technology(w: World, iso3: str, t: Technology) -> World:
    """The world with one economy's output, value added and inputs taken from a matrix; trade stays.

    The matrix is scaled to the world's GDP of that economy. Cells of its technology become observed; output and
    own sales balance again. Raises DataError where its trade is not that economy's, or the world's sectors are
    not the default's.
    """
    n = w.index(iso3)
    if w.sectors != t.sectors:
        raise DataError(t.title, [Problem("sectors", f"world {w.version} has other ones.", "the default's")])
    off = [k for k in range(len(w.economies)) if k != n]
    ours = float(w.flows[:, off, n].sum() / w.gdp[n])
    theirs = float(t.exports.sum())
    if not 1 / TRADE_FAR < theirs / max(ours, 1e-9) < TRADE_FAR:
        what = f"exports are {theirs:.1%} of GDP where {iso3} has {ours:.1%} on record."
        raise DataError(t.title, [Problem("economy", what, "the matrix of that economy")])
    gdp = float(w.gdp[n])
    beta, gamma = w.beta.copy(), w.gamma.copy()
    live = t.output > 0
    beta[n] = np.where(
        live, np.divide(t.value_added, t.output, out=np.ones_like(t.output), where=live), beta[n]
    )
    load = t.used.sum(axis=0)
    some = live & (load > 1e-12)
    gamma[n] = np.where(
        some[None, :],
        np.divide(t.used, load[None, :], out=np.zeros_like(t.used), where=some[None, :]),
        gamma[n],
    )
    flows = w.flows.copy()
    exports = w.flows[:, off, n].sum(axis=1)
    flows[:, n, n] = np.where(live, np.maximum(t.output * gdp - exports, 0.0), flows[:, n, n])
    grade = w.technology_grade.copy()
    grade[n, live] = OBSERVED
    entry = f"{iso3}: technology of {int(live.sum())} sectors from {t.title}, scaled to GDP of {gdp:,.0f} million USD"
    draft = replace(
        w,
        version=f"{w.version}+{slug(t.title)}",
        flows=flows,
        beta=beta,
        gamma=gamma,
        technology_grade=grade,
        ledger=(*w.ledger, entry, *(f"{iso3}: {x}" for x in t.notes)),
        sha256="",
    )
    return balanced(draft, w)


def alone(w: World, iso3: str, t: Technology) -> World:
    """A world of one economy and the rest (ROW), the economy by its matrix. Raises DataError."""
    from kaskazi.world.regroup import aggregate

    w.index(iso3)
    groups = {c: "ROW" for c in w.economies if c != iso3}
    return put_technology(aggregate(w, groups, {"ROW": "Rest of the world"}), iso3, t)


def _matrix(path: Path) -> tuple[tuple[str, ...], Array]:
    """Accounts and the matrix [receives, pays]; totals checked. Raises DataError."""
    rows = list(grids.table(path))
    title = path.stem
    header = [c.strip() for c in rows[0]] if rows else []
    if len(header) < 4 or header[1].casefold() != "code":
        raise DataError(title, [Problem("header", "is not label, Code, accounts, total.", 'a column "Code"')])
    names = header[2:-1] if header[-1].casefold() == "total" else header[2:]
    body = [r for r in rows[1:] if len(r) > 1 and r[1].strip() and r[1].strip().casefold() != "total"]
    problems = []
    if twice := sorted({x for x in names if names.count(x) > 1}):
        problems.append(Problem("header", f"accounts twice: {', '.join(twice[:8])}."))
    if (codes := [r[1].strip() for r in body]) != names:
        off = sorted(set(codes) ^ set(names))
        problems.append(
            Problem("accounts", f"rows and columns differ: {', '.join(off[:8]) or 'their order'}.")
        )
    short = [r[1] for r in body if len(r) != len(header)]
    if short:
        problems.append(Problem("rows", f"not of {len(header)} cells: {', '.join(short[:8])}."))
    if problems:
        raise DataError(title, problems)
    full = np.array([grids.numbers(r[2:], f"row {r[1]}", title) for r in body])
    M = full[:, : len(names)]
    if header[-1].casefold() == "total":
        wrong = np.abs(M.sum(axis=1) - full[:, -1]) > ROUNDING + UNBALANCED * np.abs(full[:, -1])
        if wrong.any():
            what = "cells do not sum to the total."
            raise DataError(title, [Problem(names[k], what) for k in np.flatnonzero(wrong)[:20]])
    return tuple(names), M


def _kinds(path: Path, accounts: tuple[str, ...], title: str) -> dict[str, str]:
    """Account to kind. Raises DataError for a kind nobody knows, accounts without one, kinds that are needed."""
    engine.present(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            engine.need(reader.fieldnames or [], ("account", "kind"), path.name)
            found = {(r["account"] or "").strip(): (r["kind"] or "").strip() for r in reader}
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path.name, [Problem("", f"cannot be read: {error}.")]) from error
    problems = [
        Problem(a, f'"{k}" is no kind.', ", ".join(KINDS), nearest(k, KINDS))
        for a, k in found.items()
        if k not in KINDS
    ]
    problems += [
        Problem(a, "has no kind.", f"a line in {path.name}", nearest(a, found))
        for a in accounts
        if a not in found
    ]
    problems += [
        Problem(k, "is the kind of no account.") for k in NEEDED if k not in {found.get(a) for a in accounts}
    ]
    if problems:
        raise DataError(title, problems[:20])
    return found


def _place(
    accounts: list[str],
    order: tuple[str, ...],
    title: str,
    own: Mapping[str, dict[str, float]] | None,
    mix: Mapping[str, float],
) -> Array:
    """Shares (J,C) of each commodity in the default's sectors."""
    builtin: dict[str, list[str]] = {}
    for s in default_sectors().values():
        for code in s.sam:
            builtin.setdefault(f"c{code}", []).append(s.id)
    P = np.zeros((len(order), len(accounts)))
    problems = []
    for k, a in enumerate(accounts):
        parts = own.get(a) if own else _split(builtin.get(a), mix)
        if parts is None:
            problems.append(
                Problem(
                    a,
                    "is in no concordance.",
                    "--concordance with columns account, sector",
                    nearest(a, own or builtin),
                )
            )
        else:
            for to, v in parts.items():
                P[order.index(to), k] = v
    if problems:
        raise DataError(title, problems[:20])
    return P


def _split(holders: list[str] | None, mix: Mapping[str, float]) -> dict[str, float] | None:
    """Shares of one commodity in its sectors, by the mix where it has any of them, else equal."""
    if not holders:
        return None
    weight = {s: mix.get(s, 0.0) for s in holders}
    if not sum(weight.values()) > 0:
        weight = dict.fromkeys(holders, 1.0)
    return {s: v / sum(weight.values()) for s, v in weight.items()}
