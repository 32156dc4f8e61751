"""Scenario files read and refused in words. The kinds of shock are an argument: each brings its own part."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, create_model

from kaskazi.errors import Problem, ScenarioError, nearest
from kaskazi.files import schema_of
from kaskazi.scenario.types import Scenario, Shock
from kaskazi.scenario.upgrade import KINDS as RENAMED
from kaskazi.scenario.upgrade import from_schema_1

MAX_BYTES = 1_000_000
MAX_DEPTH = 8  # tables in tables
MAX_DOTS = 8  # parts of a dotted key
MAX_DIGITS = 40  # of one number
MAX_SHOCKS = 200
Parts = Mapping[str, type[Shock]]

# Strings and comments; one that is never closed runs to its end, so that the search stays linear.
_STRINGS = re.compile(
    r'"""[\s\S]*?(?:"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*'
)
_DOTTED = re.compile(rf"(?<![\w.-])[\w-]+(?:[ \t]*\.[ \t]*[\w-]+){{{MAX_DOTS},}}")
_LONG = re.compile(rf"(?<!\d)(?:\d_?){{{MAX_DIGITS + 1},}}")


def text_of(path: Path) -> str:
    """The text of a file. Raises ScenarioError where it cannot be read or is too long."""
    try:
        with path.open("rb") as f:
            raw = f.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
    if len(raw) > MAX_BYTES:
        raise ScenarioError(path.name, [Problem("", "is too long.", f"at most {MAX_BYTES:,} bytes")])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(path.name, [Problem(f"byte {error.start}", "is not UTF-8 text.")]) from error


def loads(text: str, kinds: Parts, name: str = "scenario") -> Scenario:
    """Read TOML text. kinds: the part of the file of every kind of shock. Raises ScenarioError with every problem."""
    problems = list(_too_much(text))
    if problems:
        raise ScenarioError(name, problems)
    try:
        raw = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ScenarioError(name, [Problem("", f"not valid TOML: {error}.")]) from error
    return parse(raw, kinds, name)


def parse(raw: Mapping[str, Any], kinds: Parts, name: str = "scenario") -> Scenario:
    """Build from plain types of any schema known. Raises ScenarioError with every problem found."""
    new = upgrade(raw, name)
    problems: list[Problem] = []
    shocks: list[Shock] = []
    given = new.get("shock")
    for k, s in enumerate(given[:MAX_SHOCKS] if isinstance(given, list | tuple) else ()):
        if isinstance(s, Shock):
            shocks.append(s)
            continue
        part = kinds.get(str(s.get("kind"))) if isinstance(s, dict) else None
        if part is None:
            problems.append(_no_kind(f"shock[{k}]", s, kinds))
            continue
        mistyped = list(_mistyped(s, part, f"shock[{k}]"))
        problems += mistyped
        try:
            shocks.append(part.model_validate(s))
        except ValidationError as error:
            told = [_problem(e, part, f"shock[{k}]") for e in error.errors()]
            problems += [p for p in told if p.where not in {m.where for m in mistyped}]
    if isinstance(given, list | tuple):
        new["shock"] = shocks
        if len(given) > MAX_SHOCKS:
            problems.append(Problem("shock", f"{len(given)} of them.", f"at most {MAX_SHOCKS}"))
    outer = list(_mistyped({k: v for k, v in new.items() if k != "shock"}, Scenario, ""))
    try:
        scenario = Scenario.model_validate(new)
    except ValidationError as error:
        told = [_problem(e, Scenario, "") for e in error.errors()]
        outer += [p for p in told if p.where not in {m.where for m in outer}]
    problems = outer + problems
    if problems:
        raise ScenarioError(name, problems)
    return scenario


def upgrade(raw: Mapping[str, Any], name: str = "scenario") -> dict[str, Any]:
    """The same in the words of today's schema. Raises ScenarioError for a schema nobody here knows."""
    schema = schema_of("scenario", raw.get("schema"), name, ScenarioError)
    return from_schema_1(raw) if schema == 1 else dict(raw)


def json_schema(kinds: Parts) -> dict[str, Any]:
    """The JSON Schema of a scenario file with these kinds of shock."""
    parts = tuple(kinds.values())
    shock: Any = Annotated[Union[parts], Field(discriminator="kind")] if len(parts) > 1 else parts[0]  # noqa: UP007
    whole = create_model("Scenario", __base__=Scenario, shock=(list[shock], Field(max_length=200)))
    return whole.model_json_schema(by_alias=True)


