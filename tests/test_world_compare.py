"""Two worlds side by side, as a library and as a command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kaskazi.cli.world import world as command
from kaskazi.cli.world_text import comparison
from kaskazi.text.tables import render
from kaskazi.world import IMPUTED, World
from kaskazi.world.compare import compare
from kaskazi.world.file import save

WORLD = World.load()


def other() -> World:
    """The default with Kenya's apparel to the United States doubled and that cell imputed."""
    cell = WORLD.sector("apparel"), WORLD.index("USA"), WORLD.index("KEN")
    flows, grade = WORLD.flows.copy(), WORLD.grade.copy()
    flows[cell] *= 2
    grade[cell] = IMPUTED
    return replace(WORLD, flows=flows, grade=grade, sha256="")


def test_a_world_is_like_itself() -> None:
    c = compare(WORLD, WORLD)
    assert (c.levels, c.wrong_pair, c.export_mix) == (pytest.approx(1.0), 0.0, 0.0)
    assert c.largest == c.exporters == c.importers == c.sectors == ()
    assert sum(c.grades_a) == pytest.approx(1.0)
    assert c.grades_a == c.grades_b
    assert "No difference in trade." in render(comparison(c))


def test_one_cell_that_differs_is_found_in_every_total() -> None:
    c = compare(WORLD, other())
    more = float(WORLD.flows[WORLD.sector("apparel"), WORLD.index("USA"), WORLD.index("KEN")])
    for rows, name in ((c.exporters, "KEN"), (c.importers, "USA"), (c.sectors, "apparel")):
        assert [r[0] for r in rows] == [name]
        assert rows[0][2] - rows[0][1] == pytest.approx(more)
    assert c.largest[0][:2] == ("KEN", "USA")
    assert c.grades_b[0] < c.grades_a[0]
    assert c.grades_b[2] > c.grades_a[2]
    text = render(comparison(c))
    for words in ("in observed cells", "pairs two sides dispute", "Exporters' totals", "Trade by sector"):
        assert words in text
    assert np.isfinite(c.logs)


@pytest.mark.slow
def test_the_command_prints_a_table_or_json_and_helps_with_typos(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    save(other(), path)
    run = CliRunner()
    text = run.invoke(command, ["compare", WORLD.version, str(path)])
    assert text.exit_code == 0
    assert "KEN to USA" in text.output
    data = json.loads(run.invoke(command, ["compare", WORLD.version, str(path), "--json"]).output)
    assert data["sectors"][0][0] == "apparel"
    for words in (["2023.9", "2023.2"], ["2023.2", "nowhere.npz"], ["2023.2", "2023.2", "--home", "KEM"]):
        wrong = run.invoke(command, ["compare", *words])
        assert wrong.exit_code != 0
