"""Schedules of other markets read from files, and preferences there by spells of members."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kaskazi.errors import DataError
from kaskazi.law.duty import DutyQuery, duty
from kaskazi.law.eligibility import eligible, members
from kaskazi.law.foreign_schedules import read_foreign
from kaskazi.law.layers import number, render

DAY = date(2025, 3, 1)
FILES = {
    "trains": "NomenCode,Reporter_ISO_N,Year,ProductCode,DutyType,SimpleAverage\nH5,404,2024,620342,MFN,35\n"
    "H5,404,2024,620342,PRF,0\nH5,404,2024,870323,MFN,25\n",
    "taric": "Goods code;Add code;Origin;Meas. type code;Origin code;Duty;Start date;End date\n"
    "6203 42 35 00;;ERGA OMNES;103;1011;12.000 %;01-01-2004;\n"
    "6203 42 35 00;;ERGA OMNES;103;1011;9.000 %;01-01-2000;31-12-2003\n"
    "0603 11 00 00;;ERGA OMNES;103;1011;8.500 %;01-01-2004;\n"
    "0603 11 00 00;;Kenya;142;KE;0.000 %;01-01-2004;\n",
    "uk": "commodity,description,cet_duty_rate,ukgt_duty_rate\n0603110000,Roses,8.5%,8.0%\n"
    "1701141000,Raw sugar,33.90 EUR,£28.00 / 100 kg\n",
    "eac": "Heading,Tariff No.,Description,Unit,Rate\n62.03,6203.42.00,Of cotton,u,35%\n"
    "17.01,1701.14.90,Other,kg,100% or $460/MT\n25.23,2523.29.00,Other,kg,25%\n",
}  # fmt: skip


@pytest.fixture
def schedule(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / f"{request.param}.csv"
    path.write_text(FILES[request.param], encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("schedule", "line", "origin", "market", "printed"),
    [
        ("trains", "6203.42", "CHN", "KEN", "35 %"),
        ("trains", "6203.42", "UGA", "KEN", "0 %"),
        ("taric", "6203.42.35", "CHN", "DEU", "12 %"),
        ("taric", "6203.42.35", "BGD", "FRA", "0 %"),
        ("taric", "0603.11", "COL", "NLD", "8.5 % (0 % to 8.5 %)"),
        ("uk", "0603.11", "ETH", "GBR", "0 %"),
        ("uk", "0603.11", "CHN", "GBR", "8 %"),
        ("uk", "1701.14.10", "THA", "GBR", "needs the general rate"),
        ("eac", "6203.42", "CHN", "KEN", "35 %"),
        ("eac", "1701.14.90", "IND", "UGA", "needs the general rate"),
    ],
    indirect=["schedule"],
)
def test_a_schedule_gives_the_general_rate(
    schedule: Path, line: str, origin: str, market: str, printed: str
) -> None:
    d = duty(DutyQuery(line, origin, DAY, market), schedule=read_foreign(schedule, DAY))
    assert number(d) == printed


@pytest.mark.parametrize("schedule", ["taric"], indirect=True)
def test_a_row_counts_on_its_days_only(schedule: Path) -> None:
    old = read_foreign(schedule, date(2002, 1, 1)).under("62034235")
    assert [text for _, text, _ in old] == ["9.000 %"]


def test_without_a_schedule_the_answer_says_so_before_any_total() -> None:
    text = " ".join(str(x) for x in render(duty(DutyQuery("0603.11", "COL", DAY, "JPN"))))
    assert text.index("schedule not held") < text.index("needs the general rate")


def test_a_file_of_no_format_is_refused_with_the_formats(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="TARIC"):
        read_foreign(path, DAY)


@pytest.mark.parametrize(
    ("programme", "iso3", "last", "first_out"),
    [
        ("eu-gsp-plus", "ARM", date(2021, 12, 31), date(2022, 1, 1)),
        ("eu-gsp-plus", "LKA", date(2010, 8, 14), date(2010, 8, 15)),
        ("eu-gsp-plus", "GEO", date(2016, 12, 31), date(2017, 1, 1)),
        ("eba", "VUT", date(2024, 12, 31), date(2025, 1, 1)),
        ("eba", "GNQ", date(2020, 12, 31), date(2021, 1, 1)),
        ("eba", "WSM", date(2018, 12, 31), date(2019, 1, 1)),
        ("eba", "MDV", date(2013, 12, 31), date(2014, 1, 1)),
        ("eu-gsp", "VNM", date(2022, 12, 31), date(2023, 1, 1)),
        ("eu-gsp", "UZB", date(2021, 4, 9), date(2021, 4, 10)),
        ("gsp", "BGD", date(2013, 9, 2), date(2013, 9, 3)),
        ("gsp", "TUR", date(2019, 5, 16), date(2019, 5, 17)),
        ("gsp", "IND", date(2019, 6, 4), date(2019, 6, 5)),
        ("gsp", "RUS", date(2014, 10, 2), date(2014, 10, 3)),
        ("gsp", "ARG", date(2012, 5, 27), date(2012, 5, 28)),
        ("agoa", "ETH", date(2021, 12, 31), date(2022, 1, 1)),
    ],
)
def test_the_day_a_member_leaves(programme: str, iso3: str, last: date, first_out: date) -> None:
    assert eligible(programme, iso3, last)
    assert not eligible(programme, iso3, first_out)


@pytest.mark.parametrize(
    ("programme", "iso3", "first"),
    [
        ("eu-gsp-plus", "UZB", date(2021, 4, 10)),
        ("eu-gsp-plus", "LKA", date(2017, 5, 19)),
        ("eu-gsp-plus", "PHL", date(2014, 12, 25)),
        ("eu-gsp-plus", "KGZ", date(2016, 1, 27)),
        ("eba", "MMR", date(2012, 6, 13)),
        ("gsp", "MMR", date(2016, 11, 13)),
        ("gsp", "ARG", date(2018, 1, 1)),
        ("comesa-fta", "TUN", date(2019, 1, 1)),
        ("eu-agreements", "VNM", date(2020, 8, 1)),
        ("chn-mus-fta", "MUS", date(2021, 1, 1)),
    ],
)
def test_the_day_a_member_joins(programme: str, iso3: str, first: date) -> None:
    assert eligible(programme, iso3, first, date(2026, 1, 1))
    assert iso3 not in members(programme, date.fromordinal(first.toordinal() - 1))


def test_tiers_of_the_united_kingdoms_scheme() -> None:
    def tier(iso3: str) -> str:
        spell = eligible("uk-dcts", iso3, DAY)
        return spell.tier if spell else ""

    assert [tier(x) for x in ("ETH", "PAK", "IND", "VNM")] == ["comprehensive", "enhanced", "standard", ""]
    d = duty(DutyQuery("6203.42", "PAK", DAY, "GBR", mfn=0.12))
    assert (d.least, d.most) == (0.0, 0.12)
