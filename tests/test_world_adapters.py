"""Trade files of publishers read as they come: what is taken, what is refused and how it is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

import publishers
from kaskazi.codes.hs import sector_of_hs
from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError
from kaskazi.model import Wedges, solve
from kaskazi.world import ESTIMATED, IMPUTED, OBSERVED
from kaskazi.world.importers import Trade, put_in, read_baci, read_comtrade, read_itpd, read_long
from kaskazi.world.importers.harmonized import VINTAGES, exceptions, place_codes, read_concordance, vintage

WORLD = publishers.world()
HEAD = "t,i,j,k,v,q\n"
ROWS = "2023,404,842,620342,500000,1\n2023,404,842,090111,200000,NA\n2023,404,800,271019,950000,2\n2023,404,826,060311,600000,3\n"


def file(folder: Path, text: str, name: str = "BACI_HS22_Y2023_V202501.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- BACI ---


def test_baci_is_read_by_name_in_thousand_dollars_by_sector(tmp_path: Path) -> None:
    t = read_baci(file(tmp_path, HEAD + ROWS))
    assert t.year == 2023
    assert t.flow("KEN", "USA") == pytest.approx(700.0)
    assert t.flow("KEN", "USA", "apparel") == pytest.approx(500.0)
    assert t.flow("KEN", "USA", "crops") == pytest.approx(200.0)
    assert t.flow("KEN", "GBR", "horticulture") == pytest.approx(600.0)
    assert t.flow("KEN", "UGA", "petroleum") == pytest.approx(950.0)
    swapped = "t,k,i,j,q,v\n" + "".join(
        ",".join([a[0], a[3], a[1], a[2], a[5], a[4]]) + "\n"
        for a in (r.split(",") for r in ROWS.splitlines())
    )
    (tmp_path / "b").mkdir()
    assert np.array_equal(read_baci(file(tmp_path / "b", swapped)).flows, t.flows)
    assert np.array_equal(read_baci(tmp_path / "b").flows, t.flows)


def test_the_publishers_code_table_is_used(tmp_path: Path) -> None:
    codes = "country_code,country_name,country_iso2,country_iso3\n999,Nowhere,XX,NWH\n516,Namibia,NA,NAM\n"
    file(tmp_path, codes, "country_codes_V202501.csv")
    t = read_baci(file(tmp_path, HEAD + ROWS + "2023,404,999,010121,5000,1\n2023,404,516,010121,7000,1\n"))
    assert t.flow("KEN", "NWH") == 5.0
    assert t.flow("KEN", "NAM") == 7.0
    assert not t.dropped
    file(tmp_path, codes + "404,Kenya,KE,UGA\n", "country_codes_V202501.csv")
    with pytest.raises(DataError, match="404 is UGA here"):
        read_baci(tmp_path)


def test_the_publishers_product_table_must_hold_the_codes(tmp_path: Path) -> None:
    path = file(tmp_path, HEAD + ROWS)
    table = "code,description\n" + "".join(f"{k},x\n" for k in ("620342", "090111", "271019"))
    file(tmp_path, table, "product_codes_HS22_V202501.csv")
    with pytest.raises(DataError, match="060311"):
        read_baci(path)
    file(tmp_path, table + "060311,roses\n", "product_codes_HS22_V202501.csv")
    assert read_baci(path).total == pytest.approx(2250.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t,i,j,k,w\n2023,1,2,010101,5\n", '"v"'),
        (HEAD, "no rows"),
        (HEAD + "2023,404,842,620342,-5,1\n", "negative"),
        (HEAD + "2023,404,842,620342,,1\n", "empty"),
        (HEAD + "2023,404,842,620342,inf,1\n", "no number"),
        (HEAD + ROWS + "2022,404,842,620342,5,1\n", "2022"),
        (HEAD + "2022,404,842,620342,5,1\n", "name says 2023"),
        (HEAD + "2023,404,842,620342,abc,1\n", "no number"),
        (HEAD + "2023,404, 42,620342,5,1\n", "not a whole number"),
        (HEAD + "2023,404,842, 20342,5,1\n", "no HS6"),
        (HEAD + "2023,404,842,620342,50 ,1\n", "no number"),
        (HEAD + "2023,404,842,62034,5,1\n", "no HS6"),
        (HEAD + ROWS + "2023,404,842,620342,5,1\n", "there 2 times"),
        (HEAD + ROWS[:-3], "cut short|cannot be read"),
        ("", "is empty"),
    ],
)
def test_a_faulty_baci_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_baci(file(tmp_path, text))


def test_codes_nobody_knows_are_an_error_once_they_matter(tmp_path: Path) -> None:
    t = read_baci(file(tmp_path, HEAD + ROWS + "2023,404,998,010121,900000,1\n2023,404,842,999999,4000,1\n"))
    assert t.dropped == {"998": 900.0, "HS of no sector": 4.0}
    with pytest.raises(DataError, match="998"):
        put_in(WORLD, t, part=True)


# --- the Harmonized System ---


def test_prefix_rules_and_vintages() -> None:
    assert [vintage(x, "x") for x in ("HS92", "H6", "2017", "hs12", "HS2007")] == [
        "HS92",
        "HS22",
        "HS17",
        "HS12",
        "HS07",
    ]
    with pytest.raises(DataError, match="HS12"):
        vintage("HS13", "x")
    con = duckdb.connect()
    for of in VINTAGES:
        order = place_codes(con, of, "x")
        shares = con.execute("select k, sum(w) from hs group by k having abs(sum(w) - 1) > 1e-9").fetchall()
        assert not shares
        special = exceptions(of)
        for code in ("620342", "090111", "060311", "270900", "300490", "870323", "850710", "260300"):
            found = con.execute("select s, w from hs where k = ?", [int(code)]).fetchall()
            assert code in special or [(order[s], w) for s, w in found] == [(sector_of_hs(code), 1.0)]
        assert con.execute("select count(*) from hs where k between 770000 and 779999").fetchone() == (0,)
    assert not exceptions("HS22")


def test_codes_that_a_revision_dissolved(tmp_path: Path) -> None:
    text = (
        HEAD + "2023,404,842,851790,1000000,1\n2023,404,842,852010,500000,1\n2023,404,842,121220,100000,1\n"
    )
    old = read_baci(file(tmp_path, text, "BACI_HS92_Y2023_V202501.csv"))
    new = read_baci(file(tmp_path, text))
    assert old.flow("KEN", "USA", "forestry-fishing") == pytest.approx(100.0)
    assert new.flow("KEN", "USA", "forestry-fishing") == 0.0
    assert 0 < old.flow("KEN", "USA", "machinery") < 500
    assert old.total == pytest.approx(new.total)
    assert old.unsure["machinery"] == pytest.approx(1.0)
    assert new.unsure["electronics"] == 0.0


def test_a_concordance_of_ones_own_goes_first(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "hs,sector,share\n6203,textiles,0.25\n6203,apparel,0.75\n620342,leather,1\n", encoding="utf-8"
    )
    table = read_concordance(own, "hs")
    t = read_baci(file(tmp_path, HEAD + ROWS + "2023,404,842,620343,400000,1\n"), concordance=table)
    assert t.flow("KEN", "USA", "leather") == pytest.approx(500.0)
    assert t.flow("KEN", "USA", "textiles") == pytest.approx(100.0)
    assert t.flow("KEN", "USA", "apparel") == pytest.approx(300.0)
    own.write_text(
        "hs,sector,share\n6203,textile,1\n6204,apparel,0.5\n6205,apparel,x\n6206,apparel,1\n6206,apparel,1\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        read_concordance(own, "hs")
    said = str(caught.value)
    for part in ('"textiles"', "sum to 0.5", "'x'", "twice"):
        assert part in said


# --- put into a world ---


def test_put_in_a_world_cells_are_observed_and_the_accounts_add_up(tmp_path: Path) -> None:
    t = read_baci(publishers.baci(tmp_path, WORLD))
    doubled = replace(t, flows=np.where(np.array(t.exporters) == "KEN", 2.0, 1.0) * t.flows)
    w = put_in(WORLD, doubled)
    k, u = w.index("KEN"), w.index("USA")
    assert w.trade("KEN", "USA") == pytest.approx(2 * WORLD.trade("KEN", "USA"))
    assert w.trade("DEU", "USA") == pytest.approx(WORLD.trade("DEU", "USA"))
    goods = w.is_goods
    assert (w.grade[goods, u, k] == OBSERVED).all()
    assert (w.grade[~goods, u, k] == IMPUTED).all()
    assert np.allclose((w.beta * w.output()).sum(axis=1), w.gdp, rtol=1e-9)
    assert w.final().min() > -1e-6
    e = solve(w.calibration(), Wedges.neutral(w.calibration()))
    assert np.abs(e.real_income_hat - 1).max() < 1e-10
    assert any("7 exporters" in x for x in w.ledger)
    assert "baci" in w.sources


def test_the_same_trade_moves_nothing(tmp_path: Path) -> None:
    t = read_baci(publishers.baci(tmp_path, WORLD))
    w = put_in(WORLD, t)
    assert np.allclose(w.flows, WORLD.flows, rtol=1e-6)
    assert np.allclose(w.beta, WORLD.beta, rtol=1e-6)


def test_an_exporter_it_does_not_cover_stays_to_the_bit() -> None:
    kenya = {("KEN", m): WORLD.trade("KEN", m) for m in WORLD.economies if m != "KEN"}
    w = put_in(WORLD, Trade.of("mine", 2023, kenya))
    off = ~np.eye(len(w.economies), dtype=bool)
    others = [w.index(c) for c in w.economies if c != "KEN"]
    same = (w.flows == WORLD.flows)[:, :, others]
    assert same[:, off[:, others]].all()
    k = w.index("KEN")
    sold = [n for n in others if WORLD.flows[:, n, k].sum() > 0]
    assert (w.grade[w.is_goods][:, sold, k] == ESTIMATED).all()  # all goods, split by the mix on record
    assert w.goods()[sold, k] == pytest.approx(WORLD.goods()[sold, k])


def test_flows_between_named_economies_are_zero_and_others_stay() -> None:
    total = WORLD.goods()[:, WORLD.index("KEN")].sum()
    w = put_in(WORLD, Trade.of("mine", 2023, {("KEN", "USA"): total, ("KEN", "UGA"): 0.0}))
    assert w.trade("KEN", "UGA") == 0.0
    assert (w.grade[w.is_goods, w.index("UGA"), w.index("KEN")] == 0).all()
    assert w.trade("KEN", "CHN") == WORLD.trade("KEN", "CHN")
    assert (w.grade[w.is_goods, w.index("CHN"), w.index("KEN")] == IMPUTED).all()
    told = next(x for x in w.ledger if "names nowhere" in x)
    assert "CHN" in told
    assert "USA" not in told


def test_one_pair_alone_can_be_put_in() -> None:
    ours = WORLD.trade("KEN", "USA")
    w = put_in(WORLD, Trade.of("mine", 2023, {("KEN", "USA"): 1.5 * ours}))
    assert w.trade("KEN", "USA") == pytest.approx(1.5 * ours)
    assert w.trade("KEN", "GBR") == WORLD.trade("KEN", "GBR")
    assert np.allclose((w.beta * w.output()).sum(axis=1), w.gdp, rtol=1e-9)


@pytest.mark.parametrize(("factor", "word"), [(1000.0, "1,000 times"), (0.001, "a thousandth")])
def test_a_unit_slip_is_told(tmp_path: Path, factor: float, word: str) -> None:
    t = read_baci(publishers.baci(tmp_path, WORLD))
    with pytest.raises(DataError, match=word):
        put_in(WORLD, replace(t, flows=t.flows * factor))


def test_economies_that_changed_places_are_told(tmp_path: Path) -> None:
    t = read_baci(publishers.baci(tmp_path, WORLD))
    swap = {"KEN": "USA", "USA": "KEN"}
    with pytest.raises(DataError) as caught:
        put_in(WORLD, replace(t, exporters=tuple(swap.get(x, x) for x in t.exporters)))
    assert "In the place of USA?" in str(caught.value)
    assert "In the place of KEN?" in str(caught.value)


def test_one_small_economy_far_from_its_record_is_told_not_refused(tmp_path: Path) -> None:
    t = read_baci(publishers.baci(tmp_path, WORLD))
    fewer = np.where(np.array(t.exporters) == "UGA", 0.04, 1.0)
    w = put_in(WORLD, replace(t, flows=t.flows * fewer))
    assert any("far from the record: UGA" in x for x in w.ledger)
    assert w.trade("UGA", "KEN") == pytest.approx(0.04 * WORLD.trade("UGA", "KEN"))


def test_a_file_with_nothing_of_use_is_refused() -> None:
    with pytest.raises(DataError, match="no trade"):
        put_in(WORLD, Trade.of("x", 2023, {("KEN", "USA"): 0.0}))
    with pytest.raises(DataError, match="none is an economy"):
        put_in(WORLD, Trade.of("x", 2023, {("XXA", "XXB"): 1.0}))
    with pytest.raises(DataError, match="not a value"):
        put_in(WORLD, Trade.of("x", 2023, {("KEN", "USA"): 1e4, ("KEN", "UGA"): -1.0}))


def test_a_publishers_file_without_its_large_exporters_is_a_part(tmp_path: Path) -> None:
    path = publishers.baci(tmp_path, WORLD)
    kept = [r for r in path.read_text().splitlines(True) if not r.startswith("2023,156,")]
    path.write_text("".join(kept), encoding="utf-8")
    t = read_baci(path)
    assert "CHN" not in t.exporters
    with pytest.raises(DataError, match="CHN"):
        put_in(WORLD, t)
    w = put_in(WORLD, t, part=True)
    assert w.trade("CHN", "KEN") == WORLD.trade("CHN", "KEN")


def test_a_rest_of_the_world_takes_what_is_left() -> None:
    w = publishers.world(names=(*publishers.ECONOMIES[:-1], "ROW"))
    flows = {("KEN", "USA"): 3e4, ("KEN", "FRA"): 2e4, ("KEN", "UGA"): 1e4}
    made = put_in(w, Trade.of("mine", 2023, flows))
    assert made.trade("KEN", "ROW") == pytest.approx(5e4)


# --- the others ---


def test_long_tables_as_csv_and_parquet(tmp_path: Path) -> None:
    path = file(
        tmp_path, "year,exporter,importer,value\n2022,KEN,USA,1\n2023,KEN,USA,700\n2023,KEN,KEN,9\n", "t.csv"
    )
    with pytest.raises(DataError, match="2022"):
        read_long(path, "musd")
    assert read_long(path, "musd", 2023).flow("KEN", "USA") == 700.0
    duckdb.connect().execute(
        f"copy (select * from read_csv('{path}')) to '{tmp_path}/t.parquet' (format parquet)"
    )
    assert read_long(tmp_path / "t.parquet", "kusd", 2023).total == pytest.approx(0.7)
    with pytest.raises(DataError, match="usd, kusd, musd"):
        read_long(path, "million", 2023)
    path = file(tmp_path, "exporter,importer,value\nKEN,USA,1\nKEN,USA,2\nKEN,UGA,x\nKEN,TZA,-1\n", "u.csv")
    with pytest.raises(DataError) as caught:
        read_long(path, "musd")
    assert len(caught.value.problems) == 3


def test_long_tables_by_sector_and_by_code(tmp_path: Path) -> None:
    t = read_long(publishers.long(tmp_path, WORLD), "usd")
    assert t.sectors == tuple(s.id for s in sectors().values() if s.goods)
    assert t.total == pytest.approx(WORLD.goods().sum(), rel=1e-6)
    path = file(
        tmp_path,
        "exporter,importer,hs,value\n404,842,620342,5\n404,842,090111,2\n404,842,990000,1\n",
        "h.csv",
    )
    t = read_long(path, "musd")
    assert t.flow("KEN", "USA", "apparel") == 5.0
    assert t.dropped == {"hs 990000": 1.0}
    path = file(tmp_path, "exporter,importer,sector,value\nKEN,USA,aparel,5\n", "s.csv")
    with pytest.raises(DataError, match='"apparel"'):
        read_long(path, "musd")
    path = file(tmp_path, "exporter,importer,hs,value\nKEN,USA,90111,5\n", "i.csv")
    with pytest.raises(DataError, match="leading zeros"):
        read_long(path, "musd")


def test_services_of_a_table_by_sector_are_taken(tmp_path: Path) -> None:
    k, u, j = WORLD.index("KEN"), WORLD.index("USA"), WORLD.sector("tourism")
    rows = [
        f"KEN,{m},tourism,{2 * WORLD.flows[j, WORLD.index(m), k]:.6f}" for m in WORLD.economies if m != "KEN"
    ]
    path = publishers.write(tmp_path / "t.csv", "exporter,importer,sector,value", rows)
    w = put_in(WORLD, read_long(path, "musd"))
    assert w.flows[j, u, k] == pytest.approx(2 * WORLD.flows[j, u, k])
    assert w.grade[j, u, k] == OBSERVED
    assert w.trade("KEN", "USA") == WORLD.trade("KEN", "USA")
    with pytest.raises(DataError, match="a thousandth"):
        put_in(WORLD, read_long(path, "kusd"))
    t = read_baci(file(tmp_path, HEAD + "2023,404,800,271600,5000,1\n"))
    k = t.sectors.index("utilities")
    with pytest.raises(DataError, match="none is taken"):
        put_in(WORLD, replace(t, sectors=("utilities",), flows=t.flows[k : k + 1]))


def test_itpd_own_sales_unknown_cells_and_mirror_flows(tmp_path: Path) -> None:
    t = read_itpd(publishers.itpd(tmp_path, WORLD))
    assert t.own
    u, z = t.exporters.index("UGA"), t.importers.index("TZA")
    assert np.isnan(t.flows[:, z, u]).all()
    w = put_in(WORLD, t)
    assert w.trade("UGA", "TZA") == WORLD.trade("UGA", "TZA")
    k = w.index("KEN")
    d = np.arange(len(w.economies))
    assert np.allclose(w.flows[:, d, d], WORLD.flows[:, d, d], rtol=0.02)
    assert (w.grade[:, k, k] == OBSERVED).all()
    assert w.mirror[:, k].sum() == len(w.economies) - 1
    assert not w.mirror[:, w.index("USA")].any()
    assert t.unsure["transport"] == 0.0
    assert t.unsure["business"] == pytest.approx(1.0)


def test_itpd_industries_go_by_their_descriptions(tmp_path: Path) -> None:
    row = "KEN,KEN,Kenya,USA,USA,United States,2019,{},{},Agriculture,100,0,p\n"
    a = file(tmp_path, publishers.ITPD + "\n" + row.format(1, "Wheat"), "a.csv")
    b = file(tmp_path, publishers.ITPD + "\n" + row.format(77, '"Wheat"'), "b.csv")
    assert read_itpd(a).flow("KEN", "USA", "crops") == read_itpd(b).flow("KEN", "USA", "crops") == 100.0
    c = file(tmp_path, publishers.ITPD + "\n" + row.format(1, "Interplanetary freight"), "c.csv")
    with pytest.raises(DataError, match="--concordance"):
        read_itpd(c)
    assert read_itpd(c, concordance={"1": {"transport": 1.0}}).flow("KEN", "USA", "transport") == 100.0
    third = publishers.ITPD.replace("exporter_iso3,", "exporter_iso3_dynamic,").replace(
        "importer_iso3,", "importer_iso3_dynamic,"
    )
    assert read_itpd(file(tmp_path, third + "\n" + row.format(1, "Wheat"), "d.csv")).total == 100.0
    twice = file(tmp_path, publishers.ITPD + "\n" + 2 * row.format(1, "Wheat"), "e.csv")
    with pytest.raises(DataError, match="there 2 times"):
        read_itpd(twice)


def test_comtrade_takes_the_exporters_word_and_flags_the_rest(tmp_path: Path) -> None:
    path = publishers.comtrade(tmp_path, WORLD)
    t = read_comtrade(path)
    assert t.total == pytest.approx(WORLD.goods().sum(), rel=1e-6)
    assert {x for x, _ in t.mirror} == {"KEN"}  # its partners report half as much again
    silent = [r for r in path.read_text().splitlines(True) if ",UGA,X," not in r]
    t = read_comtrade(file(tmp_path, "".join(silent), "c.csv"))
    ours = WORLD.goods()[WORLD.index("TZA"), WORLD.index("UGA")]
    assert t.flow("UGA", "TZA") == pytest.approx(1.06 * ours, rel=1e-6)
    assert ("UGA", "TZA") in t.mirror
    assert any("UGA" in n for n in t.notes)


def test_comtrade_skips_what_would_count_twice(tmp_path: Path) -> None:
    path = publishers.comtrade(tmp_path, WORLD)
    line = next(r for r in path.read_text().splitlines() if ",KEN,X," in r and ",USA,0," in r)
    cells = line.split(",")
    extra = [
        [*cells[:9], "156", *cells[10:]],  # by second partner
        [*cells[:13], "1000", *cells[14:]],  # by mode of transport
        [*cells[:7], "0", "W00", *cells[9:]],  # the world as partner
        [*cells[:6], "RX", *cells[7:]],  # re-exports
        [*cells[:11], "TOTAL", *cells[12:]],
    ]
    more = file(tmp_path, path.read_text() + "".join(",".join(e) + "\n" for e in extra), "more.csv")
    assert read_comtrade(more).total == pytest.approx(read_comtrade(path).total)
