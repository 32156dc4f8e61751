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
    "wits": "NomenCode,Reporter_ISO_N,Year,ProductCode,Sum_Of_Rates,Min_Rate,Max_Rate,SimpleAverage,Nbr_NA_Lines,"
    "Nbr_Free_Lines,Nbr_AVE_Lines,Nbr_Dutiable_Lines,TotalNoOfValidLines,TotalNoOfLines,EstCode\n"
    "H6,404,2024,620342,35,35,35,35,0,0,0,1,1,1,UNCTAD\nH6,404,2024,60311,60,10,25,17.5,0,0,0,2,2,2,UNCTAD\n",
    "taric": "Goods code;Add code;Origin;Meas. type code;Origin code;Duty;Start date;End date\n"
    "6203 42 35 00;;ERGA OMNES;103;1011;12.000 %;01-01-2004;\n"
    "6203 42 35 00;;ERGA OMNES;103;1011;9.000 %;01-01-2000;31-12-2003\n"
    "0603 11 00 00;;ERGA OMNES;103;1011;8.500 %;01-01-2004;\n"
    "0603 11 00 00;;Kenya;142;KE;0.000 %;01-01-2004;\n",
    "measures": "trackedmodel_ptr_id,commodity__sid,commodity__code,commodity__indent,commodity__description,"
    "measure__sid,measure__type__id,measure__type__description,measure__duty_expression,"
    "measure__effective_start_date,measure__effective_end_date,measure__geographical_area__id\n"
    "1,1,0603110000,2,Roses,7,103,Third country duty,8.00%,2021-01-01,,1011\n"
    "2,1,0603110000,2,Roses,8,142,Tariff preference,0.00%,2021-01-01,,KE\n",
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
        ("wits", "6203.42", "CHN", "KEN", "35 %"),
        (
            "wits",
            "0603.11",
            "CHN",
            "KEN",
            "25 % (10 % to 25 %)",
        ),  # a mean of two lines; the zero in front lost
        ("measures", "0603.11", "CHN", "GBR", "8 %"),
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


def test_the_workbook_of_taric_is_read_as_it_is_laid_out(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    columns = "Goods code,Add code,Order No.,Start date,End date,RED_IND,Origin, Measure type,Legal base,Duty,Origin code, Meas. type code"
    book.active.append(columns.split(","))
    for goods, duty_text, origin, kind in (
        ("6203420000", "12.000 %", "1011", "103"),
        ("6203420000", "9.600 %", "2020", "142"),
    ):
        book.active.append([goods, "", "", "01-01-2010", "", "", "", "", "R2204/99", duty_text, origin, kind])
    path = tmp_path / "Duties Import 01-99.xlsx"
    book.save(path)
    read = read_foreign(path, DAY)
    assert [r for _, _, r in read.under("62034235")] == [r for _, _, r in read.under("620342")]
    assert number(duty(DutyQuery("6203.42.35", "CHN", DAY, "FRA"), schedule=read)) == "12 %"


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("Goods code,Duty\n", encoding="utf-8")
    with pytest.raises(DataError, match="workbook"):
        read_foreign(path, DAY)
