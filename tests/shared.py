"""Data that tests may read but the project never ships."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared(name: str) -> Path:
    """The file ../shared/data/NAME, or a skip with the reason (a failure in CI)."""
    base = Path(os.environ.get("KASKAZI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    path = base / name
    if not path.exists():
        reason = f"{path} is absent; set KASKAZI_SHARED_DATA to the folder that holds {name}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path
