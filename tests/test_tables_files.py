"""Tables as files: one CSV each and one workbook, whole or not at all."""

from __future__ import annotations

import csv
import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from kaskazi import files as kaskazi_files
from kaskazi.analysis.backtest import backtest
from kaskazi.analysis.tables import Column, Table, plain, write
from kaskazi.analysis.tables.types import RATIOS
from kaskazi.analysis.tables.write import MANIFEST, WORKBOOK, to_csv, workbook
from kaskazi.errors import InputError
from test_cli import kaskazi
from test_tables import ALL


@pytest.mark.slow
def test_the_workbook_holds_every_cell_as_a_number_or_a_text(tmp_path: Path) -> None:
    import openpyxl

    write(tuple(ALL.values()), tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK)
    assert len(book.sheetnames) == len(ALL)
    for t, name in zip(ALL.values(), book.sheetnames, strict=True):
        sheet = book[name]
        head = sheet.max_row - len(t.rows)
        assert [c.value for c in sheet[head]] == [c.head for c in t.columns]
        for k, r in enumerate(t.rows, head + 1):
            for c, cell, x in zip(t.columns, sheet[k], r, strict=True):
                if isinstance(x, str):
                    assert cell.value == (x or None)
                elif x is not None:
                    assert cell.value == pytest.approx(x)
                    assert ("%" in cell.number_format) is (c.kind in RATIOS)
    read = list(
        csv.DictReader((tmp_path / "out" / "01-exposure.csv").read_text(encoding="utf-8").splitlines())
    )
    assert read[0]["hs"] == "6203.43.90"
    assert float(read[0]["mfn"]) == 0.279
    assert sum(float(x["value"]) for x in read) == pytest.approx(696.795, abs=1e-3)


def test_the_same_tables_give_the_same_bytes() -> None:
    some = [ALL["jobs"], ALL["areas"]]
    assert workbook(some) == workbook(some)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    t = Table(1, "x", "x", "A", (Column("a", "A"),), (("=1+1",), ("@sum",), ("plain",)))
    assert to_csv(t).splitlines() == ["a", "'=1+1", "'@sum", "plain"]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write([ALL["jobs"]], out, book=False)
    before = {p.name: p.read_bytes() for p in out.iterdir()}

    def broken(file: object, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kaskazi_files, "_into", broken)
    with pytest.raises(InputError, match=r"(?i)no space left"):
        write([ALL["jobs"], ALL["areas"]], out, book=False)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        write([ALL["jobs"]], tmp_path / "file")
    with pytest.raises(InputError, match="not a folder that exists"):
        write([ALL["jobs"]], tmp_path / "no" / "such")


def test_plain_rows_for_a_page() -> None:
    head, *body = plain(ALL["export-change"], 3)
    assert head[0] == "HS line"
    assert len(body) == 3
    assert plain(ALL["exposure"])[1][6] == "99.9"
    assert "–" in plain(ALL["jobs"])[-1]


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table(1, "x", "x", "A", (Column("a", "A"),), (("1", "2"),))


@pytest.mark.slow
def test_the_command(tmp_path: Path) -> None:
    done = kaskazi("tables", "--as-of", "2026-11-25", "--out", "annex", cwd=tmp_path)
    assert f"18 tables, {sum(len(t.rows) for t in ALL.values())} rows" in done.stdout
    assert len(list((tmp_path / "annex").iterdir())) == 20
    told = json.loads((tmp_path / "annex" / MANIFEST).read_text(encoding="utf-8"))
    assert (told["schema"], told["home"], told["as_of"]) == (1, "KEN", "2026-11-25")
    for name, digest in told["sha256"].items():
        assert sha256((tmp_path / "annex" / name).read_bytes()).hexdigest() == digest
    printed = kaskazi("tables", "jobs", "--rows", "2", cwd=tmp_path).stdout
    assert "more rows)" in printed
    assert "Missing: " in printed
    found = json.loads(kaskazi("tables", "origin", "--json", cwd=tmp_path).stdout)
    assert [t["id"] for t in found["tables"]] == ["origin"]
    assert 'Nearest: "exposure"' in kaskazi("tables", "exposre", cwd=tmp_path, ok=1).stderr
    assert 'Nearest: "ETH"' in kaskazi("backtest", "eht", cwd=tmp_path, ok=1).stderr
    assert "YYYY-MM-DD" in kaskazi("tables", "--as-of", "soon", cwd=tmp_path, ok=2).stderr
    assert json.loads(kaskazi("backtest", "--json", cwd=tmp_path).stdout)["hits"] == backtest().hits


def test_without_the_writer_of_workbooks_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match=r"kaskazi\[xlsx\]"):
        write([ALL["jobs"]], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    write([ALL["jobs"]], tmp_path / "out", book=False)
    assert [p.name for p in (tmp_path / "out").glob("*.csv")] == ["04-jobs.csv"]
