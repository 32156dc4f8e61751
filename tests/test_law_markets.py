"""Preferences in markets whose schedules are not held: members and days, one home for a membership, ranges where a
line or an agreement is not held."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest

from kaskazi.codes.groups import member, members
from kaskazi.errors import InputError
from kaskazi.evidence.negotiation import customs_union
from kaskazi.law.duty import DutyQuery, duty
from kaskazi.law.eligibility import eligible, spells
from kaskazi.law.line_numbers import shipped
from kaskazi.law.markets import concerned
from kaskazi.law.registry import instruments


@pytest.mark.parametrize(
    ("programme", "who", "last_out", "first_in"),
    [
        # Official Journal and the Commission's lists of beneficiaries
        ("eu-gsp-plus", "LKA", "2017-05-18", "2017-05-19"),
        ("eu-gsp-plus", "UZB", "2021-04-09", "2021-04-10"),
        ("eu-gsp-plus", "PHL", "2014-12-24", "2014-12-25"),
        ("eba", "MMR", "2012-06-12", "2013-07-19"),
        ("eu-agreements", "VNM", "2020-07-31", "2020-08-01"),
        ("eu-agreements", "NZL", "2024-04-30", "2024-05-01"),
        ("eu-agreements", "BRA", "2026-04-30", "2026-05-01"),
        ("uk-agreements", "AUS", "2023-05-30", "2023-05-31"),
        ("uk-agreements", "MYS", "2024-12-14", "2024-12-15"),
        ("uk-dcts", "UZB", "2020-12-31", "2021-01-01"),
        ("ind-dftp", "TZA", "2008-08-12", "2008-08-13"),
        ("chn-mus-fta", "MUS", "2020-12-31", "2021-01-01"),
        # statements of the Customs Tariff Commission of China
        ("chn-africa-zero", "KEN", "2026-04-30", "2026-05-01"),
        ("uae-cepas", "IND", "2022-04-30", "2022-05-01"),
        ("uae-cepas", "MUS", "2025-03-31", "2025-04-01"),
        ("sadc-fta", "ZAF", "2008-08-16", "2008-08-17"),
    ],
)
def test_a_programme_begins_for_an_economy_on_its_day(
    programme: str, who: str, last_out: str, first_in: str
) -> None:
    assert eligible(programme, who, date.fromisoformat(last_out)) is None
    assert eligible(programme, who, date.fromisoformat(first_in)) is not None


@pytest.mark.parametrize(
    ("programme", "who", "last"),
    [
        ("eu-gsp-plus", "ARM", "2021-12-31"),
        ("eu-gsp-plus", "LKA", "2010-08-14"),
        ("eu-gsp", "VNM", "2022-12-31"),
        ("eba", "VUT", "2024-12-31"),
        ("eba", "WSM", "2018-12-31"),
        ("uk-dcts", "ARM", "2021-12-31"),
        ("uk-dcts", "VNM", "2023-06-18"),
    ],
)
def test_a_programme_ends_for_an_economy_on_its_day(programme: str, who: str, last: str) -> None:
    assert any(s.end == date.fromisoformat(last) for s in spells(programme, who))
    assert eligible(programme, who, date.fromisoformat(last)) is not None


@pytest.mark.parametrize(
    ("who", "most", "every"),
    [
        ("BGD", "2022-09-01", "2024-12-01"),
        ("UGA", "2022-12-01", "2024-12-01"),
        ("ETH", "2023-03-01", "2024-12-01"),
        ("MDG", "2023-12-25", "2024-12-01"),
    ],
)
def test_china_opened_to_least_developed_countries_step_by_step(who: str, most: str, every: str) -> None:
    tier = {s.start.isoformat(): s.tier for s in spells("chn-ldc-zero", who)}
    assert tier == {"2010-07-01": "some-lines", most: "most-lines", every: ""}
    before = duty(DutyQuery("6203.42", who, date.fromisoformat(most), market="CHN", mfn=0.08))
    after = duty(DutyQuery("6203.42", who, date.fromisoformat(every), market="CHN", mfn=0.08))
    assert (before.least, before.most) == (0.0, 0.08)  # 98 % of lines: which are left out is not held
    assert (after.least, after.total, after.most) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("origin", "market", "on", "least", "most", "named"),
    [
        ("GHA", "NGA", "2025-06-01", 0.0, 0.2, "ecowas-etls"),
        ("NAM", "ZAF", "2025-06-01", 0.0, 0.0, "sacu"),
        ("EGY", "KEN", "2025-06-01", 0.0, 0.0, "comesa"),
        ("ZAF", "TZA", "2025-06-01", 0.0, 0.2, "sadc-fta"),
        ("ZAF", "KEN", "2025-06-01", 0.0, 0.2, "afcfta"),
        ("ZAF", "KEN", "2020-06-01", 0.2, 0.2, ""),  # before trading under AfCFTA
        ("CHN", "KEN", "2025-06-01", 0.2, 0.2, ""),
        ("TZA", "KEN", "2025-06-01", 0.0, 0.0, "eac-cu"),
        ("SOM", "KEN", "2025-06-01", 0.0, 0.2, "eac-cu"),  # applies the customs union in part
        ("SAU", "ARE", "2025-06-01", 0.0, 0.0, "gcc-cu"),
        ("EGY", "ARE", "2025-06-01", 0.0, 0.2, "gafta"),
        ("IND", "ARE", "2022-05-01", 0.0, 0.2, "uae-cepas"),
        ("KHM", "EU", "2020-08-11", 0.0, 0.0, "eba"),
        ("KHM", "EU", "2020-08-12", 0.0, 0.2, "eba"),
        ("KEN", "EU", "2014-11-01", 0.0, 0.2, "eu-gsp"),
        ("KEN", "EU", "2005-06-01", 0.0, 0.2, "eu-acp"),
        ("GHA", "EU", "2012-06-01", 0.0, 0.2, "eu-acp"),
        ("ZAF", "EU", "2005-06-01", 0.0, 0.2, "eu-agreements"),
        ("CHN", "EU", "2025-06-01", 0.2, 0.2, ""),
        ("IND", "EU", "2010-06-01", 0.0, 0.2, ""),  # the general scheme before 2014 is not held
        ("VNM", "JPN", "2025-06-01", 0.0, 0.2, ""),  # Japan's agreements are not held
    ],
)
def test_what_is_not_held_of_a_preference_is_in_the_number(
    origin: str, market: str, on: str, least: float, most: float, named: str
) -> None:
    d = duty(DutyQuery("6203.42", origin, date.fromisoformat(on), market=market, mfn=0.2))
    assert (d.least, d.most) == pytest.approx((least, most), abs=1e-12)
    assert [x.instrument for x in d.layers if x.kind == "preference"] == ([named] if named else [])


def test_without_a_general_rate_a_market_says_so_before_any_total() -> None:
    d = duty(DutyQuery("6203.42", "VNM", date(2025, 6, 1), market="JPN"))
    assert d.layers[0].status == "not held"
    assert d.total is None


def test_members_of_a_union_have_one_home() -> None:
    for key, group in (("eac-cu", "EAC"), ("comesa", "COMESA"), ("sacu", "SACU"), ("gcc-cu", "GCC")):
        assert set(instruments()[key].parties) == set(members(group)), key
        assert {x for x in instruments()[key].parties if key not in concerned(x)} == set()


def test_a_member_of_the_comesa_free_trade_area_is_a_member_of_comesa() -> None:
    rows = csv.DictReader(
        files("kaskazi.law").joinpath("spells.csv").read_text(encoding="utf-8").splitlines()
    )
    for r in rows:
        if r["programme"] == "comesa-fta":
            assert member("COMESA", r["iso3"], date.fromisoformat(r["from"])), r["iso3"]


def test_the_bands_of_the_common_tariff_are_written_once() -> None:
    held = customs_union("KEN")
    assert held is not None
    written = {b.rate for b in instruments()["eac-cu"].bands} - {None}
    assert set(held[1]["bands"]) == written == {0.0, 0.10, 0.25, 0.35}


def test_a_word_for_goods_leads_to_headings() -> None:
    with pytest.raises(InputError, match=r"6203\.42"):
        duty(DutyQuery("jeans", "KEN", date(2026, 6, 1)))


def test_the_headings_behind_words_are_headings_of_the_schedule() -> None:
    rows = csv.reader(files("kaskazi.law").joinpath("goods.csv").read_text(encoding="utf-8").splitlines())
    next(rows)
    known = set(shipped())
    for _, code, _ in rows:
        assert any(c.startswith(code) for c in known), code


def test_goods_of_a_zone_are_in_the_range_and_may_be_claimed() -> None:
    day = date(2025, 9, 1)
    open_ = duty(DutyQuery("6110.20.20", "EGY", day))
    assert (open_.least, open_.total, open_.most) == pytest.approx((0.10, 0.265, 0.265))
    for word in ("N", "us-qiz"):
        assert duty(DutyQuery("6110.20.20", "EGY", day, programme=word)).total == pytest.approx(0.10)
    assert duty(DutyQuery("6110.20.20", "EGY", date(2004, 12, 28))).least == pytest.approx(0.165)


@pytest.mark.parametrize(
    ("who", "on", "total"),
    [
        (
            "MUS",
            "2006-06-01",
            0.165,
        ),  # of lesser-developed countries' rules from 16 October 2008 (Public Law 110-436)
        ("MUS", "2008-10-16", 0.0),
        ("BWA", "2002-08-05", 0.165),  # from 6 August 2002 (Trade Act of 2002)
        ("BWA", "2002-08-06", 0.0),
    ],
)
def test_third_country_fabric_counts_from_the_day_the_law_gave_it(who: str, on: str, total: float) -> None:
    d = duty(DutyQuery("6109.10.00", who, date.fromisoformat(on), fabric="third-country"))
    assert d.total == pytest.approx(total)
    assert duty(DutyQuery("6109.10.00", who, date.fromisoformat(on))).total == 0.0  # with regional fabric
