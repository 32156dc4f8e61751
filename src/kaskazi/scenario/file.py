"""The packaged scenarios: TOML files in `scenarios/`, by name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from kaskazi.errors import Problem, ScenarioError, nearest
from kaskazi.scenario import Scenario


def names() -> tuple[str, ...]:
    """Names of the packaged scenarios, sorted."""
    folder = files("kaskazi.scenario").joinpath("packaged")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load(name: str) -> Scenario:
    """A packaged scenario by name, or a TOML file by path. Raises ScenarioError with the nearest name."""
    if name in names():
        text = files("kaskazi.scenario").joinpath("packaged", f"{name}.toml").read_text(encoding="utf-8")
        return Scenario.loads(text, f"{name}.toml")
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return Scenario.load(path)
    raise ScenarioError(
        name, [Problem("", "is neither a packaged scenario nor a TOML file.", nearest=nearest(name, names()))]
    )
