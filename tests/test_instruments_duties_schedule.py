"""The US schedule: reading the official export, duty texts, and numbers that are none."""

from __future__ import annotations

import csv
import gzip
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.codes.hs import dotted
from kaskazi.errors import DataError, InputError
from kaskazi.law.duty import DutyQuery, duty
from kaskazi.law.line_numbers import find, spread, under
from kaskazi.law.rates import parse_rate
from kaskazi.law.schedules import compact, counts, read_schedule, shipped, unread
from shared import shared

OFFICIAL = "tariffs/us_hts_2025_basic_edition.csv"
LIMIT = 3.0  # seconds to read the official schedule


def test_the_official_schedule_is_read_in_time_and_counted() -> None:
    path = shared(OFFICIAL)
    start = time.perf_counter()
    lines = read_schedule(path)
    assert time.perf_counter() - start < LIMIT
    assert counts(lines) == {
        "lines": 14_657,
        "hs8": 11_413,
        "mfn_free": 4_315,
        "agoa_d": 5_385,
        "agoa_9819": 11,
        "unread": 354,
        "unread_1_97": 154,
    }
    assert {x.code: x for x in lines} == dict(shipped())
    from importlib.resources import files

    assert compact(lines) == files("kaskazi.law").joinpath("us_hts_2025.csv.gz").read_bytes()


def test_the_counts_are_those_of_a_plain_reading_of_the_file() -> None:
    """Counted again with the csv reader alone, by the letters as printed."""
    with shared(OFFICIAL).open(encoding="utf-8-sig", newline="") as f:
        rows = [r for r in csv.DictReader(f) if r["General Rate of Duty"].strip()]
    goods = [(r["HTS Number"].replace(".", "")[:8], r) for r in rows if r["HTS Number"][:2] < "98"]
    c = counts(shipped().values())
    assert c["hs8"] == len({code for code, _ in goods})
    assert c["mfn_free"] == len({code for code, r in goods if r["General Rate of Duty"].strip() == "Free"})
    letters = {
        code
        for code, r in goods
        if "D" in r["Special Rate of Duty"].replace("(", ",").replace(")", ",").replace(" ", "").split(",")
    }
    assert c["agoa_d"] == len(letters)


def test_descriptions_come_with_the_official_file() -> None:
    lines = {x.code: x for x in read_schedule(shared(OFFICIAL))}
    assert "Of cotton" in lines["62034207"].text
    assert shipped()["62034207"].text == ""
    assert lines["1701145000"].quota == "over 5"
    assert lines["17011410"].quota == "in 5"
    assert lines["1701140500"].quota == "note 15"


def test_apparel_carries_no_d_but_fifteen_lines() -> None:
    apparel = [x for x in shipped().values() if x.code[:2] in ("61", "62")]
    assert len({x.code[:8] for x in apparel if "D" in x.free_for}) == 15


def test_specials_are_read_with_their_rates() -> None:
    line = shipped()["9013101000"]
    assert ("7.45%", ("JP",)) in line.specials
    assert "A*" in line.free_for
    assert "JP" not in line.free_for
    sugar = dict(shipped()["1701145000"].specials)
    assert "P+" in sugar["See 9822.05.20"]


@pytest.mark.parametrize(
    ("text", "ad", "specific"),
    [
        ("Free", 0.0, ()),
        ("16.6%", 0.166, ()),
        ("5¢/kg", 0.0, ((0.05, "kg"),)),
        ("29.1¢/kg + 25.9%", 0.259, ((0.291, "kg"),)),
        ("$1.055/kg", 0.0, ((1.055, "kg"),)),
        ("0.9¢ each", 0.0, ((0.009, "each"),)),
        ("1¢ each + 2.8%", 0.028, ((0.01, "each"),)),
        ("90¢/pr. + 20%", 0.2, ((0.9, "pr."),)),
        ("2.5% 1/", 0.025, ()),
        ("33 1/3%", 1 / 3, ()),
    ],
)
def test_duty_texts(text: str, ad: float, specific: tuple[tuple[float, str], ...]) -> None:
    rate = parse_rate(text)
    assert rate is not None
    assert rate.ad_valorem == pytest.approx(ad)
    assert [(pytest.approx(a), u) for a, u in rate.specific] == list(specific)


@pytest.mark.parametrize(
    "text",
    ["The rate applicable to each garment", "See additional U.S. note 1", "2.5% on the value of the lead content",
     "3.66¢/kg less 0.02¢/kg for each degree", "", "free-ish", "12", "72¢ each + 5.3% on the battery"],
)  # fmt: skip
def test_what_cannot_be_read_is_never_guessed(text: str) -> None:
    assert parse_rate(text) is None


def test_unread_lines_are_listed() -> None:
    left = unread(shipped())
    assert len(left) == 354
    assert all(x.rate is None for x in left)
    assert all(duty(DutyQuery(x.code, "VNM", date(2024, 1, 2))).total is None for x in left if x.code < "98")


