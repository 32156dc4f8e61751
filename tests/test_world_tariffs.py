"""Tariffs of the world's build: levels, preferences by law and date, line rates, revenue."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from databuild import tables
from databuild.world import agreements, revenue, tariffs, us_duties
from kaskazi.cli import world_text
from kaskazi.codes.groups import members
from kaskazi.codes.sectors import sectors
from kaskazi.law.rates import parse_rate
from kaskazi.sources import source
from kaskazi.text.tables import render
from kaskazi.world import IMPUTED, World
from kaskazi.world.file import from_bytes, to_bytes
from kaskazi.world.regroup import by_region
from kaskazi.world.show import summary
from shared import shared

MID = date(2023, 7, 1)


@pytest.fixture(scope="module", autouse=True)
def tables_beside() -> Path:
    """The published tables are there, or the tests of this file are skipped with the reason."""
    return shared("tariffs/wdi_applied_tariffs_latest.csv")


@pytest.fixture(scope="module")
def law() -> agreements.Preferences:
    return agreements.preferences(World.load().economies, MID)


def keeps(law: agreements.Preferences, importer: str, exporter: str) -> float:
    w = World.load()
    return float(law.keeps[w.index(importer), w.index(exporter)])


def test_a_rate_that_was_seen_is_never_replaced_by_one_remembered_or_by_nothing() -> None:
    found = tariffs.averages()
    rows = csv.DictReader(tables.text("tariffs.csv").splitlines())
    seen = {r["iso3"] for r in rows if r["status"] != "memory"} - {"EU27"}
    wrong = {c for c in seen if c not in found or source(found[c].source).status == "memory"}
    assert not wrong
    assert found["KEN"].whole == pytest.approx(0.117, abs=1e-4)
    assert found["KEN"].primary == pytest.approx(0.1773, abs=1e-4)
    assert {found[c].source for c in members("EU", MID)} == {
        tariffs.WDI_SOURCE
    }  # one of them has no row of its own


def test_specific_and_compound_duties_become_ad_valorem_through_unit_values() -> None:
    leaf, whole = us_duties.equivalent(parse_rate("37.5¢/kg"), "24012085")
    assert whole
    assert leaf == pytest.approx(0.375 / 4.18)
    assert us_duties.equivalent(parse_rate("10.5¢/bbl"), "27090020")[0] == pytest.approx(0.105 / 80.8)
    assert us_duties.equivalent(parse_rate("29.1¢/kg + 25.9%"), "62053020") == (
        0.259,
        False,
    )  # no unit value held
    assert all(source(r["source"]) for r in tables.table("unit_values")["value"])


def test_additional_duties_of_the_day_are_on_the_lines_of_the_origins_they_name() -> None:
    bearing, steel = "84821010", "72083900"
    assert us_duties._extra(bearing, "CHN", MID) == pytest.approx(0.25)
    assert us_duties._extra(bearing, "CHN", date(2018, 1, 1)) == 0.0
    assert us_duties._extra(bearing, "DEU", MID) == 0.0
    assert us_duties._extra(steel, "IND", MID) == pytest.approx(0.25)
    assert us_duties._extra(steel, "CAN", MID) == 0.0


@pytest.mark.parametrize(
    ("importer", "exporter", "share", "why"),
    [
        ("CIV", "SEN", 0.0, "customs union"),
        ("KEN", "SSD", 0.0, "an accession that the dyads lack"),
        ("KEN", "COD", 0.0, "the same"),
        ("KEN", "SOM", 1.0, "joined after the day"),
        ("KEN", "EGY", 0.0, "free trade area by programme"),
        ("KEN", "ZAF", 1.0, "a continental treaty that is hardly traded under"),
        ("KEN", "DEU", 1.0, "in force a year later"),
        ("DEU", "KEN", 0.0, "one-way, by the registry of laws"),
        ("DEU", "BGD", 0.0, "least developed"),
        ("GBR", "DEU", 0.0, "an agreement in the place of membership"),
        ("MRT", "SEN", 1.0, "left the union in 2000"),
        ("VNM", "USA", 1.0, "a treaty that gives the general rate"),
        ("CMR", "GAB", 0.0, "customs union known by its number"),
        ("ZAF", "LSO", 0.0, "customs union"),
        ("SAU", "ARE", 0.0, "customs union"),
        ("BRA", "ARG", 0.0, "customs union"),
        ("RUS", "BLR", 0.0, "customs union"),
        ("RUS", "UKR", 1.0, "suspended"),
        ("CHN", "JPN", 0.8, "the second year of long schedules"),
    ],
)
def test_preferences_follow_the_law_of_the_day(
    law: agreements.Preferences, importer: str, exporter: str, share: float, why: str
) -> None:
    assert keeps(law, importer, exporter) == share, why


def test_withdrawals_and_dates_are_honoured() -> None:
    pair = frozenset(("DEU", "GBR"))
    assert pair in agreements.dyads(2020)[293]
    assert pair not in agreements.dyads(2021)[293]
    assert frozenset(("CHN", "JPN")) in agreements.dyads(2022)[1044]
    assert 1044 not in agreements.dyads(2021)


def test_every_number_of_the_table_is_an_agreement_and_every_source_is_held(
    law: agreements.Preferences,
) -> None:
    t = tables.table("agreements")
    numbers = [n for k in ("none", "part", "left") for row in t[k] for n in row["numbers"]]
    numbers += [u["number"] for u in t["union"] if "number" in u]
    assert set(numbers) <= set(agreements.names())
    apart = [n for k in ("none", "part") for row in t[k] for n in row["numbers"]]
    assert len(apart) == len(set(apart))
    assert all(source(s) for _, _, s in law.bases)


def test_collections_need_years_that_meet() -> None:
    taxed = revenue.taxed()
    assert taxed["KEN"][1] == pytest.approx(0.0615 * 0.1399, rel=2e-3)
    assert "GRC" not in taxed  # duties and taxes of different years
    w = World.load()
    imports = w.goods().sum(axis=1)
    units = {x.unit: x for x in revenue.collections(w.economies, w.gdp, imports)}
    assert units["SACU"].members == members("SACU", MID)
    assert not {"ZAF", "DEU", "ARE"} & set(units)  # inside a unit; a gap of the source
    assert all(x.year >= revenue.FIRST for x in units.values())


def test_structure_by_sector_is_a_function_of_the_sector_table() -> None:
    keys = tuple(sectors())
    icio = {k: s.icio for k, s in sectors().items()}
    low, high = tariffs.pattern(keys, icio)
    at = {k: j for j, k in enumerate(keys)}
    assert low[at["apparel"]] > low[at["textiles"]] > low[at["machinery"]]
    assert high[at["finance"]] == 0.0
    some = ("food", "apparel")
    assert tariffs.pattern(some, icio)[1][0] == high[at["food"]]
    merged = {"cloth": ("C13T15",), "food": icio["food"]}
    assert tariffs.pattern(tuple(merged), merged)[1][0] == pytest.approx(1.5)


def test_published_means_are_met_by_sector_and_partner() -> None:
    """Two sectors, three partners, one of them free by union and one by agreement."""
    level = tariffs.Level(0.10, 0.04, 0.0, "wdi")
    bought = np.array([[10.0, 10.0, 20.0], [30.0, 30.0, 40.0]])
    keep, firm = np.array([1.0, 0.0, 0.0]), np.array([False, True, False])
    primary, shape = np.array([True, False]), np.array([2.0, 1.0])
    base, part, note = tariffs._levelled(level, (0.5, ""), shape, primary, bought, keep, firm)
    paid = base[:, None] * bought * keep
    assert (part, note) == (0.0, "")
    assert paid.sum(axis=1) == pytest.approx([0.10 * 40, 0.04 * 100])
    base, part, note = tariffs._levelled(level, (0.055, ""), shape, primary, bought, keep, firm)
    full = np.where(firm, keep, keep + part * (1 - keep))
    assert (base[:, None] * bought * full).sum() == pytest.approx(0.10 * 40 + 0.04 * 100)
    assert 0 < part < 1
    assert full[1] == 0.0
    assert "%" in note


def test_utilisation_is_bounded_and_said() -> None:
    codes = ("AAA", "BBB", "CCC")
    unit = [revenue.Collection(c, (c,), 1.0, 2023, "wdi") for c in ("AAA", "BBB")]
    used, told = tariffs.utilisation(codes, unit, {"AAA": 2.0, "BBB": 0.1})
    assert used[0] == 0.5
    assert used[1] == tariffs.UP
    assert "5.0 times" in told[1]
    assert used[2] == pytest.approx(np.median([0.5, 10.0]))
    assert revenue.typical({"AAA": 2.0, "BBB": 0.1}, without="AAA") == pytest.approx(10.0)


@pytest.mark.slow
def test_tariffs_of_the_world_meet_collections_and_are_traceable() -> None:
    from databuild.world import readers

    w = World.load()
    raw = list(csv.reader(shared("kenya/002_IFPRI_SAM_KEN_2019_SAM.csv").read_text("utf-8-sig").splitlines()))
    accounts = tuple(c.strip() for c in raw[0][2:-1])
    body = {r[1].strip(): [float(x) if x.strip() else 0.0 for x in r[2:-1]] for r in raw[1:]}
    sam = accounts, np.array([body[c] for c in accounts])
    assert readers.sam  # the same matrix as the archive's
    t = tariffs.applied(w.economies, w.flows, w.gdp, sam)
    off = ~np.eye(len(w.economies), dtype=bool)
    trade = w.flows * off * w.is_goods[:, None, None]
    # before any scaling: published rates against collection, and at the middle utilisation of the others
    assert len(t.ratios) > 90
    # (54 and 65 % on the trade of 2023.2, 42 and 58 % on that of 2023.3, which is what is published: so are the means)
    assert revenue.near(t.ratios) > 0.4
    assert revenue.near(t.with_typical) > 0.55
    # after: what is levied is what is collected, but where customs' figure is out of bounds
    units = revenue.collections(w.economies, w.gdp, trade.sum(axis=(0, 2)))
    after = revenue.ratios(w.economies, revenue.revenue(t.rate, w.flows), units)
    assert np.mean([abs(r - 1) < 0.02 for r in after.values()]) > 0.85
    assert revenue.near(after) > 0.9
    # remembered rates
    remembered = sum(float(trade[t.basis == k].sum()) for k, b in enumerate(t.bases) if _remembered(b))
    assert remembered / trade.sum() < 0.1
    assert trade[t.grade == IMPUTED].sum() / trade.sum() < 0.1
    # additional duties on one origin are in the base, a preference's goods are free
    usa, chn, ken, civ, sen = (w.index(c) for c in ("USA", "CHN", "KEN", "CIV", "SEN"))
    mean = (t.rate[:, usa] * w.flows[:, usa]).sum(axis=0) / np.maximum(trade[:, usa].sum(axis=0), 1e-9)
    assert mean[chn] > 0.08 > 0.001 > mean[ken]
    assert t.rate[:, civ, sen].max() == 0.0
    assert t.rate[w.sector("apparel"), ken, chn] > t.rate[w.sector("machinery"), ken, chn] > 0


def _remembered(basis: str) -> bool:
    return source(basis.split(": ")[1]).status == "memory"


@pytest.mark.slow
def test_what_tariffs_rest_on_is_shown_and_remembered_rates_are_counted() -> None:
    w = World.load()
    basis = np.zeros(w.tariff.shape, dtype=np.uint16)
    usa, chn = w.index("USA"), w.index("CHN")
    basis[:, usa, chn] = 1
    told = replace(
        w, tariff_basis=basis, tariff_bases=("applied mean: wdi", "union: free-trade-memory"), sha256=""
    )
    t = summary(told, "USA")["tariffs"]
    assert t["remembered"] == pytest.approx(w.trade("CHN", "USA") / w.goods()[usa].sum(), abs=1e-4)
    assert 0 < t["remembered_world"] < t["remembered"]
    assert [r["basis"] for r in t["bases"]] == ["applied mean: wdi", "union: free-trade-memory"]
    assert "remembered rates on" in render(world_text.summary(summary(told, "KEN")))
    back = from_bytes(to_bytes(told))
    assert (back.tariff_basis == basis).all()
    assert back.tariff_bases == told.tariff_bases
    assert not by_region(told, ["KEN"]).tariff_bases  # cells put together are not traced
