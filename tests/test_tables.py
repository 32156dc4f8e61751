"""The tables of a negotiation brief: laws of their arithmetic, known answers, and files that hold what they say."""

from __future__ import annotations

import csv
import io
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaskazi.analysis.tables import tables
from kaskazi.analysis.tables.compare import tornado
from kaskazi.analysis.tables.context import by_heading, context
from kaskazi.analysis.tables.fiscal import freed, trade_of
from kaskazi.analysis.tables.offers import advantage, by_six, kept
from kaskazi.errors import InputError
from kaskazi.evidence.negotiation import facts
from kaskazi.evidence.protee import by_line, headings
from kaskazi.law import exposure
from kaskazi.model.partial import line_changes, smart, value_change
from kaskazi.sources import source
from kaskazi.world import World
from kaskazi.world.regroup import aggregate_sectors
from shared import shared

DAY = date(2026, 11, 25)
ALL = {t.id: t for t in tables("KEN", "USA", DAY)}
KEN = context("KEN", "USA", DAY)


def rows(key: str) -> list[dict[str, object]]:
    return list(ALL[key].to_dict()["rows"])


line = st.tuples(st.floats(0.01, 500), st.floats(0, 0.5), st.floats(0, 1.2), st.floats(1.0, 10))


@given(
    st.lists(line, min_size=1, max_size=6),
    st.floats(0.2, 1.0),
    st.one_of(st.just(np.inf), st.floats(0.05, 200)),
)
def test_creation_and_diversion_are_the_whole_change(
    lines_: list[tuple[float, ...]], demand: float, supply: float
) -> None:
    v, old, new, s = (np.array(x) for x in zip(*lines_, strict=True))
    p = line_changes(v, old, new, s, demand, supply)
    assert p.creation + p.diversion == pytest.approx(p.change, abs=1e-9)
    assert np.all((v + p.change) >= 0)
    assert p.revenue == pytest.approx(new * (v + p.change) - old * v, abs=1e-9)
    up = new >= old
    assert np.all(p.change[up] <= 1e-9)
    assert np.all(p.price[up] <= 1e-12)  # the seller never gains from a duty on him
    assert (1 + p.paid) == pytest.approx((1 + p.price) * (1 + new) / (1 + old))


@given(line, st.floats(0.2, 1.0))
def test_elastic_supply_is_the_limit_and_fixed_supply_bears_the_duty(
    x: tuple[float, ...], demand: float
) -> None:
    v, old, new, s = x
    easy = line_changes(v, old, new, s, demand, 1e12)
    assert easy.change == pytest.approx(value_change(v, old, new, s), rel=1e-6, abs=1e-6)
    stuck = line_changes(v, old, new, s, demand, 1e-9)
    assert float(stuck.paid) == pytest.approx(0, abs=1e-6)
    assert float(1 + stuck.price) == pytest.approx((1 + old) / (1 + new), rel=1e-6)


@given(line, st.floats(0.2, 1.0), st.floats(0.1, 50))
def test_a_preference_taken_and_given_back_leaves_no_trace(
    x: tuple[float, ...], demand: float, supply: float
) -> None:
    v, old, new, s = x
    gone = v + line_changes(v, old, new, s, demand, supply).change
    back = gone + line_changes(gone, new, old, s, demand, supply).change
    assert float(back) == pytest.approx(v, rel=1e-9)


@given(st.floats(1, 100), st.floats(0.001, 0.01), st.floats(0.2, 2), st.floats(0.5, 6))
def test_smart_is_the_case_of_a_small_supplier_and_small_changes(
    v: float, dt: float, demand: float, swap: float
) -> None:
    """s = demand + substitution: SMART's creation and diversion for one supplier among many, to first order."""
    other = smart([v, 1e6 * v], [0.0, 0.2], [dt, 0.2], -demand, swap)
    ours = line_changes(v, 0.0, dt, demand + swap, demand)
    assert float(ours.creation) == pytest.approx(other.creation[0], rel=0.05)
    assert float(ours.diversion) == pytest.approx(other.diversion[0], rel=0.12)


def test_elasticities_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        line_changes(1.0, 0.0, 0.1, 0.5, 1.0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(0, 1))
def test_an_offer_covers_what_it_says_and_leaves_out_the_last_first(v: list[float], cover: float) -> None:
    share = kept(v, cover)
    assert float((np.array(v) * share).sum()) == pytest.approx(cover * sum(v), abs=1e-9 * max(sum(v), 1))
    live = [x for x, w in zip(share, v, strict=True) if w > 0]
    assert live == sorted(live, reverse=True)
    assert all(-1e-12 <= x <= 1 for x in share)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1))
