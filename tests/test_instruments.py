"""What the law says on a date, and what hangs on it."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from databuild.protee import beneficiaries
from databuild.protee import build as build_protee
from databuild.us_imports import build, pack, route
from kaskazi.codes.economies import economies
from kaskazi.errors import InputError
from kaskazi.evidence import ave_range, elasticities, jobs, published
from kaskazi.law import exposure, instrument, instruments, members
from kaskazi.law.eligibility import programmes, spells
from kaskazi.law.schedules import shipped
from kaskazi.line_trade import exporters, group_of
from kaskazi.model.partial import value_change
from kaskazi.model.tariff_aggregates import simple_mean, trade_weighted, volume_equivalent
from kaskazi.sources import source
from shared import shared

AGOA = instrument("agoa")


@pytest.mark.parametrize(
    ("on", "known", "in_force", "source_id"),
    [
        (date(2024, 2, 2), None, True, "crs-r43173"),
        (date(2025, 9, 30), None, True, "crs-r43173"),
        (date(2025, 10, 1), None, False, "cbp-csms-67647279"),
        (date(2026, 2, 2), None, False, "cbp-csms-67647279"),
        (date(2026, 2, 3), None, True, "pl-119-75"),
        (date(2025, 10, 1), date(2026, 2, 3), True, "pl-119-75"),
        (date(2025, 12, 1), date(2026, 11, 24), True, "pl-119-75"),
        (date(2026, 12, 31), date(2026, 11, 24), True, "pl-119-75"),
        (date(2027, 1, 1), date(2026, 11, 24), False, "pl-119-75"),
        (date(2026, 6, 1), date(2025, 1, 1), False, "cbp-csms-67647279"),
    ],
)
def test_agoa_on_a_day_as_known_on_a_day(
    on: date, known: date | None, in_force: bool, source_id: str
) -> None:
    state = AGOA.state(on, known)
    assert state is not None
    assert state.in_force is in_force
    assert state.source == source_id


def test_when_agoa_ends_depends_on_the_day_one_asks() -> None:
    assert AGOA.expiry(date(2014, 1, 1)) == date(2015, 9, 30)
    assert AGOA.expiry(date(2015, 7, 1)) == date(2025, 9, 30)
    assert AGOA.expiry(date(2024, 2, 2)) == date(2025, 9, 30)
    assert AGOA.expiry(date(2025, 11, 1)) is None
    assert AGOA.expiry(date(2026, 11, 24)) == date(2026, 12, 31)
    assert AGOA.state(date(1999, 1, 1)) is None


def test_the_restoration_reaches_back() -> None:
    state = AGOA.state(date(2025, 11, 1), date(2026, 3, 1))
    assert state is not None
    assert state.retroactive


@given(st.sampled_from(sorted(instruments())), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_a_later_question_never_knows_less(key: str, on: date) -> None:
    i = instrument(key)
    seen = [i.state(on, date(y, 6, 1)) is not None for y in range(1990, 2031)]
    assert seen == sorted(seen)


def test_every_state_names_a_source_and_runs_forward() -> None:
    for i in instruments().values():
        assert i.life
        assert i.names
        for s in i.life:
            assert source(s.source)
            assert s.end is None or s.end >= s.start
        for x in (*i.rounds, *i.proposals, *i.steps, *i.phases, *i.bands):
            assert source(x.source)


def test_every_spell_and_surcharge_names_a_source() -> None:
    for programme in programmes():
        for iso3 in economies():
            assert all(source(s.source) for s in spells(programme, iso3))
    found: list[str] = []

    def walk(x: object) -> None:
        if isinstance(x, dict):
            found.extend(v for k, v in x.items() if k == "source")
        for v in x.values() if isinstance(x, dict) else x if isinstance(x, list) else ():
            walk(v)

    for name in ("surcharges", "section_301", "us_programmes", "markets"):
        walk(tomllib.loads(files("kaskazi.law").joinpath(f"{name}.toml").read_text(encoding="utf-8")))
    assert len(found) > 15
    assert all(source(s) for s in found)


def test_an_unknown_instrument_names_the_nearest() -> None:
    with pytest.raises(InputError, match='"agoa"'):
        instrument("agao")


def test_kenyas_exposure_reproduces_the_published_totals() -> None:
    x = exposure("agoa", "KEN", year=2024)
    assert round(x.value, 1) == 738.5
    assert round(x.of_route("9819"), 1) == 533.7
    assert round(x.of_route("MFN-free")) == 111
    assert round(x.of_route("D")) == 57
    assert round(x.of_route("98-99")) == 37
    apparel = [r for r in x.rows if r.route == "9819"]
    assert round(100 * sum(r.duty for r in apparel) / x.of_route("9819"), 1) == 24.2
    assert round(sum(r.duty for r in apparel), 1) == 129.1
    assert round(sum(r.specific for r in x.rows if r.route == "D")) == 30
    assert round(100 * x.duty / x.value, 1) == 17.7


@pytest.mark.parametrize(
    ("year", "total", "apparel", "rate", "duty"),
    [(2022, 876.2, 544.5, 22.9, 124.4), (2023, 696.8, 471.9, 23.1, 108.8), (2024, 738.5, 533.7, 24.2, 129.1)],
)
def test_kenyas_apparel_by_year(year: int, total: float, apparel: float, rate: float, duty: float) -> None:
    x = exposure("agoa", "KEN", year=year)
    rows = [r for r in x.rows if r.route == "9819"]
    assert round(x.value, 1) == total
    assert round(sum(r.value for r in rows), 1) == apparel
    assert sum(r.duty for r in rows) == pytest.approx(duty, abs=0.06)
    assert 100 * sum(r.duty for r in rows) / x.of_route("9819") == pytest.approx(rate, abs=0.06)


def test_trusting_the_letter_d_misses_nearly_three_quarters_of_the_trade() -> None:
    x = exposure("agoa", "KEN")
    assert x.of_route("9819") / x.value == pytest.approx(0.72, abs=0.005)
    assert sum(r.duty for r in x.rows if r.route == "D") < 0.02 * x.duty


def test_apparel_enters_under_9819_whatever_the_special_column_says() -> None:
    plain = {"rate_type": "ad_valorem", "gen": "16.6%", "agoa_D": "0"}
    assert route("62", plain) == "9819"
    assert route("06", {**plain, "agoa_D": "1"}) == "D"
    assert route("09", {**plain, "rate_type": "free", "gen": "Free"}) == "MFN-free"
    assert route("85", plain) == "none"
    assert route("98", None) == "98-99"
    assert route("85", None) == "unmatched"


def test_the_table_is_what_the_public_files_give() -> None:
    imports = shared("trade/us_imports_from_africa_hs10_2022_2024.csv.gz")
    schedule = shared("tariffs/us_hts2025_hs8_agoa.csv")
    kept = files("kaskazi.line_trade").joinpath("us_imports.csv.gz").read_bytes()
    assert pack(build(imports, schedule, exporters("us-imports"))) == kept
    assert len(kept) < 400_000


def test_the_elasticities_are_what_the_public_file_gives() -> None:
    kept = files("kaskazi.evidence").joinpath("protee_hs4.csv").read_text(encoding="utf-8")
    imports = shared("trade/us_imports_from_africa_hs10_2022_2024.csv.gz")
    assert build_protee(shared("tariffs/ProTEE_0_1.csv"), imports, beneficiaries()) == kept


def test_kenyas_lines_carry_the_rate_the_schedule_prints() -> None:
    """Every eight-digit line whose text holds a number: the table's rate is the ad valorem part of it."""
    seen = 0
    for r in exposure("agoa", "KEN").rows:
        line = shipped().get(r.hs) or shipped().get(r.hs + "00")
        if r.route in ("98-99", "unmatched") or line is None:
            continue
        printed = line.rate
        if printed is not None:
            assert r.rate_without == pytest.approx(printed.ad_valorem, abs=1e-6), r.hs
            assert (r.specific > 0) is bool(printed.specific), r.hs
            seen += 1
    assert seen > 400


