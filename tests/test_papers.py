"""Published tables, rerun from their authors' data: every figure within its stated tolerance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kaskazi.analysis import replicate as rep
from kaskazi.cli.replicate import replicate as command
from kaskazi.cli.replicate import shown
from kaskazi.errors import DataError, InputError
from kaskazi.model import decomposition as dc
from kaskazi.text.tables import render
from shared import ROOT, shared


@pytest.fixture(autouse=True)
def _data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASKAZI_REPLICATION_DATA", str(shared("replication")))


@pytest.mark.parametrize("name", rep.TARGETS)
def test_every_published_figure_is_met(name: str) -> None:
    if name == "advanced-guide-borders":
        pytest.importorskip("pyfixest")
    (found,) = rep.replicate(name)
    assert not found.absent
    assert [r.what for r in found.rows if r.met is False] == []
    assert sum(r.met is True for r in found.rows) >= 5
    assert found.residual < 1e-9


def test_a_wrong_figure_would_be_noticed() -> None:
    (found,) = rep.replicate("acr-closed-forms")
    assert rep.Row("x", 1.0, 1.006, 0.005).met is False
    spoilt = rep.Replication("x", found.source, (rep.Row("x", 1.0, 2.0, 0.1),), (), 0.0)
    assert not spoilt.met
    assert "DIFFERS" in render(shown((spoilt,)))


def test_nafta_exact_welfare_and_its_path() -> None:
    """Exact real income as recorded for the same equilibrium; the parts of the path add up to it."""
    c, e, changed = rep.nafta(shared("replication") / "caliendo-parro-2015")
    ix = [19, 4, 29]
    assert changed > 0
    assert 100 * dc.equivalent_variation(e)[ix] == pytest.approx([0.00732, -0.11010, 0.07415], abs=1e-5)
    p = dc.path(c, e.wedges)
    assert np.abs(p.gap).max() < 1e-8
    assert 100 * p.terms_of_trade[ix[0]] == pytest.approx(-0.678, abs=1e-3)
    assert 100 * p.volume_of_trade[ix[0]] == pytest.approx(0.685, abs=1e-3)


def test_the_command_prints_both_and_says_what_is_absent(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = CliRunner()
    done = runner.invoke(command, ["caliendo-parro-2015"])
    assert done.exit_code == 0
    assert "118.28" in done.output
    assert "exact real income" in done.output
    as_json = runner.invoke(command, ["ge-gravity-stata", "--json"])
    assert json.loads(as_json.output)[0]["met"] is True
    monkeypatch.setenv("KASKAZI_REPLICATION_DATA", str(tmp_path))
    without = runner.invoke(command, [])
    assert without.exit_code == 1
    assert "not run" in without.output
    assert "10.1093/restud/rdu035" in without.output
    with pytest.raises(DataError, match="SSC"):
        rep.replicate("ge-gravity-stata")
    with pytest.raises(InputError, match='Nearest: "acr-closed-forms"'):
        rep.replicate("acr-closed-form")


def test_the_data_beside_the_project_are_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """shared/data/replication lies beside the project's folder, wherever the command is run."""
    monkeypatch.delenv("KASKAZI_REPLICATION_DATA")
    monkeypatch.chdir(tmp_path)
    here = ROOT.parent / "shared" / "data" / "replication"
    if not here.is_dir():
        pytest.skip(f"{here} is absent")
    assert rep.folder() == here
