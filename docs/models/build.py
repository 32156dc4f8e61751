"""Makes the model pages from the docstrings: python docs/models/build.py. A test checks that they are current."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
PAGES = {
    "caliendo_parro": (
        "Caliendo and Parro (2015) in changes",
        (
            "calibration",
            "accounts",
            "wedges",
            "equilibrium",
            "caliendo_parro",
            "solver",
            "certificate",
            "cases",
            "follow",
        ),
    ),
    "decomposition": ("Where a gain comes from", ("decomposition",)),
    "comparison": ("One run beside another", ("comparison",)),
    "adjoint": ("Gradients, optimal tariffs, what an ask is worth", ("adjoint", "optimum")),
    "ensemble": ("Uncertainty: many draws at once", ("ensemble",)),
    "partial": ("Partial equilibrium: lines, SMART and GSIM", ("partial",)),
    "tariff_aggregates": ("Many tariff lines as one rate", ("tariff_aggregates",)),
    "gravity": (
        "Structural gravity: estimates to general equilibrium",
        ("gravity", "ppml", "three_way", "staggered"),
    ),
    "markups": ("Profits, mark-ups and export taxes in the base year", ("markups",)),
    "inventories": ("Changes of inventories", ("inventories",)),
    "specific_factors": ("Land and reserves: factors that stay in their sector", ("specific_factors",)),
    "rationing": ("Quantities: flows that may not exceed an amount", ("rationing",)),
}
NOTES = {
    "caliendo_parro": """## Conventions

- **Order of indices**: sector, importer, exporter: `pi[j, n, i]`. Two-index arrays are (economy, sector).
- **theta** is the elasticity of spending, tariff included, to cost and to 1 + tariff; sigma = theta + 1 in an
  Armington model. Customs values and quantities respond with sigma. A file of 1/theta ("dispersion") must be
  turned over before use; elasticities all below 1 in several sectors get a warning with that hint.
- **Tariffs** are ratios (0.25 = 25 %), levied on the price at the border; spending includes them, flows,
  output and exports do not. cif and fob are not told apart: trade costs are iceberg, so they are part of the
  value of what is shipped.
- **D** is a deficit, received; some files hold the surplus. Six rules say what becomes of it
  (`caliendo_parro.deficit`); "given" takes the new deficits themselves as `transfer`, "additive" adds it to the old.
- **An aggregate** whose members levy duties on each other has a tariff on its own sales: the diagonal of tau.
- **Numeraire**: world value added. Additive nominal deficits depend on it, the other rules do not.
- **Real income** is exact: new over old income, over the consumption price index. The published one-step
  formula is offered by its name in `decomposition.one_step`.

## A calibration of your own

```python
import numpy as np
from kaskazi.model import Calibration, Wedges, solve

c = Calibration.from_flows(flows, theta, tau)            # (J,N,N) net of tariff, home sales on the diagonal
c = Calibration.from_flows(flows, theta, tau, beta, gamma)   # with materials
c, ledger = Calibration.repair(pi=pi, tau=tau, alpha=alpha, beta=beta, gamma=gamma,
                               theta=theta, X=X, VA=VA, D=D)  # arrays of a paper, rounding repaired and listed
w = Wedges.neutral(c)
e = solve(c, w, deficit="zero")
print(e.real_income_hat, e.certificate.largest)
```

## What it leaves out

Entry of firms (profits: [mark-ups](markups.md)), quality, unemployment, capital accumulation, dynamics, firm heterogeneity, non-homothetic
demand. Labour is one factor, mobile between sectors (`labour="mobile"`) or fixed in them (`"fixed"`); land and reserves
stay where they are when a base year says so ([specific factors](specific_factors.md)).
""",
    "decomposition": """## Conventions

Parts are logs of real income along a named path: every 1 + tariff, iceberg factor and productivity moves in
proportion. Terms and volume of trade apart depend a little on the path, their sum does not. `one_step` is the
formula as Caliendo and Parro printed it, a linear step with base weights: on NAFTA it prints +1.31 % for Mexico
where the exact change is +0.007 %, because large tariff cuts count at full base-year weights.

