"""Reading a dossier that was written as JSON: types checked, older forms upgraded, others refused in words."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kaskazi.dossier.document import Span
from kaskazi.dossier.ids import identified
from kaskazi.dossier.types import Dossier
from kaskazi.errors import DocumentError, Problem, nearest
from kaskazi.files import schema_of

TITLE = "the dossier"
EXTRA = {"characters", "exact"}  # written for readers, made anew from the text


def load(raw: Mapping[str, Any], text: str | None = None) -> Dossier:
    """The dossier of a mapping. Raises DocumentError with every problem found."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("document"), Mapping):
        raise DocumentError(TITLE, [Problem("", "is not a dossier.", "the JSON that `kaskazi read` writes")])
    schema = schema_of("dossier", raw.get("schema"), TITLE, DocumentError)
    head = dict(raw["document"])
    if "text" not in head:
        if text is None:
            what = f"schema {schema} does not hold the document's text."
            raise DocumentError(TITLE, [Problem("document.text", what, "the text beside it")])
        head["text"] = text
    body = {k: v for k, v in raw.items() if k not in ("schema", "unresolved", "document")}
    problems: list[Problem] = []
    out = _build(Dossier, {**body, "document": head}, "", head["text"], problems)
    if problems:
        raise DocumentError(TITLE, problems)
    assert isinstance(out, Dossier)
    return identified(out) if schema == 1 else out  # schema 1 counted its items: "ask-1"


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, value: Any, where: str, text: str, problems: list[Problem]) -> Any:
    """value as the type wants it; every mismatch is added to problems with its place."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _build(args[0], value, where, text, problems)
    if origin is Literal:
        if value not in args:
            hint = nearest(str(value), args)
            problems.append(Problem(where, f'"{value}" is not known.', ", ".join(args), hint))
        return value
    if origin is tuple:
        if not isinstance(value, list | tuple):
            problems.append(Problem(where, "is not a list."))
            return ()
        each = [args[0]] * len(value) if len(args) == 2 and args[1] is Ellipsis else list(args)
        if len(each) != len(value):
            problems.append(Problem(where, f"has {len(value)} entries.", str(len(each))))
            return ()
        return tuple(
            _build(k, v, f"{where}[{n}]", text, problems)
            for n, (k, v) in enumerate(zip(each, value, strict=True))
        )
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, where, text, problems)
    return _scalar(kind, value, where, problems)


def _record(kind: type, value: Any, where: str, text: str, problems: list[Problem]) -> Any:
    if not isinstance(value, Mapping):
        problems.append(Problem(where, f"is not a {kind.__name__}."))
        return None
    names = {f.name: f for f in fields(kind)}
    for key in value:
        if key not in names and key not in EXTRA and not (kind is Span and key == "document"):
            problems.append(Problem(_at(where, key), "is not a field.", "", nearest(str(key), names)))
    built: dict[str, Any] = {}
    for name, f in names.items():
        if name in value:
            built[name] = _build(_hints(kind)[name], value[name], _at(where, name), text, problems)
        elif f.default is MISSING:
            problems.append(Problem(_at(where, name), "is missing."))
            return None
    made = kind(**built)
    if isinstance(made, Span):
        _check_span(made, value, where, text, problems)
    return made


def _check_span(s: Span, value: Mapping[str, Any], where: str, text: str, problems: list[Problem]) -> None:
    if not (isinstance(s.start, int) and isinstance(s.end, int) and 0 <= s.start <= s.end <= len(text)):
        problems.append(Problem(where, f"{s.start}-{s.end} does not lie in the text."))
    elif "exact" in value and text[s.start : s.end] != value["exact"]:
        problems.append(Problem(where, "the text at this place reads otherwise.", repr(value["exact"])))


def _scalar(kind: Any, value: Any, where: str, problems: list[Problem]) -> Any:
    if kind is date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            problems.append(Problem(where, f"{value!r} is not a date.", "YYYY-MM-DD"))
            return None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        problems.append(Problem(where, f"{value!r} is not a {kind.__name__}."))
    return value


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
