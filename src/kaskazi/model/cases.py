"""All cases of a scenario in one call: equal ones solved once, those that share a base year side by side.

The results are those of single solves, to 1e-9, and each has its own certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.model.anderson import Memory, Search
from kaskazi.model.arrays import Array
from kaskazi.model.batch import LANES, lanes_anderson, of_kernels
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.kernel import Kernel, changed_rows, prepare, start
from kaskazi.model.solver import LIMIT, certified, check, search_near
from kaskazi.model.wedges import Wedges, export_tax

FEW = 0.2  # of importers' rows changed: above it every lane has its own matrices, and nothing is shared


def solve_cases(
    calibrations: Sequence[Calibration],
    wedges: Sequence[Wedges],
    *,
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    tol: float = 1e-10,
    workers: int = 1,
    done: Callable[[int], object] | None = None,
) -> tuple[Equilibrium, ...]:
    """An equilibrium for each pair of a calibration and wedges, in their order.

    Calibrations that differ in theta alone (`Calibration.with_theta`, or `replace`) share what depends on the rest.
    workers: threads; results do not depend on it beyond rounding. done: called with the number of cases solved so far.
    Raises DataError where a case does not fit, NoSolution where one has no solution, as `solve` does.
    """
    if len(calibrations) != len(wedges):
        said = f"{len(wedges)} for {len(calibrations)} calibrations."
        raise DataError("cases", [Problem("wedges", said, "one for each calibration")])
    tol = min(tol, LIMIT / 4)
    first = _firsts(calibrations, wedges)
    single = sorted(set(first))
    found: dict[int, Equilibrium] = {}

    def kernel(n: int) -> Kernel:
        check(calibrations[n], wedges[n], deficit, "auto", labour, tol)
        return prepare(calibrations[n], wedges[n], deficit, labour == "fixed")

    def shares_rows(n: int) -> bool:
        c, w = calibrations[n], wedges[n]
        check(c, w, deficit, "auto", labour, tol)
        taxes = export_tax(c, w)
        plain = labour == "mobile" and (taxes is None or not taxes.any()) and c.fixed_share is None
        return plain and changed_rows(c, w) <= FEW * c.shape[0] * c.shape[1]

    def told() -> None:
        if done is not None:
            done(sum(f in found for f in first))

    def alone(k: Kernel, warm: Array, memory: Memory | None) -> tuple[Equilibrium, Memory | None]:
        z = start(k)
        return search_near(k, z if warm.shape != z.shape else warm, tol, memory)

    if not single:
        return ()
    head = kernel(single[0])
    found[single[0]], slopes = alone(head, start(head), None)
    told()
    blocks = _blocks(calibrations, single[1:], kernel, shares_rows, workers)

    near, aside = found[single[0]].state, (found[single[0]].state, slopes)
    for one in [b for b in blocks if b[0][1] is None][
        :1
    ]:  # the first of those apart: the others start from it
        n = one[0][0]
        found[n], steps = alone(kernel(n), *aside)
        aside = found[n].state, steps
        blocks.remove(one)
        told()

    def block(kept: list[tuple[int, Kernel | None]]) -> dict[int, Equilibrium]:
        lanes = [(n, k) for n, k in kept if k is not None]
        solved: dict[int, Equilibrium] = {}
        if len(lanes) > 1:
            z, left = lanes_anderson(
                of_kernels([k for _, k in lanes]), np.repeat(near[None], len(lanes), axis=0), tol
            )
            for (n, k), state, res in zip(lanes, z, left, strict=True):
                if res <= tol:
                    one = certified(k, Search(state, float(res), 0), "anderson, in a batch")[2]
                    if one is not None:
                        solved[n] = one
        for n, ready in kept:
            if n not in solved:
                solved[n] = alone(kernel(n), *aside)[0] if ready is None else alone(ready, near, slopes)[0]
        return solved

    if workers > 1 and len(blocks) > 1:
        with ThreadPoolExecutor(workers) as pool:
            for solved in pool.map(block, blocks):
                found.update(solved)
                told()
    else:
        for rest in blocks:
            found.update(block(rest))
            told()
    return tuple(found[f] for f in first)


def _firsts(calibrations: Sequence[Calibration], wedges: Sequence[Wedges]) -> list[int]:
    """For each case the first that is equal to it."""
    out: list[int] = []
    for n, (c, w) in enumerate(zip(calibrations, wedges, strict=True)):
        same = (m for m in sorted(set(out)) if _equal(calibrations[m], c) and _equal(wedges[m], w))
        out.append(next(same, n))
    return out


def _equal(a: Calibration | Wedges, b: Calibration | Wedges) -> bool:
    """Whether all arrays agree; the small ones are looked at first."""
    names = sorted(a.__dataclass_fields__, key=lambda n: 0 if (x := getattr(a, n)) is None else x.size)
    pairs = [(getattr(a, n), getattr(b, n)) for n in names]
    return all(x is y or (x is not None and y is not None and np.array_equal(x, y)) for x, y in pairs)


def _blocks(
    calibrations: Sequence[Calibration],
    cases: list[int],
    kernel: Callable[[int], Kernel],
    shares_rows: Callable[[int], bool],
    workers: int,
) -> list[list[tuple[int, Kernel | None]]]:
    """Cases that go together, with their kernels where lanes can share rows; the rest one by one, without."""
    groups: dict[tuple[int, ...], list[tuple[int, Kernel | None]]] = {}
    apart: list[list[tuple[int, Kernel | None]]] = []
    for n in cases:
        c = calibrations[n]
        if not shares_rows(n):
            apart.append([(n, None)])
            continue
        key = tuple(id(a) for a in (c.pi, c.tau, c.alpha, c.beta, c.gamma, c.X, c.VA, c.D))
        groups.setdefault(key, []).append((n, kernel(n)))
    size = max(1, min(LANES, -(-sum(map(len, groups.values())) // max(workers, 1))))
    together = [g[i : i + size] for g in groups.values() for i in range(0, len(g), size)]
    return together + apart
