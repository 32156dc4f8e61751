"""Sentences by key: every key used exists, every key that exists is used, every value is asked for."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from kaskazi.dossier import document, types
from kaskazi.outcomes.indicators import indicators
from kaskazi.report.document import Jump, Words, phrase
from kaskazi.report.since import CAUSES
from kaskazi.report.words import FIXED, terms, word
from kaskazi.text.catalogue import catalogue, keys, pieces, say
from shared import ROOT

SOURCE = ROOT / "src" / "kaskazi"
CALLS = ("say", "phrase", "pieces")


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


@cache
def trees() -> tuple[ast.AST, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in files())


def strings() -> set[str]:
    """Every string constant of the package."""
    return {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def asked() -> set[str]:
    """Every key that a call names."""
    return {
        node.args[0].value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in CALLS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_key_is_used_and_every_used_key_exists() -> None:
    assert len(keys()) > 100
    assert asked() <= set(keys())
    assert set(keys()) - fixed() - tabled() <= strings()


def fixed() -> set[str]:
    """The keys of fixed terms, which no call names one by one."""
    return {f"{name}.{term}" for name in FIXED for term in get_args(terms(name))}


def tabled() -> set[str]:
    """The keys that rows of a table name."""
    horizons = {i.horizon for i in indicators().values()} | {"sum", "third-year-adjusted"}
    return (
        {f"short.{key}" for key in indicators() if f"short.{key}" in catalogue()}
        | {f"front.{family}.{kind}" for family in ("horizon", "when") for kind in horizons}
        | {f"since.{cause}" for cause in CAUSES}
    )


# Fixed terms that no brief prints.
UNPRINTED = {
    "ActorKind", "Basis", "BlockKind", "ContradictionKind", "Format", "Granularity", "Language", "Role", "Speech",
}  # fmt: skip


def test_every_fixed_term_of_a_dossier_has_words_and_every_such_word_its_term() -> None:
    printed = {terms(name) for name in FIXED}
    assert all(get_origin(x) is Literal for x in printed)
    named = {n: x for n, x in {**vars(document), **vars(types)}.items() if get_origin(x) is Literal}
    assert len(named) > 15
    assert {n for n, x in named.items() if x not in printed} == UNPRINTED
    assert fixed() <= set(keys())
    assert {k for k in keys() if k.partition(".")[0] in FIXED} == fixed()
    for name in FIXED:
        for term in get_args(terms(name)):
            assert word(name, term) == catalogue()[f"{name}.{term}"]


def test_a_term_that_is_none_stays_as_it_is() -> None:
    assert word("stance", "{title.page}") == "{title.page}"
    assert word("title", "page") == "page"


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError, match="no sentence"):
        say("opening.nowhere")


@pytest.mark.parametrize("values", [{}, {"line": "1"}, {"line": "1", "start": "2", "end": "3", "more": "4"}])
def test_a_missing_or_unknown_value_is_an_error(values: dict[str, str]) -> None:
    with pytest.raises(TypeError, match=r"place\.text takes"):
        say("place.text", **values)


def test_a_number_chooses_the_form() -> None:
    assert say("opening.all", n=1).startswith("1 thing is on the table")
    assert say("opening.all", n=1200).startswith("1\u202f200 things are on the table")
    with pytest.raises(TypeError, match="needs n"):
        say("opening.all")


def test_a_brace_in_a_value_stays_a_brace() -> None:
    assert say("opening.option", title="{n} {{x}} %s {title.page}") == "{n} {{x}} %s {title.page}."
    assert pieces("opening.option", title="{") == ("{", ".")


def test_values_may_be_runs() -> None:
    found = phrase("record.places", text=Jump("text", "t"))
    assert found[1] == Jump("text", "t")
    assert isinstance(found[0], Words)


def test_sentences_are_whole() -> None:
    for key, found in catalogue().items():
        for text in [found] if isinstance(found, str) else found.values():
            assert text, key
            assert text.count("{") == text.count("}"), key
            assert "  " not in text, key
