"""From an inter-country table to a World: one way for every publisher.

Coefficients, trade shares and final demand are kept; output is solved again so that every account adds up. What
a table has and a World has not goes as follows. Taxes less subsidies on products paid by producers, margins on
international transport and purchases abroad in a column count as value added (all cost that is not materials).
Negative changes of stocks and negative cells are set to zero: goods sold from stock count as made this year.
A statistical discrepancy is left out. A sector of no output stays empty. The ledger tells each with its size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kaskazi.codes.economies import economies as known_economies
from kaskazi.codes.sectors import sectors as default_sectors
from kaskazi.errors import DataError, Problem
from kaskazi.world.importers.labels import REST, listed, slug
from kaskazi.world.importers.table import slip
from kaskazi.world.indicators import Indicator
from kaskazi.world.types import ABSENT, IMPUTED, World

Array = NDArray[np.float64]
MATERIALS_MOST = 0.98  # of output; a table that says more has its value added raised
CLEARED_MOST = 0.05  # of all flows: more negatives than this set to zero is an error
UNIT_LEAST, UNIT_MOST = 0.04, 8.0  # value added of the table over GDP on record
FAR = 10.0  # an economy this many times off the others' ratio is not the one its label names
FAR_FROM = 5e3  # told for economies above this, million USD


@dataclass(frozen=True, slots=True)
class Table:
    """An inter-country table, million USD; N economies, J sectors.

    sales (J,N,N) [sector, buyer, seller] for intermediate use; used (N,J,J) [buyer, input, user]; final (J,N,N)
    [sector, buyer, seller]; stocks (J,N,N) changes of inventories and other signed final use; value_added,
    taxes, output (N,J) as stated; grade: of its cells; members: the default's sectors each sector is made of.
    """

    title: str
    year: int
    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_names: tuple[str, ...]
    members: tuple[str, ...]
    sales: Array
    used: Array
    final: Array
    stocks: Array
    value_added: Array
    taxes: Array
    output: Array
    grade: int
    source: str
    notes: tuple[str, ...] = ()


def fold(
    labels: Sequence[tuple[str, str]], economies: Sequence[str], sectors: Sequence[str]
) -> sparse.csr_matrix:
    """The matrix (N*J, L) that adds rows labelled (economy, sector) up, in any order, economy first."""
    n = {c: k for k, c in enumerate(economies)}
    j = {s: k for k, s in enumerate(sectors)}
    at = [n[c] * len(sectors) + j[s] for c, s in labels]
    ones = np.ones(len(at))
    return sparse.csr_matrix((ones, (at, range(len(at)))), shape=(len(n) * len(j), len(at)))


def by_use(Z: Array, N: int, J: int) -> tuple[Array, Array]:
    """sales (J,N,N) and used (N,J,J) of intermediate flows Z (N*J, N*J), rows sell."""
    z = Z.reshape(N, J, N, J)
    return np.ascontiguousarray(z.sum(axis=3).transpose(1, 2, 0)), np.ascontiguousarray(
        z.sum(axis=0).transpose(1, 0, 2)
    )


def by_buyer(F: Array, N: int, J: int) -> Array:
    """(J,N,N) [sector, buyer, seller] of final demand F (N*J, N)."""
    return np.ascontiguousarray(F.reshape(N, J, N).transpose(1, 2, 0))


def gaps(t: Table, relative: float, absolute: float) -> tuple[list[Problem], float]:
    """Sectors whose rows or columns do not sum to the stated output, and the gap in all output."""
    row = (t.sales + t.final + t.stocks).sum(axis=1).T
    column = t.used.sum(axis=1) + t.value_added + t.taxes
    found: list[tuple[float, Problem]] = []
    worst = 0.0
    for total, what in ((row, "sells"), (column, "costs")):
        off = np.abs(total - t.output)
        worst = max(worst, float(off.sum() / max(t.output.sum(), 1e-12)))
        for n, j in np.argwhere(~(off <= absolute + relative * np.abs(t.output)))[:200]:
            text = f"{what} {total[n, j]:,.1f} where output is {t.output[n, j]:,.1f} million USD."
            found.append((float(-off[n, j]), Problem(f"{t.economies[n]} {t.sectors[j]}", text)))
    return [p for _, p in sorted(found, key=lambda p: p[0])], worst


def check(t: Table, reference: World | None, relative: float, absolute: float, total: float) -> float:
    """Can this be the table it says? Returns the gap in all output. Raises DataError with every doubt.

    relative, absolute: how far a sector may be from its output; total: how far all of them together.
    """
    parts = (t.sales, t.used, t.final, t.stocks, t.value_added, t.taxes, t.output)
    if not all(np.isfinite(a).all() for a in parts):
        raise DataError(t.title, [Problem("", "holds numbers that are not finite.")])
    if not t.output.sum() > 0 or len(t.economies) < 2:
        raise DataError(
            t.title, [Problem("", "holds no output, or one economy only.", "an inter-country table")]
        )
    problems, gap = gaps(t, relative, absolute)
    if gap > total:
        problems.insert(
            0, Problem("accounts", f"rows and columns miss output by {gap:.2%} of it.", f"under {total:.2%}")
        )
    negative = sum(float(-np.minimum(a, 0).sum()) for a in (t.sales, t.final, t.stocks))
    if negative > CLEARED_MOST * t.output.sum():
        problems.append(
            Problem("cells", f"negative flows of {negative:,.0f} million USD.", "changes of stocks alone")
        )
    if reference is not None:
        problems += _against(t, reference)
    if problems:
        raise DataError(t.title, problems[:25])
    return gap


def _against(t: Table, w: World) -> list[Problem]:
    """Value added beside the GDP on record: the unit, and labels that stand by the wrong economy."""
    gdp = dict(zip(w.economies, w.gdp, strict=True))
    both = [
        (c, float(v), float(gdp[c]))
        for c, v in zip(t.economies, t.value_added.sum(axis=1), strict=True)
        if c in gdp
    ]
    if not both:
        return [Problem("economies", "none is known.", "ISO3 codes")]
    ratio = sum(v for _, v, _ in both) / sum(g for _, _, g in both)
    if not UNIT_LEAST < ratio < UNIT_MOST:
        what = f"value added is {ratio:.3g} times GDP on record." + slip(ratio)
        return [Problem("unit", what, "the unit the publisher states")]
    return [
        Problem(
            c, f"value added of {v:,.0f} million USD where GDP is {g:,.0f}.", "the economy its label names"
        )
        for c, v, g in both
        if max(v, g) > FAR_FROM and not 1 / FAR < v / max(g * ratio, 1e-9) < FAR
    ]


def to_world(t: Table, reference: World | None = None) -> World:
    """A World of the table's own economies and sectors.

    reference: where elasticities, jobs, people and remittances come from. Raises DataError where value added or
    final demand is left nowhere.
    """
    N, J = len(t.economies), len(t.sectors)
    ledger: list[str] = []
    stocks = np.maximum(t.stocks, 0.0)
    sales, final = np.maximum(t.sales, 0.0), np.maximum(t.final, 0.0)
    for what, before, after in (("changes of stocks", t.stocks, stocks), ("intermediate sales", t.sales, sales), ("final demand", t.final, final)):  # fmt: skip
        if (cleared := float((after - before).sum())) > 0:
            ledger.append(f"{t.title}: negative {what} of {cleared:,.0f} million USD set to zero")
    made = np.where(t.output > 0, t.output, 0.0)
    used = np.maximum(t.used, 0.0) * (made > 0)[:, None, :]
    A = np.divide(used, made[:, None, :], out=np.zeros_like(used), where=made[:, None, :] > 0)
    load = A.sum(axis=1)
    over = load > MATERIALS_MOST
    if over.any():
        names = {f"{t.economies[n]} {t.sectors[j]}": float(made[n, j]) for n, j in np.argwhere(over)}
        ledger.append(f"{t.title}: materials cut to {MATERIALS_MOST:.0%} of output: {listed(names.items())}")
        A *= np.where(over, MATERIALS_MOST / np.maximum(load, 1e-12), 1.0)[:, None, :]
    want = (final + stocks).sum(axis=2).T
    flows = sales + final + stocks
    bought = flows.sum(axis=2, keepdims=True)
    share = np.divide(flows, bought, out=np.zeros_like(flows), where=bought > 0)
    idle = (bought[:, :, 0].T <= 0) & ((A * made[:, None, :]).sum(axis=2) > 0)
    share[:, range(N), range(N)] = np.where(idle.T, 1.0, share[:, range(N), range(N)])
    Y = _output(want, A, share, made, t.title)
    X = want + (A @ Y[:, :, None])[:, :, 0]
    flows = share * X.T[:, :, None]
    moved = float(np.abs(Y - made).sum() / made.sum())
    ledger.append(
        f"{t.title}: output solved again for its own coefficients and final demand, {moved:.2%} of it moved"
    )
    beta = 1.0 - A.sum(axis=1)
    beta[Y <= 0] = 1.0
    gamma = np.divide(A, (1 - beta)[:, None, :], out=np.zeros_like(A), where=(beta < 1 - 1e-12)[:, None, :])
    gdp = (beta * Y).sum(axis=1)
    poor = [t.economies[n] for n in range(N) if not gdp[n] > 0 or not want[n].sum() > 0]
    if poor:
        raise DataError(t.title, [Problem(", ".join(poor), "has no value added or no final demand.")])
    grade = np.where(flows > 0, t.grade, ABSENT).astype(np.uint8)
    kinds = tuple(_kind(m) for m in t.members)
    theta, se = _theta(t.members, reference)
    jobs, jobs_grade = _jobs(t, beta * Y, reference)
    known = known_economies()
    return World(
        version=slug(t.title),
        year=t.year,
        economies=t.economies,
        names=tuple(
            "Rest of the world" if c == REST else known[c].name if c in known else c for c in t.economies
        ),
        sectors=t.sectors,
        sector_names=t.sector_names,
        kinds=kinds,
        members=t.members,
        flows=np.ascontiguousarray(flows),
        grade=grade,
        tariff=np.zeros((J, N, N)),
        tariff_grade=np.full((J, N, N), IMPUTED, dtype=np.uint8),
        beta=beta,
        gamma=gamma,
        technology_grade=np.full((N, J), t.grade, dtype=np.uint8),
        theta=theta,
        theta_se=se,
        gdp=gdp,
        jobs=jobs,
        jobs_grade=jobs_grade,
        indicators=_indicators(t.economies, reference),
        hand=np.zeros((J, N, N), dtype=np.bool_),
        mirror=np.zeros((N, N), dtype=np.bool_),
        ledger=(*(f"{t.title}: {x}" for x in t.notes), *ledger, f"{t.title}: no tariffs in it; all are zero"),
        sources=(t.source,),
    )


def _output(want: Array, A: Array, share: Array, start: Array, title: str) -> Array:
    """Output (N,J) for final demand (N,J), coefficients (N,J,J) and shares (J,N,N): X = want + A Y, Y = share' X."""
    Y = start.copy()
    sell = np.ascontiguousarray(share.transpose(0, 2, 1))
    for _ in range(2000):
        X = want + (A @ Y[:, :, None])[:, :, 0]
        new = (sell @ X.T[:, :, None])[:, :, 0].T
        step = float(np.abs(new - Y).max())
        Y = new
        if step <= 1e-13 * max(float(Y.max()), 1e-300):
            return Y
    raise DataError(
        title, [Problem("accounts", "materials use up all output somewhere; no output meets demand.")]
    )


