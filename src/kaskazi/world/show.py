"""One economy of the world, for a reader: accounts, partners, grades, sources."""

from __future__ import annotations

from typing import Any

import numpy as np

from kaskazi.sources import source
from kaskazi.world.file import DEFAULT
from kaskazi.world.published import overrides, table, usd
from kaskazi.world.types import GRADE_NAMES, World


def summary(w: World, iso3: str, partners: int = 12) -> dict[str, Any]:
    """Accounts (million USD) and the largest partners with their grades. Raises InputError."""
    k = w.index(iso3)
    goods = w.goods()

    by_hand = w.hand_entered()

    def side(values: Any, grades: Any, published: Any) -> list[dict[str, Any]]:
        order = sorted(range(len(values)), key=lambda i: -values[i])[:partners]
        return [
            {
                "partner": w.economies[i],
                "name": w.names[i],
                "value": round(float(values[i]), 1),
                "grade": GRADE_NAMES[int(grades[i])],
                "published": bool(published[i]),
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
        "exports_to": side(out, g_out, by_hand[:, k]),
        "imports_from": side(into, g_in, by_hand[k]),
        "products": _products(w, iso3),
        "remittances_by_sender": _senders(w, iso3),
        "ledger": [x for x in w.ledger if f" {iso3}:" in x or x.startswith((f"{iso3}:", f"{iso3} to "))],
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
            "jobs_grade": GRADE_NAMES[int(w.jobs_grade[k, j])],
        }
        for j, s in enumerate(w.sectors)
    ]


def _products(w: World, iso3: str) -> list[dict[str, Any]]:
    """Products whose trade publishers state for the year of a shipped world, largest first, million USD."""
    if w.version != DEFAULT:
        return []
    rows = [r for r in overrides().get("product", []) if r["economy"] == iso3 and r["year"] == w.year]
    found = [
        {
            "flow": r["flow"],
            "product": r["name"],
            "sector": r["sector"],
            "partner": r.get("partner", ""),
            "value": round(usd(r), 1),
            "source": r["source"],
        }
        for r in rows
    ]
    return sorted(found, key=lambda r: (r["flow"], r["partner"] != "", -r["value"]))


def _senders(w: World, iso3: str) -> list[dict[str, Any]]:
    """Who sends remittances, as published: million USD of the period, or per cent where only that is printed."""
    if w.version != DEFAULT:
        return []
    rows = [r for r in table("remittances")["by_source"] if r["receiver"] == iso3]
    return [
        {k: r.get(k) for k in ("sender", "period", "value", "share", "source")}
        for r in rows
        if str(r["period"]).startswith(str(w.year))
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
        lines += [
            f"  {r['name'].ljust(width)} {r['value']:>12,.1f}  {r['grade'].ljust(9)}"
            + ("  total as published" if r["published"] else "")
            for r in s[key]
        ]
    wide = max(len(r["name"]) for r in s["sectors"])
    lines += [
        "",
        f"{'sector'.ljust(wide)}  {'output':>12}{'exports':>12}{'imports':>12}{'jobs':>14}  {'accounts'.ljust(9)}  jobs",
    ]
    lines += [
        f"{r['name'].ljust(wide)}  {r['output']:>12,.0f}{r['exports']:>12,.0f}{r['imports']:>12,.0f}"
        f"{r['jobs']:>14,.0f}  {r['grade'].ljust(9)}  {r['jobs_grade']}"
        for r in s["sectors"]
    ]
    for flow in dict.fromkeys(r["flow"] for r in s["products"]):
        rows = [r for r in s["products"] if r["flow"] == flow]
        names = [f"{r['product']}{' with ' + r['partner'] if r['partner'] else ''}" for r in rows]
        long = max(map(len, names))
        lines += ["", f"{flow} by product, as published"]
        lines += [
            f"  {n.ljust(long)} {r['value']:>12,.1f}  {r['source']}" for n, r in zip(names, rows, strict=True)
        ]
    if s["remittances_by_sender"]:
        lines += ["", f"remittances received {s['remittances']:,.0f}; by sender, as published"]
        lines += [
            f"  {r['sender'].ljust(14)} {r['period'].ljust(16)} "
            + (f"{r['value']:>9,.1f}" if r["value"] is not None else f"{r['share']:>7,.0f} %")
            + f"  {r['source']}"
            for r in s["remittances_by_sender"]
        ]
    if s["ledger"]:
        lines += ["", "What balancing assumed:", *(f"  {x}" for x in s["ledger"])]
    return "\n".join([*lines, "", "Sources:", *(f"  {x}" for x in s["sources"])])