def test_freeing_more_creates_more_trade_and_never_raises_duty_from_the_partner_to_more_than_laffer(
    k: float,
) -> None:
    m, _, t, _, _ = trade_of(KEN)
    some, whole, none = (freed(KEN, np.full_like(m, x)) for x in (k, 1.0, 0.0))
    assert np.all(some["creation"] <= whole["creation"] + 1e-9)
    assert float(whole["duty"].sum()) == pytest.approx(-float((m * t).sum()))
    assert all(np.allclose(none[x], 0) for x in none)
    assert np.all(some["displaced"] <= 1e-9)  # duty on others' goods is lost


def test_the_index_of_advantage_averages_to_one() -> None:
    table = by_six(KEN, 2024)
    total = sum(sum(x.values()) for x in table.values())
    rca = advantage(table, "KEN")
    assert sum(rca[k] * sum(table[k].values()) / total for k in rca) == pytest.approx(1)


def test_exposure_totals() -> None:
    r = rows("exposure")
    assert round(sum(x["value"] for x in r), 1) == 696.8
    apparel = [x for x in r if x["route"] == "apparel, heading 9819"]
    value = sum(x["value"] for x in apparel)
    assert round(value, 1) == 471.9
    assert round(100 * sum(x["at_stake"] for x in apparel) / value, 1) == 23.1
    assert sum(x["share"] for x in r) == pytest.approx(1)


def test_export_change_adds_up_and_is_near_the_bracket() -> None:
    *body, total = rows("export-change")
    for key in ("value", "low", "central", "high", "creation", "diversion"):
        assert sum(x[key] for x in body) == pytest.approx(total[key])
    apparel = [x for x in body if x["hs"][:2] in ("61", "62")]
    value = exposure("agoa", "KEN", 2023).of_route("9819")
    assert 100 * sum(x["central"] for x in apparel) / value == pytest.approx(-61.3, abs=1.0)  # s = 4.8
    assert 100 * sum(x["high"] for x in apparel) / value == pytest.approx(-26.3, abs=1.0)  # s = 1.5
    for x in body:
        assert x["low"] <= x["central"] <= x["high"] < 0
        assert x["creation"] + x["diversion"] == pytest.approx(x["central"])


def test_protee_by_heading_reproduces_kenyas_basket() -> None:
    at = [r for r in KEN.at_stake if r.hs[:2] in ("61", "62")]
    v, s = np.array([r.value for r in at]), by_heading(at, "KEN")
    assert float((v * s).sum() / v.sum()) == pytest.approx(4.66, abs=0.05)  # 4.8 over the basket of 2024
    assert by_line("9801") is None
    assert by_line("6203.42"[:4]) == headings()["6203"].beneficiaries
    raw = list(csv.DictReader(shared("tariffs/ProTEE_0_1.csv").read_text(encoding="utf-8-sig").splitlines()))
    own = [
        -float(r["sigma"])
        for r in raw
        if r["HS6"].zfill(6)[:4] == "6203" and r["sigma"] and r["zero"] + r["positive"] == "00"
    ]
    assert headings()["6203"].mean == pytest.approx(np.mean(own), abs=5e-4)
    assert headings()["6203"].own == len(own)


def test_competitors_duties_and_margins() -> None:
    r = {(x["product"], x["iso3"]): x for x in rows("competitors")}
    all_ = "All apparel sold"
    for iso3, extra in (("BGD", 0.10), ("VNM", 0.125), ("CHN", 0.20)):  # forced labour, 7.5 more on China
        assert r[all_, iso3]["duty_now"] == pytest.approx(0.2305 + extra, abs=1e-3)
        assert r[all_, iso3]["additional"] == pytest.approx(extra, abs=1e-3)
    assert r[all_, "BGD"]["margin_now"] == pytest.approx(0.3305, abs=5e-4)
    assert r[all_, "BGD"]["margin_after"] == pytest.approx(0.10 / 1.2305, abs=1e-4)
    assert r[all_, "JOR"]["duty_now"] == r[all_, "JOR"]["duty_after"] == 0
    assert r[all_, "JOR"]["margin_after"] < 0 == r[all_, "JOR"]["margin_now"]
    assert r[all_, "EGY"]["duty_now"] < 0.242
    assert r[all_, "LSO"]["duty_after"] == r[all_, "LSO"]["home_after"]
    assert r[all_, "HTI"]["duty_now"] == 0 < r[all_, "HTI"]["duty_after"]


def test_the_table_of_competitors_is_what_the_law_says_of_a_line() -> None:
    """One line of the basket: the table of the product equals `law.duty`."""
    from kaskazi.law.duty import DutyQuery, duty

    r = {(x["product"], x["iso3"]): x for x in rows("competitors")}
    block = [x for x in KEN.rows if x.hs[:6] == "620342" and x.rate_without > 0]
    for iso3 in ("VNM", "CHN", "IND"):
        paid = [(x.value, duty(DutyQuery(x.hs, iso3, DAY)).total or 0.0) for x in block]
        mean = sum(v * d for v, d in paid) / sum(v for v, _ in paid)
        assert r["HS 6203.42", iso3]["duty_now"] == pytest.approx(mean)


