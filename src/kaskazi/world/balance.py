"""Balancing: accounts reconciled so that every identity holds, what is known best moving least.

`settle` finds each economy's output and own sales for given trade, exact to rounding, and says what it moved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem

Array = NDArray[np.float64]
# How far an output may move, by grade: absent, observed, estimated, imputed.
FREEDOM = (0.0, 0.0, 0.5, 1.0)
OWN_LEAST = 0.02  # own sales are at least this share of what output was taken to be
THROUGH_VALUE = 0.03  # value added in goods bought and sold on, a share of their value
THROUGH_PENALTY = 0.5  # how dear selling on is against a change of output of the same size
OWN_ERROR = 0.1  # how far sales at home may be from what is known of them, in the sector's size
FLOORS = (
    0.25,
    0.1,
    0.02,
)  # output is at least this part of what it was taken to be: the first that can be met
VALUE_LEAST, VALUE_MOST = 0.05, 0.95  # value added in output, where it may move
MET = 1e-6  # inequalities hold to so much of GDP, else no solution was found
DISTANCES = (1.0, 30.0, 1000.0)
SAID = 0.01  # a floor that binds is said of sectors of at least this share of GDP
MOVED = 0.05  # a ledger names outputs that moved by more than this


@dataclass(frozen=True, slots=True)
class Settled:
    """Accounts that add up: flows (J,N,N) with own sales on the diagonal, beta (N,J), gamma (N,J,J), and the
    ledger of what moved: (economy, words)."""

    flows: Array
    beta: Array
    gamma: Array
    ledger: tuple[tuple[str, str], ...]

    def told(self, economies: Collection[str]) -> tuple[str, ...]:
        """The lines of a world's ledger about these economies."""
        return tuple(f"{c}: {words}" for c, words in self.ledger if c in economies)


@dataclass(frozen=True, slots=True)
class Aims:
    """What is known of the value added of every economy besides GDP, to be met as nearly as its own error allows.

    parts (J,): the group of each sector, from 0; value (N,B): value added of each group, million USD, NaN where it is not
    known; error (N,): its standard error, a share of GDP; value_error (N,J): that of value added in output, ratio;
    own (N,J): sales at home, million USD, with an error of OWN_ERROR of the sector's size.
    """

    parts: NDArray[np.int64]
    value: Array
    error: Array
    value_error: Array
    own: Array


def settle(
    trade: Array,
    output: Array,
    beta: Array,
    gamma: Array,
    tariff: Array,
    gdp: Array,
    freedom: Array,
    economies: Sequence[str],
    sectors: Sequence[str],
    aims: Aims | None = None,
) -> Settled:
    """Output and own sales of every economy for given trade: least change of output, in its own size.

    trade (J,N,N) [j, n, i] million USD with zero diagonal; output (N,J) wanted; beta (N,J); gamma (N,J,J)
    [n, input, user]; tariff (J,N,N); gdp (N,); freedom (N,J): how far an output may move. For each economy:
    own sales and final use of every sector stay positive and value added sums to GDP. Where an economy sells
    more abroad than it makes, imports are sold on at a value added of 3 %, which changes the sector's beta and
    gamma. With `aims` the value added of groups of sectors is met too, and value added in output may move. The
    ledger says which outputs moved, what is sold on and where a floor binds. Raises DataError naming economies
    whose accounts cannot be met.
    """
    N = trade.shape[1]
    flows, beta2, gamma2 = trade.copy(), beta.copy(), gamma.copy()
    problems: list[Problem] = []
    ledger: list[tuple[str, str]] = []
    for n in range(N):
        exports = trade[:, :, n].sum(axis=1)
        imports = (trade[:, n, :] * (1 + tariff[:, n, :])).sum(axis=1)
        books = _Books(exports, imports, output[n], beta[n], gamma[n], float(gdp[n]), freedom[n])
        found = _economy(books, aims, n)
        if found is None:
            problems.append(Problem(economies[n], "trade, output and GDP cannot be reconciled."))
            continue
        made, through, more = found.made, found.through, found.more
        total = made + through
        flows[:, n, n] = total - exports
        value = beta[n] * made + more
        beta2[n] = np.divide(value + THROUGH_VALUE * through, total, out=beta[n].copy(), where=total > 0)
        used = gamma[n] * (made - value)[None, :] + np.diag((1 - THROUGH_VALUE) * through)
        columns = used.sum(axis=0)
        gamma2[n] = np.divide(used, columns[None, :], out=gamma[n].copy(), where=columns[None, :] > 0)
        ledger += [(economies[n], x) for x in _moved(sectors, output[n], made, through)]
        if found.at_floor.any():
            at = ", ".join(s for s, x in zip(sectors, found.at_floor, strict=True) if x)
            ledger.append(
                (economies[n], f"output at the least it may be, {found.floor:.0%} of what was taken: {at}")
            )
        if aims is not None and (bound := _bound_own(sectors, exports, total, books)):
            ledger.append((economies[n], f"own sales at the least they may be: {', '.join(bound)}"))
    if problems:
        raise DataError("balancing", problems)
    return Settled(flows, beta2, gamma2, tuple(ledger))