def _too_much(text: str) -> Iterator[Problem]:
    """What is refused before it is parsed, told with its line."""
    if len(text) > MAX_BYTES:
        yield Problem("", "is too long.", f"at most {MAX_BYTES:,} bytes")
        return
    bare = _STRINGS.sub(lambda m: "_" + "\n" * m[0].count("\n"), text)

    def line(at: int) -> str:
        return f"line {bare.count(chr(10), 0, at) + 1}"

    if found := _LONG.search(bare):
        yield Problem(line(found.start()), "a number is too long.", f"at most {MAX_DIGITS} digits")
    if found := _DOTTED.search(bare):
        yield Problem(line(found.start()), "a key has too many parts.", f"at most {MAX_DOTS}")
    depth = 0
    for m in re.finditer(r"[\[\]{}]", bare):
        depth += 1 if m[0] in "[{" else -1
        if depth > MAX_DEPTH:
            yield Problem(line(m.start()), "tables lie too deep.", f"at most {MAX_DEPTH} in each other")
            return


def _no_kind(where: str, s: Any, kinds: Parts) -> Problem:
    if not isinstance(s, dict):
        return Problem(where, f"{s!r} is not a table.", "[[shock]] with a kind")
    if "kind" not in s:
        return Problem(f"{where}.kind", "is missing.", ", ".join(kinds))
    tag = str(s["kind"])
    near = RENAMED.get(tag, "")
    return Problem(
        f"{where}.kind",
        f'"{tag}" is not a kind of shock.',
        ", ".join(kinds),
        near if near in kinds else nearest(tag, kinds),
    )


def _place(start: str, loc: tuple[int | str, ...]) -> str:
    where = start
    for part in loc:
        where += f"[{part}]" if isinstance(part, int) else (f".{part}" if where else part)
    return where


def _problem(error: Any, owner: type[BaseModel], start: str) -> Problem:
    """A pydantic error in the words of this project."""
    loc, value, kind = error["loc"], error.get("input"), error["type"]
    where, ctx = _place(start, loc), error.get("ctx", {})
    field = str(loc[-1]) if loc else ""
    if kind == "refused":
        inner = (ctx["field"],) if ctx["field"] else ()
        return Problem(_place(where, inner), ctx["what"], ctx["expected"], ctx["nearest"])
    if kind == "extra_forbidden":
        return Problem(where, "is not a field here.", nearest=nearest(field, _fields(owner, loc[:-1])))
    if kind == "missing":
        return Problem(where, "is missing.")
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", ctx["expected"])
        return Problem(where, f"{value!r} is not known here.", ctx["expected"], nearest(str(value), allowed))
    if kind == "less_than_equal" and field in ("rate", "change") and isinstance(value, int | float):
        return Problem(
            where, f"{value:g} means {value * 100:g} %.", f"a ratio: {value / 100:g} = {value:g} %"
        )
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = "" if isinstance(value, dict | list | tuple) else f" (given: {value!r})"
    return Problem(where, f"{message}{shown}.")


def _mistyped(raw: Mapping[str, Any], owner: type[BaseModel], start: str) -> Iterator[Problem]:
    """Numbers written as true, false or words: what would pass for a number and is none, each with its place."""
    by_name = {f.alias or key: f for key, f in owner.model_fields.items()}
    for key, value in raw.items():
        field = by_name.get(key)
        if field is None:
            continue
        where = f"{start}.{key}" if start else key
        if isinstance(value, dict):
            for inner in _models(field.annotation):
                yield from _mistyped(value, inner, where)
        elif isinstance(value, bool | str) and _numbers_only(field.annotation):
            yield Problem(where, f"{_shown(value)} is not a number.", "a number, without quotation marks")


def _numbers_only(annotation: Any) -> bool:
    """True for a type of numbers (and nothing)."""
    plain = [a for a in _leaves(annotation) if a is not type(None)]
    return bool(plain) and all(a in (int, float) for a in plain)


def _leaves(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, UnionType):
        for a in get_args(annotation):
            yield from _leaves(a)
    elif get_origin(annotation) is Annotated:
        yield from _leaves(get_args(annotation)[0])
    else:
        yield annotation


def _shown(value: bool | str) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _fields(owner: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The valid field names at a place."""
    for part in loc:
        if isinstance(part, str) and part in owner.model_fields:
            owner = next(_models(owner.model_fields[part].annotation), owner)
    return [f.alias or key for key, f in owner.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a type names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
