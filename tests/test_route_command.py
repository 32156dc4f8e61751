"""The command `kaskazi route`: text, JSON, map, and options that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner

from kaskazi.cli.route import route
from kaskazi.errors import InputError
from kaskazi.network.vessels import VESSEL_CLASSES
from test_brief_browser import browser  # noqa: F401


def test_the_command_in_text_json_and_map(tmp_path: Path) -> None:
    run = CliRunner()
    words = ["mombasa", "NLRTM", "--close", "bab-el-mandeb", "--close", "panama"]
    said = run.invoke(route, words)
    assert said.exit_code == 0, said.output
    assert "+12.6 days" in said.output
    assert "Crude tanker" in said.output
    data = json.loads(run.invoke(route, [*words, "--json"]).output)
    assert data["after"]["nautical_miles"] > data["before"]["nautical_miles"]
    assert data["closed"] == ["bab-el-mandeb", "panama"]
    assert data["usd_per_teu_range"][0] <= data["usd_per_teu"] <= data["usd_per_teu_range"][2]
    assert len(data["by_vessel"]) == len(VESSEL_CLASSES)
    target = tmp_path / "way.svg"
    assert run.invoke(route, [*words, "--map", str(target)]).exit_code == 0
    ElementTree.fromstring(target.read_text(encoding="utf-8"))
    assert [p.name for p in tmp_path.iterdir()] == ["way.svg"]
    assert run.invoke(route, [*words, "--map", str(tmp_path / "way.png")]).exit_code == 2
    assert run.invoke(route, ["Mombassa", "NLRTM", "--map", str(tmp_path / "x.svg")]).exit_code == 1
    assert [p.name for p in tmp_path.iterdir()] == ["way.svg"]


def test_options_of_a_way_by_land_are_read_all_the_same() -> None:
    run = CliRunner().invoke(route, ["KEN", "UGA", "--open", "sues=2", "--delay", "suez=x"])
    assert run.exit_code != 0
    assert isinstance(run.exception, InputError)
    assert len(run.exception.problems) == 3
