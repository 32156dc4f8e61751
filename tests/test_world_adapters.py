"""Publishers' files read as they come: what is taken, what is refused and how it is said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaskazi.errors import DataError
from kaskazi.model import Wedges, solve
from kaskazi.world import OBSERVED, World
from kaskazi.world.adapters import Trade, put_in, read_baci, read_long
from kaskazi.world.compare import compare, render
from kaskazi.world.file import from_bytes, save, to_bytes

WORLD = World.load()
KENYA = {("KEN", "USA"): 700.0, ("KEN", "UGA"): 950.0, ("KEN", "NLD"): 600.0, ("KEN", "PAK"): 560.0, ("KEN", "GBR"): 400.0,
         ("KEN", "ARE"): 600.0, ("KEN", "TZA"): 490.0, ("KEN", "CHN"): 200.0}  # fmt: skip
HEAD = "t,i,j,k,v,q\n"
ROWS = "2023,404,842,620342,500000,1\n2023,404,842,090111,200000,NA\n2023,404,800,271019,950000,2\n2023,404,528,060311,600000,3\n2023,404,586,090240,560000,3\n"


def baci(folder: Path, text: str, name: str = "BACI_HS22_Y2023_V202501.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_baci_is_read_by_name_in_thousand_dollars(tmp_path: Path) -> None:
    t = read_baci(baci(tmp_path, HEAD + ROWS))
    assert t.year == 2023
    assert t.flows["KEN", "USA"] == pytest.approx(700.0)
    assert t.flows["KEN", "UGA"] == pytest.approx(950.0)
    swapped = "t,k,i,j,q,v\n" + "".join(
        ",".join([a[0], a[3], a[1], a[2], a[5], a[4]]) + "\n"
        for a in (r.split(",") for r in ROWS.splitlines())
    )
    other = tmp_path / "b"
    other.mkdir()
    assert read_baci(baci(other, swapped)).flows == t.flows
    assert read_baci(tmp_path / "b").flows == t.flows


def test_the_publishers_code_table_is_used(tmp_path: Path) -> None:
    codes = "country_code,country_name,country_iso2,country_iso3\n999,Nowhere,XX,NWH\n"
    (tmp_path / "country_codes_V202501.csv").write_text(codes, encoding="utf-8")
    t = read_baci(baci(tmp_path, HEAD + ROWS + "2023,404,999,010101,5000,1\n"))
    assert t.flows["KEN", "NWH"] == 5.0
    assert not t.dropped


def test_put_in_a_world_cells_are_observed_and_the_accounts_add_up(tmp_path: Path) -> None:
    w = put_in(WORLD, read_baci(baci(tmp_path, HEAD + ROWS)))
    k, u = w.index("KEN"), w.index("USA")
    assert w.trade("KEN", "USA") == pytest.approx(700.0)
    assert w.trade("KEN", "CHN") == 0.0
    assert w.grade[0, u, k] == OBSERVED
    assert w.trade("UGA", "KEN") == WORLD.trade("UGA", "KEN")
    e = solve(w.calibration(), Wedges.neutral(w.calibration()))
    assert np.abs(e.real_income_hat - 1).max() < 1e-12
    assert any("exporters observed" in x for x in w.ledger)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t,i,j,k,w\n2023,1,2,010101,5\n", '"v"'),
        (HEAD, "no rows"),
        (HEAD + "2023,404,842,620342,-5,1\n", "negative"),
        (HEAD + "2023,404,842,620342,,1\n", "empty"),
        (HEAD + ROWS + "2022,404,842,620342,5,1\n", "2022"),
        (HEAD + "2023,404,842,620342,abc,1\n", "cannot be read"),
    ],
)
def test_a_faulty_baci_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_baci(baci(tmp_path, text))


def test_codes_nobody_knows_are_an_error_once_they_matter(tmp_path: Path) -> None:
    t = read_baci(baci(tmp_path, HEAD + ROWS + "2023,404,998,010101,900000,1\n"))
    assert t.dropped == {"998": 900.0}
    with pytest.raises(DataError, match="998"):
        put_in(WORLD, t)


@pytest.mark.parametrize(("factor", "word"), [(1000.0, "1,000 times"), (0.001, "a thousandth")])
def test_a_unit_slip_is_told(factor: float, word: str) -> None:
    t = Trade("x", 2023, {k: v * factor for k, v in KENYA.items()}, {})
    with pytest.raises(DataError, match=word):
        put_in(WORLD, t)


def test_a_file_with_nothing_of_use_is_refused() -> None:
    with pytest.raises(DataError, match="no trade"):
        put_in(WORLD, Trade("x", 2023, {}, {}))
    with pytest.raises(DataError, match="none is an economy"):
        put_in(WORLD, Trade("x", 2023, {("XXA", "XXB"): 1.0}, {}))


def test_long_tables_as_csv_and_parquet(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "t.csv"
    path.write_text(
        "year,exporter,importer,value\n2022,KEN,USA,1\n2023,KEN,USA,700\n2023,KEN,KEN,9\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match="2022"):
        read_long(path, "musd")
    t = read_long(path, "musd", 2023)
    assert t.flows == {("KEN", "USA"): 700.0}
    duckdb.connect().execute(
        f"copy (select * from read_csv('{path}')) to '{tmp_path}/t.parquet' (format parquet)"
    )
    assert read_long(tmp_path / "t.parquet", "kusd", 2023).flows == {("KEN", "USA"): pytest.approx(0.7)}
    with pytest.raises(DataError, match="usd, kusd, musd"):
        read_long(path, "million", 2023)
    path.write_text(
        "exporter,importer,value\nKEN,USA,1\nKEN,USA,2\nKEN,UGA,x\nKEN,TZA,-1\n", encoding="utf-8"
    )
    with pytest.raises(DataError) as caught:
        read_long(path, "musd")
    assert len(caught.value.problems) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([".csv", ".parquet"]))
def test_rubbish_is_refused_in_our_words(tmp_path: Path, body: bytes, suffix: str) -> None:
    path = tmp_path / f"BACI_x{suffix}"
    path.write_bytes(body)
    for read in (lambda: read_baci(path), lambda: read_long(path, "usd")):
        with pytest.raises(DataError):
            read()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 190_000), st.integers(1, 200))
def test_a_damaged_world_file_is_refused_or_is_a_world(at: int, length: int) -> None:
    raw = bytearray(to_bytes(WORLD))
    raw[at : at + length] = b"\x00" * length
    try:
        found = from_bytes(bytes(raw[: len(raw) - (at % 3) * 1000]), "w.npz")
    except DataError:
        return
    assert found.economies == WORLD.economies


def test_a_world_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    made = save(WORLD, tmp_path / "w.npz")
    assert made.sha256 == WORLD.sha256
    assert World.load(str(tmp_path / "w.npz")).sha256 == WORLD.sha256
    with pytest.raises(DataError, match="cannot be written"):
        save(WORLD, tmp_path / "no" / "w.npz")
    assert [p.name for p in tmp_path.iterdir()] == ["w.npz"]
    with pytest.raises(DataError, match="no such file"):
        World.load(str(tmp_path / "none.npz"))


def test_comparing_a_world_with_itself_and_with_another() -> None:
    same = compare(WORLD, WORLD)
    assert (same.levels, same.wrong_pair, same.largest) == (pytest.approx(1.0), 0.0, ())
    other = put_in(WORLD, Trade("mine", 2023, KENYA, {}))
    c = compare(WORLD, other)
    assert c.export_mix > 0.05
    assert c.import_mix == 0
    assert {x for x, *_ in c.largest} == {"KEN"}
    assert "mine" in render(c)


def test_the_commands(tmp_path: Path) -> None:
    from test_cli import kaskazi

    baci(tmp_path, HEAD + ROWS)
    words = ["world", "import", "BACI_HS22_Y2023_V202501.csv", "--as", "baci", "--out", "mine.npz"]
    assert "mine.npz" in kaskazi(*words, cwd=tmp_path).stdout
    facts = json.loads(kaskazi("world", "compare", "2023.1", "mine.npz", "--json", cwd=tmp_path).stdout)
    assert facts["b"].startswith("2023.1+baci")
    out = json.loads(kaskazi("run", "agoa-lapse", "--world", "mine.npz", "--json", cwd=tmp_path).stdout)
    base = next(f for f in out["headline"] if f["id"] == "exports_partner")["base"]
    assert base == pytest.approx(700.0)
    assert (
        "--year"
        in kaskazi(
            "world", "import", ".", "--as", "baci", "--year", "1999", "--out", "x.npz", cwd=tmp_path, ok=1
        ).stderr
    )
    assert not (tmp_path / "x.npz").exists()