def test_every_exporter_is_kept_by_line() -> None:
    for iso3 in ("KEN", "LSO"):
        assert {len(r.hs) for r in exposure("agoa", iso3).rows} == {8}
    top: dict[str, float] = {}
    for r in exposure("agoa", "KEN").rows:
        top[r.hs[:6]] = top.get(r.hs[:6], 0.0) + r.value
    for hs6, value in TOP_HS6.items():
        assert round(top[hs6], 1) == value


TOP_HS6 = {"620343": 78.0, "620342": 58.9, "611030": 55.1, "090111": 50.0, "620463": 45.0, "611020": 40.7,
           "610343": 28.6, "080262": 22.6, "610520": 20.3, "610463": 19.6}  # fmt: skip


@pytest.mark.parametrize(
    ("iso3", "values"),
    [
        ("MDG", (405.9, 344.7, 354.8)),
        ("LSO", (264.7, 168.1, 151.4)),
        ("MUS", (75.5, 56.2, 41.0)),
        ("TZA", (73.8, 83.0, 79.3)),
    ],
)
def test_apparel_of_other_members(iso3: str, values: tuple[float, ...]) -> None:
    found = tuple(round(exposure("agoa", iso3, year=y).of_route("9819"), 1) for y in (2022, 2023, 2024))
    assert found == values


