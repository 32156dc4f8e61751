"""Importing as a user does it; a world file that survives a kill; bringing every layout in by one way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import publishers
from kaskazi.cli.world_text import imported
from kaskazi.errors import DataError
from kaskazi.text.tables import render
from kaskazi.world import OBSERVED, World
from kaskazi.world.file import from_bytes, save, to_bytes
from kaskazi.world.importers.apply_tariffs import put_tariffs
from kaskazi.world.importers.dispatch import LAYOUTS, Options, bring
from kaskazi.world.importers.elasticities import put_elasticities, read_elasticities, read_protee
from kaskazi.world.importers.tariffs import read_tariffs
from shared import shared
from test_cli import kaskazi

WORLD = publishers.world()


@pytest.mark.slow
def test_every_layout_comes_in_by_one_way(tmp_path: Path) -> None:
    made = {}
    for name in LAYOUTS:
        folder = tmp_path / name
        folder.mkdir()
        o, path = Options(), folder
        match name:
            case "baci" | "comtrade" | "itpd" | "trains" | "wto":
                path = getattr(publishers, name)(folder, WORLD)
            case "long":
                path, o = publishers.long(folder, WORLD), Options(unit="usd")
            case "macmap":
                path, o = publishers.macmap(folder, WORLD), Options(unit="ratio")
            case "icio" | "wiod":
                path = getattr(publishers, name)(folder)[0]
            case "eora":
                publishers.eora(folder)
            case "gloria":
                o = Options(concordance=publishers.gloria(folder)[1])
            case "sam":
                path = publishers.sam(folder, WORLD)
                o = Options(economy="KEN", concordance=folder / "own.csv")
            case "protee":
                path = publishers.protee(folder)
            case "elasticities":
                path = publishers.write(folder / "mine.csv", "sector,theta", ["crops,4.5"])
        made[name], report = bring(path, name, WORLD, o)
        json.dumps(report)
        assert report["gap_value_added_to_gdp"] < 1e-9
        assert report["world"] in render(imported(report))
        assert made[name].ledger
        assert from_bytes(to_bytes(made[name])).economies == made[name].economies
    assert made["protee"].theta[0] == pytest.approx(4.5)
    with pytest.raises(DataError, match='"baci"'):
        bring(tmp_path, "bacci", WORLD, Options())
    with pytest.raises(DataError, match="--economy"):
        bring(tmp_path / "sam" / "sam.csv", "sam", WORLD, Options())


# --- tariffs and elasticities ---


def test_tariffs_weighted_by_trade_beside_the_simple_mean(tmp_path: Path) -> None:
    head = "NomenCode,Reporter_ISO_N,Year,ProductCode,SimpleAverage\n"
    rates = tmp_path / "AVEMFN.csv"
    rates.write_text(
        head + "H6,404,2023,620342,30\nH6,404,2023,620343,10\nH6,404,2023,010121,\n", encoding="utf-8"
    )
    trade = tmp_path / "BACI_HS22_Y2023_V202501.csv"
    trade.write_text("t,i,j,k,v,q\n2023,156,404,620342,300,1\n2023,156,404,620343,100,1\n", encoding="utf-8")
    t = read_tariffs(rates, "trains", weights=trade)
    s, m = t.sectors.index("apparel"), t.importers.index("KEN")
    assert t.simple[s, m, t.exporters.index("")] == pytest.approx(0.20)
    assert t.weighted[s, m, t.exporters.index("CHN")] == pytest.approx(0.25)
    assert t.rate("KEN", "CHN", "apparel") == pytest.approx(0.25)
    assert t.rate("KEN", "USA", "apparel") == pytest.approx(0.20)
    assert t.silent == {"KEN": 1.0}
    w = put_tariffs(WORLD, t)
    j, k = w.sector("apparel"), w.index("KEN")
    assert w.tariff[j, k, w.index("CHN")] == pytest.approx(0.25)
    assert w.tariff_grade[j, k, w.index("CHN")] == OBSERVED
    assert w.tariff[j, k, k] == 0.0
    assert (w.tariff[:, w.index("USA")] == 0).all()
    assert np.allclose((w.beta * w.output()).sum(axis=1), w.gdp, rtol=1e-9)
    w.calibration()


def test_preferences_are_the_lower_of_the_two(tmp_path: Path) -> None:
    w = put_tariffs(WORLD, read_tariffs(publishers.wto(tmp_path, WORLD), "wto"))
    k, u, c = w.index("KEN"), w.index("UGA"), w.index("CHN")
    goods = w.is_goods
    assert (w.tariff[goods, k, u] == 0).all()
    assert w.tariff[goods, k, c] == pytest.approx(0.08)
    assert (w.tariff[~goods] == 0).all()


def test_groups_of_beneficiaries(tmp_path: Path) -> None:
    head = "NomenCode,Reporter_ISO_N,Year,ProductCode,Partner,SimpleAverage\n"
    path = tmp_path / "AVEPref.csv"
    path.write_text(
        head + "H6,404,2023,620342,000,25\nH6,404,2023,620342,R57,5\nH6,404,2023,620342,R99,1\n",
        encoding="utf-8",
    )
    groups = tmp_path / "groups.csv"
    groups.write_text("group,economy\nR57,UGA\nR57,834\n", encoding="utf-8")
    t = read_tariffs(path, "trains", beneficiaries=groups)
    assert t.rate("KEN", "UGA", "apparel") == t.rate("KEN", "TZA", "apparel") == pytest.approx(0.05)
    assert t.rate("KEN", "CHN", "apparel") == pytest.approx(0.25)
    assert t.dropped == ("R99",)


def test_a_folder_of_files_and_of_vintages(tmp_path: Path) -> None:
    head = "NomenCode,Reporter_ISO_N,Year,ProductCode,SimpleAverage\n"
    for name, rows in (
        ("a", "H5,404,2023,620342,25\nH5,404,2023,620343,25\n"),
        ("b", "H6,800,2023,620342,10\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.CSV").write_text(head + rows, encoding="utf-8")
    t = read_tariffs(tmp_path, "trains")
    assert t.importers == ("KEN", "UGA")
    assert t.rate("UGA", "CHN", "apparel") == pytest.approx(0.10)
    assert any("HS17, HS22" in n for n in t.notes)
    (tmp_path / "b" / "b.CSV").write_text(head + "H6,404,2023,620342,25\n", encoding="utf-8")
    with pytest.raises(DataError, match="there 2 times"):
        read_tariffs(tmp_path, "trains")


def test_the_european_union_is_its_members(tmp_path: Path) -> None:
    path = tmp_path / "AVEMFN.csv"
    path.write_text(
        "NomenCode,Reporter_ISO_N,Year,ProductCode,SimpleAverage\nH6,918,2023,620342,12\n", encoding="utf-8"
    )
    t = read_tariffs(path, "trains")
    assert len(t.importers) == 27
    assert t.rate("DEU", "KEN", "apparel") == pytest.approx(0.12)
    w = put_tariffs(WORLD, t)
    assert w.tariff[w.sector("apparel"), w.index("DEU"), w.index("KEN")] == pytest.approx(0.12)


def test_theta_is_minus_sigma_less_one(tmp_path: Path) -> None:
    path = publishers.write(
        tmp_path / "p.csv",
        "HS6,zero,positive,sigma",
        ["620342,0,0,-3", "620343,0,0,-5", "620463,1,0,-9", "620462,0,0,-1.01"],
    )
    e = read_protee(path)
    k = e.sectors.index("apparel")
    assert e.theta[k] == pytest.approx(3.0)
    assert e.products[k] == 2
    assert e.left_out["theta not above 0"] == 1
    assert read_protee(path, flagged=True).theta[k] == pytest.approx((2 + 4 + 8) / 3)
    trade = tmp_path / "BACI_HS07_Y2023_V202501.csv"
    trade.write_text("t,i,j,k,v,q\n2023,156,404,620342,300,1\n2023,156,404,620343,100,1\n", encoding="utf-8")
    assert read_protee(path, weights=trade).theta[0] == pytest.approx(2.5)
    w = put_elasticities(WORLD, e)
    assert w.theta[w.sector("apparel")] == pytest.approx(3.0)
    assert w.theta[w.sector("crops")] == 4.0


def test_sigma_of_substitution_and_headings(tmp_path: Path) -> None:
    path = publishers.write(tmp_path / "s.csv", "hs,sigma", ["62,5", "0901,3", "060311,2.5"])
    e = read_elasticities(path)
    found = dict(zip(e.sectors, e.theta, strict=True))
    assert found["apparel"] == pytest.approx(4.0)
    assert found["horticulture"] == pytest.approx(1.5)
    assert pytest.approx(found["crops"]) == 2.0
    assert found["food"] == pytest.approx(2.0)  # roasted coffee is food


def test_protee_itself() -> None:
    e = read_protee(shared("tariffs/ProTEE_0_1.csv"))
    assert e.left_out["flagged: not an estimate of their own"] == 2002
    assert sum(e.products) + e.left_out["without a value"] + e.left_out["theta not above 0"] >= 3048
    k = e.sectors.index("apparel")
    assert e.theta[k] == pytest.approx(3.3, abs=0.2)  # 139 values of chapters 61-62 have a mean of -4.15


# --- the world file ---

KILLED = """
import sys, time
import kaskazi.files
from pathlib import Path
from kaskazi.world import World
from kaskazi.world.file import load, save
w = load(sys.argv[1])
def slow(f, raw):
    for k in range(0, len(raw), 1024):
        f.write(raw[k : k + 1024]); f.flush()
        print(k, flush=True); time.sleep(0.005)