def test_partners_are_free_where_the_special_column_says() -> None:
    """Every dutiable apparel line Kenya sells is free for JO, IL, P and S."""
    text = shared("tariffs/us_hts_2025_basic_edition.csv").read_text(encoding="utf-8-sig")
    special = {
        r["HTS Number"].replace(".", ""): r["Special Rate of Duty"] for r in csv.DictReader(io.StringIO(text))
    }
    for r in KEN.at_stake:
        if r.route == "9819":
            found = (
                (special.get(r.hs) or special[r.hs + "00"])
                .replace(" ", "")
                .replace("(", ",")
                .replace(")", ",")
            )
            assert {"JO", "IL", "P", "S"} <= set(found.split(",")), r.hs


def test_jobs_are_near_the_bracket() -> None:
    r = next(x for x in rows("jobs") if "third year on" in str(x["what"]))
    # the notes' bracket for 66,804 jobs in 2024, on the 58,002 of the base year
    assert r["high"] == pytest.approx(-18_500 * 58_002 / 66_804, rel=0.06)
    assert r["central"] == pytest.approx(-40_900 * 58_002 / 66_804, rel=0.02)
    assert r["low"] == pytest.approx(-57_300 * 58_002 / 66_804, rel=0.04)


def test_the_steps_from_lines_to_model_add_up() -> None:
    first, *steps, last = [x["central"] for x in rows("scenarios") if x["kind"] == "reconciliation"]
    assert len(steps) == 3
    assert first + sum(steps) == pytest.approx(last)
    assert first == rows("export-change")[-1]["central"]


def test_every_interval_is_in_order() -> None:
    for t in ALL.values():
        keys = [c.key for c in t.columns]
        if {"low", "central", "high"} <= set(keys):
            for x in t.to_dict()["rows"]:
                ends = [x[k] for k in ("low", "central", "high") if x[k] is not None]
                assert ends == sorted(ends), (t.id, x)


def test_revenue_starts_with_the_short_run_and_the_offer_ends_with_no_duty() -> None:
    r = rows("revenue")
    total = next(x for x in r if x["product"] == "all lines")
    assert total["y2027"] > total["y2028"] > total["y2029"] == total["y2036"] > 0
    own = next(x for x in r if x["group"] == "duty on the partner's goods")
    assert own["y2036"] == pytest.approx(-own["base"])
    assert own["y2027"] > own["y2031"] > own["y2036"]


def test_potential_is_what_is_sold_in_all_shared_otherwise() -> None:
    r = [x for x in rows("potential") if x["level"].startswith("line")]
    assert sum(x["potential"] for x in r) == pytest.approx(sum(x["sold"] for x in r), rel=0.01)


def test_the_fabric_rule_carries_nearly_all_apparel() -> None:
    rests = sum(x["rests"] or 0.0 for x in rows("origin"))
    assert 0.97 < rests / 471.9 < 0.99


def test_every_row_names_sources_that_are_in_the_table() -> None:
    for t in ALL.values():
        assert t.rows, t.id
        for s in t.sources:
            source(s)
        if "sources" in [c.key for c in t.columns]:
            assert all(t.column("sources")), t.id


def test_numbers_run_from_the_summary_to_the_columns() -> None:
    assert [t.number for t in ALL.values()] == list(range(18))
    listed = {(x["table"], x["column"]) for x in rows("columns")}
    assert ("exposure", "mfn") in listed
    gaps = [m for t in ALL.values() for m in t.missing]
    assert any("by line: no open table held" in m for m in gaps)
    assert {x["text"] for x in rows("sources") if x["kind"] == "missing"} == set(gaps)


@pytest.mark.slow
def test_a_pair_without_lines_says_so_and_invents_nothing() -> None:
    found = {t.id: t for t in tables("KEN", "GBR", DAY)}
    for key in ("exposure", "export-change", "competitors", "offensive", "aggregation"):
        assert not found[key].rows
        assert "No table" in found[key].missing[0]
    assert found["areas"].rows


@pytest.mark.slow
def test_an_imputed_duty_gives_no_revenue() -> None:
    c = context("LSO", "USA", DAY)
    found = {t.id: t for t in tables("LSO", "USA", DAY)}
    if not c.duty_known:
        assert not any("forgoes" in str(r[0]) for r in found["revenue"].rows)
        assert any("imputes" in m for m in found["revenue"].missing)
    assert found["export-change"].rows