@dataclass(frozen=True, slots=True)
class _Books:
    """One economy's accounts before balancing: as in `settle`."""

    exports: Array
    imports: Array
    output: Array
    beta: Array
    gamma: Array
    gdp: float
    freedom: Array

    @property
    def size(self) -> Array:
        """What a change of each output is measured by, shares of GDP."""
        o, x, m = (v / self.gdp for v in (self.output, self.exports, self.imports))
        return np.maximum(np.maximum(o, x), np.maximum(0.2 * m, 1e-5))

    @property
    def least(self) -> Array:
        """The least own sales and final use of each sector, shares of GDP."""
        return np.minimum(OWN_LEAST * self.size, 1e-3)


@dataclass(frozen=True, slots=True)
class _Found:
    """Output made, goods sold on and value added beyond beta (J,); which outputs are at their floor, and the floor."""

    made: Array
    through: Array
    more: Array
    at_floor: NDArray[np.bool_]
    floor: float


def _bound_own(sectors: Sequence[str], exports: Array, total: Array, b: _Books) -> list[str]:
    """Sectors whose own sales lie on the floor, where exports are worth a hundredth of GDP and more."""
    near = (total - exports) / b.gdp < 1.01 * b.least
    return [s for s, x in zip(sectors, near & (exports > SAID * b.gdp), strict=True) if x]