## What it leaves out

Welfare by household.
""",
    "adjoint": """## Conventions

A gradient is per unit of the tariff rate (0.01 is one point) and per ratio of the iceberg factor, at the
equilibrium it is taken at. It ranks; large changes are solved exactly. In a two-country world the best uniform
tariff is 1/(theta lambda), lambda the other's home share at world prices at the optimum.

## What it leaves out

Second derivatives, kinks at quotas, and what a government wants other than real income or the outcome named.
""",
    "partial": """## Conventions

Elasticity of import demand below 0, of substitution and of export supply above 0; rates as ratios; flows at world
prices. WITS takes 1.5 for substitution and 99 for supply by default. "Welfare" is the importer's triangle and
rectangle, 0.5 (t0 + t1) dM. GSIM is linear in logs: large shocks are approximations, and `residual` says how
well its markets clear.

## What it leaves out

Other products, income, exchange rates and deficits; SMART also suppliers' prices unless a supply elasticity is given.
""",
    "markups": """## Conventions

A calibration may hold export taxes of its base year: rates on what the producer asks, revenue to the exporter. A rate
on own sales as well is a mark-up, and its revenue profits. Flows are at the price that holds the rate; beta and gamma
are shares of cost; value added is pay alone. `Wedges.export_tax` is a new level, None the base year's.

```python
from kaskazi.model import Calibration, Wedges, markups, solve

c = Calibration.from_flows(flows, theta, tau, beta, gamma, export_tax)      # rates (J,N,N)
c = markups.calibration(flows, theta, tau)                                  # 1 / theta on all sales
e = solve(c, Wedges.neutral(c))
print(markups.profits(c, e), e.export_revenue)
```

## What it leaves out

Entry: the number of firms is given. Lanes of an ensemble are solved one by one where there are export taxes.
""",
    "specific_factors": """## Conventions

Off unless a base year has `fixed_share`. `VA` is then pay and rents together, `w_hat` and `real_wage_hat` are labour's,
`rent_hat` is the rent of each sector's factor, and rents are income. Every method, the cases, `follow`, the gradient, the
parts of a gain, subtotals and ensembles take it (ensembles and cases draw by draw, not in lanes); labour fixed in its
sectors fixes all value added there, so a change of labour is then refused. A solve takes 2.3 to 2.7 times one without
on 29 x 200, for its sweeps do not answer within an economy at once.

```python
from dataclasses import replace
from kaskazi.model import solve

land = replace(c, fixed_share=share)        # (N,J), 0 where all value added is labour
e = solve(land, wedges)
print(e.rent_hat, e.w_hat)
```

Published shares (GTAP 11.1, year 2017, factor payments at basic prices, Sub-Saharan Africa without Nigeria and South
Africa, read in a copy of the data base): land .31 of value added in grain, oilseed, animals and fibre, .29 in vegetables
and fruit, .34 in other crops (tea, coffee, flowers); natural resources .35 in fishing, .22 in mining and fuels, .09 in
forestry. No default uses them yet.

## What it does

The packaged world 2023.2, central cases, with .31 in crops and livestock, .29 in horticulture, .35 in forestry and
fishing, .22 in fuels and minerals, everywhere (one set for all economies is a stand-in):

| | labour alone | with the factor |
|---|---|---|
| preferences of apparel lapse: Lesotho's exports of minerals | +5.9 % | +3.8 % |
| Lesotho's real income | -0.392 % | -0.330 % |
| Hormuz shut: Japan's output of fuels, value | +25.4 % | +5.7 % |
| India's output of fuels, value | +19.0 % | +4.6 % |
| Japan's, India's real income | -0.040, -0.135 % | -0.049, -0.147 % |

Labour no longer drills for oil anywhere; a loss of one sector still moves labour into mining, by less; what a closure
costs rises by a tenth to a quarter, which is far from the factor of twelve that separates it from what is published:
how hard energy is to replace as an input matters more, and the model has no such option yet.

## What it leaves out

Capital, land that moves between crops, reserves that run out.
""",
    "rationing": """## Conventions

