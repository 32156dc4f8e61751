"""Every regular expression of a package: those its modules hold, those its functions make, those of its lexicons."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

USES = {"compile", "search", "match", "fullmatch", "sub", "split", "finditer", "findall"}
LANGUAGES = ("en", "fr", "sw")


ANCHORED = {"match", "fullmatch"}


def patterns(package: str) -> dict[str, tuple[re.Pattern[str], bool]]:
    """Pattern by where it stands, and whether it is only ever tried at one place (`match`)."""
    found: dict[str, tuple[re.Pattern[str], bool]] = {}
    home = importlib.import_module(package)
    used = _used(Path(str(files(package))))
    for info in pkgutil.walk_packages(home.__path__, package + "."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{info.name}.{name}"] = value, used.get(name, set()) <= ANCHORED
            elif hasattr(value, "cache_info") and value.__module__ == info.name:
                for n, p in enumerate(_made(value)):
                    found[f"{info.name}.{name}()[{n}]"] = p, False
        for n, (p, method) in enumerate(_written(Path(inspect.getfile(module)))):
            found[f"{info.name}, written {n}"] = p, method in ANCHORED
    for path in sorted(Path(str(files(package))).rglob("*.toml")):
        for n, source in enumerate(_listed(tomllib.loads(path.read_text(encoding="utf-8")))):
            found[f"{path.parent.name}/{path.name}[{n}]"] = re.compile(source, re.IGNORECASE), False
    return found


def _used(home: Path) -> dict[str, set[str]]:
    """By the name of a pattern: the methods by which it is used."""
    found: dict[str, set[str]] = {}
    for path in home.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in USES:
                own = node.value
                name = (
                    own.id
                    if isinstance(own, ast.Name)
                    else own.attr
                    if isinstance(own, ast.Attribute)
                    else ""
                )
                found.setdefault(name, set()).add(node.attr)
            elif isinstance(node, ast.Call):  # handed on: tried anywhere
                for a in node.args:
                    if isinstance(a, ast.Name):
                        found.setdefault(a.id, set()).add("search")
    return found


def _made(function: object) -> Iterator[re.Pattern[str]]:
    """Patterns that a cached function of nothing, or of a language, gives."""
    assert callable(function)
    takes = list(inspect.signature(function).parameters.values())
    if [p for p in takes if p.default is p.empty and p.name != "language"]:
        return
    for language in LANGUAGES if takes else ("",):
        try:
            yield from _inside(function(language) if language else function())
        except (
            FileNotFoundError,
            KeyError,
            ModuleNotFoundError,
        ):  # not of this language; an extra that is absent
            continue


def _inside(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, tuple | list):
        for x in value:
            yield from _inside(x, depth + 1)
    elif depth < 4 and hasattr(value, "values"):
        for x in value.values():
            yield from _inside(x, depth + 1)
    elif depth < 4 and hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _inside(getattr(value, name), depth + 1)


def _written(path: Path) -> Iterator[tuple[re.Pattern[str], str]]:
    """Patterns written out in a call of `re`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in USES - {"compile"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            flags = re.IGNORECASE if any("IGNORECASE" in ast.unparse(a) for a in node.args[1:]) else 0
            yield re.compile(node.args[0].value, flags), node.func.attr


def _listed(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for k, v in value.items():
            yield from _listed(v, k if k == "patterns" or key != "patterns" else key)
    elif isinstance(value, list):
        for v in value:
            yield from _listed(v, key)
    elif key == "patterns" and isinstance(value, str):
        yield value


def attacks(pattern: re.Pattern[str]) -> list[str]:
    """Pieces of text that, repeated, a pattern may try again and again: what it is made of, and what trips most."""
    words = re.findall(r"[A-Za-zÀ-ÿ]{2,}", re.sub(r"\\[a-zA-Z]|\(\?P<\w+>", " ", pattern.pattern))
    words = list(dict.fromkeys(words))[:6]
    marks = list(dict.fromkeys(c for c in pattern.pattern if not c.isalnum() and c not in "\\?*+|()^$"))[:10]
    pieces = [
        " ",
        "a",
        "A",
        "1",
        "a ",
        "A ",
        "Aa ",
        "1 ",
        "a-",
        "A'",
        "A.",
        "1,",
        "\n",
        "(",
        "“",
        '"',
        "a,",
        ", ",
        "and ",
        "of the ",
        "[",
        "- ",
    ]
    pieces += (
        [w + " " for w in words]
        + list(words[:3])
        + [" ".join(words) + " "]
        + marks
        + ["a" + c for c in marks]
    )
    pieces += [w.capitalize() + " Aa " for w in words[:3]] + [w + " 1 " for w in words[:3]]
    return list(dict.fromkeys(pieces))
