"""Figures entered by hand: every row says who, what year, what unit, where from; none stands twice."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kaskazi.sources import sources
from kaskazi.world.economies import economies

DATA = Path(__file__).resolve().parents[1] / "src" / "kaskazi" / "world" / "data"
GROUPS = {"EU27", "EAC", "SSA", "WLD", "EUROPE", "NORTH-AMERICA", "ROW"}
SECTORS = {
    "crops",
    "horticulture",
    "livestock",
    "forestry-fishing",
    "fuels",
    "minerals",
    "food",
    "textiles",
    "apparel",
    "leather",
    "wood-paper",
    "petroleum",
    "chemicals",
    "pharma",
    "non-metallic",
    "metals",
    "electronics",
    "machinery",
    "vehicles",
    "other-manufactures",
    "utilities",
    "construction",
    "trade",
    "transport",
    "tourism",
    "communications",
    "finance",
    "business",
    "public",
}
YEARS = range(2015, 2027)


def toml(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def place(table: str, k: int, row: dict[str, Any]) -> str:
    return f"{table}[{k}] {row}"


OVERRIDES = toml("overrides.toml")
PARTNERED = ("flow", "other_flow", "group_flow")
ROWS = [(t, k, r) for t in (*PARTNERED, "total", "product") for k, r in enumerate(OVERRIDES[t])]


def test_every_row_has_its_source_year_unit_and_value() -> None:
    rates = {(r["currency"], r["year"]) for r in OVERRIDES["rate"]}
    for t, k, r in ROWS:
        where = place(t, k, r)
        assert r["source"] in sources(), where
        assert r["year"] in YEARS, where
        assert r["value"] > 0, where
        assert r["currency"] == "USD" or (r["currency"], r["year"]) in rates, where
        assert "note" not in r or r["note"].endswith("."), where
    assert all(r["per_usd"] > 0 and r["source"] in sources() for r in OVERRIDES["rate"])


@pytest.mark.parametrize("table", PARTNERED)
def test_partners_are_economies_or_groups(table: str) -> None:
    known = set(economies())
    for k, r in enumerate(OVERRIDES[table]):
        where = place(table, k, r)
        ends = {r["exporter"], r["importer"]}
        assert len(ends) == 2, where
        assert len(ends & known) == (1 if table == "group_flow" else 2), where
        assert ends <= known | GROUPS, where
        assert r["side"] in ("exporter", "importer"), where
        assert r["valuation"] in ("fob", "cif", "fas", "customs"), where
        assert r["kind"] in ("total", "domestic", "re-export"), where
        assert r["side"] == "importer" or r["valuation"] != "cif", where


def test_products_name_a_sector_and_an_economy() -> None:
    known = set(economies())
    for k, r in enumerate(OVERRIDES["product"]):
        where = place("product", k, r)
        assert r["economy"] in known, where
        assert r["flow"] in ("exports", "imports"), where
        assert r["sector"] in SECTORS or (r["sector"] == "several" and r["note"]), where
        assert r["name"], where
        assert "partner" not in r or r["partner"] in known | GROUPS, where


def twice(keys: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [k for k, n in Counter(keys).items() if n > 1]


def test_nothing_stands_twice() -> None:
    flows = OVERRIDES["flow"]
    assert not twice([(f["exporter"], f["importer"]) for f in flows])
    fields = ("exporter", "importer", "year", "side", "valuation", "kind", "source")
    assert not twice([tuple(f[x] for x in fields) for t in PARTNERED for f in OVERRIDES[t]])
    assert not twice([(r["economy"], r["kind"], r["year"], r["source"]) for r in OVERRIDES["total"]])
    fields = ("economy", "flow", "name", "year", "source")
    assert not twice([(*(r[x] for x in fields), r.get("partner")) for r in OVERRIDES["product"]])
    assert not twice([(r["currency"], r["year"]) for r in OVERRIDES["rate"]])


def test_the_reader_sees_a_fault() -> None:
    assert twice([("KEN", "USA"), ("KEN", "UGA"), ("KEN", "USA")]) == [("KEN", "USA")]


def test_parts_stay_below_their_whole() -> None:
    """Kenya's partners and its products each sum to less than its total exports and imports of the year."""
    per_usd = {(r["currency"], r["year"]): r["per_usd"] for r in OVERRIDES["rate"]} | {("USD", 2023): 1.0}

    def usd(r: dict[str, Any]) -> float:
        return float(r["value"]) / per_usd[r["currency"], r["year"]]

    for kind, end in (("exports", "exporter"), ("imports", "importer")):
        whole = next(usd(t) for t in OVERRIDES["total"] if (t["economy"], t["kind"]) == ("KEN", kind))
        pairs = [f for f in OVERRIDES["flow"] if f[end] == "KEN" and f["year"] == 2023]
        assert 0.3 * whole < sum(map(usd, pairs)) < whole
        goods = [
            p
            for p in OVERRIDES["product"]
            if (p["economy"], p["flow"], p["year"], p["source"])
            == ("KEN", kind, 2023, "knbs-es-2024-products")
        ]
        assert 0.3 * whole < sum(map(usd, goods)) < whole