kaskazi.files._into = slow
save(w, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("after", [1, 8, 25])
def test_a_kill_in_the_middle_of_writing_leaves_the_old_file_whole(tmp_path: Path, after: int) -> None:
    source, target = tmp_path / "new.npz", tmp_path / "w.npz"
    save(publishers.world(seed=2), source)
    save(WORLD, target)
    before = target.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(source), str(target)], stdout=subprocess.PIPE, text=True
    ) as p:
        assert p.stdout is not None
        for _ in range(after):
            assert p.stdout.readline()
        p.send_signal(signal.SIGKILL)
        p.wait(timeout=10)
    assert p.returncode == -signal.SIGKILL
    assert target.read_bytes() == before
    assert World.load(str(target)).version == WORLD.version
    assert sorted(x.name for x in tmp_path.iterdir() if not x.name.startswith(".")) == ["new.npz", "w.npz"]
    save(publishers.world(seed=3), target)  # what was left behind is in nobody's way
    assert World.load(str(target)).version == "small"


def test_a_first_file_that_was_killed_is_not_there(tmp_path: Path) -> None:
    source, target = tmp_path / "new.npz", tmp_path / "w.npz"
    save(WORLD, source)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(source), str(target)], stdout=subprocess.PIPE, text=True
    ) as p:
        assert p.stdout is not None
        p.stdout.readline()
        p.send_signal(signal.SIGKILL)
    time.sleep(0.05)
    assert not target.exists()
    with pytest.raises(DataError, match="no such file"):
        World.load(str(target))


