"""The peer: gegravity (USITC, one sector) and this model on the same world and the same shock, in one run.

Processor time. Accuracy is what each one's own prices leave of the market-clearing equation p_i Y_i = sum_n pi'_ni E'_n.
`pip install --no-deps gegravity gme` (and pandas, statsmodels, patsy) puts it beside kaskazi.
"""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from kaskazi.model import Calibration, Wedges, solve

SIGMA, EFFECT = 5.0, 0.5
AIMS = {30: 1_300, 100: 11_000}  # times as fast


def world(N: int) -> tuple[Any, Any]:
    """Distance and output of N places drawn at random: rows of a gravity table, and log trade costs (N,N)."""
    rng = np.random.default_rng(N)
    place = rng.uniform(0, 1, (N, 2))
    far = np.hypot(*(place[:, None, :] - place[None, :, :]).transpose(2, 0, 1))
    lndist = np.log(0.1 + far)
    return rng.lognormal(3, 1, N), lndist


def clearing(p: Any, base: Any, Y: Any, effect: Any) -> float:
    """Largest relative gap of sales and output at prices p; base (N,N) [importer, exporter] spending shares."""
    num = base * effect * p[None, :] ** (1 - SIGMA)
    share = num / num.sum(axis=1, keepdims=True)
    sales = (share * (p * Y)[:, None]).sum(axis=0)
    return float(np.abs(sales / (p * Y) - 1).max())


def run(ours: Mapping[int, float]) -> None:
    """Print seconds and accuracy of both at N = 30 and 100."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import gegravity as ge  # type: ignore[import-not-found]
            import pandas as pd
    except ImportError as error:
        print(f"gegravity: not installed ({error}); pip install --no-deps gegravity gme")
        return
    for N in ours:
        Y, lndist = world(N)
        names = [f"C{k:03d}" for k in range(N)]
        pairs = [(n, i) for n in range(N) for i in range(N)]
        member = np.zeros((N, N))
        member[0, 1] = member[1, 0] = 1.0
        table = pd.DataFrame(
            {
                "importer": [names[n] for n, _ in pairs],
                "exporter": [names[i] for _, i in pairs],
                "year": "1",
                "trade": [float(Y[n] * Y[i] / Y.sum()) for n, i in pairs],
                "Y": [float(Y[i]) for _, i in pairs],
                "E": [float(Y[n]) for n, _ in pairs],
                "lndist": [float(lndist[n, i]) for n, i in pairs],
                "pta": 0.0,
            }
        )
        after = table.assign(pta=[float(member[n, i]) for n, i in pairs])
        coefficients = pd.DataFrame({"var": ["lndist", "pta"], "coeff": [-1.0, EFFECT]})
        start = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            base = ge.BaselineData(table, trade_var_name="trade", expend_var_name="E", output_var_name="Y")
            model = ge.OneSectorGE(
                base, year="1", reference_importer=names[0], sigma=SIGMA,
                cost_variables=["lndist", "pta"],
                cost_coeff_values=ge.CostCoeffs(coefficients, identifier_col="var", coeff_col="coeff"),
                quiet=True,
            )  # fmt: skip
            model.build_baseline(omr_rescale=10)
            model.define_experiment(after)
            model.simulate()
        theirs = time.process_time() - start
        flows = np.zeros((N, N))
        b = model.bilateral_trade_results.reset_index()
        at = {c: k for k, c in enumerate(names)}
        column = next(c for c in b.columns if "baseline" in c.lower() and "trade" in c.lower())
        for n, i, v in zip(b["importer"], b["exporter"], b[column], strict=True):
            flows[at[n], at[i]] = v
        p = model.factory_gate_prices
        prices = np.array([float(p.loc[c].iloc[0]) for c in names])
        shares = flows / flows.sum(axis=1, keepdims=True)
        effect = np.exp(EFFECT * member)
        gap = clearing(prices, shares, Y, effect)
        c = Calibration.from_flows(shares * Y[:, None], SIGMA - 1)
        w = Wedges.neutral(c)
        ice = np.exp(EFFECT * member / (1 - SIGMA))[None]
        wedge = Wedges(w.tariff, ice, w.productivity, w.labour, w.transfer)
        seen = []
        for _ in range(15):
            start = time.process_time()
            e = solve(c, wedge, deficit="own-gdp")
            seen.append(time.process_time() - start)
        mine = sorted(seen)[len(seen) // 2]
        own = clearing(e.w_hat, c.pi[0], c.VA, effect)
        print(
            f"N = {N}: gegravity {theirs:.2f} s, clearing gap {gap:.0e}; kaskazi {1e3 * mine:.2f} ms, gap {own:.0e}; "
            f"{theirs / mine:,.0f} times; aim {AIMS[N]:,}, {'met' if theirs / mine >= AIMS[N] else 'missed'}"
        )


if __name__ == "__main__":
    run({30: 0.0, 100: 0.0})