def _economy(b: _Books, aims: Aims | None, n: int) -> _Found | None:
    """Output made (J,), goods sold on (J,) and value added beyond beta (J,) of one economy; None where there is none.

    Least distance: min |E x - f|^2 subject to linear inequalities, by non-negative least squares (Lawson and Hanson
    1974, ch. 23, problems LSI and LDP). x = made, sold on and, with aims, value added beyond beta.
    """
    J = len(b.output)
    exports, imports, output = b.exports / b.gdp, b.imports / b.gdp, b.output / b.gdp
    size, least = b.size, b.least
    A = b.gamma * (1 - b.beta)[None, :]
    some = (output > 0) | (exports > 0)
    eye, none = np.eye(J), np.zeros((J, J))
    scale = [size * np.maximum(b.freedom, 1e-3), size * THROUGH_PENALTY]
    own, use, made, sold_on = [eye, eye], [eye - A, THROUGH_VALUE * eye], [eye, none], [none, eye]
    value = [b.beta, np.full(J, THROUGH_VALUE)]
    start, rows, bounds = [output, np.zeros(J)], [], []
    extra, wanted = np.zeros((0, 2 * J)), np.zeros(0)
    if aims is not None:
        scale.append(np.maximum(aims.value_error[n] * b.beta * size, 1e-9))
        own, made, sold_on = [*own, none], [*made, none], [*sold_on, none]
        use, value, start = [*use, b.gamma], [*value, np.ones(J)], [*start, np.zeros(J)]
        known = np.isfinite(aims.value[n])
        groups = (np.arange(aims.value.shape[1])[:, None] == aims.parts[None, :])[known]
        error = float(aims.error[n])
        at_home = 1.0 / (OWN_ERROR * size)
        extra = np.vstack([np.hstack([groups * v for v in value]) / error, np.hstack(own) * at_home[:, None]])
        wanted = np.concatenate(
            [aims.value[n][known] / b.gdp / error, (aims.own[n] / b.gdp + exports) * at_home]
        )
        low, high = VALUE_LEAST, VALUE_MOST  # value added stays within these shares of output
        rows += [
            np.hstack([np.diag(b.beta - low), none, eye]),
            np.hstack([np.diag(high - b.beta), none, -eye]),
        ]
        bounds += [np.zeros(J), np.zeros(J)]
    s, x0 = np.concatenate(scale), np.concatenate(start)
    E = np.vstack([np.eye(len(s)), extra * s[None, :]])
    f = np.concatenate([np.zeros(len(s)), wanted - extra @ x0])
    Q, R = np.linalg.qr(E)
    inverse = np.linalg.inv(R)
    own_, use_, made_, on_ = (np.hstack(m) for m in (own, use, made, sold_on))
    value_ = np.concatenate(value)
    rows += [own_, use_, on_, -on_, value_[None], -value_[None]]
    bounds += [exports + np.where(some, least, 0.0), exports - imports + least, np.zeros(J)]
    bounds += [-0.98 * np.minimum(exports, imports), np.array([1.0]), np.array([-1.0])]
    for floor in FLOORS if aims is not None else FLOORS[-1:]:
        G = np.vstack([made_, *rows])
        h = np.concatenate([floor * output, *bounds]) - G @ x0
        G = G * s[None, :] @ inverse
        least_z = h - G @ (Q.T @ f)
        for far in DISTANCES:  # the method is exact where the distance is about one
            z = _least_distance(G, least_z / far)
            if z is not None and (G @ z * far - least_z > -MET).all():
                break
        else:
            z = None
        if z is not None:
            x = x0 + s * (inverse @ (z * far + Q.T @ f))
            y, t = np.maximum(x[:J], 0.0), np.maximum(x[J : 2 * J], 0.0)
            t[t < 1e-9 * size] = 0.0
            more = x[2 * J :] if aims is not None else np.zeros(J)
            if aims is not None:  # a sector far smaller than the tolerance stays within its bounds
                more = np.clip(more, (VALUE_LEAST - b.beta) * y, (VALUE_MOST - b.beta) * y)
            at = (y < 1.001 * floor * output) & (output > SAID)
            return _Found(y * b.gdp, t * b.gdp, more * b.gdp, at & (aims is not None), floor)
    return None


def _least_distance(G: Array, h: Array) -> Array | None:
    """min |d|^2 subject to G d >= h; None where no d meets it."""
    from scipy.optimize import nnls

    unit = np.maximum(np.abs(G).max(axis=1), 1e-300)
    G, h = G / unit[:, None], h / unit
    E = np.vstack([G.T, h[None]])
    f = np.zeros(len(E))
    f[-1] = 1.0
    try:
        u, _ = nnls(E, f, maxiter=50 * E.shape[1])
    except RuntimeError:
        return None
    r = E @ u - f
    if r[-1] > -1e-10:
        return None
    return np.asarray(-r[:-1] / r[-1])


def _moved(sectors: Sequence[str], before: Array, after: Array, through: Array) -> list[str]:
    """What balancing changed in one economy, in words: outputs by more than a part of all output, goods sold on."""
    total = float(after.sum())
    out = [
        f"output of {s} moved from {b:,.0f} to {a:,.0f} million USD"
        for s, b, a in zip(sectors, before, after, strict=True)
        if abs(a - b) > MOVED * total * 0.2 and abs(a - b) > MOVED * max(b, 1e-12)
    ]
    sold = [
        f"{s} {v:,.0f}"
        for s, v in sorted(zip(sectors, through, strict=True), key=lambda p: -p[1])
        if v > 0.01 * total
    ]
    if sold:
        out.append(f"imports sold on, million USD: {', '.join(sold)}")
    return out
