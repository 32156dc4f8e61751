"""Figures entered by hand: every row says who, what year, what unit, where from; none stands twice."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kaskazi.codes.economies import of_the_world
from kaskazi.codes.sectors import sectors
from kaskazi.sources import sources
from kaskazi.world.indicators import rows, text

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "src/kaskazi/world/data", ROOT / "databuild/data")
GROUPS = {
    "AFRICA",
    "AMERICA",
    "ASIA",
    "EAC",
    "EU27",
    "EUROPE",
    "MIDDLE-EAST",
    "NORTH-AMERICA",
    "OCEANIA-OTHER",
    "ROW",
    "SADC",
}
GOODS = (
    *(
        "crops",
        "horticulture",
        "livestock",
        "forestry-fishing",
        "fuels",
        "minerals",
        "food",
        "textiles",
        "apparel",
    ),
    *("leather", "wood-paper", "petroleum", "chemicals", "pharma", "non-metallic", "metals", "electronics"),
    *("machinery", "vehicles", "other-manufactures"),
)
SERVICES = (
    *("utilities", "construction", "trade", "transport", "tourism", "communications", "finance", "business"),
    "public",
)
SECTORS = {*GOODS, *SERVICES}
YEARS = range(2015, 2027)


def shipped(name: str) -> str:
    return next(f / name for f in FOLDERS if (f / name).is_file()).read_text(encoding="utf-8")


def toml(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(shipped(name))


def place(table: str, k: int, row: dict[str, Any]) -> str:
    return f"{table}[{k}] {row}"


OVERRIDES = toml("overrides.toml")
PARTNERED = ("flow", "other_flow")
ROWS = [(t, k, r) for t in (*PARTNERED, "group_flow", "total", "product") for k, r in enumerate(OVERRIDES[t])]


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
def test_partners_are_two_economies(table: str) -> None:
    known = set(of_the_world())
    for k, r in enumerate(OVERRIDES[table]):
        where = place(table, k, r)
        ends = {r["exporter"], r["importer"]}
        assert len(ends) == 2, where
        assert ends <= known, where
        assert r["side"] in ("exporter", "importer"), where
        assert r["valuation"] in ("fob", "cif", "fas", "customs"), where
        assert r["kind"] in ("total", "domestic", "re-export"), where
        assert r["side"] == "importer" or r["valuation"] != "cif", where


def test_groups_are_named() -> None:
    for k, r in enumerate(OVERRIDES["group_flow"]):
        where = place("group_flow", k, r)
        assert r["economy"] in of_the_world(), where
        assert r["group"] in GROUPS, where
        assert r["flow"] in ("exports", "imports"), where
        assert r["side"] in ("exporter", "importer"), where


def test_products_name_a_sector_and_an_economy() -> None:
    known = set(of_the_world())
    for k, r in enumerate(OVERRIDES["product"]):
        where = place("product", k, r)
        assert r["economy"] in known, where
        assert r["flow"] in ("exports", "imports"), where
        assert r["sector"] in SECTORS, where
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


def test_tariffs_name_a_publisher_and_keep_their_order() -> None:
    """One row an economy, basis, year and source; rates are percent; the mean of all lies between its two parts."""
    rows = list(csv.DictReader(shipped("tariffs.csv").splitlines()))
    known, cited = set(of_the_world()) | {"EU27"}, sources()
    rates = ("all_simple", "agri", "nonagri", "primary_simple", "all_weighted")
    for r in rows:
        assert r["iso3"] in known, r
        assert int(r["year"]) in YEARS, r
        assert r["basis"] in ("mfn", "applied"), r
        assert cited[r["source"]].status == r["status"], r
        assert any(r[x] for x in rates), r
        assert all(0 <= float(r[x]) <= 100 for x in rates if r[x]), r
        assert bool(r["agri"]) == bool(r["nonagri"]), r
        if r["agri"]:
            share = 0.145  # of HS6 headings that are agricultural: an average of subheadings
            mean = share * float(r["agri"]) + (1 - share) * float(r["nonagri"])
            assert float(r["all_simple"]) == pytest.approx(mean, abs=0.5), r
    assert not twice([(r["iso3"], r["basis"], r["year"], r["source"]) for r in rows])
    with_parts = [r["iso3"] for r in rows if r["agri"]]
    assert not twice([(i,) for i in with_parts])
    assert len(with_parts) >= 60


def test_remembered_tariffs_agree_with_those_seen() -> None:
    """Where a total is remembered and also seen elsewhere, on the same basis, they differ by half a point at most."""
    rows = list(csv.DictReader(shipped("tariffs.csv").splitlines()))
    seen = {r["iso3"]: r for r in rows if r["basis"] == "mfn" and r["status"] != "memory"}
    both = [(r, seen[r["iso3"]]) for r in rows if r["status"] == "memory" and r["iso3"] in seen]
    assert len(both) >= 30
    for r, s in both:
        assert float(r["all_simple"]) == pytest.approx(float(s["all_simple"]), abs=0.5), (r, s)


def test_jobs_say_what_is_counted() -> None:
    rows = toml("jobs.toml")["jobs"]
    for k, r in enumerate(rows):
        where = place("jobs", k, r)
        assert r["economy"] in of_the_world(), where
        assert set(r["sector"].split("+")) <= set(sectors()), where
        assert isinstance(r["whole"], bool), where
        assert r["source"] in sources(), where
        assert r["year"] in YEARS, where
        assert r["scope"], where
        assert isinstance(r["persons"], int), where
        assert 1_000 <= r["persons"] <= 10_000_000, where
    assert not twice([(r["economy"], r["year"], r["source"]) for r in rows])


def test_remittances_have_senders_and_sum_to_less_than_their_month() -> None:
    table = toml("remittances.toml")
    for iso3, year, value, source in rows("remittances", text("remittances")):
        where = f"{iso3} {year} {source}"
        assert iso3 in of_the_world(), where
        assert year in YEARS, where
        assert source == "factbook" or 100 < value < 200_000, where
    for k, r in enumerate(table["by_source"]):
        where = place("by_source", k, r)
        assert r["sender"] in set(of_the_world()) | GROUPS, where
        assert r["source"] in sources(), where
        assert int(r["period"][:4]) in YEARS, where
        assert "value" in r or 0 < r["share"] < 100, where
    assert not twice([(r["receiver"], r["sender"], r["period"], r["source"]) for r in table["by_source"]])
    half = [r["value"] for r in table["by_source"] if r["period"] == "2023-01/2023-06"]
    assert sum(half) == pytest.approx(2_033.8, abs=0.5)
    january = [r for r in table["by_source"] if r["period"] == "2024-01"]
    assert sum(r["value"] for r in january) < 412.4


def test_services_name_item_and_unit() -> None:
    table = toml("services.toml")
    rates = {(r["currency"], r["year"]) for r in OVERRIDES["rate"]}
    for k, r in enumerate(table["flow"]):
        where = place("services.flow", k, r)
        assert {r["economy"], r.get("partner", r["economy"])} <= set(of_the_world()), where
        assert r["flow"] in ("exports", "imports"), where
        assert r["item"] in ("total", "travel", "transport", "travel-transport", "tourism"), where
        assert r["source"] in sources(), where
        assert r["year"] in YEARS, where
        assert r["value"] > 0, where
        assert r["currency"] == "USD" or (r["currency"], r["year"]) in rates, where
        assert ("partner" in r) == ("side" in r), where
    for k, r in enumerate(table["employment"]):
        where = place("employment", k, r)
        assert r["economy"] in of_the_world(), where
        assert r["sector"] in SECTORS | {"total", "agriculture", "manufacturing"}, where
        assert r["source"] in sources(), where
        assert r["persons"] > 0, where
        assert r["scope"], where
    fields = ("economy", "sector", "year", "scope", "source")
    assert not twice([tuple(r[x] for x in fields) for r in table["employment"]])
    assert not twice(
        [(r["economy"], r["item"], r["flow"], r["year"], r.get("partner")) for r in table["flow"]]
    )


def test_elasticities_cover_every_good() -> None:
    rows = toml("elasticities.toml")["estimate"]
    goods = set(GOODS)
    for k, r in enumerate(rows):
        where = place("estimate", k, r)
        assert r["sector"] in SECTORS | {"all", "agriculture", "manufacturing"}, where
        assert r["parameter"] in ("theta", "sigma"), where
        assert r["source"] in sources(), where
        assert 0 < r["value"] < 40, where
        assert r.get("low", 0) <= r["value"] <= r.get("high", 99), where
        assert r.get("se", 1) > 0, where
    assert goods <= {r["sector"] for r in rows if r["set"] == "GTAP"}
    assert not twice([(r["set"], r["sector"], r["name"]) for r in rows])


def test_two_way_is_of_two_economies() -> None:
    for k, r in enumerate(OVERRIDES["two_way"]):
        where = place("two_way", k, r)
        assert r["economy"] in of_the_world(), where
        assert r["partner"] in of_the_world(), where
        assert r["economy"] != r["partner"], where
        assert r["source"] in sources(), where
        assert r["value"] > 0, where
