"""What changed since an earlier brief, and why: figure by figure, from the JSON of that brief."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kaskazi.errors import InputError, Problem
from kaskazi.files import SCHEMAS
from kaskazi.text.catalogue import say

# What a study rests on, by its key in the manifest, and whether a person can read its values (a hash says only that it changed).
CAUSES: Mapping[str, bool] = MappingProxyType({
    "document_sha256": False, "dated": True, "as_of": True, "home": True, "world_sha256": False, "sources_sha256": False,
    "kaskazi": True,
})  # fmt: skip
PRINTED = ("item", "option", "id", "label", "unit", "text")  # of a figure


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one option: as printed before and now; empty where it was not there."""

    option: str
    label: str
    unit: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """made: the day of the earlier brief; causes: what its figures rested on that is another now, in words; found: the
    figures that are printed otherwise; same: how many are not."""

    made: str
    causes: tuple[str, ...]
    found: tuple[Change, ...]
    same: int


def load(path: str | Path) -> Mapping[str, Any]:
    """An earlier brief as it was written with `--out FILE.json`. Raises InputError."""
    where = str(path)
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(where, [Problem("", f"cannot be read: {error.strerror}.")]) from None
    except (ValueError, RecursionError):
        raise InputError(
            where, [Problem("", "is not JSON.", "a brief written with --out FILE.json")]
        ) from None
    if not isinstance(told, dict) or not _whole(told):
        expected = "a brief of this version or later, written with --out FILE.json"
        raise InputError(where, [Problem("", "is no brief that can be compared.", expected)])
    if told.get("schema") != SCHEMAS["brief"]:
        what = f"is of form {told.get('schema')!r}."
        raise InputError(where, [Problem("schema", what, str(SCHEMAS["brief"]))])
    return told


def _whole(told: Mapping[str, Any]) -> bool:
    """Whether all stands there that a comparison reads."""
    figures, manifest = told.get("figures"), told.get("manifest")
    if not isinstance(figures, list) or not isinstance(manifest, dict):
        return False
    if not isinstance(manifest.get("scenarios"), dict):
        return False
    return all(isinstance(f, dict) and all(isinstance(f.get(k), str) for k in PRINTED) for f in figures)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """The figures of a brief beside those of an earlier one; both as `Brief.to_dict` gives them."""
    before, now = _figures(old), _figures(new)
    gone = ("", "", "")
    found, same = [], 0
    for key in dict.fromkeys([*now, *before]):
        label, unit, _ = now.get(key) or before[key]
        was, text = before.get(key, gone)[2], now.get(key, gone)[2]
        if was == text:
            same += 1
        else:
            found.append(Change(key[1], label, unit, was, text))
    causes = tuple(_causes(old["manifest"], new["manifest"]))
    return Changes(str(old.get("made", "")), causes, tuple(found), same)


def _figures(told: Mapping[str, Any]) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Label, unit and text of each figure by item, option and id."""
    return {(f["item"], f["option"], f["id"]): (f["label"], f["unit"], f["text"]) for f in told["figures"]}


def _causes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key, readable in CAUSES.items():
        a, b = old.get(key), new.get(key)
        if a != b:
            yield say(f"since.{key}", before=str(a), now=str(b)) if readable else say(f"since.{key}")
    scenarios = {
        k
        for k in {*old["scenarios"], *new["scenarios"]}
        if old["scenarios"].get(k) != new["scenarios"].get(k)
    }
    if scenarios:
        yield say("since.scenarios", names=", ".join(sorted(scenarios)))