def _kind(members: str) -> str:
    known = [default_sectors()[m].kind for m in members.split() if m in default_sectors()]
    return "goods" if known and known.count("goods") * 2 >= len(known) else "services"


def _theta(members: Sequence[str], w: World | None) -> tuple[Array, Array]:
    """Trade elasticities (J,): of the reference's sectors that share members, weighted by its trade."""
    if w is None:
        raise DataError("elasticities", [Problem("", "no world to take them from.", "--onto a world")])
    off = w.flows * ~np.eye(len(w.economies), dtype=bool)[None]
    weight = off.sum(axis=(1, 2)) + 1e-9
    rows = []
    for m in members:
        hit = np.array([bool(set(m.split()) & set(x.split())) for x in w.members])
        if not hit.any():
            hit = np.array([k == _kind(m) for k in w.kinds])
        if not hit.any():
            hit[:] = True
        rows.append(hit * weight / (hit * weight).sum())
    R = np.array(rows)
    return R @ w.theta, R @ w.theta_se


def _jobs(t: Table, value: Array, w: World | None) -> tuple[Array, NDArray[np.uint8]]:
    """Jobs (N,J): those of the reference's sectors, spread over the table's by value added; imputed."""
    out = np.zeros_like(value)
    if w is not None:
        mine = [set(m.split()) for m in t.members]
        for k, m in enumerate(w.members):
            hit = np.array([bool(set(m.split()) & x) for x in mine])
            for n, c in enumerate(t.economies):
                if c in w.economies and (total := float((value[n] * hit).sum())) > 0:
                    out[n] += np.nan_to_num(w.jobs[w.economies.index(c), k]) * value[n] * hit / total
    return out, np.where(out > 0, IMPUTED, ABSENT).astype(np.uint8)


def _indicators(economies: Sequence[str], w: World | None) -> Mapping[str, Indicator]:
    """Figures of economies as the reference has them, NaN where it does not know the economy; none without one."""
    if w is None:
        return {}
    at = [w.economies.index(c) if c in w.economies else -1 for c in economies]
    return {key: x.picked(at, np.ones(len(at))) for key, x in w.indicators.items()}