@pytest.mark.parametrize(
    ("home", "of", "only", "said"),
    [
        ("KNE", "USA", (), "KEN"),
        ("KEN", "KEN", (), "home economy"),
        ("KEN", "USA", ("exposre", "jbos"), '"jobs"'),
    ],
)
def test_wrong_words(home: str, of: str, only: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        tables(home, of, DAY, only=only)


def test_indirect_labour_is_what_the_accounts_give() -> None:
    """Leontief over activities and commodities of the 2019 accounts, textiles."""
    raw = list(
        csv.reader(
            shared("kenya/002_IFPRI_SAM_KEN_2019_SAM.csv").read_text(encoding="utf-8-sig").splitlines()
        )
    )
    names = [r[1].strip() for r in raw[1:] if r[1].strip().lower() != "total"]
    at = {c.strip(): k for k, c in enumerate(raw[0])}
    m = np.array([[float(r[at[c]] or 0) for c in names] for r in raw[1:] if r[1].strip() in names])
    inner = [k for k, n in enumerate(names) if n[0] in "ac" and n not in ("afac",)]
    total = m.sum(axis=0)
    inverse = np.linalg.inv(np.eye(len(inner)) - m[np.ix_(inner, inner)] / total[inner])
    labour = m[[names.index(f"flab-{x}") for x in "nps"]].sum(axis=0)[inner] / total[inner]
    j = [names[k] for k in inner].index("atext")
    ratio = float(labour @ inverse[:, j] / labour[j]) - 1
    held = next(x for x in facts()["indirect"] if x["iso3"] == "KEN")
    assert held["ratio"] == pytest.approx(ratio, abs=0.01)


def test_lines_have_names() -> None:
    r = rows("exposure")
    named = sum(float(x["value"]) for x in r if x["name"])
    assert named / sum(float(x["value"]) for x in r) > 0.98
    assert r[0]["name"] == "Men's suits and trousers, woven"


def test_the_revenue_of_the_third_year_is_that_of_the_lines() -> None:
    rates_ = {str(x["hs"]): float(x["mfn"]) for x in rows("exposure")}
    third = {str(x["product"]): float(x["y2029"]) for x in rows("revenue") if "collects" in str(x["side"])}
    for x in rows("export-change")[:-1]:
        hs = str(x["hs"])
        assert third[hs] == pytest.approx(rates_[hs] * (float(x["value"]) + float(x["central"])), abs=1e-9)


def two_sectors(w: World) -> World:
    """The shipped world put together into apparel and everything else."""
    groups = {x: "rest" for x in w.sectors if x != "apparel"}
    return aggregate_sectors(w, groups, {"rest": "Everything else"})


def test_a_world_of_sectors_fills_the_tables_by_sector() -> None:
    only = ("aggregation", "sensitive", "offer", "potential", "revenue")
    found = {t.id: t for t in tables("KEN", "USA", DAY, two_sectors(World.load()), only)}
    assert found["aggregation"].column("sector") == ("apparel", "rest")
    assert [x for x in found["sensitive"].column("code") if x in ("apparel", "rest")] == ["rest", "apparel"]
    by = dict(zip(found["offer"].column("what"), found["offer"].column("left_out"), strict=True))
    assert by["100 % by value, all at once"] == "nothing"
    assert (
        by["90 % by value, all at once"] == "part of Everything else, Apparel"
    )  # the highest duty goes out first
    level = [r for r in found["potential"].to_dict()["rows"] if r["level"] == "sector, world"]
    assert sum(r["potential"] for r in level) == pytest.approx(sum(r["sold"] for r in level))
    ours = [r for r in found["revenue"].to_dict()["rows"] if r["side"] == "Kenya forgoes"]
    assert {r["product"] for r in ours} == {"apparel", "rest", "all sectors"}


@pytest.mark.slow
@pytest.mark.parametrize("home", ["LSO", "MDG", "GHA", "ZAF", "STP", "RWA", "NGA", "MWI"])
def test_any_beneficiary_has_its_tables(home: str) -> None:
    """Lines of oil, of gold, of next to nothing: no table fails, totals are the exposure's."""
    found = {
        t.id: t
        for t in tables(
            home,
            "USA",
            DAY,
            only=(
                "exposure",
                "export-change",
                "offensive",
                "origin",
                "revenue",
                "potential",
                "competitors",
                "jobs",
            ),
        )
    }
    value = sum(float(x) for x in found["exposure"].column("value"))  # type: ignore[arg-type]
    assert value == pytest.approx(exposure("agoa", home, 2023).value)
    assert all(s for t in found.values() for s in t.sources)


def test_drivers_of_an_exporter_without_an_early_year() -> None:
    """Malawi has no imports on record for 2022: the driver uses 2024 alone."""
    found = {str(r[1]): r for r in tornado(context("MWI", "USA", DAY))}
    assert found["Year of trade"][9] == "structure of 2024 at the level of 2023"
    for r in found.values():
        assert float(r[5] or 0) <= float(r[6] or 0) <= float(r[7] or 0)
