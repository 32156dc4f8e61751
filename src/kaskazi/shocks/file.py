"""Scenarios by name, path or text."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaskazi.errors import Problem, ScenarioError, nearest
from kaskazi.scenario import Scenario
from kaskazi.scenario import file as envelope
from kaskazi.shocks.kind import Kinds
from kaskazi.shocks.registry import KINDS, parts


def packaged_names() -> tuple[str, ...]:
    """Names of the packaged scenarios, sorted."""
    folder = files("kaskazi.scenario").joinpath("packaged")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load(name: str | Path, kinds: Kinds = KINDS) -> Scenario:
    """A packaged scenario by name, or a TOML file by path. Raises ScenarioError with every problem found."""
    if str(name) in packaged_names():
        text = files("kaskazi.scenario").joinpath("packaged", f"{name}.toml").read_text(encoding="utf-8")
        return loads(text, f"{name}.toml", kinds)
    path = Path(name)
    if isinstance(name, str) and path.suffix != ".toml" and not path.exists():
        near = nearest(name, packaged_names())
        raise ScenarioError(
            name, [Problem("", "is neither a packaged scenario nor a TOML file.", nearest=near)]
        )
    return loads(envelope.text_of(path), path.name, kinds)


def loads(text: str, name: str = "scenario", kinds: Kinds = KINDS) -> Scenario:
    """A scenario from TOML text. Raises ScenarioError with every problem found."""
    return envelope.loads(text, parts(kinds), name)


def json_schema(kinds: Kinds = KINDS) -> dict[str, Any]:
    """The JSON Schema of a scenario file."""
    return envelope.json_schema(parts(kinds))


def parse(raw: Mapping[str, Any], name: str = "scenario", kinds: Kinds = KINDS) -> Scenario:
    """A scenario from plain types, as `Scenario.to_dict` gives them. Raises ScenarioError with every problem found."""
    return envelope.parse(raw, parts(kinds), name)
