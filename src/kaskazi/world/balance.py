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
) -> Settled:
    """Output and own sales of every economy for given trade: least change of output, in its own size.

    trade (J,N,N) [j, n, i] million USD with zero diagonal; output (N,J) wanted; beta (N,J); gamma (N,J,J)
    [n, input, user]; tariff (J,N,N); gdp (N,); freedom (N,J): how far an output may move. For each economy:
    own sales and final use of every sector stay positive and value added sums to GDP. Where an economy sells
    more abroad than it makes, imports are sold on at a value added of 3 %, which changes the sector's beta and
    gamma. Raises DataError naming economies whose accounts cannot be met.
    """
    N = trade.shape[1]
    flows, beta2, gamma2 = trade.copy(), beta.copy(), gamma.copy()
    problems: list[Problem] = []
    ledger: list[tuple[str, str]] = []
    for n in range(N):
        exports = trade[:, :, n].sum(axis=1)
        imports = (trade[:, n, :] * (1 + tariff[:, n, :])).sum(axis=1)
        A = gamma[n] * (1 - beta[n])[None, :]
        found = _economy(exports, imports, output[n], beta[n], A, float(gdp[n]), freedom[n])
        if found is None:
            problems.append(Problem(economies[n], "trade, output and GDP cannot be reconciled."))
            continue
        made, through = found
        total = made + through
        flows[:, n, n] = total - exports
        beta2[n] = np.divide(
            beta[n] * made + THROUGH_VALUE * through, total, out=beta[n].copy(), where=total > 0
        )
        used = A * made[None, :] + np.diag((1 - THROUGH_VALUE) * through)
        columns = used.sum(axis=0)
        gamma2[n] = np.divide(used, columns[None, :], out=gamma[n].copy(), where=columns[None, :] > 0)
        ledger += [(economies[n], x) for x in _moved(sectors, output[n], made, through)]
    if problems:
        raise DataError("balancing", problems)
    return Settled(flows, beta2, gamma2, tuple(ledger))


def _economy(
    exports: Array, imports: Array, output: Array, beta: Array, A: Array, gdp: float, freedom: Array
) -> tuple[Array, Array] | None:
    """Output made (J,) and goods sold on (J,) of one economy; None where there is no such output.

    Least distance: min |d|^2 subject to linear inequalities, by non-negative least squares (Lawson and Hanson
    1974, ch. 23, problem LDP). d = (made - output) / (freedom x size), through / (penalty x size).
    """
    J = len(output)
    exports, imports, output = exports / gdp, imports / gdp, output / gdp
    size = np.maximum(np.maximum(output, exports), np.maximum(0.2 * imports, 1e-5))
    s_made = size * np.maximum(freedom, 1e-3)
    s_through = size * THROUGH_PENALTY
    least = np.minimum(OWN_LEAST * size, 1e-3)
    some = (output > 0) | (exports > 0)
    eye = np.eye(J)
    own = np.hstack([eye, eye])
    use = np.hstack([A, (1 - THROUGH_VALUE) * eye])
    value = np.concatenate([beta, np.full(J, THROUGH_VALUE)])
    rows = [own, own - use, np.hstack([eye, 0 * eye]), np.hstack([0 * eye, eye]), np.hstack([0 * eye, -eye])]
    bounds = [
        exports + np.where(some, least, 0.0),  # own sales
        exports - imports + least,  # final use
        0.02 * output,  # output itself
        np.zeros(J),
        -0.98 * np.minimum(exports, imports),  # sold on: no more than bought or sold
    ]
    G = np.vstack([*rows, value[None], -value[None]])
    h = np.concatenate([*bounds, [1.0], [-1.0]])
    start = np.concatenate([output, np.zeros(J)])
    scale = np.concatenate([s_made, s_through])
    d = _least_distance(G * scale[None, :], h - G @ start)
    if d is None:
        return None
    x = start + scale * d
    made, through = np.maximum(x[:J], 0.0), np.maximum(x[J:], 0.0)
    through[through < 1e-9 * size] = 0.0
    return made * gdp, through * gdp


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
