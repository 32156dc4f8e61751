"""Files of every layout, spoilt: one DataError with the faults named, never another error, never other numbers."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from openpyxl import Workbook

import publishers
from kaskazi.errors import DataError
from kaskazi.world import World
from kaskazi.world.importers import Trade, put_in, read_baci, read_comtrade, read_itpd, read_long
from kaskazi.world.importers.elasticities import Elasticities, read_elasticities, read_protee
from kaskazi.world.importers.eora import read_eora
from kaskazi.world.importers.gloria import read_gloria
from kaskazi.world.importers.harmonized import read_concordance
from kaskazi.world.importers.icio import read_icio
from kaskazi.world.importers.sam import Technology, read_sam
from kaskazi.world.importers.tariffs import Tariffs, read_tariffs
from kaskazi.world.importers.wiod import read_wiod

pytestmark = pytest.mark.slow

WORLD = publishers.world()
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def _elasticities(folder: Path) -> Path:
    return publishers.write(
        folder / "mine.csv", "sector,theta,se", ["crops,4.5,0.5", "apparel,3.25,0.5", "food,5.125,1"]
    )


@dataclass(frozen=True)
class Layout:
    """make writes the files, read reads them, main names the file to spoil."""

    make: Callable[[Path], Any]
    read: Callable[[Path], Any]
    main: str
    balanced: bool = False  # rows and columns tell a wrong number
    list_of_rows: bool = False  # a whole line may be missing without a trace


LAYOUTS = {
    "baci": Layout(lambda d: publishers.baci(d, WORLD), lambda d: read_baci(d), "BACI_HS22_Y2023_V202501.csv", list_of_rows=True),
    "long": Layout(lambda d: publishers.long(d, WORLD), lambda d: read_long(d / "mine.csv", "usd"), "mine.csv", list_of_rows=True),
    "comtrade": Layout(lambda d: publishers.comtrade(d, WORLD), lambda d: read_comtrade(d / "comtrade.csv"), "comtrade.csv", list_of_rows=True),
    "itpd": Layout(lambda d: publishers.itpd(d, WORLD), lambda d: read_itpd(d / "ITPD_E_R02.csv"), "ITPD_E_R02.csv", list_of_rows=True),
    "icio": Layout(publishers.icio, lambda d: read_icio(d / "2022_SML.csv", WORLD), "2022_SML.csv", balanced=True),
    "wiod": Layout(publishers.wiod, lambda d: read_wiod(d / "WIOT2014_Nov16_ROW.csv", WORLD), "WIOT2014_Nov16_ROW.csv", balanced=True),
    "eora": Layout(publishers.eora, lambda d: read_eora(d, WORLD), "Eora26_2015_bp_T.txt"),
    "eora demand": Layout(publishers.eora, lambda d: read_eora(d, WORLD), "Eora26_2015_bp_FD.txt"),
    "eora labels": Layout(publishers.eora, lambda d: read_eora(d, WORLD), "labels_T.txt"),
    "gloria": Layout(
        publishers.gloria,
        lambda d: read_gloria(d, WORLD, read_concordance(d / "mine_concordance.csv", "sector_name")),
        "20240110_120secMother_AllCountries_002_T-Results_2019_059_Markup001(full).csv",
    ),
    "sam": Layout(
        lambda d: publishers.sam(d, WORLD),
        lambda d: read_sam(d / "sam.csv", concordance=read_concordance(d / "own.csv", "account")),
        "sam.csv",
        balanced=True,
    ),
    "trains": Layout(lambda d: publishers.trains(d, WORLD), lambda d: read_tariffs(d / "AVEMFN_H6_2023.csv", "trains"), "AVEMFN_H6_2023.csv", list_of_rows=True),
    "wto": Layout(lambda d: publishers.wto(d, WORLD), lambda d: read_tariffs(d / "WtoData.csv", "wto"), "WtoData.csv", list_of_rows=True),
    "macmap": Layout(lambda d: publishers.macmap(d, WORLD), lambda d: read_tariffs(d / "mmhs6_2019.csv", "macmap", unit="ratio"), "mmhs6_2019.csv", list_of_rows=True),
    "protee": Layout(publishers.protee, lambda d: read_protee(d / "ProTEE_0_1.csv"), "ProTEE_0_1.csv", list_of_rows=True),
    "elasticities": Layout(_elasticities, lambda d: read_elasticities(d / "mine.csv"), "mine.csv", list_of_rows=True),
}  # fmt: skip
EVERY = pytest.mark.parametrize("name", LAYOUTS)


@cache
def files(name: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        LAYOUTS[name].make(Path(folder))
        return {p.name: p.read_bytes() for p in Path(folder).iterdir()}


@cache
def whole(name: str) -> Any:
    return read(name, files(name)[LAYOUTS[name].main])


def read(name: str, body: bytes) -> Any:
    """What the layout's reader makes of its files with another main one."""
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files(name).items():
            (Path(folder) / file).write_bytes(body if file == LAYOUTS[name].main else content)
        return LAYOUTS[name].read(Path(folder))