@given(st.floats(0.01, 1e6))
def test_a_dearer_unit_bears_less(value: float) -> None:
    rate = parse_rate("29.1¢/kg + 25.9%")
    assert rate is not None
    more, less = rate.equivalent(value), rate.equivalent(2 * value)
    assert more is not None
    assert less is not None
    assert more > less > 0.259
    assert rate.equivalent(None) is None
    assert rate.equivalent(0) is None
    assert rate.equivalent({"each": 3.0}) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("62x3.42.07", "not a digit"),
        ("6203.42", "6203.42.07"),
        ("6203.42", "Free to 16.6 %"),
        ("6203", "heading with 4 digits"),
        ("620342071", "9 digits"),
        ("62034", "5 digits"),
        ("6203.42.99", "6203.42.4"),
        ("6203.42.70", "6203.42.07"),  # two digits changed places
        ("9999.99.99", "not a line"),
        ("0099.10.00", "chapter 00"),
        ("", "0 digits"),
        ("6201.93.00", "6201.40"),  # HS 2017
        ("8517.12", "8517.13, 8517.14"),
        ("0302.61", "HS 2007"),
    ],
)
def test_numbers_that_are_none_get_a_clear_answer(code: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        find(code)


def test_numbers_are_found_with_and_without_dots_and_digits() -> None:
    assert find("6203.42.07").code == find("62034207").code == find("6203420711").code == "62034207"
    assert find("0802.62").code == find("08026200").code == find("0802.62.00.00").code == "0802620000"
    assert find("6203-42-07").code == "62034207"


def test_a_short_number_has_a_range_of_duties() -> None:
    assert spread(under("620342")) == "Free to 16.6 %"
    assert "specific" in spread(under("080262"))
    assert spread(under("0901")) == "Free, 1 with a specific duty"


@given(st.text(max_size=14) | st.from_regex(r"[0-9]{4}\.[0-9]{2}(\.[0-9]{2})?", fullmatch=True))
def test_any_number_is_a_line_or_refused(code: str) -> None:
    try:
        line = find(code)
    except InputError:
        return
    digits = code.replace(".", "").replace(" ", "").replace("-", "")
    assert line.code[:8].startswith(digits[:8])


def test_dots() -> None:
    assert dotted("62034207") == "6203.42.07"
    assert dotted("0802620000") == "0802.62.00"
    assert dotted("620342") == "6203.42"


def test_a_file_that_is_not_the_schedule_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("HTS Number,General Rate\n1,Free\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_schedule(path)
    assert len(caught.value.problems) == 6
    with pytest.raises(DataError, match="cannot be read"):
        read_schedule(tmp_path / "none.csv")


def test_kenyas_duty_without_agoa_from_lines_and_official_rates() -> None:
    """24.2 % on its apparel of 2024, 17.7 % on all it sells; 27.7 % with 10 % on every line (notes on exposure).

    Each HTS10 line of US imports takes the duty that `duty` gives it in 2027, when AGOA has ended, with the
    official file as the schedule; the ad valorem part alone where a duty has a specific one.
    """
    lines = {x.code: x for x in read_schedule(shared(OFFICIAL))}
    by8: dict[str, float] = defaultdict(float)
    with gzip.open(shared("trade/us_imports_from_africa_hs10_2022_2024.csv.gz"), "rt", encoding="utf-8") as f:
        for r in csv.DictReader(f):
            if r["Country"] == "Kenya" and r["year"] == "2024":
                by8[r["hs10"].zfill(10)] += float(r["usd"]) / 1e6
    value = {"all": 0.0, "apparel": 0.0}
    paid = {"all": 0.0, "apparel": 0.0, "surcharge": 0.0}
    for code, usd in by8.items():
        value["all"] += usd
        apparel = code[:2] in ("61", "62")
        value["apparel"] += usd * apparel
        if code >= "98" or code[:8] == "44201900":  # no duty at stake; not in the official export
            paid["surcharge"] += 0.10 * usd
            continue
        d = duty(
            DutyQuery(code, "KEN", date(2027, 3, 1), known=date(2026, 11, 24), without=("us-section-232",)),
            lines,
        )
        rate = find(code, lines).rate
        share = d.total if d.total is not None else (rate.ad_valorem if rate else 0.0)
        paid["all"] += usd * share
        paid["apparel"] += usd * share * apparel
        paid["surcharge"] += usd * (share + 0.10)
    assert round(value["all"], 1) == 738.5
    assert round(value["apparel"], 1) == 533.7
    assert round(100 * paid["apparel"] / value["apparel"], 1) == 24.2
    assert round(paid["apparel"], 1) == 129.1
    assert 100 * paid["all"] / value["all"] == pytest.approx(17.7, abs=0.05)
    assert 100 * paid["surcharge"] / value["all"] == pytest.approx(27.7, abs=0.05)
