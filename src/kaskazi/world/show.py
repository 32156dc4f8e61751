"""One economy of the world, for a reader: accounts, partners, grades, sources."""

from __future__ import annotations

from typing import Any

import numpy as np

from kaskazi.sources import source
from kaskazi.world.types import GRADE_NAMES, World


def summary(w: World, iso3: str, partners: int = 12) -> dict[str, Any]:
    """Accounts (million USD) and the largest partners with their grades. Raises InputError."""
    k = w.index(iso3)
    goods = w.goods()

    def side(values: Any, grades: Any) -> list[dict[str, Any]]:
        order = sorted(range(len(values)), key=lambda i: -values[i])[:partners]
        return [
            {
                "partner": w.economies[i],
                "name": w.names[i],
                "value": round(float(values[i]), 1),
                "grade": GRADE_NAMES[int(grades[i])],
            }
            for i in order
            if values[i] > 0
        ]

    def by_grade(flows: Any, grades: Any) -> Any:
        """Value (3, N) of one economy's goods trade by grade and partner."""
        return np.stack([(flows * (grades == g)).sum(axis=0) for g in (1, 2, 3)])

    def shares(parts: Any) -> dict[str, float]:
        total = float(parts.sum()) or 1.0
        return {n: round(float(v.sum()) / total, 3) for n, v in zip(GRADE_NAMES[1:], parts, strict=True)}

    out, into = goods[:, k], goods[k]
    kinds = w.is_goods
    abroad = np.arange(len(w.economies)) != k
    sold = by_grade(w.flows[kinds][:, :, k] * abroad, w.grade[kinds][:, :, k])
    bought = by_grade(w.flows[kinds][:, k, :] * abroad, w.grade[kinds][:, k, :])
    g_out, g_in = 1 + sold.argmax(axis=0), 1 + bought.argmax(axis=0)
    return {
        "world": w.version,
        "year": w.year,
        "iso3": iso3,
        "name": w.name(iso3),
        "gdp": round(float(w.gdp[k])),
        "population": float(w.population[k]),
        "exports": round(float(out.sum())),
        "imports": round(float(into.sum())),
        "remittances": round(float(w.remittances[k]), 0),
        "own_sales": round(float(w.flows[:, k, k].sum())),
        "sectors": _sectors(w, k),
        "export_grades": shares(sold),
        "import_grades": shares(bought),
        "exports_to": side(out, g_out),
        "imports_from": side(into, g_in),
        "ledger": [x for x in w.ledger if f" {iso3}:" in x or x.startswith(f"{iso3}:")],
        "sources": [source(s).line() for s in w.sources],
    }


def _sectors(w: World, k: int) -> list[dict[str, Any]]:
    """Output, trade (million USD), jobs and the grade of its accounts for every sector of one economy."""
    own = w.flows[:, k, k]
    sold, bought = w.flows[:, :, k].sum(axis=1) - own, w.flows[:, k, :].sum(axis=1) - own
    made = w.output()[k]
    return [
        {
            "sector": s,
            "name": w.sector_names[j],
            "output": round(float(made[j]), 1),
            "exports": round(float(sold[j]), 1),
            "imports": round(float(bought[j]), 1),
            "jobs": round(float(w.jobs[k, j])),
            "grade": GRADE_NAMES[int(w.technology_grade[k, j])],
        }
        for j, s in enumerate(w.sectors)
    ]


def render(s: dict[str, Any]) -> str:
    """The summary as aligned text."""
    lines = [
        f"{s['name']} ({s['iso3']}) in world {s['world']}, year {s['year']}, million USD",
        f"GDP {s['gdp']:,}; goods exports {s['exports']:,}; goods imports {s['imports']:,}; "
        f"own sales {s['own_sales']:,}; people {s['population']:,.0f}",
    ]
    for key, text in (("exports_to", "exports to"), ("imports_from", "imports from")):
        grades = s["export_grades" if key == "exports_to" else "import_grades"]
        parts = ", ".join(f"{100 * v:.0f} % {n}" for n, v in grades.items())
        lines += ["", f"{text} ({parts})"]
        width = max((len(r["name"]) for r in s[key]), default=0)
        lines += [f"  {r['name'].ljust(width)} {r['value']:>12,.1f}  {r['grade']}" for r in s[key]]
    wide = max(len(r["name"]) for r in s["sectors"])
    lines += [
        "",
        f"{'sector'.ljust(wide)}  {'output':>12}{'exports':>12}{'imports':>12}{'jobs':>14}  accounts",
    ]
    lines += [
        f"{r['name'].ljust(wide)}  {r['output']:>12,.0f}{r['exports']:>12,.0f}{r['imports']:>12,.0f}"
        f"{r['jobs']:>14,.0f}  {r['grade']}"
        for r in s["sectors"]
    ]
    if s["ledger"]:
        lines += ["", "What balancing assumed:", *(f"  {x}" for x in s["ledger"])]
    return "\n".join([*lines, "", "Sources:", *(f"  {x}" for x in s["sources"])])
