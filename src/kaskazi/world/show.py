"""One economy of the world, for a reader: accounts, partners, grades, sources."""

from __future__ import annotations

from typing import Any

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

    def shares(values: Any, grades: Any) -> dict[str, float]:
        total = float(values.sum()) or 1.0
        return {n: round(float(values[grades == g].sum()) / total, 3) for g, n in enumerate(GRADE_NAMES) if g}

    out, into = goods[:, k], goods[k]
    g_out, g_in = w.grade[:, :, k].max(axis=0), w.grade[:, k, :].max(axis=0)
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
        "export_grades": shares(out, g_out),
        "import_grades": shares(into, g_in),
        "exports_to": side(out, g_out),
        "imports_from": side(into, g_in),
        "ledger": [x for x in w.ledger if f" {iso3}:" in x or x.startswith(f"{iso3}:")],
        "sources": [source(s).line() for s in w.sources],
    }


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
    if s["ledger"]:
        lines += ["", "What balancing assumed:", *(f"  {x}" for x in s["ledger"])]
    return "\n".join([*lines, "", "Sources:", *(f"  {x}" for x in s["sources"])])