Volumes are what leaves exporters, at base-year prices. The scarcity price is ad valorem on the price at the border, and
whoever collects it is said: `rent="importer"`, `"exporter"` or `"lost"`. Several caps hold at once; cells may be shared.

```python
import numpy as np
from kaskazi.model import rationing
from kaskazi.model.rationing import Cap

strait = np.zeros(c.pi.shape, dtype=bool)
strait[fuels][np.ix_(importers, exporters)] = True
found = rationing.solve(c, wedges, [Cap(strait, 0.1)], rent="exporter")     # a tenth of the volume still moves
print(found.price, found.volume, found.equilibrium.real_income_hat)
```

A gradient, parts of a gain or an ensemble at `found.equilibrium` hold the scarcity price, not the quantity; for draws
solve the rationing for each.

## What it leaves out

Stocks that are run down first, and queues of which goods move: what is left goes to who pays most.
""",
    "inventories": """## Conventions

A table of one year with changes of inventories is folded before it is a base year, by a rule that is named; `moved`
says what each output moved by. The two rules differ in size and in sign where much is drawn from stock: show both.

## What it leaves out

Why stocks move.
""",
    "gravity": """## Conventions

The coefficient of a trade-cost variable is -theta times its effect on ln cost; intervals draw coefficients from
their estimated covariance and solve each draw in general equilibrium. Estimates are Poisson pseudo-maximum likelihood
through an optional dependency (`pip install "kaskazi[gravity]"`): a year with exporter and importer effects
(`gravity.estimate`), a panel with exporter-time, importer-time and pair effects (`three_way.estimate`), the same less
its bias (`three_way.corrected`), agreements that begin in different years (`staggered.estimate`), any effects
(`ppml.fit`). Panels are long: one entry a flow, arrays of codes beside it; years far enough apart for trade to adjust
are the user's choice, and so are own sales, without which exporter-time effects take up what is common to all partners.

```python
from kaskazi.model import staggered, three_way

found = three_way.corrected(trade, [rta, border], exporter, importer, year)
print(found.coefficients, found.errors, found.plain.coefficients, found.bias)
effect = staggered.estimate(trade, exporter, importer, year, first_year)     # NaN: never
print(effect.mean(), effect.by_age())
```

## What it leaves out

Sectors, materials and tariff revenue (use the calibration of the main model for those). The bias is corrected for
effects of exporter-time, importer-time and pair; a panel of several sectors is corrected sector by sector.
""",
    "ensemble": """## How fast

`benchmarks/bench_model.py` prints it on your machine. Lanes of sixteen draws share one matrix product a sector
for importers that no shock touches.
""",
}


def section(name: str) -> str:
    """One module: its docstring, then every public class and function with its own."""
    module = import_module(f"kaskazi.model.{name}")
    parts = [f"## `kaskazi.model.{name}`", "", "```text", (module.__doc__ or "").strip(), "```", ""]
    for key, thing in vars(module).items():
        public = not key.startswith("_") and getattr(thing, "__module__", "") == module.__name__
        if not public or not (inspect.isfunction(thing) or inspect.isclass(thing)):
            continue
        sign = "" if inspect.isclass(thing) else str(inspect.signature(thing)).replace("'", "")
        sign = re.sub(
            r"<module (\w+) from [^>]*>", r"\1", sign
        )  # a module by its name, wherever it is installed
        parts += [f"### {key}", "", "```python", f"{key}{sign}", "```", ""]
        parts += ["```text", inspect.cleandoc(thing.__doc__ or ""), "```", ""]
    return "\n".join(parts)


def page(key: str) -> str:
    """One page."""
    title, modules = PAGES[key]
    body = [f"# {title}", "", "Made from the docstrings by `docs/models/build.py`.", ""]
    if key in NOTES:
        body += [NOTES[key]]
    body += [section(m) for m in modules]
    return "\n".join(body).rstrip() + "\n"


def main() -> None:
    """Write every page."""
    for key in PAGES:
        (HERE / f"{key}.md").write_text(page(key), encoding="utf-8")


if __name__ == "__main__":
    main()