def told(found: Any) -> bool:
    """Does the result itself say that something was left out?"""
    return bool(getattr(found, "dropped", ()) or getattr(found, "silent", ()))


def numbers(found: Any) -> list[tuple[Any, NDArray[np.float64]]]:
    """The labelled numbers of a result."""
    if isinstance(found, Trade):
        return [((found.exporters, found.importers, found.sectors), found.flows)]
    if isinstance(found, World):
        return [((found.economies, found.sectors), found.flows), ((), found.beta), ((), found.gamma)]
    if isinstance(found, Tariffs):
        return [((found.importers, found.exporters, found.sectors), found.simple)]
    if isinstance(found, Elasticities):
        return [(found.sectors, found.theta)]
    assert isinstance(found, Technology)
    return [((), found.output), ((), found.used), ((), found.exports), ((), found.imports)]


def same(a: Any, b: Any) -> bool:
    return all(
        x[0] == y[0]
        and np.allclose(x[1], y[1], rtol=2e-3, atol=10.0 if isinstance(a, World) else 1e-9, equal_nan=True)
        for x, y in zip(numbers(a), numbers(b), strict=True)
    )


def subset(a: Any, b: Any) -> bool:
    """Is every number of a one of b's, or less for want of whole lines?"""
    if isinstance(a, Trade):
        more = (
            1.5 if a.source == "comtrade" else 1.0
        )  # an exporter that lost its rows is read from its partners'
        return all(
            not v > 0 or v <= more * b.flow(a.exporters[x], a.importers[m], a.sectors[s]) * (1 + 1e-6) + 1e-9
            for (s, m, x), v in np.ndenumerate(a.flows)
        )
    if isinstance(a, Elasticities):
        return all(
            s in b.sectors and np.isclose(v, b.theta[b.sectors.index(s)])
            for s, v in zip(a.sectors, a.theta, strict=True)
        )
    assert isinstance(a, Tariffs)
    return all(
        not np.isfinite(v) or np.isclose(v, b.rate(a.importers[m], a.exporters[x], a.sectors[s]))
        for (s, m, x), v in np.ndenumerate(a.simple)
    )


@EVERY
def test_the_whole_file_is_read(name: str) -> None:
    assert all(np.isfinite(v).any() for _, v in numbers(whole(name)))


@EVERY
@QUICK
@given(data=st.data())
def test_a_cut_file_is_refused(name: str, data: st.DataObject) -> None:
    """Cut anywhere. Only a list of rows cut at the very end of a line is read: as the lines that are left."""
    body = files(name)[LAYOUTS[name].main]
    at = data.draw(st.integers(0, len(body) - 2))
    cut = body[:at]
    if LAYOUTS[name].list_of_rows and cut.endswith(b"\n"):
        try:
            found = read(name, cut)
        except DataError:
            return
        assert subset(found, whole(name))
        return
    with pytest.raises(DataError) as caught:
        read(name, cut)
    assert caught.value.problems


