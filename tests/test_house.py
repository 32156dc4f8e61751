"""The house: who may import whom, and that files stay small enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kaskazi.codes.economies import economies
from kaskazi.codes.groups import groups, reported
from kaskazi.codes.naming import rows

MOST_LINES = 400
TESTS = Path(__file__).resolve().parent
PACKAGE = Path(__file__).resolve().parents[1] / "src" / "kaskazi"

# The floors of the house, lowest first. A room imports only rooms of lower floors; rooms of one floor do not
# import each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("_version", "errors"),
    ("files",),
    ("codes", "text", "sources"),
    ("dossier",),
    ("documents", "scenario", "model"),
    ("world", "evidence", "line_trade"),
    ("law", "network"),
    ("shocks",),
    ("outcomes",),
    ("agenda", "analysis"),
    ("pipeline",),
    ("ledger", "report"),
    ("cli", "desk"),
)
FLOOR = {room: k for k, rooms in enumerate(FLOORS) for room in rooms}
FRONT = {"__init__", "__main__"}  # the package's own door
# What still breaks the rule. The list only shrinks.
EXCEPTIONS: set[tuple[str, str]] = set()


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
    if me in FRONT:
        return
    assert me in FLOOR, f"{me} is not a room of the house: give it a place in FLOORS"
    others = imported(ast.parse(path.read_text(encoding="utf-8")), path) - {me}
    above = {o for o in others if FLOOR.get(o, 99) >= FLOOR[me] and (me, o) not in EXCEPTIONS}
    assert not above, f"{path.relative_to(PACKAGE)} imports {sorted(above)}, which {me} may not"


def test_every_room_has_one_floor() -> None:
    rooms = [r for floor in FLOORS for r in floor]
    assert len(rooms) == len(set(rooms))
    assert {room(p) for p in modules()} - FRONT <= set(rooms)


def test_exceptions_are_still_needed() -> None:
    seen = {(room(p), o) for p in modules() for o in imported(ast.parse(p.read_text(encoding="utf-8")), p)}
    assert seen >= EXCEPTIONS


def test_an_upward_import_is_caught() -> None:
    tree = ast.parse("from kaskazi import world\nimport kaskazi.report\nfrom ..scenario import Scenario")
    assert imported(tree, PACKAGE / "model" / "x.py") == {"world", "report", "scenario"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_are_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{path.relative_to(PACKAGE)} has {lines} lines: split it"


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.py")), ids=lambda p: p.name)
def test_so_do_tests(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{path.name} has {lines} lines: split it"


def test_no_room_above_the_edges_sees_labels_in_the_model() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in (PACKAGE / "model").rglob("*.py"))
    assert "ISO3" not in text
    assert "tomllib" not in text
    assert "open(" not in text


# --- no economy, group, programme or strait is named in code ---

# Codes that mean something else as well: value added tax; taxes less subsidies.
OTHER_MEANINGS = {"VAT", "TLS"}


def named(text: str) -> set[str]:
    """Economies, groups, programmes and chokepoints that the strings of a source text name, docstrings aside.

    Corridors are not looked for: their ids are ordinary words.
    """
    codes = {
        *economies(),
        *groups(),
        *reported(),
        *rows("instruments"),
        *rows("chokepoints"),
    } - OTHER_MEANINGS
    strings = (n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
    return {s for s in strings if isinstance(s, str) and any(w in codes for w in (s, *_codes_of_a_list(s)))}


def _codes_of_a_list(text: str) -> list[str]:
    """The words of a string that is nothing but codes of three capitals: a list in disguise."""
    words = text.split()
    return words if len(words) > 1 and all(len(w) == 3 and w.isalpha() and w.isupper() for w in words) else []


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_economy_programme_or_strait_is_named_in_code(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    found = named(path.read_text(encoding="utf-8"))
    assert not found, f"{name} names {sorted(found)}: a table of data names them, code reads it"


def test_a_name_in_code_is_caught() -> None:
    assert named('market = "USA"') == {"USA"}
    assert named('if gate in ("suez", "nowhere"): lists = "KEN TZA UGA"') == {"suez", "KEN TZA UGA"}
    assert named('"""Into the USA, by suez."""\nsector, tax = "apparel", "VAT"') == set()
