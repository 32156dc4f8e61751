"""What a brief refuses to print, and how it is written: whole or not at all."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from brief_case import DAY, agenda, case, dossier, fig, outcome, scenario
from kaskazi.errors import InputError, NoSolution
from kaskazi.report import Brief, check_path
from kaskazi.report.certify import LIMIT
from kaskazi.text.intervals import Interval

# --- refused ---


def results(**changes: object) -> list[tuple[str, str, object]]:
    o = agenda().items[0].options[0]
    return [("agoa", "lapse", replace(outcome(o.scenario), **changes))]  # type: ignore[arg-type]


@pytest.mark.parametrize("residual", [1e-3, math.nan, math.inf, 1.01 * LIMIT])
def test_an_uncertified_result_is_refused(residual: float) -> None:
    s = scenario("agoa-lapse", "AGOA ends with 2026")
    with pytest.raises(NoSolution, match="agoa/lapse"):
        Brief(dossier(), agenda(), [("agoa", "lapse", outcome(s, residual=residual))])


def test_a_walras_gap_is_refused() -> None:
    good = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    bad = replace(good, solved=(replace(good.solved[0], walras=-1e-3),))
    with pytest.raises(NoSolution, match="Walras"):
        Brief(dossier(), agenda(), [("agoa", "lapse", bad)])


def test_an_unsolved_result_is_refused() -> None:
    with pytest.raises(NoSolution, match="no solved case"):
        Brief(dossier(), agenda(), results(solved=()))  # type: ignore[arg-type]


def test_a_number_that_is_none_is_refused() -> None:
    nan = fig("income", "Income", "USD m", Interval(-1.0, 0.0, 1.0), "model", "", base=math.nan)
    with pytest.raises(NoSolution, match=r"headline\.income\.base"):
        Brief(dossier(), agenda(), results(headline=(nan,)))  # type: ignore[arg-type]


def test_results_of_another_agenda_are_told_all_at_once() -> None:
    o = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    stray = outcome(scenario("else", "Something else"))
    with pytest.raises(InputError) as told:
        Brief(dossier(), agenda(), [("agoa", "laps", o), ("agoa", "lapse", o), ("agoa", "lapse", o), stray])
    assert len(told.value.problems) == 3
    assert 'Nearest: "agoa/lapse"' in str(told.value)
    assert "given twice" in str(told.value)


def test_bare_outcomes_find_their_option() -> None:
    o = outcome(scenario("agoa-lapse", "AGOA ends with 2026"))
    assert Brief(dossier(), agenda(), [o]).results == (("agoa", "lapse", o),)


# --- written whole or not at all ---


def test_write_by_suffix(tmp_path: Path) -> None:
    b = case()
    for suffix in (".html", ".md", ".json", ".HTML"):
        path = b.write(tmp_path / f"b{suffix}")
        assert path.read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.HTML", "b.html", "b.json", "b.md"]
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["home"] == "KEN"


@pytest.mark.parametrize("name", ["b.odt", "b", "b.htm", "no/b.html"])
def test_a_wrong_path_is_told_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as told:
        check_path(tmp_path / name)
    if "/" not in name:
        assert ".docx, .html, .json, .md, .pdf" in str(told.value)
    with pytest.raises(InputError):
        case().write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.md"
    path.write_text("old", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kaskazi.files.os.replace", full)
    with pytest.raises(InputError, match="no space left"):
        case().write(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["b.md"]


def test_half_a_character_is_written_too(tmp_path: Path) -> None:
    d = dossier()
    broken = replace(d, document=replace(d.document, notes=("half \ud800 a character",)))
    b = Brief(broken, agenda(), (), made=DAY)
    told = json.loads(b.write(tmp_path / "b.json").read_text(encoding="utf-8"))
    assert told["dossier"]["document"]["notes"] == ["half \ud800 a character"]
    for suffix in (".html", ".md"):
        assert "U+D800" in b.write(tmp_path / f"b{suffix}").read_text(encoding="utf-8")
