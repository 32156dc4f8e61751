"""What changed since an earlier brief, and why: figure by figure, from the JSON of that brief."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaskazi.errors import InputError, Problem
from kaskazi.files import SCHEMAS
from kaskazi.text.catalogue import say

CAUSES = ("document_sha256", "dated", "as_of", "home", "world_sha256", "sources_sha256", "kaskazi")


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
    if not isinstance(told, dict) or not isinstance(told.get("figures"), list) or "manifest" not in told:
        expected = "a brief of this version or later, written with --out FILE.json"
        raise InputError(where, [Problem("", "is no brief that can be compared.", expected)])
    if told.get("schema") != SCHEMAS["brief"]:
        what = f"is of form {told.get('schema')!r}."
        raise InputError(where, [Problem("schema", what, str(SCHEMAS["brief"]))])
    return told


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """The figures of a brief beside those of an earlier one; both as `Brief.to_dict` gives them."""
    before, now = _figures(old), _figures(new)
    found = [
        Change(key[1], label, unit, before.get(key, ("", "", ""))[2], now.get(key, ("", "", ""))[2])
        for key in dict.fromkeys([*now, *before])
        for label, unit, _ in [now.get(key) or before[key]]
        if before.get(key, ("", "", ""))[2] != now.get(key, ("", "", ""))[2]
    ]
    same = sum(1 for key in now if key in before and before[key][2] == now[key][2])
    return Changes(
        str(old.get("made", "")), tuple(_causes(old["manifest"], new["manifest"])), tuple(found), same
    )


def _figures(told: Mapping[str, Any]) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Label, unit and text of each figure by item, option and id."""
    return {(f["item"], f["option"], f["id"]): (f["label"], f["unit"], f["text"]) for f in told["figures"]}


def _causes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in CAUSES:
        a, b = old.get(key), new.get(key)
        if a != b:
            plain = not key.endswith("_sha256")
            yield say(f"since.{key}", before=str(a), now=str(b)) if plain else say(f"since.{key}")
    scenarios = {
        k
        for k in {*old["scenarios"], *new["scenarios"]}
        if old["scenarios"].get(k) != new["scenarios"].get(k)
    }
    if scenarios:
        yield say("since.scenarios", names=", ".join(sorted(scenarios)))
