"""Files as publishers really write them, and what looks like them: read right or refused, never read as something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaskazi.errors import DataError
from kaskazi.world import World
from kaskazi.world.importers import put_in, read_comtrade, read_long
from kaskazi.world.importers.duckdb_reader import PIECE, encoding
from kaskazi.world.importers.labels import economy
from kaskazi.world.importers.tariffs import Tariffs, read_tariffs

WORLD = World.load()


@pytest.mark.parametrize("code", ["GER", "ABC", "YUG", "SCG", "BLX", "891", "ken", "", "EUN"])
def test_a_code_that_is_no_economys_is_nobodys(code: str) -> None:
    assert economy(code) == ""


def test_codes_that_are_economies_are_read() -> None:
    assert [economy(c) for c in ("KEN", "404", "ROM", "ROU", "ROW")] == ["KEN", "KEN", "ROU", "ROU", "ROW"]


@pytest.mark.parametrize("codes", [("GER",), ("YUG", "BLX"), ("ABC",)])
def test_trade_with_codes_nobody_knows_is_refused_above_two_per_cent(
    tmp_path: Path, codes: tuple[str, ...]
) -> None:
    path = tmp_path / "mine.csv"
    lines = ["exporter,importer,value", "KEN,USA,700", "KEN,DEU,140", *(f"KEN,{c},20" for c in codes)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"codes not known: .*{codes[0]}"):
        put_in(WORLD, read_long(path, "musd"), part=True)


HEAD = "typeCode,freqCode,refYear,reporterISO,flowCode,partnerISO,partnerDesc,partner2Code,classificationCode,cmdCode,primaryValue"


def row(partner: str = "USA", value: float = 6e7, **other: str) -> str:
    cells = {"type": "C", "freq": "A", "year": "2022", "hs": "H6", "code": "090240", "name": "x", **other}
    return (
        f"{cells['type']},{cells['freq']},{cells['year']},KEN,X,{partner},{cells['name']},0,"
        f"{cells['hs']},{cells['code']},{value}"
    )


def comtrade(folder: Path, *rows: str, coding: str = "utf-8", end: str = "") -> Path:
    path = folder / "comtrade.csv"
    path.write_bytes("".join(f"{x}\n" for x in (HEAD, *(r + end for r in rows))).encode(coding))
    return path


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"freq": "M"}, "freqCode: holds M"),
        ({"freq": "Q"}, "freqCode: holds Q"),
        ({"type": "S"}, "typeCode: holds S"),
        ({"freq": ""}, "freqCode: holds nothing"),
    ],
)
def test_months_and_services_are_no_goods_of_a_year(
    tmp_path: Path, change: dict[str, str], match: str
) -> None:
    with pytest.raises(DataError, match=match):
        read_comtrade(comtrade(tmp_path, row(), row("DEU", **change)), 2022)


@pytest.mark.parametrize("end", ["", ","])
def test_the_sites_own_encoding_is_read_as_its_copy_in_utf_8(tmp_path: Path, end: str) -> None:
    rows = [row(), row("CIV", 1e6, name="Côte d'Ivoire")]
    found = [
        read_comtrade(comtrade(tmp_path, *rows, coding=c, end=end), 2022).total for c in ("latin-1", "utf-8")
    ]
    assert found == [61.0, 61.0]


def test_encodings_are_told_apart_wherever_the_letter_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for before in (0, PIECE - 1, PIECE, 2 * PIECE + 5):
        path.write_bytes(b"a" * before + "ô".encode() + b"a" * PIECE)
        assert encoding(path) == "utf-8"
        path.write_bytes(b"a" * before + "ô".encode("latin-1") + b"a" * PIECE)
        assert encoding(path) == "latin-1"
    path.write_bytes(b"abc\xc3")
    assert encoding(path) == "latin-1"


def test_the_vintage_is_that_of_the_year_asked_for(tmp_path: Path) -> None:
    path = comtrade(tmp_path, row(), row(year="2016", hs="H4", value=5e7))
    assert read_comtrade(path, 2022).total == 60.0
    assert read_comtrade(path, 2016).total == 50.0
    with pytest.raises(DataError, match="classificationCode: holds"):
        read_comtrade(comtrade(tmp_path, row(), row("DEU", hs="H4")), 2022)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".json"])
def test_other_forms_of_the_site_are_refused_in_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"comtrade{suffix}"
    path.write_bytes(b"PK\x03\x04 or something\n")
    with pytest.raises(DataError, match=r"not read\. Expected the same table saved as CSV"):
        read_comtrade(path, 2022)


def wits(folder: Path, *rows: tuple[str, str, str]) -> Tariffs:
    """Rates of a query of WITS: (partner, kind of duty, rate)."""
    path = folder / "wits.csv"
    head = "Selected Nomen,Reporter,Product,Partner,Tariff Year,DutyType,Simple Average"
    lines = [f"H6,404,090240,{p},2022,{kind},{rate}" for p, kind, rate in rows]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return read_tariffs(path, "trains")


def test_the_rate_for_all_given_once_a_partner_counts_once(tmp_path: Path) -> None:
    t = wits(tmp_path, ("800", "MFN", "25"), ("800", "AHS", "0"), ("156", "MFN", "25"), ("156", "AHS", "25"))
    assert t.rate("KEN", "UGA", "crops") == 0.0
    assert t.rate("KEN", "CHN", "crops") == 0.25
    assert t.rate("KEN", "DEU", "crops") == 0.25
    assert t.lines[0, 0, t.exporters.index("")] == 1


@pytest.mark.parametrize(
    "rows",
    [
        (("800", "MFN", "25"), ("156", "MFN", "10")),
        (("800", "MFN", "25"), ("800", "MFN", "25")),
        (("800", "AHS", "5"), ("800", "AHS", "5"), ("156", "MFN", "25")),
    ],
)
def test_rates_that_differ_or_stand_twice_for_a_partner_are_refused(
    tmp_path: Path, rows: tuple[tuple[str, str, str], ...]
) -> None:
    with pytest.raises(DataError, match="is there 2 times"):
        wits(tmp_path, *rows)