@EVERY
@QUICK
@given(data=st.data())
def test_rubbish_in_a_file_is_refused_or_changes_nothing(name: str, data: st.DataObject) -> None:
    body = files(name)[LAYOUTS[name].main]
    at = data.draw(st.integers(0, len(body) - 2))
    junk = data.draw(st.text("x?#\"';| \t\x00\xff", min_size=1, max_size=12)).encode("latin-1")
    spoilt = body[:at] + junk + body[at + len(junk) :]
    try:
        found = read(name, spoilt if spoilt.endswith(b"\n") else spoilt + b"\n")
    except DataError:
        return
    assert told(found) or same(found, whole(name)) or (LAYOUTS[name].list_of_rows and _label(found, name))


def _label(found: Any, name: str) -> bool:
    """A spoilt label or flag of a list that is still one (of a year not read, a duty not applied): one row less."""
    return subset(found, whole(name))


@EVERY
@QUICK
@given(st.binary(max_size=600))
def test_anything_else_under_its_name_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(DataError):
        read(name, body)


@EVERY
@QUICK
@given(data=st.data())
def test_a_line_that_is_there_twice_or_missing_is_told(name: str, data: st.DataObject) -> None:
    lines = files(name)[LAYOUTS[name].main].splitlines(keepends=True)
    k = data.draw(st.integers(1, len(lines) - 1))
    assume(lines[k].strip(b", \t\r\n"))
    twice = b"".join([*lines[: k + 1], lines[k], *lines[k + 1 :]])
    if not name.startswith("wiod"):  # titles above the rows of a sheet may stand there twice
        with pytest.raises(DataError):
            read(name, twice)
    if not LAYOUTS[name].list_of_rows and not (name == "wiod" and (k < 6 or lines[k].startswith(b"II_fob"))):
        with pytest.raises(DataError):
            read(name, b"".join([*lines[:k], *lines[k + 1 :]]))


@EVERY
@QUICK
@given(data=st.data())
def test_a_header_that_lost_a_name_is_told(name: str, data: st.DataObject) -> None:
    if name.startswith(("eora", "gloria", "macmap", "wiod")):
        return  # no header, or places instead of names
    lines = files(name)[LAYOUTS[name].main].splitlines(keepends=True)
    cells = lines[0].rstrip(b"\n").split(b",")
    needed = {
        "baci": "tijkv", "long": ("exporter", "importer", "value"), "comtrade": ("flowCode", "cmdCode", "primaryValue"),
        "itpd": ("exporter_iso3", "importer_iso3", "year", "industry_id", "trade"), "sam": ("Code",),
        "trains": ("Reporter_ISO_N", "ProductCode", "Year", "SimpleAverage"), "protee": ("HS6", "zero", "positive", "sigma"),
        "wto": ('"Indicator"', '"Reporting Economy Code"', '"Product/Sector Code"', '"Year"', '"Value"'),
        "elasticities": ("theta",),
    }  # fmt: skip
    choice = (
        [k for k, c in enumerate(cells) if c.decode() in needed[name]]
        if name in needed
        else list(range(1, len(cells)))
    )
    k = data.draw(st.sampled_from(choice))
    cells[k] = b"other"
    if name == "itpd":  # dynamic codes stand in for the others
        cells = [b"other" if b"dynamic" in c else c for c in cells]
    with pytest.raises(DataError):
        read(name, b",".join(cells) + b"\n" + b"".join(lines[1:]))


@pytest.mark.parametrize("name", [n for n, x in LAYOUTS.items() if x.balanced])
@QUICK
@given(data=st.data())
def test_a_wrong_number_in_a_balanced_table_is_told(name: str, data: st.DataObject) -> None:
    lines = files(name)[LAYOUTS[name].main].decode().splitlines()
    rows = [k for k, r in enumerate(lines) if sum(c.replace(".", "", 1).isdigit() for c in r.split(",")) > 10]
    k = data.draw(st.sampled_from(rows))
    cells = lines[k].split(",")
    values = [float(c) if c.replace(".", "", 1).isdigit() else 0.0 for c in cells]
    large = [n for n, v in enumerate(values) if v > 0.02 * max(values) and v > 1000]
    assume(large)
    n = data.draw(st.sampled_from(large))
    assume(not lines[k].startswith("II_fob"))  # what they sum to is not used
    cells[n] = f"{values[n] * data.draw(st.sampled_from([0.3, 3.0, 1000.0])):.3f}"
    lines[k] = ",".join(cells)
    with pytest.raises(DataError):
        read(name, "\n".join(lines).encode() + b"\n")


