"""The house: who may import whom, and that files stay small enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "kaskazi"

# A room may import the rooms named here and nothing else of kaskazi. Lower rooms stand first.
GROUND = {"errors", "whole"}
BELOW: dict[str, set[str]] = {
    "errors": set(),
    "whole": set(),
    "sources": GROUND,
    "documents": GROUND,
    "model": GROUND,
    "scenario": GROUND,
    "world": GROUND | {"sources", "model"},
    "instruments": GROUND | {"sources"},
    "network": GROUND | {"sources"},
    "agenda": GROUND | {"sources", "documents", "scenario", "instruments", "network"},
    "wedges": GROUND | {"sources", "model", "scenario", "world", "instruments", "network"},
    "outcomes": GROUND | {"sources", "model", "scenario", "world", "instruments", "network", "wedges"},
    "replicate": GROUND | {"sources", "model"},
    "packaged": GROUND | {"scenario"},
    "backtest": GROUND | {"sources", "instruments"},
    "run": GROUND | {"model", "scenario", "world", "wedges", "outcomes"},
    "asks": GROUND | {"model", "scenario", "world", "instruments", "network", "wedges", "outcomes", "run"},
    "tables": GROUND
    | {"sources", "model", "scenario", "world", "instruments", "outcomes", "packaged", "run"},
    "brief": GROUND | {"sources", "documents", "scenario", "agenda", "outcomes", "instruments", "network"},
}
FACES = {"cli", "commands", "__init__", "__main__"}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(tree: ast.AST, path: Path) -> set[str]:
    """The rooms of kaskazi that a file imports, at any depth, under any name."""
    here = ("kaskazi", *path.relative_to(PACKAGE).parts[:-1])
    found: set[str] = set()
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            stem = ".".join(x for x in (base, node.module or "") if x)
            names = [stem, *(f"{stem}.{a.name}" for a in node.names)] if stem == "kaskazi" else [stem]
        for name in names:
            parts = name.split(".")
            if parts[0] == "kaskazi" and len(parts) > 1:
                found.add(parts[1])
    return found - {"__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_rooms_import_only_what_stands_below(path: Path) -> None:
    me = room(path)
    if me in FACES:
        return
    assert me in BELOW, f"{me} is not a room of the house: give it a place in BELOW"
    above = imported(ast.parse(path.read_text(encoding="utf-8")), path) - BELOW[me] - {me}
    assert not above, f"{path.relative_to(PACKAGE)} imports {sorted(above)}, which {me} may not"


def test_the_order_has_no_circle() -> None:
    order = list(BELOW)
    for name, below in BELOW.items():
        for other in below:
            assert order.index(other) < order.index(name), f"{name} stands below {other}"


def test_an_upward_import_is_caught() -> None:
    tree = ast.parse("from kaskazi import world\nimport kaskazi.brief\nfrom ..scenario import Scenario")
    assert imported(tree, PACKAGE / "model" / "x.py") == {"world", "brief", "scenario"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_are_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 450, f"{path.relative_to(PACKAGE)} has {lines} lines: split it"


def test_no_room_above_the_edges_sees_labels_in_the_model() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in (PACKAGE / "model").rglob("*.py"))
    assert "ISO3" not in text
    assert "tomllib" not in text
    assert "open(" not in text