def test_two_that_write_at_once_leave_one_of_the_two(tmp_path: Path) -> None:
    target = tmp_path / "w.npz"
    both = [tmp_path / f"{k}.npz" for k in (2, 3)]
    for k, path in enumerate(both):
        save(publishers.world(seed=2 + k), path)
    writers = [
        subprocess.Popen([sys.executable, "-c", KILLED, str(x), str(target)], stdout=subprocess.DEVNULL)
        for x in both
    ]
    assert [p.wait(timeout=60) for p in writers] == [0, 0]
    assert target.read_bytes() in [x.read_bytes() for x in both]
    assert sorted(x.name for x in tmp_path.iterdir()) == ["2.npz", "3.npz", "w.npz"]


# --- the command ---


def test_the_commands(tmp_path: Path) -> None:
    save(WORLD, tmp_path / "base.npz")
    publishers.baci(tmp_path, WORLD)
    words = [
        "world",
        "import",
        "BACI_HS22_Y2023_V202501.csv",
        "--as",
        "baci",
        "--onto",
        "base.npz",
        "--out",
        "mine.npz",
    ]
    said = kaskazi(*words, cwd=tmp_path).stdout
    assert "7 exporters" in said
    assert "mine.npz" in said
    facts = json.loads(kaskazi("world", "compare", "base.npz", "mine.npz", "--json", cwd=tmp_path).stdout)
    assert facts["wrong_pair"] < 1e-6
    report = json.loads(kaskazi(*words, "--json", cwd=tmp_path).stdout)
    assert report["by_sector"]["apparel"] > 0
    publishers.icio(tmp_path)
    words[2:5], words[-1] = ["2022_SML.csv", "--as", "icio"], "table.npz"
    assert "8 economies, 8 sectors" in kaskazi(*words, cwd=tmp_path).stdout


def test_typos_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    save(WORLD, tmp_path / "base.npz")
    publishers.long(tmp_path, WORLD)
    base = ["world", "import", "mine.csv", "--onto", "base.npz", "--out", "out.npz", "--as"]
    assert '"baci"' in kaskazi(*base, "bacii", cwd=tmp_path, ok=2).stderr
    assert "usd, kusd, musd" in kaskazi(*base, "long", cwd=tmp_path, ok=1).stderr
    assert "1,000 times" in kaskazi(*base, "long", "--unit", "kusd", cwd=tmp_path, ok=1).stderr
    assert "no such file" in kaskazi("world", "import", "x.csv", *base[3:], "baci", cwd=tmp_path, ok=1).stderr
    assert "us-hts" in kaskazi("world", "fetch", "us-hst", cwd=tmp_path, ok=1).stderr
    assert not (tmp_path / "out.npz").exists()


def test_the_page_names_every_layout() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "adapters.md").read_text(encoding="utf-8")
    for name in LAYOUTS:
        assert f"`{name}`" in page or f"--as {name}" in page, name