@pytest.mark.parametrize("name", ["icio", "wiod"])
@pytest.mark.parametrize("factor", [1e3, 1e-3, 1e-6])
def test_a_table_in_another_unit_is_told(name: str, factor: float) -> None:
    lines = files(name)[LAYOUTS[name].main].decode().splitlines()
    out = []
    for line in lines:
        cells = line.split(",")
        out.append(",".join(f"{float(c) * factor:.9f}" if _is_number(c) else c for c in cells))
    with pytest.raises(DataError, match="unit"):
        read(name, "\n".join(out).encode() + b"\n")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_rates_and_elasticities_in_another_unit_are_told() -> None:
    body = files("trains")["AVEMFN_H6_2023.csv"]
    with pytest.raises(DataError, match="ratios"):
        read("trains", body.replace(b",12.5,", b",0.125,").replace(b",4.0,", b",0.04,"))
    with pytest.raises(DataError, match="not a rate"):
        read("trains", body.replace(b",12.5,", b",12500,"))
    with pytest.raises(DataError, match="negative number"):
        read("protee", files("protee")["ProTEE_0_1.csv"].replace(b"-5.5", b"5.5"))
    with pytest.raises(DataError, match="not between"):
        read("elasticities", files("elasticities")["mine.csv"].replace(b"4.5", b"-4.5"))


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(publishers.ECONOMIES), st.sampled_from(publishers.ECONOMIES))
def test_two_economies_that_changed_places_are_told(a: str, b: str) -> None:
    size = dict(zip(publishers.ECONOMIES, publishers.GDP, strict=True))
    assume(max(size[a], size[b]) > 40 * min(size[a], size[b]))
    t = whole("baci")
    swap = {a: b, b: a}
    wrong = replace(t, exporters=tuple(swap.get(x, x) for x in t.exporters))
    with pytest.raises(DataError):
        put_in(WORLD, wrong)
    text = files("icio")["2022_SML.csv"].decode()
    text = text.replace(f"{a}_", "###_").replace(f"{b}_", f"{a}_").replace("###_", f"{b}_")
    with pytest.raises(DataError):
        read("icio", text.encode())


@cache
def parquet() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = publishers.long(Path(folder), WORLD)
        query = f"copy (select * from read_csv('{path}')) to '{folder}/mine.parquet' (format parquet)"
        duckdb.connect().execute(query)
        return (Path(folder) / "mine.parquet").read_bytes()


@QUICK
@given(data=st.data())
def test_a_parquet_file_cut_or_spoilt(data: st.DataObject) -> None:
    """Pages carry no checksum: only what the format itself tells can be told."""
    body = parquet()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.parquet"
        path.write_bytes(body)
        assert read_long(path, "usd").total == pytest.approx(WORLD.goods().sum(), rel=1e-6)
        path.write_bytes(body[: data.draw(st.integers(0, len(body) - 1))])
        with pytest.raises(DataError):
            read_long(path, "usd")
        at = data.draw(st.integers(0, len(body) - 9))
        path.write_bytes(body[:at] + b"\x00\xff\x00\xff" + body[at + 4 :])
        with suppress(DataError):
            read_long(path, "usd")


@QUICK
@given(data=st.data())
def test_a_workbook_cut_short(data: st.DataObject) -> None:
    body = workbook()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "WIOT2014_Nov16_ROW.xlsx"
        path.write_bytes(body)
        at = data.draw(st.integers(0, len(body) - 1))
        path.write_bytes(body[:at])
        with pytest.raises(DataError):
            read_wiod(path, WORLD)
        junk = data.draw(st.binary(min_size=1, max_size=40))
        path.write_bytes(body[:at] + junk + body[at + len(junk) :])
        with suppress(DataError):
            assert same(read_wiod(path, WORLD), whole("wiod"))


@cache
def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    for line in files("wiod")["WIOT2014_Nov16_ROW.csv"].decode().splitlines():
        sheet.append([float(c) if _is_number(c) else c for c in line.split(",")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
