"""Inter-country tables and a social accounting matrix: worlds of their own, and technology put into one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import publishers
from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError
from kaskazi.model import Wedges, solve
from kaskazi.world import ESTIMATED, OBSERVED, World
from kaskazi.world.importers import isic
from kaskazi.world.importers.eora import read_eora
from kaskazi.world.importers.gloria import read_gloria
from kaskazi.world.importers.harmonized import read_concordance
from kaskazi.world.importers.icio import read_icio
from kaskazi.world.importers.sam import alone, put_technology, read_sam
from kaskazi.world.importers.wiod import read_wiod
from shared import shared

WORLD = publishers.world()


def adds_up(w: World) -> None:
    """Every identity, and no change solves to no change."""
    assert np.allclose((w.beta * w.output()).sum(axis=1), w.gdp, rtol=1e-9)
    assert w.final().min() > -1e-9 * w.output().max()
    c = w.calibration()
    e = solve(c, Wedges.neutral(c))
    assert np.abs(e.real_income_hat - 1).max() < 1e-10


@pytest.mark.parametrize("split", [False, True])
def test_icio(tmp_path: Path, split: bool) -> None:
    path, output = publishers.icio(tmp_path, split)
    w = read_icio(path, WORLD)
    adds_up(w)
    assert set(w.economies) == {*publishers.ECONOMIES, "ROW"}
    assert (w.year, w.sectors[0], w.members[0]) == (2022, "A01", "crops horticulture livestock")
    order = [w.index(c) for c in (*publishers.ECONOMIES, "ROW")]
    assert np.allclose(w.output()[order], output, rtol=0.03)  # sold from stock counts as made
    assert np.array_equal(w.beta, np.clip(w.beta, 0, 1))
    assert (w.grade[w.flows > 0] == OBSERVED).all()
    assert w.sector_of_hs("620342") == "C13T15"
    assert w.indicator("population").values[w.index("KEN")] == 5e7
    assert w.jobs[w.index("KEN"), 0] > 0
    assert any("negative changes of stocks" in x for x in w.ledger)


def test_icio_without_stocks_is_the_table_to_the_last_digit(tmp_path: Path) -> None:
    path, _ = publishers.icio(tmp_path)
    rows = [r.split(",") for r in path.read_text().splitlines()]
    head = rows[0]
    stocks = [k for k, name in enumerate(head) if name.endswith("_INVNT")]
    for r in rows[1:-3]:
        for k in stocks:  # into consumption, so that rows still add up
            r[k - 1], r[k] = f"{float(r[k - 1]) + float(r[k]):.6f}", "0"
    path.write_text("".join(",".join(r) + "\n" for r in rows), encoding="utf-8")
    w = read_icio(path, WORLD)
    out = {name: float(v) for name, v in zip(head, rows[-1], strict=True) if name != "V1"}
    for n, c in enumerate(w.economies):
        for j, s in enumerate(w.sectors):
            assert w.output()[n, j] == pytest.approx(out[f"{c}_{s}"], rel=1e-6)
    names = dict(zip(head, rows[1 + head[1:].index("KEN_A01")], strict=True))
    sold = sum(float(names[k]) for k in head if k.startswith("UGA_"))
    assert w.flows[0, w.index("UGA"), w.index("KEN")] == pytest.approx(sold, rel=1e-6)


def test_older_icio_layouts(tmp_path: Path) -> None:
    path, _ = publishers.icio(tmp_path)
    text = path.read_text()
    for c in (*publishers.ECONOMIES, "ROW"):
        text = text.replace(f",{c}_HFCE", f",HFCE_{c}").replace(f",{c}_INVNT", f",INVNT_{c}")
    lines = text.splitlines()
    lines[0] = lines[0].removesuffix(",OUT") + ",DISC,TOTAL"
    for k in range(1, len(lines)):
        cells = lines[k].split(",")
        lines[k] = ",".join([*cells[:-1], "0", cells[-1]])
    lines[-1] = lines[-1].replace("OUT,", "OUTPUT,", 1)
    lines[-3] = lines[-3].replace("TLS,", "TAXSUB,", 1)
    old = tmp_path / "ICIO2016_2022.csv"
    old.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert np.allclose(read_icio(old, WORLD).flows, read_icio(path, WORLD).flows)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("KEN_A01", "KEN_A02", "rows and columns differ"),
        ("\nVA,", "\nVX,", "is not a row"),
        ("KEN_HFCE", "KEN_XXXX", "not final demand"),
        (",KEN_HFCE", ",UGA_A01", "labels twice|not final demand"),
        ("\nKEN_B05,", "\nKEN_A01,", "there twice"),
    ],
)
def test_icio_faults(tmp_path: Path, old: str, new: str, said: str) -> None:
    path, _ = publishers.icio(tmp_path)
    path.write_text(path.read_text().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_icio(path, WORLD)


def test_labels_at_the_wrong_economy_are_told(tmp_path: Path) -> None:
    path, _ = publishers.icio(tmp_path)
    text = path.read_text().replace("KEN_", "###_").replace("USA_", "KEN_").replace("###_", "USA_")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="KEN: value added"):
        read_icio(path, WORLD)


def test_wiod_as_csv_and_as_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook

    path, output = publishers.wiod(tmp_path)
    w = read_wiod(path, WORLD)
    adds_up(w)
    assert w.year == 2014
    assert w.members[w.sectors.index("C31_C32")] == "other-manufactures"
    assert w.sector_names[0] == "name of A01"
    assert np.allclose(w.output(), output, rtol=0.03)
    book = Workbook()
    sheet = book.active
    sheet.title = "2014"
    for line in path.read_text().splitlines():
        cells: list[object] = list(line.split(","))
        for k in range(4, len(cells)):
            try:
                cells[k] = float(str(cells[k]))
            except ValueError:
                continue
        sheet.append(cells)
    book.save(tmp_path / "WIOT2014_Nov16_ROW.xlsx")
    assert np.allclose(read_wiod(tmp_path / "WIOT2014_Nov16_ROW.xlsx", WORLD).flows, w.flows)
    (tmp_path / "WIOT2014_Nov16_ROW.xlsb").write_bytes(b"x")
    with pytest.raises(DataError, match=r"saved as \.xlsx"):
        read_wiod(tmp_path / "WIOT2014_Nov16_ROW.xlsb", WORLD)
    (tmp_path / "WIOT2013.xlsx").write_bytes(path.read_bytes())
    with pytest.raises(DataError, match="not a whole"):
        read_wiod(tmp_path / "WIOT2013.xlsx", WORLD)


@pytest.mark.parametrize(("scale", "unit"), [(1e3, "kusd"), (1.0, "musd")])
def test_eora_finds_its_unit_by_gdp(tmp_path: Path, scale: float, unit: str) -> None:
    folder, output = publishers.eora(tmp_path, scale=scale)
    w = read_eora(folder, WORLD)
    adds_up(w)
    assert np.allclose(w.output(), output, rtol=0.03)
    assert any(f"unit {unit}" in x for x in w.ledger)
    assert any("discrepancy" in x for x in w.ledger)
    assert (w.grade[w.flows > 0] == ESTIMATED).all()
    with pytest.raises(DataError, match="unit"):
        read_eora(folder, WORLD, "usd" if unit == "kusd" else "kusd")


def test_eora_labels_that_moved(tmp_path: Path) -> None:
    folder, _ = publishers.eora(tmp_path)
    labels = folder / "labels_T.txt"
    lines = labels.read_text().splitlines()
    lines[0], lines[2] = lines[2], lines[0]
    labels.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match='where "Agriculture" belongs'):
        read_eora(folder, WORLD)
    labels.unlink()
    with pytest.raises(DataError, match=r"labels_T\.txt is not beside"):
        read_eora(folder, WORLD)


def test_gloria_by_ones_own_concordance(tmp_path: Path) -> None:
    folder, own, output = publishers.gloria(tmp_path)
    w = read_gloria(folder, WORLD, read_concordance(own, "sector_name"))
    adds_up(w)
    assert w.sectors == ("crops", "forestry-fishing", "apparel", "transport")
    assert np.allclose(w.output(), output, rtol=0.03)
    with pytest.raises(DataError, match="--concordance"):
        read_gloria(folder, WORLD)
    own.write_text(
        "sector_name,sector\nGrowing wheat,crops\nFishing,crops\nClothing,crops\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match='"Road transport"'):
        read_gloria(folder, WORLD, read_concordance(own, "sector_name"))


def test_gloria_labels_from_the_readme(tmp_path: Path) -> None:
    from openpyxl import Workbook

    folder, own, _ = publishers.gloria(tmp_path)
    table = read_concordance(own, "sector_name")
    plain = read_gloria(folder, WORLD, table)
    book = Workbook()
    for name, head, rows in (
        ("Regions", "Region_acronyms", (folder / "regions.csv").read_text().split()),
        ("Sectors", "Sector_names", (folder / "sectors.csv").read_text().splitlines()),
    ):
        sheet = book.create_sheet(name)
        sheet.append(["Lfd_Nr", head])
        for k, r in enumerate(rows):
            sheet.append([k, r])
    book.save(folder / "GLORIA_ReadMe_059.xlsx")
    (folder / "regions.csv").unlink()
    assert np.array_equal(read_gloria(folder, WORLD, table).flows, plain.flows)


def test_a_matrix_of_the_world_itself_changes_nothing(tmp_path: Path) -> None:
    path = publishers.sam(tmp_path, WORLD)
    t = read_sam(path, concordance=read_concordance(tmp_path / "own.csv", "account"))
    w = put_technology(WORLD, "KEN", t)
    k = w.index("KEN")
    assert np.allclose(w.output()[k], WORLD.output()[k], rtol=1e-5)
    assert np.allclose(w.beta[k], WORLD.beta[k], rtol=1e-5)
    assert np.allclose(w.gamma[k], WORLD.gamma[k], rtol=1e-4, atol=1e-9)
    others = [n for n in range(len(w.economies)) if n != k]
    assert np.array_equal(w.beta[others], WORLD.beta[others])
    assert (w.technology_grade[k] == OBSERVED).all()
    adds_up(w)


def test_a_matrix_of_another_economy_is_told(tmp_path: Path) -> None:
    w = publishers.world(seed=1)
    path = publishers.sam(tmp_path, w, "USA")
    t = read_sam(path, concordance=read_concordance(tmp_path / "own.csv", "account"))
    with pytest.raises(DataError, match="on record"):
        put_technology(w, "UGA", t)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("kinds.csv", "hh,household", "hh,houshold", '"household"'),
        ("kinds.csv", "lab,factor\n", "", "has no kind"),
        ("sam.csv", ",Code,", ",Cod,", "Code"),
        ("sam.csv", "name,a1,", "name,a9,", "rows and columns differ"),
        ("own.csv", "c3,", "c33,", "in no concordance"),
    ],
)
def test_matrix_faults(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    path = publishers.sam(tmp_path, WORLD)
    file = tmp_path / name
    file.write_text(file.read_text().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_sam(path, concordance=read_concordance(tmp_path / "own.csv", "account"))


def test_the_matrix_of_kenya() -> None:
    path = shared("kenya/002_IFPRI_SAM_KEN_2019_SAM.csv")
    t = read_sam(path)
    assert t.sectors == tuple(sectors())
    assert t.value_added.sum() == pytest.approx(1.0)
    assert 0.10 < t.exports.sum() < 0.16  # 1,331 of 9,646 billion KSh at purchaser's prices
    assert 0.20 < t.imports.sum() < 0.24
    food = t.sectors.index("food")
    assert t.used[:, food].sum() > t.value_added[food]
    w = World.load()
    made = put_technology(w, "KEN", t)
    made.calibration()
    assert made.technology_grade[w.index("KEN")].max() == OBSERVED
    both = alone(w, "KEN", t)
    assert set(both.economies) == {"KEN", "ROW"}
    both.calibration()


@pytest.mark.parametrize(
    ("code", "found"),
    [("A01", {1}), ("C10T12", {10, 11, 12}), ("C10-C12", {10, 11, 12}), ("C31_C32", {31, 32}), ("C302T309", {30}),
     ("D", {35}), ("R_S", set(range(90, 97))), ("C24A", {24}), ("M69_M70", {69, 70}), ("A01_02", {1, 2})],
)  # fmt: skip
def test_industry_codes(code: str, found: set[int]) -> None:
    assert isic.divisions(code) == found


def test_an_industry_code_that_is_none() -> None:
    for code in ("", "Z9", "hello", "C", "00"):
        if code == "C":
            assert isic.divisions(code) == set(range(10, 34))
        else:
            with pytest.raises(DataError):
                isic.divisions(code)


def test_trade_tariffs_and_elasticities_go_into_a_table_too(tmp_path: Path) -> None:
    from kaskazi.world.importers import put_in, read_baci
    from kaskazi.world.importers.apply_tariffs import put_tariffs
    from kaskazi.world.importers.elasticities import put_elasticities, read_protee
    from kaskazi.world.importers.tariffs import read_tariffs

    w = read_icio(publishers.icio(tmp_path)[0], WORLD)
    t = read_baci(publishers.baci(tmp_path, WORLD))
    made = put_in(w, t)
    k, u, a, c = made.index("KEN"), made.index("USA"), made.sector("A01"), made.sector("C13T15")
    farm = sum(t.flow("KEN", "USA", s) for s in ("crops", "horticulture", "livestock"))
    cloth = sum(t.flow("KEN", "USA", s) for s in ("textiles", "apparel", "leather"))
    assert made.flows[a, u, k] == pytest.approx(farm)
    assert made.flows[c, u, k] == pytest.approx(cloth)
    assert made.flows[a, made.index("ROW"), k] == w.flows[a, w.index("ROW"), k]  # named nowhere in the file
    made = put_tariffs(made, read_tariffs(publishers.trains(tmp_path, WORLD), "trains"))
    assert made.tariff[c, k, u] == pytest.approx(0.125)
    made = put_elasticities(made, read_protee(publishers.protee(tmp_path)))
    assert made.theta[a] == pytest.approx(4.5)
    adds_up(made)