def test_the_average_duty_with_the_surcharge_is_near_unctads() -> None:
    """17.7 % of all goods without AGOA (18.6 % of those that meet the schedule); with 10 points 27-28 %."""
    x = exposure("agoa", "KEN")
    matched = x.value - x.of_route("98-99") - x.of_route("unmatched")
    assert round(100 * x.duty / matched, 1) == 18.6
    assert 27 < 100 * x.duty / x.value + 10 < 28


@pytest.mark.parametrize(
    ("code", "group"),
    [("61", "apparel-knit"), ("6203.42.07", "apparel-woven"), ("090111", "coffee-tea"), ("0802", "nuts-fruit"),
     ("0603", "plants"), ("1006", "food"), ("9801", "special"), ("8471", "other")],
)  # fmt: skip
def test_a_code_of_any_length_has_a_group(code: str, group: str) -> None:
    assert group_of(code)[0] == group


def test_thirty_two_may_claim_in_2025_and_gabon_is_back_in_2026() -> None:
    assert len(members("agoa", date(2025, 6, 1))) == 32
    assert "GAB" not in members("agoa", date(2025, 6, 1))
    assert "GAB" in members("agoa", date(2026, 6, 1))
    assert members("nothing", date(2025, 6, 1)) == ()


def test_rwanda_has_no_apparel_benefit_to_lose() -> None:
    assert all(r.duty == 0 for r in exposure("agoa", "RWA").rows if r.route == "9819")


def test_no_table_says_so_with_the_nearest() -> None:
    with pytest.raises(InputError, match="KEN"):
        exposure("agoa", "KNE")
    with pytest.raises(InputError, match="agoa"):
        exposure("gsp", "KEN")


@pytest.mark.parametrize(("s", "percent"), [(1.5, -27.8), (3, -47.8), (5, -66.2), (7, -78.1), (9, -85.8)])
def test_the_bracket_for_kenyas_apparel(s: float, percent: float) -> None:
    change = value_change(533.7, 0.0, 0.242, s)
    assert 100 * float(change) / 533.7 == pytest.approx(percent, abs=0.1)


rows = st.lists(st.tuples(st.floats(0.1, 1e3), st.floats(0, 2)), min_size=1, max_size=8)


@given(rows, st.floats(0.5, 12))
def test_the_uniform_rate_cuts_trade_as_much_as_the_lines(pairs: list[tuple[float, float]], s: float) -> None:
    v, r = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    t = volume_equivalent(v, r, s)
    assert float(value_change(v.sum(), 0.0, t, s)) == pytest.approx(
        value_change(v, 0.0, r, s).sum(), rel=1e-9
    )
    assert r.min() - 1e-9 <= t <= trade_weighted(v, r) + 1e-9


def test_means_of_nothing_are_zero() -> None:
    assert simple_mean([]) == 0
    assert trade_weighted([0.0], [0.5]) == 0
    assert volume_equivalent([0.0], [0.5], 4) == 0


def test_published_figures_and_ranges_name_their_sources() -> None:
    for p in published("agoa-lapse"):
        assert source(p.source)
    e = elasticities("apparel")
    assert e.low < e.central < e.high
    assert all(source(s) for s in e.sources)
    stip = ave_range("ken-usa-stip")
    assert stip is not None
    assert stip.low < stip.central < stip.high < 0
    assert ave_range("afcfta") is None


def test_jobs_that_disagree_are_kept_apart() -> None:
    found = jobs("KEN")
    assert found[0].value == 66_804
    assert [j.used for j in found] == [True, True, False, False]  # two years used, two claims of other things
