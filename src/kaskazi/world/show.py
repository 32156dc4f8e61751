"""One economy of the world, for a reader: accounts, partners, grades, sources."""

from __future__ import annotations

from typing import Any

import numpy as np

from kaskazi.sources import source, sources
from kaskazi.world.corridors import corridors
from kaskazi.world.file import DEFAULT
from kaskazi.world.published import overrides, table, usd
from kaskazi.world.types import GRADE_NAMES, World


def summary(w: World, iso3: str, partners: int = 12) -> dict[str, Any]:
    """Accounts (million USD) and the largest partners with their grades. Raises InputError."""
    k = w.index(iso3)
    goods = w.goods()

    published = w.published()

    def side(values: Any, grades: Any, seen: Any) -> list[dict[str, Any]]:
        order = sorted(range(len(values)), key=lambda i: -values[i])[:partners]
        return [
            {
                "partner": w.economies[i],
                "name": w.names[i],
                "value": round(float(values[i]), 1),
                "grade": GRADE_NAMES[int(grades[i])],
                "published": bool(seen[i]),
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
        "exports": round(float(out.sum())),
        "imports": round(float(into.sum())),
        "own_sales": round(float(w.flows[:, k, k].sum())),
        "indicators": _indicators(w, k),
        "tariffs": _tariffs(w, k),
        "sectors": _sectors(w, k),
        "export_grades": shares(sold),
        "import_grades": shares(bought),
        "exports_to": side(out, g_out, published[:, k]),
        "imports_from": side(into, g_in, published[k]),
        "products": _products(w, iso3),
        "remittances_by_sender": _senders(w, iso3),
        "remittance_corridors": _corridors(w, iso3, partners),
        "ledger": [x for x in w.ledger if f" {iso3}:" in x or x.startswith((f"{iso3}:", f"{iso3} to "))],
        "sources": [source(s).line() for s in w.sources],
    }


def _tariffs(w: World, k: int) -> dict[str, Any]:
    """What an economy's goods imports pay (ratio), by what its tariffs rest on: shares of its imports, largest first, with
    the source; and the share that rests on sources from memory, here and in the world. Empty where a world does not say."""
    if not w.tariff_bases:
        return {}
    bought = w.flows[:, k, :] * w.is_goods[:, None]
    bought[:, k] = 0.0
    total = max(float(bought.sum()), 1e-9)
    paid = bought * w.tariff[:, k, :]
    found: dict[str, list[float]] = {}
    for b in np.unique(w.tariff_basis[:, k, :]):
        here = w.tariff_basis[:, k, :] == b
        row = found.setdefault(w.tariff_bases[b], [0.0, 0.0])
        row[0] += float(bought[here].sum())
        row[1] += float(paid[here].sum())
    remembered = np.array([from_memory(b) for b in w.tariff_bases])
    goods = w.flows * w.is_goods[:, None, None]
    n = np.arange(len(w.economies))
    goods[:, n, n] = 0.0
    return {
        "mean": round(float(paid.sum()) / total, 5),
        "remembered": round(sum(v[0] for b, v in found.items() if from_memory(b)) / total, 4),
        "remembered_world": round(float(goods[remembered[w.tariff_basis]].sum() / goods.sum()), 4),
        "bases": [
            {"basis": b, "share": round(v / total, 4), "mean": round(p / max(v, 1e-9), 4)}
            for b, (v, p) in sorted(found.items(), key=lambda x: -x[1][0])
            if v > 0
        ],
    }


def from_memory(basis: str) -> bool:
    """Whether a basis ("words: source ids") rests on a source that is remembered."""
    cited = basis.rpartition(": ")[2].split()
    return any(sources()[s].status == "memory" for s in cited if s in sources())


def _indicators(w: World, k: int) -> list[dict[str, Any]]:
    """Further figures of one economy; year and source are empty where the world's file does not say them."""
    return [
        {
            "id": key,
            "title": x.title,
            "value": float(x.values[k]),
            "unit": x.unit,
            "year": int(x.years[k]) or None,
            "source": x.sources[k],
        }
        for key, x in w.indicators.items()
        if np.isfinite(x.values[k])
    ]


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


def _corridors(w: World, iso3: str, most: int) -> list[dict[str, Any]]:
    """The largest senders of remittances of a shipped world, million USD of its year, with what each rests on."""
    if w.version != DEFAULT:
        return []
    found = corridors().get(iso3, ())
    return [
        {
            "sender": c.sender,
            "value": c.value,
            "basis": c.basis,
            "source": c.source,
            "cost": c.cost,
            "cost_year": c.cost_year,
        }
        for c in found[:most]
        if c.year == w.year
    ]
