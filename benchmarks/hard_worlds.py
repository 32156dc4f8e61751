"""Thirty hard worlds: which method solves them, and what is said where none does.

    python benchmarks/hard_worlds.py

Goods almost alike, duties of hundreds of per cent, trade that all but stops, deficits larger than an economy's income:
each is solved to 1e-9 in every equation or refused in words, never left without either.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kaskazi.errors import NoSolution
from kaskazi.model import Calibration, Wedges, solve
from tests.worlds import balanced

AFTER = ' The rules "own-gdp" and "own-income" let a deficit shrink with its economy.'


def worlds() -> Iterator[tuple[str, Calibration, Wedges]]:
    """Name, base year and shock of each."""
    for k in range(30):
        rng = np.random.default_rng([15, k])
        kind = ("duties", "icebergs", "transfers", "sanctions", "war")[k % 5]
        theta = float(rng.uniform(8, 64))
        c = balanced(900 + k, 5, 1 + k % 4, materials=k % 2 == 0, theta=theta, zeros=0.3 * (k % 3 == 0))
        J, N = c.shape
        w = Wedges.neutral(c)
        abroad = ~np.eye(N, dtype=bool)
        if kind == "duties":
            w = replace(w, tariff=c.tau + 10.0 ** rng.uniform(0, 1.3) * abroad)
        elif kind == "icebergs":
            w = replace(w, iceberg=np.where(abroad, rng.uniform(0.2, 4, (J, N, N)), 1.0))
        elif kind == "transfers":
            share = rng.uniform(0.3, 1.1)
            paid = np.zeros(N)
            paid[0], paid[1] = -share * c.VA[0], share * c.VA[0]
            w = replace(w, transfer=paid)
        elif kind == "sanctions":
            shut = np.ones((J, N, N))
            shut[:, 0, 1:], shut[:, 1:, 0] = 1e3, 1e3
            w = replace(w, iceberg=shut)
        else:
            z, labour = np.ones((N, J)), np.ones(N)
            z[0], labour[0] = 0.05, 0.1
            w = replace(w, productivity=z, labour=labour)
        yield f"{k:2d} {kind:9} theta {theta:4.1f}, {N} x {J}", c, w


def main() -> None:
    ends: Counter[str] = Counter()
    for name, c, w in worlds():
        start, end = time.process_time(), 0.0
        try:
            e = solve(c, w)
            end = time.process_time()
            how = e.certificate.method
            said = f"{e.certificate.sweeps:5d} sweeps, residual {e.certificate.largest:.0e}"
        except NoSolution as why:
            end = time.process_time()
            how, said = "refused", str(why).split(" caliendo-parro")[0].removesuffix(AFTER)
            try:
                solve(c, w, deficit="own-gdp")
                said += " Solved where deficits follow own value added."
            except NoSolution:
                said += " Refused where deficits follow own value added, too."
        ends[how] += 1
        print(f"{name:34}{how:15}{1e3 * (end - start):7.0f} ms  {said}")
    print(", ".join(f"{n} {how}" for how, n in ends.most_common()))


if __name__ == "__main__":
    main()
