"""What changed since an earlier brief."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from brief_case import case
from kaskazi.errors import InputError
from kaskazi.pipeline import StudyManifest
from kaskazi.report.since import changes, load

MANIFEST = StudyManifest(
    1, "0.1", "talks.txt", "d", "2026-11-16", "2026-11-24", "KEN", "w", "w", "s", MappingProxyType({"a": "1"})
)


def told(manifest: StudyManifest = MANIFEST) -> dict[str, Any]:
    return json.loads(replace(case(), manifest=manifest).json())  # type: ignore[no-any-return]


def test_nothing_changed_is_said_as_that() -> None:
    c = changes(told(), told())
    assert c.found == c.causes == ()
    assert c.same == len(told()["figures"]) > 3


def test_a_figure_that_moved_stands_with_what_it_rests_on() -> None:
    old, new = (
        told(),
        told(replace(MANIFEST, as_of="2026-12-01", world_sha256="v", scenarios=MappingProxyType({"a": "2"}))),
    )
    old["figures"][0]["text"] = "−1"
    del old["figures"][1]
    c = changes(old, new)
    assert [(x.before, x.now) for x in c.found] == [
        ("−1", new["figures"][0]["text"]),
        ("", new["figures"][1]["text"]),
    ]
    said = " ".join(c.causes)
    assert "2026-11-24 before, 2026-12-01 now" in said
    assert "Other accounts" in said
    assert "Other scenarios: a" in said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"figures": 3, "manifest": {}}',
        "[" * 100_000,
        '{"schema": 9}',
        '{"schema": 2, "figures": [], "manifest": 3}',
        '{"schema": 2, "figures": [1], "manifest": {"scenarios": {}}}',
        '{"schema": 2, "figures": [], "manifest": {}}',
    ],
)
def test_what_is_no_brief_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.json"):
        load(path)


def test_a_brief_as_written_can_be_loaded(tmp_path: Path) -> None:
    path = replace(case(), manifest=MANIFEST).write(tmp_path / "old.json")
    assert changes(load(path), told()).found == ()
