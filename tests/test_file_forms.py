"""Files that outlive a version: each carries the number of its form; old ones are read or refused in words."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest

import publishers
from kaskazi.errors import DataError
from kaskazi.files import SCHEMAS
from kaskazi.world import World
from kaskazi.world.file import from_bytes, save, to_bytes
from test_cli import kaskazi

ROOT = Path(__file__).resolve().parents[1]
OLD = Path(__file__).parent / "golden" / "old"


def test_the_page_lists_every_kind_with_its_number() -> None:
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    listed = {kind: int(n) for kind, n in re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE)}
    assert listed == SCHEMAS


def test_a_world_of_the_first_form_is_read(tmp_path: Path) -> None:
    old = World.load(str(OLD / "world.npz"))
    new = publishers.world(seed=2)
    assert "schema" not in np.load(OLD / "world.npz").files
    assert old.economies == new.economies
    assert np.array_equal(old.flows, new.flows)
    save(old, tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz") as z:
        assert z["schema"].item() == SCHEMAS["world"]
    assert np.array_equal(World.load(str(tmp_path / "w.npz")).flows, old.flows)


def with_schema(number: int | str) -> bytes:
    """A small world that says it is of another form."""
    with np.load(io.BytesIO(to_bytes(publishers.world(seed=2)))) as z:
        parts = {**{k: z[k] for k in z.files}, "schema": np.array(number)}
    out = io.BytesIO()
    np.savez(out, **parts)
    return out.getvalue()


@pytest.mark.parametrize("number", [99, 0, "two"])
def test_a_world_of_a_form_nobody_knows_is_refused(tmp_path: Path, number: int | str) -> None:
    with pytest.raises(DataError, match="schema"):
        from_bytes(with_schema(number))
    (tmp_path / "w.npz").write_bytes(with_schema(number))
    said = kaskazi("run", "agoa-lapse", "--world", "w.npz", cwd=tmp_path, ok=1).stderr
    assert said.startswith("kaskazi: w.npz: schema: ")


@pytest.mark.slow
def test_outcomes_and_ask_lists_carry_their_form(tmp_path: Path) -> None:
    printed = kaskazi("run", "agoa-lapse", "--out", "o.json", "--json", cwd=tmp_path).stdout
    assert json.loads(printed)["schema"] == SCHEMAS["outcome"]
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8")) == json.loads(printed)
    found = kaskazi("asks", "--home", "UGA", "--of", "KEN", "--top", "1", "--json", cwd=tmp_path).stdout
    assert json.loads(found)["schema"] == SCHEMAS["asks"]
